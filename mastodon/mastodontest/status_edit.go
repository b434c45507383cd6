package mastodontest

import (
	"net/http"
	"slices"
	"strings"
)

// editStatus is PUT /api/v1/statuses/:id. What the request leaves out is cleared: Mastodon's
// UpdateStatusService replaces the post as a whole. Only the language is kept.
func editStatus(c *call) (any, error) {
	s, p := c.srv, c.params
	st, err := c.ownStatus()
	if err != nil {
		return nil, err
	}
	if st.reblogOf != nil {
		return nil, errNotFound()
	}
	list, err := c.attachments(p.strs("media_ids"), st)
	if err != nil {
		return nil, err
	}
	var poll *pollDraft
	if p.given("poll") && p.sub("poll") != nil {
		if poll, err = c.pollDraft(p.sub("poll")); err != nil {
			return nil, err
		}
		if len(list) > 0 {
			return nil, s.unfit("Cannot attach media to a post with a poll")
		}
	}
	text, spoiler := p.str("status"), p.str("spoiler_text")
	if strings.TrimSpace(text) == "" && spoiler != "" {
		text, spoiler = spoiler, ""
	}
	if strings.TrimSpace(text) == "" && len(list) == 0 && poll == nil {
		return nil, s.invalid("Text can't be blank")
	}
	if s.Length(text, spoiler) > s.opts.Limits.MaxCharacters {
		return nil, s.invalid("Text character limit of " + itoa(s.opts.Limits.MaxCharacters) + " exceeded")
	}
	sensitive := p.isTrue("sensitive") || spoiler != ""
	before := s.revision(st)
	changed := c.describeMedia(list)
	changed = changed || text != st.text || spoiler != st.spoiler || sensitive != st.sensitive ||
		!slices.Equal(list, st.media) || !samePoll(st.poll, poll)
	if language := p.str("language"); language != "" && languageKnown(language) && language != st.language {
		st.language, changed = language, true
	}
	s.setQuotePolicy(st, p.str("quote_approval_policy"))
	if !changed {
		return s.statusJSON(st, c.me), nil
	}
	st.text, st.spoiler, st.sensitive = text, spoiler, sensitive
	s.replaceMedia(st, list)
	s.replacePoll(st, poll)
	s.finishEdit(st, before)
	return s.statusJSON(st, c.me), nil
}

// finishEdit renders the new text, keeps the old version and tells those whom it concerns.
func (s *Server) finishEdit(st *status, before *revision) {
	s.uncountTags(st)
	mentionedBefore := st.mentions
	st.content, st.mentions, st.tags = s.render(st.text)
	s.countTags(st)
	if len(st.history) == 0 {
		before.at = st.created
	}
	st.history = append(st.history, before)
	st.edited = s.now()
	s.pushStatus("status.update", st)
	for _, a := range st.mentions {
		if a.local() && a != st.author && !slices.Contains(mentionedBefore, a) {
			s.notify(a, "mention", st.author, st)
		}
	}
	for _, boost := range st.reblogs {
		if boost.author.local() && boost.author != st.author {
			s.notify(boost.author, "update", st.author, st)
		}
	}
	if s.opts.API >= 7 {
		for _, q := range st.quotes {
			if q.author.local() && q.author != st.author && q.quoteState == quoteAccepted {
				s.notify(q.author, "quoted_update", st.author, q)
			}
		}
	}
}

// describeMedia applies media_attributes to the listed media.
func (c *call) describeMedia(list []*media) bool {
	changed := false
	for _, attributes := range c.params.list("media_attributes") {
		for _, m := range list {
			if m.id == attributes.str("id") {
				changed = m.describe(attributes) || changed
			}
		}
	}
	return changed
}

func (s *Server) replaceMedia(st *status, list []*media) {
	for _, m := range st.media {
		if !slices.Contains(list, m) {
			m.status = nil
		}
	}
	for _, m := range list {
		m.status = st
	}
	st.media = list
}

func (s *Server) setQuotePolicy(st *status, value string) bool {
	switch value {
	case policyPublic, policyFollowers, policyNobody:
		if st.visibility == visibilityPrivate || st.visibility == visibilityDirect {
			value = policyNobody
		}
		changed := st.quotePolicy != value
		st.quotePolicy = value
		return changed
	}
	return false
}

func (s *Server) revision(st *status) *revision {
	r := &revision{
		at: st.edited, text: st.text, content: st.content, spoiler: st.spoiler, sensitive: st.sensitive,
		media: mapTo(st.media, s.mediaJSON),
	}
	if st.poll != nil {
		r.poll = st.poll.titles()
	}
	return r
}

// statusHistory is GET /api/v1/statuses/:id/history: all versions, the present one last.
func statusHistory(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	present := c.srv.revision(st)
	if st.edited.IsZero() {
		present.at = st.created
	}
	return mapTo(append(slices.Clone(st.history), present), func(r *revision) object {
		o := object{
			"account": c.srv.accountJSON(st.author), "content": r.content, "spoiler_text": r.spoiler,
			"sensitive": r.sensitive, "created_at": stamp(r.at), "media_attachments": r.media, "emojis": []object{},
		}
		if r.poll != nil {
			o["poll"] = object{"options": mapTo(r.poll, func(t string) object { return object{"title": t} })}
		}
		return o
	}), nil
}

// statusSource is GET /api/v1/statuses/:id/source.
func statusSource(c *call) (any, error) {
	st, err := c.ownStatus()
	if err != nil {
		return nil, err
	}
	return object{"id": st.id, "text": st.text, "spoiler_text": st.spoiler}, nil
}

// deleteStatus is DELETE /api/v1/statuses/:id.
func deleteStatus(c *call) (any, error) {
	st, err := c.ownStatus()
	if err != nil {
		return nil, err
	}
	o := c.srv.statusJSON(st, c.me)
	o["text"] = st.text
	if c.srv.opts.Flavour != GoToSocial { // the source stands in its place
		delete(o, "content")
	}
	c.srv.removeStatus(st)
	if c.params.isTrue("delete_media") {
		for _, m := range st.media {
			delete(c.srv.media, m.id)
		}
	}
	return o, nil
}

// removeStatus deletes a post with its boosts, and tells the streams.
func (s *Server) removeStatus(st *status) {
	for _, boost := range slices.Clone(st.reblogs) {
		s.removeStatus(boost)
	}
	s.uncountTags(st)
	s.dropStatus(st)
	st.author.pinned = without(st.author.pinned, st)
	if st.reblogOf != nil {
		st.reblogOf.reblogs = without(st.reblogOf.reblogs, st)
	}
	if st.quoted != nil {
		st.quoted.quotes = without(st.quoted.quotes, st)
	}
	for _, m := range st.media {
		m.status = nil // can be attached again, as "delete and redraft" does
	}
	for _, f := range st.favourites {
		f.account.favourites = without(f.account.favourites, f)
	}
	for _, a := range s.people {
		a.notifications = slices.DeleteFunc(a.notifications, func(n *notification) bool { return n.status == st })
		a.bookmarks = slices.DeleteFunc(a.bookmarks, func(m *mark) bool { return m.status == st })
		forget(a, st)
	}
	s.pushDelete(st)
}

// updateInteractionPolicy is PUT /api/v1/statuses/:id/interaction_policy.
func updateInteractionPolicy(c *call) (any, error) {
	st, err := c.ownStatus()
	if err != nil {
		return nil, err
	}
	value := c.params.str("quote_approval_policy")
	if !slices.Contains([]string{policyPublic, policyFollowers, policyNobody}, value) {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Quote approval policy is not included in the list")
	}
	if c.srv.setQuotePolicy(st, value) {
		c.srv.pushStatus("status.update", st)
	}
	return c.srv.statusJSON(st, c.me), nil
}
