package instagram

import (
	"slices"

	"github.com/relais-go/relais/social"
)

// MetricType is the form in which an account's metric is given.
type MetricType string

// Types.
const (
	TotalValue MetricType = "total_value" // one number for the whole time
	TimeSeries MetricType = "time_series" // one for each day
)

// Period is the time that a value is about.
type Period string

// Periods.
const (
	PeriodDay      Period = "day"
	PeriodWeek     Period = "week"
	PeriodDays28   Period = "days_28"
	PeriodLifetime Period = "lifetime"
)

// AccountMetricInfo says how a metric of an account can be read.
type AccountMetricInfo struct {
	Name       string
	Period     Period
	Types      []MetricType // first the one that is asked for unless the parameters say otherwise; none: Instagram takes no type
	Breakdowns []string
	Sums       bool // that of two times together is that of both; false where it counts people
	Timeframe  bool // takes a timeframe instead of a range
}

// AccountMetricTable are the metrics of accounts that are valid now. Instagram withdrew impressions in April 2025, and
// profile views, website clicks and the contact clicks in January 2025. A metric that goes next costs that metric only.
// See https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights.
func AccountMetricTable() []AccountMetricInfo {
	total := []MetricType{TotalValue}
	surface := []string{"media_product_type"}
	people := []string{"age", "city", "country", "gender"}
	return []AccountMetricInfo{
		{Name: "reach", Period: PeriodDay, Types: []MetricType{TotalValue, TimeSeries}, Breakdowns: []string{"media_product_type", "follow_type"}},
		{Name: "views", Period: PeriodDay, Types: total, Breakdowns: []string{"media_product_type", "follow_type"}, Sums: true},
		{Name: "accounts_engaged", Period: PeriodDay, Types: total},
		{Name: "total_interactions", Period: PeriodDay, Types: total, Breakdowns: surface, Sums: true},
		{Name: "likes", Period: PeriodDay, Types: total, Breakdowns: surface, Sums: true},
		{Name: "comments", Period: PeriodDay, Types: total, Breakdowns: surface, Sums: true},
		{Name: "shares", Period: PeriodDay, Types: total, Breakdowns: surface, Sums: true},
		{Name: "saves", Period: PeriodDay, Types: total, Breakdowns: surface, Sums: true},
		{Name: "replies", Period: PeriodDay, Types: total, Sums: true},
		{Name: "reposts", Period: PeriodDay, Types: total, Sums: true},
		{Name: "follows_and_unfollows", Period: PeriodDay, Types: total, Breakdowns: []string{"follow_type"}, Sums: true},
		{Name: "profile_links_taps", Period: PeriodDay, Types: total, Breakdowns: []string{"contact_button_type"}, Sums: true},
		{Name: "follower_count", Period: PeriodDay, Types: []MetricType{TimeSeries}, Sums: true},
		{Name: "online_followers", Period: PeriodLifetime},
		{Name: string(FollowerDemographics), Period: PeriodLifetime, Types: total, Breakdowns: people, Timeframe: true},
		{Name: string(EngagedDemographics), Period: PeriodLifetime, Types: total, Breakdowns: people, Timeframe: true},
	}
}

// MediaMetricInfo says which media have a metric.
type MediaMetricInfo struct {
	Name      string
	Products  []ProductType
	Breakdown string // "" if it has none
	Facebook  bool   // Facebook Login only
	Shared    bool   // only media that were shared to Facebook have it: others are refused
}

// MediaMetricTable are the metrics of media that are valid now. Those of stories end with them, after a day; items of
// carousels have none.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights.
func MediaMetricTable() []MediaMetricInfo {
	all := []ProductType{ProductFeed, ProductReel, ProductStory}
	lasting := []ProductType{ProductFeed, ProductReel}
	visits := []ProductType{ProductFeed, ProductStory}
	reels, stories := []ProductType{ProductReel}, []ProductType{ProductStory}
	return []MediaMetricInfo{
		{Name: "reach", Products: all},
		{Name: "views", Products: all},
		{Name: "shares", Products: all},
		{Name: "total_interactions", Products: all},
		{Name: "reposts", Products: all},
		{Name: "likes", Products: lasting},
		{Name: "comments", Products: lasting},
		{Name: "saved", Products: lasting},
		{Name: "follows", Products: visits},
		{Name: "profile_visits", Products: visits},
		{Name: "profile_activity", Products: visits, Breakdown: "action_type"},
		{Name: "ig_reels_avg_watch_time", Products: reels},
		{Name: "ig_reels_video_view_total_time", Products: reels},
		{Name: "reels_skip_rate", Products: reels},
		{Name: "crossposted_views", Products: reels, Shared: true},
		{Name: "facebook_views", Products: all, Shared: true},
		{Name: "replies", Products: stories},
		{Name: "navigation", Products: stories, Breakdown: "story_navigation_action_type"},
		{Name: "link_clicks", Products: stories, Facebook: true},
		{Name: "total_likes", Products: lasting, Facebook: true},
		{Name: "total_comments", Products: lasting, Facebook: true},
		{Name: "total_views", Products: all, Facebook: true},
	}
}

// MetricSource says which of Instagram's metrics feeds one of package social, and how.
type MetricSource struct {
	Metric    social.Metric
	Name      string
	Breakdown string  // "" for the metric as a whole
	Part      string  // of the breakdown
	Scale     float64 // what to multiply with, 0 means 1: milliseconds become seconds by 0.001
}

// AccountMetricSources feed [Client.AccountMetrics] over a period.
func AccountMetricSources() []MetricSource {
	return []MetricSource{
		{Metric: social.MetricViews, Name: "views"},
		{Metric: social.MetricReach, Name: "reach"},
		{Metric: social.MetricInteractions, Name: "total_interactions"},
		{Metric: social.MetricLikes, Name: "likes"},
		{Metric: social.MetricComments, Name: "comments"},
		{Metric: social.MetricShares, Name: "shares"},
		{Metric: social.MetricSaves, Name: "saves"},
		{Metric: social.MetricFollowersWon, Name: "follows_and_unfollows", Breakdown: "follow_type", Part: "FOLLOWER"},
		{Metric: social.MetricFollowersLost, Name: "follows_and_unfollows", Breakdown: "follow_type", Part: "NON_FOLLOWER"},
	}
}

// MediaMetricSources feed [Client.PostMetrics], beside the counters that a media has itself. Times of reels come in
// milliseconds.
func MediaMetricSources(product ProductType) []MetricSource {
	const seconds = 0.001
	everywhere := []MetricSource{
		{Metric: social.MetricViews, Name: "views"},
		{Metric: social.MetricReach, Name: "reach"},
		{Metric: social.MetricInteractions, Name: "total_interactions"},
		{Metric: social.MetricShares, Name: "shares"},
	}
	lasting := []MetricSource{
		{Metric: social.MetricLikes, Name: "likes"},
		{Metric: social.MetricComments, Name: "comments"},
		{Metric: social.MetricSaves, Name: "saved"},
	}
	visits := []MetricSource{
		{Metric: social.MetricProfileVisits, Name: "profile_visits"},
		{Metric: social.MetricFollowersWon, Name: "follows"},
	}
	switch product {
	case ProductReel:
		return slices.Concat(everywhere, lasting, []MetricSource{
			{Metric: social.MetricWatchTime, Name: "ig_reels_video_view_total_time", Scale: seconds},
			{Metric: social.MetricAvgWatchTime, Name: "ig_reels_avg_watch_time", Scale: seconds},
		})
	case ProductStory:
		return slices.Concat(everywhere, visits, []MetricSource{
			{Metric: social.MetricComments, Name: "replies"},
			{Metric: social.MetricLinkClicks, Name: "link_clicks"},
		})
	case ProductAd:
		return nil
	default:
		return slices.Concat(everywhere, lasting, visits)
	}
}

// scaled turns a value into the unit of the metric.
func (s *MetricSource) scaled(v float64) float64 {
	if s.Scale == 0 {
		return v
	}
	return v * s.Scale
}

// accountMetric finds a metric in the table; false for one that is not known.
func accountMetric(name string) (AccountMetricInfo, bool) {
	for _, m := range AccountMetricTable() {
		if m.Name == name {
			return m, true
		}
	}
	return AccountMetricInfo{}, false
}

// mediaMetric finds a metric in the table; false for one that is not known.
func mediaMetric(name string) (MediaMetricInfo, bool) {
	for _, m := range MediaMetricTable() {
		if m.Name == name {
			return m, true
		}
	}
	return MediaMetricInfo{}, false
}
