package facebooktest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

func TestInsightsOfPages(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	set := func(metric, breakdown string, d time.Time, value int) {
		s.SetInsight(facebooktest.InsightKey{Object: s.page, Metric: metric, Day: d, Breakdown: breakdown}, value)
	}
	for i := range 10 {
		set("page_media_view", "", noon().AddDate(0, 0, -i), 10*i)
	}
	set("page_media_view", "is_from_ads=1", noon().AddDate(0, 0, -1), 3)
	path := s.page + "/insights?metric=page_media_view,page_follows&period=day"
	r := s.get(path)
	require.Equal(t, 200, r.status, r.text)
	data := r.list()
	assert.Equal(t, []string{"page_media_view", "page_follows"}, column(data, "name"))
	assert.Equal(t, []any{
		object{"value": 20.0, "end_time": "2026-08-19T07:00:00+0000"}, object{"value": 10.0, "end_time": "2026-08-20T07:00:00+0000"},
	}, data[0]["values"])
	assert.InDelta(t, 1000, data[1]["values"].([]any)[0].(object)["value"], 0)

	r = s.get(fmt.Sprintf("%s&since=%d&until=%d", path, noon().AddDate(0, 0, -4).Unix(), noon().Unix()))
	assert.Len(t, r.list()[0]["values"], 4)
	next := r.body["paging"].(object)["next"].(string)
	assert.NotContains(t, next, "access_token")
	week := s.get(s.page + "/insights?metric=page_media_view&period=week").list()[0]["values"].([]any)
	assert.InDelta(t, 10+20+30+40+50+60+70, week[1].(object)["value"], 0)
	all := s.get(s.page + "/insights?metric=page_media_view").list()
	assert.Equal(t, []string{"day", "week", "days_28"}, column(all, "period"))
	parts := s.get(s.page + "/insights?metric=page_media_view&period=day&breakdown=is_from_ads").list()[0]["values"].([]any)
	assert.Contains(t, parts, object{"value": 3.0, "end_time": "2026-08-20T07:00:00+0000", "is_from_ads": "1"})
}

func TestInsightsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Insights: facebooktest.InsightOptions{Extra: []string{"page_new"}}})
	for query, want := range map[string]string{
		"":                                   "3001/1504028",
		"?metric=page_impressions":           "100",
		"?metric=page_follows,page_fans":     "100",
		"?metric=page_follows&period=decade": "100",
		"?metric=page_follows&breakdown=is_from_ads&period=day":  "100",
		"?metric=page_follows&since=2026-01-01&until=2026-05-01": "100",
		"?metric=page_new&period=day":                            "",
	} {
		assert.Equal(t, want, s.get(s.page+"/insights"+query).code(), query)
	}
	s.KillMetric("page_follows")
	assert.Contains(t, s.get(s.page+"/insights?metric=page_follows").text, "(#100) The value must be a valid insights metric")
	r := s.do(s.UserToken(s.Owner(s.page)), http.MethodGet, s.page+"/insights?metric=page_new", nil)
	assert.Equal(t, []any{400, "190"}, []any{r.status, r.code()})
	s.SetFans(s.page, 99)
	assert.Empty(t, s.get(s.page+"/insights?metric=page_new").list(), "small pages have none")
}

func TestInsightsOfPostsVideosStories(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}})
	post := s.ok(s.page+"/feed", "message", "x").id()
	s.SetInsight(facebooktest.InsightKey{Object: post, Metric: "post_media_view"}, 7)
	s.SetInsight(facebooktest.InsightKey{Object: post, Metric: "post_clicks_by_type", Breakdown: "link clicks"}, 2)
	r := s.get(post + "/insights?metric=post_media_view,post_clicks_by_type&period=lifetime")
	assert.Equal(t, []any{object{"value": 7.0}}, r.list()[0]["values"])
	assert.Equal(t, []any{object{"value": object{"link clicks": 2.0}}}, r.list()[1]["values"])
	nested := s.get(post + "?fields=insights.metric(post_media_view)").body["insights"].(object)
	assert.Len(t, list(nested), 1)

	begun := s.ok(s.page+"/video_reels", "upload_phase", "start").body
	_, err := s.rupload(begun["upload_url"].(string), 0, 4, "reel")
	require.NoError(t, err)
	reel := begun["video_id"].(string)
	s.ok(s.page+"/video_reels", "upload_phase", "finish", "video_id", reel, "video_state", "PUBLISHED")
	assert.Equal(t, 200, s.get(reel+"/video_insights?metric=blue_reels_play_count").status)
	assert.Equal(t, "100", s.get(reel+"/video_insights?metric=total_video_views").code(), "reels have metrics of their own")

	story := s.ok(s.page+"/photo_stories", "photo_id", s.photo("published", "false")).body["post_id"].(string)
	s.SetInsight(facebooktest.InsightKey{Object: story, Metric: "STORY_MEDIA_VIEW"}, 5)
	assert.Equal(t, []any{object{"value": 5.0}}, s.get(story + "/insights?metric=STORY_MEDIA_VIEW").list()[0]["values"])
}

func TestPacificDaysInWinter(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.clock.Set(time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC))
	values := s.get(s.page + "/insights?metric=page_follows&period=day").list()[0]["values"].([]any)
	assert.Equal(t, "2026-12-02T08:00:00+0000", values[1].(object)["end_time"])
	s.clock.Set(time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)) // the clocks changed on 1 November
	values = s.get(s.page + "/insights?metric=page_follows&period=day").list()[0]["values"].([]any)
	assert.Equal(t, "2026-11-01T07:00:00+0000", values[0].(object)["end_time"])
	assert.Equal(t, "2026-11-02T08:00:00+0000", values[1].(object)["end_time"])
}
