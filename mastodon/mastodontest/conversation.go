package mastodontest

import "slices"

// A conversation is a thread of direct messages as one participant sees it.
type conversation struct {
	id       string
	thread   *thread
	others   []*account
	statuses []*status // sorted by id
	unread   bool
}

func (v *conversation) last() *status {
	if len(v.statuses) == 0 {
		return nil
	}
	return v.statuses[len(v.statuses)-1]
}

// converse adds a direct post to the conversations of its local participants and to their streams.
func (s *Server) converse(st *status) {
	people := append([]*account{st.author}, without(st.mentions, st.author)...)
	for _, a := range people {
		if !a.local() {
			continue
		}
		others := without(people, a)
		v := a.conversation(st.thread, others)
		if v == nil {
			v = &conversation{id: s.ids.nextSerial("conversation", s.now()), thread: st.thread, others: others}
			a.conversations = append(a.conversations, v)
		}
		v.statuses = append(v.statuses, st)
		v.unread = a != st.author
		s.pushConversation(a, v)
	}
}

func (a *account) conversation(t *thread, others []*account) *conversation {
	for _, v := range a.conversations {
		if v.thread == t && len(v.others) == len(others) &&
			!slices.ContainsFunc(others, func(o *account) bool { return !slices.Contains(v.others, o) }) {
			return v
		}
	}
	return nil
}

// forget takes a deleted post out of an account's conversations.
func forget(a *account, st *status) {
	for _, v := range a.conversations {
		v.statuses = without(v.statuses, st)
	}
}

func (s *Server) conversationJSON(v *conversation, viewer *account) object {
	o := object{"id": v.id, "unread": v.unread, "accounts": mapTo(v.others, s.accountJSON), "last_status": nil}
	if last := v.last(); last != nil {
		o["last_status"] = s.statusJSON(last, viewer)
	}
	return o
}

// listConversations is GET /api/v1/conversations; the cursor is the id of the last post.
func listConversations(c *call) (any, error) {
	key := func(v *conversation) string { return v.last().id }
	rows := slices.DeleteFunc(slices.Clone(c.me.conversations), func(v *conversation) bool { return v.last() == nil })
	slices.SortFunc(rows, func(a, b *conversation) int { return compareIDs(key(a), key(b)) })
	cur := c.cursor(20)
	if c.srv.opts.Flavour == GoToSocial && !c.params.has("limit") {
		cur.limit = 40
	}
	list := page(rows, key, cur, nil)
	link(c, list, key, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, func(v *conversation) object { return c.srv.conversationJSON(v, c.me) }), nil
}

func (c *call) findConversation() (*conversation, error) {
	for _, v := range c.me.conversations {
		if v.id == c.id() {
			return v, nil
		}
	}
	return nil, errNotFound()
}

// readConversation is POST /api/v1/conversations/:id/read.
func readConversation(c *call) (any, error) {
	v, err := c.findConversation()
	if err != nil {
		return nil, err
	}
	v.unread = false
	return c.srv.conversationJSON(v, c.me), nil
}

// hideConversation is DELETE /api/v1/conversations/:id, for the caller only.
func hideConversation(c *call) (any, error) {
	v, err := c.findConversation()
	if err != nil {
		return nil, err
	}
	c.me.conversations = without(c.me.conversations, v)
	return object{}, nil
}
