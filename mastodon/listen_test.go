package mastodon_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// hear listens until n events have come.
func hear(t *testing.T, c *mastodon.Client, timing mastodon.Timing, after string, n int) []*social.Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var got []*social.Event
	for e, err := range c.ListenWith(ctx, timing, &social.ListenQuery{After: after}) {
		require.NoError(t, err)
		if got = append(got, e); len(got) == n {
			break
		}
	}
	require.Len(t, got, n, "events before the time was up")
	return got
}

func eventIDs(events []*social.Event) []string {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	return ids
}

// cursorNow is the cursor of now.
func cursorNow(t *testing.T, c *mastodon.Client) string {
	t.Helper()
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	return cursor
}

// follows makes n notifications once a stream is open.
func (w *world) follows(ctx context.Context, n int) <-chan []string {
	out := make(chan []string, 1)
	go func() {
		_ = w.srv.WaitStreams(ctx, 1)
		var ids []string
		for range n {
			ids = append(ids, w.srv.Notify(w.brand, "follow", w.person(""), ""))
		}
		out <- ids
	}()
	return out
}

func TestListenFindsWhatTheStreamLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	w.srv.SetStreamFaults(mastodontest.StreamFaults{DropEvery: 1})
	timing := hasty()
	timing.Safety = 30 * time.Millisecond
	want := w.follows(t.Context(), 50)
	got := hear(t, c, timing, cursor, 50)
	assert.Equal(t, <-want, eventIDs(got))
}

// TestListenReadsWithoutAStream: once the stream has broken, the list is read again and again, long before a connection is
// tried or a read for safety is due.
func TestListenReadsWithoutAStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	timing := mastodon.Timing{Poll: 5 * time.Millisecond, Safety: time.Hour, FirstPause: time.Hour, MaxPause: time.Hour, Interval: time.Millisecond, Burst: 1000}
	reads := func() int {
		return w.srv.Requests().Count("GET /api/v1/notifications") + w.srv.Requests().Count("GET /api/v2/notifications")
	}
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	want := make(chan []string, 1)
	go func() {
		_ = w.srv.WaitStreams(ctx, 1)
		ids := []string{w.srv.Notify(w.brand, "follow", w.person(""), "")}
		for n := -1; n < reads() && ctx.Err() == nil; <-ticker.C { // until it relies on the stream
			n = reads()
		}
		w.srv.DisconnectStreams(mastodontest.CloseReset)
		for enough := reads() + 10; reads() < enough && ctx.Err() == nil; {
			<-ticker.C
		}
		want <- append(ids, w.srv.Notify(w.brand, "follow", w.person(""), ""))
	}()
	var got []string
	for e, err := range c.ListenWith(ctx, timing, &social.ListenQuery{After: cursor}) {
		require.NoError(t, err)
		if got = append(got, e.ID); len(got) == 2 {
			break
		}
	}
	assert.Equal(t, <-want, got, "in a minute")
}

func TestListenDropsRepeats(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	w.srv.SetStreamFaults(mastodontest.StreamFaults{DuplicateEvery: 1})
	want := w.follows(t.Context(), 300)
	got := hear(t, c, hasty(), cursor, 300)
	assert.Equal(t, <-want, eventIDs(got))
}

func TestListenDeliversWhatIsFiltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	policy, err := c.UpdateNotificationPolicy(t.Context(), &mastodon.PolicyParams{ForNotFollowing: mastodon.PolicyFilter})
	require.NoError(t, err)
	require.Equal(t, mastodon.PolicyFilter, policy.ForNotFollowing)
	friend := w.person("friend")
	w.srv.Follow(w.brand, friend)
	go func() {
		_ = w.srv.WaitStreams(t.Context(), 1)
		w.srv.Post(w.person("stranger"), "@acme spam", nil) // not pushed
		w.srv.Post(friend, "@acme hello", nil)
	}()
	got := hear(t, c, hasty(), cursor, 2)
	assert.Equal(t, "stranger", got[0].Author.Handle, "in the order in which they happened, although only the second was pushed")
	assert.True(t, got[0].Filtered)
	assert.Equal(t, "friend", got[1].Author.Handle)
	assert.False(t, got[1].Filtered)
}

func TestListenSlowConsumer(t *testing.T) {
	t.Parallel()
	const n = 3000 // more than what is read ahead
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	ids := w.follows(t.Context(), 1)
	var want, got []string
	for e, err := range c.ListenWith(t.Context(), hasty(), &social.ListenQuery{After: cursor}) {
		require.NoError(t, err)
		if got = append(got, e.ID); len(got) == 1 {
			want = append(<-ids, <-w.follows(t.Context(), n)...) // the consumer is busy meanwhile
		}
		if len(got) == n+1 {
			break
		}
	}
	assert.Equal(t, want, got)
}

// TestListenBothersNobody counts the requests to streaming that does not work, while the events come by reading.
func TestListenBothersNobody(t *testing.T) {
	t.Parallel()
	for status, most := range map[int]int{
		http.StatusNotFound:           2, // both protocols, once
		http.StatusUnauthorized:       1,
		http.StatusForbidden:          1,
		http.StatusServiceUnavailable: 18, // reads are repeated up to four times, and there are at most three connections in the time
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			for _, match := range []string{"GET /api/v1/streaming", "GET /api/v1/streaming/**"} {
				w.srv.Faults().Add(mastodontest.Fault{
					Kind: mastodontest.FailBefore, Match: match, Status: status, Times: mastodontest.Forever, Body: `{"error":"no"}`,
				})
			}
			c := w.client()
			cursor := cursorNow(t, c)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			timing := mastodon.Timing{Poll: 20 * time.Millisecond}
			want := w.srv.Notify(w.brand, "follow", w.person(""), "")
			var got []string
			for e, err := range c.ListenWith(ctx, timing, &social.ListenQuery{After: cursor}) {
				require.NoError(t, err)
				got = append(got, e.ID)
				end := time.AfterFunc(2*time.Second, cancel) // of a slow machine, too
				defer end.Stop()
			}
			assert.Equal(t, []string{want}, got)
			attempts := 0
			for _, r := range w.srv.Requests().All() {
				if strings.HasPrefix(r.Path, "/api/v1/streaming") {
					attempts++
				}
			}
			assert.LessOrEqual(t, attempts, most)
			assert.Positive(t, attempts)
			t.Logf("%d requests to streaming in 2 s", attempts)
		})
	}
}

func TestListenReturnsToStreaming(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{NoSSE: true})
	c := w.client()
	cursor := cursorNow(t, c)
	w.srv.Faults().Add(mastodontest.Fault{
		Kind: mastodontest.FailBefore, Match: "GET /api/v1/streaming", Status: http.StatusNotFound, Times: 3,
	})
	timing := hasty()
	timing.Refused = 5 * time.Millisecond
	want := w.follows(t.Context(), 5) // waits for a stream
	got := hear(t, c, timing, cursor, 5)
	assert.Equal(t, <-want, eventIDs(got))
	assert.Equal(t, 4, w.srv.Requests().Count("GET /api/v1/streaming"), "the WebSocket at the fourth time")
}

func TestListenRefusesForeignCursors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, cursor := range []string{"1234", "x:1234", "mastodon", "mastodon:1 2", "mastodon:../1", "mastodon:" + strings.Repeat("1", 101)} {
		var last error
		n := 0
		for e, err := range w.client().Listen(t.Context(), &social.ListenQuery{After: cursor}) {
			assert.Nil(t, e)
			last = err
			n++
		}
		assert.Equal(t, 1, n, cursor)
		requireField(t, last, social.ErrInvalid, "After")
	}
	assert.Empty(t, w.srv.Requests().All(), "before anything is sent")
}

func TestListenCatchUpCosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	cursor := cursorNow(t, c)
	<-w.notify(1)
	first := catchUp(t, c, cursor)
	require.Len(t, first, 1)
	want := <-w.notify(30)
	w.srv.Requests().Reset()
	got := catchUp(t, c, first[0].Cursor)
	assert.Equal(t, want, eventIDs(got))
	assert.Len(t, w.srv.Requests().All(), 1, "one request, and not a paging one")
	assert.False(t, w.srv.Requests().All()[0].Query.Has("min_id"))

	want = <-w.notify(170)
	w.srv.Requests().Reset()
	last := got[len(got)-1].Cursor
	assert.Equal(t, want, eventIDs(catchUp(t, c, last)))
	assert.Len(t, w.srv.Requests().All(), 5, "the newest, three pages forward, and an empty one")
}

// notify makes n notifications now.
func (w *world) notify(n int) <-chan []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = w.srv.Notify(w.brand, "follow", w.person(""), "")
	}
	out := make(chan []string, 1)
	out <- ids
	return out
}

func catchUp(t *testing.T, c *mastodon.Client, after string) []*social.Event {
	t.Helper()
	var all []*social.Event
	for e, err := range c.Listen(t.Context(), &social.ListenQuery{After: after, CatchUp: true}) {
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func TestListenEndsForGood(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]error{
		http.StatusUnauthorized: social.ErrAuth, http.StatusForbidden: social.ErrPermission,
		http.StatusNotFound: social.ErrNotFound, http.StatusUnprocessableEntity: social.ErrInvalid,
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.srv.Faults().Add(mastodontest.Fault{
				Kind: mastodontest.FailBefore, Match: "GET /api/v1/notifications", Status: status, Times: mastodontest.Forever, Body: `{"error":"no"}`,
			})
			var errs []error
			for _, err := range w.client().ListenWith(t.Context(), hasty(), nil) {
				errs = append(errs, err)
			}
			require.Len(t, errs, 1)
			assert.ErrorIs(t, errs[0], kind)
		})
	}
}
