package instagramtest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

type insight = instagramtest.Insight

func by(pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

func TestAccountInsights(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		post := s.Post(s.acme, instagramtest.Post{})
		reel := s.Post(s.acme, instagramtest.Post{Product: "REELS"})
		s.AddMediaInsights(post, insight{Metric: "reach", Value: 30, By: by("follow_type", "FOLLOWER")})
		s.AddMediaInsights(reel, insight{Metric: "reach", Value: 70, By: by("follow_type", "NON_FOLLOWER")}, insight{Metric: "saved", Value: 2})
		s.AddAccountInsights(s.acme, insight{Metric: "profile_links_taps", Value: 4, By: by("contact_button_type", "EMAIL")})
		s.Like(s.ann, post)
		s.Comment(s.ann, reel, "nice")
		s.clock.Advance(time.Hour)
		ask := func(query string) reply { return s.get(api, token, "/"+s.acme+"/insights?"+query) }

		r := ask("metric=reach&period=day&metric_type=total_value&breakdown=media_product_type,follow_type")
		assert.Equal(t, object{"value": 100.0, "breakdowns": []any{object{
			"dimension_keys": []any{"media_product_type", "follow_type"},
			"results": []any{
				object{"dimension_values": []any{"REEL", "NON_FOLLOWER"}, "value": 70.0},
				object{"dimension_values": []any{"POST", "FOLLOWER"}, "value": 30.0},
			},
		}}}, r.data()[0]["total_value"], r.text)
		assert.Equal(t, s.acme+"/insights/reach/day", r.ids()[0])
		assert.NotEmpty(t, member(r.body, "paging", "next"), "there is always a next period")

		r = ask("metric=likes,comments,saves,total_interactions,shares,profile_links_taps&period=day&metric_type=total_value")
		got := map[string]any{}
		for _, o := range r.data() {
			got[o["name"].(string)] = member(o, "total_value", "value")
		}
		assert.Equal(t, map[string]any{"likes": 1.0, "comments": 1.0, "saves": 2.0, "total_interactions": 4.0, "profile_links_taps": 4.0}, got,
			"what is unknown is missing")

		from := noon().AddDate(0, 0, -1)
		r = ask(fmt.Sprintf("metric=reach&period=day&since=%d&until=%d", from.Unix(), from.AddDate(0, 0, 3).Unix()))
		values := objects(r.data()[0]["values"])
		require.Len(t, values, 3, r.text)
		assert.Equal(t, object{"value": 100.0, "end_time": "2026-08-21T07:00:00+0000"}, values[1])
		assert.NotContains(t, r.data()[0], "total_value")
		assert.Empty(t, ask("metric=views&period=day&metric_type=total_value&since=1&until=100").data())
	})
}

func TestAccountInsightsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	s.AddAccountInsights(s.acme, insight{Metric: "reach", Value: 1}, insight{Metric: "follower_count", Value: 1})
	ask := func(query string) reply { return s.get(fl, s.user, "/"+s.acme+"/insights?"+query) }
	for query, want := range map[string]string{
		"period=day":                                               "metric is required",
		"metric=reach":                                             "period is required",
		"metric=nonsense&period=day":                               "metric[0] must be one of the following values",
		"metric=reach,profile_views&period=day":                    "metric[1] must be one of the following values",
		"metric=impressions&period=day":                            "no longer supported",
		"metric=likes&period=day":                                  "The following metrics (likes) should be specified with parameter metric_type=total_value",
		"metric=reach,likes,views&period=day":                      "(likes,views) should be",
		"metric=likes&period=day&metric_type=time_series":          "metric_type=total_value",
		"metric=follower_count&period=day&metric_type=total_value": "Incompatible metrics (follower_count)",
		"metric=likes&period=lifetime&metric_type=total_value":     "Incompatible metric (likes) with period",
		"metric=reach&period=day&metric_type=sum":                  "metric_type must be one of",
		"metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=age":                        "timeframe must be one of",
		"metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=age&timeframe=last_90_days": "timeframe must be one of",
		"metric=reach&period=day&since=1786000000&until=1789000000":                                                 "There cannot be more than 30 days (2592000 s)",
		"metric=reach&period=day&since=20&until=10":                                                                 "before the until",
	} {
		r := ask(query)
		assert.Equal(t, 100, r.code(), query)
		assert.Contains(t, r.message(), want, query)
	}
	r := ask("metric=accounts_engaged&period=day&metric_type=total_value&breakdown=media_product_type")
	assert.Equal(t, []int{500, 1}, []int{r.status, r.code()})
	assert.Equal(t, "An unknown error has occurred.", r.message())
	assert.Len(t, ask("metric=reach&period=day&metric_type=time_series&breakdown=nonsense").data(), 1, "a series has no breakdowns")
	weak := s.Token(s.acme, "instagram_business_basic")
	assert.Equal(t, 10, s.get(il, weak, "/"+s.acme+"/insights?metric=reach&period=day").code())
}

func TestPeopleAroundAnAccount(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	row := func(metric, age, gender string, n int) instagramtest.Demographic {
		return instagramtest.Demographic{Metric: metric, Age: age, Gender: gender, Country: "FR", Value: n}
	}
	s.SetDemographics(s.acme, row("follower_demographics", "25-34", "F", 70), row("follower_demographics", "25-34", "M", 40),
		row("follower_demographics", "35-44", "F", 5), row("engaged_audience_demographics", "35-44", "F", 99))
	s.AddAccountInsights(s.acme, insight{Metric: "online_followers", Value: 33, At: noon().Add(-10 * time.Hour)})
	path := "/" + s.acme + "/insights?period=lifetime&metric_type=total_value&timeframe=this_month&metric="
	r := s.get(fl, s.user, path+"follower_demographics&breakdown=age")
	assert.Equal(t, object{"breakdowns": []any{object{
		"dimension_keys": []any{"timeframe", "age"},
		"results": []any{
			object{"dimension_values": []any{"THIS_MONTH", "25-34"}, "value": 110.0}, object{"dimension_values": []any{"THIS_MONTH", "35-44"}, "value": 5.0},
		},
	}}}, r.data()[0]["total_value"], r.text)
	assert.NotContains(t, r.body, "paging")
	assert.Empty(t, s.get(fl, s.user, path+"engaged_audience_demographics&breakdown=age,gender").data(), "fewer than 100 are not told")
	r = s.get(fl, s.user, "/"+s.acme+"/insights?metric=online_followers&period=lifetime")
	assert.Equal(t, object{"2": 33.0}, objects(r.data()[0]["values"])[0]["value"])
	s.SetProfile(s.acme, instagramtest.Profile{Followers: 99})
	assert.Empty(t, s.get(fl, s.user, path+"follower_demographics&breakdown=age").data(), "fewer than 100 followers")
	assert.Empty(t, s.get(fl, s.user, "/"+s.acme+"/insights?metric=online_followers&period=lifetime").data())
}

func TestFollowersComeAndGo(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	bob := s.CreatePerson("bob")
	s.Follow(s.ann, s.acme)
	s.Follow(bob, s.acme)
	s.Unfollow(bob, s.acme)
	s.clock.Advance(time.Hour)
	assert.Equal(t, 501.0, s.get(il, s.token, "/me?fields=followers_count").body["followers_count"])
	r := s.get(il, s.token, "/me/insights?metric=follows_and_unfollows&period=day&metric_type=total_value&breakdown=follow_type")
	total := r.data()[0]["total_value"].(object)
	assert.Equal(t, []any{
		object{"dimension_values": []any{"FOLLOWER"}, "value": 2.0}, object{"dimension_values": []any{"NON_FOLLOWER"}, "value": 1.0},
	}, objects(total["breakdowns"])[0]["results"])
}

func TestMediaInsights(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	post := s.Post(s.acme, instagramtest.Post{Type: "CAROUSEL_ALBUM"})
	s.Like(s.ann, post)
	s.AddMediaInsights(post, insight{Metric: "profile_activity", Value: 3, By: by("action_type", "EMAIL")}, insight{Metric: "profile_activity", Value: 1, By: by("action_type", "CALL")})
	r := s.get(il, s.token, "/"+post+"/insights?metric=likes,shares,views,total_interactions")
	got := map[string]any{}
	for _, o := range r.data() {
		assert.Equal(t, "lifetime", o["period"])
		got[o["name"].(string)] = objects(o["values"])[0]["value"]
	}
	assert.Equal(t, map[string]any{"likes": 1.0, "shares": 0.0, "total_interactions": 1.0}, got, "views are unknown")
	r = s.get(il, s.token, "/"+post+"/insights?metric=profile_activity&breakdown=action_type")
	assert.Equal(t, []any{
		object{"dimension_values": []any{"email"}, "value": 3.0}, object{"dimension_values": []any{"call"}, "value": 1.0},
	}, objects(member(r.data()[0], "total_value", "breakdowns"))[0]["results"], r.text)
	r = s.get(fl, s.user, "/"+post+"?fields=insights.metric(likes){name,values}")
	assert.Equal(t, "likes", objects(member(r.body, "insights", "data"))[0]["name"], r.text)
	m, _ := s.FindMedia(post)
	assert.Equal(t, 100, s.get(il, s.token, "/"+m.Children[0].ID+"/insights?metric=likes").code(), "items have none")
}

func TestMediaInsightsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	post := s.Post(s.acme, instagramtest.Post{})
	old := s.Post(s.acme, instagramtest.Post{At: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)})
	reel := s.Post(s.acme, instagramtest.Post{Product: "REELS"})
	story := s.Post(s.acme, instagramtest.Post{Product: "STORY"})
	ask := func(id, query string) reply { return s.get(fl, s.user, "/"+id+"/insights?"+query) }
	const media = "The Media Insights API does not support the "
	for _, c := range []struct{ id, query, want string }{
		{post, "", "metric is required"},
		{post, "metric=plays", "metric[0] must be one of"},
		{post, "metric=reach,video_views", "metric[1] must be one of"},
		{post, "metric=impressions", "no longer supported for the queried media"},
		{post, "metric=replies,likes,navigation", media + "replies, navigation metric for this media product type."},
		{reel, "metric=profile_visits", media + "profile_visits"},
		{reel, "metric=impressions", "no longer supported"},
		{story, "metric=likes", media + "likes"},
		{story, "metric=ig_reels_avg_watch_time", media},
		{reel, "metric=crossposted_views", "not shared to Facebook"},
		{post, "metric=facebook_views", "not shared to Facebook"},
	} {
		r := ask(c.id, c.query)
		assert.Equal(t, 100, r.code(), c.query)
		assert.Contains(t, r.message(), c.want, c.query)
	}
	assert.Equal(t, 1, ask(post, "metric=profile_activity,likes&breakdown=action_type").code(), "one metric without the breakdown spoils all")
	assert.Equal(t, 1, ask(story, "metric=navigation&breakdown=action_type").code())
	assert.Equal(t, 200, ask(old, "metric=impressions").status)
	assert.Equal(t, 100, s.get(il, s.token, "/"+post+"/insights?metric=total_likes").code(), "Facebook Login only")
	assert.Len(t, ask(post, "metric=total_likes").data(), 1)

	r := ask(story, "metric=reach,views")
	assert.Equal(t, []int{400, 10}, []int{r.status, r.code()})
	assert.Equal(t, "(#10) Not enough viewers for the media to show insights", r.message())
	s.AddMediaInsights(story, insight{Metric: "reach", Value: 5})
	assert.Len(t, ask(story, "metric=reach,views,replies").data(), 2)
	s.ShareToFacebook(reel)
	s.AddMediaInsights(reel, insight{Metric: "crossposted_views", Value: 9})
	assert.Len(t, ask(reel, "metric=crossposted_views,facebook_views").data(), 1)
	s.clock.Advance(24 * time.Hour)
	assert.Equal(t, 33, ask(story, "metric=reach").subcode())
}

func TestNumbersThatComeLate(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{InsightDelay: 48 * time.Hour, Traps: instagramtest.Traps{UpperDimensions: true}})
	post := s.Post(s.acme, instagramtest.Post{})
	s.AddMediaInsights(post, insight{Metric: "profile_activity", Value: 3, By: by("action_type", "EMAIL")})
	path := "/" + post + "/insights?metric=profile_activity&breakdown=action_type"
	assert.Empty(t, s.get(il, s.token, path).data())
	s.clock.Advance(48 * time.Hour)
	assert.Contains(t, s.get(il, s.token, path).text, `"EMAIL"`)
}
