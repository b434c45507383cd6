package facebook

import "github.com/relais-go/relais/social"

// MetricSource says which of Facebook's metrics feeds one of package social, and how.
type MetricSource struct {
	Metric social.Metric
	Name   string  // Facebook's
	Scale  float64 // what to multiply with, 0 means 1: milliseconds become seconds by 0.001
	Unique bool    // counts people, so that days cannot be added up: a period is asked for as a whole
	Last   bool    // a running total, of which the newest counts
}

// PageMetricSources are the metrics of Pages that are valid now. Facebook withdrew impressions, reach and fans in
// November 2025 and June 2026, and demographics in March 2026. A metric that goes next costs that metric only.
// See https://developers.facebook.com/docs/platforminsights/page/deprecated-metrics.
func PageMetricSources() []MetricSource {
	const seconds = 0.001
	return []MetricSource{
		{Metric: social.MetricViews, Name: "page_media_view"},
		{Metric: social.MetricReach, Name: "page_total_media_view_unique", Unique: true},
		{Metric: social.MetricInteractions, Name: "page_post_engagements"},
		{Metric: social.MetricFollowers, Name: "page_follows", Last: true},
		{Metric: social.MetricFollowersWon, Name: "page_daily_follows"},
		{Metric: social.MetricFollowersLost, Name: "page_daily_unfollows_unique"},
		{Metric: social.MetricProfileVisits, Name: "page_views_total"},
		{Metric: social.MetricReactions, Name: "page_actions_post_reactions_total"},
		{Metric: social.MetricWatchTime, Name: "page_video_view_time", Scale: seconds},
	}
}

// postMetricsOfAll is how many of the metrics of posts those without a video have: the first ones.
const postMetricsOfAll = 3

// PostMetricSources are the metrics of posts that are valid now, beside the counters that a post has itself. The last
// two are those of posts with a video.
func PostMetricSources() []MetricSource {
	const seconds = 0.001
	return []MetricSource{
		{Metric: social.MetricViews, Name: "post_media_view"},
		{Metric: social.MetricReach, Name: "post_total_media_view_unique"},
		{Metric: social.MetricClicks, Name: "post_clicks"},
		{Metric: social.MetricWatchTime, Name: "post_video_view_time", Scale: seconds},
		{Metric: social.MetricAvgWatchTime, Name: "post_video_avg_time_watched", Scale: seconds},
	}
}

// VideoMetricSources are the metrics of videos that are no reels.
func VideoMetricSources() []MetricSource {
	const seconds = 0.001
	return []MetricSource{
		{Metric: social.MetricViews, Name: "total_video_views"},
		{Metric: social.MetricWatchTime, Name: "total_video_view_total_time", Scale: seconds},
		{Metric: social.MetricAvgWatchTime, Name: "total_video_avg_time_watched", Scale: seconds},
	}
}

// ReelMetricSources are the metrics of reels.
func ReelMetricSources() []MetricSource {
	const seconds = 0.001
	return []MetricSource{
		{Metric: social.MetricViews, Name: "blue_reels_play_count"},
		{Metric: social.MetricWatchTime, Name: "post_video_view_time", Scale: seconds},
		{Metric: social.MetricAvgWatchTime, Name: "post_video_avg_time_watched", Scale: seconds},
	}
}

// StoryMetricSources are the metrics of stories.
func StoryMetricSources() []MetricSource {
	return []MetricSource{
		{Metric: social.MetricViews, Name: "STORY_MEDIA_VIEW"},
		{Metric: social.MetricReach, Name: "STORY_TOTAL_MEDIA_VIEW_UNIQUE"},
		{Metric: social.MetricInteractions, Name: "STORY_INTERACTION"},
		{Metric: social.MetricComments, Name: "PAGES_FB_STORY_REPLIES"},
		{Metric: social.MetricShares, Name: "PAGES_FB_STORY_SHARES"},
	}
}

// names are what to ask for.
func names(sources []MetricSource) []string {
	out := make([]string, len(sources))
	for i, s := range sources {
		out[i] = s.Name
	}
	return out
}

// scaled turns a value into the unit of the metric.
func (s *MetricSource) scaled(v float64) float64 {
	if s.Scale == 0 {
		return v
	}
	return v * s.Scale
}
