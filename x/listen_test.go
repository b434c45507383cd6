package x_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// hear listens until n events have come.
func hear(t *testing.T, l *x.Listener, q *social.ListenQuery, n int) []*social.Event {
	t.Helper()
	ctx, cancel := waiting(t)
	defer cancel()
	var got []*social.Event
	for e, err := range l.Listen(ctx, q) {
		require.NoError(t, err)
		if got = append(got, e); len(got) == n {
			break
		}
	}
	require.Len(t, got, n, "events before the time was up")
	return got
}

// caughtUp is what a job that runs now and then would hear.
func caughtUp(t *testing.T, l *x.Listener, after string, kinds ...social.EventKind) []*social.Event {
	t.Helper()
	var all []*social.Event
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func kindsOf(events []*social.Event) []social.EventKind {
	kinds := make([]social.EventKind, len(events))
	for i, e := range events {
		kinds[i] = e.Kind
	}
	return kinds
}

func refsOf(events []*social.Event) []string {
	refs := make([]string, len(events))
	for i, e := range events {
		refs[i] = e.Ref.ID
	}
	return refs
}

// lastError ranges to the end and wants an error, once and last.
func lastError(t *testing.T, l *x.Listener, q *social.ListenQuery) error {
	t.Helper()
	ctx, cancel := waiting(t)
	defer cancel()
	var last error
	for e, err := range l.Listen(ctx, q) {
		require.NoError(t, last, "an error is the last")
		if last = err; err != nil {
			assert.Nil(t, e)
		}
	}
	require.Error(t, last)
	return last
}

func TestListenKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.SetProfile(w.brand, func(p *xtest.Profile) { p.Subscription = "Premium" })
	fan, other := w.person("fan"), w.person("other")
	post := w.srv.Post(w.brand, "News", nil)
	comment := w.srv.Reply(fan, post, "Nice", nil)
	answer := w.srv.Reply(w.brand, comment, "Thanks", nil)
	reply := w.srv.Reply(fan, answer, "Welcome", nil)
	aside := w.srv.Reply(other, comment, "Agreed", &xtest.PostOptions{})
	quote := w.srv.Quote(other, post, "Read this", nil)
	mention := w.srv.Post(fan, "Thinking of @acme", nil)
	message := w.srv.DM(fan, w.brand, "Psst")

	l := w.client().Listener(nil)
	got := caughtUp(t, l, social.FromStart)
	assert.Equal(t, []string{comment, reply, aside, quote, mention, message}, refsOf(got))
	assert.Equal(t, []social.EventKind{
		social.EventComment, social.EventComment, social.EventComment, social.EventQuote, social.EventMention, social.EventMessage,
	}, kindsOf(got), "everything in a conversation of the account is a comment")
	assert.Equal(t, post, got[0].Parent.ID)
	assert.Equal(t, post, got[1].Root.ID)
	assert.Equal(t, post, got[3].Parent.ID, "what is quoted")
	assert.Equal(t, "fan", got[0].Author.Handle)
	assert.True(t, got[5].Private)
	assert.Equal(t, social.RefConversation, got[5].Root.Kind)
	assert.IsType(t, (*x.Post)(nil), got[0].Raw)
	assert.IsType(t, (*x.DMEvent)(nil), got[5].Raw)

	w.srv.Requests().Reset()
	assert.Equal(t, []string{message}, refsOf(caughtUp(t, l, social.FromStart, social.EventMessage)))
	for _, r := range w.srv.Requests().All() {
		assert.NotContains(t, r.Path, "tweets", "what is not asked for is not read")
		assert.NotContains(t, r.Path, "mentions")
	}
	for _, e := range got { // cursors are good for any choice of kinds
		later := caughtUp(t, w.client().Listener(nil), e.Cursor, social.EventMention)
		if e.Ref.ID == mention || e.Ref.ID == message {
			assert.Empty(t, later)
			continue
		}
		assert.Equal(t, []string{mention}, refsOf(later))
	}
}

// TestListenCosts: a round that finds nothing costs nothing, and what is found is read once.
func TestListenCosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("fan")
	w.srv.Post(w.brand, "News", nil)
	w.srv.DM(fan, w.brand, "Long ago")
	l := w.client().Listener(nil)
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)
	require.Empty(t, caughtUp(t, l, cursor))
	w.srv.ResetBilling()
	w.srv.Requests().Reset()
	require.Empty(t, caughtUp(t, l, cursor))
	assert.Len(t, w.srv.Requests().All(), 4, "mentions, own posts, search, one message")
	w.srv.Post(fan, "@acme one", nil)
	got := caughtUp(t, l, cursor)
	require.Len(t, got, 1)
	t.Logf("an event costs %v", w.srv.Billing())
	w.srv.ResetBilling()
	require.Empty(t, caughtUp(t, w.client().Listener(nil), got[0].Cursor))
}

func TestListenRefusesForeignCursors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	good := x.CursorAt(time.Now())
	again, err := x.CheckCursor(good)
	require.NoError(t, err)
	assert.Equal(t, good, again)
	for _, cursor := range []string{
		"1234", "mastodon:1234", "x:1:1", "x1:", "x1:1", "x1:1:", "x1::1", "x1:-1:1", "x1:1:1:1", "x1:1+:1", "x1:1+0:1", "x1:1+2+1:1",
		"x1:zzzzzzzzzzzzzzzz:1", "x1:+1:1", "x1:1 :1", "x1:1" + strings.Repeat("+1", 40) + ":1", strings.Repeat("x", 5000),
	} {
		requireField(t, lastError(t, w.client().Listener(nil), &social.ListenQuery{After: cursor}), social.ErrInvalid, "After")
	}
	assert.Empty(t, w.srv.Requests().All(), "before anything is sent")
}

func TestListenEndsForGood(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		match, body string
		status      int
		kind        error
	}{
		"token":      {"GET /2/users/*/mentions", `{"title":"Unauthorized","type":"about:blank","status":401}`, 401, social.ErrAuth},
		"scope":      {"GET /2/dm_events", `{"title":"Forbidden","type":"about:blank","status":403}`, 403, social.ErrPermission},
		"plan":       {"GET /2/tweets/search/recent", `{"title":"Client Forbidden","reason":"client-not-enrolled","type":"https://api.x.com/2/problems/client-forbidden"}`, 403, social.ErrPermission},
		"no credit":  {"GET /2/users/*/mentions", `{"title":"CreditsDepleted","type":"https://api.x.com/2/problems/credits"}`, 402, social.ErrQuota},
		"month":      {"GET /2/users/*/mentions", `{"title":"UsageCapExceeded","period":"Monthly","type":"https://api.x.com/2/problems/usage-capped"}`, 429, social.ErrQuota},
		"impossible": {"GET /2/users/*/mentions", `{"title":"Invalid Request","type":"https://api.x.com/2/problems/invalid-request"}`, 400, social.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.srv.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: tc.match, Status: tc.status, Times: xtest.Forever, Body: tc.body})
			for _, catchUp := range []bool{true, false} {
				err := lastError(t, w.client().ListenerWith(hasty(), nil), &social.ListenQuery{After: social.FromStart, CatchUp: catchUp})
				require.ErrorIs(t, err, tc.kind)
			}
		})
	}
}

func TestListenStopsAtTheCap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Post(w.person("fan"), "@acme", nil)
	limiter := ratelimit.New(nil)
	c := w.client(func(o *social.Options) { o.Limiter = limiter })
	limiter.Cap(x.MoneyBudget, 20_000, 24*time.Hour) // who the account is, and little more
	err := lastError(t, c.Listener(nil), &social.ListenQuery{After: social.FromStart, CatchUp: true})
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Zero(t, w.srv.Requests().Count("GET /2/users/*/mentions"))
}

func TestListenHasSomethingToHear(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	q := &social.ListenQuery{Kinds: []social.EventKind{social.EventFollow}}
	requireField(t, lastError(t, w.client().Listener(nil), q), errors.ErrUnsupported, "Kinds")
	app := w.configured(x.Config{App: static(w.srv.AppToken())})
	requireField(t, lastError(t, app.Listener(nil), nil), social.ErrAuth, "Config.Tokens")
	filtered := &x.ListenOptions{Filtered: true}
	requireField(t, lastError(t, app.Listener(filtered), nil), social.ErrInvalid, "rules")
	id := w.srv.Post(w.person("fan"), "gardening", nil)
	found := caughtUp(t, app.Listener(&x.ListenOptions{Search: []string{"gardening", "cooking OR baking"}}), social.FromStart)
	assert.Equal(t, []string{id}, refsOf(found), "a program alone can search")
}

// TestListenBothersNobody counts the requests to streams that do not work while the next one is an hour away.
func TestListenBothersNobody(t *testing.T) {
	t.Parallel()
	for status, final := range map[int]error{
		http.StatusNotFound:           nil,
		http.StatusTooManyRequests:    nil,
		http.StatusServiceUnavailable: nil,
		http.StatusUnauthorized:       social.ErrAuth,
		http.StatusForbidden:          social.ErrPermission,
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			var once sync.Once
			asked := make(chan struct{})
			w.srv.Faults().Add(xtest.Fault{
				Kind: xtest.FailBefore, Match: "GET /2/activity/stream", Status: status, Times: xtest.Forever, Body: `{"title":"no"}`,
				Where: func(*http.Request) bool { once.Do(func() { close(asked) }); return true },
			})
			ctx, cancel := waiting(t)
			defer cancel()
			l := w.client().ListenerWith(x.Timing{
				Poll: 20 * time.Millisecond, HTTPFirst: time.Hour, HTTPMax: time.Hour, LimitFirst: time.Hour, LimitMax: time.Hour,
			}, &x.ListenOptions{Activity: true})
			cursor, err := l.Cursor(ctx)
			require.NoError(t, err)
			fan := w.person("fan")
			want := w.srv.Post(fan, "@acme", nil)
			var got []string
			var last error
			for e, err := range l.Listen(ctx, &social.ListenQuery{After: cursor}) {
				if last = err; err != nil {
					break
				}
				got = append(got, e.Ref.ID)
				if final == nil && len(got) == 1 {
					<-asked
					w.srv.Post(fan, "@acme again", nil)
				}
				if final == nil && len(got) == 3 {
					break
				}
				if len(got) == 2 { // both after the refusal, and several reads later
					w.srv.Post(fan, "@acme once more", nil)
				}
			}
			require.NoError(t, ctx.Err())
			if final == nil {
				require.NoError(t, last)
				require.Len(t, got, 3, "they come by reading")
				assert.Equal(t, want, got[0])
			} else {
				require.ErrorIs(t, last, final)
			}
			assert.Equal(t, 1, w.srv.Requests().Count("GET /2/activity/stream"))
		})
	}
}

func TestJoinQueries(t *testing.T) {
	t.Parallel()
	assert.Nil(t, x.JoinQueries(nil, 512))
	assert.Equal(t, []string{"(a b) OR (c)"}, x.JoinQueries([]string{"a b", "c"}, 512))
	long := strings.Repeat("x", 511)
	assert.Equal(t, []string{"(a)", long, "(b)"}, x.JoinQueries([]string{"a", long, "b"}, 512))
	for _, q := range x.JoinQueries(strings.Split(strings.Repeat("número,", 1000), ","), 512) {
		assert.LessOrEqual(t, len([]rune(q)), 512)
	}
}
