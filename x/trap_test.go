package x_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestOneDialectARequest reads in both dialects, from servers that answer in either of them by default, and never
// mixes their parameters in a request: the parameter decides the dialect of the answer.
func TestOneDialectARequest(t *testing.T) {
	t.Parallel()
	for _, newer := range []bool{false, true} {
		for _, dialect := range []x.Dialect{x.DialectTweet, x.DialectPost} {
			w := newWorld(t, &xtest.Options{NewDialect: newer})
			c := w.configured(x.Config{Tokens: static(w.token), App: static(w.srv.AppToken()), Dialect: dialect})
			post, err := c.Publish(t.Context(), &social.Draft{Text: "About acme"})
			require.NoError(t, err, "its answer has the older names in both")
			w.srv.Like(w.person("ann"), post.Ref.ID)
			w.srv.Reply(w.person("ben"), post.Ref.ID, "acme, why?", nil)
			n := 0
			for p, err := range c.UserPosts(t.Context(), x.ID(w.brand), nil, nil, nil) {
				require.NoError(t, err)
				assert.EqualValues(t, 1, *p.PublicMetrics.Likes)
				assert.EqualValues(t, 1, *p.PublicMetrics.Replies)
				n++
			}
			for p, err := range c.SearchRecent(t.Context(), "acme", nil, nil, nil) {
				require.NoError(t, err)
				assert.NotNil(t, p.Author)
				n++
			}
			assert.Equal(t, 3, n)
			for _, e := range w.srv.Requests().All() {
				older, now := strings.Contains(e.Query.Encode(), "tweet.fields"), strings.Contains(e.Query.Encode(), "post.fields")
				assert.False(t, older && now, e.Path)
			}
		}
	}
}

// order is a write that may be repeated and whose answer tells little.
type order struct {
	name, match string
	again       bool // it can be done twice
	do          func(ctx context.Context, c *x.Client) error
}

func orders(t *testing.T, w *world) []order {
	t.Helper()
	c := w.client()
	rules, err := c.AddRules(t.Context(), &x.Rule{Value: "gardening"})
	require.NoError(t, err)
	require.Len(t, rules, 1)
	sub, err := c.Subscribe(t.Context(), &x.SubscriptionParams{Type: x.ActivityPost, Filter: x.ActivityFilter{UserID: x.ID(w.brand)}})
	require.NoError(t, err)
	film := x.ID(w.srv.Upload(w.brand, "video/mp4", 100))
	text := x.ID(w.srv.Upload(w.brand, "text/srt", 10))
	post := x.ID(w.srv.Post(w.brand, "Go away", nil))
	message := x.ID(w.srv.DM(w.brand, w.person("ann"), "Hello"))
	type ctx = context.Context
	return []order{
		{"delete post", "DELETE /2/tweets/*", true, func(ctx ctx, c *x.Client) error { return c.DeletePost(ctx, post) }},
		{"delete message", "DELETE /2/dm_events/*", false, func(ctx ctx, c *x.Client) error { return c.DeleteMessage(ctx, message) }},
		{"describe media", "POST /2/media/metadata", true, func(ctx ctx, c *x.Client) error {
			return c.SetMediaMetadata(ctx, film, &x.MediaMetadataParams{AltText: "A film"})
		}},
		{"add subtitles", "POST /2/media/subtitles", true, func(ctx ctx, c *x.Client) error {
			return c.AddSubtitles(ctx, film, text, x.CategoryPostVideo, "en", "English")
		}},
		{"delete subtitles", "DELETE /2/media/subtitles", false, func(ctx ctx, c *x.Client) error {
			return c.DeleteSubtitles(ctx, film, x.CategoryPostVideo, "en")
		}},
		{"unsubscribe", "DELETE /2/activity/subscriptions/*", false, func(ctx ctx, c *x.Client) error { return c.Unsubscribe(ctx, sub.ID) }},
		{"delete rules", "POST /2/tweets/search/stream/rules", true, func(ctx ctx, c *x.Client) error { return c.DeleteAllRules(ctx) }},
		{"close streams", "DELETE /2/connections/all", true, func(ctx ctx, c *x.Client) error { return c.CloseConnections(ctx) }},
	}
}

// TestOrdersBelieveTheAnswer fails what X answers with 200 although it did nothing.
func TestOrdersBelieveTheAnswer(t *testing.T) {
	t.Parallel()
	const gone = `{"title":"Not Found Error","detail":"Could not find it.","type":"https://api.x.com/2/problems/resource-not-found"}`
	w := newWorld(t, nil)
	c := w.client()
	all := orders(t, w)
	for _, name := range []struct {
		match string
		do    func(context.Context) error
	}{
		{"DELETE /2/webhooks/*", func(ctx context.Context) error { return c.DeleteWebhook(ctx, "1") }},
		{"PUT /2/webhooks/*", func(ctx context.Context) error { _, err := c.ValidateWebhook(ctx, "1"); return err }},
		{"POST /2/tweets/search/webhooks/*", func(ctx context.Context) error { return c.LinkStream(ctx, "1") }},
		{"DELETE /2/tweets/search/webhooks/*", func(ctx context.Context) error { return c.UnlinkStream(ctx, "1") }},
		{"GET /2/webhooks", func(ctx context.Context) error { _, err := c.Webhooks(ctx); return err }},
		{"GET /2/tweets/search/webhooks", func(ctx context.Context) error { _, err := c.StreamLinks(ctx); return err }},
		{"POST /2/media/upload/*/append", func(ctx context.Context) error {
			_, err := c.AppendUpload(ctx, "1", 0, social.MediaBytes("a.mp4", []byte("part")))
			return err
		}},
	} {
		all = append(all, order{name: name.match, match: name.match, do: func(ctx context.Context, _ *x.Client) error { return name.do(ctx) }})
	}
	for _, o := range all {
		w.srv.Faults().Add(xtest.Fault{Kind: xtest.Malformed, Match: o.match, Body: `{"errors":[` + gone + `]}`})
		err := o.do(t.Context(), c)
		require.ErrorIs(t, err, social.ErrNotFound, o.name)
		require.ErrorContains(t, err, "Could not find it.", o.name)
		if slices.Contains([]string{"delete post", "delete message", "delete subtitles"}, o.name) {
			w.srv.Faults().Add(xtest.Fault{Kind: xtest.Malformed, Match: o.match, Body: `{"data":{"deleted":false}}`})
			require.ErrorIs(t, o.do(t.Context(), c), social.ErrNotFound, o.name)
		}
	}
	w.srv.Faults().Add(xtest.Fault{
		Kind: xtest.Malformed, Match: "DELETE /2/activity/subscriptions", Body: `{"data":{"deleted":true},"errors":[` + gone + `]}`,
	})
	err := c.Unsubscribe(t.Context(), "1", "2")
	gaps, ok := errors.AsType[*x.PartialError](err)
	require.True(t, ok, "%v", err)
	assert.Len(t, gaps.Problems, 1)
}

// TestOrdersSurviveLostAnswers repeats what may be repeated, and takes what is gone by then for done.
func TestOrdersSurviveLostAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	for _, o := range orders(t, w) {
		for _, f := range []xtest.Fault{{Kind: xtest.CutBefore}, {Kind: xtest.CutAfter}} {
			if f.Kind == xtest.CutBefore && !o.again {
				continue
			}
			f.Match = o.match
			hits := w.srv.Faults().Add(f)
			before := w.writes()
			require.NoError(t, o.do(t.Context(), c), "%s after %s", o.name, f.Kind)
			assert.Equal(t, 1, hits(), o.name)
			assert.Equal(t, 2, w.writes()-before, o.name)
		}
	}
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "DELETE /2/tweets/*"})
	hits := w.srv.Faults().Add(xtest.Fault{
		Kind: xtest.Malformed, Match: "DELETE /2/tweets/*",
		Body: `{"errors":[{"detail":"Gone.","type":"https://api.x.com/2/problems/resource-not-found"}]}`,
	})
	require.NoError(t, c.DeletePost(t.Context(), x.ID(w.srv.Post(w.brand, "Once more", nil))))
	assert.Equal(t, 1, hits())
}

// TestUnreadableListsProveNothing loses the answers to writes while the lists that would show their effect are
// answered with 200 and a problem: nothing is sent twice, and nothing called a failure.
func TestUnreadableListsProveNothing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"errors":[{"title":"Authorization Error","detail":"No.","type":"https://api.x.com/2/problems/not-authorized-for-resource"}]}`,
		`{"errors":[{"title":"Not Found Error","detail":"No.","type":"https://api.x.com/2/problems/resource-not-found"}]}`,
		`{"data":[{"id":"1","text":"old"}],"errors":[{"title":"x","detail":"No.","type":"https://api.twitter.com/2/problems/field-hydration-failure"}]}`,
	} {
		w := newWorld(t, &xtest.Options{DuplicateWindow: -1})
		c := w.client()
		ann := w.person("ann")
		for _, f := range []xtest.Fault{
			{Kind: xtest.CutAfter, Match: "POST /2/tweets"},
			{Kind: xtest.CutAfter, Match: "POST /2/dm_conversations/with/*/messages"},
			{Kind: xtest.Malformed, Match: "GET /2/users/*/tweets", Times: xtest.Forever, Body: body},
			{Kind: xtest.Malformed, Match: "GET /2/dm_conversations/with/*/dm_events", Times: xtest.Forever, Body: body},
		} {
			w.srv.Faults().Add(f)
		}
		_, err := c.Publish(t.Context(), &social.Draft{Text: "Once"})
		require.ErrorIs(t, err, social.ErrUncertain)
		_, ok := social.PendingOf(err)
		assert.True(t, ok)
		_, err = c.Message(t.Context(), accountRef(ann), &social.Draft{Text: "Once"})
		require.ErrorIs(t, err, social.ErrUncertain)
		assert.Equal(t, []string{"Once"}, w.written())
		assert.Len(t, w.srv.Messages(w.brand), 1)
	}
}

// TestRefusedTokenIsReadAgain goes on with the successor that another process has saved when X refuses a token before
// its time, and repeats what was refused.
func TestRefusedTokenIsReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.App())
	granted := w.srv.Grant(w.srv.App().ClientID, w.brand)
	store := social.NewFileTokens(t.TempDir())
	old := &oauth2.Token{AccessToken: granted.Access, RefreshToken: granted.Refresh, Expiry: time.Now().Add(time.Hour)}
	require.NoError(t, store.SaveToken(t.Context(), "x/acme", old))
	c := w.configured(x.Config{Tokens: social.StoredTokens(t.Context(), store, "x/acme", a.Renewal())})
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	next, err := a.Renewal().Refresh(t.Context(), old)
	require.NoError(t, err)
	require.NoError(t, store.SaveToken(t.Context(), "x/acme", next))
	w.srv.ExpireToken(granted.Access)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, err := c.Publish(t.Context(), &social.Draft{Text: fmt.Sprintf("Post %d", i)})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.Len(t, w.written(), 8)
	assert.Equal(t, 1, w.srv.Requests().Count("POST /2/oauth2/token"))
}

// TestCodesEnd asks for a new login when an authorization code comes too late.
func TestCodesEnd(t *testing.T) {
	t.Parallel()
	clock := xtest.NewManualClock(time.Now())
	w := newWorld(t, &xtest.Options{Clock: clock.Now})
	a := w.auth(w.srv.App())
	w.srv.Consent(w.brand)
	login, err := a.StartLogin(nil)
	require.NoError(t, err)
	code, err := login.Code(w.browse(login.URL))
	require.NoError(t, err)
	clock.Advance(31 * time.Second)
	_, err = a.Exchange(t.Context(), login, code)
	require.ErrorIs(t, err, social.ErrAuth)
}

// TestLabelsAreNotTrusted reads problems by their bodies, whatever X calls them.
func TestLabelsAreNotTrusted(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]*xtest.Options{
		"application/json": {Traps: xtest.Traps{JSONType: true}}, "older addresses": {OldProblemURIs: true},
		"400 for long texts": {TooLongStatus: http.StatusBadRequest}, "no reason given": {VagueErrors: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, opts)
			c := w.client()
			_, err := c.Post(t.Context(), "1999999999999999999", nil)
			require.ErrorIs(t, err, social.ErrNotFound)
			_, err = c.CreatePost(t.Context(), &x.PostParams{Text: strings.Repeat("x", 281)})
			require.Error(t, err)
			require.NotErrorIs(t, err, social.ErrAuth)
			if !opts.VagueErrors {
				requireField(t, err, social.ErrInvalid, "Text")
			} else {
				require.ErrorIs(t, err, social.ErrPermission)
				require.ErrorContains(t, err, "X gives no reason")
			}
			_, err = c.CreatePost(t.Context(), &x.PostParams{Text: "Buy $ACME and $GOOD"})
			require.Error(t, err)
			require.NotErrorIs(t, err, social.ErrAuth)
		})
	}
}

// TestSecretsAreNotLogged listens to the log of a client while things go wrong.
func TestSecretsAreNotLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var log bytes.Buffer
	var mu sync.Mutex
	c := w.client(func(o *social.Options) {
		o.Logger = slog.New(slog.NewTextHandler(&locked{to: &log, mu: &mu}, &slog.HandlerOptions{Level: slog.LevelDebug - 8}))
	})
	w.srv.Faults().Add(xtest.OverCapacity("POST /2/tweets"))
	w.srv.Faults().Add(xtest.OverCapacity("GET /2/users/me"))
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Our secret recipe"})
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Our secret recipe"})
	require.ErrorIs(t, err, social.ErrDuplicate)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.Unauthorized, Match: "GET /2/tweets/*", Times: 2})
	_, err = c.Post(t.Context(), x.ID(post.Ref.ID), nil)
	require.ErrorIs(t, err, social.ErrAuth)
	mu.Lock()
	defer mu.Unlock()
	assert.NotEmpty(t, log.String(), "repeats are logged")
	for _, secret := range []string{w.token, w.srv.AppToken(), "Bearer", "recipe"} {
		assert.NotContains(t, log.String()+err.Error(), secret)
	}
}

type locked struct {
	to *bytes.Buffer
	mu *sync.Mutex
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

// TestSegmentsWithoutAnswer takes 204 for a segment that arrived.
func TestSegmentsWithoutAnswer(t *testing.T) {
	t.Parallel()
	const size = 9 << 20
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{AppendNoContent: true}})
	m, _ := newFilm(size)
	up, err := w.client().UploadMedia(t.Context(), m, "")
	require.NoError(t, err)
	got, ok := w.srv.Media(string(up.ID))
	require.True(t, ok)
	assert.Equal(t, sums(t, size, 4<<20), got.Hashes)
	assert.Equal(t, 3, w.srv.Requests().Count("POST /2/media/upload/*/append"))
}

// TestStreamFaults hears events that are larger than 64 KiB, come twice and out of order, while the caller is slow:
// each once, none lost.
func TestStreamFaults(t *testing.T) {
	t.Parallel()
	const total = 300
	w := newWorld(t, beating())
	ctx, cancel := waiting(t)
	defer cancel()
	c := w.client()
	_, err := c.AddRules(ctx, &x.Rule{Value: "gardening"})
	require.NoError(t, err)
	w.srv.SetStreamFaults(xtest.StreamFaults{DuplicateEvery: 7, SwapEvery: 11, PadBytes: 70 << 10})
	fan := w.person("fan")
	want := map[string]bool{}
	var wrote sync.WaitGroup
	wrote.Go(func() {
		if w.srv.WaitStreams(ctx, 1) != nil {
			return
		}
		for i := range total {
			want[w.srv.Post(fan, fmt.Sprintf("gardening %d", i), nil)] = true
		}
	})
	got := map[string]bool{}
	l := c.ListenerWith(hasty(), &x.ListenOptions{Filtered: true})
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: social.FromStart, Kinds: []social.EventKind{social.EventFound}}) {
		require.NoError(t, err)
		if len(got) == 0 {
			wrote.Wait() // the caller is away while everything else arrives
		}
		require.False(t, got[e.Ref.ID], "%s came twice", e.Ref.ID)
		got[e.Ref.ID] = true
		if len(got) == total {
			break
		}
	}
	require.NoError(t, ctx.Err(), "got %d of %d", len(got), total)
	assert.Equal(t, want, got)
}
