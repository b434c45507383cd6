package linkedintest

import "time"

// A Section is a part of a Page that people look at, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/page-statistics.
type Section string

// The sections.
const (
	Overview Section = "overview"
	Careers  Section = "careers"
	Jobs     Section = "jobs"
	LifeAt   Section = "lifeAt"
	About    Section = "about"
	People   Section = "people"
	Products Section = "products"
)

func sections() []Section {
	return []Section{Overview, Careers, Jobs, LifeAt, About, People, Products}
}

// PageViews is something that people look at.
type PageViews struct {
	Section Section // "" means Overview
	Mobile  bool
	Views   int64
	Unique  int64 // people
	// Buttons counts clicks on the custom button of the Page.
	Buttons int64
}

type pageView struct {
	PageViews
	at time.Time
}

// AddPageViews counts views of a Page at a moment; the zero time means now.
func (s *Server) AddPageViews(page string, at time.Time, n PageViews) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.mustOrg(page)
	if at.IsZero() {
		at = s.now()
	}
	if n.Section == "" {
		n.Section = Overview
	}
	o.views = append(o.views, pageView{n, at})
}

// pageStatistics sums views and clicks of a period.
func (o *organization) pageStatistics(i interval) object {
	type number struct{ views, unique int64 }
	sums := map[string]number{}
	mobileClicks, desktopClicks := int64(0), int64(0)
	count := func(name string, v pageView) {
		n := sums[name]
		sums[name] = number{n.views + v.Views, n.unique + v.Unique}
	}
	for _, v := range o.views {
		if v.at.Before(i.start) || !v.at.Before(i.end) {
			continue
		}
		device, all := "desktop", "allDesktopPageViews"
		if v.Mobile {
			device, all = "mobile", "allMobilePageViews"
			mobileClicks += v.Buttons
		} else {
			desktopClicks += v.Buttons
		}
		count("allPageViews", v)
		count(all, v)
		count(string(v.Section)+"PageViews", v)
		count(device+capital(string(v.Section))+"PageViews", v)
	}
	views := object{}
	names := []string{"allPageViews", "allDesktopPageViews", "allMobilePageViews"}
	for _, section := range sections() {
		name := string(section)
		names = append(names, name+"PageViews", "desktop"+capital(name)+"PageViews", "mobile"+capital(name)+"PageViews")
	}
	for _, name := range names {
		views[name] = object{"pageViews": sums[name].views, "uniquePageViews": sums[name].unique}
	}
	return object{"views": views, "clicks": object{
		"mobileCustomButtonClickCounts":  []object{{"customButtonType": "VISIT_WEBSITE", "clicks": mobileClicks}},
		"desktopCustomButtonClickCounts": []object{{"customButtonType": "VISIT_WEBSITE", "clicks": desktopClicks}},
	}}
}

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

// findPageStatistics is GET /rest/organizationPageStatistics?q=organization.
func findPageStatistics(c *call) (any, error) {
	page, err := c.organizationParam("organization", adminRoles()...)
	if err != nil {
		return nil, err
	}
	intervals, err := c.timeIntervals("DAY", "MONTH")
	if err != nil {
		return nil, err
	}
	if intervals == nil {
		out := object{"organization": page.urn, "totalPageStatistics": page.pageStatistics(c.bounded(interval{time.Time{}, c.now().AddDate(0, 0, 1)}))}
		for _, by := range []string{"GeoCountry", "Geo", "IndustryV2", "Function", "Seniority", "StaffCountRange", "TargetedContent"} {
			out["pageStatisticsBy"+by] = []object{}
		}
		return c.all([]object{out})
	}
	found := []object{}
	for _, i := range intervals {
		found = append(found, object{
			"organization": page.urn, "timeRange": i.json(), "totalPageStatistics": page.pageStatistics(c.bounded(i)),
		})
	}
	return c.all(found)
}
