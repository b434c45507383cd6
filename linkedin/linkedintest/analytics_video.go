package linkedintest

import (
	"time"
)

const (
	metricVideoView     metric = "video view"
	metricViewer        metric = "viewer"
	metricWatched       metric = "milliseconds watched"
	metricWatchedInView metric = "milliseconds watched in views"
)

// VideoCounts is what members do with a video.
type VideoCounts struct {
	Views, Viewers int64
	Watched        time.Duration // in all
	WatchedInViews time.Duration // in plays of at least three seconds
}

// AddVideoStatistics counts something for the video of a post at a moment; the zero time means now.
func (s *Server) AddVideoStatistics(post string, at time.Time, n VideoCounts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.mustPost(post)
	if at.IsZero() {
		at = s.now()
	}
	p.tallies = append(p.tallies, tally{at, metricVideoView, n.Views}, tally{at, metricViewer, n.Viewers},
		tally{at, metricWatched, n.Watched.Milliseconds()}, tally{at, metricWatchedInView, n.WatchedInViews.Milliseconds()})
}

func videoMetric(name string) (metric, bool) {
	switch name {
	case "VIDEO_VIEW":
		return metricVideoView, true
	case "VIEWER":
		return metricViewer, true
	case "TIME_WATCHED":
		return metricWatched, true
	case "TIME_WATCHED_FOR_VIDEO_VIEWS":
		return metricWatchedInView, true
	}
	return "", false
}

// findVideoAnalytics is GET /rest/videoAnalytics?q=entity, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/video-analytics-api. Numbers older
// than six months are gone.
func findVideoAnalytics(c *call) (any, error) {
	name, err := c.needed("entity")
	if err != nil {
		return nil, err
	}
	p := c.srv.posts[name]
	switch kind, _, _ := splitURN(name); {
	case kind != kindShare && kind != kindUGC:
		return nil, invalid(codeURNType, "entity", "The URN type is not valid here")
	case p == nil || p.deleted:
		return nil, notFound("Post")
	case !c.manages(p.author, adminRoles()...):
		return nil, unpermitted("PARAMETER", "entity")
	case len(p.media) == 0 || p.media[0].kind != kindVideo:
		return nil, notFound("Video")
	}
	wanted, err := c.needed("type")
	if err != nil {
		return nil, err
	}
	m, known := videoMetric(wanted)
	if !known {
		return nil, badParam("type")
	}
	aggregation, err := c.oneOf("aggregation", "ALL", "DAY", "WEEK")
	if err != nil {
		return nil, err
	}
	oldest := c.now().AddDate(0, -6, 0)
	period, err := c.timeRange(oldest)
	if err != nil {
		return nil, err
	}
	parts := []interval{period}
	if aggregation != "ALL" {
		parts = nil
		for start := dayOf(period.start); start.Before(period.end); {
			end := step(aggregation, start)
			parts = append(parts, interval{start, end})
			start = end
		}
	}
	found := []object{}
	for _, i := range parts {
		kept := c.bounded(i)
		if kept.start.Before(oldest) {
			kept.start = oldest
		}
		found = append(found, object{
			"entity": name, "statisticsType": wanted, "timeRange": i.json(), "value": sum(p.tallies, m, kept.start, kept.end),
		})
	}
	return c.all(found)
}
