package xtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// checkDraft applies the rules of the network to a post that is well-formed.
func (c *call) checkDraft(d *draft) error {
	for _, rule := range []func(*draft) error{
		c.checkText, c.checkPlan, c.checkReply, c.checkEdit, c.checkVideo, c.checkDuplicate, c.checkQuota,
	} {
		if err := rule(d); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) checkText(d *draft) error {
	s := c.srv
	if strings.ContainsFunc(d.text, forbiddenRune) {
		return badBody("The Tweet contains invalid characters.")
	}
	limit := 280
	if c.user.Premium() {
		limit = 25_000
	}
	if s.WeightedLength(withoutLeadingMentions(d)) > limit {
		e := s.refuse("Your Tweet text is too long. For more information, see the docs.")
		e.status = s.opts.TooLongStatus
		e.body["status"] = e.status
		return e
	}
	cashtags := 0
	for _, f := range scan(d.text) {
		if f.kind == entityCashtag {
			cashtags++
		}
	}
	if cashtags > 1 {
		return s.refuse("Your post contains more than the maximum of one cashtag.")
	}
	return nil
}

// withoutLeadingMentions drops the mentions that a reply would begin with anyway.
func withoutLeadingMentions(d *draft) string {
	text := d.text
	if d.replyTo == nil {
		return text
	}
	people := []string{strings.ToLower(d.replyTo.author.username)}
	people = append(people, mentionsIn(d.replyTo.full)...)
	for {
		m := mentionText.FindStringSubmatchIndex(text)
		if m == nil || m[0] != 0 || !slices.Contains(people, strings.ToLower(text[m[2]:m[3]])) {
			return text
		}
		text = strings.TrimLeft(text[m[1]:], " ")
	}
}

// checkPlan refuses what self-serve accounts have lost.
func (c *call) checkPlan(d *draft) error {
	if c.srv.opts.Plan == Enterprise || d.quote == nil {
		return nil
	}
	return c.srv.refuse("Quoting this post is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are quoting.")
}

func (c *call) checkReply(d *draft) error {
	to := d.replyTo
	if to == nil || to.author == c.user {
		return nil
	}
	if slices.ContainsFunc(to.author.blocking, func(e *edge) bool { return e.target == c.user }) {
		return c.srv.refuse("You are not allowed to reply to this conversation.")
	}
	mentioned := to.mentions(c.user, c.srv.opts.StrictMentions)
	if !c.srv.mayAnswer(to, c.user, mentioned) {
		return c.srv.refuse("You can only reply to or quote posts where you are mentioned or are the author.")
	}
	quotes := to.quote != nil && to.quote.author == c.user
	if c.srv.opts.Plan == PayPerUse && !mentioned && !quotes {
		return c.srv.refuse("Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.")
	}
	return nil
}

// mentions reports whether a post mentions an account.
func (p *post) mentions(u *user, typedOnly bool) bool {
	if !typedOnly && slices.Contains(p.implicit, u) {
		return true
	}
	return slices.Contains(mentionsIn(p.typed), strings.ToLower(u.username))
}

// mayAnswer applies the reply settings of the conversation.
func (s *Server) mayAnswer(to *post, u *user, mentioned bool) bool {
	root := s.posts[to.conversation]
	if root == nil {
		root = to
	}
	if root.author == u || mentioned || root.mentions(u, false) {
		return true
	}
	switch root.settings {
	case "following":
		return slices.ContainsFunc(root.author.following, func(e *edge) bool { return e.target == u })
	case "mentionedUsers", "subscribers":
		return false
	case "verified":
		return u.VerifiedType != "none"
	}
	return true
}

func (c *call) checkEdit(d *draft) error {
	p := d.edits
	if p == nil {
		return nil
	}
	switch {
	case p.author != c.user:
		return c.srv.refuse("You are not permitted to edit this Tweet.")
	case !c.user.Premium():
		return c.srv.refuse("Your account is not permitted to access this feature")
	case p != p.latest():
		return c.srv.refuse("You can only edit the latest version of a Tweet.")
	case !p.editable() || len(p.chain.versions) > 5 || c.srv.now().After(p.chain.first.Add(c.srv.opts.EditWindow)):
		return c.srv.refuse("This Tweet is not eligible to be edited.")
	}
	return nil
}

// checkVideo is the second check of a video's length, at the time of the post.
func (c *call) checkVideo(d *draft) error {
	for _, m := range d.media {
		if m.kind() == "video" && !c.user.Premium() && m.duration > time.Duration(c.srv.opts.Media.VideoMinutes)*time.Minute {
			return c.srv.refuse("This user is not allowed to post a video longer than 20 minutes.")
		}
	}
	return nil
}

func (c *call) checkDuplicate(d *draft) error {
	if d.text == "" || d.edits != nil || c.srv.opts.DuplicateWindow < 0 {
		return nil
	}
	start := c.srv.now().Add(-c.srv.opts.DuplicateWindow)
	for _, p := range slices.Backward(c.user.posts) {
		if p.created.Before(start) {
			return nil
		}
		if !p.deleted && p.typed == c.srv.nfc(d.text) && p.replyTo == d.replyTo && p.repostOf == nil {
			return forbidden("You are not allowed to create a Tweet with duplicate content.")
		}
	}
	return nil
}

func (c *call) checkQuota(*draft) error {
	if c.srv.opts.DailyPosts == 0 {
		return nil
	}
	start, n := c.srv.now().Add(-24*time.Hour), 0
	for i := len(c.user.posts) - 1; i >= 0 && c.user.posts[i].created.After(start); i-- {
		n++
	}
	if n >= c.srv.opts.DailyPosts {
		return legacy(http.StatusForbidden, 185, "User is over daily status update limit.")
	}
	return nil
}
