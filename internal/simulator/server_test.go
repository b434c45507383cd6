package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
)

// counter is a network that counts what it executed.
type counter struct{ executed atomic.Int64 }

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	c.executed.Add(1)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"answer":"0123456789"}`)
}

func start(t *testing.T) (*counter, *simulator.Server, *simulator.Running) {
	t.Helper()
	network := new(counter)
	srv := simulator.New(network, &simulator.Options{Seed: 1})
	run, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(run.Close)
	return network, srv, run
}

type reply struct {
	status int
	body   string
	err    error
}

func post(t *testing.T, url string) reply {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("hello"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+"token-123")
	resp, err := client.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, string(body), err}
}

func reset(t *testing.T, got reply) {
	t.Helper()
	// Depending on when the reset arrives the client sees it while reading or while writing.
	assert.True(t, errors.Is(got.err, syscall.ECONNRESET) || errors.Is(got.err, syscall.EPIPE) ||
		errors.Is(got.err, io.EOF), "got %v", got.err)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	cases := []struct {
		fault    simulator.Fault
		executed int64
		check    func(*testing.T, reply)
	}{
		{simulator.Fault{Kind: simulator.Refuse}, 0, reset},
		{simulator.Fault{Kind: simulator.CutBefore}, 0, reset},
		{simulator.Fault{Kind: simulator.CutAfter}, 1, reset},
		{simulator.Fault{Kind: simulator.CutBody}, 1, func(t *testing.T, got reply) {
			t.Helper()
			require.ErrorIs(t, got.err, io.ErrUnexpectedEOF)
			assert.Equal(t, `{"answer":"`, got.body)
		}},
		{simulator.Fault{Kind: simulator.CutBody, Bytes: 3}, 1, func(t *testing.T, got reply) {
			t.Helper()
			require.Error(t, got.err)
			assert.Equal(t, `{"a`, got.body)
		}},
		{simulator.Fault{Kind: simulator.FailBefore}, 0, func(t *testing.T, got reply) {
			t.Helper()
			assert.Equal(t, http.StatusServiceUnavailable, got.status)
			assert.Contains(t, got.body, "<html>")
		}},
		{simulator.Fault{Kind: simulator.FailAfter, Status: 500, Body: `{"error":"x"}`}, 1, func(t *testing.T, got reply) {
			t.Helper()
			assert.Equal(t, reply{500, `{"error":"x"}`, nil}, got)
		}},
		{simulator.Fault{Kind: simulator.Malformed}, 1, func(t *testing.T, got reply) {
			t.Helper()
			assert.Equal(t, reply{200, `{"answer":"`, nil}, got)
		}},
		{simulator.Fault{Kind: simulator.Unauthorized}, 0, func(t *testing.T, got reply) {
			t.Helper()
			assert.Equal(t, reply{401, `{}`, nil}, got)
		}},
		{simulator.Fault{Kind: simulator.SlowAfter, Delay: time.Millisecond}, 1, func(t *testing.T, got reply) {
			t.Helper()
			assert.Equal(t, reply{200, `{"answer":"0123456789"}`, nil}, got)
		}},
	}
	for _, c := range cases {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			t.Parallel()
			network, srv, run := start(t)
			srv.Faults().Add(c.fault)
			c.check(t, post(t, run.URL+"/x"))
			assert.Equal(t, c.executed, network.executed.Load())
			last, ok := srv.Log().Last("POST /x")
			require.True(t, ok)
			assert.Equal(t, c.fault.Kind, last.Fault)
			assert.Equal(t, c.executed == 1, last.Executed)

			// The fault is spent.
			assert.Equal(t, http.StatusOK, post(t, run.URL+"/x").status)
		})
	}
}

func TestSlowBeforeEndsWithTheClient(t *testing.T) {
	t.Parallel()
	network, srv, run := start(t)
	srv.Faults().Add(simulator.Fault{Kind: simulator.SlowBefore, Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, run.URL+"/x", strings.NewReader("hello"))
	require.NoError(t, err)
	failed := make(chan error)
	go func() {
		_, err := http.DefaultClient.Do(req) //nolint:bodyclose // there is no answer
		failed <- err
	}()
	require.Eventually(t, func() bool { return srv.Log().Count("/x") == 1 }, 5*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-failed, context.Canceled)
	run.Close() // returns only once the handler has ended
	assert.Zero(t, network.executed.Load())
}

func TestFaultSelection(t *testing.T) {
	t.Parallel()
	_, srv, run := start(t)
	remove := srv.Faults().Add(simulator.Fault{
		Kind: simulator.FailBefore, Match: "POST /a/*", Skip: 1, Times: 2,
	})
	assert.Equal(t, 200, post(t, run.URL+"/b/1").status)
	var got []int
	for range 4 {
		got = append(got, post(t, run.URL+"/a/1").status)
	}
	assert.Equal(t, []int{200, 503, 503, 200}, got)
	assert.Equal(t, 2, remove())
}

func TestFaultProbabilityIsReproducible(t *testing.T) {
	t.Parallel()
	pattern := func() (got []int) {
		_, srv, run := start(t)
		srv.Faults().Add(simulator.Fault{Kind: simulator.FailBefore, Times: simulator.Forever, Probability: 0.5})
		for range 20 {
			got = append(got, post(t, run.URL+"/").status)
		}
		return got
	}
	first := pattern()
	assert.Equal(t, first, pattern())
	assert.Contains(t, first, 200)
	assert.Contains(t, first, 503)
}

func TestRefuseConnections(t *testing.T) {
	t.Parallel()
	_, srv, run := start(t)
	run.RefuseConnections(1)
	require.Error(t, post(t, run.URL+"/").err)
	assert.Equal(t, 200, post(t, run.URL+"/").status)
	assert.Equal(t, 1, srv.Log().Total())
}

func TestLogKeepsNoSecret(t *testing.T) {
	t.Parallel()
	_, srv, run := start(t)
	post(t, run.URL+"/x?limit=3&access_token="+"token-456")
	last, ok := srv.Log().Last("/x")
	require.True(t, ok)
	assert.Equal(t, "3", last.Query.Get("limit"))
	assert.Equal(t, "redacted", last.Query.Get("access_token"))
	assert.Empty(t, last.Header.Get("Authorization"))
	assert.True(t, last.HadToken)
	assert.EqualValues(t, len("hello"), last.Size)
	assert.Equal(t, 200, last.Status)
}

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	srv := simulator.New(new(counter), &simulator.Options{LogSize: 2})
	run, err := srv.Start()
	require.NoError(t, err)
	defer run.Close()
	for _, path := range []string{"/1", "/2", "/3"} {
		post(t, run.URL+path)
	}
	all := srv.Log().All()
	require.Len(t, all, 2)
	assert.Equal(t, "/2", all[0].Path)
	assert.Equal(t, "/3", all[1].Path)
	assert.Equal(t, 3, srv.Log().Total())
}

func TestMatch(t *testing.T) {
	t.Parallel()
	cases := []struct {
		pattern string
		want    bool
	}{
		{"", true},
		{"/api/v1/statuses/7", true},
		{"GET /api/v1/statuses/7", true},
		{"POST /api/v1/statuses/7", false},
		{"GET /api/v1/statuses/*", true},
		{"GET /api/v1/statuses", false},
		{"GET /api/v1/statuses/*/context", false},
		{"/api/**", true},
		{"/api/v1/statuses/7/**", true},
		{"/oauth/**", false},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, simulator.Match(c.pattern, http.MethodGet, "/api/v1/statuses/7"), c.pattern)
	}
}

func TestStartTwice(t *testing.T) {
	t.Parallel()
	srv := simulator.New(new(counter), nil)
	assert.Empty(t, srv.URL())
	srv.RefuseConnections(1) // nobody can connect yet
	srv.Close()
	run, err := srv.Start()
	require.NoError(t, err)
	assert.Equal(t, run.URL, srv.URL())
	again, err := srv.Start()
	require.NoError(t, err)
	assert.Same(t, run, again)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL(), http.NoBody)
	require.NoError(t, err)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	srv.RefuseConnections(1 << 20)
	_, err = client.Do(req) //nolint:bodyclose // there is none
	require.Error(t, err)
	srv.Close()
	srv.Close()
}
