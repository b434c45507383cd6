package linkedintest

import (
	"slices"
	"strconv"
	"time"
)

// A MemberMetric is what is counted of a member's own posts, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/post-statistics.
type MemberMetric string

// The metrics that [Server.AddMemberMetric] counts. Reactions, comments and reshares count by themselves.
const (
	Impressions       MemberMetric = "IMPRESSION"
	MembersReached    MemberMetric = "MEMBERS_REACHED"
	PostSends         MemberMetric = "POST_SEND"
	PostSaves         MemberMetric = "POST_SAVE"
	LinkClicks        MemberMetric = "LINK_CLICKS"
	PremiumClicks     MemberMetric = "PREMIUM_CTA_CLICKS"
	FollowersGained   MemberMetric = "FOLLOWER_GAINED_FROM_CONTENT"
	ProfileViews      MemberMetric = "PROFILE_VIEW_FROM_CONTENT"
	reactionsOfMember MemberMetric = "REACTION"
	commentsOfMember  MemberMetric = "COMMENT"
	resharesOfMember  MemberMetric = "RESHARE"
)

// Versions at which the member statistics changed.
const (
	moreMetricsSince = "202604"
	plainMetricSince = "202605"
	metricClass      = "com.linkedin.adsexternalapi.memberanalytics.v1.CreatorPostAnalyticsMetricTypeV1"
)

// tallied is the name under which a metric is counted.
func (m MemberMetric) tallied() metric {
	switch m {
	case Impressions:
		return metricImpression
	case MembersReached:
		return metricUnique
	case LinkClicks:
		return metricClick
	case reactionsOfMember:
		return metricLike
	case commentsOfMember:
		return metricComment
	case resharesOfMember:
		return metricShare
	case PostSends, PostSaves, PremiumClicks, FollowersGained, ProfileViews:
	}
	return metric(m)
}

func oldMetrics() []string {
	return []string{string(Impressions), string(MembersReached), string(resharesOfMember), string(reactionsOfMember), string(commentsOfMember)}
}

func newMetrics() []string {
	return []string{
		string(PostSends), string(PostSaves), string(LinkClicks), string(PremiumClicks), string(FollowersGained), string(ProfileViews),
	}
}

// daily reports whether a metric can be read day by day.
func (m MemberMetric) daily(single bool) bool {
	switch m {
	case MembersReached, LinkClicks, FollowersGained, ProfileViews:
		return false
	case Impressions:
		return !single
	case PostSends, PostSaves, PremiumClicks, reactionsOfMember, commentsOfMember, resharesOfMember:
	}
	return true
}

// AddMemberMetric counts something for a post at a moment; the zero time means now.
func (s *Server) AddMemberMetric(post string, m MemberMetric, at time.Time, n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.mustPost(post)
	if at.IsZero() {
		at = s.now()
	}
	p.tallies = append(p.tallies, tally{at, m.tallied(), n})
}

// dateRange reads (start:(day:1,month:5,year:2026),end:(…)), whose end is exclusive. What is left out is open.
func (c *call) dateRange() (interval, error) {
	out := interval{end: c.now().AddDate(0, 0, 1)}
	if !c.has("dateRange") {
		return out, nil
	}
	v, err := c.param("dateRange")
	if err != nil {
		return out, err
	}
	for name, into := range map[string]*time.Time{"start": &out.start, "end": &out.end} {
		field, given := v.fields[name]
		if !given {
			continue
		}
		texts := field.texts()
		year, err1 := strconv.Atoi(texts["year"])
		month, err2 := strconv.Atoi(texts["month"])
		day, err3 := strconv.Atoi(texts["day"])
		if err1 != nil || err2 != nil || err3 != nil || len(texts) != 3 {
			return out, badParam("dateRange")
		}
		*into = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	if v.kind != recordValue || len(v.fields) == 0 || out.end.Before(out.start) {
		return out, badParam("dateRange")
	}
	return out, nil
}

func dateJSON(t time.Time) object {
	return object{"year": t.Year(), "month": int(t.Month()), "day": t.Day()}
}

func (i interval) datesJSON() object {
	return object{"start": dateJSON(i.start), "end": dateJSON(i.end)}
}

// analysed are the posts that a call is about: all of the member (q=me), or one (q=entity).
func (c *call) analysed() (posts []*post, entity object, err error) {
	if c.app.Tier == Development {
		return nil, nil, notServed() // as has been seen
	}
	if c.rt.name == "me" {
		for _, p := range c.srv.order {
			if p.author == c.member.urn {
				posts = append(posts, p)
			}
		}
		return posts, nil, nil
	}
	v, err := c.param("entity")
	if err != nil {
		return nil, nil, err
	}
	for name, kind := range map[string]string{"share": kindShare, "ugc": kindUGC} {
		text, given := v.texts()[name]
		if given, _, _ := splitURN(text); len(v.fields) != 1 || given != kind {
			continue
		}
		p := c.srv.posts[text]
		switch {
		case !given || p == nil || p.deleted:
			return nil, nil, notFound("Post")
		case p.author != c.member.urn:
			return nil, nil, unpermitted("PARAMETER", "entity")
		}
		return []*post{p}, object{name: text}, nil
	}
	return nil, nil, badParam("entity")
}

// memberAnalytics answers for one metric: the total, or day by day.
func (c *call) memberAnalytics(posts []*post, entity object, m metric, metricType any) (any, error) {
	period, err := c.dateRange()
	if err != nil {
		return nil, err
	}
	aggregation, err := c.oneOf("aggregation", "TOTAL", "DAILY")
	if err != nil {
		return nil, err
	}
	element := func(i interval) object {
		known, n := c.bounded(i), int64(0)
		for _, p := range posts {
			n += sum(p.tallies, m, known.start, known.end)
		}
		out := object{"count": n, "metricType": metricType}
		if entity != nil {
			out["targetEntity"] = entity
		}
		return out
	}
	if aggregation == "TOTAL" {
		out := element(period)
		out["dateRange"] = object{}
		if c.has("dateRange") {
			out["dateRange"] = period.datesJSON()
		}
		return c.all([]object{out})
	}
	if period.start.IsZero() {
		period.start = dayOf(c.now()).AddDate(0, 0, -30)
	}
	found := []object{}
	for day := period.start; day.Before(period.end) && day.Before(c.now()) && len(found) < most; day = day.AddDate(0, 0, 1) {
		i := interval{day, day.AddDate(0, 0, 1)}
		out := element(i)
		out["dateRange"] = i.datesJSON()
		found = append(found, out)
	}
	return c.all(found)
}

// findPostAnalytics is GET /rest/memberCreatorPostAnalytics, with q=me or q=entity.
func findPostAnalytics(c *call) (any, error) {
	posts, entity, err := c.analysed()
	if err != nil {
		return nil, err
	}
	name, err := c.needed("queryType")
	if err != nil {
		return nil, err
	}
	known := oldMetrics()
	if c.version >= moreMetricsSince {
		known = append(known, newMetrics()...)
	}
	if !slices.Contains(known, name) {
		return nil, badParam("queryType")
	}
	m := MemberMetric(name)
	if aggregation, _ := c.text("aggregation"); aggregation == "DAILY" && !m.daily(entity != nil) {
		return nil, invalid(codeInvalid, "aggregation", "DAILY is not supported for "+name)
	}
	var metricType any = name
	if c.version < plainMetricSince {
		metricType = object{metricClass: name}
	}
	return c.memberAnalytics(posts, entity, m.tallied(), metricType)
}

// findMemberVideoAnalytics is GET /rest/memberCreatorVideoAnalytics.
func findMemberVideoAnalytics(c *call) (any, error) {
	posts, entity, err := c.analysed()
	if err != nil {
		return nil, err
	}
	name, err := c.needed("queryType")
	if err != nil {
		return nil, err
	}
	m, known := map[string]metric{
		"VIDEO_PLAY": metricVideoView, "VIDEO_VIEWER": metricViewer, "VIDEO_WATCH_TIME": metricWatched,
	}[name]
	if !known {
		return nil, badParam("queryType")
	}
	return c.memberAnalytics(posts, entity, m, name)
}

// findMemberFollowers is GET /rest/memberFollowersCount: all (q=me), or won day by day (q=dateRange), see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/follower-statistics.
func findMemberFollowers(c *call) (any, error) {
	if c.app.Tier == Development {
		return nil, notServed() // as has been seen
	}
	if c.rt.name == "me" {
		total := int64(c.member.Followers)
		for _, t := range c.member.gains {
			total += t.n
		}
		return c.all([]object{{"memberFollowersCount": total}})
	}
	period, err := c.dateRange()
	if err != nil {
		return nil, err
	}
	if period.start.IsZero() {
		period.start = dayOf(c.now()).AddDate(0, 0, -30)
	}
	found := []object{}
	for day := period.start; day.Before(period.end) && day.Before(c.now()) && len(found) < most; day = day.AddDate(0, 0, 1) {
		i := interval{day, day.AddDate(0, 0, 1)}
		known := c.bounded(i)
		found = append(found, object{
			"dateRange": i.datesJSON(), "memberFollowersCount": sum(c.member.gains, metricOrganic, known.start, known.end),
		})
	}
	return c.all(found)
}
