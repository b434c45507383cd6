package contract

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/internal/simulator/meta"
)

// Meta judges by Meta's lists of node types.
type Meta struct {
	Checker *meta.Checker

	// Rename gives the name that the lists have for a type of the simulator; nil: the same.
	Rename func(kind string) string
}

// WithMeta returns the contract with a network of Meta; nil without lists in the folder meta of [Dir]. rename may be nil.
// It panics if a list or an allowance is no good, since it is called before any test.
func WithMeta(network string, rename func(kind string) string, allowed ...meta.Allowance) *Contract {
	if Dir() == "" {
		return nil
	}
	spec, err := meta.Load(filepath.Join(Dir(), "meta"))
	if err != nil {
		panic(err)
	}
	checker, err := meta.NewChecker(spec, func(string) string { return "" }, allowed...)
	if err != nil {
		panic(err)
	}
	return New(network, &Meta{Checker: checker, Rename: rename})
}

// Call implements [Judge]. Logins, uploads of bytes and the inspection of tokens are in no list, and neither is what
// belongs to a node whose type nobody knows, such as "me", which is what its token is for.
func (m *Meta) Call(e *simulator.Exchange) (string, bool) {
	for _, other := range []string{"/oauth/", "/video-upload/", "/ig-api-upload/", "/upload:", "/debug_token", "/access_token", "/refresh_access_token"} {
		if strings.Contains(e.Path, other) {
			return "", false
		}
	}
	call := m.checker(e).Call(e.Method, e.Path)
	return call, !strings.HasSuffix(call, " ") && !strings.Contains(call, " /")
}

// Judge implements [Judge]. Requests that the simulator refuses may be wrong: tests send some on purpose.
func (m *Meta) Judge(e *simulator.Exchange) []string {
	if e.Status >= http.StatusBadRequest {
		return nil
	}
	r := &http.Request{
		Method: e.Method, URL: &url.URL{Path: e.Path, RawQuery: e.Query.Encode()}, Header: http.Header{"Content-Type": {e.ContentType}},
	}
	var body io.Reader
	if e.BodyWhole {
		body = bytes.NewReader(e.Body)
	}
	req, err := meta.ReadRequest(r, body)
	if err != nil {
		return []string{err.Error()}
	}
	checker := m.checker(e)
	problems := checker.Request(req)
	if e.AnswerWhole && strings.Contains(e.AnswerType, "json") {
		problems = append(problems, checker.Answer(req, e.Answer)...)
	}
	return lines(meta.Deviations(problems))
}

// Unused implements [Judge].
func (m *Meta) Unused() []string { return lines(m.Checker.Unused()) }

func (m *Meta) checker(e *simulator.Exchange) *meta.Checker {
	return m.Checker.With(func(id string) string {
		kind := ""
		if e.TypeOf != nil {
			kind = e.TypeOf(id)
		}
		if m.Rename != nil {
			kind = m.Rename(kind)
		}
		return kind
	})
}
