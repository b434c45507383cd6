package graph_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeToken is put together at run time, so that no scanner takes it for a real one.
func fakeToken() string { return "token-" + strconv.Itoa(123456) }

func fakeSecret() string { return "secret-" + strconv.Itoa(789) }

// seen is a request as it arrived.
type seen struct {
	Method, Path string
	Query, Form  url.Values
	Header       http.Header
	Body         string
}

// server answers what its handler says, and remembers what it was asked.
type server struct {
	*httptest.Server

	mu   sync.Mutex
	seen []seen
}

// answer is what a handler says to the nth request, from 1.
type answer func(n int, r *seen) (status int, body string)

func serve(tb testing.TB, say answer) *server {
	tb.Helper()
	return serveHTTP(tb, func(w http.ResponseWriter, n int, r *seen) {
		status, body := say(n, r)
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func serveHTTP(tb testing.TB, say func(w http.ResponseWriter, n int, r *seen)) *server {
	tb.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		one := seen{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header, Body: string(body)}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			one.Form, _ = url.ParseQuery(string(body))
		}
		s.mu.Lock()
		s.seen = append(s.seen, one)
		n := len(s.seen)
		s.mu.Unlock()
		say(w, n, &one)
	}))
	tb.Cleanup(s.Close)
	return s
}

// always gives one answer to everything.
func always(status int, body string) answer {
	return func(int, *seen) (int, string) { return status, body }
}

func (s *server) all() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen{}, s.seen...)
}

func (s *server) last(tb testing.TB) seen {
	tb.Helper()
	all := s.all()
	require.NotEmpty(tb, all)
	return all[len(all)-1]
}

// options are impatient.
func (s *server) options(tb testing.TB) *social.Options {
	tb.Helper()
	tr := &http.Transport{MaxIdleConnsPerHost: 8}
	tb.Cleanup(tr.CloseIdleConnections)
	return &social.Options{
		HTTPClient: &http.Client{Transport: tr}, BaseURL: s.URL, Retries: 2,
		RetryWait: time.Microsecond, RetryWaitMax: time.Millisecond, Settle: 20 * time.Millisecond,
	}
}

// client speaks with the server as page 1001 of app 55.
func (s *server) client(tb testing.TB, change ...func(*graph.Config, *social.Options)) *graph.Client {
	tb.Helper()
	cfg := &graph.Config{
		Network: "facebook", Tokens: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: fakeToken()}),
		Budgets: graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages},
	}
	o := s.options(tb)
	for _, f := range change {
		f(cfg, o)
	}
	c, err := graph.New(cfg, o)
	require.NoError(tb, err)
	return c
}

func (s *server) auth(tb testing.TB) *graph.Auth {
	tb.Helper()
	a, err := graph.NewAuth(&graph.AuthConfig{Network: "facebook", App: graph.App{ID: "55", Secret: fakeSecret()}}, s.options(tb))
	require.NoError(tb, err)
	return a
}

// get is a read of one object.
func get() *graph.Request { return &graph.Request{Op: "nodes.get", Path: rest.Path("1001")} }

// post is a write that must happen once.
func post() *graph.Request {
	return &graph.Request{
		Op: "posts.create", Method: http.MethodPost, Path: rest.Path("1001", "feed"), Class: rest.Lookup,
		Params: url.Values{"message": {"Hello"}},
	}
}

func socialError(tb testing.TB, err error) *social.Error {
	tb.Helper()
	var e *social.Error
	require.ErrorAs(tb, err, &e)
	return e
}

// failure is an error as Meta writes it.
func failure(code, subcode int) string {
	return `{"error":{"message":"(#` + strconv.Itoa(code) + `) no","type":"OAuthException","code":` + strconv.Itoa(code) +
		`,"error_subcode":` + strconv.Itoa(subcode) + `,"fbtrace_id":"Atrace"}}`
}

// canned is an answer without a network.
func canned(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, Body: io.NopCloser(strings.NewReader(body)),
	}
}

// forgetful gives another token after each refusal.
type forgetful struct {
	mu        sync.Mutex
	forgotten int
}

func (f *forgetful) Token() (*oauth2.Token, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &oauth2.Token{AccessToken: "page-" + strconv.Itoa(f.forgotten)}, nil
}

func (f *forgetful) ForgetToken(string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forgotten++
}
