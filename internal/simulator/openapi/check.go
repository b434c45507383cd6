package openapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// CheckRequest returns what is wrong with a request: an operation, a parameter or a member of the body that is not
// described, values that do not fit, and what is missing.
func (d *Document) CheckRequest(r *Request) []Problem {
	route, params, err := d.find(r.Method, r.Path)
	if err != nil {
		return []Problem{{Call: unknownCall(r.Method, r.Path), In: InCall, Reason: "not described"}}
	}
	c := check{call: r.Method + " " + route.Path, sent: r.Query}
	c.query(route, r.Query)
	mediaType, _, _ := mime.ParseMediaType(r.ContentType)
	look := r.Body != nil && mediaType == "application/json"
	input := &openapi3filter.RequestValidationInput{
		Request: r.http(), PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			MultiError: true, ExcludeRequestBody: !look, SkipSettingDefaults: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, RegexCompiler: compile,
		},
	}
	c.violations(InBody, "", openapi3filter.ValidateRequest(context.Background(), input))
	c.members(route, r, mediaType)
	return deviation.Tidy(c.problems)
}

func (r *Request) http() *http.Request {
	u := &url.URL{Path: r.Path, RawQuery: r.Query.Encode()}
	if p, err := url.ParseRequestURI(r.Path); err == nil {
		u.Path, u.RawPath = p.Path, p.RawPath
	}
	return &http.Request{
		Method: r.Method, URL: u, Header: http.Header{"Content-Type": {r.ContentType}},
		Body: io.NopCloser(bytes.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}
}

// CheckAnswer returns what is wrong with an answer: a success that is not described, members that are missing or not
// described, and values that do not fit. Errors that are not described, and answers to what is not described, have nothing
// wrong with them.
func (d *Document) CheckAnswer(r *Request, status int, body []byte) []Problem {
	route, _, err := d.find(r.Method, r.Path)
	if err != nil {
		return nil
	}
	c := check{call: r.Method + " " + route.Path}
	answer := route.Operation.Responses.Status(status)
	if answer == nil && status >= http.StatusBadRequest {
		answer = route.Operation.Responses.Default()
	}
	if answer == nil || answer.Value == nil {
		if status < http.StatusBadRequest {
			c.add(InCall, "", "an answer "+strconv.Itoa(status)+" is not described")
		}
		return c.problems
	}
	if len(answer.Value.Content) == 0 {
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		c.add(InAnswer, "", "no JSON")
		return c.problems
	}
	return c.answer(answer.Value.Content, value)
}

// answer holds a value against the form that fits it best: errors have one for each media type.
func (c *check) answer(forms openapi3.Content, value any) []Problem {
	var best []Problem
	for name, form := range forms {
		if form.Schema == nil {
			return nil
		}
		one := check{call: c.call}
		schema := form.Schema.Value
		one.violations(InAnswer, "", schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.EnableFormatValidation(),
			openapi3.VisitAsResponse(), openapi3.SetSchemaRegexCompiler(compile)))
		one.unknown(InAnswer, "", []*openapi3.Schema{schema}, value)
		if len(one.problems) == 0 {
			return nil
		}
		if best == nil || len(one.problems) < len(best) || name == "application/json" && len(one.problems) == len(best) {
			best = one.problems
		}
	}
	return deviation.Tidy(best)
}

// check collects the problems of one call.
type check struct {
	call     string
	sent     url.Values // the query
	problems []Problem
}

func (c *check) add(in Place, name, reason string) {
	c.problems = append(c.problems, Problem{Call: c.call, In: in, Name: name, Reason: reason})
}

// query reports parameters that nobody has described.
func (c *check) query(route *routers.Route, query url.Values) {
	known := map[string]bool{}
	for _, list := range []openapi3.Parameters{route.PathItem.Parameters, route.Operation.Parameters} {
		for _, p := range list {
			if p.Value.In == openapi3.ParameterInQuery {
				known[stem(p.Value.Name)] = true
			}
		}
	}
	for name := range query {
		if !known[stem(name)] {
			c.add(InQuery, name, "not described")
		}
	}
}

// stem is the name of a parameter without what makes it a list or an object: "types[]".
func stem(name string) string {
	name, _, _ = strings.Cut(name, "[")
	return name
}

// violations turns the validator's tree of errors into problems.
func (c *check) violations(in Place, name string, err error) {
	switch e := err.(type) { //nolint:errorlint // walks the tree itself, one node at a time
	case nil:
	case openapi3.MultiError:
		for _, inner := range e {
			c.violations(in, name, inner)
		}
	case *openapi3filter.RequestError:
		switch {
		case e.Parameter != nil:
			c.parameter(e)
		case e.Err != nil:
			c.violations(in, name, e.Err)
		default:
			c.add(in, name, e.Reason)
		}
	case *openapi3.SchemaError:
		c.add(in, join(name, e.JSONPointer()), e.Reason)
	default:
		c.add(in, name, err.Error())
	}
}

// parameter reports a parameter that does not fit: of a list of words, each word that is not described.
func (c *check) parameter(e *openapi3filter.RequestError) {
	name, unknown := e.Parameter.Name, 0
	for _, value := range listOf(c.sent, name) {
		if words := wordsOf(e.Parameter); words != nil && !slices.Contains(words, any(value)) {
			c.add(InQuery, ofList(name, value), "not described")
			unknown++
		}
	}
	if unknown == 0 {
		c.add(InQuery, name, reason(e))
	}
}

// wordsOf are the values that a list in the query may hold; nil: any.
func wordsOf(p *openapi3.Parameter) []any {
	if p.In != openapi3.ParameterInQuery || p.Schema == nil || p.Schema.Value.Items == nil {
		return nil
	}
	return p.Schema.Value.Items.Value.Enum
}

// listOf are the values of a list in a query.
func listOf(query url.Values, name string) []string {
	var values []string
	for _, v := range query[name] {
		values = append(values, strings.Split(v, ",")...)
	}
	return values
}

// ofList names one value of a list.
func ofList(name, value string) string { return name + "=" + value }

func reason(r *openapi3filter.RequestError) string {
	if mismatch, ok := errors.AsType[*openapi3.SchemaError](r.Err); ok {
		return mismatch.Reason
	}
	if r.Err != nil {
		return r.Err.Error()
	}
	return r.Reason
}

// join writes a path of members: list positions do not matter.
func join(name string, pointer []string) string {
	for _, p := range pointer {
		switch {
		case p != "" && strings.Trim(p, "0123456789") == "":
			name += "[]"
		case name == "":
			name = p
		default:
			name += "." + p
		}
	}
	return name
}
