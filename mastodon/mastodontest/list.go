package mastodontest

import (
	"net/http"
	"slices"
)

// A list gathers accounts that its owner follows.
type list struct {
	id        string
	owner     *account
	title     string
	replies   string
	exclusive bool
	members   []*account
}

func (l *list) json() object {
	return object{"id": l.id, "title": l.title, "replies_policy": l.replies, "exclusive": l.exclusive}
}

func (c *call) findList() (*list, error) {
	l := c.srv.lists[c.id()]
	if l == nil || l.owner != c.me {
		return nil, errNotFound()
	}
	return l, nil
}

func (s *Server) listsOf(a *account, keep func(*list) bool) []object {
	var found []*list
	for _, l := range s.lists {
		if l.owner == a && keep(l) {
			found = append(found, l)
		}
	}
	slices.SortFunc(found, func(x, y *list) int { return compareIDs(x.id, y.id) })
	return mapTo(found, (*list).json)
}

func listLists(c *call) (any, error) {
	return c.srv.listsOf(c.me, func(*list) bool { return true }), nil
}

// listsWith is GET /api/v1/accounts/:id/lists.
func listsWith(c *call) (any, error) {
	a, err := c.srv.findAccount(c.id())
	if err != nil {
		return nil, err
	}
	return c.srv.listsOf(c.me, func(l *list) bool { return slices.Contains(l.members, a) }), nil
}

func getList(c *call) (any, error) {
	l, err := c.findList()
	if err != nil {
		return nil, err
	}
	return l.json(), nil
}

func createList(c *call) (any, error) {
	l := &list{owner: c.me, replies: "list"}
	if err := l.fill(c.params); err != nil {
		return nil, err
	}
	l.id = c.srv.ids.nextSerial("list", c.srv.now())
	c.srv.lists[l.id] = l
	return l.json(), nil
}

func updateList(c *call) (any, error) {
	l, err := c.findList()
	if err != nil {
		return nil, err
	}
	if err := l.fill(c.params); err != nil {
		return nil, err
	}
	return l.json(), nil
}

func (l *list) fill(p params) error {
	title, replies := orElse(p.str("title"), l.title), orElse(p.str("replies_policy"), l.replies)
	if title == "" {
		return fail(http.StatusUnprocessableEntity, "Validation failed: Title can't be blank")
	}
	if !slices.Contains([]string{"followed", "list", "none"}, replies) {
		return fail(http.StatusUnprocessableEntity, "'"+replies+"' is not a valid replies_policy")
	}
	l.title, l.replies = title, replies
	if v, given := p.boolean("exclusive"); given {
		l.exclusive = v
	}
	return nil
}

func deleteList(c *call) (any, error) {
	l, err := c.findList()
	if err != nil {
		return nil, err
	}
	delete(c.srv.lists, l.id)
	return object{}, nil
}

// listMembers is GET /api/v1/lists/:id/accounts; limit=0 means all.
func listMembers(c *call) (any, error) {
	l, err := c.findList()
	if err != nil {
		return nil, err
	}
	cur := c.cursor(40)
	if c.params.str("limit") == "0" {
		cur.limit = len(l.members)
	}
	rows := slices.SortedFunc(slices.Values(l.members), func(a, b *account) int { return compareIDs(a.id, b.id) })
	key := func(a *account) string { return a.id }
	found := page(rows, key, cur, nil)
	link(c, found, key, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	return mapTo(found, c.srv.accountJSON), nil
}

// changeMembers adds accounts to a list or takes them out. Only accounts that the owner follows can be
// added, and none twice.
func changeMembers(add bool) handler {
	return func(c *call) (any, error) {
		l, err := c.findList()
		if err != nil {
			return nil, err
		}
		for _, id := range c.params.strs("account_ids") {
			a, err := c.srv.findAccount(id)
			if err != nil {
				return nil, err
			}
			if !add {
				l.members = without(l.members, a)
				continue
			}
			if !c.me.follows(a) && a != c.me {
				return nil, errNotFound()
			}
			if slices.Contains(l.members, a) {
				return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Account has already been taken")
			}
			l.members = append(l.members, a)
		}
		return object{}, nil
	}
}
