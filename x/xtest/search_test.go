package xtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func (s *site) search(query, more string) reply {
	s.t.Helper()
	return s.do(s.AppToken(), http.MethodGet, "/2/tweets/search/recent?query="+url.QueryEscape(query)+more, nil)
}

func TestSearchOperators(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	picture := s.Upload(fan, "image/png", 10)
	posts := map[string]string{}
	posts["root"] = s.Post(acme, "Our café opens 🎉 https://acme.example.com/menu #Lunch", nil)
	posts["reply"] = s.Reply(fan, posts["root"], "Great idea", &xtest.PostOptions{Media: []string{picture}})
	posts["quote"] = s.Quote(fan, posts["root"], "Look at this idea", nil)
	posts["repost"] = s.Repost(fan, posts["root"])
	posts["french"] = s.Post(fan, "la cuisine est bonne @acme $ABC", nil)
	s.AddMetrics(posts["french"], xtest.Metrics{Likes: 10})
	for query, want := range map[string][]string{
		"café":                                  {"root"},
		"CAFÉ -🎉":                               nil,
		`"great idea"`:                          {"reply"},
		`"idea great"`:                          nil,
		"idea":                                  {"reply", "quote"},
		"idea -is:quote":                        {"reply"},
		"#lunch":                                {"root"},
		"@acme -from:acme":                      {"reply", "french"},
		"$abc":                                  {"french"},
		"from:fan has:images":                   {"reply"},
		"url:acme.example.com":                  {"root"},
		"to:acme":                               {"reply"},
		"retweets_of:acme":                      {"repost"},
		"from:fan is:retweet":                   {"repost"},
		"conversation_id:" + posts["root"]:      {"root", "reply"},
		"in_reply_to_tweet_id:" + posts["root"]: {"reply"},
		"quotes_of_tweet_id:" + posts["root"]:   {"quote"},
		"(café OR cuisine) lang:fr":             {"french"},
		"café OR great idea":                    {"root", "reply"},
		"min_likes:10 lang:fr":                  {"french"},
		"acme has:links":                        {"root", "reply"}, // media count as links
		"from:acme -has:media":                  {"root"},
	} {
		got := s.search(query, "")
		require.Equal(t, http.StatusOK, got.status, "%s: %s", query, got.text)
		var ids []string
		for _, name := range want {
			ids = append(ids, posts[name])
		}
		slices.Sort(ids)
		found := got.ids()
		slices.Sort(found)
		assert.Equal(t, ids, found, query)
	}
	for _, bad := range []string{"", "is:reply", "min_faves:3 acme", "-acme", "(a", "-(a OR b) c", strings.Repeat("a", 513), "a AND b", "from:"} {
		assert.Equal(t, http.StatusBadRequest, s.search(bad, "").status, bad)
	}
	both := s.search("acme", "&since_id=1&start_time=2026-08-20T00:00:00Z")
	assert.Equal(t, http.StatusBadRequest, both.status)
	assert.Equal(t, http.StatusForbidden, s.do(s.Token(acme), http.MethodGet, "/2/tweets/search/all?query=a", nil).status)
}

func TestSearchDepthAndCounts(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{SearchDelay: 30 * time.Second})
	fan := s.CreateUser("fan")
	old := s.Post(fan, "acme old", nil)
	s.clock.Advance(8 * 24 * time.Hour)
	for i := range 12 {
		s.Post(fan, fmt.Sprint("acme ", i), nil)
		s.clock.Advance(time.Hour)
	}
	s.Post(fan, "acme too new", nil)
	first := s.search("acme", "")
	assert.Len(t, first.ids(), 10)
	second := s.search("acme", "&next_token="+first.meta()["next_token"].(string))
	assert.Len(t, second.ids(), 2)
	assert.NotContains(t, second.ids(), old)
	assert.NotContains(t, second.meta(), "previous_token")
	counts := s.do(s.AppToken(), http.MethodGet, "/2/tweets/counts/recent?query=acme&granularity=day", nil)
	assert.EqualValues(t, 12, counts.meta()["total_tweet_count"])
	assert.Len(t, counts.list("data"), 8)
	renamed := s.do(s.AppToken(), http.MethodGet, "/2/tweets/counts/all?query=acme&post.fields=id", nil)
	assert.EqualValues(t, 13, renamed.meta()["total_post_count"])
	assert.Equal(t, 1, s.Billing().Units[xtest.CountsAll])
}

func TestTraps(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Traps: xtest.Traps{EmptyPages: 2, EndlessQuotes: true, PrivateMetricsPages: true}})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	root := s.Post(acme, "News", nil)
	quote := s.Quote(fan, root, "Look", nil)
	path := "/2/tweets/" + root + "/quote_tweets"
	first := s.do(token, http.MethodGet, path, nil)
	next := first.meta()["next_token"].(string)
	second := s.do(token, http.MethodGet, path+"?pagination_token="+next, nil)
	assert.Equal(t, []string{quote}, second.ids())
	assert.NotEqual(t, next, second.meta()["next_token"])

	full := s.do(token, http.MethodGet, "/2/users/"+acme+"/tweets", nil)
	assert.Equal(t, []string{root}, full.ids())
	empty := s.do(token, http.MethodGet, "/2/users/"+acme+"/tweets", nil)
	assert.EqualValues(t, 0, empty.meta()["result_count"])
	rest := s.do(token, http.MethodGet, "/2/users/"+acme+"/tweets?pagination_token="+empty.meta()["next_token"].(string), nil)
	assert.Equal(t, []string{root}, rest.ids())

	s.do(token, http.MethodGet, "/2/users/"+acme+"/tweets", nil)
	s.clock.Advance(31 * 24 * time.Hour)
	aged := s.do(s.Token(acme), http.MethodGet, "/2/users/"+acme+"/tweets?tweet.fields=non_public_metrics", nil)
	assert.EqualValues(t, 0, aged.meta()["result_count"])
	assert.Contains(t, aged.meta(), "next_token")
	single := s.do(s.Token(acme), http.MethodGet, "/2/tweets/"+root+"?tweet.fields=non_public_metrics", nil)
	assert.Equal(t, "https://api.x.com/2/problems/not-authorized-for-field", single.list("errors")[0]["type"])
}

func TestMetricsAndAnalytics(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{TokenTTL: 48 * time.Hour})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	id := s.Post(acme, "News", nil)
	s.Like(fan, id)
	s.Reply(fan, id, "Hm", nil)
	s.AddMetrics(id, xtest.Metrics{Impressions: 1000, Likes: 41, URLClicks: 7})
	s.clock.Advance(24 * time.Hour)
	s.AddMetrics(id, xtest.Metrics{Impressions: 500})
	read := s.do(token, http.MethodGet, "/2/tweets/"+id+"?tweet.fields=public_metrics,non_public_metrics", nil)
	assert.EqualValues(t, 42, read.data()["public_metrics"].(object)["like_count"])
	assert.EqualValues(t, 1, read.data()["public_metrics"].(object)["reply_count"])
	assert.EqualValues(t, 7, read.data()["non_public_metrics"].(object)["url_link_clicks"])
	period := "&start_time=2026-08-20T00:00:00Z&end_time=2026-08-22T00:00:00Z&analytics.fields=impressions,likes"
	total := s.do(token, http.MethodGet, "/2/tweets/analytics?ids="+id+period, nil)
	assert.EqualValues(t, 1500, total.list("data")[0]["impressions"], total.text)
	daily := s.do(token, http.MethodGet, "/2/tweets/analytics?granularity=daily&ids="+id+period, nil)
	series := daily.list("data")[0]["timestamped_metrics"].([]any)
	require.Len(t, series, 2)
	assert.EqualValues(t, 500, series[1].(object)["metrics"].(object)["impressions"])
	foreign := s.do(s.Token(fan), http.MethodGet, "/2/tweets/analytics?ids="+id+period, nil)
	assert.Empty(t, foreign.list("data"))
	assert.Len(t, foreign.list("errors"), 1)
	assert.Equal(t, http.StatusBadRequest, s.do(token, http.MethodGet, "/2/tweets/analytics?ids="+id, nil).status)
}
