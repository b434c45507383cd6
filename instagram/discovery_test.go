package instagram_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

func TestBusinessDiscovery(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	rival := w.srv.CreateAccount("rival", &instagramtest.Profile{Name: "Rival", Biography: "Others.", Followers: 90})
	w.srv.CreateAccount("adults", &instagramtest.Profile{AgeGated: true})
	w.person("private")
	var want []string
	for i := range 120 {
		want = append([]string{w.srv.Post(rival, instagramtest.Post{Caption: fmt.Sprintf("Rival %d", i)})}, want...)
	}
	c := w.client()
	for _, handle := range []string{"rival", "@rival", " https://www.instagram.com/rival/?hl=en "} {
		a, err := c.FindAccount(t.Context(), handle)
		require.NoError(t, err)
		assert.Equal(t, "rival", a.Handle)
		assert.Equal(t, rival, a.Ref.ID)
		assert.InDelta(t, 90, a.Metrics[social.MetricFollowers], 0)
	}
	d, err := c.BusinessDiscovery(t.Context(), "rival", 3)
	require.NoError(t, err)
	assert.Equal(t, "Others.", d.Biography)
	require.NotNil(t, d.Media)
	assert.Len(t, d.Media.Data, 3)
	assert.Equal(t, "Rival 119", d.Media.Data[0].Caption)

	var got []string
	for m, err := range c.DiscoveredMedia(t.Context(), "rival") {
		require.NoError(t, err)
		got = append(got, string(m.ID))
	}
	assert.Equal(t, want, got, "newest first, over all pages")

	for _, handle := range []string{"adults", "private", "nobody", "no such name"} {
		_, err := c.FindAccount(t.Context(), handle)
		require.ErrorIs(t, err, social.ErrNotFound, handle)
	}
	_, err = c.FindAccount(t.Context(), " @")
	requireField(t, err, social.ErrInvalid, "username")
	_, err = w.as(il).client().FindAccount(t.Context(), "rival")
	requireField(t, err, errors.ErrUnsupported, "BusinessDiscovery")
	for _, err := range w.as(il).client().DiscoveredMedia(t.Context(), "rival") {
		require.ErrorIs(t, err, errors.ErrUnsupported)
	}
}

func TestHashtagSearch(t *testing.T) {
	t.Parallel()
	w, clock := inAugust(t)
	ann := w.person("ann")
	old := w.srv.Post(ann, instagramtest.Post{Caption: "yesterday #Sun", At: august().Add(-30 * time.Hour)})
	fresh := w.srv.Post(ann, instagramtest.Post{Caption: "today #sun", At: august().Add(-2 * time.Hour)})
	w.srv.Post(ann, instagramtest.Post{Caption: "rain", At: august().Add(-time.Hour)})
	c := w.client()
	search := func(q *social.SearchQuery) (ids []string) {
		for p, err := range c.Search(t.Context(), q) {
			require.NoError(t, err)
			assert.Empty(t, p.Author.Ref.ID, "Instagram does not say who wrote it")
			ids = append(ids, p.Ref.ID)
		}
		return ids
	}
	assert.Equal(t, []string{fresh}, search(&social.SearchQuery{Hashtag: "sun"}))
	assert.Equal(t, []string{fresh}, search(&social.SearchQuery{Hashtag: "#SUN", Since: august().Add(-3 * time.Hour)}))
	assert.Empty(t, search(&social.SearchQuery{Hashtag: "sun", Since: august().Add(-time.Hour)}))
	assert.Empty(t, search(&social.SearchQuery{Hashtag: "sun", Until: august().Add(-3 * time.Hour)}))
	log := w.srv.Host(fl).Requests()
	assert.Equal(t, 1, log.Count("GET /*/ig_hashtag_search"), "the ID is remembered")

	tag, err := c.Hashtag(t.Context(), "sun")
	require.NoError(t, err)
	var top []string
	for m, err := range c.TopMedia(t.Context(), tag.ID) {
		require.NoError(t, err)
		top = append(top, string(m.ID))
	}
	assert.ElementsMatch(t, []string{old, fresh}, top)

	clock.Advance(time.Minute)
	again, err := w.client().Hashtag(t.Context(), "Sun")
	require.NoError(t, err)
	assert.Equal(t, tag.ID, again.ID)
	assert.Equal(t, 1, log.Count("GET /*/ig_hashtag_search"), "another process learns it from what was searched for")
}

// TestHashtagAllowance uses up the searches of seven days, those of another program included.
func TestHashtagAllowance(t *testing.T) {
	t.Parallel()
	w, clock := inAugust(t)
	other := w.client()
	_, err := other.Hashtag(t.Context(), "other")
	require.NoError(t, err)
	clock.Advance(24 * time.Hour)
	c := w.client()
	for i := range 29 {
		_, err := c.Hashtag(t.Context(), fmt.Sprintf("tag%d", i))
		require.NoError(t, err)
	}
	log := w.srv.Host(fl).Requests()
	asked := log.Count("GET /*/ig_hashtag_search")
	_, err = c.Hashtag(t.Context(), "onemore")
	requireField(t, err, social.ErrQuota, "Hashtag")
	assert.Equal(t, asked, log.Count("GET /*/ig_hashtag_search"), "Instagram was not asked for it")
	_, err = c.Hashtag(t.Context(), "tag7")
	require.NoError(t, err, "one that counts already is free")
	_, err = other.Hashtag(t.Context(), "onemore")
	require.ErrorIs(t, err, social.ErrQuota, "Instagram has the last word")

	clock.Advance(6*24*time.Hour + time.Hour) // the first one no longer counts
	_, err = c.Hashtag(t.Context(), "onemore")
	require.NoError(t, err)
	var recent []string
	for h, err := range c.RecentHashtags(t.Context()) {
		require.NoError(t, err)
		recent = append(recent, h.Name)
	}
	assert.Len(t, recent, 30)
	assert.NotContains(t, recent, "other")
}

func TestSearchRefuses(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	tests := map[string]struct {
		q     social.SearchQuery
		kind  error
		field string
	}{
		"text":     {social.SearchQuery{Text: "sun"}, errors.ErrUnsupported, "Text"},
		"author":   {social.SearchQuery{Hashtag: "sun", Author: accountRef("1")}, errors.ErrUnsupported, "Author"},
		"language": {social.SearchQuery{Hashtag: "sun", Language: "fr"}, errors.ErrUnsupported, "Language"},
		"nothing":  {social.SearchQuery{}, social.ErrInvalid, "Hashtag"},
		"two":      {social.SearchQuery{Hashtag: "sun rain"}, social.ErrInvalid, "Hashtag"},
		"limit":    {social.SearchQuery{Hashtag: "sun", Limit: -1}, social.ErrInvalid, "Limit"},
	}
	for name, test := range tests {
		for _, err := range w.client().Search(t.Context(), &test.q) {
			requireField(t, err, test.kind, test.field)
		}
		assert.Zero(t, w.srv.Host(fl).Requests().Total(), name)
	}
	for _, err := range w.as(il).client().Search(t.Context(), &social.SearchQuery{Hashtag: "sun"}) {
		requireField(t, err, errors.ErrUnsupported, "Hashtag")
	}
	for _, seq := range []func() error{
		func() error { _, err := w.as(il).client().Hashtag(t.Context(), "sun"); return err },
		func() error {
			for _, err := range w.as(il).client().RecentHashtags(t.Context()) {
				return err
			}
			return nil
		},
		func() error {
			for _, err := range w.as(il).client().TopMedia(t.Context(), "1") {
				return err
			}
			return nil
		},
	} {
		require.ErrorIs(t, seq(), errors.ErrUnsupported)
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	for name, c := range w.clients() {
		p, err := c.Profile(t.Context())
		require.NoError(t, err, name)
		assert.Equal(t, w.user, p.Account.Ref.ID, name)
		assert.Equal(t, "acme", p.Account.Handle)
		assert.Equal(t, "We make things.", p.Account.Bio)
		assert.Equal(t, "https://acme.example/", p.Website)
		text := "x"
		_, err = c.UpdateProfile(t.Context(), &social.ProfileChange{Bio: &text, Avatar: w.photo()})
		requireField(t, err, errors.ErrUnsupported, "Bio")
		requireField(t, err, errors.ErrUnsupported, "Avatar")
		_, err = c.UpdateProfile(t.Context(), &social.ProfileChange{})
		require.NoError(t, err)
	}
}
