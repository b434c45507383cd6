package mastodon_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// TestListenStartCosts counts what a listener asks until it waits: the list once, when the stream stands.
func TestListenStartCosts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ events, lists int }{
		"heard before": {3, 2}, // when the stream stands, and for what it brings
		"never heard":  {0, 3}, // one more, whether there is anything older than the first of all
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			<-w.notify(tc.events)
			c := w.client()
			cursor := cursorNow(t, c)
			w.srv.Requests().Reset()
			timing := hasty()
			timing.Start, timing.SSESilence = time.Hour, time.Minute
			want := w.follows(t.Context(), 1)
			got := hear(t, c, timing, cursor, 1)
			assert.Equal(t, <-want, eventIDs(got))
			log := w.srv.Requests()
			assert.Equal(t, 1, log.Count("GET /api/v2/instance"))
			assert.Equal(t, 1, log.Count("GET /api/v1/streaming/user/notification"))
			assert.LessOrEqual(t, log.Count("GET /api/v1/notifications"), tc.lists)
		})
	}
}

// TestListenDoesNotWaitForStreams reads the list although there is no stream, however that shows.
func TestListenDoesNotWaitForStreams(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault mastodontest.Fault
		start time.Duration
	}{
		"refused":     {mastodontest.Fault{Kind: mastodontest.FailBefore, Status: http.StatusNotFound, Body: `{"error":"no"}`}, time.Hour},
		"in trouble":  {mastodontest.Fault{Kind: mastodontest.FailBefore, Status: http.StatusServiceUnavailable}, time.Hour},
		"hangs":       {mastodontest.Fault{Kind: mastodontest.SlowBefore, Delay: time.Hour}, time.Millisecond},
		"says nobody": {mastodontest.Fault{Kind: mastodontest.FailBefore, Status: http.StatusUnauthorized, Body: `{"error":"no"}`}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			for _, match := range []string{"GET /api/v1/streaming", "GET /api/v1/streaming/**"} {
				fault := tc.fault
				fault.Match, fault.Times = match, mastodontest.Forever
				w.srv.Faults().Add(fault)
			}
			c := w.client()
			cursor := cursorNow(t, c)
			want := <-w.notify(3)
			timing := hasty()
			timing.Start = tc.start
			assert.Equal(t, want, eventIDs(hear(t, c, timing, cursor, 3)))
		})
	}
}

// TestInstanceIsAskedForOnce: what a client keeps to decide by serves all that it does, and is not what
// Instance returns.
func TestInstanceIsAskedForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	want := w.follows(t.Context(), 1)
	got := hear(t, c, hasty(), cursor, 1)
	assert.Equal(t, <-want, eventIDs(got))
	_, err := c.Publish(t.Context(), &social.Draft{Text: "Hello."})
	require.NoError(t, err)
	_, err = c.Limits(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, w.srv.Requests().Count("GET /api/v2/instance"))

	fresh := w.client()
	w.srv.Requests().Reset()
	i, err := fresh.Instance(t.Context())
	require.NoError(t, err)
	assert.NotEmpty(t, i.Title)
	assert.NotEmpty(t, i.Rules)
	_, err = fresh.Limits(t.Context())
	require.NoError(t, err)
	again, err := fresh.Instance(t.Context())
	require.NoError(t, err)
	assert.Same(t, i, again)
	assert.Equal(t, 1, w.srv.Requests().Count("GET /api/v2/instance"))
}

// TestListenOutlastsNonsense has a server that once it was read answers for a while as if it had no notifications.
func TestListenOutlastsNonsense(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	first := <-w.notify(1)
	var got, want []string
	for e, err := range c.ListenWith(t.Context(), hasty(), &social.ListenQuery{After: cursor}) {
		require.NoError(t, err)
		if got = append(got, e.ID); len(got) == 2 {
			break
		}
		for _, status := range []int{http.StatusNotFound, http.StatusUnprocessableEntity} {
			w.srv.Faults().Add(mastodontest.Fault{
				Kind: mastodontest.FailBefore, Match: "GET /api/v1/notifications", Status: status, Body: `{"error":"no"}`,
			})
		}
		want = append(first, <-w.follows(t.Context(), 1)...)
	}
	assert.Equal(t, want, got)
}

// TestListenKeepsItsPause does not let pushes hurry the next read after one that failed.
func TestListenKeepsItsPause(t *testing.T) {
	t.Parallel()
	soon := time.Now().Add(time.Hour)
	assert.Equal(t, soon, mastodon.DueAfterPush(soon, soon))
	assert.WithinDuration(t, time.Now(), mastodon.DueAfterPush(soon, time.Time{}), time.Minute)
	assert.True(t, mastodon.TakesMore(999))
	assert.False(t, mastodon.TakesMore(1000), "the server waits, and memory has a bound")
}
