package linkedin

import (
	"context"
	"encoding/json"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/social"
)

// A MemberMetric is what is counted of a member's own posts.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/post-statistics.
type MemberMetric string

// Metrics of members' posts.
const (
	MemberImpressions    MemberMetric = "IMPRESSION"
	MemberReach          MemberMetric = "MEMBERS_REACHED" // never by day
	MemberReshares       MemberMetric = "RESHARE"
	MemberReactions      MemberMetric = "REACTION"
	MemberComments       MemberMetric = "COMMENT"
	MemberSends          MemberMetric = "POST_SEND"                    // in private messages
	MemberSaves          MemberMetric = "POST_SAVE"                    // bookmarks
	MemberLinkClicks     MemberMetric = "LINK_CLICKS"                  // never by day
	MemberPremiumClicks  MemberMetric = "PREMIUM_CTA_CLICKS"           // on the button of Premium members
	MemberFollowersWon   MemberMetric = "FOLLOWER_GAINED_FROM_CONTENT" // never by day
	MemberProfileVisits  MemberMetric = "PROFILE_VIEW_FROM_CONTENT"    // never by day
	MemberVideoPlays     MemberMetric = "VIDEO_PLAY"                   // of one post, of two seconds and more
	MemberVideoViewers   MemberMetric = "VIDEO_VIEWER"                 // of one post, as a whole only
	MemberVideoWatchTime MemberMetric = "VIDEO_WATCH_TIME"             // of one post, as a whole only; milliseconds
)

// Since is the first version of the API that has the metric; clients for an older one do not ask for it.
func (m MemberMetric) Since() string {
	switch m {
	case MemberSends, MemberSaves, MemberLinkClicks, MemberPremiumClicks, MemberFollowersWon, MemberProfileVisits:
		return "202604"
	default:
		return "202506"
	}
}

// video reports whether the metric is one of videos, which have a resource of their own.
func (m MemberMetric) video() bool {
	return m == MemberVideoPlays || m == MemberVideoViewers || m == MemberVideoWatchTime
}

// daily reports whether there are numbers by day.
func (m MemberMetric) daily(single bool) bool {
	switch m {
	case MemberReach, MemberLinkClicks, MemberFollowersWon, MemberProfileVisits, MemberVideoViewers, MemberVideoWatchTime:
		return false
	case MemberImpressions:
		return !single
	default:
		return true
	}
}

// MemberStatisticsParams say which number of the member's posts to read.
type MemberStatisticsParams struct {
	Metric MemberMetric
	Post   URN       // "": all posts together
	Daily  bool      // a row for each day, instead of one for all
	From   time.Time // begins the period, with its whole day; zero: all of the time, or the last days with Daily
	To     time.Time // ends it and is not part of it, but its day is if it has begun; zero: now
}

// MemberStatistics is one number of the member's posts.
type MemberStatistics struct {
	Metric MemberMetric
	Post   URN        // "" for all posts together
	Range  *TimeRange // nil: all of the time
	Count  int64      // below 0 if LinkedIn cannot tell
}

// UnmarshalJSON reads LinkedIn's form: the metric as an object named after a class until version 202604, and as a text
// since.
func (m *MemberStatistics) UnmarshalJSON(b []byte) error {
	var w struct {
		Count  scalar.Count    `json:"count"`
		Metric json.RawMessage `json:"metricType"`
		Entity map[string]URN  `json:"targetEntity"`
		Range  *TimeRange      `json:"dateRange"`
	}
	if err := rest.Decode(b, &w); err != nil {
		return err
	}
	*m = MemberStatistics{Metric: MemberMetric(textOf(w.Metric)), Count: -1, Range: w.Range}
	if w.Count.N != nil {
		m.Count = *w.Count.N
	}
	if m.Range != nil && *m.Range == (TimeRange{}) {
		m.Range = nil
	}
	for _, u := range w.Entity {
		m.Post = u
	}
	if inner, err := membersOf(w.Metric); m.Metric == "" && err == nil {
		for _, name := range inner {
			m.Metric = MemberMetric(textOf(name))
		}
	}
	return nil
}

// MemberStatistics reads one number of the posts of the member whom the token belongs to: LinkedIn tells one by a call.
// It needs [ScopePostAnalytics]; applications of the Development tier have been told 404 instead.
//
// Errors: [errors.ErrUnsupported] with Field "Metric" or "Daily" for what the version of the API or the metric does not
// have. See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/post-statistics and
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/video-statistics.
func (c *Client) MemberStatistics(ctx context.Context, p *MemberStatisticsParams) ([]*MemberStatistics, error) {
	if p == nil {
		return nil, social.Invalid(network, "Metric", "is empty")
	}
	if err := c.checkMember(p); err != nil {
		return nil, err
	}
	name := "me"
	if p.Post != "" {
		name = "entity"
	}
	resource := "memberCreatorPostAnalytics"
	if p.Metric.video() {
		resource = "memberCreatorVideoAnalytics"
	}
	q := finder(name)
	switch p.Post.Kind() {
	case KindShare:
		q.set("entity", recordValue(field{"share", textValue(p.Post)}))
	case KindUGCPost:
		q.set("entity", recordValue(field{"ugc", textValue(p.Post)}))
	}
	q.text("queryType", string(p.Metric))
	aggregation := "TOTAL"
	if p.Daily {
		aggregation = "DAILY"
	}
	q.text("aggregation", aggregation)
	if !p.From.IsZero() {
		q.set("dateRange", dates(p.From, c.until(p.To)))
	}
	return collect(ctx, c, &listing[MemberStatistics]{
		request: request{
			Op: resource + ".finder-" + name, Method: MethodFinder, Path: "/rest/" + resource, Query: q, Priority: social.PriorityBackfill,
		},
		most: pageOfStatistics, id: func(s *MemberStatistics) string { return s.Range.begins() },
	}, nil)
}

// checkMember finds what LinkedIn would refuse in words that do not say why.
func (c *Client) checkMember(p *MemberStatisticsParams) error {
	single := p.Post != ""
	switch {
	case p.Metric == "":
		return social.Invalid(network, "Metric", "is empty")
	case c.cfg.Version < p.Metric.Since():
		return social.Unsupported(network, "Metric", string(p.Metric)+" is there since version "+p.Metric.Since()+" of the API, the client asks for "+c.cfg.Version)
	case single && !p.Post.IsPost():
		return social.Invalid(network, "Post", "is neither a share nor a ugcPost")
	case p.Metric.video() && !single:
		return social.Unsupported(network, "Metric", string(p.Metric)+" is told of single posts only")
	case p.Daily && !p.Metric.daily(single):
		return social.Unsupported(network, "Daily", "LinkedIn does not tell "+string(p.Metric)+" by day")
	case p.Metric.video() && p.Metric != MemberVideoPlays && !p.From.IsZero():
		return social.Unsupported(network, "From", "LinkedIn tells "+string(p.Metric)+" as a whole only")
	case !p.To.IsZero() && !p.From.Before(p.To):
		return social.Invalid(network, "To", "is not after From")
	default:
		return nil
	}
}

// until is the end of a period, which the statistics of members must name.
func (c *Client) until(to time.Time) time.Time {
	if to.IsZero() {
		to = c.now()
	}
	return dayAfter(to)
}

// dates is a stretch of days, whose last is not part of it.
func dates(from, to time.Time) value {
	day := func(t time.Time) value {
		t = t.UTC()
		return recordValue(field{"year", numberValue(int64(t.Year()))}, field{"month", numberValue(int64(t.Month()))}, field{"day", numberValue(int64(t.Day()))})
	}
	return recordValue(field{"start", day(from)}, field{"end", day(to)})
}

const memberFollowers = "memberFollowersCount"

// memberFollowerRow is a number of followers, now or won in a day.
type memberFollowerRow struct {
	Count json.RawMessage `json:"memberFollowersCount"`
	Range *TimeRange      `json:"dateRange"`
}

// count is the number, which stands by itself or, as has been seen, in an object.
func (r *memberFollowerRow) count() (int64, bool) {
	if n, ok := scalar.Int(r.Count); ok {
		return n, true
	}
	var w struct {
		Count *int64     `json:"followerCount"`
		Range *TimeRange `json:"dateRange"`
	}
	if len(r.Count) == 0 || rest.Decode(r.Count, &w) != nil || w.Count == nil {
		return 0, false
	}
	if r.Range == nil {
		r.Range = w.Range
	}
	return *w.Count, true
}

// row tells the rows of a list apart.
func (r *memberFollowerRow) row() string {
	r.count() // which finds the day
	return r.Range.begins()
}

func followerList(q params, name string) *listing[memberFollowerRow] {
	return &listing[memberFollowerRow]{
		request: request{
			Op: memberFollowers + ".finder-" + name, Method: MethodFinder, Path: "/rest/" + memberFollowers, Query: q, Priority: social.PriorityBackfill,
		},
		most: pageOfStatistics, id: (*memberFollowerRow).row,
	}
}

// MemberFollowers is how many follow the member whom the token belongs to. It needs [ScopeMemberAnalytics].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/follower-statistics.
func (c *Client) MemberFollowers(ctx context.Context) (int64, error) {
	rows, err := collect(ctx, c, followerList(finder("me"), "me"), nil)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if n, ok := r.count(); ok {
			return n, nil
		}
	}
	return 0, &social.Error{
		Network: network, Op: memberFollowers + ".finder-me", Kind: social.ErrUnavailable, Message: "the answer does not hold the number",
	}
}

// MemberFollowerGain is how many followers the member won in a day.
type MemberFollowerGain struct {
	Day  time.Time // midnight UTC, with which it begins
	Gain int64
}

// MemberFollowerGains reads the followers that the member won, day by day. to is not included; zero means now. It needs
// [ScopeMemberAnalytics].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/members/follower-statistics.
func (c *Client) MemberFollowerGains(ctx context.Context, from, to time.Time) ([]*MemberFollowerGain, error) {
	if from.IsZero() || !to.IsZero() && !from.Before(to) {
		return nil, social.Invalid(network, "From", "is zero, or not before To")
	}
	q := finder("dateRange")
	q.set("dateRange", dates(from, c.until(to)))
	rows, err := collect(ctx, c, followerList(q, "dateRange"), nil)
	if err != nil {
		return nil, err
	}
	var out []*MemberFollowerGain
	for _, r := range rows {
		if n, ok := r.count(); ok && r.Range != nil {
			out = append(out, &MemberFollowerGain{Day: r.Range.Start, Gain: n})
		}
	}
	return out, nil
}
