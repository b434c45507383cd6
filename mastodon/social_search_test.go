package mastodon_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func postIDs(posts []*social.Post) []string {
	var ids []string
	for _, p := range posts {
		ids = append(ids, p.Ref.ID)
	}
	return ids
}

func TestSearchConditions(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 10, 12, 0, 0, 0, time.UTC)
	clock := mastodontest.NewManualClock(now)
	w := newWorld(t, &mastodontest.Options{Clock: clock.Now})
	c, ann, bob := w.client(), w.person("ann"), w.person("bob")
	post := func(by *mastodontest.Account, text, language string) string {
		clock.Advance(time.Hour)
		return w.srv.Post(by, text, &mastodontest.PostOptions{Language: language}).ID
	}
	first := post(ann, "tea #drinks", "en")
	second := post(bob, "Tee #drinks", "de")
	third := post(ann, "tea again", "en-GB")
	fourth := post(ann, "coffee #drinks", "en")
	w.srv.Boost(ann, second)
	for name, tc := range map[string]struct {
		q    social.SearchQuery
		want []string
	}{
		"hashtag":           {social.SearchQuery{Hashtag: "drinks"}, []string{fourth, second, first}},
		"with the sign":     {social.SearchQuery{Hashtag: "#drinks"}, []string{fourth, second, first}},
		"text":              {social.SearchQuery{Text: "tea"}, []string{third, first}},
		"text and hashtag":  {social.SearchQuery{Text: "tea", Hashtag: "drinks"}, []string{first}},
		"text and author":   {social.SearchQuery{Text: "tea", Author: accountRef(bob)}, nil},
		"tag and author":    {social.SearchQuery{Hashtag: "drinks", Author: accountRef(ann)}, []string{fourth, first}},
		"author":            {social.SearchQuery{Author: accountRef(ann)}, []string{fourth, third, first}},
		"language":          {social.SearchQuery{Author: accountRef(ann), Language: "en"}, []string{fourth, third, first}},
		"narrower language": {social.SearchQuery{Author: accountRef(ann), Language: "en-GB"}, []string{third}},
		"since":             {social.SearchQuery{Hashtag: "drinks", Since: now.Add(2 * time.Hour)}, []string{fourth, second}},
		"until":             {social.SearchQuery{Hashtag: "drinks", Until: now.Add(2 * time.Hour)}, []string{second, first}},
		"limit counts hits": {social.SearchQuery{Hashtag: "drinks", Language: "en", Limit: 1}, []string{fourth}},
	} {
		got, err := all(c.Search(t.Context(), &tc.q))
		require.NoError(t, err, name)
		assert.Equal(t, tc.want, postIDs(got), name)
	}
}

func TestSearchRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	for _, tc := range []struct {
		q     *social.SearchQuery
		kind  error
		field string
	}{
		{nil, social.ErrInvalid, "Text"},
		{&social.SearchQuery{Language: "en"}, social.ErrInvalid, "Text"},
		{&social.SearchQuery{Hashtag: "two words"}, social.ErrInvalid, "Hashtag"},
		{&social.SearchQuery{Text: "x", Limit: -1}, social.ErrInvalid, "Limit"},
		{&social.SearchQuery{Text: "x", Author: social.Ref{Network: "x", Kind: social.RefAccount, ID: "1"}}, social.ErrInvalid, "Author"},
		{&social.SearchQuery{Text: "x", Author: postRef("1")}, errors.ErrUnsupported, "Author"},
	} {
		_, err := all(c.Search(t.Context(), tc.q))
		requireField(t, err, tc.kind, tc.field)
	}
	assert.Zero(t, w.srv.Requests().Total())
}

// A search for what is new does not read years of old posts.
func TestSearchStopsAtSince(t *testing.T) {
	t.Parallel()
	clock := mastodontest.NewManualClock(time.Date(2026, 5, 10, 12, 0, 0, 0, time.UTC))
	w := newWorld(t, &mastodontest.Options{Clock: clock.Now})
	w.fill(w.brand, 300, "old %d #cats")
	clock.Advance(24 * time.Hour)
	since := clock.Now()
	want := w.fill(w.brand, 50, "new %d #cats")
	got, err := all(w.client().Search(t.Context(), &social.SearchQuery{Hashtag: "cats", Since: since}))
	require.NoError(t, err)
	assert.Equal(t, want, postIDs(got))
	assert.Equal(t, 2, w.srv.Requests().Count("GET /api/v1/timelines/tag/*"))
	some, err := all(w.client().Search(t.Context(), &social.SearchQuery{Hashtag: "cats", Limit: 3}))
	require.NoError(t, err)
	assert.Equal(t, want[:3], postIDs(some))
	last, _ := w.srv.Requests().Last("GET /api/v1/timelines/tag/*")
	assert.Equal(t, "3", last.Query.Get("limit"))
}

func TestFindAccount(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		c, far := w.client(), w.person("far@away.example")
		w.person("farther@away.example")
		w.srv.Follow(far, w.brand)
		for _, handle := range []string{"far@away.example", "@far@away.example", " @FAR@away.example ", far.URL} {
			a, err := c.FindAccount(t.Context(), handle)
			require.NoError(t, err, handle)
			assert.Equal(t, far.ID, a.Ref.ID, handle)
			assert.Equal(t, social.RefAccount, a.Ref.Kind)
			following, ok := a.Metrics.Get(social.MetricFollowing)
			assert.True(t, ok)
			assert.InDelta(t, 1, following, 0)
		}
		for _, handle := range []string{"nobody", "nobody@away.example", "https://away.example/@nobody"} {
			_, err := c.FindAccount(t.Context(), handle)
			require.ErrorIs(t, err, social.ErrNotFound, handle)
		}
		_, err := c.FindAccount(t.Context(), "@")
		requireField(t, err, social.ErrInvalid, "handle")
	}
	w := newWorld(t, nil)
	w.person("far@away.example")
	a, err := w.anonymous().FindAccount(t.Context(), "far@away.example")
	require.NoError(t, err, "known accounts are found without a token")
	assert.Equal(t, "far@away.example", a.Handle)
}

// Handles that the server does not know are asked for at their own server, which a search with resolve does.
func TestFindAccountResolves(t *testing.T) {
	t.Parallel()
	rec, c := newRecorder(t)
	rec.reply(http.StatusNotFound, `{"error":"Record not found"}`)
	_, err := c.FindAccount(t.Context(), "new@away.example")
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.Equal(t, []string{
		"GET /api/v1/accounts/lookup?acct=new@away.example",
		"GET /api/v2/search?limit=5&q=new@away.example&resolve=true&type=accounts",
	}, rec.take())
}

// A search also finds accounts that are only like the one looked for.
func TestFindAccountWantsTheVeryOne(t *testing.T) {
	t.Parallel()
	c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path != "/api/v2/search" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprint(w, `{"accounts":[{"id":"1","acct":"newer@away.example"},{"id":"2","acct":"New@away.example"}]}`)
	}))
	a, err := c.FindAccount(t.Context(), "new@away.example")
	require.NoError(t, err)
	assert.Equal(t, "2", a.Ref.ID)
	_, err = c.FindAccount(t.Context(), "ne@away.example")
	require.ErrorIs(t, err, social.ErrNotFound)
}

func TestPosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, them := w.client(), w.person("someone")
	theirs := w.srv.Post(them, "a question", nil)
	own := w.srv.Post(w.brand, "one", nil)
	thread := w.srv.Post(w.brand, "two", &mastodontest.PostOptions{ReplyTo: own.ID})
	answer := w.srv.Reply(w.brand, theirs.ID, "an answer")
	share := w.srv.Boost(w.brand, theirs.ID)
	w.srv.Message(w.brand, "between us", them)
	for name, tc := range map[string]struct {
		q    *social.PostsQuery
		want []string
	}{
		"own":     {nil, []string{thread.ID, own.ID}},
		"replies": {&social.PostsQuery{Replies: true}, []string{answer.ID, thread.ID, own.ID}},
		"shares":  {&social.PostsQuery{Shares: true}, []string{share, thread.ID, own.ID}},
		"limit":   {&social.PostsQuery{Replies: true, Shares: true, Limit: 2}, []string{share, answer.ID}},
	} {
		got, err := all(c.Posts(t.Context(), tc.q))
		require.NoError(t, err, name)
		assert.Equal(t, tc.want, postIDs(got), name)
	}
	shares, err := all(c.Posts(t.Context(), &social.PostsQuery{Shares: true, Limit: 1}))
	require.NoError(t, err)
	require.Len(t, shares, 1)
	assert.Equal(t, "a question", shares[0].Text)
	assert.Equal(t, them.Acct, shares[0].Author.Handle)
	assert.IsType(t, &mastodon.Status{}, shares[0].Raw)
}

func TestPostsSince(t *testing.T) {
	t.Parallel()
	clock := mastodontest.NewManualClock(time.Date(2026, 5, 10, 12, 0, 0, 0, time.UTC))
	w := newWorld(t, &mastodontest.Options{Clock: clock.Now})
	w.fill(w.brand, 100, "old %d")
	clock.Advance(time.Hour)
	since, want := clock.Now(), w.fill(w.brand, 41, "new %d")
	got, err := all(w.client().Posts(t.Context(), &social.PostsQuery{Since: since}))
	require.NoError(t, err)
	assert.Equal(t, want, postIDs(got))
	assert.Equal(t, 2, w.srv.Requests().Count(fmt.Sprintf("GET /api/v1/accounts/%s/statuses", w.brand.ID)))
}
