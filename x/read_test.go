package x_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

func TestPartialAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	a, b := x.ID(w.srv.Post(w.brand, "One", nil)), x.ID(w.srv.Post(w.brand, "Two", nil))
	gone := x.ID(w.srv.Post(w.brand, "Gone", nil))
	w.srv.Delete(string(gone))
	posts, err := c.PostsByID(t.Context(), []x.ID{b, gone, a}, nil)
	require.Len(t, posts, 2, "what there is, is given")
	assert.Equal(t, []x.ID{b, a}, []x.ID{posts[0].ID, posts[1].ID}, "in the order asked")
	gaps, ok := errors.AsType[*x.PartialError](err)
	require.True(t, ok, "%v", err)
	require.Len(t, gaps.Problems, 1)
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.Equal(t, "acme", posts[0].Author.Username, "the author is joined")

	_, err = c.Post(t.Context(), gone, nil)
	require.ErrorIs(t, err, social.ErrNotFound, "200 without data")

	reports, err := c.PostMetrics(t.Context(), postRef(string(a)), postRef(string(gone)), postRef(string(b)))
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	require.ErrorIs(t, reports[1].Err, social.ErrNotFound)
	require.NoError(t, reports[2].Err)
}

// TestEndlessQuotes is about a list that hands out fresh tokens for the same items for ever.
func TestEndlessQuotes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{EndlessQuotes: true}})
	c := w.client()
	of := w.srv.Post(w.brand, "Quote me", nil)
	for i := range 3 {
		w.srv.Quote(w.person(""), of, fmt.Sprintf("Quote %d", i), nil)
	}
	n := 0
	for _, err := range c.Quotes(t.Context(), x.ID(of), nil, nil, nil) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 3, n)
	assert.LessOrEqual(t, w.srv.Requests().Count("GET /2/tweets/*/quote_tweets"), 7)
}

// TestEmptyPages is about pages without items that have a next one all the same.
func TestEmptyPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{EmptyPages: 2}})
	ann := w.person("ann")
	for i := range 30 {
		w.srv.Post(w.brand, fmt.Sprintf("Post %d", i), nil)
		w.srv.Post(ann, fmt.Sprintf("In between %d", i), nil)
	}
	seen := map[string]bool{}
	for p, err := range w.client().UserPosts(t.Context(), x.ID(w.brand), nil, nil, &x.PageParams{Limit: 5}) {
		require.NoError(t, err)
		seen[p.Text] = true
	}
	assert.Len(t, seen, 30)
}

func TestBothDialects(t *testing.T) {
	t.Parallel()
	for _, dialect := range []x.Dialect{x.DialectTweet, x.DialectPost} {
		w := newWorld(t, nil)
		c := w.configured(x.Config{Tokens: static(w.token), Dialect: dialect})
		ann := w.person("ann")
		root := w.srv.Post(w.brand, "Root & branch", nil)
		reply := w.srv.Reply(ann, root, "Why?", nil)
		w.srv.Like(ann, root)
		s := x.DefaultPosts()
		s.Expansions = append(s.Expansions, x.ExpandReferences)
		p, err := c.Post(t.Context(), x.ID(reply), &s)
		require.NoError(t, err)
		assert.Equal(t, x.ID(root), p.ReplyTo())
		require.NotNil(t, p.Author)
		assert.Equal(t, "ann", p.Author.Username)
		require.NotNil(t, p.Reference(x.ReferenceReply).Post, "joined")
		p, err = c.Post(t.Context(), x.ID(root), nil)
		require.NoError(t, err)
		require.NotNil(t, p.PublicMetrics.Likes)
		assert.EqualValues(t, 1, *p.PublicMetrics.Likes)
	}
}

func TestUnknownFieldRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.client().Post(t.Context(), "1", &x.PostSelection{Post: []x.PostField{"likes"}})
	requireField(t, err, social.ErrInvalid, "Post")
	assert.Empty(t, w.srv.Requests().All(), "X would bill it")
}

func TestPrivateMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	own, foreign := w.srv.Post(w.brand, "Mine", nil), w.srv.Post(w.person("ann"), "Hers", nil)
	w.srv.AddMetrics(own, xtest.Metrics{Impressions: 100, URLClicks: 7})
	reports, err := c.PostMetrics(t.Context(), postRef(own), postRef(foreign))
	require.NoError(t, err)
	clicks, ok := reports[0].Metrics.Get(social.MetricLinkClicks)
	assert.True(t, ok)
	assert.InDelta(t, 7, clicks, 0)
	require.NoError(t, reports[1].Err, "public numbers of others are given")
	_, ok = reports[1].Metrics.Get(social.MetricLinkClicks)
	assert.False(t, ok, "not said is not 0")
	_, ok = reports[1].Metrics.Get(social.MetricImpressions)
	assert.True(t, ok)
}

// TestPrivateMetricsEnd asks for private numbers of posts of the last 30 days alone: X may give nothing else otherwise.
func TestPrivateMetricsEnd(t *testing.T) {
	t.Parallel()
	clock := xtest.NewManualClock(time.Now().Add(-30*24*time.Hour - time.Hour))
	w := newWorld(t, &xtest.Options{Clock: clock.Now})
	old := w.srv.Post(w.brand, "Old", nil)
	clock.Advance(2 * time.Hour)
	young := w.srv.Post(w.brand, "Young", nil)
	clock.Advance(30*24*time.Hour - time.Hour)
	w.token = w.srv.Token(w.brand)
	reports, err := w.client().PostMetrics(t.Context(), postRef(old), postRef(young))
	require.NoError(t, err)
	for _, r := range reports {
		require.NoError(t, r.Err)
	}
	asked := map[string]bool{}
	for _, e := range w.srv.Requests().Find("GET /2/tweets") {
		asked[e.Query.Get("ids")] = strings.Contains(e.Query.Get("tweet.fields"), "non_public_metrics")
	}
	assert.Equal(t, map[string]bool{old: false, young: true}, asked)
}

func TestArchiveNeedsTheProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for range 3 {
		w.srv.Post(w.person(""), fmt.Sprintf("acme %d", w.count.Load()), nil)
	}
	query := &social.SearchQuery{Text: "acme", Since: time.Now().Add(-30 * 24 * time.Hour)}
	alone, err := x.New(static(w.token), w.options())
	require.NoError(t, err)
	for _, err := range alone.Search(t.Context(), query) {
		requireField(t, err, errors.ErrUnsupported, "Since")
	}
	n := 0
	for _, err := range w.client().Search(t.Context(), query) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 3, n)
	assert.Equal(t, 1, w.srv.Requests().Count("GET /2/tweets/search/all"))
	_, err = alone.Usage(t.Context(), 0)
	require.ErrorIs(t, err, social.ErrAuth)
	_, err = w.client().Usage(t.Context(), 1)
	require.NoError(t, err)
}

func TestPlainTextErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{PlainTextErrors: true}})
	_, err := w.client().Post(t.Context(), "abc", nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	w.token = "expired-" + w.token
	_, err = w.client().Post(t.Context(), "1", nil)
	require.ErrorIs(t, err, social.ErrAuth)
	assert.NotContains(t, err.Error(), w.token)
}

// TestRecentPeriods asks for what is younger than X lets periods begin: no refusal, and nothing older.
func TestRecentPeriods(t *testing.T) {
	t.Parallel()
	clock := xtest.NewManualClock(time.Now().Add(-12 * time.Second))
	w := newWorld(t, &xtest.Options{Clock: clock.Now})
	c := w.client()
	w.srv.Post(w.brand, "acme before", nil)
	clock.Advance(4 * time.Second)
	id := w.srv.Post(w.brand, "acme lately", nil)
	clock.Advance(8 * time.Second)
	since := clock.Now().Add(-9 * time.Second)
	var got []string
	for p, err := range c.Posts(t.Context(), &social.PostsQuery{Since: since}) {
		require.NoError(t, err)
		got = append(got, p.Ref.ID)
	}
	for p, err := range c.Search(t.Context(), &social.SearchQuery{Text: "acme", Since: since}) {
		require.NoError(t, err)
		got = append(got, p.Ref.ID)
	}
	assert.Equal(t, []string{id, id}, got)
	_, err := c.UserPostsPage(t.Context(), x.ID(w.brand), &x.UserPostsParams{Since: since}, nil, nil)
	requireField(t, err, social.ErrInvalid, "start_time")
}
