package xtest

import (
	"net/http"
	"regexp"
	"strings"
)

var usernameForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,15}$`)

// getMe is GET /2/users/me.
func getMe(c *call) (any, error) {
	in := newIncludes()
	body := c.userJSON(c.user, in)
	c.charge(c.owned(c.user, UserRead), c.user.idText())
	return c.answer(body, 1, in, nil), nil
}

// getUser is GET /2/users/{id}.
func getUser(c *call) (any, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	return c.oneUser(c.srv.users[id], "id", c.path("id"))
}

// getUserByName is GET /2/users/by/username/{username}.
func getUserByName(c *call) (any, error) {
	name := c.path("username")
	if !usernameForm.MatchString(name) {
		return nil, badParameter("username", name, "The `username` query parameter value ["+name+"] does not match ^[A-Za-z0-9_]{1,15}$")
	}
	return c.oneUser(c.srv.byName[strings.ToLower(name)], "username", name)
}

// oneUser answers 200 with errors for an account that does not exist, as the network does.
func (c *call) oneUser(u *user, parameter, value string) (any, error) {
	if u == nil {
		c.errs = append(c.errs, missing("user", parameter, value))
		return c.answer(nil, 0, nil, nil), nil
	}
	if u.Suspended {
		c.errs = append(c.errs, suspended(u))
		return c.answer(nil, 0, nil, nil), nil
	}
	in := newIncludes()
	body := c.userJSON(u, in)
	c.charge(UserRead, u.idText())
	return c.answer(body, 1, in, nil), nil
}

// getUsers is GET /2/users.
func getUsers(c *call) (any, error) {
	ids, err := c.idList()
	if err != nil {
		return nil, err
	}
	return c.manyUsers("ids", ids, func(value string) *user {
		id, _ := parseID(value)
		return c.srv.users[id]
	})
}

// getUsersByName is GET /2/users/by.
func getUsersByName(c *call) (any, error) {
	names := c.list("usernames")
	if len(names) == 0 || len(names) > 100 {
		return nil, badParameter("usernames", strings.Join(names, ","), "The number of values in the `usernames` query parameter list is not between 1 and 100")
	}
	return c.manyUsers("usernames", names, func(name string) *user { return c.srv.byName[strings.ToLower(name)] })
}

func (c *call) manyUsers(parameter string, values []string, find func(string) *user) (any, error) {
	in := newIncludes()
	var out []object
	for _, value := range values {
		u := find(value)
		switch {
		case u == nil:
			c.errs = append(c.errs, missing("user", parameter, value))
		case u.Suspended:
			c.errs = append(c.errs, suspended(u))
		default:
			out = append(out, c.userJSON(u, in))
			c.charge(UserRead, u.idText())
		}
	}
	return c.answer(out, len(out), in, nil), nil
}

// searchUsers is GET /2/users/search.
func searchUsers(c *call) (any, error) {
	query := strings.ToLower(strings.TrimSpace(c.query.Get("query")))
	if query == "" || len(query) > 50 {
		return nil, badParameter("query", query, "The `query` query parameter value ["+query+"] does not match ^[A-Za-z0-9_' ]{1,50}$")
	}
	p, err := c.paging(1, 1000, 100, "next_token")
	if err != nil {
		return nil, err
	}
	var hits []*user
	for _, u := range newestFirst(c.srv.people) {
		if strings.Contains(strings.ToLower(u.username+" "+u.Name+" "+u.Description), query) && !u.Suspended {
			hits = append(hits, u)
		}
	}
	p.search = true
	answer, err := usersPage(c, hits, p, func(u *user) uint64 { return u.id }, func(u *user) *user { return u }, UserRead)
	if err == nil {
		delete(answer["meta"].(object), "result_count") //nolint:forcetypeassert // made by paginate
	}
	return answer, err
}

// edges answers a list of relations of an account.
func edges(pick func(*user) []*edge, who func(*edge) *user, resource Resource, mine bool) handler {
	return func(c *call) (any, error) {
		id, err := c.pathID("id")
		if err != nil {
			return nil, err
		}
		if mine {
			if err := c.self("id"); err != nil {
				return nil, err
			}
		}
		u, err := c.srv.userBy(id, "id")
		if err != nil {
			return nil, err
		}
		if u.Protected && c.user != u {
			return nil, problem(http.StatusForbidden, notAuthorizedResource, "Authorization Error",
				"Sorry, you are not authorized to see the user with id: ["+u.idText()+"].")
		}
		p, err := c.paging(1, 1000, 100)
		if err != nil {
			return nil, err
		}
		return usersPage(c, newestFirst(pick(u)), p, func(e *edge) uint64 { return e.seq }, who, c.owned(u, resource))
	}
}

func edgeSource(e *edge) *user { return e.source }
func edgeTarget(e *edge) *user { return e.target }
