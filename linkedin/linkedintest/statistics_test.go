package linkedintest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func (s *site) statistics(resource, finder, more string) []object {
	s.t.Helper()
	r := s.get("/rest/" + resource + "?q=" + finder + "&" + finder + "=" + enc(s.acme) + more)
	require.Equal(s.t, 200, r.status, r.text)
	return r.elements()
}

// days is the parameter for so many days up to now.
func days(now time.Time, n int, granularity string) string {
	return fmt.Sprintf("&timeIntervals=(timeRange:(start:%d,end:%d),timeGranularityType:%s)",
		now.AddDate(0, 0, -n).UnixMilli(), now.UnixMilli(), granularity)
}

func TestShareStatistics(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	yesterday := noon().AddDate(0, 0, -1)
	share, quiet := s.publish("hello", nil), s.publish("quiet", nil)
	poll := s.publish("vote", object{"content": object{"poll": object{"question": "?", "options": []object{{"text": "a"}, {"text": "b"}}, "settings": object{"duration": "ONE_DAY"}}}})
	s.AddShareStatistics(share, yesterday, linkedintest.ShareCounts{Impressions: 90, UniqueImpressions: 70, Clicks: 5})
	s.AddShareStatistics(share, time.Time{}, linkedintest.ShareCounts{Impressions: 10, UniqueImpressions: 8})
	s.AddShareStatistics(poll, time.Time{}, linkedintest.ShareCounts{Impressions: 100})
	s.Comment(s.bob, share, "nice")
	s.React(s.bob, share, linkedintest.Like)
	s.Reshare(s.bob, share, "")
	const resource = "organizationalEntityShareStatistics"
	total := s.statistics(resource, "organizationalEntity", "")
	require.Len(t, total, 1)
	assert.Equal(t, object{
		"impressionCount": 200.0, "uniqueImpressionsCount": 78.0, "clickCount": 5.0, "likeCount": 1.0, "commentCount": 1.0,
		"shareCount": 1.0, "engagement": 8.0 / 200,
	}, total[0]["totalShareStatistics"])

	daily := s.statistics(resource, "organizationalEntity", days(noon(), 2, "DAY"))
	require.Len(t, daily, 3)
	assert.InDelta(t, 90, in(daily[1], "totalShareStatistics", "impressionCount"), 0)
	assert.InDelta(t, 110, in(daily[2], "totalShareStatistics", "impressionCount"), 0)
	assert.InDelta(t, noon().Truncate(24*time.Hour).UnixMilli(), in(daily[2], "timeRange", "start"), 0)

	single := s.statistics(resource, "organizationalEntity", "&shares=List("+enc(share)+","+enc(quiet)+")&ugcPosts=List("+enc(poll)+")")
	require.Len(t, single, 2, "posts without activity are left out")
	assert.Equal(t, share, single[0]["share"])
	assert.Equal(t, poll, single[1]["ugcPost"])
	path := "/rest/" + resource + "?q=organizationalEntity&organizationalEntity=" + enc(s.acme)
	assert.Equal(t, "INVALID_URN_TYPE", s.get(path+"&shares=List("+enc(poll)+")").code())
	assert.Equal(t, 400, s.get(path+"&shares=List("+enc(share)+")"+days(noon(), 2, "DAY")).status)
	assert.Equal(t, 400, s.get(path+days(noon(), 2, "WEEK")).status)
	assert.Equal(t, 400, s.get(path+"&timeIntervals.timeGranularityType=DAY").status)
	s.clock.Advance(24 * time.Hour)
	s.Unreact(s.bob, share)
	daily = s.statistics(resource, "organizationalEntity", days(s.Now(), 1, "DAY"))
	assert.InDelta(t, -1, in(daily[1], "totalShareStatistics", "likeCount"), 0, "likes that were taken back")
	s.clock.Advance(366 * 24 * time.Hour)
	again := s.Token(s.ann)
	late := s.do(again, "GET", path, nil).elements()
	assert.InDelta(t, 0, in(late[0], "totalShareStatistics", "impressionCount"), 0, "twelve months are kept")
}

func TestStatisticsAreLate(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{StatisticsDelay: time.Hour, Traps: linkedintest.Traps{UniqueImpressionsCounts: true}})
	s.AddShareStatistics(s.publish("hello", nil), time.Time{}, linkedintest.ShareCounts{UniqueImpressions: 3})
	unique := func() any {
		return in(s.statistics("organizationalEntityShareStatistics", "organizationalEntity", "")[0], "totalShareStatistics", "uniqueImpressionsCounts")
	}
	assert.InDelta(t, 0, unique(), 0)
	s.clock.Advance(time.Hour)
	assert.InDelta(t, 3, unique(), 0)
}

func TestFollowers(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	size := func() any {
		return s.get("/rest/networkSizes/" + enc(s.acme) + "?edgeType=COMPANY_FOLLOWED_BY_MEMBER").body["firstDegreeSize"]
	}
	s.AddFollowers(s.acme, noon().AddDate(0, 0, -5), 10, 3)
	s.Follow(s.bob, s.acme)
	s.Follow(s.bob, s.acme)
	assert.InDelta(t, 14, size(), 0)
	s.Unfollow(s.bob, s.acme)
	s.Unfollow(s.bob, s.acme)
	assert.InDelta(t, 13, size(), 0)
	assert.Equal(t, 13, s.Followers(s.acme))
	const resource = "organizationalEntityFollowerStatistics"
	daily := s.statistics(resource, "organizationalEntity", days(noon(), 6, "DAY"))
	require.Len(t, daily, 5, "up to two days ago")
	assert.Equal(t, object{"organicFollowerGain": 10.0, "paidFollowerGain": 3.0}, daily[1]["followerGains"])
	s.SetFollowerCounts(s.acme, linkedintest.BySeniority, linkedintest.FollowerCount{Segment: "urn:li:seniority:3", Organic: 7})
	all := s.statistics(resource, "organizationalEntity", "")[0]
	assert.Equal(t, []object{{
		"seniority": "urn:li:seniority:3", "followerCounts": object{"organicFollowerCount": 7.0, "paidFollowerCount": 0.0},
	}}, objects(all["followerCountsBySeniority"]))
	assert.Contains(t, all, "followerCountsByGeoCountry")
	assert.Equal(t, 400, s.get("/rest/networkSizes/"+s.acme+"?edgeType=COMPANY_FOLLOWED_BY_MEMBER").status, "not encoded")
	assert.Equal(t, 400, s.get("/rest/networkSizes/"+enc(s.acme)+"?edgeType=CompanyFollowedByMember").status)
}

func TestPageStatistics(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	s.AddPageViews(s.acme, noon().AddDate(0, 0, -1), linkedintest.PageViews{Views: 5, Unique: 4})
	s.AddPageViews(s.acme, time.Time{}, linkedintest.PageViews{Section: linkedintest.Careers, Mobile: true, Views: 2, Unique: 1, Buttons: 1})
	total := s.statistics("organizationPageStatistics", "organization", "")[0]
	views := in(total, "totalPageStatistics", "views").(object)
	assert.Equal(t, object{"pageViews": 7.0, "uniquePageViews": 5.0}, views["allPageViews"])
	assert.InDelta(t, 5, in(views, "desktopOverviewPageViews", "pageViews"), 0)
	assert.InDelta(t, 2, in(views, "mobileCareersPageViews", "pageViews"), 0)
	assert.InDelta(t, 2, in(views, "careersPageViews", "pageViews"), 0)
	daily := s.statistics("organizationPageStatistics", "organization", days(noon(), 1, "DAY"))
	require.Len(t, daily, 2)
	assert.InDelta(t, 2, in(daily[1], "totalPageStatistics", "views", "allPageViews", "pageViews"), 0)
}

func TestMemberAnalytics(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.post("/rest/posts", draft(s.ann, "hello", nil)).id()
	s.AddMemberMetric(urn, linkedintest.Impressions, noon().AddDate(0, 0, -1), 40)
	s.AddMemberMetric(urn, linkedintest.Impressions, time.Time{}, 2)
	s.AddMemberMetric(urn, linkedintest.PostSaves, time.Time{}, 3)
	s.React(s.bob, urn, linkedintest.Like)
	read := func(query string, changes ...change) reply {
		return s.get("/rest/memberCreatorPostAnalytics?"+query, changes...)
	}
	one := "q=entity&entity=(share:" + enc(urn) + ")&queryType="
	r := read(one + "IMPRESSION&aggregation=TOTAL")
	require.Equal(t, 200, r.status, r.text)
	assert.InDelta(t, 42, r.elements()[0]["count"], 0)
	assert.Equal(t, "IMPRESSION", r.elements()[0]["metricType"])
	assert.Equal(t, object{"share": urn}, r.elements()[0]["targetEntity"])
	old := read(one+"IMPRESSION", with("Linkedin-Version", "202604")).elements()[0]["metricType"]
	assert.Equal(t, object{"com.linkedin.adsexternalapi.memberanalytics.v1.CreatorPostAnalyticsMetricTypeV1": "IMPRESSION"}, old)
	assert.InDelta(t, 3, read(one + "POST_SAVE").elements()[0]["count"], 0)
	assert.Equal(t, 400, read(one+"POST_SAVE", with("Linkedin-Version", "202603")).status)
	assert.InDelta(t, 1, read("q=me&queryType=REACTION").elements()[0]["count"], 0)

	daily := read("q=me&queryType=IMPRESSION&aggregation=DAILY&dateRange=(start:(day:19,month:9,year:2026),end:(day:21,month:9,year:2026))").elements()
	require.Len(t, daily, 2)
	assert.InDelta(t, 40, daily[0]["count"], 0)
	assert.Equal(t, object{"day": 19.0, "month": 9.0, "year": 2026.0}, in(daily[0], "dateRange", "start"))
	for _, bad := range []string{
		one + "IMPRESSION&aggregation=DAILY", "q=me&queryType=MEMBERS_REACHED&aggregation=DAILY", "q=me&queryType=LIKES", "q=me",
		"q=entity&entity=" + enc(urn) + "&queryType=IMPRESSION", "q=me&queryType=IMPRESSION&dateRange=(start:1)",
	} {
		assert.Equal(t, 400, read(bad).status, bad)
	}
	foreign := s.Post(s.bob, "mine", nil)
	assert.Equal(t, 403, read("q=entity&entity=(share:"+enc(foreign)+")&queryType=IMPRESSION").status)
	assert.Equal(t, 403, s.do(s.share, "GET", "/rest/memberCreatorPostAnalytics?q=me&queryType=IMPRESSION", nil).status)
}

func TestMemberFollowers(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	s.AddMemberFollowers(s.ann, noon().AddDate(0, 0, -1), 7)
	s.Follow(s.bob, s.ann)
	assert.InDelta(t, 8, s.get("/rest/memberFollowersCount?q=me").elements()[0]["memberFollowersCount"], 0)
	found := s.get("/rest/memberFollowersCount?q=dateRange&dateRange=(start:(day:19,month:9,year:2026),end:(day:20,month:9,year:2026))").elements()
	require.Len(t, found, 1)
	assert.InDelta(t, 7, found[0]["memberFollowersCount"], 0)
}

func TestVideoAnalytics(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{AnyFile: true, Processing: linkedintest.Processing{Polls: -1}})
	urn := s.publish("film", object{"content": object{"media": object{"id": s.video([]byte("abc"))}}})
	s.AddVideoStatistics(urn, noon().AddDate(0, 0, -1), linkedintest.VideoCounts{Views: 4, Viewers: 3, Watched: time.Minute})
	path := "/rest/videoAnalytics?q=entity&entity=" + enc(urn) + "&type="
	all := s.get(path + "VIDEO_VIEW&aggregation=ALL").elements()
	require.Len(t, all, 1)
	assert.InDelta(t, 4, all[0]["value"], 0)
	assert.Equal(t, "VIDEO_VIEW", all[0]["statisticsType"])
	assert.InDelta(t, 60_000, s.get(path + "TIME_WATCHED").elements()[0]["value"], 0)
	start := noon().AddDate(0, 0, -2).UnixMilli()
	daily := s.get(path + fmt.Sprintf("VIEWER&aggregation=DAY&timeRange=(start:%d,end:%d)", start, noon().UnixMilli())).elements()
	require.Len(t, daily, 3)
	assert.InDelta(t, 3, daily[1]["value"], 0)
	assert.Equal(t, 400, s.get(path+"PLAYS").status)
	assert.Equal(t, 404, s.get("/rest/videoAnalytics?q=entity&entity="+enc(s.publish("text", nil))+"&type=VIEWER").status)
	s.clock.Advance(200 * 24 * time.Hour)
	assert.InDelta(t, 0, s.do(s.Token(s.ann), "GET", path+"VIDEO_VIEW", nil).elements()[0]["value"], 0, "six months are kept")
}

func TestMemberVideoAnalytics(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{PostURNs: linkedintest.UGCURNs})
	urn := s.post("/rest/posts", draft(s.ann, "hello", nil)).id()
	s.AddVideoStatistics(urn, time.Time{}, linkedintest.VideoCounts{Views: 4, Viewers: 3, Watched: time.Minute})
	for name, want := range map[string]int{"VIDEO_PLAY": 4, "VIDEO_VIEWER": 3, "VIDEO_WATCH_TIME": 60_000} {
		r := s.get("/rest/memberCreatorVideoAnalytics?q=entity&entity=(ugc:" + enc(urn) + ")&queryType=" + name)
		require.Len(t, r.elements(), 1, r.text)
		assert.InDelta(t, want, r.elements()[0]["count"], 0)
	}
	assert.Equal(t, 400, s.get("/rest/memberCreatorVideoAnalytics?q=me&queryType=PLAYS").status)
}

func TestConnections(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	eve := s.AddMember(linkedintest.Member{First: "Eve", Connections: 42})
	path := "/rest/networkSizes/" + enc(eve) + "?edgeType=FIRST_DEGREE_CONNECTION"
	r := s.do(s.Token(eve), "GET", path, nil)
	assert.InDelta(t, 42, r.body["firstDegreeSize"], 0, r.text)
	assert.Equal(t, 403, s.get(path).status)
	assert.Equal(t, 404, s.get("/rest/networkSizes/urn%3Ali%3Aorganization%3A1?edgeType=COMPANY_FOLLOWED_BY_MEMBER").status)
}
