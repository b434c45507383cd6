package facebooktest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

type object = map[string]any

func noon() time.Time { return time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC) }

// site is a running server with a page and a clock that stands still.
type site struct {
	*facebooktest.Server
	t     *testing.T
	clock *facebooktest.ManualClock
	base  string
	page  string
	token string
}

func start(t *testing.T, opts facebooktest.Options) *site {
	t.Helper()
	clock := facebooktest.NewManualClock(noon())
	opts.Clock = clock.Now
	srv := facebooktest.New(&opts)
	agreed().Watch(srv)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	s := &site{Server: srv, t: t, clock: clock, base: base, page: srv.CreatePage("Acme Tools")}
	s.token = srv.Token(s.page)
	return s
}

type reply struct {
	status int
	body   object
	text   string
	header http.Header
}

func (r reply) problem() object {
	e, _ := r.body["error"].(object)
	return e
}

// code is the code and the subcode of an error.
func (r reply) code() string {
	e := r.problem()
	if e == nil {
		return ""
	}
	code, _ := e["code"].(float64)
	sub, _ := e["error_subcode"].(float64)
	if sub == 0 {
		return fmt.Sprint(int(code))
	}
	return fmt.Sprintf("%d/%d", int(code), int(sub))
}

func (r reply) id() string {
	id, _ := r.body["id"].(string)
	return id
}

func (r reply) list() []object { return list(r.body) }

func list(o object) []object {
	items, _ := o["data"].([]any)
	var out []object
	for _, item := range items {
		out = append(out, item.(object))
	}
	return out
}

// column is one field of all elements.
func column(items []object, name string) []string {
	var out []string
	for _, o := range items {
		out = append(out, fmt.Sprint(o[name]))
	}
	return out
}

// get reads a path behind the version.
func (s *site) get(path string) reply { return s.do(s.token, http.MethodGet, path, nil) }

func (s *site) post(path string, fields ...string) reply {
	return s.do(s.token, http.MethodPost, path, form(fields...))
}

func (s *site) remove(path string) reply { return s.do(s.token, http.MethodDelete, path, nil) }

// ok posts what must succeed.
func (s *site) ok(path string, fields ...string) reply {
	s.t.Helper()
	r := s.post(path, fields...)
	require.Equal(s.t, http.StatusOK, r.status, r.text)
	return r
}

// form makes a form of names and values in turn.
func form(fields ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return v
}

func (s *site) do(token, method, path string, fields url.Values) reply {
	s.t.Helper()
	header := http.Header{}
	if fields != nil {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r, err := s.send(token, method, "/v26.0/"+path, header, strings.NewReader(fields.Encode()))
	require.NoError(s.t, err)
	return r
}

// json posts a JSON body.
func (s *site) json(path string, body object) reply {
	s.t.Helper()
	data, err := json.Marshal(body)
	require.NoError(s.t, err)
	r, err := s.send(s.token, http.MethodPost, "/v26.0/"+path, http.Header{"Content-Type": {"application/json"}}, bytes.NewReader(data))
	require.NoError(s.t, err)
	return r
}

// file posts a multipart form with a file.
func (s *site) file(path, part, name string, content []byte, fields ...string) reply {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range form(fields...) {
		require.NoError(s.t, w.WriteField(k, v[0]))
	}
	f, err := w.CreateFormFile(part, name)
	require.NoError(s.t, err)
	_, _ = f.Write(content)
	require.NoError(s.t, w.Close())
	r, err := s.send(s.token, http.MethodPost, "/v26.0/"+path, http.Header{"Content-Type": {w.FormDataContentType()}}, &body)
	require.NoError(s.t, err)
	return r
}

func (s *site) send(token, method, path string, header http.Header, body io.Reader) (reply, error) {
	s.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.base + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, path, body)
	require.NoError(s.t, err)
	req.Header = header
	if token != "" && header.Get("Authorization") == "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	r := reply{status: resp.StatusCode, text: string(data), header: resp.Header}
	_ = json.Unmarshal(data, &r.body)
	return r, nil
}

// rupload sends bytes to an upload.
func (s *site) rupload(target string, offset, size int, body string) (reply, error) {
	s.t.Helper()
	return s.send(s.token, http.MethodPost, target, http.Header{
		"Authorization": {"OAuth " + s.token}, "Offset": {fmt.Sprint(offset)}, "File_size": {fmt.Sprint(size)},
	}, strings.NewReader(body))
}

func png() []byte { return append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 40)...) }

// photo uploads a photo and returns its id.
func (s *site) photo(fields ...string) string {
	s.t.Helper()
	r := s.file(s.page+"/photos", "source", "a.png", png(), fields...)
	require.Equal(s.t, http.StatusOK, r.status, r.text)
	return r.id()
}

// in is a time from now in seconds since 1970.
func (s *site) in(d time.Duration) string { return fmt.Sprint(s.clock.Now().Add(d).Unix()) }
