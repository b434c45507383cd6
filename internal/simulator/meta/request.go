package meta

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// A Request is what is checked of a request.
type Request struct {
	Method string
	Path   string // with or without the version: "/v26.0/123/feed"
	Params Params // of query and body
}

// maxText bounds what is kept of a body; files are not kept at all.
const maxText = 4 << 20

// ReadRequest takes from r what is checked, with the parameters of its query and of the body. The body is a
// form, a multipart form or a JSON object by its Content-Type; other bodies, such as raw bytes of a film, are
// not read. r.Body is left alone; body may be nil.
func ReadRequest(r *http.Request, body io.Reader) (*Request, error) {
	req := &Request{Method: r.Method, Path: r.URL.Path, Params: Params{}}
	req.Params.addForm(r.URL.Query())
	if body == nil || body == http.NoBody {
		return req, nil
	}
	kind, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return req, nil //nolint:nilerr // a body of no known kind has no parameters
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(body, maxText)); err == nil {
			err = req.Params.addQuery(string(data))
		}
	case "application/json":
		err = req.Params.addJSON(io.LimitReader(body, maxText))
	case "multipart/form-data":
		err = req.Params.addMultipart(multipart.NewReader(body, options["boundary"]))
	}
	if err != nil {
		return nil, fmt.Errorf("meta: body of %s %s: %w", req.Method, req.Path, err)
	}
	return req, nil
}

func (p Params) addQuery(text string) error {
	form, err := url.ParseQuery(text)
	p.addForm(form)
	return err
}

func (p Params) addForm(form url.Values) {
	for name, values := range form {
		p.addText(name, values)
	}
}

// addText adds values under a name, which may have an index: attached_media[0].
func (p Params) addText(name string, values []string) {
	name, _, indexed := strings.Cut(name, "[")
	before, seen := p[name]
	switch before := before.(type) {
	case []string:
		p[name] = append(before, values...)
	case string:
		p[name] = append([]string{before}, values...)
	default:
		if indexed || len(values) != 1 {
			p[name] = values
		} else if !seen {
			p[name] = values[0]
		}
	}
}

func (p Params) addJSON(body io.Reader) error {
	dec := json.NewDecoder(body)
	dec.UseNumber()
	var members map[string]any
	if err := dec.Decode(&members); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	maps.Copy(p, members)
	return nil
}

func (p Params) addMultipart(parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			p[part.FormName()] = FilePart{Name: part.FileName()}
			continue
		}
		data, err := io.ReadAll(io.LimitReader(part, maxText))
		if err != nil {
			return err
		}
		p.addText(part.FormName(), []string{string(data)})
	}
}
