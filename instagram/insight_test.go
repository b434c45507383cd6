package instagram_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// insight is a number of the simulator.
type insight = instagramtest.Insight

func by(dimension, value string) map[string]string { return map[string]string{dimension: value} }

// calls are the requests for insights.
func (w *world) calls(api instagramtest.API) []string {
	var out []string
	for _, e := range w.srv.Host(api).Requests().Find("GET /*/*/insights") {
		out = append(out, e.Query.Get("metric_type")+" "+e.Query.Get("breakdown"))
	}
	return out
}

func TestAccountInsightsByGroups(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	now := august()
	w.srv.AddAccountInsights(w.user,
		insight{Metric: "views", Value: 70, At: now.Add(-30 * time.Hour), By: by("follow_type", "FOLLOWER")},
		insight{Metric: "views", Value: 30, At: now.Add(-30 * time.Hour), By: by("follow_type", "NON_FOLLOWER")},
		insight{Metric: "reach", Value: 40, At: now.Add(-30 * time.Hour)},
		insight{Metric: "follower_count", Value: 3, At: now.Add(-30 * time.Hour)},
		insight{Metric: "profile_links_taps", Value: 2, At: now.Add(-30 * time.Hour), By: by("contact_button_type", "EMAIL")},
	)
	c := w.client()
	got, err := c.AccountInsights(t.Context(), &instagram.InsightParams{
		Metrics: []string{"views", "reach", "follower_count", "profile_links_taps", "impressions", "views", "online_followers"},
		Since:   now.Add(-48 * time.Hour), Until: now,
	})
	require.NoError(t, err)
	for name, want := range map[string]float64{"views": 100, "reach": 40, "profile_links_taps": 2} {
		v, ok := got.Value(name)
		assert.True(t, ok, name)
		assert.InDelta(t, want, v, 0, name)
	}
	require.NotNil(t, got.Named("follower_count"))
	assert.Len(t, got.Named("follower_count").Values, 2, "a series")
	assert.Nil(t, got.Named("online_followers"), "nothing is known, which is not 0")
	require.ErrorIs(t, got.Missing["impressions"], social.ErrInvalid)
	assert.Len(t, got.Missing, 1)

	before := len(w.calls(fl))
	parts, err := c.AccountInsights(t.Context(), &instagram.InsightParams{
		Metrics: []string{"views", "reach", "likes", "follower_count"}, Breakdowns: []string{"follow_type"}, Since: now.Add(-48 * time.Hour), Until: now,
	})
	require.NoError(t, err)
	v, ok := parts.Part("views", "non_follower")
	assert.True(t, ok)
	assert.InDelta(t, 30, v, 0)
	_, ok = parts.Part("views", "UNKNOWN")
	assert.False(t, ok)
	require.ErrorIs(t, parts.Missing["likes"], errors.ErrUnsupported, "known beforehand, so that the call does not fail")
	require.ErrorIs(t, parts.Missing["follower_count"], errors.ErrUnsupported)
	assert.Equal(t, []string{"total_value follow_type"}, w.calls(fl)[before:], "one call for the group")
}

// TestLongRanges reads more than Instagram tells at once: what can be added up is.
func TestLongRanges(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	now := august()
	since := now.AddDate(0, 0, -70)
	for i := range 70 {
		at := since.AddDate(0, 0, i).Add(time.Hour)
		w.srv.AddAccountInsights(w.user,
			insight{Metric: "views", Value: 10, At: at, By: by("follow_type", []string{"FOLLOWER", "NON_FOLLOWER"}[i%2])},
			insight{Metric: "reach", Value: 5, At: at}, insight{Metric: "follower_count", Value: 1, At: at})
	}
	w.srv.AddAccountInsights(w.user, insight{Metric: "shares", Value: 7, At: now.Add(-time.Hour)})
	c := w.client()
	got, err := c.AccountInsights(t.Context(), &instagram.InsightParams{
		Metrics: []string{"views", "reach", "shares", "follower_count", "some_new_metric"}, Since: since, Until: now,
	})
	require.NoError(t, err)
	v, _ := got.Value("views")
	assert.InDelta(t, 700, v, 0)
	require.ErrorIs(t, got.Missing["reach"], errors.ErrUnsupported, "people would count twice")
	require.ErrorIs(t, got.Missing["some_new_metric"], errors.ErrUnsupported, "nobody knows whether it can be added up")
	require.ErrorIs(t, got.Missing["shares"], social.ErrNotFound, "a sum with a gap would be too low")
	assert.Len(t, got.Named("follower_count").Values, 70)

	parts, err := c.AccountInsights(t.Context(), &instagram.InsightParams{
		Metrics: []string{"views"}, Breakdowns: []string{"follow_type"}, Since: since, Until: now,
	})
	require.NoError(t, err)
	for _, part := range []string{"FOLLOWER", "NON_FOLLOWER"} {
		v, _ := parts.Part("views", part)
		assert.InDelta(t, 350, v, 0)
	}
	series, err := c.AccountInsights(t.Context(), &instagram.InsightParams{Metrics: []string{"reach"}, Type: instagram.TimeSeries, Since: since, Until: now})
	require.NoError(t, err)
	assert.Len(t, series.Named("reach").Values, 70)
	for _, e := range w.srv.Host(fl).Requests().Find("GET /*/*/insights") {
		assert.Equal(t, http.StatusOK, e.Status, e.Query)
	}
}

func TestDemographics(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	w.srv.SetDemographics(w.user,
		instagramtest.Demographic{Metric: "follower_demographics", Country: "FR", Gender: "F", Age: "25-34", City: "Lyon", Value: 90},
		instagramtest.Demographic{Metric: "follower_demographics", Country: "BE", Gender: "M", Age: "18-24", City: "Gent", Value: 30},
		instagramtest.Demographic{Metric: "engaged_audience_demographics", Timeframe: "this_week", Country: "FR", Value: 200},
	)
	for name, c := range w.clients() {
		got, err := c.Demographics(t.Context(), instagram.FollowerDemographics, "", "country", "gender")
		require.NoError(t, err, name)
		assert.Equal(t, []instagram.Demographic{
			{Kind: map[string]string{"country": "FR", "gender": "F"}, Count: 90}, {Kind: map[string]string{"country": "BE", "gender": "M"}, Count: 30},
		}, got, name)
		got, err = c.Demographics(t.Context(), instagram.EngagedDemographics, instagram.ThisWeek, "country")
		require.NoError(t, err, name)
		assert.Equal(t, []instagram.Demographic{{Kind: by("country", "FR"), Count: 200}}, got, name)
		got, err = c.Demographics(t.Context(), instagram.EngagedDemographics, instagram.ThisMonth, "country")
		require.NoError(t, err, name)
		assert.Empty(t, got, "fewer than 100 people")
		_, err = c.Demographics(t.Context(), instagram.FollowerDemographics, "")
		requireField(t, err, social.ErrInvalid, "by")
		_, err = c.Demographics(t.Context(), instagram.FollowerDemographics, "", "shoe_size")
		requireField(t, err, errors.ErrUnsupported, "Breakdowns")
	}
}

func TestOnlineFollowers(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	c := w.client()
	got, err := c.OnlineFollowers(t.Context(), time.Time{}, time.Time{})
	require.NoError(t, err)
	assert.Empty(t, got)
	w.srv.AddAccountInsights(w.user, insight{Metric: "online_followers", Value: 120, At: august().Add(-24 * time.Hour)})
	got, err = c.OnlineFollowers(t.Context(), time.Time{}, time.Time{})
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.Equal(t, map[int]float64{12: 120}, got[0].Hours)
}

func TestMediaInsightsByProduct(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	photo := w.srv.Post(w.user, instagramtest.Post{Caption: "photo"})
	reel := w.srv.Post(w.user, instagramtest.Post{Product: "REELS"})
	story := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	quiet := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	for _, id := range []string{photo, reel, story} {
		w.srv.AddMediaInsights(id, insight{Metric: "reach", Value: 50}, insight{Metric: "views", Value: 80})
	}
	w.srv.AddMediaInsights(photo, insight{Metric: "profile_activity", Value: 4, By: by("action_type", "BIO_LINK_CLICKED")})
	w.srv.AddMediaInsights(reel, insight{Metric: "ig_reels_avg_watch_time", Value: 4500}, insight{Metric: "ig_reels_video_view_total_time", Value: 360_000})
	w.srv.AddMediaInsights(story, insight{Metric: "link_clicks", Value: 9}, insight{Metric: "navigation", Value: 3, By: by("story_navigation_action_type", "TAP_FORWARD")})

	for name, c := range w.clients() {
		for _, id := range []string{photo, reel, story} {
			got, err := c.MediaInsights(t.Context(), instagram.ID(id), nil)
			require.NoError(t, err, name)
			assert.Empty(t, got.Missing, "%s: nothing is asked for that this kind of media has not", name)
			v, _ := got.Value("views")
			assert.InDelta(t, 80, v, 0)
		}
		got, err := c.MediaInsights(t.Context(), instagram.ID(photo), &instagram.MediaInsightParams{Product: instagram.ProductFeed, Metrics: []string{"reach", "navigation", "ig_reels_avg_watch_time", "facebook_views", "plays"}})
		require.NoError(t, err, name)
		require.ErrorIs(t, got.Missing["navigation"], errors.ErrUnsupported)
		require.ErrorIs(t, got.Missing["facebook_views"], social.ErrInvalid, "it was not shared: that metric only")
		require.ErrorIs(t, got.Missing["plays"], social.ErrInvalid, "it was withdrawn: that metric only")
		_, ok := got.Value("reach")
		assert.True(t, ok)
		got, err = c.MediaInsights(t.Context(), instagram.ID(photo), &instagram.MediaInsightParams{Breakdown: "action_type"})
		require.NoError(t, err, name)
		v, ok := got.Part("profile_activity", "bio_link_clicked")
		assert.True(t, ok)
		assert.InDelta(t, 4, v, 0)

		before := w.srv.Host(fl).Requests().Total() + w.srv.Host(il).Requests().Total()
		got, err = c.MediaInsights(t.Context(), instagram.ID(quiet), &instagram.MediaInsightParams{Product: instagram.ProductStory})
		require.NoError(t, err, name)
		assert.Empty(t, got.Metrics)
		require.ErrorIs(t, got.Missing["reach"], social.ErrNotFound)
		after := w.srv.Host(fl).Requests().Total() + w.srv.Host(il).Requests().Total()
		assert.Equal(t, 1, after-before, "too few viewers are so for each metric")
	}
}

// TestOutageIsNoMissingMetric tells an Instagram that is out of order from metrics that it does not have, to which it
// says the same.
func TestOutageIsNoMissingMetric(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	w.srv.AddAccountInsights(w.user, insight{Metric: "views", Value: 70, At: august().Add(-time.Hour)})
	c := w.client(func(o *social.Options) { o.Retries = 1 })
	fault := instagramtest.Answer("GET /*/*/insights", instagramtest.Error{Code: 1, Message: "An unknown error has occurred.", Status: 500}, false)
	fault.Times = instagramtest.Forever
	w.srv.Host(fl).Faults().Add(fault)
	p := &instagram.InsightParams{Metrics: []string{"views"}, Breakdowns: []string{"follow_type"}}
	_, err := c.AccountInsights(t.Context(), p)
	require.ErrorIs(t, err, social.ErrUnavailable)
	_, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{From: august().Add(-24 * time.Hour)})
	require.ErrorIs(t, err, social.ErrUnavailable)
}

func TestBadInsightParams(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	c := w.client()
	_, err := c.AccountInsights(t.Context(), nil)
	requireField(t, err, social.ErrInvalid, "Metrics")
	_, err = c.AccountInsights(t.Context(), &instagram.InsightParams{Metrics: []string{"views"}, Until: august()})
	requireField(t, err, social.ErrInvalid, "Since")
	_, err = c.AccountInsights(t.Context(), &instagram.InsightParams{Metrics: []string{"views"}, Since: august(), Until: august().Add(-time.Hour)})
	requireField(t, err, social.ErrInvalid, "Since")
}

// TestUnknownNumbers leaves out what Instagram answers with -1, which is no number, and sums that lack their end.
func TestUnknownNumbers(t *testing.T) {
	t.Parallel()
	w, _ := inAugust(t)
	since := august().AddDate(0, 0, -50)
	w.srv.AddAccountInsights(w.user, insight{Metric: "shares", Value: 7, At: since.Add(time.Hour)})
	c := w.client()
	got, err := c.AccountInsights(t.Context(), &instagram.InsightParams{Metrics: []string{"shares"}, Since: since, Until: august()})
	require.NoError(t, err)
	assert.Nil(t, got.Named("shares"))
	require.ErrorIs(t, got.Missing["shares"], social.ErrNotFound)

	for name, total := range map[string]string{
		"total":  `{"name":"reach","total_value":{"value":-1,"breakdowns":[{"dimension_keys":["follow_type"],"results":[{"dimension_values":["FOLLOWER"],"value":-1}]}]}}`,
		"series": `{"name":"reach","values":[{"value":-1}]}`,
		"none":   `{"name":"reach","values":[{"value":null}]}`,
		"empty":  `{"name":"reach","values":[]}`,
	} {
		disarm := w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.Malformed, Match: "GET /*/*/insights", Body: `{"data":[` + total + `]}`})
		got, err := c.AccountInsights(t.Context(), &instagram.InsightParams{Metrics: []string{"reach"}})
		require.NoError(t, err, name)
		_, ok := got.Value("reach")
		assert.False(t, ok, name)
		_, ok = got.Part("reach", "FOLLOWER")
		assert.False(t, ok, name)
		disarm()
	}
	media := w.srv.Post(w.user, instagramtest.Post{})
	w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.Malformed, Match: "GET /*/*/insights", Body: `{"data":[{"name":"reach","values":[{"value":-1}]}]}`})
	found, err := c.MediaInsights(t.Context(), instagram.ID(media), &instagram.MediaInsightParams{Product: instagram.ProductFeed})
	require.NoError(t, err)
	_, ok := found.Value("reach")
	assert.False(t, ok)
}

// TestInsightsUntold: -1, by which Instagram says that it does not tell, is no number.
func TestInsightsUntold(t *testing.T) {
	t.Parallel()
	in := &instagram.Insights{Metrics: []*instagram.Insight{
		{Name: "replies", Values: []instagram.InsightValue{{Number: new(-1.0)}}}, {Name: "reach", Values: []instagram.InsightValue{{Number: new(0.0)}}},
	}}
	_, told := in.Value("replies")
	assert.False(t, told)
	n, told := in.Value("reach")
	assert.True(t, told)
	assert.Zero(t, n)
}
