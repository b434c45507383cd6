package x_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

// streaming is a server that sends the given text as a stream, and the client of its program.
func streaming(t *testing.T, handle http.HandlerFunc) *x.Client {
	t.Helper()
	srv := httptest.NewServer(handle)
	t.Cleanup(srv.Close)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c, err := x.NewApp(static("token-123"), &social.Options{
		BaseURL: srv.URL, HTTPClient: &http.Client{Transport: transport}, UserAgent: "brand/1", RetryWait: time.Millisecond,
	})
	require.NoError(t, err)
	return c
}

// hearStream ranges over a stream to its end.
func hearStream(ctx context.Context, c *x.Client) ([]*x.StreamMessage, error) {
	return hearStreamWith(ctx, c, x.Timing{})
}

func hearStreamWith(ctx context.Context, c *x.Client, timing x.Timing) ([]*x.StreamMessage, error) {
	var all []*x.StreamMessage
	for m, err := range c.StreamWith(ctx, timing, nil) {
		if err != nil {
			return all, err
		}
		all = append(all, m)
	}
	return all, nil
}

func TestStreamReadsBothDialectsAndLongLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 100<<10)
	c := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "Bearer token-123", r.Header.Get("Authorization"))
		assert.Equal(t, 1, strings.Count(r.UserAgent(), "(+https"), r.UserAgent())
		assert.Contains(t, r.UserAgent(), "brand/1")
		assert.NotEmpty(t, r.URL.Query().Get("tweet.fields"))
		assert.Empty(t, r.URL.Query().Get("post.fields"), "streams have the older names")
		_, _ = io.WriteString(w, "\r\n"+
			`{"data":{"id":"1","text":"`+long+`","author_id":"7"},"includes":{"users":[{"id":"7","username":"fan"}]},"matching_rules":[{"id":"3","tag":"t"}]}`+"\r\n\r\n"+
			`{"data":{"id":"2","text":"b","referenced_posts":[{"type":"quoted","id":"1"}]},"includes":{"posts":[{"id":"1","text":"a"}]}}`+"\r\n")
	})
	got, err := hearStream(t.Context(), c)
	require.ErrorIs(t, err, social.ErrUnavailable, "the stream has ended")
	require.Len(t, got, 2)
	assert.Equal(t, long, got[0].Post.Text)
	assert.Equal(t, "fan", got[0].Post.Author.Username)
	assert.Equal(t, []x.MatchingRule{{ID: "3", Tag: "t"}}, got[0].MatchingRules)
	assert.Equal(t, "a", got[1].Post.Reference(x.ReferenceQuote).Post.Text)
}

func TestStreamSaysWhyItEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body, code string
		kind       error
	}{
		"cut within a line": {`{"data":{"id":"1"`, "", social.ErrUnavailable},
		"broken JSON":       {"{\"data\":\r\n", "", social.ErrUnavailable},
		"announced": {
			`{"errors":[{"title":"operational-disconnect","disconnect_type":"OperationalDisconnect","detail":"This stream has been disconnected for operational reasons.","type":"https://api.x.com/2/problems/operational-disconnect"}]}` + "\r\n",
			"OperationalDisconnect", social.ErrUnavailable,
		},
		"bare": {`{"title":"ConnectionException","detail":"Too many.","connection_issue":"TooManyConnections","type":"https://api.twitter.com/2/problems/streaming-connection"}` + "\r\n",
			"TooManyConnections", social.ErrUnavailable},
		"the rules":            {`{"errors":[{"title":"x","disconnect_type":"InvalidRules"}]}` + "\r\n", "InvalidRules", social.ErrInvalid},
		"nothing that we know": {`{"hello":1}` + "\r\n", "", social.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := streaming(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, tc.body) })
			got, err := hearStream(t.Context(), c)
			assert.Empty(t, got)
			require.ErrorIs(t, err, tc.kind)
			var e *social.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tc.code, e.Code)
		})
	}
}

func TestStreamNoticesSilence(t *testing.T) {
	t.Parallel()
	c := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "{\"data\":{\"id\":\"1\"}}\r\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := waiting(t)
	defer cancel()
	got, err := hearStreamWith(ctx, c, x.Timing{Silence: 2 * time.Second})
	assert.Len(t, got, 1)
	require.ErrorIs(t, err, social.ErrUnavailable)
	assert.ErrorContains(t, err, "silent")
}

// TestStreamAsksOnce leaves it to the caller to come back: X counts connections.
func TestStreamAsksOnce(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]error{
		http.StatusUnauthorized: social.ErrAuth, http.StatusForbidden: social.ErrPermission, http.StatusPaymentRequired: social.ErrQuota,
		http.StatusTooManyRequests: social.ErrRateLimited, http.StatusServiceUnavailable: social.ErrUnavailable, http.StatusNotFound: social.ErrNotFound,
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			c := streaming(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				w.WriteHeader(status)
			})
			_, err := hearStream(t.Context(), c)
			require.ErrorIs(t, err, kind)
			assert.Equal(t, int64(1), asked.Load())
		})
	}
	c := streaming(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>hello</html>\n")
	})
	_, err := hearStream(t.Context(), c)
	require.ErrorIs(t, err, social.ErrUnavailable)
	assert.ErrorContains(t, err, "a page")
}

func TestStreamWithSimulator(t *testing.T) {
	t.Parallel()
	w := newWorld(t, beating())
	c := w.client()
	_, err := hearStream(t.Context(), c)
	require.ErrorIs(t, err, social.ErrInvalid, "no rules")
	_, err = c.AddRules(t.Context(), &x.Rule{Value: "gardening"})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_ = w.srv.WaitStreams(ctx, 1)
		w.srv.Post(w.person("fan"), "about gardening", nil)
	}()
	n := 0
	for m, err := range c.StreamWith(ctx, hasty(), nil) {
		require.NoError(t, err)
		assert.Equal(t, "about gardening", m.Post.Text)
		n++
		cancel()
	}
	assert.Equal(t, 1, n, "the end of the context is no error")

	var refused *social.Error
	for _, err := range c.Stream(t.Context(), &x.StreamParams{BackfillMinutes: 5}) {
		require.ErrorAs(t, err, &refused)
	}
	require.ErrorIs(t, refused, social.ErrPermission)
	assert.ErrorContains(t, refused, "plan")
	for _, err := range c.Stream(t.Context(), &x.StreamParams{BackfillMinutes: 6}) {
		requireField(t, err, social.ErrInvalid, "BackfillMinutes")
	}
	for _, err := range w.configured(x.Config{Tokens: static(w.token)}).Activity(t.Context(), nil) {
		requireField(t, err, social.ErrAuth, "Config.App")
	}
}

func TestStreamBackoff(t *testing.T) {
	t.Parallel()
	lost := &social.Error{Kind: social.ErrUnavailable, Err: io.EOF}
	refusal := &social.Error{Kind: social.ErrUnavailable, Status: 503}
	limited := &social.Error{Kind: social.ErrRateLimited, Status: 429}
	synctest.Test(t, func(t *testing.T) {
		b := x.NewBackoff()
		about := func(want time.Duration, err error) {
			t.Helper()
			got := b.Next(err)
			assert.GreaterOrEqual(t, got, want)
			assert.LessOrEqual(t, got, want+want/10+1)
		}
		for _, want := range []time.Duration{0, 250 * time.Millisecond, 500 * time.Millisecond, 750 * time.Millisecond} {
			about(want, lost)
		}
		for range 100 {
			b.Next(lost)
		}
		about(16*time.Second, lost)
		for _, want := range []int64{5, 10, 20, 40, 80, 160, 320, 320} {
			about(time.Duration(want)*time.Second, refusal)
		}
		for _, want := range []int64{1, 2, 4, 8, 16, 16} {
			about(time.Duration(want)*time.Minute, limited)
		}
		about(20*time.Minute, &social.Error{Kind: social.ErrRateLimited, Status: 429, RetryAfter: 20 * time.Minute})

		b.Connected()
		time.Sleep(time.Minute)
		about(0, lost)
		b.Connected() // did not hold
		about(250*time.Millisecond, lost)
		b.Connected()
		about(5*time.Second, &social.Error{Kind: social.ErrUnavailable, Code: "ForceDisconnect"})
		b.Connected()
		time.Sleep(time.Minute)
		about(0, errors.New("anything else"))
		about(5*time.Second, refusal)
		about(time.Minute, limited)
	})
}

func TestConnections(t *testing.T) {
	t.Parallel()
	w := newWorld(t, beating())
	c := w.client()
	_, err := c.AddRules(t.Context(), &x.Rule{Value: "gardening"})
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() {
		_, err := hearStream(t.Context(), c)
		done <- err
	}()
	require.NoError(t, w.srv.WaitStreams(t.Context(), 1))
	var open []*x.StreamConnection
	for v, err := range c.Connections(t.Context(), false, nil) {
		require.NoError(t, err)
		open = append(open, v)
	}
	require.Len(t, open, 1)
	assert.NotEmpty(t, open[0].ID)
	assert.True(t, open[0].DisconnectedAt.IsZero())
	require.NoError(t, c.CloseConnections(t.Context()))
	require.ErrorIs(t, <-done, social.ErrUnavailable)
	for v, err := range c.Connections(t.Context(), false, nil) {
		require.NoError(t, err)
		t.Errorf("still open: %+v", v)
	}
}
