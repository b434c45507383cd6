package mastodontest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/openapi"
	"github.com/relais-go/relais/mastodon/mastodontest"
)

type object = map[string]any

// rig is a started server with one account and a client that has its token.
type rig struct {
	*mastodontest.Server
	base  string
	alice *mastodontest.Account
	token string
	clock *mastodontest.ManualClock
	http  *http.Client
	check func(*http.Request, answer)
}

// description of the network, from the folder that SPECS_DIR names; nil without it.
var description = sync.OnceValues(func() (*openapi.Document, error) {
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		return nil, nil
	}
	return openapi.Load(filepath.Join(dir, "mastodon-openapi.json"))
})

// checker compares all answers of a current Mastodon with the description.
func checker(t *testing.T, opts *mastodontest.Options) func(*http.Request, answer) {
	t.Helper()
	spec, err := description()
	require.NoError(t, err)
	if spec == nil || opts.Flavour != mastodontest.Mastodon {
		return func(*http.Request, answer) {}
	}
	return func(req *http.Request, a answer) {
		if a.status == http.StatusUnprocessableEntity {
			return // described with details that only a sign-up has
		}
		if req.Method == http.MethodGet && req.URL.Path == "/api/v1/filters" {
			return // described as one filter: https://docs.joinmastodon.org/methods/filters/#get-v1 has a list
		}
		for _, wrong := range spec.CheckAnswer(req.Method, req.URL.Path, a.status, a.body) {
			t.Errorf("%s %s %d: %s", req.Method, req.URL.Path, a.status, wrong)
		}
	}
}

func TestDescription(t *testing.T) {
	t.Parallel()
	spec, err := description()
	require.NoError(t, err)
	if spec == nil {
		t.Skip("set SPECS_DIR to the folder of API descriptions: answers are not compared with the network's OpenAPI description")
	}
	require.True(t, spec.Knows(http.MethodPost, "/api/v1/statuses"))
}

func newRig(t *testing.T, opts *mastodontest.Options) *rig {
	t.Helper()
	if opts == nil {
		opts = &mastodontest.Options{}
	}
	clock := mastodontest.NewManualClock(time.Date(2026, 3, 1, 10, 2, 3, 0, time.UTC))
	opts.Clock = clock.Now
	srv := mastodontest.New(opts)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	alice := srv.CreateAccount("alice")
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &rig{srv, base, alice, srv.Token(alice), clock, &http.Client{Transport: transport}, checker(t, opts)}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
}

func (a answer) object(t *testing.T) object {
	t.Helper()
	var o object
	require.NoError(t, json.Unmarshal(a.body, &o), "%s", a.body)
	return o
}

func (a answer) list(t *testing.T) []object {
	t.Helper()
	var l []object
	require.NoError(t, json.Unmarshal(a.body, &l), "%s", a.body)
	return l
}

func (a answer) ids(t *testing.T) []string {
	t.Helper()
	ids := []string{}
	for _, o := range a.list(t) {
		ids = append(ids, o["id"].(string))
	}
	return ids
}

// link finds a URL in the Link header.
func (a answer) link(rel string) string {
	for part := range strings.SplitSeq(a.header.Get("Link"), ", ") {
		if url, found := strings.CutSuffix(part, `>; rel="`+rel+`"`); found {
			return strings.TrimPrefix(url, "<")
		}
	}
	return ""
}

// send makes a request. The body is JSON unless it is a string, which is a form.
func (r *rig) send(ctx context.Context, method, path string, body any, headers ...string) answer {
	var reader io.Reader
	contentType := ""
	switch body := body.(type) {
	case nil:
	case string:
		reader, contentType = strings.NewReader(body), "application/x-www-form-urlencoded"
	default:
		data, err := json.Marshal(body)
		if err != nil {
			return answer{err: err}
		}
		reader, contentType = bytes.NewReader(data), "application/json"
	}
	url := path
	if strings.HasPrefix(path, "/") {
		url = r.base + path
	}
	req, err := http.NewRequestWithContext(ctx, method, url, reader)
	if err != nil {
		return answer{err: err}
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return r.do(req)
}

func (r *rig) do(req *http.Request) answer {
	resp, err := r.http.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	a := answer{resp.StatusCode, resp.Header, data, err}
	if entry, _ := r.Requests().Last(""); err == nil && entry.Fault == "" {
		r.check(req, a)
	}
	return a
}

func (r *rig) get(t *testing.T, path string) answer {
	t.Helper()
	a := r.send(t.Context(), http.MethodGet, path, nil)
	require.NoError(t, a.err)
	return a
}

func (r *rig) post(t *testing.T, path string, body any, headers ...string) answer {
	t.Helper()
	a := r.send(t.Context(), http.MethodPost, path, body, headers...)
	require.NoError(t, a.err)
	return a
}

func (r *rig) put(t *testing.T, path string, body any) answer {
	t.Helper()
	a := r.send(t.Context(), http.MethodPut, path, body)
	require.NoError(t, a.err)
	return a
}

func (r *rig) delete(t *testing.T, path string) answer {
	t.Helper()
	a := r.send(t.Context(), http.MethodDelete, path, nil)
	require.NoError(t, a.err)
	return a
}

// as is the rig with the token of another account or other scopes.
func (r *rig) as(a *mastodontest.Account, scopes ...string) *rig {
	other := *r
	other.alice, other.token = a, r.Token(a, scopes...)
	return &other
}
