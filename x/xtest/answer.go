package xtest

import "time"

// answer puts a response together: what is empty is left out.
func (c *call) answer(data any, count int, in *includes, meta object) object {
	out := object{}
	if count != 0 {
		out["data"] = data
	}
	if in != nil && c.view != nil {
		if members := in.json(c.view); members != nil {
			out["includes"] = members
		}
	}
	if len(c.errs) > 0 {
		out["errors"] = c.errs
	}
	if meta != nil {
		out["meta"] = meta
	}
	return out
}

// seeing returns what the request asks to see.
func (c *call) seeing() *view {
	if c.view == nil {
		c.view = c.srv.viewOf(c)
	}
	return c.view
}

// postsPage answers a list of posts, newest first, that is cut into pages.
func (c *call) postsPage(list []*post, p paging, resource Resource) (any, error) {
	page, meta := paginate(c.srv, p, list, func(p *post) uint64 { return p.id })
	return c.posts(page, meta, resource)
}

// posts answers one page of posts.
func (c *call) posts(page []*post, meta object, resource Resource) (any, error) {
	v, in := c.seeing(), newIncludes()
	if c.srv.opts.Traps.PrivateMetricsPages && v.private() {
		for _, p := range page {
			if c.privateProblem(p, "non_public_metrics") != nil {
				page = nil
				meta["result_count"], meta["next_token"] = 0, cursor{seq: p.id + 1}.String()
				break
			}
		}
	}
	var out []object
	for _, p := range page {
		out = append(out, c.postJSON(p, in))
		c.charge(resource, p.idText())
	}
	if len(page) > 0 && c.ranged {
		meta["newest_id"], meta["oldest_id"] = page[0].idText(), page[len(page)-1].idText()
	}
	return c.answer(out, len(out), in, meta), nil
}

// usersPage answers a list of users that is cut into pages by the elements that lead to them.
func usersPage[T any](c *call, list []T, p paging, seq func(T) uint64, who func(T) *user, resource Resource) (object, error) {
	page, meta := paginate(c.srv, p, list, seq)
	in := newIncludes()
	var out []object
	for _, item := range page {
		u := who(item)
		out = append(out, c.userJSON(u, in))
		c.charge(resource, u.idText())
	}
	return c.answer(out, len(out), in, meta), nil
}

// within keeps the posts of a period and range of ids; posts are newest first.
func (c *call) within(list []*post) ([]*post, error) {
	start, err := c.past("start_time")
	if err != nil {
		return nil, err
	}
	end, err := c.past("end_time")
	if err != nil {
		return nil, err
	}
	since, until := uint64(0), ^uint64(0)
	for name, bound := range map[string]*uint64{"since_id": &since, "until_id": &until} {
		value := c.query.Get(name)
		if value == "" {
			continue
		}
		id, ok := parseID(value)
		if !ok {
			return nil, badParameter(name, value, "The `"+name+"` query parameter value ["+value+"] does not match ^[0-9]{1,19}$")
		}
		*bound = id
	}
	if !start.IsZero() && !end.IsZero() && !start.Before(end) {
		return nil, badParameter("end_time", c.query.Get("end_time"), "'end_time' must be after 'start_time'")
	}
	var out []*post
	for _, p := range list {
		if p.id <= since || !start.IsZero() && p.created.Before(start) {
			break
		}
		if p.id < until && (end.IsZero() || p.created.Before(end)) {
			out = append(out, p)
		}
	}
	return out, nil
}

// owned is the price of reading data of an account: less if it is the caller's own and the caller owns the app.
func (c *call) owned(u *user, standard Resource) Resource {
	if c.user == u && u != nil && c.app.Owner == u.idText() {
		return OwnedRead
	}
	return standard
}

func (s *Server) now() time.Time { return s.clock.Now() }
