package xtest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// publish makes a post of a draft and tells everybody.
func (s *Server) publish(author *user, d *draft) *post {
	p := s.newPost(author, d)
	p.chain = &editChain{versions: []*post{p}, first: p.created}
	author.postCount++
	s.announce(p)
	return p
}

func (s *Server) newPost(author *user, d *draft) *post {
	now := s.now()
	p := &post{
		id: s.ids.next(now), author: author, created: now, typed: s.nfc(d.text), replyTo: d.replyTo, quote: d.quote,
		media: d.media, tagged: d.tagged, poll: d.poll, settings: d.settings, community: d.community, place: d.place,
		card: d.card, deepLink: d.deepLink, paid: d.paid, ai: d.ai, nullcast: d.nullcast,
		superFollowers: d.superFollowers, article: d.article, lang: language(d.text),
	}
	if p.quote == nil && len(p.media) == 0 && p.poll == nil {
		p.quote, p.quotesByLink = s.linked(p.typed)
	}
	p.conversation = p.id
	if p.settings == "" {
		p.settings = "everyone"
	}
	if p.poll != nil {
		p.poll.id = s.ids.next(now)
	}
	if p.replyTo != nil {
		p.conversation = p.replyTo.conversation
		p.replyTo.replies = append(p.replyTo.replies, p)
	}
	if p.quote != nil {
		p.quote.quotes = append(p.quote.quotes, p)
	}
	s.compose(p, d.exclude)
	for _, m := range p.media {
		m.attached = true
		author.mediaCount++
	}
	author.posts = append(author.posts, p)
	s.posts[p.id] = p
	s.order = append(s.order, p)
	s.deliverMentions(p)
	return p
}

// compose works out the texts of a post: the mentions before a reply, links, the cut of a long one.
func (s *Server) compose(p *post, exclude []string) {
	var mentions strings.Builder
	for _, u := range s.implicit(p) {
		if slices.Contains(exclude, u.idText()) || u == p.author {
			continue
		}
		if slices.Contains(mentionsIn(p.typed), strings.ToLower(u.username)) {
			continue
		}
		p.implicit = append(p.implicit, u)
		mentions.WriteString("@" + u.username + " ")
	}
	prefix := mentions.String()
	p.full = prefix + p.typed
	p.words = wordsOf(p.full)
	whole := s.wire(p.full)
	whole.start = utf8.RuneCountInString(prefix)
	if s.WeightedLength(p.typed) > 280 {
		note := whole
		p.note = &note
		whole = s.cutText(p, prefix)
	}
	p.wire = whole
	switch {
	case len(p.media) > 0:
		link := s.shorten("https://pic.example/" + p.idText())
		for _, m := range p.media {
			target := "https://x.com/" + p.author.username + "/status/" + p.idText() + "/" + m.kind() + "/1"
			if m == p.media[0] {
				p.wire.addLink(link, target, m.key)
			}
		}
	case p.quote != nil && !p.quotesByLink:
		p.wire.addLink(s.shorten("https://q.example/"+p.idText()), "https://x.com/"+p.quote.author.username+"/status/"+p.quote.idText(), "")
	}
}

// cutText is what the field text shows of a long post.
func (s *Server) cutText(p *post, prefix string) wireText {
	runes := []rune(p.typed)
	n := min(len(runes), 280)
	for n > 0 && s.WeightedLength(string(runes[:n])) > 276 {
		n -= max(1, (s.WeightedLength(string(runes[:n]))-276)/2)
	}
	cut := s.wire(prefix + strings.TrimSpace(string(runes[:max(0, n)])) + "…")
	cut.start = utf8.RuneCountInString(prefix)
	return cut
}

// linked is the post that the last link of a text leads to: it is quoted.
func (s *Server) linked(text string) (p *post, ok bool) {
	for _, f := range scan(text) {
		if f.kind != entityURL {
			continue
		}
		host, path, _ := strings.Cut(f.name[schemeLength(f.name):], "/")
		host = strings.TrimPrefix(strings.ToLower(host), "www.")
		_, value, isPost := strings.Cut(path, "/status/")
		p, ok = nil, false
		if isPost && (host == "x.com" || host == "twitter.com") {
			value, _, _ = strings.Cut(value, "?")
			id, _ := parseID(value)
			if p = s.posts[id]; p != nil && p.deleted {
				p = nil
			}
			ok = p != nil
		}
	}
	return p, ok
}

// implicit are the accounts that the network mentions before a reply.
func (s *Server) implicit(p *post) []*user {
	to := p.replyTo
	if to == nil {
		return nil
	}
	out := []*user{to.author}
	for _, name := range mentionsIn(to.full) {
		if u := s.byName[name]; u != nil && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// mentioned are the accounts that a post mentions in any way.
func (s *Server) mentioned(p *post) []*user {
	var out []*user
	for _, name := range mentionsIn(p.full) {
		if u := s.byName[name]; u != nil {
			out = append(out, u)
		}
	}
	return out
}

func (s *Server) deliverMentions(p *post) {
	for _, u := range s.mentioned(p) {
		if u != p.author {
			u.mentions = append(u.mentions, p)
		}
	}
	if p.quote != nil && p.quote.author != p.author && !slices.Contains(s.mentioned(p), p.quote.author) {
		p.quote.author.mentions = append(p.quote.author.mentions, p)
	}
}

// announce sends a new post to streams and subscribers.
func (s *Server) announce(p *post) {
	if p.author.Protected || p.nullcast {
		return
	}
	s.pushPost(p)
	render := func() object { return s.activityPost(p) }
	s.emit(&activity{kind: "post.create", subject: p.author, post: p, payload: render})
	for _, name := range mentionsIn(p.typed) {
		if u := s.byName[name]; u != nil && u != p.author {
			s.emit(&activity{kind: "post.mention.create", subject: u, post: p, payload: render})
		}
	}
	for kind, to := range map[string]*post{"post.reply.create": p.replyTo, "post.quote.create": p.quote, "post.repost.create": p.repostOf} {
		if to != nil && to.author != p.author {
			s.emit(&activity{kind: kind, subject: to.author, post: p, payload: render})
		}
	}
}

// edit adds a version to a post.
func (s *Server) edit(d *draft) *post {
	old := d.edits
	d.replyTo, d.quote = nil, nil // added below: an edit counts as no further reply
	p := s.newPost(old.author, d)
	p.replyTo, p.quote, p.conversation = old.replyTo, old.quote, old.conversation
	if old.conversation == old.id {
		p.conversation = old.id
	}
	old.chain.versions = append(old.chain.versions, p)
	p.chain = old.chain
	s.announce(p)
	return p
}

// deletePost is DELETE /2/tweets/{id}.
func deletePost(c *call) (any, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	p := c.srv.posts[id]
	if p == nil || p.deleted {
		return data(object{"deleted": true}), nil
	}
	if p.author != c.user {
		return nil, c.srv.refuse("You are not authorized to delete this Tweet.")
	}
	c.srv.remove(p)
	return data(object{"deleted": true}), nil
}

// remove deletes a post with all its versions and reposts.
func (s *Server) remove(p *post) {
	p.author.postCount--
	for _, version := range p.chain.versions {
		version.deleted = true
		version.author.mediaCount -= len(version.media)
	}
	for _, r := range p.reposts {
		if !r.deleted {
			r.deleted = true
			r.author.postCount--
		}
	}
	if !p.author.Protected {
		s.emit(&activity{kind: "post.delete", subject: p.author, post: nil, payload: func() object {
			return object{"id": p.idText(), "author_id": p.author.idText()}
		}})
	}
}

// language guesses: good enough for lang: in queries.
func language(text string) string {
	if len(wordsOf(text)) < 2 {
		return "und"
	}
	for _, word := range wordsOf(text) {
		switch word {
		case "le", "la", "les", "une", "est", "et", "pour", "nous":
			return "fr"
		case "der", "die", "und", "ist", "nicht":
			return "de"
		}
	}
	return "en"
}
