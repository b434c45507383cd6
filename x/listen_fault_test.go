package x_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// gardeners is a world with a rule, the listener of a topic, and a function that writes n posts on it once the stream
// stands.
func gardeners(t *testing.T, opts *xtest.Options, timing x.Timing) (*world, *x.Listener, func(n int) <-chan []string) {
	t.Helper()
	w := newWorld(t, opts)
	c := w.client()
	_, err := c.AddRules(t.Context(), &x.Rule{Value: "gardening"})
	require.NoError(t, err)
	fan := w.person("fan")
	write := func(n int) <-chan []string {
		out := make(chan []string, 1)
		go func() {
			_ = w.srv.WaitStreams(t.Context(), 1)
			var ids []string
			for i := range n {
				ids = append(ids, w.srv.Post(fan, fmt.Sprint("gardening ", i), nil))
			}
			out <- ids
		}()
		return out
	}
	return w, c.ListenerWith(timing, &x.ListenOptions{Filtered: true}), write
}

func found() *social.ListenQuery {
	return &social.ListenQuery{Kinds: []social.EventKind{social.EventFound}}
}

func TestListenFindsWhatTheStreamLost(t *testing.T) {
	t.Parallel()
	timing := hasty()
	timing.Safety = 50 * time.Millisecond
	w, l, _ := gardeners(t, beating(), timing)
	w.srv.SetStreamFaults(xtest.StreamFaults{DropEvery: 2})
	want := w.slowly(t.Context(), 1, 40)
	got := refsOf(hear(t, l, found(), 40))
	slices.Sort(got) // what the stream lost comes late
	assert.Equal(t, <-want, got)
}

// slowly writes n posts once so many streams stand, one in a few milliseconds.
func (w *world) slowly(ctx context.Context, streams, n int) <-chan []string {
	fan, out := w.person("slow"), make(chan []string, 1)
	go func() {
		_ = w.srv.WaitStreams(ctx, streams)
		tick := time.NewTicker(3 * time.Millisecond)
		defer tick.Stop()
		var ids []string
		for i := range n {
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
			ids = append(ids, w.srv.Post(fan, fmt.Sprint("gardening ", i), nil))
		}
		out <- ids
	}()
	return out
}

// TestListenSearchesBackAsFarAsSearchIsLate: a post that is not shown yet must not be passed over.
func TestListenSearchesBackAsFarAsSearchIsLate(t *testing.T) {
	t.Parallel()
	opts := beating()
	opts.SearchDelay = 100 * time.Millisecond
	timing := hasty()
	timing.Poll, timing.SearchDelay = 10*time.Millisecond, 150*time.Millisecond
	w, _, _ := gardeners(t, opts, timing)
	l := w.client().ListenerWith(timing, &x.ListenOptions{Search: []string{"gardening"}})
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)
	want := w.slowly(t.Context(), 0, 40)
	q := found()
	q.After = cursor
	got := refsOf(hear(t, l, q, 40))
	assert.Equal(t, <-want, got)
}

func TestListenTakesRepeatsAndDisorder(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string]xtest.StreamFaults{"repeats": {DuplicateEvery: 1}, "disorder": {SwapEvery: 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timing := hasty()
			timing.Margin, timing.Safety = time.Second, 20*time.Millisecond
			w, l, write := gardeners(t, beating(), timing)
			w.srv.SetStreamFaults(faults)
			want := write(100)
			got := refsOf(hear(t, l, found(), 100))
			if name == "disorder" {
				slices.Sort(got)
			}
			assert.Equal(t, <-want, got, "each once")
		})
	}
}

// TestListenWaitsForSearch: search shows posts late, so what a cut swallowed is not there at once.
func TestListenWaitsForSearch(t *testing.T) {
	t.Parallel()
	opts := beating()
	opts.SearchDelay = 150 * time.Millisecond
	timing := watchful()
	timing.SearchDelay, timing.Margin = 200*time.Millisecond, 50*time.Millisecond
	w, l, write := gardeners(t, opts, timing)
	want := write(10)
	other := w.person("other")
	var all, got []string
	for e, err := range l.Listen(t.Context(), found()) {
		require.NoError(t, err)
		got = append(got, e.Ref.ID)
		switch len(got) {
		case 10:
			all = <-want
			w.srv.DisconnectStreams(xtest.Stall)
			for i := range 5 { // while no stream is open
				all = append(all, w.srv.Post(other, fmt.Sprint("gardening again ", i), nil))
			}
			want = write(5)
		case 15:
			all = append(all, <-want...)
		}
		if len(got) == 20 {
			break
		}
	}
	assert.Equal(t, all, got, "in order")
}

func TestListenIsPatient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	l := w.client().ListenerWith(hasty(), nil)
	want := w.srv.Post(w.person("fan"), "@acme", nil)
	for _, match := range []string{"GET /2/users/me", "GET /2/users/*/mentions"} { // more often than requests are repeated
		fault := xtest.OverCapacity(match)
		fault.Times = 12
		w.srv.Faults().Add(fault)
	}
	assert.Equal(t, []string{want}, refsOf(caughtUp(t, l, social.FromStart)))
	fault := xtest.OverCapacity("GET /2/users/*/mentions")
	fault.Times = 12
	w.srv.Faults().Add(fault)
	assert.Equal(t, []string{want}, refsOf(hear(t, l, &social.ListenQuery{After: social.FromStart}, 1)))
}

// TestListenToAnOverloadedWebhook lets the queue of a webhook run over while the consumer is busy.
func TestListenToAnOverloadedWebhook(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	h := newHandler(t, x.WebhookOptions{Secrets: []string{w.srv.App().APISecret}, Queue: 1, Wait: time.Millisecond})
	hook := w.hook(c, h)
	_, err := c.SyncSubscriptions(t.Context(), hook.ID, x.ManagerActivities()...)
	require.NoError(t, err)
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	post := w.srv.Post(w.brand, "News", nil)
	w.srv.Like(w.person(""), post)
	ctx, cancel := waiting(t)
	defer cancel()
	var mention string
	told, heard, first := false, false, true
	l := c.ListenerWith(hasty(), &x.ListenOptions{Webhook: h, WebhookID: hook.ID})
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: cursor}) {
		require.NoError(t, err)
		if first {
			first = false
			for range 300 {
				w.srv.Like(w.person(""), post)
			}
			mention = w.srv.Post(w.person("fan"), "@acme", nil) // there is no room for it
			require.NoError(t, w.srv.WaitDeliveries(ctx))
			w.srv.Like(w.person(""), post) // with this the listener notices
		}
		if _, ok := e.Raw.(*x.PushGap); ok {
			told = true
		}
		heard = heard || e.Ref.ID == mention
		if told && heard {
			break
		}
	}
	assert.True(t, told, "likes are missing")
	assert.True(t, heard, "what can be read is not")
}
