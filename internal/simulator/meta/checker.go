package meta

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// An Allowance permits one deviation from the lists, because Meta documents elsewhere what the lists lack.
// Node, Edge, Method and Name are those of the [Problem]; for fields Edge is "" and Method is "GET".
type Allowance struct {
	Node, Edge, Method, Name string
	Source                   string // URL of the documentation, or the reason
}

// A Checker checks whole requests and their answers, and knows which deviations are allowed. It is safe for
// concurrent use.
type Checker struct {
	spec    *Spec
	typeOf  func(id string) string
	allowed *deviation.List[Problem]
}

// NewChecker returns a checker. typeOf tells the node type of an ID as it stands in a path ("me" is one), or
// "" if it does not know; what is sent there is then unjudged. It fails if an allowance has no source or is
// there twice.
func NewChecker(spec *Spec, typeOf func(id string) string, allowed ...Allowance) (*Checker, error) {
	c := &Checker{spec: spec, typeOf: typeOf, allowed: new(deviation.List[Problem])}
	for _, a := range allowed {
		if err := c.allowed.Allow(Problem{Node: a.Node, Edge: a.Edge, Method: a.Method, Name: a.Name}, a.Source); err != nil {
			return nil, fmt.Errorf("meta: %w", err)
		}
	}
	return c, nil
}

// With returns a checker for another world of nodes, with the same lists and the same account of what is allowed.
func (c *Checker) With(typeOf func(id string) string) *Checker {
	return &Checker{spec: c.spec, typeOf: typeOf, allowed: c.allowed}
}

// Call names the operation of a request by the type of its node: "POST Page/feed".
func (c *Checker) Call(method, path string) string {
	id, edge, ok := split(path)
	if !ok {
		return method + " ?"
	}
	call := method + " " + c.typeOf(id)
	if edge != "" {
		call += "/" + edge
	}
	return call
}

// Request returns what is wrong with a request and not allowed. The entries of a batch are checked one by one.
func (c *Checker) Request(req *Request) []Problem {
	return c.permit(c.request(req))
}

// Answer returns what is wrong with the answer to a request and not allowed; see [Spec.CheckAnswer].
func (c *Checker) Answer(req *Request, body []byte) []Problem {
	id, edge, ok := split(req.Path)
	if !ok {
		return nil
	}
	nodeType := c.typeOf(id)
	if nodeType == "" {
		return nil
	}
	return c.permit(c.spec.CheckAnswer(nodeType, edge, req.Method, req.Params, body))
}

// Unused returns a problem for each allowance that no request and no answer has needed so far.
func (c *Checker) Unused() []Problem {
	return c.allowed.Unused(func(p Problem, reason string) Problem {
		p.Reason = reason
		return p
	})
}

// permit takes away what is allowed.
func (c *Checker) permit(problems []Problem) []Problem {
	return slices.DeleteFunc(problems, func(p Problem) bool {
		return !p.Unjudged && c.allowed.Allows(Problem{Node: p.Node, Edge: p.Edge, Method: p.Method, Name: p.Name})
	})
}

func (c *Checker) request(req *Request) []Problem {
	id, edge, ok := split(req.Path)
	switch {
	case !ok:
		return []Problem{{
			Node: req.Path, Method: req.Method, Unjudged: true, Reason: "not the path of a node or an edge",
		}}
	case id == "":
		return c.root(req)
	}
	nodeType := c.typeOf(id)
	if nodeType == "" {
		return []Problem{{
			Node: id, Edge: edge, Method: req.Method, Unjudged: true, Reason: "nothing tells the type of this node",
		}}
	}
	return c.spec.Check(nodeType, edge, req.Method, req.Params)
}

// root checks a request for the root, which takes batches only.
func (c *Checker) root(req *Request) []Problem {
	text, _ := req.Params["batch"].(string)
	if list, ok := req.Params["batch"].([]any); ok {
		if data, err := json.Marshal(list); err == nil {
			text = string(data)
		}
	}
	if req.Method != http.MethodPost || text == "" {
		return []Problem{{Method: req.Method, Node: "/", Reason: "the root takes batches only"}}
	}
	var entries []struct {
		Method string `json:"method"`
		URL    string `json:"relative_url"`
		Body   string `json:"body"`
	}
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		return []Problem{{Method: req.Method, Node: "/", Name: "batch", Reason: err.Error()}}
	}
	var problems []Problem
	for _, entry := range entries {
		path, query, _ := strings.Cut(entry.URL, "?")
		one := &Request{Method: entry.Method, Path: path, Params: Params{}}
		for _, form := range []string{query, entry.Body} {
			if err := one.Params.addQuery(form); err != nil {
				problems = append(problems, Problem{Method: req.Method, Node: "/", Name: "batch", Reason: err.Error()})
			}
		}
		problems = append(problems, c.request(one)...)
	}
	return deviation.Tidy(problems)
}

var version = regexp.MustCompile(`^v\d+\.\d+$`)

// split finds the ID and the edge of a path; the ID is "" for the root.
func split(path string) (id, edge string, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if version.MatchString(parts[0]) {
		parts = parts[1:]
	}
	switch len(parts) {
	case 0:
		return "", "", true
	case 1:
		return unescape(parts[0]), "", true
	case 2:
		return unescape(parts[0]), parts[1], true
	default:
		return "", "", false
	}
}

// unescape leaves alone what is not escaped properly: net/http has decoded paths already, batches have not.
func unescape(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}
