// Package openapi checks requests and answers against a network's OpenAPI 3 description, with the validator of
// https://github.com/getkin/kin-openapi. It is meant for tests: it proves that a client sends documented parameters and
// bodies, and that a simulator answers in the documented shapes.
//
// What a description does not know is a problem, too: the validator alone would let pass a parameter or a member that
// nobody has documented. A [Checker] takes a list of [Allowance]s, each with the page that documents what the
// description lacks, and reports those that nothing needs any more.
package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// A Document is an OpenAPI description. It is safe for concurrent use.
type Document struct {
	router routers.Router
	calls  int
}

// A Request is what is checked of a request.
type Request struct {
	Method      string
	Path        string
	Query       url.Values
	ContentType string // of the body
	Body        []byte // nil: there is none, or it is not looked at
}

// A Place is where a problem was found.
type Place string

// The places of problems.
const (
	InCall   Place = "call"   // the method or path itself, or the status of the answer
	InQuery  Place = "query"  // parameters of query and path
	InBody   Place = "body"   // what was sent
	InAnswer Place = "answer" // what came back
)

// A Problem is a deviation from the description.
type Problem struct {
	Call   string // "GET /2/tweets/{id}", with the path as it is where the description has none
	In     Place  //
	Name   string // parameter, "fields=id" for one value of a list, or path of a member: "data[].id"; "" for the call as a whole
	Reason string //
}

// String is the problem in one line.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s: %s", p.Call, p.In, p.Name, p.Reason)
}

// Load reads a description from a file.
func Load(path string) (*Document, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	seen := map[*openapi3.Schema]bool{}
	if doc.Components != nil {
		for _, schema := range doc.Components.Schemas {
			loosen(schema, seen)
		}
	}
	calls := 0
	for _, item := range doc.Paths.Map() {
		item.Servers = nil
		calls += len(item.Operations())
		for _, op := range item.Operations() {
			loosenOperation(op, seen)
		}
	}
	doc.Servers = nil // paths alone tell calls apart: tests do not run on the network's hosts
	// Descriptions of 3.1 use of it only types that may be null, which the checks of 3.0 know. Those of 3.1 compile each
	// schema at each use.
	doc.OpenAPI = "3.0.3"
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	return &Document{router: router, calls: calls}, nil
}

// Calls is how many operations are described.
func (d *Document) Calls() int { return d.calls }

// Call names the operation of a request as the description does: "GET /2/tweets/{id}"; false if it is not described.
func (d *Document) Call(method, path string) (string, bool) {
	route, _, err := d.find(method, path)
	if err != nil {
		return unknownCall(method, path), false
	}
	return method + " " + route.Path, true
}

// unknownCall names what is not described: numbers are IDs, but for the version in front.
func unknownCall(method, path string) string {
	elems := strings.Split(path, "/")
	for i, e := range elems {
		if i > 1 && e != "" && strings.Trim(e, "0123456789") == "" {
			elems[i] = "{id}"
		}
	}
	return method + " " + strings.Join(elems, "/")
}

func (d *Document) find(method, path string) (*routers.Route, map[string]string, error) {
	u, err := url.ParseRequestURI(path)
	if err != nil {
		return nil, nil, err
	}
	return d.router.FindRoute(&http.Request{Method: method, URL: u, Header: http.Header{}})
}

// compile accepts what Go's expressions cannot say, such as looking ahead: it matches everything.
func compile(expression string) (openapi3.RegexMatcher, error) {
	re, err := regexp.Compile(expression)
	if err != nil {
		re = regexp.MustCompile("")
	}
	return re, nil
}

// loosen makes "one of these" into "any of these": descriptions list alternatives of which a value fits several, as a
// short form and a long one.
func loosen(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	if len(s.OneOf) > 0 && s.Discriminator == nil {
		s.AnyOf, s.OneOf = append(s.AnyOf, s.OneOf...), nil
	}
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, inner := range list {
			loosen(inner, seen)
		}
	}
	for _, inner := range s.Properties {
		loosen(inner, seen)
	}
	loosen(s.Items, seen)
	loosen(s.AdditionalProperties.Schema, seen)
}

func loosenOperation(op *openapi3.Operation, seen map[*openapi3.Schema]bool) {
	if op.RequestBody != nil {
		for _, media := range op.RequestBody.Value.Content {
			loosen(media.Schema, seen)
		}
	}
	for _, answer := range op.Responses.Map() {
		for _, media := range answer.Value.Content {
			loosen(media.Schema, seen)
		}
	}
}
