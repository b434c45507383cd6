package mastodontest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
}

func newRig(t *testing.T, opts *mastodontest.Options) *rig {
	t.Helper()
	if opts == nil {
		opts = &mastodontest.Options{}
	}
	clock := mastodontest.NewManualClock(time.Date(2026, 3, 1, 10, 2, 3, 0, time.UTC))
	opts.Clock = clock.Now
	srv := mastodontest.New(opts)
	if opts.Flavour == mastodontest.Mastodon {
		agreed().Watch(srv)
	}
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	alice := srv.CreateAccount("alice")
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &rig{srv, base, alice, srv.Token(alice), clock, &http.Client{Transport: transport}}
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
	return answer{resp.StatusCode, resp.Header, data, err}
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
