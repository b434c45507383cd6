package mastodon_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/openapi"
	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// recorder is a server that answers everything alike and remembers what it was asked.
type recorder struct {
	mu     sync.Mutex
	status int
	answer string
	seen   []string // "METHOD path?query body"
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if req.URL.Path == "/api/v2/instance" {
		fmt.Fprint(w, `{"domain":"m.example","api_versions":{"mastodon":11}}`)
		return
	}
	body, _ := io.ReadAll(req.Body)
	line := req.Method + " " + req.URL.EscapedPath()
	if q, _ := url.QueryUnescape(req.URL.RawQuery); q != "" {
		line += "?" + q
	}
	if len(body) > 0 {
		line += " " + string(body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, line)
	w.WriteHeader(r.status)
	fmt.Fprint(w, r.answer)
}

// take forgets what was seen and returns it.
func (r *recorder) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.seen
	r.seen = nil
	return seen
}

func (r *recorder) reply(status int, answer string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.answer = status, answer
}

func newRecorder(t *testing.T) (*recorder, *mastodon.Client) {
	t.Helper()
	r := &recorder{status: http.StatusOK, answer: "{}"}
	return r, stubClient(t, r)
}

// stubClient makes a client of a server made by hand, with short pauses.
func stubClient(t *testing.T, h http.Handler) *mastodon.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	opts := &social.Options{HTTPClient: srv.Client(), RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond}
	c, err := mastodon.New(srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token-" + t.Name()}), opts)
	require.NoError(t, err)
	return c
}

// route is a native method, what it must send, and whether its answer is a list.
type route struct {
	want string
	call func(ctx context.Context, c *mastodon.Client) (any, error)
	list bool
}

// none adapts methods without a result.
func none(err error) (any, error) { return nil, err }

// all reads a sequence to its end.
func all[T any](seq iter.Seq2[*T, error]) ([]*T, error) {
	var out []*T
	for v, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

// TestNativeRequests checks what every plain method sends, and that its answer comes through.
func TestNativeRequests(t *testing.T) {
	t.Parallel()
	for _, routes := range [][]route{accountRoutes(), settingRoutes(), readingRoutes(), serverRoutes(), staffRoutes(), staffBlockRoutes(), pageRoutes(), staffPageRoutes()} {
		for _, tc := range routes {
			t.Run(tc.want, func(t *testing.T) {
				t.Parallel()
				rec, c := newRecorder(t)
				if rec.reply(http.StatusOK, `{"id":"7"}`); tc.list {
					rec.reply(http.StatusOK, `[{"id":"7"}]`)
				}
				got, err := tc.call(t.Context(), c)
				require.NoError(t, err)
				seen := rec.take()
				require.Equal(t, []string{tc.want}, seen)
				if got != nil {
					data, err := json.Marshal(got)
					require.NoError(t, err)
					assert.Contains(t, string(data), `"7"`, "the answer does not come through")
				}
				follows(t, tc.want)
			})
		}
	}
}

// follows holds a request, as a route writes it, against the description. The server's answers are made up here.
func follows(t *testing.T, request string) {
	t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	target, body, _ := strings.Cut(rest, " ")
	path, query, _ := strings.Cut(target, "?")
	described, ok := agreed().Judge().(*contract.OpenAPI)
	if !ok || !covers(method, path) {
		return
	}
	values, err := url.ParseQuery(query)
	require.NoError(t, err)
	r := &openapi.Request{Method: method, Path: path, Query: values}
	if body != "" {
		r.ContentType, r.Body = "application/json", []byte(body)
	}
	assert.Empty(t, described.Checker.Request(r))
}
