package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// everyForm is an error in all the ways in which a program may write it down, its causes included.
func everyForm(err error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%+v\n%#v\n", err, err, err)
	for _, e := range social.Problems(err) {
		data, _ := json.Marshal(e) //nolint:musttag // what a program might do all the same
		fmt.Fprintf(&b, "%s\n%+v\n%s\n", data, *e, e.Message)
	}
	for _, cause := range causes(err) {
		data, _ := json.Marshal(cause)
		fmt.Fprintf(&b, "%s\n%+v\n%s\n", cause, cause, data)
	}
	return b.String()
}

func causes(err error) []error {
	switch u := err.(type) { //nolint:errorlint // walks the tree itself
	case nil:
		return nil
	case interface{ Unwrap() []error }:
		found := []error{err}
		for _, inner := range u.Unwrap() {
			found = append(found, causes(inner)...)
		}
		return found
	default:
		return append([]error{err}, causes(errors.Unwrap(err))...)
	}
}

// echo makes the server repeat the secret that it was sent: the token, or else that of the program.
func echo(f simulator.Fault, format string) func(*shelf) {
	return func(s *shelf) {
		f.Times = simulator.Forever
		f.Where = func(r *http.Request) bool { return r.Header.Get("Authorization") != "" }
		f.Body = fmt.Sprintf(format, fakeToken())
		f.Header = http.Header{"Www-Authenticate": {"Bearer " + fakeToken()}}
		s.sim.Faults().Add(f)
		f.Where = nil
		f.Body = fmt.Sprintf(format, fakeSecret())
		f.Header = http.Header{"Www-Authenticate": {fakeSecret()}}
		s.sim.Faults().Add(f)
	}
}

// assertAbsent does not print the text, which is long, but what surrounds the secret.
func assertAbsent(t *testing.T, text, secret string) {
	t.Helper()
	if i := strings.Index(text, secret); i >= 0 {
		assert.Fail(t, "holds a secret", text[max(0, i-200):min(len(text), i+100)])
	}
}

func fakeSecret() string { return "oauth-secret-" + fakeToken()[6:] }

// classifyEcho quotes the answer, as networks' own error types do.
func classifyEcho(a *rest.Answer) *social.Error {
	var wire struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(a.Body, &wire)
	told := a.Header.Get("WWW-Authenticate")
	return &social.Error{Message: wire.Error + told, Code: told, Err: &echoError{Text: wire.Error}}
}

// echoError says more when it is marshalled than when it is printed.
type echoError struct{ Text string }

func (e *echoError) Error() string { return "refused" }

func TestSecretsAppearNowhere(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var mu sync.Mutex
	var seen strings.Builder
	note := func(text string) {
		mu.Lock()
		defer mu.Unlock()
		seen.WriteString(text)
	}
	watched := func(cfg *rest.Config) {
		withToken(staticToken(), counter())(cfg)
		cfg.Options.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		cfg.Options.Observer = func(o social.Observation) { note(fmt.Sprintf("%+v", o) + everyForm(o.Err)) }
	}
	login := func() *rest.Request {
		return &rest.Request{
			Op: "oauth.token", Method: http.MethodPost, Path: "/items", Class: rest.Unsafe,
			Secret: true, Free: true, NoAuth: true,
			Body: rest.Form(url.Values{"client_secret": {fakeSecret()}, "grant_type": {"password"}}),
		}
	}
	failures := 0
	for _, c := range secretCases() {
		s := newShelf(t)
		c.arm(s)
		client := s.client(t, func(cfg *rest.Config) {
			watched(cfg)
			cfg.Classify = c.classify
		})
		for _, r := range []*rest.Request{request(t, rest.Read), request(t, rest.Idempotent), request(t, rest.Unsafe), login()} {
			_, err := client.Do(t.Context(), r, new(item))
			require.Error(t, err, c.name)
			note(everyForm(err))
			failures++
		}
	}
	text := seen.String() + log.String()
	assert.Greater(t, len(text), 10_000)
	assertAbsent(t, text, fakeToken())
	assertAbsent(t, text, fakeSecret())
	assert.Contains(t, text, "[redacted]", "a server that repeats secrets was among them")
	assert.Equal(t, 4*len(secretCases()), failures)
}

type secretCase struct {
	name     string
	arm      func(*shelf)
	classify func(*rest.Answer) *social.Error
}

func secretCases() []secretCase {
	fault := func(f simulator.Fault) func(*shelf) {
		return func(s *shelf) {
			f.Times = simulator.Forever
			s.sim.Faults().Add(f)
		}
	}
	return []secretCase{
		{name: "refused", arm: func(s *shelf) { s.dial.Store(1000) }},
		{name: "cut", arm: fault(simulator.Fault{Kind: simulator.CutBefore})},
		{name: "cut in the body", arm: fault(simulator.Fault{Kind: simulator.CutBody})},
		{name: "page", arm: fault(simulator.Fault{Kind: simulator.FailBefore})},
		{name: "unauthorized", arm: fault(simulator.Fault{Kind: simulator.Unauthorized})},
		{name: "echo in JSON", arm: echo(simulator.Fault{Kind: simulator.FailBefore, Status: 400}, `{"error":"bad: %s"}`), classify: classifyEcho},
		{name: "echo in text", arm: echo(simulator.Fault{Kind: simulator.FailBefore, Status: 500}, `{"trace":"Bearer %s"}`)},
		{name: "echo in a broken success", arm: echo(simulator.Fault{Kind: simulator.Malformed}, `[%q]`)},
		{name: "echo in a page", arm: echo(simulator.Fault{Kind: simulator.Malformed}, "<html>%s")},
		{name: "redirect", arm: func(s *shelf) {
			s.sim.Faults().Add(simulator.Fault{
				Kind: simulator.FailBefore, Status: 302, Times: simulator.Forever,
				Header: http.Header{"Location": {"http://other.example/?access_token=" + fakeToken() + "&s=" + fakeSecret()}},
			})
		}},
		{name: "redirect to nowhere", arm: func(s *shelf) {
			s.sim.Faults().Add(simulator.Fault{
				Kind: simulator.FailBefore, Status: 302, Times: simulator.Forever,
				Header: http.Header{"Location": {"http://%zz/" + fakeToken()}},
			})
		}},
	}
}

func TestTokenGoesToItsOriginOnly(t *testing.T) {
	t.Parallel()
	home, other := newShelf(t), newShelf(t)
	c := home.client(t, withToken(staticToken(), nil))
	u, err := url.Parse(other.run.URL)
	require.NoError(t, err)

	next := rest.LinkQuery(http.Header{"Link": {`<` + other.run.URL + `/items?max_id=7>; rel="next"`}}, "next")
	_, err = c.Do(t.Context(), &rest.Request{Op: "items.list", Path: "/items", Query: next}, nil)
	require.NoError(t, err)
	last, _ := home.sim.Log().Last("")
	assert.Equal(t, "7", last.Query.Get("max_id"))
	assert.True(t, last.HadToken)
	assert.Zero(t, other.sim.Log().Total())

	_, err = c.Do(t.Context(), &rest.Request{Op: "items.list", Path: "/items", Base: u, NoAuth: true}, nil)
	require.NoError(t, err)
	last, _ = other.sim.Log().Last("")
	assert.False(t, last.HadToken)

	err = connect(t, c, func(ctx context.Context, h *http.Client, _ string) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, other.run.URL+"/items", nil)
		require.NoError(t, err)
		resp, err := h.Do(req)
		require.NoError(t, err)
		return resp.Body.Close()
	})
	require.NoError(t, err)
	last, _ = other.sim.Log().Last("")
	assert.False(t, last.HadToken, "not even if another protocol goes there by itself")

	resp, err := c.Fetcher().Get(home.run.URL + "/items")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	last, _ = home.sim.Log().Last("")
	assert.False(t, last.HadToken, "media is fetched without the token, even from the same server")
}

func TestObservationIsComplete(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore, Header: http.Header{"X-Request-Id": {"r1"}}})
	var seen []social.Observation
	c := s.client(t, func(cfg *rest.Config) {
		cfg.Options.Observer = func(o social.Observation) { seen = append(seen, o) }
		cfg.Windows = func([]social.Charge, *rest.Answer) []social.Window {
			return []social.Window{{Remaining: 9}, {Remaining: -1}, {Remaining: 4}}
		}
	})
	_, err := c.Do(t.Context(), request(t, rest.Idempotent), new(item))
	require.NoError(t, err)
	require.Len(t, seen, 2)
	assert.Equal(t, "r1", seen[0].RequestID)
	require.ErrorIs(t, seen[0].Err, social.ErrUnavailable)
	require.NoError(t, seen[1].Err)
	for i, o := range seen {
		assert.Equal(t, []any{"shelf", "items.put", http.MethodPut, i + 1, int64(len(`{"id":"","text":""}`)), int64(4)},
			[]any{o.Network, o.Op, o.Method, o.Attempt, o.Sent, o.Remaining})
		assert.Positive(t, o.Duration)
		assert.Less(t, o.Duration, time.Minute)
	}
	assert.Equal(t, 503, seen[0].Status)
	assert.Equal(t, 200, seen[1].Status)
	assert.Positive(t, seen[1].Received)
}
