package contract

import (
	"path/filepath"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/internal/simulator/openapi"
)

// OpenAPI judges by an OpenAPI description.
type OpenAPI struct {
	Checker *openapi.Checker

	// Covers reports whether the description should have an operation; nil: all of them.
	Covers func(method, path string) bool
}

// WithOpenAPI returns the contract with a network that the file in [Dir] describes; nil without it. It panics if the file
// or an allowance is no good, since it is called before any test.
func WithOpenAPI(network, file string, covers func(method, path string) bool, allowed ...openapi.Allowance) *Contract {
	if Dir() == "" {
		return nil
	}
	doc, err := openapi.Load(filepath.Join(Dir(), file))
	if err != nil {
		panic(err)
	}
	checker, err := openapi.NewChecker(doc, allowed...)
	if err != nil {
		panic(err)
	}
	return New(network, &OpenAPI{Checker: checker, Covers: covers})
}

// Call implements [Judge].
func (o *OpenAPI) Call(e *simulator.Exchange) (string, bool) {
	call, known := o.Checker.Call(e.Method, e.Path)
	return call, known || o.Covers == nil || o.Covers(e.Method, e.Path)
}

// Judge implements [Judge]. Requests that the simulator refuses may be wrong: tests send some on purpose.
func (o *OpenAPI) Judge(e *simulator.Exchange) []string {
	r := &openapi.Request{Method: e.Method, Path: e.Path, Query: e.Query, ContentType: e.ContentType}
	if e.BodyWhole && len(e.Body) > 0 {
		r.Body = e.Body
	}
	var problems []openapi.Problem
	if e.Status < 400 {
		problems = o.Checker.Request(r)
	}
	if e.AnswerWhole && strings.HasPrefix(e.AnswerType, "application/json") {
		problems = append(problems, o.Checker.Answer(r, e.Status, e.Answer)...)
	}
	return lines(problems)
}

// Unused implements [Judge].
func (o *OpenAPI) Unused() []string { return lines(o.Checker.Unused()) }

func lines[P interface{ String() string }](problems []P) []string {
	out := make([]string, 0, len(problems))
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}
