package graphtest

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const maxBatch = 50

// BatchNulls lets the end of batches come back as null, as happens to what is not finished in time.
type BatchNulls struct {
	From     int  // the first of them, from 1; 0: none
	Executed bool // they are carried out all the same
}

// SetBatchNulls arms or, with the zero value, disarms them. The lock must be held.
func (s *Server) SetBatchNulls(n BatchNulls) { s.nulls = n }

// serveRoot answers requests to the root, which are batches.
func (s *Server) serveRoot(ctx context.Context, w http.ResponseWriter, c *Call, method string) {
	if method != http.MethodPost || !c.Params.Has("batch") {
		s.fail(w, &Error{
			Code: 100, Subcode: 33, Type: "GraphMethodException",
			Message: "Unsupported " + strings.ToLower(method) + " request. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
		})
		return
	}
	items, err := c.Params.Objects("batch")
	if err != nil {
		s.fail(w, err)
		return
	}
	if len(items) > maxBatch {
		s.fail(w, &Error{Code: 100, Message: "Too many requests in batch message. Maximum batch size is 50"})
		return
	}
	headers, err := c.Params.Bool("include_headers", true)
	if err != nil {
		s.fail(w, err)
		return
	}
	s.mu.Lock()
	nulls := s.nulls
	s.mu.Unlock()
	out := make([]any, 0, len(items))
	refs := batchRefs{}
	for i, item := range items {
		late := nulls.From > 0 && i+1 >= nulls.From
		var answer Object
		if !late || nulls.Executed {
			answer = s.batchItem(ctx, c, item, headers, refs)
		}
		if late || answer == nil || refs.omitted(Params(item), items, answer) {
			out = append(out, nil)
			continue
		}
		out = append(out, answer)
	}
	body, err := encode(out)
	if err != nil {
		panic(err)
	}
	writeJSON(w, http.StatusOK, body)
}

// batchItem carries out one request of a batch.
func (s *Server) batchItem(ctx context.Context, c *Call, item Object, headers bool, refs batchRefs) (answer Object) {
	p := Params(item)
	for _, name := range append(refs.names(p.Text("relative_url")+p.Text("body")), p.Text("depends_on")) {
		if _, done := refs[name]; name != "" && !done {
			return batchAnswer(failedDependency(), headers)
		}
	}
	defer func() {
		if status, _ := answer["code"].(int); status == http.StatusOK {
			refs.note(p.Text("name"), answer)
		}
	}()
	method := strings.ToUpper(p.Text("method"))
	if method == "" {
		method = http.MethodGet
	}
	address := refs.fill(strings.TrimPrefix(p.Text("relative_url"), "/"), func(s string) string { return s })
	form := refs.fill(p.Text("body"), url.QueryEscape)
	if _, given, _ := cutVersion(strings.SplitN(address, "?", 2)[0]); !given { //nolint:mnd // two halves
		address = c.Version.String() + "/" + address
	}
	u, err := url.Parse(s.opts.Prefix + "/" + address)
	if err != nil {
		return batchAnswer(&recorder{status: http.StatusBadRequest}, headers)
	}
	sub, err := http.NewRequestWithContext(ctx, method, u.String(), strings.NewReader(form))
	if err != nil {
		return batchAnswer(&recorder{status: http.StatusBadRequest}, headers)
	}
	sub.Host, sub.URL.Host = c.Request.Host, ""
	sub.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(strings.TrimSpace(form), "{") {
		sub.Header.Set("Content-Type", "application/json")
	}
	if value, fromParam := tokenOf(c.Request, c.Params); value != "" {
		q := sub.URL.Query()
		if own := q.Has("access_token") || strings.Contains(form, "access_token="); !own { // the proof of the batch is that of its token
			for _, name := range []string{"appsecret_proof", "appsecret_time"} {
				if v := c.Params.Text(name); v != "" {
					q.Set(name, v)
					sub.URL.RawQuery = q.Encode()
				}
			}
		}
		if fromParam && !q.Has("access_token") && !strings.Contains(form, "access_token=") {
			q.Set("access_token", value)
			sub.URL.RawQuery = q.Encode()
		}
		if !fromParam && !q.Has("access_token") {
			sub.Header.Set("Authorization", c.Request.Header.Get("Authorization"))
		}
	}
	into := &recorder{header: http.Header{}}
	s.serveGraph(into, sub)
	return batchAnswer(into, headers)
}

func batchAnswer(r *recorder, headers bool) Object {
	o := Object{"code": r.status, "body": r.body.String()}
	if headers {
		var list []Object
		for _, name := range slices.Sorted(maps.Keys(r.header)) {
			list = append(list, Object{"name": name, "value": r.header.Get(name)})
		}
		o["headers"] = list
	}
	return o
}

// A recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
