package instagram_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

func TestPostMetricsByProduct(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	ann := w.person("ann")
	photo := w.srv.Post(w.user, instagramtest.Post{Caption: "photo"})
	reel := w.srv.Post(w.user, instagramtest.Post{Product: "REELS"})
	story := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	quiet := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	gone := w.srv.Post(w.user, instagramtest.Post{})
	w.srv.DeletePost(gone)
	w.srv.Like(ann, photo)
	comment := w.srv.Comment(ann, photo, "nice")
	w.srv.LikeComment(ann, comment)
	for _, id := range []string{photo, reel, story} {
		w.srv.AddMediaInsights(id, insight{Metric: "reach", Value: 50}, insight{Metric: "views", Value: 80})
	}
	w.srv.AddMediaInsights(reel, insight{Metric: "ig_reels_avg_watch_time", Value: 4500}, insight{Metric: "ig_reels_video_view_total_time", Value: 360_000})
	w.srv.AddMediaInsights(story, insight{Metric: "link_clicks", Value: 9}, insight{Metric: "replies", Value: 2})

	for api, c := range w.clients() {
		before := w.srv.Host(api).Requests().Total()
		reports, err := c.PostMetrics(t.Context(), postRef(photo), postRef(reel), postRef(story), postRef(quiet), postRef(gone), commentRef(comment), postRef(photo))
		require.NoError(t, err)
		for i, r := range reports {
			if i == 4 {
				require.ErrorIs(t, r.Err, social.ErrNotFound)
				assert.Empty(t, r.Metrics)
				continue
			}
			require.NoError(t, r.Err, i)
			assert.NotNil(t, r.Raw)
		}
		assert.Equal(t, social.Metrics{"likes": 1, "comments": 1, "saves": 0, "shares": 0, "interactions": 2, "reach": 50, "views": 80}, reports[0].Metrics)
		assert.Equal(t, reports[0].Metrics, reports[6].Metrics)
		assert.Equal(t, social.Metrics{"likes": 1}, reports[5].Metrics)
		assert.InDelta(t, 4.5, reports[1].Metrics[social.MetricAvgWatchTime], 1e-9, "seconds")
		assert.InDelta(t, 360, reports[1].Metrics[social.MetricWatchTime], 1e-9, "seconds")
		assert.InDelta(t, 80, reports[2].Metrics[social.MetricViews], 0)
		clicks, ok := reports[2].Metrics.Get(social.MetricLinkClicks)
		assert.Equal(t, api == fl, ok, "Instagram Login does not have them")
		assert.InDelta(t, 9*boolean(ok), clicks, 0)
		_, ok = reports[3].Metrics.Get(social.MetricReach)
		assert.False(t, ok, "with too few viewers it is absent, and not 0")
		if api == fl {
			assert.Equal(t, 2, w.srv.Host(api).Requests().Total()-before, "one batch of counters, one of insights")
		}
	}
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// TestWithdrawnMediaMetric reads a post of which Instagram refuses a metric: only that one is missing.
func TestWithdrawnMediaMetric(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	photo := w.srv.Post(w.user, instagramtest.Post{})
	w.srv.AddMediaInsights(photo, insight{Metric: "reach", Value: 50}, insight{Metric: "views", Value: 80})
	w.withdraw("views")
	c := w.as(il).client()
	reports, err := c.PostMetrics(t.Context(), postRef(photo))
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	assert.InDelta(t, 50, reports[0].Metrics[social.MetricReach], 0)
	_, ok := reports[0].Metrics.Get(social.MetricViews)
	assert.False(t, ok)

	got, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: august().Add(-48 * time.Hour), To: august().Add(time.Hour), Metrics: []social.Metric{social.MetricViews, social.MetricReach}})
	require.NoError(t, err)
	assert.InDelta(t, 50, got.Metrics[social.MetricReach], 0)
	require.ErrorIs(t, got.Missing[social.MetricViews], social.ErrInvalid)
}

// TestItemOfCarousel measures what has counters and no insights.
func TestItemOfCarousel(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	m, _ := w.srv.FindMedia(w.srv.Post(w.user, instagramtest.Post{Type: "CAROUSEL_ALBUM"}))
	whole, item := postRef(m.ID), postRef(m.Children[0].ID)
	reports, err := w.client().PostMetrics(t.Context(), item, whole)
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	require.NoError(t, reports[1].Err)
	_, ok := reports[0].Metrics.Get(social.MetricInteractions)
	assert.False(t, ok)
	_, ok = reports[1].Metrics.Get(social.MetricInteractions)
	assert.True(t, ok)
}

// TestInsightsWithoutPermission leaves the counters, and says why the rest is not there.
func TestInsightsWithoutPermission(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	photo := w.srv.Post(w.user, instagramtest.Post{})
	c := w.as(il).configured(instagram.Config{Tokens: static(w.srv.Token(w.user, instagram.ScopeLoginBasic))})
	reports, err := c.PostMetrics(t.Context(), postRef(photo))
	require.NoError(t, err)
	require.ErrorIs(t, reports[0].Err, social.ErrPermission)
	assert.Equal(t, social.Metrics{"likes": 0, "comments": 0}, reports[0].Metrics)
}

func TestAccountMetricsOverAPeriod(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	first := time.Date(2026, 8, 10, 0, 0, 0, 0, ratelimit.Pacific())
	for i := range 5 {
		at := first.AddDate(0, 0, i).Add(3 * time.Hour)
		w.srv.AddAccountInsights(w.user,
			insight{Metric: "reach", Value: 10 + i, At: at}, insight{Metric: "views", Value: 20 + i, At: at},
			insight{Metric: "follows_and_unfollows", Value: 3, At: at, By: by("follow_type", "FOLLOWER")})
		if i < 3 {
			w.srv.AddAccountInsights(w.user, insight{Metric: "follows_and_unfollows", Value: 1, At: at, By: by("follow_type", "NON_FOLLOWER")})
		}
	}
	for name, c := range w.clients() {
		got, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: first, To: first.AddDate(0, 0, 5), ByDay: true})
		require.NoError(t, err, name)
		assert.Equal(t, social.Metrics{"reach": 60, "views": 110, "followers_won": 15, "followers_lost": 3}, got.Metrics, name)
		assert.Empty(t, got.Missing)
		require.Len(t, got.Days, 5)
		for i, d := range got.Days {
			assert.True(t, d.Day.Equal(first.AddDate(0, 0, i)), "%v", d.Day)
			want := social.Metrics{"reach": float64(10 + i), "views": float64(20 + i), "followers_won": 3}
			if i < 3 {
				want[social.MetricFollowersLost] = 1
			}
			assert.Equal(t, want, d.Metrics, "day %d", i)
		}

		chosen := []social.Metric{social.MetricReach, social.MetricViews, social.MetricFollowers, social.MetricClicks, social.MetricSaves}
		got, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{From: first.AddDate(0, 0, -60), To: first.AddDate(0, 0, 5), Metrics: chosen})
		require.NoError(t, err, name)
		require.ErrorIs(t, got.Missing[social.MetricReach], errors.ErrUnsupported, "people cannot be added up")
		require.ErrorIs(t, got.Missing[social.MetricFollowers], errors.ErrUnsupported)
		require.ErrorIs(t, got.Missing[social.MetricClicks], errors.ErrUnsupported)
		require.ErrorIs(t, got.Missing[social.MetricSaves], social.ErrNotFound, "nothing is known")
		require.ErrorIs(t, got.Missing[social.MetricViews], social.ErrNotFound, "of two months nothing is known")
	}
}

func TestAccountTotals(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	w.srv.Post(w.user, instagramtest.Post{})
	for name, c := range w.clients() {
		got, err := c.AccountMetrics(t.Context(), nil)
		require.NoError(t, err, name)
		assert.Equal(t, social.Metrics{"followers": 500, "following": 0, "posts": 1}, got.Metrics, name)
		assert.Equal(t, w.user, got.Account.ID, name)
		got, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{Metrics: []social.Metric{social.MetricPosts, social.MetricViews}})
		require.NoError(t, err, name)
		assert.Equal(t, social.Metrics{"posts": 1}, got.Metrics)
		requireField(t, got.Missing[social.MetricViews], errors.ErrUnsupported, "Metrics")
	}
	c := w.client()
	for field, q := range map[string]*social.MetricsQuery{
		"From": {To: august()}, "ByDay": {ByDay: true}, "To": {From: august(), To: august().Add(-time.Hour)},
	} {
		_, err := c.AccountMetrics(t.Context(), q)
		requireField(t, err, social.ErrInvalid, field)
	}
}
