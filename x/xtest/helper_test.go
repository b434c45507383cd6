package xtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

type object = map[string]any

func noon() time.Time { return time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC) }

// site is a running server with a clock that stands still.
type site struct {
	*xtest.Server
	t     *testing.T
	clock *xtest.ManualClock
	base  string
}

func start(t *testing.T, opts xtest.Options) *site {
	t.Helper()
	clock := xtest.NewManualClock(noon())
	if opts.Clock == nil {
		opts.Clock = clock.Now
	}
	srv := xtest.New(&opts)
	agreed().Watch(srv)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	return &site{Server: srv, t: t, clock: clock, base: base}
}

type reply struct {
	status int
	body   object
	text   string
	header http.Header
}

func (r reply) data() object {
	o, _ := r.body["data"].(object)
	return o
}

func (r reply) list(name string) []object {
	items, _ := r.body[name].([]any)
	var out []object
	for _, item := range items {
		out = append(out, item.(object))
	}
	return out
}

func (r reply) ids() []string {
	var out []string
	for _, o := range r.list("data") {
		out = append(out, o["id"].(string))
	}
	return out
}

func (r reply) meta() object {
	o, _ := r.body["meta"].(object)
	return o
}

// do sends a request; a body that is not a reader is sent as JSON.
func (s *site) do(token, method, path string, body any) reply {
	s.t.Helper()
	r, err := s.try(token, method, path, body)
	require.NoError(s.t, err)
	return r
}

func (s *site) try(token, method, path string, body any) (reply, error) {
	var reader io.Reader
	kind := ""
	switch body := body.(type) {
	case nil:
	case url.Values:
		reader, kind = strings.NewReader(body.Encode()), "application/x-www-form-urlencoded"
	default:
		data, err := json.Marshal(body)
		require.NoError(s.t, err)
		reader, kind = bytes.NewReader(data), "application/json"
	}
	return s.send(token, method, path, kind, reader)
}

func (s *site) send(token, method, path, kind string, body io.Reader) (reply, error) {
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, body)
	require.NoError(s.t, err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	switch {
	case strings.HasPrefix(token, "OAuth "), strings.HasPrefix(token, "Basic "):
		req.Header.Set("Authorization", token)
	case token != "":
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

// segment sends one segment of an upload.
func (s *site) segment(token, id string, index int, content []byte) reply {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(s.t, form.WriteField("segment_index", strconv.Itoa(index)))
	file, err := form.CreateFormFile("media", "blob")
	require.NoError(s.t, err)
	_, err = file.Write(content)
	require.NoError(s.t, err)
	require.NoError(s.t, form.Close())
	r, err := s.send(token, http.MethodPost, "/2/media/upload/"+id+"/append", form.FormDataContentType(), &body)
	require.NoError(s.t, err)
	return r
}

func (s *site) tweet(token, text string) reply {
	s.t.Helper()
	return s.do(token, http.MethodPost, "/2/tweets", object{"text": text})
}
