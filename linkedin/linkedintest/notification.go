package linkedintest

import (
	"fmt"
	"slices"
	"time"
)

// An action is what a Page is notified of, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications.
type action string

const (
	actionLike          action = "LIKE"
	actionComment       action = "COMMENT"
	actionShare         action = "SHARE"
	actionMention       action = "SHARE_MENTION"
	actionAdminComment  action = "ADMIN_COMMENT"
	actionCommentEdit   action = "COMMENT_EDIT"
	actionCommentDelete action = "COMMENT_DELETE"
)

func actions() []string {
	return []string{
		string(actionLike), string(actionComment), string(actionShare), string(actionMention), string(actionAdminComment),
		string(actionCommentEdit), string(actionCommentDelete),
	}
}

// retention is how long notifications can be polled.
const retention = 60 * 24 * time.Hour

type notification struct {
	id        uint64
	page      *organization
	action    action
	source    *post
	comment   *comment
	share     *post
	text      string // as it was then
	at        time.Time
	malformed bool
}

// announcePost tells of a new post: who shares a Page's post, and who mentions Pages.
func (s *Server) announcePost(p *post) {
	if p.parent != nil {
		s.count(p.parent, metricShare, 1)
		if page := s.orgs[p.parent.author]; page != nil && p.parent.visibility == visibilityPublic && p.author != page.urn {
			s.notify(&notification{page: page, action: actionShare, source: p.parent, share: p, text: p.text.plain()})
		}
	}
	for i, name := range p.text.mentions() {
		page := s.orgs[name]
		if page != nil && page.urn != p.author && !slices.Contains(p.text.mentions()[:i], name) {
			s.notify(&notification{page: page, action: actionMention, source: p, share: p, text: p.text.plain()})
		}
	}
}

// announceComment tells the Page whose post it is about a comment. Mentions in comments are not told.
func (s *Server) announceComment(k *comment, what action) {
	page := s.orgs[k.post.author]
	if page == nil || k.post.deleted || k.post.visibility != visibilityPublic {
		return
	}
	if what == actionComment && k.actor == page.urn {
		what = actionAdminComment
	}
	s.notify(&notification{page: page, action: what, source: k.post, comment: k, text: k.text})
}

func (s *Server) announceLike(p *post, r *reaction) {
	if page := s.orgs[p.author]; page != nil && r.actor != page.urn && p.visibility == visibilityPublic {
		s.notify(&notification{page: page, action: actionLike, source: p})
	}
}

func (s *Server) notify(n *notification) {
	n.id, n.at, n.malformed = s.ids.serial(), s.now(), s.opts.Traps.MalformedActivities
	s.notifications = append(s.notifications, n)
	s.push(n)
}

// json is a notification as it is polled and pushed.
func (n *notification) json(subscriber string) object {
	out := object{
		"notificationId": n.id, "organizationalEntity": n.page.urn, "action": string(n.action), "sourcePost": n.source.activity,
		"lastModifiedAt": millis(n.at), "subscriber": subscriber,
		"decoratedSourcePost": object{
			"entity": n.source.urn, "owner": n.source.author, "text": n.source.text.plain(), "mediaCategory": n.source.category(),
		},
	}
	switch {
	case n.comment != nil:
		out["generatedActivity"] = n.comment.urn
		if n.malformed {
			out["generatedActivity"] = fmt.Sprintf("urn:li:comment:(activity:%s,%d)", ID(n.source.activity), n.comment.id)
		}
		out["decoratedGeneratedActivity"] = object{"comment": object{
			"entity": n.comment.urn, "owner": n.comment.actor, "text": n.text, "object": n.source.activity,
		}}
	case n.share != nil:
		out["generatedActivity"] = n.share.urn
		out["decoratedGeneratedActivity"] = object{"share": object{
			"entity": n.share.urn, "owner": n.share.author, "text": n.text, "mediaCategory": n.share.category(),
		}}
	}
	return out
}

// category is the kind of content in the words of notifications.
func (p *post) category() string {
	switch {
	case p.poll != nil:
		return "POLL"
	case p.content["article"] != nil:
		return "ARTICLE"
	case len(p.media) == 0:
		return "NONE"
	case p.media[0].kind == kindVideo:
		return "VIDEO"
	case p.media[0].kind == kindDocument:
		return "NATIVE_DOCUMENT"
	}
	return "IMAGE"
}

// findNotifications is GET /rest/organizationalEntityNotifications?q=criteria, newest first.
func findNotifications(c *call) (any, error) {
	page, err := c.organizationParam("organizationalEntity", adminRoles()...)
	if err != nil {
		return nil, err
	}
	wanted, err := c.texts("actions")
	if err != nil {
		return nil, err
	}
	for _, name := range wanted {
		if !slices.Contains(actions(), name) {
			return nil, badParam("actions")
		}
	}
	now := c.now()
	period, err := c.timeRange(now.Add(-retention))
	if err != nil {
		return nil, err
	}
	first := period.start.Truncate(time.Millisecond)
	found := []object{}
	for _, n := range slices.Backward(c.srv.notifications) {
		visible := !now.Before(n.at.Add(c.srv.opts.NotificationDelay))
		inside := !n.at.Before(first) && n.at.Before(period.end)
		if n.page == page && visible && inside && (len(wanted) == 0 || slices.Contains(wanted, string(n.action))) {
			found = append(found, n.json(c.member.urn))
		}
	}
	return c.page(found, most)
}
