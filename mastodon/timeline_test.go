package mastodon_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func statusIDs(list []*mastodon.Status) []string {
	var ids []string
	for _, s := range list {
		ids = append(ids, string(s.ID))
	}
	return ids
}

// fill lets an account post n times and returns the IDs, newest first.
func (w *world) fill(by *mastodontest.Account, n int, format string) []string {
	var ids []string
	for i := range n {
		ids = append(ids, w.srv.Post(by, fmt.Sprintf(format, i), nil).ID)
	}
	slices.Reverse(ids)
	return ids
}

// A server that must build the timeline first is waited for, and what it has so far is not taken for the whole.
func TestHomeTimelineIsWaitedFor(t *testing.T) {
	t.Parallel()
	asked := 0
	c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if asked++; asked == 1 {
			w.WriteHeader(http.StatusPartialContent)
			fmt.Fprint(w, `[{"id":"2"}]`)
			return
		}
		fmt.Fprint(w, `[{"id":"2"},{"id":"1"}]`)
	}))
	p, err := c.HomeTimelinePage(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"2", "1"}, statusIDs(p.Items))

	asked = 0
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = c.HomeTimelinePage(ctx, nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestHomeTimeline(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{CacheTimelines: 1})
	c, them := w.client(), w.person("someone")
	w.srv.Follow(w.brand, them)
	want := w.fill(them, 45, "post %d")
	got, err := all(c.HomeTimeline(t.Context(), nil))
	require.NoError(t, err)
	assert.Equal(t, want, statusIDs(got))

	next, err := c.HomeTimelinePage(t.Context(), &mastodon.PageParams{MinID: mastodon.ID(want[5]), Limit: 2})
	require.NoError(t, err)
	assert.Equal(t, want[3:5], statusIDs(next.Items), "the ones right after")
}

func TestPublicTimelines(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	far := w.person("far@away.example")
	both := w.srv.Post(far, "#cats #dogs", nil)
	cats := w.srv.Post(w.brand, "#cats", nil)
	for name, tc := range map[string]struct {
		params *mastodon.TimelineParams
		want   []string
	}{
		"all":    {nil, []string{cats.ID, both.ID}},
		"local":  {&mastodon.TimelineParams{Local: true}, []string{cats.ID}},
		"remote": {&mastodon.TimelineParams{Remote: true}, []string{both.ID}},
		"with":   {&mastodon.TimelineParams{All: []string{"dogs"}}, []string{both.ID}},
		"not":    {&mastodon.TimelineParams{None: []string{"dogs"}}, []string{cats.ID}},
	} {
		got, err := all(c.TagTimeline(ctx, "cats", tc.params, nil))
		require.NoError(t, err)
		assert.Equal(t, tc.want, statusIDs(got), name)
	}
	w.srv.SetTrends([]string{"cats"}, []string{cats.ID}, []string{"https://a.example/1"})
	links, err := all(c.TrendingLinks(ctx, nil))
	require.NoError(t, err)
	require.Len(t, links, 1)
	assert.NotEmpty(t, links[0].History)
	_, err = c.LinkTimelinePage(ctx, "https://elsewhere.example", nil)
	require.ErrorIs(t, err, social.ErrNotFound)
	require.NotErrorIs(t, err, errors.ErrUnsupported)
}

// Trends are paged by offset, in the Link header.
func TestTrendsArePaged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var tags []string
	for i := range 25 {
		tags = append(tags, fmt.Sprintf("tag%d", i))
	}
	ids := w.fill(w.brand, 45, "post %d")
	w.srv.SetTrends(tags, ids, nil)
	got, err := all(w.client().TrendingTags(t.Context(), nil))
	require.NoError(t, err)
	require.Len(t, got, 25)
	assert.Equal(t, "tag24", got[24].Name)
	posts, err := all(w.client().TrendingStatuses(t.Context(), nil))
	require.NoError(t, err)
	assert.Equal(t, ids, statusIDs(posts))
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	got, err = all(g.client().TrendingTags(t.Context(), nil))
	require.NoError(t, err)
	assert.Empty(t, got)
}

// Mastodon pages results by offset, GoToSocial by ID.
func TestSearchIsPaged(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.OldMastodon, mastodontest.GoToSocial} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		want := w.fill(w.brand, 95, "needle %d")
		c := w.client()
		seq := c.SearchStatuses(t.Context(), "needle", nil)
		for range 2 {
			got, err := all(seq)
			require.NoError(t, err)
			require.Equal(t, want, statusIDs(got), flavour)
		}
		w.srv.Requests().Reset()
		for range c.SearchStatuses(t.Context(), "needle", nil) {
			break
		}
		assert.Equal(t, 1, w.srv.Requests().Count("GET /api/v2/search"), "no page is read ahead")
	}
}

// A server that ignores offset and max_id repeats itself for ever.
func TestSearchEndsOnRepetition(t *testing.T) {
	t.Parallel()
	for _, instance := range []string{`{"api_versions":{"mastodon":11}}`, `{"version":"2.7.2 (compatible; Akkoma 3.10)"}`} {
		asked := 0
		c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			switch r.URL.Path {
			case "/api/v2/instance":
				fmt.Fprint(w, instance)
			case "/api/v2/search":
				asked++
				fmt.Fprint(w, `{"accounts":[],"hashtags":[],"statuses":[{"id":"2"},{"id":"1"}]}`)
			default:
				w.WriteHeader(http.StatusNotFound)
			}
		}))
		got, err := all(c.SearchStatuses(t.Context(), "x", nil))
		require.NoError(t, err)
		assert.Equal(t, []string{"2", "1"}, statusIDs(got))
		assert.Equal(t, 2, asked)
	}
}
