package discovery

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// CheckRequest returns what is wrong with a request: a method or a parameter that is not described, values
// that do not fit, what is missing, and the same of a JSON body. Of an upload the metadata is checked; the
// pieces that are sent to an upload session, and raw media, are not looked into.
func (d *Document) CheckRequest(r *Request) []Problem {
	m := d.find(r)
	if m == nil {
		return []Problem{{Call: r.Method + " " + r.Path, In: InCall, Reason: "not described"}}
	}
	if m.session {
		return nil
	}
	problems := append(d.checkQuery(m, r), d.checkBody(m, r)...)
	return deviation.Tidy(problems)
}

func (d *Document) checkQuery(m *match, r *Request) []Problem {
	var problems []Problem
	add := func(name, reason string) {
		problems = append(problems, Problem{Call: m.ID, In: InQuery, Name: name, Reason: reason})
	}
	given := maps.Clone(r.Query)
	for name, p := range m.Parameters {
		if p.Required && p.Location != "path" && strings.Join(given[name], "") == "" {
			add(name, "required, but missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		p := m.Parameters[name]
		if p == nil {
			p = d.params[name]
		}
		if p == nil || p.Location == "path" {
			add(name, "not described")
			continue
		}
		for _, reason := range p.wrongValues(given[name]) {
			add(name, reason)
		}
	}
	for name, value := range m.path {
		if p := m.Parameters[name]; p != nil {
			if reason := p.wrongParam(value); reason != "" {
				add(name, reason)
			}
		}
	}
	if m.upload != "" {
		if reason := wrongUploadType(m, r.Query.Get("uploadType")); reason != "" {
			add("uploadType", reason)
		}
	}
	return problems
}

// wrongValues says what is wrong with the values of one parameter. One that can be repeated may also be given
// once, with commas.
func (s *schema) wrongValues(values []string) []string {
	if len(values) > 1 && !s.Repeated {
		return []string{"given more than once"}
	}
	var reasons []string
	for _, value := range values {
		items := []string{value}
		if s.Repeated {
			items = strings.Split(value, ",")
		}
		for _, item := range items {
			if reason := s.wrongParam(item); reason != "" {
				reasons = append(reasons, reason)
			}
		}
	}
	return reasons
}

// wrongUploadType: media and metadata go to an upload path in one of three ways
// (https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol). Google takes resumable
// uploads at the path of the simple ones too.
func wrongUploadType(m *match, uploadType string) string {
	switch uploadType {
	case "media", "multipart":
		if m.upload == "resumable" {
			return fmt.Sprintf("%q does not belong to this path", uploadType)
		}
		return ""
	case "resumable":
		if _, ok := m.Upload.Protocols["resumable"]; !ok {
			return "the method takes no resumable uploads"
		}
		return ""
	default:
		return fmt.Sprintf("%q is not one of media, multipart, resumable", uploadType)
	}
}

var errNoMetadata = errors.New("no part with metadata")

func (d *Document) checkBody(m *match, r *Request) []Problem {
	problem := Problem{Call: m.ID, In: InBody}
	body := r.Body
	if r.Cut {
		return nil
	}
	if m.upload != "" {
		switch r.Query.Get("uploadType") {
		case "media", "": // without a type nothing is known of the body
			return nil
		case "multipart":
			var err error
			if body, err = firstPart(r.ContentType, body); err != nil {
				problem.Reason = err.Error()
				return []Problem{problem}
			}
		}
	}
	body = bytes.TrimSpace(body)
	switch {
	case m.Request == nil && len(body) > 0 && m.upload == "":
		problem.Reason = "the method takes none"
	case m.Request != nil && len(body) == 0 && m.upload == "":
		problem.Reason = "missing"
	case m.Request == nil || len(body) == 0:
		return nil
	default:
		return d.checkJSON(problem, m.Request, body)
	}
	return []Problem{problem}
}

// firstPart returns the metadata of a multipart/related body.
func firstPart(contentType string, body []byte) ([]byte, error) {
	_, options, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, err
	}
	part, err := multipart.NewReader(bytes.NewReader(body), options["boundary"]).NextPart()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoMetadata, err)
	}
	return io.ReadAll(part)
}

// checkJSON checks a body; at holds where it is.
func (d *Document) checkJSON(at Problem, s *schema, body []byte) []Problem {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		at.Reason = "not JSON: " + err.Error()
		return []Problem{at}
	}
	if dec.More() {
		at.Reason = "more than one JSON value"
		return []Problem{at}
	}
	w := &walk{document: d, call: at.Call, in: at.In}
	w.value(s, "", "$", value)
	return w.problems
}
