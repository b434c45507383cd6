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

func TestLists(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		ctx, c, them := t.Context(), w.client(), w.person("someone")
		_, err := c.CreateList(ctx, &mastodon.ListParams{})
		requireField(t, err, social.ErrInvalid, "Title")
		l, err := c.CreateList(ctx, &mastodon.ListParams{Title: "press"})
		require.NoError(t, err)
		require.Error(t, c.AddToList(ctx, l.ID, id(them)), "not followed")
		require.NoError(t, c.Follow(ctx, accountRef(them)))
		require.NoError(t, c.AddToList(ctx, l.ID, id(them)))
		require.ErrorIs(t, c.AddToList(ctx, l.ID, id(them)), social.ErrInvalid, "twice")
		members, err := all(c.ListAccounts(ctx, l.ID, nil))
		require.NoError(t, err)
		require.Len(t, members, 1)

		post := w.srv.Post(them, "for the list", nil)
		seen, err := all(c.ListTimeline(ctx, l.ID, nil))
		require.NoError(t, err)
		require.Len(t, seen, 1)
		assert.Equal(t, post.ID, string(seen[0].ID))

		yes := true
		l, err = c.UpdateList(ctx, l.ID, &mastodon.ListParams{Exclusive: &yes})
		require.NoError(t, err)
		assert.Equal(t, "press", l.Title)
		assert.True(t, l.Exclusive)
		require.NoError(t, c.RemoveFromList(ctx, l.ID, id(them)))
		members, err = all(c.ListAccounts(ctx, l.ID, nil))
		require.NoError(t, err)
		assert.Empty(t, members)

		w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.CutAfter, Match: "DELETE /api/v1/lists/*"})
		require.NoError(t, c.DeleteList(ctx, l.ID), "deleted, although the first answer was lost")
		require.ErrorIs(t, c.DeleteList(ctx, l.ID), social.ErrNotFound)
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	w.srv.Post(w.brand, "#cats and #cats", nil)
	tag, err := c.Tag(ctx, "cats")
	require.NoError(t, err)
	require.NotEmpty(t, tag.History)
	assert.EqualValues(t, 1, tag.History[0].Uses)
	for range 2 {
		tag, err = c.FollowTag(ctx, "cats")
		require.NoError(t, err)
		assert.True(t, tag.Following)
	}
	followed, err := all(c.FollowedTags(ctx, nil))
	require.NoError(t, err)
	require.Len(t, followed, 1)
	tag, err = c.UnfollowTag(ctx, "cats")
	require.NoError(t, err)
	assert.False(t, tag.Following)

	tag, err = c.FeatureTag(ctx, "cats")
	require.NoError(t, err)
	assert.True(t, tag.Featuring)
	_, err = c.CreateFeaturedTag(ctx, "cats")
	require.ErrorIs(t, err, social.ErrInvalid)
	made, err := c.CreateFeaturedTag(ctx, "dogs")
	require.NoError(t, err)
	w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.CutAfter, Match: "POST /api/v1/featured_tags"})
	_, err = c.CreateFeaturedTag(ctx, "birds")
	require.ErrorIs(t, err, social.ErrUncertain, "a repeat would be refused although it stands")
	require.NoError(t, c.DeleteFeaturedTag(ctx, made.ID))
	featured, err := c.AccountFeaturedTags(ctx, id(w.brand))
	require.NoError(t, err)
	require.Len(t, featured, 2)
	assert.EqualValues(t, 1, featured[0].StatusesCount)
}

func TestFilters(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		ctx, c, them := t.Context(), w.client(), w.person("someone")
		post := w.srv.Post(them, "the end is a spoiler", nil)
		hour, never := time.Hour, time.Duration(0)
		f, err := c.CreateFilter(ctx, &mastodon.FilterParams{
			Title: "film", Context: []mastodon.FilterContext{mastodon.FilterPublic}, Action: mastodon.FilterHide, Expires: &hour,
			Keywords: []mastodon.FilterKeywordParams{{Keyword: "spoiler", WholeWord: true}},
		})
		require.NoError(t, err)
		require.Len(t, f.Keywords, 1)
		assert.False(t, f.ExpiresAt.IsZero())
		f, err = c.UpdateFilter(ctx, f.ID, &mastodon.FilterParams{Expires: &never, Title: "films"})
		require.NoError(t, err)
		assert.True(t, f.ExpiresAt.IsZero())
		assert.Equal(t, mastodon.FilterHide, f.FilterAction)
		require.Len(t, f.Keywords, 1, "kept")

		named, err := c.AddFilterStatus(ctx, f.ID, mastodon.ID(post.ID))
		require.NoError(t, err)
		assert.Equal(t, post.ID, string(named.StatusID))
		listed, err := c.FilterStatuses(ctx, f.ID)
		require.NoError(t, err)
		require.Len(t, listed, 1)
		assert.Equal(t, post.ID, string(listed[0].StatusID))
		require.NoError(t, c.DeleteFilterStatus(ctx, named.ID))

		k, err := c.UpdateFilterKeyword(ctx, f.Keywords[0].ID, "ending", false)
		require.NoError(t, err)
		assert.Equal(t, "ending", k.Keyword)
		f, err = c.UpdateFilter(ctx, f.ID, &mastodon.FilterParams{Keywords: []mastodon.FilterKeywordParams{{ID: k.ID, Remove: true}}})
		require.NoError(t, err)
		assert.Empty(t, f.Keywords)
		require.NoError(t, c.DeleteFilter(ctx, f.ID))
		left, err := c.Filters(ctx)
		require.NoError(t, err)
		assert.Empty(t, left)
		_, err = c.CreateFilter(ctx, &mastodon.FilterParams{Title: "x"})
		requireField(t, err, social.ErrInvalid, "Context")
	}
}

// Another program saves its position at the same moment.
func TestMarkersConflict(t *testing.T) {
	t.Parallel()
	const conflict = `{"error":"Conflict during update, please try again"}`
	for name, tc := range map[string]struct {
		stored    string // what the other program left
		conflicts int
		writes    int
		err       error
	}{
		"saved a second time": {"5", 1, 2, nil},
		"stands already":      {"9", 1, 1, nil},
		"conflicts once more": {"5", 2, 2, social.ErrDuplicate},
		"no conflict":         {"5", 0, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			writes := 0
			c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if r.Method == http.MethodPost {
					if writes++; writes <= tc.conflicts {
						w.WriteHeader(http.StatusConflict)
						_, _ = w.Write([]byte(conflict))
						return
					}
					tc.stored = "9"
				}
				_, _ = w.Write([]byte(`{"home":{"last_read_id":"` + tc.stored + `","version":3}}`))
			}))
			m, err := c.SaveMarkers(t.Context(), &mastodon.MarkerParams{Home: "9"})
			require.ErrorIs(t, err, tc.err)
			assert.Equal(t, tc.writes, writes)
			if tc.err == nil {
				assert.EqualValues(t, "9", m.Home.LastReadID)
			}
		})
	}
}
