package linkedintest

import (
	"time"
)

// An interval is a period that statistics are asked for.
type interval struct{ start, end time.Time }

// dayOf is midnight UTC before a moment.
func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// step is the end of the period that begins at start.
func step(granularity string, start time.Time) time.Time {
	switch granularity {
	case "MONTH":
		return time.Date(start.Year(), start.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	case "WEEK":
		return start.AddDate(0, 0, 7)
	}
	return start.AddDate(0, 0, 1)
}

// timeIntervals reads (timeRange:(start:…,end:…),timeGranularityType:DAY) and cuts the range into periods, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics.
// Without the parameter there are none.
func (c *call) timeIntervals(granularities ...string) ([]interval, error) {
	if !c.has("timeIntervals") {
		return nil, nil
	}
	v, err := c.param("timeIntervals")
	if err != nil {
		return nil, err
	}
	granularity := v.fields["timeGranularityType"].text
	from, to, ok := v.fields["timeRange"].span()
	known := false
	for _, g := range granularities {
		known = known || g == granularity
	}
	if v.kind != recordValue || len(v.fields) != 2 || !known || !ok || from == 0 {
		return nil, badParam("timeIntervals")
	}
	now := c.now()
	end := now
	if to != 0 && time.UnixMilli(to).Before(end) {
		end = time.UnixMilli(to).UTC()
	}
	start := dayOf(time.UnixMilli(from).UTC())
	if granularity == "MONTH" {
		start = start.AddDate(0, 0, 1-start.Day())
	}
	if to != 0 && to < from {
		return nil, badParam("timeIntervals")
	}
	out := []interval{}
	for start.Before(end) && len(out) < most {
		next := step(granularity, start)
		out = append(out, interval{start, next})
		start = next
	}
	return out, nil
}

// timeRange reads the parameter (start:…,end:…), whose end is exclusive. Nothing before oldest is known.
func (c *call) timeRange(oldest time.Time) (interval, error) {
	out := interval{oldest, c.now().Add(time.Millisecond)}
	if !c.has("timeRange") {
		return out, nil
	}
	v, err := c.param("timeRange")
	if err != nil {
		return out, err
	}
	from, to, ok := v.span()
	if !ok || to != 0 && to < from {
		return out, badParam("timeRange")
	}
	if start := time.UnixMilli(from).UTC(); start.After(oldest) {
		out.start = start
	}
	if to != 0 {
		out.end = time.UnixMilli(to).UTC()
	}
	return out, nil
}

func (i interval) json() object { return object{"start": millis(i.start), "end": millis(i.end)} }

// horizon is the end of what statistics know by now.
func (c *call) horizon() time.Time {
	return c.now().Add(time.Nanosecond - c.srv.opts.StatisticsDelay)
}

// bounded cuts a period at the horizon.
func (c *call) bounded(i interval) interval {
	if h := c.horizon(); h.Before(i.end) {
		i.end = h
	}
	return i
}

// shareStatistics sums what was counted of posts.
func (c *call) shareStatistics(posts []*post, i interval) (out object, active bool) {
	i = c.bounded(i)
	total := func(m metric) int64 {
		n := int64(0)
		for _, p := range posts {
			n += sum(p.tallies, m, i.start, i.end)
		}
		return n
	}
	impressions, clicks := total(metricImpression), total(metricClick)
	likes, comments, shares := total(metricLike), total(metricComment), total(metricShare)
	engagement := 0.0
	if impressions > 0 {
		engagement = float64(clicks+likes+comments+shares) / float64(impressions)
	}
	unique := "uniqueImpressionsCount"
	if c.srv.opts.Traps.UniqueImpressionsCounts {
		unique = "uniqueImpressionsCounts"
	}
	out = object{
		"impressionCount": impressions, unique: total(metricUnique), "clickCount": clicks, "likeCount": likes,
		"commentCount": comments, "shareCount": shares, "engagement": engagement,
	}
	return out, impressions != 0 || clicks != 0 || likes != 0 || comments != 0 || shares != 0
}

// findShareStatistics is GET /rest/organizationalEntityShareStatistics?q=organizationalEntity: of all posts of a
// Page, as a whole or period by period, or of single posts as a whole. A post without any activity is left out.
func findShareStatistics(c *call) (any, error) {
	page, err := c.organizationParam("organizationalEntity", adminRoles()...)
	if err != nil {
		return nil, err
	}
	intervals, err := c.timeIntervals("DAY", "MONTH")
	if err != nil {
		return nil, err
	}
	year := interval{c.now().AddDate(-1, 0, 0), c.now().AddDate(0, 0, 1)}
	if c.has("shares") || c.has("ugcPosts") {
		if c.has("timeIntervals") {
			return nil, illegal("Statistics of single posts are available for their lifetime only")
		}
		return c.singleShareStatistics(page, year)
	}
	var posts []*post
	for _, p := range c.srv.order {
		if p.author == page.urn {
			posts = append(posts, p)
		}
	}
	if intervals == nil {
		stats, _ := c.shareStatistics(posts, year)
		return c.all([]object{{"organizationalEntity": page.urn, "totalShareStatistics": stats}})
	}
	found := []object{}
	for _, i := range intervals {
		cut := i
		if cut.start.Before(year.start) {
			cut.start = year.start
		}
		stats, _ := c.shareStatistics(posts, cut)
		found = append(found, object{"organizationalEntity": page.urn, "totalShareStatistics": stats, "timeRange": i.json()})
	}
	return c.all(found)
}

func (c *call) singleShareStatistics(page *organization, year interval) (any, error) {
	found := []object{}
	for _, of := range []struct{ param, kind, member string }{{"shares", kindShare, "share"}, {"ugcPosts", kindUGC, "ugcPost"}} {
		names, err := c.texts(of.param)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if kind, _, _ := splitURN(name); kind != of.kind {
				return nil, invalid(codeURNType, of.param, "The URN type of "+name+" is not valid here")
			}
			p := c.srv.posts[name]
			if p == nil || p.author != page.urn {
				continue
			}
			if stats, active := c.shareStatistics([]*post{p}, year); active {
				found = append(found, object{"organizationalEntity": page.urn, of.member: name, "totalShareStatistics": stats})
			}
		}
	}
	return c.all(found)
}

// ShareCounts is what members do with a post that only statistics tell.
type ShareCounts struct{ Impressions, UniqueImpressions, Clicks int64 }

// AddShareStatistics counts something for a post at a moment; the zero time means now. Reactions, comments and
// reshares count by themselves.
func (s *Server) AddShareStatistics(post string, at time.Time, n ShareCounts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.mustPost(post)
	if at.IsZero() {
		at = s.now()
	}
	p.tallies = append(p.tallies, tally{at, metricImpression, n.Impressions},
		tally{at, metricUnique, n.UniqueImpressions}, tally{at, metricClick, n.Clicks})
}
