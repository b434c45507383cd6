package linkedin_test

import (
	"errors"
	"io"
	"maps"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

func measuredRef(urn string) social.Ref { return social.Ref{Network: "linkedin", ID: urn} }

// TestPostMetrics: shares and ugcPosts together, a post that nobody looked at, one that does not exist, one of others,
// a comment; in batches, and one by one where the application may not batch.
func TestPostMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	share, quiet, poll := w.srv.Post(w.acme, "hello", nil), w.srv.Post(w.acme, "quiet", nil), w.poll(w.client())
	w.srv.AddShareStatistics(share, time.Time{}, linkedintest.ShareCounts{Impressions: 90, UniqueImpressions: 70, Clicks: 5})
	w.srv.AddShareStatistics(poll, time.Time{}, linkedintest.ShareCounts{Impressions: 10})
	bob := w.srv.CreateMember("Bob", "Ray")
	w.srv.React(bob, share, linkedintest.Love)
	w.srv.React(w.ann, share, linkedintest.Like)
	comment := w.srv.Comment(bob, share, "nice")
	w.srv.React(w.ann, comment, linkedintest.Like)
	fan := w.srv.Mention(bob, w.acme, "look at")
	refs := []social.Ref{
		measuredRef(share), measuredRef(quiet), measuredRef(poll), measuredRef("urn:li:share:99"), measuredRef(fan),
		{Network: "linkedin", Kind: social.RefComment, ID: comment}, measuredRef(share), measuredRef("urn:li:activity:1"), {Network: "x", ID: "1"},
	}
	for name, c := range map[string]*linkedin.Client{"batch": w.client(), "one by one": w.development()} {
		reports, err := c.PostMetrics(t.Context(), refs...)
		require.NoError(t, err, name)
		require.Len(t, reports, len(refs))
		for _, i := range []int{0, 1, 2, 4, 5, 6} {
			require.NoError(t, reports[i].Err, "%s %d", name, i)
			assert.False(t, reports[i].At.IsZero())
			assert.NotNil(t, reports[i].Raw)
		}
		want := social.Metrics{
			social.MetricImpressions: 90, social.MetricReach: 70, social.MetricClicks: 5, social.MetricReactions: 2,
			social.MetricLikes: 1, social.MetricComments: 1, social.MetricShares: 0,
		}
		assert.Equal(t, want, reports[0].Metrics, name)
		assert.Equal(t, want, reports[6].Metrics, name)
		zero := maps.Clone(want)
		for m := range zero {
			zero[m] = 0
		}
		assert.Equal(t, zero, reports[1].Metrics, "left out because nothing happened: that is 0, and no error")
		assert.InDelta(t, 10, reports[2].Metrics[social.MetricImpressions], 0)
		require.ErrorIs(t, reports[3].Err, social.ErrNotFound, name)
		assert.Empty(t, reports[3].Metrics)
		assert.Equal(t, social.Metrics{social.MetricReactions: 0, social.MetricLikes: 0, social.MetricComments: 0}, reports[4].Metrics, "of others only what everybody sees")
		assert.Equal(t, social.Metrics{social.MetricReactions: 1, social.MetricLikes: 1, social.MetricComments: 0}, reports[5].Metrics, name)
		require.ErrorIs(t, reports[7].Err, social.ErrInvalid, "activities have no statistics")
		require.ErrorIs(t, reports[8].Err, social.ErrInvalid)
	}
	none, err := w.client().PostMetrics(t.Context())
	require.NoError(t, err)
	assert.Empty(t, none)
}

// TestManyPosts: a hundred posts take three calls, whose queries are too long for an address.
func TestManyPosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var refs []social.Ref
	for i := range 150 {
		post := w.srv.Post(w.acme, strconv.Itoa(i), nil)
		w.srv.AddShareStatistics(post, time.Time{}, linkedintest.ShareCounts{Clicks: int64(i)})
		refs = append(refs, measuredRef(post))
	}
	reports, err := w.client().PostMetrics(t.Context(), refs...)
	require.NoError(t, err)
	for i, r := range reports {
		require.NoError(t, r.Err)
		assert.InDelta(t, i, r.Metrics[social.MetricClicks], 0)
	}
	assert.Len(t, w.srv.Requests().All(), 6)
	assert.Equal(t, 1, w.srv.Requests().Count("POST /rest/organizationalEntityShareStatistics"), "the rest fits")
}

// TestVideoMetrics: views and watch time come with a post that has a video, and by day from LinkedIn's own call.
func TestVideoMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	film := social.MediaBytes("film.mp4", nil)
	film.Size, film.Open = 100<<10, func() (io.ReadCloser, error) { return io.NopCloser(linkedintest.MP4(100 << 10)), nil }
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{film}})
	require.NoError(t, err)
	w.srv.AddVideoStatistics(post.Ref.ID, time.Time{}, linkedintest.VideoCounts{Views: 3, Viewers: 2, Watched: 90 * time.Second})
	reports, err := c.PostMetrics(t.Context(), post.Ref)
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	assert.InDelta(t, 3, reports[0].Metrics[social.MetricViews], 0)
	assert.InDelta(t, 90, reports[0].Metrics[social.MetricWatchTime], 0)

	days, err := c.VideoStatistics(t.Context(), &linkedin.VideoStatisticsParams{
		Post: linkedin.URN(post.Ref.ID), Metric: linkedin.VideoViewers, By: linkedin.ByDay, From: today().AddDate(0, 0, -1),
	})
	require.NoError(t, err)
	require.Len(t, days, 2)
	assert.Equal(t, int64(2), *days[1].Value)
	assert.Equal(t, today(), days[1].Range.Start)
	_, err = c.VideoStatistics(t.Context(), &linkedin.VideoStatisticsParams{Post: linkedin.URN(w.srv.Post(w.acme, "text", nil)), Metric: linkedin.VideoViews})
	require.ErrorIs(t, err, social.ErrNotFound)
	_, err = c.VideoStatistics(t.Context(), nil)
	require.ErrorIs(t, err, social.ErrInvalid)

	clip := w.srv.Post(w.ann, "clip", nil)
	w.srv.AddVideoStatistics(clip, time.Time{}, linkedintest.VideoCounts{Views: 4, Viewers: 3, Watched: time.Minute})
	member := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann))})
	for metric, want := range map[linkedin.MemberMetric]int64{
		linkedin.MemberVideoPlays: 4, linkedin.MemberVideoViewers: 3, linkedin.MemberVideoWatchTime: 60_000,
	} {
		rows, err := member.MemberStatistics(t.Context(), &linkedin.MemberStatisticsParams{Metric: metric, Post: linkedin.URN(clip)})
		require.NoError(t, err)
		require.Len(t, rows, 1)
		assert.Equal(t, want, rows[0].Count)
		assert.Equal(t, metric, rows[0].Metric)
	}
}

// TestOldPostsAreUnknown: LinkedIn looks back twelve months, so that of an older post it is not known whether nothing ever
// happened.
func TestOldPostsAreUnknown(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now().AddDate(-1, -1, 0))
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	old := w.srv.Post(w.acme, "old", nil)
	clock.Advance(time.Since(clock.Now()))
	reports, err := w.client().PostMetrics(t.Context(), measuredRef(old))
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	assert.NotContains(t, reports[0].Metrics, social.MetricImpressions)
	assert.Contains(t, reports[0].Metrics, social.MetricReactions)
}

// TestPostMetricsOfOthers: without the role there are the counters, and why there is no more.
func TestPostMetricsOfOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	eve := w.srv.CreateMember("Eve", "Poe")
	w.srv.Assign(w.acme, eve, linkedintest.SponsoredContentPoster)
	post := w.srv.Post(w.acme, "hello", nil)
	c := w.configured(linkedin.Config{Author: linkedin.URN(w.acme), Tokens: static(w.srv.Token(eve))})
	reports, err := c.PostMetrics(t.Context(), measuredRef(post))
	require.NoError(t, err)
	require.ErrorIs(t, reports[0].Err, social.ErrPermission)
	assert.Contains(t, reports[0].Metrics, social.MetricReactions)
	assert.NotContains(t, reports[0].Metrics, social.MetricImpressions)

	w.srv.ExpireToken(w.srv.Token(eve))
	w.srv.Faults().Add(linkedintest.Fault{Match: "GET /rest/socialMetadata", Kind: linkedintest.Unauthorized, Times: linkedintest.Forever})
	reports, err = w.client().PostMetrics(t.Context(), measuredRef(post), measuredRef("urn:li:activity:1"))
	require.ErrorIs(t, err, social.ErrAuth, "an error that is not about one post ends the reading")
	require.Len(t, reports, 2)
	require.ErrorIs(t, reports[1].Err, social.ErrInvalid)
}

// TestPostMetricsWithoutReading: the statistics need another scope than the posts. What a token may not read is not asked
// for one by one.
func TestPostMetricsWithoutReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var refs []social.Ref
	for range 20 {
		refs = append(refs, measuredRef(w.srv.Post(w.acme, "hello", nil)))
	}
	w.srv.AddShareStatistics(refs[7].ID, time.Time{}, linkedintest.ShareCounts{Impressions: 5})
	c := w.configured(linkedin.Config{Author: linkedin.URN(w.acme), Tokens: static(w.srv.Token(w.ann, linkedin.ScopeAdmin))})
	reports, err := c.PostMetrics(t.Context(), refs...)
	require.NoError(t, err)
	for i, r := range reports {
		require.ErrorIs(t, r.Err, social.ErrPermission)
		assert.Equal(t, i == 7, len(r.Metrics) > 0)
	}
	assert.InDelta(t, 5, reports[7].Metrics[social.MetricImpressions], 0)
	assert.LessOrEqual(t, len(w.srv.Requests().All()), 8)
}

func TestMemberPostMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post := w.srv.Post(w.ann, "hello", nil)
	w.srv.AddMemberMetric(post, linkedintest.Impressions, time.Time{}, 40)
	w.srv.AddMemberMetric(post, linkedintest.PostSaves, time.Time{}, 3)
	comment := w.srv.Comment(w.ann, post, "and")
	for version, want := range map[string]social.Metrics{
		"202603": {social.MetricImpressions: 40, social.MetricReach: 0, social.MetricReactions: 0, social.MetricComments: 1, social.MetricShares: 0},
		"202609": {
			social.MetricImpressions: 40, social.MetricReach: 0, social.MetricReactions: 0, social.MetricComments: 1, social.MetricShares: 0,
			social.MetricSaves: 3, social.MetricLinkClicks: 0, social.MetricProfileVisits: 0,
		},
	} {
		c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), Author: linkedin.URN(w.ann), Version: version})
		before := w.srv.Requests().Count("GET /rest/memberCreatorPostAnalytics")
		reports, err := c.PostMetrics(t.Context(), measuredRef(post), measuredRef("urn:li:share:99"), social.Ref{Network: "linkedin", Kind: social.RefComment, ID: comment})
		require.NoError(t, err)
		require.NoError(t, reports[0].Err)
		assert.Equal(t, want, reports[0].Metrics)
		require.ErrorIs(t, reports[1].Err, social.ErrNotFound)
		require.ErrorIs(t, reports[2].Err, errors.ErrUnsupported)
		assert.Equal(t, len(want)+1, w.srv.Requests().Count("GET /rest/memberCreatorPostAnalytics")-before, "one call for each number")
	}
	reports, err := w.sharer().PostMetrics(t.Context(), measuredRef(post))
	require.NoError(t, err)
	require.ErrorIs(t, reports[0].Err, social.ErrPermission)
}

func TestAccountMetricsOfPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	post := w.srv.Post(w.acme, "hello", nil)
	day := func(n int) time.Time { return today().AddDate(0, 0, -n) }
	w.srv.AddFollowers(w.acme, day(5), 10, 3)
	w.srv.AddFollowers(w.acme, day(4), -2, 0)
	w.srv.AddPageViews(w.acme, day(3), linkedintest.PageViews{Views: 4, Unique: 3})
	w.srv.AddShareStatistics(post, day(5), linkedintest.ShareCounts{Impressions: 90, UniqueImpressions: 70, Clicks: 5})
	w.srv.AddShareStatistics(post, day(4).Add(time.Hour), linkedintest.ShareCounts{Impressions: 10, UniqueImpressions: 9})
	w.srv.AddShareStatistics(post, day(2), linkedintest.ShareCounts{Impressions: 7})

	total, err := c.AccountMetrics(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricFollowers: 11, social.MetricProfileVisits: 4}, total.Metrics)
	assert.Equal(t, w.acme, total.Account.ID)

	q := &social.MetricsQuery{From: day(5).Add(-time.Hour), To: day(2), ByDay: true}
	r, err := c.AccountMetrics(t.Context(), q)
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{
		social.MetricImpressions: 100, social.MetricClicks: 5, social.MetricReactions: 0, social.MetricComments: 0, social.MetricShares: 0,
		social.MetricProfileVisits: 4, social.MetricFollowersWon: 11,
	}, r.Metrics, "the reach of days cannot be added up")
	require.Len(t, r.Days, 3)
	assert.Equal(t, day(5), r.Days[0].Day)
	assert.InDelta(t, 70, r.Days[0].Metrics[social.MetricReach], 0)
	assert.InDelta(t, 13, r.Days[0].Metrics[social.MetricFollowersWon], 0)
	assert.InDelta(t, -2, r.Days[1].Metrics[social.MetricFollowersWon], 0, "those lost are in it")
	assert.True(t, r.From.Equal(q.From))

	one, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: day(5), To: day(4), Metrics: []social.Metric{social.MetricReach, social.MetricSaves}})
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricReach: 70}, one.Metrics, "of one day it is known")
	require.ErrorIs(t, one.Missing[social.MetricSaves], errors.ErrUnsupported)
	some, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: day(5), To: day(2), Metrics: []social.Metric{social.MetricReach}})
	require.NoError(t, err)
	require.ErrorIs(t, some.Missing[social.MetricReach], errors.ErrUnsupported)
	late, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: day(1), Metrics: []social.Metric{social.MetricFollowersWon}})
	require.NoError(t, err)
	require.ErrorContains(t, late.Missing[social.MetricFollowersWon], "not counted yet")

	for field, q := range map[string]*social.MetricsQuery{
		"From": {To: day(1)}, "ByDay": {ByDay: true}, "From ": {From: today().AddDate(-2, 0, 0)},
	} {
		_, err := c.AccountMetrics(t.Context(), q)
		require.ErrorIs(t, err, errors.ErrUnsupported, field)
	}
	_, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{From: today(), To: today()})
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestReachOfAMonth is told as a whole.
func TestReachOfAMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	first := today().AddDate(0, -1, 1-today().Day())
	post := w.srv.Post(w.acme, "hello", nil)
	w.srv.AddShareStatistics(post, first.AddDate(0, 0, 3), linkedintest.ShareCounts{UniqueImpressions: 7})
	r, err := w.client().AccountMetrics(t.Context(), &social.MetricsQuery{From: first, To: first.AddDate(0, 1, 0), Metrics: []social.Metric{social.MetricReach}})
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricReach: 7}, r.Metrics)
}

func TestAccountMetricsOfMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post := w.srv.Post(w.ann, "hello", nil)
	day := func(n int) time.Time { return today().AddDate(0, 0, -n) }
	w.srv.AddMemberFollowers(w.ann, day(2), 7)
	w.srv.AddMemberMetric(post, linkedintest.Impressions, day(3), 40)
	w.srv.AddMemberMetric(post, linkedintest.MembersReached, day(3), 30)
	w.srv.AddMemberMetric(post, linkedintest.Impressions, day(9), 1)
	c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann))})
	total, err := c.AccountMetrics(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, w.ann, total.Account.ID)
	assert.InDelta(t, 7, total.Metrics[social.MetricFollowers], 0)
	assert.InDelta(t, 41, total.Metrics[social.MetricImpressions], 0)
	r, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: day(3), To: day(1), ByDay: true, Metrics: []social.Metric{
		social.MetricImpressions, social.MetricReach, social.MetricFollowersWon, social.MetricFollowersLost,
	}})
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricImpressions: 40, social.MetricReach: 30, social.MetricFollowersWon: 7}, r.Metrics)
	require.Len(t, r.Days, 2)
	assert.Equal(t, social.Metrics{social.MetricImpressions: 40, social.MetricFollowersWon: 0}, r.Days[0].Metrics, "LinkedIn tells no reach by day")
	assert.Contains(t, r.Missing, social.MetricFollowersLost)
	_, err = w.sharer().AccountMetrics(t.Context(), nil)
	require.ErrorIs(t, err, social.ErrPermission)
	unlucky, err := w.sharer().AccountMetrics(t.Context(), &social.MetricsQuery{Metrics: []social.Metric{social.MetricReach}})
	require.NoError(t, err)
	require.ErrorIs(t, unlucky.Missing[social.MetricReach], social.ErrPermission)
}

// TestUncountedIsAbsent: LinkedIn has been seen to answer -1 where it cannot tell.
func TestUncountedIsAbsent(t *testing.T) {
	t.Parallel()
	c := answering(t, `{"elements":[{"count":-1,"metricType":"IMPRESSION","dateRange":{}}]}`)
	rows, err := c.MemberStatistics(t.Context(), &linkedin.MemberStatisticsParams{Metric: linkedin.MemberImpressions})
	require.NoError(t, err)
	assert.Equal(t, int64(-1), rows[0].Count)
}

// TestDaysOutsideOfThePeriod do not count, should LinkedIn tell them.
func TestDaysOutsideOfThePeriod(t *testing.T) {
	t.Parallel()
	ms := func(n int) string { return strconv.FormatInt(today().AddDate(0, 0, -n).UnixMilli(), 10) }
	date := func(n int) string { return today().AddDate(0, 0, -n).Format(`{"year":2006,"month":1,"day":2}`) }
	q := &social.MetricsQuery{
		From: today().AddDate(0, 0, -2), To: today().AddDate(0, 0, -1), Metrics: []social.Metric{social.MetricImpressions, social.MetricFollowersWon},
	}
	row := func(n int, count string) string {
		return `{"timeRange":{"start":` + ms(n) + `},"totalShareStatistics":{"impressionCount":` + count + `},"followerGains":{"organicFollowerGain":` + count + `}}`
	}
	r, err := answering(t, `{"elements":[`+row(3, "1")+`,`+row(2, "2")+`,`+row(1, "4")+`]}`).AccountMetrics(t.Context(), q)
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricImpressions: 2, social.MetricFollowersWon: 2}, r.Metrics)

	gain := func(n int, count string) string {
		return `{"dateRange":{"start":` + date(n) + `},"memberFollowersCount":` + count + `}`
	}
	body := `{"elements":[` + gain(3, "1") + `,` + gain(2, "2") + `,` + gain(1, "4") + `]}`
	member := answeringFor(t, "urn:li:person:1", body)
	q.Metrics = q.Metrics[1:]
	r, err = member.AccountMetrics(t.Context(), q)
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricFollowersWon: 2}, r.Metrics)
}

func TestProfile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	garden := w.srv.AddOrganization(linkedintest.Organization{Name: "Garden", Description: "We grow", Website: "https://garden.example", Specialties: []string{"soil", "seeds"}})
	w.srv.Assign(garden, w.ann, linkedintest.Administrator)
	tokens := static(w.srv.Token(w.ann))
	p, err := w.configured(linkedin.Config{Author: linkedin.URN(garden), Tokens: tokens}).Profile(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "We grow", p.Account.Bio)
	assert.Equal(t, "garden", p.Account.Handle)
	assert.Equal(t, "https://garden.example", p.Website)
	assert.Equal(t, "https://www.linkedin.com/company/garden/", p.Account.Ref.URL)
	assert.Contains(t, p.Fields, social.ProfileField{Name: "Specialties", Value: "soil, seeds"})

	rival := w.srv.AddOrganization(linkedintest.Organization{Name: "Rival", Description: "We too"})
	p, err = w.configured(linkedin.Config{Author: linkedin.URN(rival), Tokens: tokens}).Profile(t.Context())
	require.NoError(t, err, "everybody sees the name")
	assert.Equal(t, "Rival", p.Account.Name)
	assert.Empty(t, p.Account.Bio)

	bob := w.srv.AddMember(linkedintest.Member{First: "Bob", Last: "Ray", Headline: "Gardener", Picture: "https://media.example/bob.jpg"})
	p, err = w.configured(linkedin.Config{Tokens: static(w.srv.Token(bob))}).Profile(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Gardener", p.Account.Bio)
	p, err = w.configured(linkedin.Config{Tokens: static(w.srv.ShareToken(bob))}).Profile(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Bob Ray", p.Account.Name)
	assert.Equal(t, "https://media.example/bob.jpg", p.Account.Avatar)
	assert.Equal(t, bob, p.Account.Ref.ID)

	_, err = w.client().UpdateProfile(t.Context(), &social.ProfileChange{Bio: new("x"), Banner: social.MediaBytes("a.jpg", nil)})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Len(t, social.Problems(err), 2)
}
