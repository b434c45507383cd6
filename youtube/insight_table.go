package youtube

import "github.com/relais-go/relais/social"

// From ViewsChanged on, a view is a playback that was started, whatever the length: YouTube changed what it counts between
// ViewsChanged and ViewsChangedUntil, in 2026; for Shorts it had on 31 March 2025. What was a view before is an engaged
// view, in the Analytics API alone. So [social.MetricViews] rises in these days for no other reason, and reports that
// compare a period before with one after should compare [social.MetricEngagedViews]. The counters of videos and channels
// are of the new kind.
// See https://developers.google.com/youtube/analytics/revision_history.
const (
	ViewsChanged      = "2026-08-24"
	ViewsChangedUntil = "2026-08-27"
)

// insightMetric is what the Analytics API calls a metric.
type insightMetric struct {
	metric social.Metric
	name   string
	factor float64 // from YouTube's unit to that of the metric
	people bool    // about what people did beside watching
}

// insightMetrics are the metrics that reports have.
// See https://developers.google.com/youtube/analytics/metrics.
func insightMetrics() []insightMetric {
	return []insightMetric{
		{social.MetricViews, "views", 1, false},
		{social.MetricEngagedViews, "engagedViews", 1, false},
		{social.MetricWatchTime, "estimatedMinutesWatched", 60, false},
		{social.MetricAvgWatchTime, "averageViewDuration", 1, false},
		{social.MetricCompletion, "averageViewPercentage", 0.01, false},
		{social.MetricLikes, "likes", 1, true},
		{social.MetricDislikes, "dislikes", 1, true},
		{social.MetricComments, "comments", 1, true},
		{social.MetricShares, "shares", 1, true},
		{social.MetricFollowersWon, "subscribersGained", 1, true},
		{social.MetricFollowersLost, "subscribersLost", 1, true},
	}
}

// Breakdown is what a report is divided by. The zero value is nothing: one row with the sums.
type Breakdown string

// Breakdowns. See https://developers.google.com/youtube/analytics/channel_reports.
const (
	ByNothing     Breakdown = ""
	ByDay         Breakdown = "day" // in California
	ByVideo       Breakdown = "video"
	ByTraffic     Breakdown = "insightTrafficSourceType" // how people came, as "YT_SEARCH"
	ByPlayback    Breakdown = "insightPlaybackLocationType"
	ByCountry     Breakdown = "country" // ISO 3166-1
	ByAgeGender   Breakdown = "ageGroup,gender"
	ByDevice      Breakdown = "deviceType"
	BySystem      Breakdown = "operatingSystem"
	BySubscribed  Breakdown = "subscribedStatus"
	ByContentType Breakdown = "creatorContentType" // "shorts", "videoOnDemand", "liveStream", …
	ByLive        Breakdown = "liveOrOnDemand"
	BySharing     Breakdown = "sharingService"
)

// has reports whether a report that is divided so has a metric.
func (b Breakdown) has(m *insightMetric) bool {
	switch b {
	case ByNothing, ByDay, ByVideo, ByCountry:
		return true
	case ByTraffic, ByPlayback, ByDevice, BySystem, ByLive:
		return !m.people
	case BySubscribed, ByContentType:
		return m.metric != social.MetricFollowersWon && m.metric != social.MetricFollowersLost
	case BySharing:
		return m.metric == social.MetricShares
	case ByAgeGender: // which tells parts of all viewers
		return false
	default:
		return true
	}
}

// top is the largest number of rows of a report that must have a bound, 0 for others.
func (b Breakdown) top() int {
	if b == ByVideo {
		return 200
	}
	return 0
}

// viewerShare is the one metric of reports by age and gender, in per cent.
const viewerShare = "viewerPercentage"
