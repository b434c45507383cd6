package x_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestListenHearsWhatShowsLate: of many mentions in a few seconds the first one shows last. It is heard, although a cursor
// does not remember so many.
func TestListenHearsWhatShowsLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("fan")
	timing := hasty()
	timing.Margin, timing.Poll = time.Hour, time.Millisecond
	l := w.client().ListenerWith(timing, nil)
	late := w.srv.Post(fan, "@acme first", nil)
	var shown []string
	for i := range 60 {
		id := w.srv.Post(fan, fmt.Sprint("@acme ", i), nil)
		shown = append(shown, fmt.Sprintf(`{"id":%q,"text":"@acme","author_id":%q}`, id, fan))
	}
	w.srv.Faults().Add(xtest.Fault{
		Kind: xtest.Malformed, Match: "GET /2/users/*/mentions", Body: `{"data":[` + strings.Join(shown, ",") + `],"meta":{"result_count":60}}`,
	})
	got := hear(t, l, &social.ListenQuery{After: x.CursorAt(time.Now().Add(-time.Minute)), Kinds: []social.EventKind{social.EventMention}}, 61)
	assert.Equal(t, late, got[60].Ref.ID)
	for _, e := range got {
		_, err := x.CheckCursor(e.Cursor)
		require.NoError(t, err, "cursors stay short")
	}
}

// TestListenWaitsForTheCap: a stream is closed while the caller's cap on money is reached, and nothing is lost.
func TestListenWaitsForTheCap(t *testing.T) {
	t.Parallel()
	const total = 60
	w := newWorld(t, beating())
	_, err := w.client().AddRules(t.Context(), &x.Rule{Value: "gardening"})
	require.NoError(t, err)
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 110_000, 200*time.Millisecond) // a page of posts, and little more
	c := w.client(func(o *social.Options) { o.Limiter = limiter })
	l := c.ListenerWith(hasty(), &x.ListenOptions{Filtered: true, Select: &x.PostSelection{}})
	want := map[string]bool{}
	posted := make(chan struct{})
	go func() {
		defer close(posted)
		_ = w.srv.WaitStreams(t.Context(), 1)
		fan := w.person("fan")
		for i := range total {
			want[w.srv.Post(fan, fmt.Sprint("gardening ", i), nil)] = true
		}
	}()
	got := map[string]bool{}
	for _, e := range hear(t, l, found(), total) {
		got[e.Ref.ID] = true
	}
	<-posted
	assert.Equal(t, want, got)
}

// TestListenCountsWebhooks: what a webhook takes in is billed like what a stream brings.
func TestListenCountsWebhooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 30_000, 0)
	c := w.client(func(o *social.Options) { o.Limiter = limiter })
	h := newHandler(t, x.WebhookOptions{Secrets: []string{w.srv.App().APISecret}})
	hook := w.hook(c, h)
	_, err := c.SyncSubscriptions(t.Context(), hook.ID, x.ActivityLike)
	require.NoError(t, err)
	post := w.srv.Post(w.brand, "News", nil)
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	spent := func() int64 {
		const most = 30_000
		left := int64(0)
		for n := int64(most); n > 0 && left == 0; n -= 1000 {
			g, err := limiter.Acquire(t.Context(), social.Call{Charges: []social.Charge{{Budget: x.MoneyBudget, Units: n}}})
			if err == nil {
				g.Done(social.Usage{NotSent: true})
				left = n
			}
		}
		return most - left
	}
	before := spent()
	for range 3 {
		w.srv.Like(w.person(""), post)
	}
	require.NoError(t, w.srv.WaitDeliveries(t.Context()))
	hear(t, c.ListenerWith(hasty(), &x.ListenOptions{Webhook: h}), &social.ListenQuery{After: cursor, Kinds: []social.EventKind{social.EventReaction}}, 3)
	assert.EqualValues(t, 3*x.DefaultPrices()[x.BilledLike], spent()-before)
}

// TestListenTellsGapsToWhomTheyConcern: who listens to what can be read is not told that likes may be missing.
func TestListenTellsGapsToWhomTheyConcern(t *testing.T) {
	t.Parallel()
	w := newWorld(t, beating())
	c := w.client()
	_, err := c.SyncSubscriptions(t.Context(), "", x.ManagerActivities()...)
	require.NoError(t, err)
	l := c.ListenerWith(hasty(), &x.ListenOptions{Activity: true})
	fan := w.person("fan")
	go func() {
		_ = w.srv.WaitStreams(t.Context(), 1)
		w.srv.Post(fan, "@acme one", nil)
	}()
	n := 0
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{Kinds: []social.EventKind{social.EventMention}}) {
		require.NoError(t, err)
		assert.Equal(t, social.EventMention, e.Kind)
		if n++; n == 3 {
			break
		}
		w.srv.DisconnectStreams(xtest.CloseReset)
		text := fmt.Sprint("@acme again ", n)
		go func() {
			_ = w.srv.WaitStreams(t.Context(), 1)
			w.srv.Post(fan, text, nil)
		}()
	}
	assert.Equal(t, 3, n)
}

// TestListenGoesOnAmidDisorder ends between two posts that a stream brings in the wrong order: the next process hears of
// the one that was still to come.
func TestListenGoesOnAmidDisorder(t *testing.T) {
	t.Parallel()
	timing := hasty()
	timing.Margin = time.Minute
	w, l, write := gardeners(t, beating(), timing)
	first, fan := write(1), w.person("other")
	var ids, got []string
	cursor := ""
	for e, err := range l.Listen(t.Context(), found()) {
		require.NoError(t, err)
		got, cursor = append(got, e.Ref.ID), e.Cursor
		if len(got) == 2 {
			break
		}
		w.srv.SetStreamFaults(xtest.StreamFaults{SwapEvery: 2})
		for i := range 3 {
			ids = append(ids, w.srv.Post(fan, fmt.Sprint("gardening again ", i), nil))
		}
	}
	require.Equal(t, <-first, got[:1])
	want := slices.DeleteFunc(ids, func(id string) bool { return id == got[1] }) // the second, if it was not read meanwhile
	assert.Equal(t, want, refsOf(caughtUp(t, l, cursor, social.EventFound)))
}
