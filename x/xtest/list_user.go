package xtest

import (
	"cmp"
	"slices"
)

// listsPage answers lists, newest first.
func (c *call) listsPage(lists []*list, seq func(*list) uint64, u *user) (any, error) {
	p, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	lists = slices.DeleteFunc(slices.Clone(lists), func(l *list) bool { return l.private && l.owner != c.user })
	page, meta := paginate(c.srv, p, lists, seq)
	in := newIncludes()
	var out []object
	for _, l := range page {
		out = append(out, c.listJSON(l, in))
		c.charge(c.owned(u, ListRead), idText(l.id))
	}
	return c.answer(out, len(out), in, meta), nil
}

func listSeq(l *list) uint64 { return l.id }

func (c *call) listUser() (*user, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	return c.srv.userBy(id, "id")
}

// ownedLists is GET /2/users/{id}/owned_lists.
func ownedLists(c *call) (any, error) {
	u, err := c.listUser()
	if err != nil {
		return nil, err
	}
	return c.listsPage(newestFirst(u.lists), listSeq, u)
}

// memberships is GET /2/users/{id}/list_memberships.
func memberships(c *call) (any, error) {
	u, err := c.listUser()
	if err != nil {
		return nil, err
	}
	var lists []*list
	for _, l := range c.srv.lists {
		if slices.ContainsFunc(l.members, func(e *edge) bool { return e.target == u }) {
			lists = append(lists, l)
		}
	}
	slices.SortFunc(lists, func(a, b *list) int { return cmp.Compare(b.id, a.id) })
	return c.listsPage(lists, listSeq, u)
}

// markedLists answers the lists that an account follows or has pinned.
func markedLists(pick func(*user) []*mark, mine bool) handler {
	return func(c *call) (any, error) {
		u, err := c.listUser()
		if err != nil {
			return nil, err
		}
		if mine {
			if err := c.self("id"); err != nil {
				return nil, err
			}
		}
		seqs := map[*list]uint64{}
		var lists []*list
		for _, m := range newestFirst(pick(u)) {
			lists = append(lists, m.list)
			seqs[m.list] = m.seq
		}
		return c.listsPage(lists, func(l *list) uint64 { return seqs[l] }, u)
	}
}

// markList follows or pins a list.
func markList(member string, pick func(*user) *[]*mark, onList bool) handler {
	return func(c *call) (any, error) {
		if err := c.self("id"); err != nil {
			return nil, err
		}
		id, err := bodyID(c.body, "list_id")
		if err != nil {
			return nil, err
		}
		l, err := c.findList(id, "list_id", false)
		if err != nil {
			return nil, err
		}
		marks := pick(c.user)
		if !slices.ContainsFunc(*marks, func(m *mark) bool { return m.list == l }) {
			m := &mark{seq: c.srv.ids.next(c.srv.now()), at: c.srv.now(), user: c.user, list: l}
			*marks = append(*marks, m)
			if onList {
				l.followers = append(l.followers, m)
			}
		}
		c.charge(ListManage, "")
		return data(object{member: true}), nil
	}
}

// unmarkList undoes markList.
func unmarkList(member string, pick func(*user) *[]*mark, onList bool) handler {
	return func(c *call) (any, error) {
		if err := c.self("id"); err != nil {
			return nil, err
		}
		l, err := c.listBy("list_id", false)
		if err != nil {
			return nil, err
		}
		marks := pick(c.user)
		*marks = slices.DeleteFunc(*marks, func(m *mark) bool { return m.list == l })
		if onList {
			l.followers = slices.DeleteFunc(l.followers, func(m *mark) bool { return m.user == c.user })
		}
		c.charge(ListManage, "")
		return data(object{member: false}), nil
	}
}
