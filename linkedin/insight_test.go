package linkedin_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// today is the midnight UTC with which the day began.
func today() time.Time { return time.Now().UTC().Truncate(24 * time.Hour) }

// poll makes a post of kind ugcPost, for the Page.
func (w *world) poll(c *linkedin.Client) string {
	w.t.Helper()
	id, err := c.Do(w.t.Context(), linkedin.MethodCreate, "/rest/posts", "", map[string]any{
		"author": w.acme, "commentary": "vote", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
		"distribution": map[string]any{"feedDistribution": "MAIN_FEED"},
		"content": map[string]any{"poll": map[string]any{
			"question": "?", "options": []map[string]any{{"text": "a"}, {"text": "b"}}, "settings": map[string]any{"duration": "ONE_DAY"},
		}},
	}, nil)
	require.NoError(w.t, err)
	return id
}

// TestShareStatistics: of all posts, day by day, and of single ones, of which shares and ugcPosts are asked for apart.
func TestShareStatistics(t *testing.T) {
	t.Parallel()
	for _, traps := range []linkedintest.Traps{{}, {UniqueImpressionsCounts: true}} {
		w := newWorld(t, &linkedintest.Options{Traps: traps})
		c := w.client()
		share, quiet, poll := w.srv.Post(w.acme, "hello", nil), w.srv.Post(w.acme, "quiet", nil), w.poll(c)
		w.srv.AddShareStatistics(share, today().Add(-time.Hour), linkedintest.ShareCounts{Impressions: 90, UniqueImpressions: 70, Clicks: 5})
		w.srv.AddShareStatistics(poll, time.Time{}, linkedintest.ShareCounts{Impressions: 10})
		w.srv.React(w.ann, share, linkedintest.Love)

		all, err := c.ShareStatistics(t.Context(), nil)
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.Equal(t, int64(100), *all[0].Counts.Impressions)
		assert.Equal(t, int64(70), *all[0].Counts.UniqueImpressions)
		assert.Equal(t, int64(1), *all[0].Counts.Reactions)
		assert.InDelta(t, 0.06, *all[0].Counts.Engagement, 1e-9)
		assert.Nil(t, all[0].Range)

		daily, err := c.ShareStatistics(t.Context(), &linkedin.StatisticsParams{From: today().AddDate(0, 0, -200)})
		require.NoError(t, err)
		require.Len(t, daily, 201)
		assert.Equal(t, today().AddDate(0, 0, -1), daily[199].Range.Start)
		assert.Equal(t, int64(90), *daily[199].Counts.Impressions)
		assert.Equal(t, int64(0), *daily[0].Counts.Impressions, "a day on which nothing happened is told")

		single, err := c.PostStatistics(t.Context(), "", linkedin.URN(share), linkedin.URN(quiet), linkedin.URN(poll))
		require.NoError(t, err)
		require.Len(t, single, 2, "LinkedIn leaves out what nobody has done anything with")
		assert.Equal(t, int64(5), *single[linkedin.URN(share)].Counts.Clicks)
		assert.Equal(t, int64(10), *single[linkedin.URN(poll)].Counts.Impressions)
		_, err = c.PostStatistics(t.Context(), "", "urn:li:activity:1")
		require.ErrorIs(t, err, social.ErrInvalid)
	}
}

func TestFollowerStatistics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.AddFollowers(w.acme, today().AddDate(0, 0, -5), 10, 3)
	w.srv.SetFollowerCounts(w.acme, linkedintest.BySeniority,
		linkedintest.FollowerCount{Segment: "urn:li:seniority:3", Organic: 7}, linkedintest.FollowerCount{Segment: "urn:li:seniority:4", Organic: 2, Paid: 5})
	w.srv.SetFollowerCounts(w.acme, linkedintest.ByStaffCount, linkedintest.FollowerCount{Segment: "SIZE_1", Organic: 1})
	n, err := c.Followers(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, int64(13), n)
	other := w.srv.CreateOrganization("Rival")
	n, err = c.Followers(t.Context(), linkedin.URN(other))
	require.NoError(t, err, "of any Page")
	assert.Equal(t, int64(0), n)
	_, err = c.Followers(t.Context(), linkedin.URN(w.ann))
	require.ErrorIs(t, err, social.ErrInvalid)

	facets, err := c.FollowerStatistics(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, linkedin.URN(w.acme), facets.Page)
	assert.Equal(t, map[linkedin.Facet][]linkedin.FollowerCount{
		linkedin.FacetSeniority:  {{Segment: "urn:li:seniority:3", Followers: 7}, {Segment: "urn:li:seniority:4", Followers: 2}},
		linkedin.FacetStaffCount: {{Segment: "SIZE_1", Followers: 1}},
	}, facets.Facets)

	gains, err := c.FollowerGains(t.Context(), &linkedin.StatisticsParams{From: today().AddDate(0, 0, -6)})
	require.NoError(t, err)
	require.Len(t, gains, 5, "the last two days are not known yet")
	assert.Equal(t, int64(10), *gains[1].Gains.Organic)
	assert.Equal(t, int64(3), *gains[1].Gains.Paid)
	weeks, err := c.FollowerGains(t.Context(), &linkedin.StatisticsParams{From: today().AddDate(0, 0, -14), To: today(), By: linkedin.ByWeek})
	require.NoError(t, err)
	assert.Len(t, weeks, 1)
	_, err = c.FollowerGains(t.Context(), nil)
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestPageStatistics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.AddPageViews(w.acme, today().Add(-time.Hour), linkedintest.PageViews{Section: linkedintest.Careers, Mobile: true, Views: 4, Unique: 3, Buttons: 2})
	w.srv.AddPageViews(w.acme, time.Time{}, linkedintest.PageViews{Views: 1, Unique: 1})
	all, err := c.PageStatistics(t.Context(), nil)
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, int64(5), *all[0].Views["allPageViews"].Views)
	assert.Equal(t, int64(3), *all[0].Views["mobileCareersPageViews"].Unique)
	assert.Contains(t, all[0].Clicks, linkedin.ButtonClicks{Place: "mobileCustomButtonClickCounts", Button: "VISIT_WEBSITE", Clicks: 2})
	daily, err := c.PageStatistics(t.Context(), &linkedin.StatisticsParams{From: today().AddDate(0, 0, -1), To: today()})
	require.NoError(t, err)
	require.Len(t, daily, 1)
	assert.Equal(t, int64(4), *daily[0].Views["allPageViews"].Views)
	_, err = c.PageStatistics(t.Context(), &linkedin.StatisticsParams{From: today(), To: today()})
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.PageStatistics(t.Context(), &linkedin.StatisticsParams{Page: linkedin.URN(w.ann)})
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.PageStatistics(t.Context(), &linkedin.StatisticsParams{Page: linkedin.URN(w.srv.CreateOrganization("Rival"))})
	require.ErrorIs(t, err, social.ErrPermission, "administrators only")
}

// TestFacetsOfPages reads what the documentation shows and the simulator has not.
func TestFacetsOfPages(t *testing.T) {
	t.Parallel()
	c := answering(t, `{"elements":[{"organization":"urn:li:organization:1","totalPageStatistics":{"views":{}},
		"pageStatisticsByIndustryV2":[{"industryV2":"urn:li:industry:4","pageStatistics":{"views":{"allPageViews":{"pageViews":17}}}},{"industryV2":null},null,7],
		"pageStatisticsByGeo":"odd"}]}`)
	all, err := c.PageStatistics(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, map[linkedin.Facet][]linkedin.PageFacet{linkedin.FacetIndustry: {{Segment: "urn:li:industry:4", Views: 17}}}, all[0].Facets)
}

// answering makes a client of a server that always answers the same.
func answering(t *testing.T, body string) *linkedin.Client {
	t.Helper()
	return answeringFor(t, "urn:li:organization:1", body)
}

func answeringFor(t *testing.T, author linkedin.URN, body string) *linkedin.Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(srv.Close)
	c, err := linkedin.New(author, static("token-123"), &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	return c
}

// TestStatisticsThatDoNotPage end, although each page looks full: LinkedIn does not say which of them come in pages.
func TestStatisticsThatDoNotPage(t *testing.T) {
	t.Parallel()
	body := `{"elements":[`
	for i := range 120 {
		if i > 0 {
			body += ","
		}
		body += `{"timeRange":{"start":` + strconv.Itoa((i+1)*24*60*60*1000) + `}}`
	}
	rows, err := answering(t, body+"]}").ShareStatistics(t.Context(), &linkedin.StatisticsParams{From: time.Unix(0, 0)})
	require.NoError(t, err)
	assert.Len(t, rows, 120)
}

// TestMemberStatistics: one metric by a call; the metric is an object in old versions and a text in new ones; what
// a version or metric does not have is not asked for.
func TestMemberStatistics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post := w.srv.Post(w.ann, "hello", nil)
	w.srv.AddMemberMetric(post, linkedintest.Impressions, today().Add(-time.Hour), 40)
	w.srv.AddMemberMetric(post, linkedintest.Impressions, time.Time{}, 2)
	w.srv.AddMemberMetric(post, linkedintest.PostSaves, time.Time{}, 3)
	for _, version := range []string{"202603", "202609"} {
		c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), Version: version})
		read := func(p linkedin.MemberStatisticsParams) []*linkedin.MemberStatistics {
			rows, err := c.MemberStatistics(t.Context(), &p)
			require.NoError(t, err)
			return rows
		}
		all := read(linkedin.MemberStatisticsParams{Metric: linkedin.MemberImpressions})
		require.Len(t, all, 1)
		assert.Equal(t, linkedin.MemberStatistics{Metric: linkedin.MemberImpressions, Count: 42}, *all[0])
		one := read(linkedin.MemberStatisticsParams{Metric: linkedin.MemberImpressions, Post: linkedin.URN(post), From: today().AddDate(0, 0, -1), To: today()})
		require.Len(t, one, 1)
		assert.Equal(t, linkedin.MemberStatistics{
			Metric: linkedin.MemberImpressions, Count: 40, Post: linkedin.URN(post), Range: &linkedin.TimeRange{Start: today().AddDate(0, 0, -1), End: today()},
		}, *one[0])
		days := read(linkedin.MemberStatisticsParams{Metric: linkedin.MemberImpressions, Daily: true, From: today().AddDate(0, 0, -3)})
		require.Len(t, days, 4)
		assert.Equal(t, int64(40), days[2].Count)

		_, err := c.MemberStatistics(t.Context(), &linkedin.MemberStatisticsParams{Metric: linkedin.MemberSaves})
		if version < linkedin.MemberSaves.Since() {
			require.ErrorIs(t, err, errors.ErrUnsupported)
			assert.Contains(t, err.Error(), "202604")
		} else {
			require.NoError(t, err)
		}
		for _, p := range []linkedin.MemberStatisticsParams{
			{Metric: linkedin.MemberReach, Daily: true}, {Metric: linkedin.MemberImpressions, Post: linkedin.URN(post), Daily: true},
			{Metric: linkedin.MemberVideoPlays}, {Metric: linkedin.MemberVideoViewers, Post: linkedin.URN(post), From: today()},
		} {
			_, err := c.MemberStatistics(t.Context(), &p)
			require.ErrorIs(t, err, errors.ErrUnsupported, "%+v", p)
		}
	}
	c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann))})
	for _, p := range []*linkedin.MemberStatisticsParams{nil, {}, {Metric: linkedin.MemberReach, Post: "urn:li:activity:1"}, {Metric: linkedin.MemberReach, To: today()}} {
		_, err := c.MemberStatistics(t.Context(), p)
		if p != nil && !p.To.IsZero() {
			require.NoError(t, err, "an end without a beginning is all of the time")
			continue
		}
		require.ErrorIs(t, err, social.ErrInvalid)
	}
}

func TestMemberFollowers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.AddMemberFollowers(w.ann, today().AddDate(0, 0, -2), 7)
	w.srv.AddMemberFollowers(w.ann, time.Time{}, 1)
	c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann))})
	n, err := c.MemberFollowers(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(8), n)
	gains, err := c.MemberFollowerGains(t.Context(), today().AddDate(0, 0, -2), time.Time{})
	require.NoError(t, err)
	require.Len(t, gains, 3)
	assert.Equal(t, linkedin.MemberFollowerGain{Day: today().AddDate(0, 0, -2), Gain: 7}, *gains[0])
	assert.Equal(t, int64(1), gains[2].Gain)

	nested := answering(t, `{"elements":[{"memberFollowersCount":{"followerCount":5,"dateRange":{"start":{"year":2026,"month":9,"day":1}}}},{"memberFollowersCount":null}]}`)
	gains, err = nested.MemberFollowerGains(t.Context(), today(), time.Time{})
	require.NoError(t, err)
	assert.Equal(t, []*linkedin.MemberFollowerGain{{Day: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Gain: 5}}, gains, "as has been seen")
	_, err = answering(t, `{"elements":[]}`).MemberFollowers(t.Context())
	require.ErrorIs(t, err, social.ErrUnavailable)
}
