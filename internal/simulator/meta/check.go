package meta

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// Params are the parameters of a request by name. A value is a string or a list of strings from a query or a
// form, whatever encoding/json makes of a JSON body with UseNumber, or a [FilePart].
type Params map[string]any

// FilePart is the value of a parameter that came as a file of a multipart body.
type FilePart struct {
	Name string // file name
}

// text is the value of a parameter that must be text, such as fields; lists are joined by commas.
func (p Params) text(name string) string {
	switch v := p[name].(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ",")
	case []any:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = fmt.Sprint(part)
		}
		return strings.Join(parts, ",")
	default:
		return ""
	}
}

// isCommon reports whether every call of that form takes the parameter without saying so
// (https://developers.facebook.com/docs/graph-api/overview, …/graph-api/results and
// …/graph-api/guides/secure-requests). What Meta removed in October 2026, such as date_format and pretty, is not among them.
func isCommon(edge, method, name string) bool {
	switch name {
	case "fields", "access_token", "appsecret_proof", "appsecret_time", "locale":
		return true
	}
	return edge != "" && method == http.MethodGet && isPaging(name)
}

// isPaging reports whether the parameter chooses what part of an edge is read.
func isPaging(name string) bool {
	switch name {
	case "limit", "after", "before", "since", "until", "summary":
		return true
	}
	return false
}

// Check returns what is wrong with a call: an edge or a method that the node type does not have, parameters
// that are not described, have another type or are missing, and fields that are not described (see
// [Spec.CheckFields]). The edge is "" for the node itself.
func (s *Spec) Check(nodeType, edge, method string, params Params) []Problem {
	n := s.nodes[nodeType]
	problem := Problem{Node: nodeType, Edge: edge, Method: method}
	if n == nil {
		problem.Reason, problem.Unjudged = "there is no list for this type", true
		return []Problem{problem}
	}
	c := n.calls[callKey{edge, method}]
	if c == nil {
		problem.Reason = "not described"
		return []Problem{problem}
	}
	problems := c.check(problem, params)
	if expression := params.text("fields"); expression != "" {
		problems = append(problems, s.CheckFields(c.target(problem), expression)...)
	}
	return deviation.Tidy(problems)
}

// target is the type of what the call answers with.
func (c *call) target(at Problem) string {
	if at.Edge == "" && at.Method == http.MethodGet {
		return at.Node
	}
	return c.returns
}

// check looks at the parameters of one call; at holds where it is.
func (c *call) check(at Problem, params Params) []Problem {
	var problems []Problem
	add := func(name, reason string) {
		at.Name, at.Reason = name, reason
		problems = append(problems, at)
	}
	for name, p := range c.params {
		if _, given := params[name]; p.required && !given {
			add(name, "required, but missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		p, described := c.params[name]
		switch {
		case !described && !isCommon(at.Edge, at.Method, name):
			add(name, "not described")
		case described && !fits(p.typ, params[name]):
			add(name, fmt.Sprintf("%s is not of the type %s", show(params[name]), p.typ))
		}
	}
	return problems
}
