package youtube_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// reported is a world with numbers from 1 to 3 November, of which the 3rd is not counted yet.
func reported(t *testing.T) (w *world, c *youtube.Client, video string) {
	t.Helper()
	pacific, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	clock := youtubetest.NewManualClock(time.Date(2026, 11, 5, 12, 0, 0, 0, pacific))
	w = newWorld(t, &youtubetest.Options{Clock: clock.Now})
	video = w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	for i, day := range []string{"2026-11-01", "2026-11-02", "2026-11-03"} {
		n := float64(i + 1)
		w.srv.AddMetrics(w.brand,
			youtubetest.MetricsRow{Day: day, Values: map[string]float64{
				"views": 100 * n, "engagedViews": 60 * n, "estimatedMinutesWatched": 50 * n, "averageViewDuration": 30,
				"averageViewPercentage": 40, "subscribersGained": 3 * n, "subscribersLost": n, "likes": 10 * n,
			}},
			youtubetest.MetricsRow{Day: day, Video: video, Values: map[string]float64{"views": 70 * n}},
			youtubetest.MetricsRow{Day: day, Dimensions: map[string]string{"insightTrafficSourceType": "YT_SEARCH"}, Values: map[string]float64{"views": 80 * n}},
			youtubetest.MetricsRow{Day: day, Dimensions: map[string]string{"insightTrafficSourceType": "SUBSCRIBER"}, Values: map[string]float64{"views": 20 * n}},
			youtubetest.MetricsRow{Day: day, Dimensions: map[string]string{"creatorContentType": "SHORTS"}, Values: map[string]float64{"views": 5 * n}},
		)
	}
	w.srv.AddMetrics(w.brand,
		youtubetest.MetricsRow{Day: "2026-11-01", Dimensions: map[string]string{"ageGroup": "age25-34", "gender": "female"}, Values: map[string]float64{"viewerPercentage": 61.5}},
	)
	return w, w.client(), video
}

func pacificDay(t *testing.T, day int) time.Time {
	t.Helper()
	pacific, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	return time.Date(2026, 11, day, 0, 0, 0, 0, pacific)
}

// TestAccountMetricsOfPeriod: sums and days; what is not counted yet is missing, not zero.
func TestAccountMetricsOfPeriod(t *testing.T) {
	t.Parallel()
	w, c, _ := reported(t)
	r, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: pacificDay(t, 1), To: pacificDay(t, 5), ByDay: true})
	require.NoError(t, err)
	assert.Equal(t, w.brand, r.Account.ID)
	assert.InDelta(t, 300, r.Metrics[social.MetricViews], 0.01)
	assert.InDelta(t, 180, r.Metrics[social.MetricEngagedViews], 0.01)
	assert.InDelta(t, 150*60, r.Metrics[social.MetricWatchTime], 0.01, "seconds")
	assert.InDelta(t, 0.4, r.Metrics[social.MetricCompletion], 0.0001, "a fraction")
	assert.InDelta(t, 9, r.Metrics[social.MetricFollowersWon], 0.01)
	assert.InDelta(t, 3, r.Metrics[social.MetricFollowersLost], 0.01)
	require.Len(t, r.Days, 2, "the third day is not counted yet")
	assert.True(t, r.Days[0].Day.Equal(pacificDay(t, 1)))
	assert.InDelta(t, 200, r.Days[1].Metrics[social.MetricViews], 0.01)

	r, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{
		From: pacificDay(t, 1), To: pacificDay(t, 2), Metrics: []social.Metric{social.MetricLikes, social.MetricFollowers},
	})
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricLikes: 10}, r.Metrics, "the end is not included")
	require.ErrorIs(t, r.Missing[social.MetricFollowers], errors.ErrUnsupported)

	r, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{From: pacificDay(t, 3), To: pacificDay(t, 4), Metrics: []social.Metric{social.MetricViews}})
	require.NoError(t, err)
	assert.Empty(t, r.Metrics)
	assert.Error(t, r.Missing[social.MetricViews])

	_, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{To: pacificDay(t, 3)})
	requireField(t, err, errors.ErrUnsupported, "From")
	_, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{ByDay: true})
	requireField(t, err, errors.ErrUnsupported, "ByDay")
	assert.Zero(t, w.srv.Requests().Count("GET /v2/reports")-4, "and nothing more than needed")
}

func TestInsights(t *testing.T) {
	t.Parallel()
	_, c, video := reported(t)
	period := youtube.InsightParams{From: pacificDay(t, 1), To: pacificDay(t, 3)}
	read := func(by youtube.Breakdown, change func(*youtube.InsightParams)) []*youtube.Insight {
		p := period
		p.By = by
		if change != nil {
			change(&p)
		}
		rows, err := c.Insights(t.Context(), &p)
		require.NoError(t, err, by)
		return rows
	}
	rows := read(youtube.ByTraffic, nil)
	require.Len(t, rows, 2)
	assert.Equal(t, []string{"YT_SEARCH"}, rows[0].Keys, "the most views first")
	assert.InDelta(t, 240, rows[0].Metrics[social.MetricViews], 0.01)
	assert.NotContains(t, rows[0].Metrics, social.MetricLikes)

	rows = read(youtube.ByVideo, nil)
	require.Len(t, rows, 1)
	assert.Equal(t, youtube.ID(video), rows[0].Video)
	rows = read(youtube.ByDay, func(p *youtube.InsightParams) {
		p.Videos, p.Metrics = []youtube.ID{youtube.ID(video)}, []social.Metric{social.MetricViews}
	})
	require.Len(t, rows, 2)
	assert.Equal(t, social.Metrics{social.MetricViews: 70}, rows[0].Metrics)
	assert.True(t, rows[0].Day.Equal(pacificDay(t, 1)))
	rows = read(youtube.ByAgeGender, nil)
	require.Len(t, rows, 1)
	assert.Equal(t, []string{"age25-34", "female"}, rows[0].Keys)
	assert.InDelta(t, 0.615, *rows[0].Share, 0.0001)
	rows = read(youtube.ByContentType, func(p *youtube.InsightParams) { p.Metrics = []social.Metric{social.MetricViews} })
	require.Len(t, rows, 1)
	assert.Equal(t, []string{"shorts"}, rows[0].Keys, "however it is written")

	for _, p := range []*youtube.InsightParams{
		{From: period.From, By: youtube.ByTraffic, Metrics: []social.Metric{social.MetricLikes}},
		{From: period.From, By: youtube.ByAgeGender, Metrics: []social.Metric{social.MetricViews}},
		{From: period.From, Metrics: []social.Metric{social.MetricReach}},
	} {
		_, err := c.Insights(t.Context(), p)
		requireField(t, err, errors.ErrUnsupported, "Metrics")
	}
}

// TestPostMetricsBatches: fifty for a unit; what a channel hides is absent.
func TestPostMetricsBatches(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var refs []social.Ref
	for range 100 {
		refs = append(refs, videoRef(w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden", HiddenLikes: true})))
	}
	comment := w.srv.Comment(w.person(""), refs[0].ID, "Lovely")
	w.srv.EditComment(comment, func(m *youtubetest.Comment) { m.Likes = 7 })
	refs = append(refs, commentRef(comment))
	c := w.client()
	before := w.srv.Quota("").Pool
	reports, err := c.PostMetrics(t.Context(), refs...)
	require.NoError(t, err)
	assert.Equal(t, 3, w.srv.Quota("").Pool-before)
	require.Len(t, reports, 101)
	assert.NotContains(t, reports[1].Metrics, social.MetricLikes)
	assert.InDelta(t, 1, reports[0].Metrics[social.MetricComments], 0.01)
	assert.Contains(t, reports[0].Metrics, social.MetricDislikes, "to the owner")
	assert.Equal(t, social.Metrics{social.MetricLikes: 7}, reports[100].Metrics)

	public := w.configured(youtube.Config{APIKey: w.srv.APIKey(""), Quota: boundless()})
	reports, err = public.PostMetrics(t.Context(), refs[:60]...)
	require.NoError(t, err)
	assert.Equal(t, 2, w.srv.Requests().Count("GET /youtube/v3/videos:batchGetStats"))
	assert.NotContains(t, reports[0].Metrics, social.MetricDislikes)

	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.Unauthorized, Times: youtubetest.Forever})
	reports, err = w.client().PostMetrics(t.Context(), refs[:2]...)
	require.ErrorIs(t, err, social.ErrAuth)
	require.ErrorIs(t, reports[1].Err, social.ErrAuth)
}
