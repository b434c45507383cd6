package contract

import (
	"net/http"
	"path/filepath"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/internal/simulator/discovery"
)

// Discovery judges by Google's descriptions.
type Discovery struct {
	Documents []*discovery.Document
	Checker   *discovery.Checker

	// Covers reports whether the descriptions should have an operation; nil: all of them.
	Covers func(method, path string) bool
}

// WithGoogle returns the contract with a network that files in [Dir] describe; nil without it. It panics if a file or an
// allowance is no good, since it is called before any test.
func WithGoogle(network string, files []string, covers func(method, path string) bool, allowed ...discovery.Allowance) *Contract {
	if Dir() == "" {
		return nil
	}
	var documents []*discovery.Document
	for _, name := range files {
		d, err := discovery.Load(filepath.Join(Dir(), name))
		if err != nil {
			panic(err)
		}
		documents = append(documents, d)
	}
	checker, err := discovery.NewChecker(documents, allowed...)
	if err != nil {
		panic(err)
	}
	return New(network, &Discovery{Documents: documents, Checker: checker, Covers: covers})
}

// Call implements [Judge].
func (d *Discovery) Call(e *simulator.Exchange) (string, bool) {
	r := discovered(e)
	for _, doc := range d.Documents {
		if id, ok := doc.Call(r); ok {
			return id, true
		}
	}
	return e.Method + " " + e.Path, d.Covers == nil || d.Covers(e.Method, e.Path)
}

// Judge implements [Judge]. Requests that the simulator refuses may be wrong: tests send some on purpose. An answer of
// which only chosen fields were asked for cannot be whole.
func (d *Discovery) Judge(e *simulator.Exchange) []string {
	r := discovered(e)
	var problems []discovery.Problem
	if e.Status < http.StatusBadRequest {
		problems = d.Checker.Request(r)
	}
	if e.Status < http.StatusMultipleChoices && e.AnswerWhole && e.Query.Get("fields") == "" && strings.HasPrefix(e.AnswerType, "application/json") {
		problems = append(problems, d.Checker.Answer(r, e.Status, e.Answer)...)
	}
	return lines(problems)
}

// Unused implements [Judge].
func (d *Discovery) Unused() []string { return lines(d.Checker.Unused()) }

func discovered(e *simulator.Exchange) *discovery.Request {
	return &discovery.Request{
		Method: e.Method, Path: e.Path, Query: e.Query, ContentType: e.ContentType, Body: e.Body, Cut: !e.BodyWhole,
	}
}
