package mastodontest

import (
	"net/http"
	"slices"
)

// act makes the handler of an action on a post, which answers with the post.
func act(do func(c *call, st *status) error) handler {
	return func(c *call) (any, error) {
		st, err := c.findStatus(c.id())
		if err != nil {
			return nil, err
		}
		if st.reblogOf != nil {
			st = st.reblogOf
		}
		if err := do(c, st); err != nil {
			return nil, err
		}
		return c.srv.statusJSON(st, c.me), nil
	}
}

func favourite(c *call, st *status) error {
	c.srv.favourite(c.me, st)
	return nil
}

func (s *Server) favourite(who *account, st *status) {
	if findMark(st.favourites, who) != nil {
		return
	}
	m := &mark{s.ids.nextSerial("favourite", s.now()), who, st}
	st.favourites = append(st.favourites, m)
	who.favourites = append(who.favourites, m)
	if st.author.local() && st.author != who {
		s.notify(st.author, "favourite", who, st)
	}
}

func unfavourite(c *call, st *status) error {
	if m := findMark(st.favourites, c.me); m != nil {
		st.favourites = without(st.favourites, m)
		c.me.favourites = without(c.me.favourites, m)
		c.srv.unnotify(st.author, "favourite", c.me, st)
	}
	return nil
}

func bookmark(c *call, st *status) error {
	if !slices.ContainsFunc(c.me.bookmarks, func(m *mark) bool { return m.status == st }) {
		c.me.bookmarks = append(c.me.bookmarks, &mark{c.srv.ids.nextSerial("bookmark", c.srv.now()), c.me, st})
	}
	return nil
}

func unbookmark(c *call, st *status) error {
	c.me.bookmarks = slices.DeleteFunc(c.me.bookmarks, func(m *mark) bool { return m.status == st })
	return nil
}

func pin(c *call, st *status) error {
	switch {
	case st.author != c.me:
		return fail(http.StatusUnprocessableEntity, "Validation failed: Someone else's post cannot be pinned")
	case st.visibility == visibilityDirect:
		return fail(http.StatusUnprocessableEntity, "Validation failed: Posts that are only visible to mentioned users cannot be pinned")
	case slices.Contains(c.me.pinned, st):
		return nil
	case len(c.me.pinned) >= c.srv.opts.Limits.PinnedStatuses:
		return fail(http.StatusUnprocessableEntity, "Validation failed: You have already pinned the maximum number of posts")
	}
	c.me.pinned = append(c.me.pinned, st)
	return nil
}

func unpin(c *call, st *status) error {
	c.me.pinned = without(c.me.pinned, st)
	return nil
}

func muteThread(c *call, st *status) error {
	c.me.mutedThreads[st.thread] = true
	return nil
}

func unmuteThread(c *call, st *status) error {
	delete(c.me.mutedThreads, st.thread)
	return nil
}

// reblogStatus is POST /api/v1/statuses/:id/reblog; the answer is the boost, which wraps the post.
func reblogStatus(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	if st.reblogOf != nil {
		st = st.reblogOf
	}
	private := st.visibility == visibilityPrivate && st.author != c.me
	if private || st.visibility == visibilityDirect {
		return nil, errForbidden()
	}
	visibility := c.params.str("visibility")
	if c.srv.opts.Flavour == GoToSocial {
		visibility = ""
	}
	switch visibility {
	case "", visibilityPublic, visibilityUnlisted, visibilityPrivate:
	default:
		return nil, c.srv.invalid("Visibility is not included in the list")
	}
	return c.srv.statusJSON(c.srv.boost(c.me, st, visibility), c.me), nil
}

func (s *Server) boost(who *account, st *status, visibility string) *status {
	for _, b := range st.reblogs {
		if b.author == who {
			return b
		}
	}
	now := s.now()
	b := &status{
		id: s.ids.next(now), author: who, created: now, reblogOf: st, thread: st.thread,
		visibility: orElse(visibility, visibilityPublic), quotePolicy: policyNobody,
	}
	st.reblogs = append(st.reblogs, b)
	s.addStatus(b)
	s.pushStatus("update", b)
	if st.author.local() && st.author != who {
		s.notify(st.author, "reblog", who, st)
	}
	return b
}

// unreblog is POST /api/v1/statuses/:id/unreblog.
func unreblog(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	if st.reblogOf != nil {
		st = st.reblogOf
	}
	for _, b := range slices.Clone(st.reblogs) {
		if b.author == c.me {
			c.srv.removeStatus(b)
			c.srv.unnotify(st.author, "reblog", c.me, st)
		}
	}
	return c.srv.statusJSON(st, c.me), nil
}
