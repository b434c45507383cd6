package linkedin

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/social"
)

// TimeRange is a stretch of time in UTC, whose end is not part of it.
type TimeRange struct{ Start, End time.Time }

// UnmarshalJSON reads milliseconds since 1970, and the dates that the statistics of members have.
func (r *TimeRange) UnmarshalJSON(b []byte) error {
	var w struct {
		Start json.RawMessage `json:"start"`
		End   json.RawMessage `json:"end"`
	}
	if err := rest.Decode(b, &w); err != nil {
		return err
	}
	r.Start, r.End = readMoment(w.Start), readMoment(w.End)
	return nil
}

// readMoment reads a time or a date, the zero time if it is neither.
func readMoment(b []byte) time.Time {
	var d struct {
		Year  int `json:"year"`
		Month int `json:"month"`
		Day   int `json:"day"`
	}
	if t, ok := scalar.Time(b); ok {
		return t
	}
	if len(b) == 0 || rest.Decode(b, &d) != nil || d.Year <= 0 || d.Year > 9999 || d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 31 {
		return time.Time{}
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// ShareStatistics are numbers of a Page's posts, or of one.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics.
type ShareStatistics struct {
	Page    URN         `json:"organizationalEntity"`
	Share   URN         `json:"share"`   // the post, if it is one of this kind
	UGCPost URN         `json:"ugcPost"` // the same
	Range   *TimeRange  `json:"timeRange"`
	Counts  ShareCounts `json:"totalShareStatistics"`
}

// Post is the post that the numbers are of, "" for all of the Page.
func (s *ShareStatistics) Post() URN {
	if s.Share != "" {
		return s.Share
	}
	return s.UGCPost
}

// row tells the rows of a list apart.
func (s *ShareStatistics) row() string { return string(s.Post()) + " " + s.Range.begins() }

// ShareCounts are numbers of organic posts. What LinkedIn left out is nil. Within a day they may be below 0, as when
// reactions are taken back.
type ShareCounts struct {
	Impressions       *int64   `json:"impressionCount"`
	UniqueImpressions *int64   `json:"uniqueImpressionsCount"` // members who saw it; those of several days cannot be added up
	Clicks            *int64   `json:"clickCount"`
	Reactions         *int64   `json:"likeCount"` // of all kinds
	Comments          *int64   `json:"commentCount"`
	Shares            *int64   `json:"shareCount"`
	CommentMentions   *int64   `json:"commentMentionsCount"`
	ShareMentions     *int64   `json:"shareMentionsCount"`
	Engagement        *float64 `json:"engagement"` // what members did, by impression
}

type plainShareCounts ShareCounts

// UnmarshalJSON reads both spellings of the unique impressions that the documentation has.
func (s *ShareCounts) UnmarshalJSON(b []byte) error {
	if err := rest.Decode(b, (*plainShareCounts)(s)); err != nil {
		return err
	}
	var other struct {
		Unique *int64 `json:"uniqueImpressionsCounts"`
	}
	if s.UniqueImpressions == nil && rest.Decode(b, &other) == nil {
		s.UniqueImpressions = other.Unique
	}
	return nil
}

func (s *ShareCounts) metrics() social.Metrics {
	m := social.Metrics{}
	social.Set(m, social.MetricImpressions, s.Impressions)
	social.Set(m, social.MetricReach, s.UniqueImpressions)
	social.Set(m, social.MetricClicks, s.Clicks)
	social.Set(m, social.MetricReactions, s.Reactions)
	social.Set(m, social.MetricComments, s.Comments)
	social.Set(m, social.MetricShares, s.Shares)
	return m
}

// A Facet is a property by which people are counted.
type Facet string

// Facets.
const (
	FacetCountry     Facet = "GeoCountry"      // segments are URNs, as urn:li:geo:103644278
	FacetArea        Facet = "Geo"             // the same
	FacetIndustry    Facet = "Industry"        // URNs
	FacetFunction    Facet = "Function"        // URNs
	FacetSeniority   Facet = "Seniority"       // URNs
	FacetStaffCount  Facet = "StaffCountRange" // as SIZE_2_TO_10
	FacetAssociation Facet = "AssociationType" // as EMPLOYEE; of followers only
)

// FollowerStatistics are the followers of a Page by facets, the hundred largest segments of each.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
type FollowerStatistics struct {
	Page   URN
	Facets map[Facet][]FollowerCount
}

// A FollowerCount is a number of followers in a segment, won by advertising or not.
type FollowerCount struct {
	Segment   string
	Followers int64
}

// UnmarshalJSON reads LinkedIn's form, which has a member for each facet.
func (f *FollowerStatistics) UnmarshalJSON(b []byte) error {
	members, err := membersOf(b)
	if err != nil {
		return err
	}
	*f = FollowerStatistics{Page: URN(textOf(members["organizationalEntity"])), Facets: map[Facet][]FollowerCount{}}
	for name, list := range members {
		facet, ok := strings.CutPrefix(name, "followerCountsBy")
		if !ok {
			continue
		}
		for _, s := range segments(list, "followerCounts") {
			var n struct {
				Organic *int64 `json:"organicFollowerCount"` // those won by advertising are in it, too
			}
			if rest.Decode(s.content, &n) == nil && n.Organic != nil {
				f.Facets[Facet(facet)] = append(f.Facets[Facet(facet)], FollowerCount{s.name, *n.Organic})
			}
		}
	}
	return nil
}

// FollowerGains are the followers that a Page won in a period, less those who left.
type FollowerGains struct {
	Page  URN        `json:"organizationalEntity"`
	Range *TimeRange `json:"timeRange"`
	Gains struct {
		Organic *int64 `json:"organicFollowerGain"`
		Paid    *int64 `json:"paidFollowerGain"` // by advertising
	} `json:"followerGains"`
}

// PageStatistics are views of a Page and clicks on its buttons.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/page-statistics.
type PageStatistics struct {
	Page   URN
	Range  *TimeRange            // nil: of all time
	Views  map[string]PageViews  // by LinkedIn's names: "allPageViews", "mobileCareersPageViews"
	Clicks []ButtonClicks        // on buttons
	Facets map[Facet][]PageFacet // of all time only
}

// PageViews is how often something was looked at; what LinkedIn left out is nil.
type PageViews struct {
	Views  *int64 `json:"pageViews"`
	Unique *int64 `json:"uniquePageViews"` // people; those of several days cannot be added up
}

// ButtonClicks are clicks on a button of a Page.
type ButtonClicks struct {
	Place  string // LinkedIn's name: "mobileCustomButtonClickCounts"
	Button string // "VISIT_WEBSITE"
	Clicks int64
}

// PageFacet is a number of views by a segment.
type PageFacet struct {
	Segment string
	Views   int64
}

// UnmarshalJSON reads LinkedIn's form.
func (p *PageStatistics) UnmarshalJSON(b []byte) error {
	members, err := membersOf(b)
	if err != nil {
		return err
	}
	*p = PageStatistics{Page: URN(textOf(members["organization"])), Views: map[string]PageViews{}, Facets: map[Facet][]PageFacet{}}
	if raw := members["timeRange"]; len(raw) > 0 {
		p.Range = new(TimeRange)
		_ = rest.Decode(raw, p.Range) // an odd one is zero
	}
	total, _ := membersOf(members["totalPageStatistics"]) // none if it is odd
	_ = rest.Decode(total["views"], &p.Views)
	clicks, _ := membersOf(total["clicks"])
	for place, list := range clicks {
		var buttons []struct {
			Button string `json:"customButtonType"`
			Clicks *int64 `json:"clicks"`
		}
		if rest.Decode(list, &buttons) != nil {
			continue
		}
		for _, n := range buttons {
			if n.Clicks != nil {
				p.Clicks = append(p.Clicks, ButtonClicks{place, n.Button, *n.Clicks})
			}
		}
	}
	slices.SortFunc(p.Clicks, func(a, b ButtonClicks) int { return strings.Compare(a.Place+a.Button, b.Place+b.Button) })
	for name, list := range members {
		facet, ok := strings.CutPrefix(name, "pageStatisticsBy")
		if !ok {
			continue
		}
		facet = strings.TrimSuffix(facet, "V2")
		for _, s := range segments(list, "pageStatistics") {
			var n struct {
				Views map[string]PageViews `json:"views"`
			}
			if rest.Decode(s.content, &n) == nil && n.Views[allViews].Views != nil {
				p.Facets[Facet(facet)] = append(p.Facets[Facet(facet)], PageFacet{s.name, *n.Views[allViews].Views})
			}
		}
	}
	return nil
}

// allViews is the sum of all views of a Page.
const allViews = "allPageViews"

// membersOf takes an object apart.
func membersOf(b []byte) (map[string]json.RawMessage, error) {
	var out map[string]json.RawMessage
	if len(b) == 0 {
		return nil, nil
	}
	return out, rest.Decode(b, &out)
}

func textOf(b []byte) string {
	s, _ := scalar.Text(b)
	return s
}

// segment is one line of a facet: its name stands under the name of the facet, which differs.
type segment struct {
	name    string
	content json.RawMessage
}

func segments(list []byte, content string) []segment {
	var items []map[string]json.RawMessage
	if rest.Decode(list, &items) != nil {
		return nil
	}
	var out []segment
	for _, item := range items {
		s := segment{content: item[content]}
		for name, v := range item {
			if text := textOf(v); name != content && text != "" {
				s.name = text
			}
		}
		if s.name != "" && s.content != nil {
			out = append(out, s)
		}
	}
	return out
}
