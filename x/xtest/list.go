package xtest

import (
	"net/http"
	"slices"
	"time"
)

// list is a list of accounts.
type list struct {
	id                uint64
	owner             *user
	name, description string
	private           bool
	created           time.Time
	members           []*edge // source is the owner, target the member
	followers         []*mark
}

func (c *call) listBy(name string, own bool) (*list, error) {
	id, err := c.pathID(name)
	if err != nil {
		return nil, err
	}
	return c.findList(id, name, own)
}

func (c *call) findList(id uint64, name string, own bool) (*list, error) {
	l := c.srv.lists[id]
	if l == nil || l.private && l.owner != c.user {
		return nil, notFound("list", name, idText(id))
	}
	if own && l.owner != c.user {
		return nil, forbidden("You are not allowed to change this List.")
	}
	return l, nil
}

func (c *call) listJSON(l *list, in *includes) object {
	v := c.seeing()
	o := object{"id": idText(l.id), "name": l.name}
	for name, value := range (object{
		"created_at": stamp(l.created), "description": l.description, "follower_count": len(l.followers),
		"member_count": len(l.members), "private": l.private, "owner_id": l.owner.idText(),
	}) {
		if v.wants("list", name) || name == "owner_id" && v.expand["owner_id"] {
			o[name] = value
		}
	}
	if v.expand["owner_id"] {
		in.add("users", l.owner.idText(), func() object { return c.userJSON(l.owner, in) })
	}
	return o
}

func checkList(body object) error {
	if err := check(body, "", map[string]byte{"name": 's', "description": 's', "private": 'b'}); err != nil {
		return err
	}
	if _, given := body["name"]; given {
		if n := len([]rune(text(body, "name"))); n < 1 || n > 25 {
			return badParameter("name", text(body, "name"), "$.name: must be between 1 and 25 characters long")
		}
	}
	if len([]rune(text(body, "description"))) > 100 {
		return badParameter("description", "", "$.description: may only be 100 characters long")
	}
	return nil
}

// createList is POST /2/lists.
func createList(c *call) (any, error) {
	if err := checkList(c.body); err != nil {
		return nil, err
	}
	if text(c.body, "name") == "" {
		return nil, badParameter("name", "", "$.name: is missing but it is required")
	}
	l := &list{
		id: c.srv.ids.next(c.srv.now()), owner: c.user, name: text(c.body, "name"), created: c.srv.now(),
		description: text(c.body, "description"), private: flag(c.body, "private"),
	}
	c.srv.lists[l.id] = l
	c.user.lists = append(c.user.lists, l)
	c.charge(ListCreate, "")
	c.status = http.StatusCreated
	return data(object{"id": idText(l.id), "name": l.name}), nil
}

// getList is GET /2/lists/{id}.
func getList(c *call) (any, error) {
	l, err := c.listBy("id", false)
	if err != nil {
		return nil, err
	}
	in := newIncludes()
	c.charge(ListRead, idText(l.id))
	return c.answer(c.listJSON(l, in), 1, in, nil), nil
}

// updateList is PUT /2/lists/{id}.
func updateList(c *call) (any, error) {
	l, err := c.listBy("id", true)
	if err != nil {
		return nil, err
	}
	if err := checkList(c.body); err != nil {
		return nil, err
	}
	if _, given := c.body["name"]; given {
		l.name = text(c.body, "name")
	}
	if _, given := c.body["description"]; given {
		l.description = text(c.body, "description")
	}
	if _, given := c.body["private"]; given {
		l.private = flag(c.body, "private")
	}
	c.charge(ListManage, "")
	return data(object{"updated": true}), nil
}

// deleteList is DELETE /2/lists/{id}.
func deleteList(c *call) (any, error) {
	l, err := c.listBy("id", true)
	if err != nil {
		return nil, err
	}
	delete(c.srv.lists, l.id)
	c.user.lists = slices.DeleteFunc(c.user.lists, func(other *list) bool { return other == l })
	for _, m := range l.followers {
		m.user.follows = slices.DeleteFunc(m.user.follows, func(m *mark) bool { return m.list == l })
	}
	for _, e := range l.members {
		e.target.listed--
	}
	c.charge(ListManage, "")
	return data(object{"deleted": true}), nil
}

// addMember is POST /2/lists/{id}/members.
func addMember(c *call) (any, error) {
	l, err := c.listBy("id", true)
	if err != nil {
		return nil, err
	}
	id, err := bodyID(c.body, "user_id")
	if err != nil {
		return nil, err
	}
	u, err := c.srv.userBy(id, "user_id")
	if err != nil {
		return nil, err
	}
	if c.srv.link(&l.members, l.owner, u) != nil {
		u.listed++
	}
	c.charge(ListManage, "")
	return data(object{"is_member": true}), nil
}

// removeMember is DELETE /2/lists/{id}/members/{user_id}.
func removeMember(c *call) (any, error) {
	l, err := c.listBy("id", true)
	if err != nil {
		return nil, err
	}
	id, err := c.pathID("user_id")
	if err != nil {
		return nil, err
	}
	if u := c.srv.users[id]; u != nil && unlink(&l.members, l.owner, u) {
		u.listed--
	}
	c.charge(ListManage, "")
	return data(object{"is_member": false}), nil
}

// listMembers is GET /2/lists/{id}/members.
func listMembers(c *call) (any, error) {
	l, err := c.listBy("id", false)
	if err != nil {
		return nil, err
	}
	p, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	return usersPage(c, newestFirst(l.members), p, func(e *edge) uint64 { return e.seq }, edgeTarget, UserRead)
}

// listFollowers is GET /2/lists/{id}/followers.
func listFollowers(c *call) (any, error) {
	l, err := c.listBy("id", false)
	if err != nil {
		return nil, err
	}
	p, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	return usersPage(c, newestFirst(l.followers), p, func(m *mark) uint64 { return m.seq }, func(m *mark) *user { return m.user }, UserRead)
}

// listPosts is GET /2/lists/{id}/tweets.
func listPosts(c *call) (any, error) {
	l, err := c.listBy("id", false)
	if err != nil {
		return nil, err
	}
	p, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	var posts []*post
	for _, post := range newestFirst(live(c.srv.order)) {
		if slices.ContainsFunc(l.members, func(e *edge) bool { return e.target == post.author }) && c.visible(post) {
			posts = append(posts, post)
		}
	}
	return c.postsPage(posts, p, PostRead)
}
