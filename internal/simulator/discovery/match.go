package discovery

import (
	"net/http"
	"net/url"
	"strings"
)

// A Request is what is checked of a request.
type Request struct {
	Method      string
	Path        string
	Query       url.Values
	ContentType string // of the body
	Body        []byte // not needed for raw media and for the pieces of a resumable upload
	Cut         bool   // Body is not all of it: it is not looked into
}

// match is a method and the way in which a request addresses it.
type match struct {
	*method

	upload  string            // protocol of a media upload: "simple", "resumable"; else ""
	session bool              // a piece of a resumable upload
	path    map[string]string // values of path parameters
}

// find returns the method that a request is for; of several the one with the most literal path. It returns nil
// if there is none.
func (d *Document) find(r *Request) *match {
	var best *match
	for _, m := range d.methods {
		for upload, template := range m.templates() {
			verb := m.HTTPMethod
			session := upload != "" && r.Query.Has("upload_id")
			// The guide says PUT, Google's own clients say POST:
			// https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
			pieces := session && (r.Method == http.MethodPut || r.Method == http.MethodPost)
			if verb != r.Method && !pieces || session && !pieces {
				continue
			}
			values, ok := fit(template, r.Path)
			if ok && (best == nil || len(values) < len(best.path)) {
				best = &match{method: m, upload: upload, session: session, path: values}
			}
		}
	}
	return best
}

// templates are the paths of a method by the upload protocol that they belong to, "" being that without media.
func (m *method) templates() map[string]string {
	templates := map[string]string{"": m.Path}
	for protocol, p := range m.Upload.Protocols {
		templates[protocol] = p.Path
	}
	return templates
}

// fit finds the values of the variables of a template; ok is false if the path does not fit it.
func fit(template, path string) (values map[string]string, ok bool) {
	values = map[string]string{}
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	for i, segment := range want {
		name, variable := strings.CutPrefix(segment, "{")
		switch {
		case variable && got[i] != "":
			values[strings.TrimLeft(strings.TrimSuffix(name, "}"), "+")] = got[i]
		case segment != got[i]:
			return nil, false
		}
	}
	return values, true
}

// Knows reports whether the document has a method for the request.
func (d *Document) Knows(r *Request) bool { return d.find(r) != nil }

// Call is the ID of the method that a request calls; false if there is none.
func (d *Document) Call(r *Request) (string, bool) {
	m := d.find(r)
	if m == nil {
		return "", false
	}
	return m.ID, true
}
