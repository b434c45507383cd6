package contract

import (
	"net/http"
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
