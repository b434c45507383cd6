package linkedintest

import (
	"slices"
	"time"
)

// A Facet is a property by which the followers of a Page are counted, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
type Facet string

// The facets.
const (
	ByGeoCountry  Facet = "GeoCountry"
	ByGeo         Facet = "Geo"
	ByIndustry    Facet = "Industry"
	ByFunction    Facet = "Function"
	BySeniority   Facet = "Seniority"
	ByStaffCount  Facet = "StaffCountRange"
	ByAssociation Facet = "AssociationType"
)

func facets() []Facet {
	return []Facet{ByGeoCountry, ByGeo, ByIndustry, ByFunction, BySeniority, ByStaffCount, ByAssociation}
}

// member is the name of the segment in an answer.
func (f Facet) member() string {
	switch f {
	case ByGeoCountry, ByGeo:
		return "geo"
	case ByIndustry:
		return "industry"
	case ByFunction:
		return "function"
	case BySeniority:
		return "seniority"
	case ByStaffCount:
		return "staffCountRange"
	case ByAssociation:
		return "associationType"
	}
	return ""
}

// A FollowerCount is the number of followers in a segment, such as urn:li:seniority:3 or SIZE_1.
type FollowerCount struct {
	Segment       string
	Organic, Paid int
}

// SetFollowerCounts says how the followers of a Page are distributed over the segments of a facet.
func (s *Server) SetFollowerCounts(page string, by Facet, counts ...FollowerCount) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustOrg(page).facets[string(by)] = counts
}

// AddFollowers counts followers whom a Page won, or lost, at a moment without naming them; the zero time
// means now.
func (s *Server) AddFollowers(page string, at time.Time, organic, paid int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.mustOrg(page)
	if at.IsZero() {
		at = s.now()
	}
	o.gains = append(o.gains, tally{at, metricOrganic, int64(organic)}, tally{at, metricPaid, int64(paid)})
}

// followerCount is how many follow a Page by now.
func (o *organization) followerCount() int64 {
	total := int64(o.profile.Followers)
	for _, t := range o.gains {
		total += t.n
	}
	return total
}

// followerDelay is how far back the newest gains are that can be read.
const followerDelay = 2

// findFollowerStatistics is GET /rest/organizationalEntityFollowerStatistics?q=organizationalEntity: all followers
// by facet, or what was gained period by period, up to two days ago.
func findFollowerStatistics(c *call) (any, error) {
	page, err := c.organizationParam("organizationalEntity", adminRoles()...)
	if err != nil {
		return nil, err
	}
	intervals, err := c.timeIntervals("DAY", "WEEK", "MONTH")
	if err != nil {
		return nil, err
	}
	if intervals == nil {
		out := object{"organizationalEntity": page.urn}
		for _, f := range facets() {
			list := []object{}
			for _, n := range page.facets[string(f)] {
				list = append(list, object{
					f.member():       n.Segment,
					"followerCounts": object{"organicFollowerCount": n.Organic, "paidFollowerCount": n.Paid},
				})
			}
			out["followerCountsBy"+string(f)] = list[:min(100, len(list))]
		}
		return c.all([]object{out})
	}
	last := dayOf(c.now()).AddDate(0, 0, 1-followerDelay)
	found := []object{}
	for _, i := range intervals {
		if i.end.After(last) {
			break
		}
		known := c.bounded(i)
		found = append(found, object{
			"organizationalEntity": page.urn, "timeRange": i.json(),
			"followerGains": object{
				"organicFollowerGain": sum(page.gains, metricOrganic, known.start, known.end),
				"paidFollowerGain":    sum(page.gains, metricPaid, known.start, known.end),
			},
		})
	}
	return c.all(found)
}

// follow makes a member follow a Page.
func (s *Server) follow(m *member, o *organization) {
	if slices.Contains(o.followers, m) {
		return
	}
	o.followers = append(o.followers, m)
	o.gains = append(o.gains, tally{s.now(), metricOrganic, 1})
}
