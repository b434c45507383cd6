package xtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// list reads a comma-separated parameter of the query.
func (c *call) list(name string) []string {
	var out []string
	for _, value := range c.query[name] {
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// idList reads the parameter ids.
func (c *call) idList() ([]string, error) {
	const name, limit = "ids", 100
	list := c.list(name)
	if len(list) == 0 {
		return nil, badParameter(name, "", "The `"+name+"` query parameter can not be empty")
	}
	if len(list) > limit {
		return nil, badParameter(name, strings.Join(list, ","),
			fmt.Sprintf("The number of values in the `%s` query parameter list [%d] is not between 1 and %d", name, len(list), limit))
	}
	for _, value := range list {
		if _, ok := parseID(value); !ok {
			return nil, badParameter(name, value, "The `"+name+"` query parameter value ["+value+"] does not match ^[0-9]{1,19}$")
		}
	}
	return list, nil
}

// number reads an integer between low and high.
func (c *call) number(name string, low, high, standard int) (int, error) {
	value := c.query.Get(name)
	if value == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		return 0, badParameter(name, value, fmt.Sprintf("The `%s` query parameter value [%s] is not between %d and %d", name, value, low, high))
	}
	return n, nil
}

// choice reads one of several words.
func (c *call) choice(name, standard string, allowed ...string) (string, error) {
	value := c.query.Get(name)
	if value == "" {
		return standard, nil
	}
	if !slices.Contains(allowed, value) {
		return "", badParameter(name, value, "The `"+name+"` query parameter value ["+value+"] is not one of ["+strings.Join(allowed, ",")+"]")
	}
	return value, nil
}

// moment reads a time.
func (c *call) moment(name string) (time.Time, error) {
	value := c.query.Get(name)
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return t, badParameter(name, value, "invalid '"+name+"':'"+value+"'. '"+name+"' must be a valid RFC3339 date time")
	}
	return t, nil
}

// past reads a time that must be 10 seconds ago.
func (c *call) past(name string) (time.Time, error) {
	t, err := c.moment(name)
	if err == nil && t.After(c.srv.now().Add(-10*time.Second)) {
		err = badParameter(name, c.query.Get(name), "Invalid '"+name+"':'"+c.query.Get(name)+"'. '"+name+"' must be a minimum of 10 seconds prior to the request time.")
	}
	return t, err
}

// pathID is the id in the path.
func (c *call) pathID(name string) (uint64, error) {
	value := c.path(name)
	id, ok := parseID(value)
	if !ok {
		return 0, badParameter(name, value, "The `"+name+"` query parameter value ["+value+"] is not valid")
	}
	return id, nil
}

// self demands that the id in the path is the caller's.
func (c *call) self(name string) error {
	value := c.path(name)
	if c.user == nil || value != c.user.idText() {
		return badParameter(name, value, "The `"+name+"` query parameter value ["+value+"] must be the same as the authenticating user ["+c.user.idText()+"]")
	}
	return nil
}

// only demands that a JSON object has no other members than these.
func only(body object, path string, names ...string) error {
	for name := range body {
		if !slices.Contains(names, name) {
			return badParameter(path+name, "", "$."+path+name+": is not defined in the schema and the schema does not allow additional properties")
		}
	}
	return nil
}

// text reads a string; a missing one is "".
func text(body object, name string) string {
	value, _ := body[name].(string)
	return value
}

func flag(body object, name string) bool {
	value, _ := body[name].(bool)
	return value
}

func whole(body object, name string) (int, bool) {
	n, ok := body[name].(json.Number)
	if !ok {
		return 0, false
	}
	value, err := strconv.Atoi(n.String())
	return value, err == nil
}

func part(body object, name string) object {
	value, _ := body[name].(object)
	return value
}

func texts(body object, name string) []string {
	values, _ := body[name].([]any)
	var out []string
	for _, v := range values {
		if t, ok := v.(string); ok {
			out = append(out, t)
		}
	}
	return out
}

// check demands the types that the description of a body gives: s string, b boolean, n integer, o object,
// l list.
func check(body object, path string, types map[string]byte) error {
	names := make([]string, 0, len(types))
	for name := range types {
		names = append(names, name)
	}
	if err := only(body, path, names...); err != nil {
		return err
	}
	for name, value := range body {
		ok := false
		switch types[name] {
		case 's':
			_, ok = value.(string)
		case 'b':
			_, ok = value.(bool)
		case 'n':
			_, ok = whole(body, name)
		case 'o':
			_, ok = value.(object)
		case 'l':
			_, ok = value.([]any)
		}
		if !ok {
			return badParameter(path+name, fmt.Sprint(value), "$."+path+name+": wrong type")
		}
	}
	return nil
}

// bodyID reads an id that must be there.
func bodyID(body object, name string) (uint64, error) {
	id, ok := parseID(text(body, name))
	if !ok {
		return 0, badParameter(name, text(body, name), "$."+name+": is missing but it is required")
	}
	return id, nil
}

// userBy is the account of an id in a path or body.
func (s *Server) userBy(id uint64, parameter string) (*user, error) {
	if u := s.users[id]; u != nil {
		return u, nil
	}
	return nil, notFound("user", parameter, idText(id))
}

// postBy is the post of an id in a path or body.
func (s *Server) postBy(id uint64, parameter string) (*post, error) {
	if p := s.posts[id]; p != nil && !p.deleted {
		return p, nil
	}
	return nil, notFound("tweet", parameter, idText(id))
}

func notAllowed() *apiError {
	return problem(http.StatusForbidden, noType, "Forbidden", permissionDetail)
}
