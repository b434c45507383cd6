package youtubetest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

type object = map[string]any

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
	del  = http.MethodDelete
)

func noon() time.Time { return time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC) }

// site is a running server with a clock that stands still.
type site struct {
	*youtubetest.Server
	t     *testing.T
	clock *youtubetest.ManualClock
	base  string
	acme  string // a channel
	fan   string // another
	token string // of acme
}

func start(t *testing.T, opts youtubetest.Options) *site {
	t.Helper()
	clock := youtubetest.NewManualClock(noon())
	if opts.Clock == nil {
		opts.Clock = clock.Now
	}
	srv := youtubetest.New(&opts)
	agreed().Watch(srv)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	s := &site{Server: srv, t: t, clock: clock, base: base}
	s.acme, s.fan = srv.CreateChannel("acme"), srv.CreateChannel("@fan")
	s.token = srv.Token(s.acme)
	return s
}

type reply struct {
	status int
	body   object
	text   string
	header http.Header
}

// items are the resources of a list.
func (r reply) items() []object {
	list, _ := r.body["items"].([]any)
	var out []object
	for _, item := range list {
		out = append(out, item.(object))
	}
	return out
}

func (r reply) ids() []string {
	out := []string{}
	for _, o := range r.items() {
		out = append(out, o["id"].(string))
	}
	return out
}

func (r reply) id() string { id, _ := r.body["id"].(string); return id }

func (r reply) next() string { token, _ := r.body["nextPageToken"].(string); return token }

// dig walks through objects and lists.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(object)
			v = o[step]
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}

func (r reply) dig(path ...any) any { return dig(r.body, path...) }

// reason is the reason of an error.
func (r reply) reason() string { v, _ := r.dig("error", "errors", 0, "reason").(string); return v }

// do sends a request; a body that is not a form is sent as JSON.
func (s *site) do(token, method, path string, body any) reply {
	s.t.Helper()
	var reader io.Reader
	header := http.Header{}
	switch body := body.(type) {
	case nil:
	case url.Values:
		reader = strings.NewReader(body.Encode())
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		data, err := json.Marshal(body)
		require.NoError(s.t, err)
		reader = bytes.NewReader(data)
		header.Set("Content-Type", "application/json; charset=UTF-8")
	}
	r, err := s.send(token, method, path, header, reader)
	require.NoError(s.t, err)
	return r
}

// api is do under /youtube/v3/ with acme's token.
func (s *site) api(method, path string, body any) reply {
	s.t.Helper()
	return s.do(s.token, method, "/youtube/v3/"+path, body)
}

func (s *site) send(token, method, path string, header http.Header, body io.Reader) (reply, error) {
	if strings.HasPrefix(path, "/") {
		path = s.base + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, path, body)
	require.NoError(s.t, err)
	for name, values := range header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if token != "" {
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

// with is a header of names and values in turn.
func with(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

// begin opens a resumable session and returns its URI.
func (s *site) begin(path string, size int, metadata object) string {
	s.t.Helper()
	data, err := json.Marshal(metadata)
	require.NoError(s.t, err)
	r, err := s.send(s.token, post, path, with("Content-Type", "application/json", "X-Upload-Content-Type", "video/mp4",
		"X-Upload-Content-Length", strconv.Itoa(size)), bytes.NewReader(data))
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, r.status, r.text)
	return r.header.Get("Location")
}

const insertVideo = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"

func titled(title string) object { return object{"snippet": object{"title": title}} }

// put sends a range of a file to a session.
func (s *site) put(uri string, file []byte, from, to int) reply {
	s.t.Helper()
	r, err := s.tryPut(uri, file, from, to)
	require.NoError(s.t, err)
	return r
}

func (s *site) tryPut(uri string, file []byte, from, to int) (reply, error) {
	span := "bytes " + strconv.Itoa(from) + "-" + strconv.Itoa(to-1) + "/" + strconv.Itoa(len(file))
	return s.send(s.token, put, uri, with("Content-Range", span), bytes.NewReader(file[from:to]))
}

// probe asks a session what it has.
func (s *site) probe(uri string, size int) reply {
	s.t.Helper()
	r, err := s.send(s.token, put, uri, with("Content-Range", "bytes */"+strconv.Itoa(size)), http.NoBody)
	require.NoError(s.t, err)
	return r
}

// upload inserts a video in one go.
func (s *site) upload(metadata object) reply {
	s.t.Helper()
	return s.multipart(s.token, post, "/upload/youtube/v3/videos?uploadType=multipart&part=snippet,status", metadata, "video/mp4", []byte("moving pictures"))
}

func (s *site) multipart(token, method, path string, metadata object, kind string, file []byte) reply {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	first, err := form.CreatePart(textproto.MIMEHeader{"Content-Type": {"application/json"}})
	require.NoError(s.t, err)
	require.NoError(s.t, json.NewEncoder(first).Encode(metadata))
	second, err := form.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}})
	require.NoError(s.t, err)
	_, err = second.Write(file)
	require.NoError(s.t, err)
	require.NoError(s.t, form.Close())
	r, err := s.send(token, method, path, with("Content-Type", "multipart/related; boundary="+form.Boundary()), &body)
	require.NoError(s.t, err)
	return r
}

// simple sends a file as the body.
func (s *site) simple(path, kind string, file []byte) reply {
	s.t.Helper()
	r, err := s.send(s.token, post, path, with("Content-Type", kind), bytes.NewReader(file))
	require.NoError(s.t, err)
	return r
}

func png() []byte { return []byte("\x89PNG\r\n\x1a\npicture") }

// pages reads a list to its end and returns the ids of each page.
func (s *site) pages(path string) [][]string {
	s.t.Helper()
	var out [][]string
	for token := ""; ; {
		r := s.api(get, path+"&pageToken="+token, nil)
		require.Equal(s.t, http.StatusOK, r.status, r.text)
		out = append(out, r.ids())
		if token = r.next(); token == "" {
			return out
		}
		require.Less(s.t, len(out), 50)
	}
}
