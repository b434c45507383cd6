package mastodontest

import (
	"net/http"
	"slices"
)

// getStatus is GET /api/v1/statuses/:id.
func getStatus(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	return c.srv.statusJSON(st, c.me), nil
}

const batchLimit = 20

// getStatuses is GET /api/v1/statuses?id[]=. Posts that are missing are left out.
func getStatuses(c *call) (any, error) {
	ids := c.params.strs("id")
	if len(ids) > batchLimit {
		return nil, fail(http.StatusUnprocessableEntity, "Too many statuses requested")
	}
	out := []object{}
	for _, id := range ids {
		if st, err := c.findStatus(id); err == nil {
			out = append(out, c.srv.statusJSON(st, c.me))
		}
	}
	return out, nil
}

// Bounds of a thread, with and without a user token.
const (
	contextLimit           = 4096
	contextAncestorsPublic = 40
	contextPublic          = 60
	contextDepthPublic     = 20
)

// statusContext is GET /api/v1/statuses/:id/context.
func statusContext(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	c.announceRefresh(st)
	maxUp, maxDown, depth := contextAncestorsPublic, contextPublic, contextDepthPublic
	if c.me != nil {
		maxUp, maxDown, depth = contextLimit, contextLimit, contextLimit
	}
	var up []*status
	for p := st.replyTo; p != nil && len(up) < maxUp; p = p.replyTo {
		if c.srv.canSee(c.me, p) {
			up = append(up, p)
		}
	}
	slices.Reverse(up)
	down := c.descendants(st, depth, nil)
	if len(down) > maxDown {
		down = down[:maxDown]
	}
	render := func(st *status) object { return c.srv.statusJSON(st, c.me) }
	return object{"ancestors": mapTo(up, render), "descendants": mapTo(down, render)}, nil
}

// descendants lists the replies depth first, oldest first.
func (c *call) descendants(st *status, depth int, out []*status) []*status {
	if depth == 0 {
		return out
	}
	for _, reply := range st.replies {
		if c.srv.canSee(c.me, reply) && !c.me.hasBlocked(reply.author) {
			out = append(out, reply)
		}
		out = c.descendants(reply, depth-1, out)
	}
	return out
}

// favouritedBy is GET /api/v1/statuses/:id/favourited_by; the cursor is the id of the favourite.
func favouritedBy(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	cur := c.cursor(40)
	if c.srv.opts.Flavour == GoToSocial {
		cur = cursor{limit: len(st.favourites)}
	}
	marks := page(st.favourites, markID, cur, nil)
	if c.srv.opts.Flavour != GoToSocial {
		link(c, marks, markID, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	}
	return mapTo(marks, func(m *mark) object { return c.srv.accountJSON(m.account) }), nil
}

// rebloggedBy is GET /api/v1/statuses/:id/reblogged_by; the cursor is the id of the boost.
func rebloggedBy(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	cur := c.cursor(40)
	if c.srv.opts.Flavour == GoToSocial {
		cur = cursor{limit: len(st.reblogs)}
	}
	boosts := page(st.reblogs, statusID, cur, nil)
	if c.srv.opts.Flavour != GoToSocial {
		link(c, boosts, statusID, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	}
	return mapTo(boosts, func(b *status) object { return c.srv.accountJSON(b.author) }), nil
}

// statusQuotes is GET /api/v1/statuses/:id/quotes.
func statusQuotes(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	cur := c.cursor(20)
	quotes := page(st.quotes, statusID, cur, func(q *status) bool {
		return q.quoteState == quoteAccepted && c.srv.canSee(c.me, q)
	})
	link(c, quotes, statusID, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	return mapTo(quotes, func(q *status) object { return c.srv.statusJSON(q, c.me) }), nil
}

// revokeQuote is POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke.
func revokeQuote(c *call) (any, error) {
	st, err := c.ownStatus()
	if err != nil {
		return nil, err
	}
	q := c.srv.byID[c.r.PathValue("quoting")]
	if q == nil || q.quoted != st {
		return nil, errNotFound()
	}
	q.quoteState = quoteRevoked
	st.quotes = without(st.quotes, q)
	c.srv.pushStatus("status.update", q)
	return c.srv.statusJSON(q, c.me), nil
}

// translateStatus is POST /api/v1/statuses/:id/translate. The translation names the language in brackets.
func translateStatus(c *call) (any, error) {
	st, err := c.findStatus(c.id())
	if err != nil {
		return nil, err
	}
	lang := orElse(c.params.str("lang"), orElse(c.me.language, "en"))
	switch {
	case c.srv.opts.NoTranslation:
		return nil, errNotFound()
	case st.visibility == visibilityPrivate || st.visibility == visibilityDirect || lang == st.language:
		return nil, errForbidden()
	}
	o := object{
		"content": "<p>[" + lang + "] " + st.text + "</p>", "spoiler_text": st.spoiler, "language": lang,
		"detected_source_language": st.language, "provider": "Simulated", "poll": nil,
		"media_attachments": mapTo(st.media, func(m *media) object {
			return object{"id": m.id, "description": m.description}
		}),
	}
	if st.poll != nil {
		o["poll"] = object{"id": st.poll.id, "options": mapTo(st.poll.titles(), func(t string) object {
			return object{"title": "[" + lang + "] " + t}
		})}
	}
	return o, nil
}
