package facebook_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// calls counts the requests to Facebook, each part of a batch on its own.
func (w *world) calls() int { return len(w.srv.Requests().All()) }

// TestPostMetrics measures one of each kind, in two batches of batches at most.
func TestPostMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	publish := func(d *social.Draft) social.Ref {
		post, err := c.Publish(t.Context(), d)
		require.NoError(t, err)
		return post.Ref
	}
	text := publish(&social.Draft{Text: "text", FirstComment: "c"})
	film1 := publish(&social.Draft{Text: "video", Media: []*social.Media{film(9000)}})
	story := publish(&social.Draft{Format: social.FormatStory, Media: []*social.Media{jpeg("a.jpg")}})
	photo, err := c.UploadPhoto(t.Context(), jpeg("b.jpg"), &facebook.PhotoParams{NoStory: true, Caption: "p"})
	require.NoError(t, err)
	reel, err := c.PublishReel(t.Context(), film(9000), nil)
	require.NoError(t, err)
	video, err := c.PublishVideo(t.Context(), film(9000), nil)
	require.NoError(t, err)
	comment := commentRef(w.srv.Comments(text.ID)[0].ID)
	w.srv.React(w.person(""), text.ID, "LOVE")
	w.srv.React(w.person(""), text.ID, "LIKE")
	w.srv.React(w.person(""), comment.ID, "LIKE")
	w.srv.Share(w.person(""), text.ID)
	w.srv.Tick()
	for key, v := range map[facebooktest.InsightKey]int{
		{Object: text.ID, Metric: "post_media_view"}: 70, {Object: text.ID, Metric: "post_total_media_view_unique"}: 50, {Object: text.ID, Metric: "post_clicks"}: 4,
		{Object: film1.ID, Metric: "post_video_view_time"}: 9000, {Object: film1.ID, Metric: "post_video_avg_time_watched"}: 1500,
		{Object: string(reel), Metric: "blue_reels_play_count"}: 33, {Object: string(reel), Metric: "post_video_view_time"}: 2000,
		{Object: string(video), Metric: "total_video_avg_time_watched"}: 2500,
		{Object: story.ID, Metric: "STORY_MEDIA_VIEW"}:                  21, {Object: story.ID, Metric: "PAGES_FB_STORY_SHARES"}: 2,
	} {
		w.srv.SetInsight(key, v)
	}
	before := w.calls()
	reports, err := c.PostMetrics(t.Context(), postRef(string(reel)), text, story, film1, comment, postRef(string(video)), postRef(string(photo.ID)),
		accountRef("1"), postRef(w.page+"_404"), text)
	require.NoError(t, err)
	require.Len(t, reports, 10)
	assert.LessOrEqual(t, w.calls()-before, 9, "batches, not a call each")
	for i, want := range []social.Metrics{
		{social.MetricViews: 0, social.MetricLikes: 0, social.MetricComments: 0, social.MetricWatchTime: 2, social.MetricAvgWatchTime: 0},
		{
			social.MetricReactions: 2, social.MetricLikes: 1, social.MetricComments: 1, social.MetricShares: 1, social.MetricViews: 70,
			social.MetricReach: 50, social.MetricClicks: 4,
		},
		{social.MetricViews: 21, social.MetricReach: 0, social.MetricInteractions: 0, social.MetricComments: 0, social.MetricShares: 2},
		{
			social.MetricReactions: 0, social.MetricLikes: 0, social.MetricComments: 0, social.MetricShares: 0, social.MetricViews: 0,
			social.MetricReach: 0, social.MetricClicks: 0, social.MetricWatchTime: 9, social.MetricAvgWatchTime: 1.5,
		},
		{social.MetricLikes: 1, social.MetricComments: 0},
		{social.MetricViews: 0, social.MetricLikes: 0, social.MetricComments: 0, social.MetricWatchTime: 0, social.MetricAvgWatchTime: 2.5},
		{social.MetricLikes: 0, social.MetricComments: 0},
	} {
		require.NoError(t, reports[i].Err, i)
		if i == 0 {
			want[social.MetricViews] = reports[i].Metrics[social.MetricViews] // of the counter, which the simulator makes up
		}
		assert.Equal(t, want, reports[i].Metrics, i)
		assert.False(t, reports[i].At.IsZero())
	}
	require.ErrorIs(t, reports[7].Err, errors.ErrUnsupported)
	require.ErrorIs(t, reports[8].Err, social.ErrNotFound)
	assert.Equal(t, reports[1].Metrics, reports[9].Metrics)
	assert.IsType(t, &facebook.Post{}, reports[1].Raw)
	assert.IsType(t, &facebook.Video{}, reports[0].Raw)
}

// TestDeadMetric: a metric that Facebook withdrew costs that metric, and calls once a day.
func TestDeadMetric(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &facebooktest.Options{AllowDuplicates: true})
	c := w.client()
	var refs []social.Ref
	for range 8 {
		post, err := c.Publish(t.Context(), &social.Draft{Text: "x"})
		require.NoError(t, err)
		refs = append(refs, post.Ref)
	}
	w.srv.KillMetric("post_total_media_view_unique")
	measure := func() int {
		before := w.calls()
		reports, err := c.PostMetrics(t.Context(), refs...)
		require.NoError(t, err)
		for _, r := range reports {
			require.NoError(t, r.Err)
			assert.Contains(t, r.Metrics, social.MetricViews)
			assert.NotContains(t, r.Metrics, social.MetricReach, "which is not 0")
		}
		return w.calls() - before
	}
	once, again := measure(), measure()
	assert.Less(t, again, once)
	assert.Equal(t, 2, again, "a batch of counters, a batch of insights")

	w.srv.KillMetric("page_views_total")
	q := &social.MetricsQuery{
		From: time.Now().AddDate(0, 0, -7), To: time.Now(), Metrics: []social.Metric{social.MetricProfileVisits, social.MetricViews},
	}
	report, err := c.AccountMetrics(t.Context(), q)
	require.NoError(t, err)
	assert.Contains(t, report.Metrics, social.MetricViews)
	assert.NotContains(t, report.Metrics, social.MetricProfileVisits)
	require.ErrorIs(t, report.Missing[social.MetricProfileVisits], social.ErrInvalid)
	before := w.calls()
	report, err = c.AccountMetrics(t.Context(), q)
	require.NoError(t, err)
	require.ErrorContains(t, report.Missing[social.MetricProfileVisits], "valid insights metric")
	assert.Equal(t, 1, w.calls()-before)
}

// TestDeadMetricComesBack is asked for again after a day.
func TestDeadMetricComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g facebook.Graveyard
		gone := &social.Error{Kind: social.ErrInvalid, Err: &facebook.Error{Code: 100, Message: "(#100) The value must be a valid insights metric"}}
		assert.True(t, g.Bury("post", map[string]error{"a": gone, "b": errors.New("not for this post")}))
		live, dead := g.Alive("post", []string{"a", "b"})
		assert.Equal(t, []string{"b"}, live)
		require.ErrorIs(t, dead["a"], social.ErrInvalid)
		live, _ = g.Alive("page", []string{"a"})
		assert.Equal(t, []string{"a"}, live, "kinds of objects have metrics of their own")
		time.Sleep(24*time.Hour + time.Second)
		live, _ = g.Alive("post", []string{"a", "b"})
		assert.Equal(t, []string{"a", "b"}, live)
	})
}

func TestAccountTotals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.SetFans(w.page, 250)
	w.srv.SetProfile(w.page, map[string]any{"overall_star_rating": 4.5})
	report, err := w.client().AccountMetrics(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricFollowers: 250, social.MetricRating: 4.5}, report.Metrics)
	assert.Equal(t, accountRef(w.page), report.Account)
	report, err = w.client().AccountMetrics(t.Context(), &social.MetricsQuery{Metrics: []social.Metric{social.MetricReach, social.MetricFollowers}})
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricFollowers: 250}, report.Metrics)
	require.ErrorIs(t, report.Missing[social.MetricReach], errors.ErrUnsupported)
	for _, q := range []social.MetricsQuery{{To: time.Now()}, {ByDay: true}, {From: time.Now(), To: time.Now().Add(-time.Hour)}} {
		_, err := w.client().AccountMetrics(t.Context(), &q)
		require.Error(t, err)
	}
}

// pacificNoon is noon of a day in California.
func pacificNoon(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 20, 0, 0, 0, time.UTC)
}

// TestAccountPeriod adds up days of Facebook's calendar, also where clocks change and over more than 90 days.
func TestAccountPeriod(t *testing.T) {
	t.Parallel()
	clock := facebooktest.NewManualClock(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	w := newWorld(t, &facebooktest.Options{Clock: clock.Now})
	c := w.client()
	set := func(metric string, month time.Month, day, v int) {
		w.srv.SetInsight(facebooktest.InsightKey{Object: w.page, Metric: metric, Day: pacificNoon(month, day)}, v)
	}
	for day := 25; day <= 31; day++ {
		set("page_media_view", time.October, day, 1)
		set("page_total_media_view_unique", time.October, day, 10+day)
		set("page_follows", time.October, day, 1000+day)
		set("page_video_view_time", time.October, day, 2000)
	}
	for day := 1; day <= 7; day++ { // clocks change on November 1
		set("page_media_view", time.November, day, 100)
		set("page_follows", time.November, day, 2000+day)
	}
	date := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	q := &social.MetricsQuery{From: date(time.October, 25), To: date(time.November, 8), ByDay: true}
	report, err := c.AccountMetrics(t.Context(), q)
	require.NoError(t, err)
	assert.InDelta(t, 707, report.Metrics[social.MetricViews], 0)
	assert.InDelta(t, 2007, report.Metrics[social.MetricFollowers], 0, "a running total: that of the last day")
	assert.InDelta(t, 14, report.Metrics[social.MetricWatchTime], 0, "in seconds")
	require.Len(t, report.Days, 14)
	assert.Equal(t, "2026-10-25T07:00:00Z", report.Days[0].Day.UTC().Format(time.RFC3339), "midnight in California")
	assert.Equal(t, "2026-11-01T07:00:00Z", report.Days[7].Day.UTC().Format(time.RFC3339))
	assert.Equal(t, "2026-11-02T08:00:00Z", report.Days[8].Day.UTC().Format(time.RFC3339), "which is winter time then")
	assert.InDelta(t, 35, report.Days[0].Metrics[social.MetricReach], 0)
	for i, d := range report.Days {
		want := 1.0
		if i > 6 {
			want = 100
		}
		assert.InDelta(t, want, d.Metrics[social.MetricViews], 0, i)
	}

	// Different people are not added up: Facebook is asked for the week as a whole.
	for days, period := range map[int]string{1: "day", 7: "week", 14: "total_over_range", 28: "days_28"} {
		_, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{
			From: date(time.October, 25), To: date(time.October, 25).AddDate(0, 0, days), Metrics: []social.Metric{social.MetricReach},
		})
		require.NoError(t, err)
		last, _ := w.srv.Requests().Last("GET /*/*/insights")
		assert.Equal(t, period, last.Query.Get("period"), days)
		assert.Equal(t, "page_total_media_view_unique", last.Query.Get("metric"))
	}
	week, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{
		From: date(time.October, 25), To: date(time.November, 1), Metrics: []social.Metric{social.MetricReach, "unheard-of"},
	})
	require.NoError(t, err)
	assert.Contains(t, week.Metrics, social.MetricReach)
	assert.Len(t, week.Metrics, 1)
	require.ErrorIs(t, week.Missing["unheard-of"], errors.ErrUnsupported)

	long, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{
		From: date(time.January, 1), To: date(time.November, 15), Metrics: []social.Metric{social.MetricViews, social.MetricReach},
	})
	require.NoError(t, err)
	assert.InDelta(t, 707, long.Metrics[social.MetricViews], 0, "each day counts once over several calls")
	require.ErrorContains(t, long.Missing[social.MetricReach], "90 days")

	small := w.srv.CreatePage("Small")
	w.srv.SetFans(small, 5)
	sc, err := facebook.New(small, static(w.srv.Token(small)), w.options())
	require.NoError(t, err)
	none, err := sc.AccountMetrics(t.Context(), &social.MetricsQuery{From: date(time.November, 1), Metrics: []social.Metric{social.MetricViews}})
	require.NoError(t, err)
	assert.Empty(t, none.Metrics)
	require.ErrorContains(t, none.Missing[social.MetricViews], "100 likes")
}

func TestNativeInsightsOfNothing(t *testing.T) {
	t.Parallel()
	c := newWorld(t, nil).client()
	for _, p := range []*facebook.InsightParams{nil, {}, {Period: facebook.PeriodDay}} {
		_, err := c.PageInsights(t.Context(), p)
		requireProblem(t, err, social.ErrInvalid, "Metrics")
	}
}

func TestNativeInsights(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	post, err := c.Publish(t.Context(), &social.Draft{Text: "x"})
	require.NoError(t, err)
	w.srv.SetInsight(facebooktest.InsightKey{Object: post.Ref.ID, Metric: "post_clicks_by_type", Breakdown: "link clicks"}, 3)
	in, err := c.PostInsights(t.Context(), facebook.ID(post.Ref.ID), &facebook.InsightParams{Metrics: []string{"post_clicks_by_type", "post_impressions"}})
	require.NoError(t, err)
	require.Len(t, in.Named("post_clicks_by_type"), 1)
	assert.InDelta(t, 3, in.Named("post_clicks_by_type")[0].Kinds["link clicks"], 0)
	require.ErrorIs(t, in.Missing["post_impressions"], social.ErrInvalid, "withdrawn in November 2025")
	in, err = c.PageInsights(t.Context(), &facebook.InsightParams{
		Metrics: []string{"page_media_view"}, Period: facebook.PeriodDay, Breakdown: "is_from_ads", Since: time.Now().AddDate(0, 0, -3),
	})
	require.NoError(t, err)
	parts := ""
	for _, v := range in.Named("page_media_view") {
		parts += v.Part
	}
	assert.True(t, strings.HasPrefix(parts, "01"), parts)
}

// TestInsightPartsOverlap reads a range in parts of which each tells of the day between them.
func TestInsightPartsOverlap(t *testing.T) {
	t.Parallel()
	calls := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":[{"name":"page_media_view","period":"day","values":[{"value":7,"end_time":"2026-05-02T07:00:00+0000"},`+
			fmt.Sprintf(`{"value":1,"end_time":"2026-0%d-03T07:00:00+0000"}]}]}`, calls))
	}))
	defer srv.Close()
	c, err := facebook.New("1", static("t"), &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	in, err := c.PageInsights(t.Context(), &facebook.InsightParams{
		Metrics: []string{"page_media_view"}, Period: facebook.PeriodDay, Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Until: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
	})
	require.NoError(t, err)
	assert.Equal(t, 2, calls)
	assert.Len(t, in.Named("page_media_view"), 3)
}
