package linkedin

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// A VideoMetric is what is counted of the video of a Page's post.
type VideoMetric string

// Metrics of videos.
const (
	VideoViews          VideoMetric = "VIDEO_VIEW"                   // plays of three seconds and more
	VideoViewers        VideoMetric = "VIEWER"                       // members; those of several days cannot be added up
	VideoWatchTime      VideoMetric = "TIME_WATCHED"                 // milliseconds
	VideoWatchTimeViews VideoMetric = "TIME_WATCHED_FOR_VIDEO_VIEWS" // milliseconds in plays of three seconds and more
)

// VideoStatisticsParams say which number of a video to read.
type VideoStatisticsParams struct {
	Post   URN // with the video
	Metric VideoMetric
	By     Granularity // "": as a whole; [ByDay] or [ByWeek]
	From   time.Time   // zero: as far as LinkedIn looks back
	To     time.Time   // not included; zero: now
}

// VideoStatistics is one number of a video.
type VideoStatistics struct {
	Post   URN         `json:"entity"`
	Metric VideoMetric `json:"statisticsType"`
	Value  *int64      `json:"value"`
	Range  *TimeRange  `json:"timeRange"`
}

// VideoStatistics reads one number of the video of a Page's post: one row as a whole, or one for each part of a period.
// LinkedIn looks back six months. A post without a video is [social.ErrNotFound]. It needs [ScopeRead] and a role on the
// Page. See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/video-analytics-api.
func (c *Client) VideoStatistics(ctx context.Context, p *VideoStatisticsParams) ([]*VideoStatistics, error) {
	if p == nil || !p.Post.IsPost() {
		return nil, social.Invalid(network, "Post", "is neither a share nor a ugcPost")
	}
	q := finder("entity")
	q.text("entity", string(p.Post))
	q.text("type", string(p.Metric))
	by := p.By
	if by == "" {
		by = "ALL"
	}
	q.text("aggregation", string(by))
	if !p.From.IsZero() || !p.To.IsZero() {
		q.set("timeRange", span(p.From, p.To))
	}
	return collect(ctx, c, &listing[VideoStatistics]{
		request: request{
			Op: "videoAnalytics.finder-entity", Method: MethodFinder, Path: "/rest/videoAnalytics", Query: q, Priority: social.PriorityBackfill,
		},
		most: pageOfStatistics, id: func(s *VideoStatistics) string { return s.Range.begins() },
	}, nil)
}
