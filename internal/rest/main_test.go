package rest_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeToken is put together at run time, so that no scanner takes it for a real one.
func fakeToken() string { return "token-" + strconv.Itoa(123456) }

// item is what the test server keeps.
type item struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// shelf is a small network behind the simulator: items can be made, read, replaced and deleted.
type shelf struct {
	sim  *simulator.Server
	run  *simulator.Running
	dial atomic.Int64 // connections that are still refused
	new  atomic.Int64 // connections made

	mu    sync.Mutex
	items []item
}

func newShelf(tb testing.TB) *shelf {
	tb.Helper()
	s := &shelf{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.all()) })
	mux.HandleFunc("GET /items/{id}", s.one)
	mux.HandleFunc("PUT /items/{id}", s.one)
	mux.HandleFunc("POST /items", s.create)
	mux.HandleFunc("DELETE /items/{id}", s.remove)
	s.sim = simulator.New(mux, nil)
	run, err := s.sim.Start()
	require.NoError(tb, err)
	s.run = run
	tb.Cleanup(run.Close)
	return s
}

func (s *shelf) all() []item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]item{}, s.items...)
}

func (s *shelf) create(w http.ResponseWriter, r *http.Request) {
	var it item
	if err := json.NewDecoder(r.Body).Decode(&it); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	it.ID = strconv.Itoa(len(s.items) + 1)
	s.items = append(s.items, it)
	s.mu.Unlock()
	writeJSON(w, it)
}

func (s *shelf) one(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	writeJSON(w, item{ID: r.PathValue("id"), Text: "a"})
}

func (s *shelf) remove(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, it := range s.items {
		if it.ID == r.PathValue("id") {
			s.items = append(s.items[:i:i], s.items[i+1:]...)
			writeJSON(w, it)
			return
		}
	}
	http.Error(w, `{"error":"Record not found"}`, http.StatusNotFound)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

// client speaks with the shelf, impatiently.
func (s *shelf) client(tb testing.TB, change func(*rest.Config)) *rest.Client {
	tb.Helper()
	return newClient(tb, s.run.URL, func(cfg *rest.Config) {
		tr := cfg.Options.HTTPClient.Transport.(*http.Transport)
		tr.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if s.dial.Add(-1) >= 0 {
				return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
			}
			s.new.Add(1)
			return new(net.Dialer).DialContext(ctx, network, addr)
		}
		if change != nil {
			change(cfg)
		}
	})
}

// newClient makes a client with short pauses, whose connections end with the test.
func newClient(tb testing.TB, base string, change func(*rest.Config)) *rest.Client {
	tb.Helper()
	u, err := url.Parse(base)
	require.NoError(tb, err)
	tr := &http.Transport{MaxIdleConnsPerHost: 32, WriteBufferSize: 64 << 10, ReadBufferSize: 32 << 10}
	tb.Cleanup(tr.CloseIdleConnections)
	cfg := rest.Config{
		Network: "shelf", Base: u,
		Options: social.Options{
			HTTPClient: &http.Client{Transport: tr}, Retries: 2,
			RetryWait: time.Microsecond, RetryWaitMax: time.Millisecond, Settle: 20 * time.Millisecond,
		},
	}
	if change != nil {
		change(&cfg)
	}
	c, err := rest.New(cfg)
	require.NoError(tb, err)
	return c
}

// withToken adds a token source, and counts what it is told to forget.
func withToken(source oauth2.TokenSource, forgotten *atomic.Int64) func(*rest.Config) {
	return func(cfg *rest.Config) {
		if forgotten != nil {
			source = &forgetter{source, forgotten}
		}
		cfg.Auth = rest.Bearer(source)
	}
}

// forgetter counts the refusals of the token that its source gives.
type forgetter struct {
	oauth2.TokenSource

	forgotten *atomic.Int64
}

func (f *forgetter) ForgetToken(accessToken string) {
	if t, err := f.Token(); err == nil && t.AccessToken == accessToken {
		f.forgotten.Add(1)
	}
}

func staticToken() oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: fakeToken()})
}

type sourceFunc func() (*oauth2.Token, error)

func (f sourceFunc) Token() (*oauth2.Token, error) { return f() }

// transportFunc is a network without any: for tests in a bubble of time.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func jsonBody(tb testing.TB, v any) rest.Body {
	tb.Helper()
	b, err := rest.JSON(v)
	require.NoError(tb, err)
	return b
}

// request is an operation of the given class, as the shelf has it.
func request(tb testing.TB, c rest.Class) *rest.Request {
	tb.Helper()
	switch c {
	case rest.Read:
		return &rest.Request{Op: "items.get", Path: rest.Path("items", "1")}
	case rest.Idempotent:
		return &rest.Request{Op: "items.put", Method: http.MethodPut, Path: rest.Path("items", "1"), Class: c, Body: jsonBody(tb, item{})}
	default:
		return &rest.Request{Op: "items.create", Method: http.MethodPost, Path: rest.Path("items"), Class: c, Body: jsonBody(tb, item{Text: "a"})}
	}
}

func socialError(tb testing.TB, err error) *social.Error {
	tb.Helper()
	var e *social.Error
	require.ErrorAs(tb, err, &e)
	return e
}

func counter() *atomic.Int64 { return new(atomic.Int64) }

// connect dials the path of a stream.
func connect(tb testing.TB, c *rest.Client, dial func(ctx context.Context, h *http.Client, u string) error) error {
	tb.Helper()
	return c.Connect(tb.Context(), &rest.Request{Op: "stream", Path: "/stream"},
		func(ctx context.Context, h *http.Client, u *url.URL) error { return dial(ctx, h, u.String()) })
}

// canned answers without a network.
type canned struct{}

func (canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"id":"1","text":"a"}`)),
	}, nil
}
