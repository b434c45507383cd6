package linkedintest

import (
	"net/http"
	"slices"
	"strings"
)

// A method is one of the ways in which Rest.li works with a resource.
type method string

const (
	opGet      method = "GET"
	opBatchGet method = "BATCH_GET"
	opFinder   method = "FINDER"
	opCreate   method = "CREATE"
	opAction   method = "ACTION"
	opPatch    method = "PARTIAL_UPDATE"
	opUpdate   method = "UPDATE"
	opDelete   method = "DELETE"
	opGetAll   method = "GET_ALL"
)

// A handler answers a call. It runs with the server locked, unless its route is raw.
type handler func(c *call) (any, error)

// A route is one operation.
type route struct {
	path     string // such as "rest/posts/{urn}"
	resource string // its name in error messages
	method   method
	name     string   // of the finder or action
	scopes   []string // one of them is enough; none means any token
	params   string   // parameters that it takes, separated by spaces
	raw      bool     // the handler locks by itself
	handle   handler
}

// endpoint is the operation's name in error messages, and the one by which it is limited.
func (rt *route) endpoint() string {
	name := rt.resource + "." + string(rt.method)
	if rt.method == opFinder {
		name += "-" + rt.name
	}
	return name
}

func (rt *route) takes(param string) bool {
	switch param {
	case "fields":
		return true
	case "q":
		return rt.method == opFinder
	case "action":
		return rt.method == opAction
	case "ids":
		return rt.method == opBatchGet
	case "start", "count":
		return rt.method == opFinder || rt.method == opGetAll
	}
	return slices.Contains(strings.Fields(rt.params), param)
}

// match compares a path, whose segments are still encoded, and reads its keys.
func (rt *route) match(segments []string) (map[string]string, bool) {
	pattern := strings.Split(rt.path, "/")
	if len(pattern) != len(segments) {
		return nil, false
	}
	keys := map[string]string{}
	for i, want := range pattern {
		if name, isKey := strings.CutPrefix(want, "{"); isKey {
			keys[strings.TrimSuffix(name, "}")] = segments[i]
		} else if want != segments[i] {
			return nil, false
		}
	}
	return keys, true
}

// find looks for the operation that a request means. Paths with keys end with one, unless they are those of a
// sub-resource.
func (s *Server) find(r *http.Request, in *incoming) (*route, map[string]string, error) {
	segments := strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/")
	wanted, err := wantedMethod(in)
	if err != nil {
		return nil, nil, err
	}
	known, methods := false, false
	for _, rt := range s.table {
		keys, ok := rt.match(segments)
		if !ok {
			continue
		}
		known = true
		if !rt.fits(wanted.method) {
			continue
		}
		methods = true
		if rt.name == wanted.name {
			return rt, keys, checkMethodHeader(r, rt)
		}
	}
	switch {
	case methods:
		return nil, nil, badQuery()
	case known:
		return nil, nil, &apiError{status: http.StatusMethodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "The method is not supported by this resource"}
	}
	return nil, nil, notServed()
}

// fits compares the method that a request seems to have. What it is depends on the path too: a POST to a key is
// a partial update, and a GET without one reads all.
func (rt *route) fits(m method) bool {
	entity := strings.HasSuffix(rt.path, "}")
	return rt.method == m || rt.method == opPatch && m == opCreate && entity || rt.method == opGetAll && m == opGet
}

type wanted struct {
	method method
	name   string
}

// wantedMethod infers the operation as Rest.li does, from the HTTP method and the query.
func wantedMethod(in *incoming) (wanted, error) {
	params := map[string]string{}
	for pair := range strings.SplitSeq(in.query, "&") {
		name, raw, _ := strings.Cut(pair, "=")
		params[name] = raw
	}
	switch in.method {
	case http.MethodGet:
		if q, ok := params["q"]; ok {
			return wanted{opFinder, q}, nil
		}
		if _, ok := params["ids"]; ok {
			return wanted{method: opBatchGet}, nil
		}
		return wanted{method: opGet}, nil
	case http.MethodPost:
		if action, ok := params["action"]; ok {
			return wanted{opAction, action}, nil
		}
		return wanted{method: opCreate}, nil
	case http.MethodPut:
		return wanted{method: opUpdate}, nil
	case http.MethodDelete:
		return wanted{method: opDelete}, nil
	}
	return wanted{}, &apiError{status: http.StatusMethodNotAllowed, code: "METHOD_NOT_ALLOWED", message: in.method + " is not supported"}
}

// checkMethodHeader compares X-RestLi-Method, which partial updates need, with what the request is.
func checkMethodHeader(r *http.Request, rt *route) error {
	sent := method(strings.ToUpper(r.Header.Get("X-Restli-Method")))
	if sent == "" && rt.method != opPatch || sent == rt.method || sent == opGet && rt.method == opGetAll {
		return nil
	}
	return illegal("The header X-RestLi-Method does not fit the request: it must be " + string(rt.method))
}
