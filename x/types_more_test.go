package x_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

func TestAnalytics(t *testing.T) {
	t.Parallel()
	a := decode[x.PostAnalytics](t, `{"id":"10","impressions":12,"likes":0,"retweets":null,"timestamp":"2026-08-01T00:00:00.000Z","timestamped_metrics":[
		{"timestamp":"2026-08-01T00:00:00.000Z","metrics":{"likes":2,"replies":"3","follows":"many"}}]}`)
	assert.Equal(t, x.ID("10"), a.ID)
	assert.Equal(t, x.Counts{x.AnalyticsImpressions: 12, x.AnalyticsLikes: 0}, a.Counts, "null is absent, 0 is not")
	assert.Equal(t, x.Counts{x.AnalyticsLikes: 2, x.AnalyticsReplies: 3}, a.Steps[0].Counts)
	assert.Equal(t, 2026, a.Time.Year())

	m := decode[x.MediaAnalytics](t, `{"media_key":"13_1","video_views":"7","watch_time_ms":1200}`)
	assert.Equal(t, x.MediaAnalytics{MediaKey: "13_1", Counts: x.Counts{x.MediaAnalyticsVideoViews: 7, x.MediaAnalyticsWatchTimeMillis: 1200}}, m)
}

func TestCountsAndUsage(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"tweet_count", "post_count"} {
		c := decode[x.PostCount](t, `{"start":"2026-08-01T00:00:00Z","end":"2026-08-01T01:00:00Z","`+name+`":5}`)
		assert.Equal(t, int64(5), c.Posts)
		assert.Equal(t, 1, c.End.Hour())
	}
	u := decode[x.Answer[x.Usage]](t, `{"data":{"project_cap":"3000000","project_usage":"42","cap_reset_day":3,"daily_project_usage":{"project_id":"1","usage":[{"date":"2026-08-01T00:00:00.000Z","usage":"7"}]},
		"daily_client_app_usage":[{"client_app_id":"2","usage_result_count":1,"usage":[{"date":"2026-08-01T00:00:00.000Z","usage":7}]}]}}`).Data
	assert.Equal(t, x.Int(3_000_000), u.ProjectCap)
	assert.Equal(t, x.Int(7), u.Daily.Usage[0].Posts)
	assert.Equal(t, x.Int(7), u.DailyByApp[0].Usage[0].Posts)
}

func TestUpload(t *testing.T) {
	t.Parallel()
	u := decode[x.Upload](t, `{"id":"1","media_key":"13_1","expires_at":1784927750,"processing_info":{"state":"in_progress","check_after_secs":5,"progress_percent":40}}`)
	assert.False(t, u.Ready())
	assert.Equal(t, 2026, u.ExpiresAt.Year())
	assert.Equal(t, x.Int(5), u.Processing.CheckAfterSecs)
	for state, ready := range map[string]bool{`"pending"`: false, `"failed"`: false, `"succeeded"`: true, `"new"`: false, `""`: true} {
		u := decode[x.Upload](t, `{"processing_info":{"state":`+state+`,"error":{"message":"m"}}}`)
		assert.Equal(t, ready, u.Ready(), state)
		assert.Equal(t, "m", u.Processing.Error.Message)
	}
	assert.True(t, (&x.Upload{}).Ready(), "no processing is no waiting")
}

func TestMediaBest(t *testing.T) {
	t.Parallel()
	m := decode[x.Media](t, `{"variants":[{"url":"p","content_type":"application/x-mpegURL","bit_rate":9999999},{"url":"s","content_type":"video/mp4","bit_rate":256000},
		{"url":"l","content_type":"video/mp4","bit_rate":2176000},{"url":"m","content_type":"video/mp4","bit_rate":832000}]}`)
	assert.Equal(t, "l", m.Best().URL)
	assert.Nil(t, (&x.Media{}).Best())
}

func TestUserIs(t *testing.T) {
	t.Parallel()
	u := decode[x.User](t, `{"connection_status":["following","muting","some_day"]}`)
	assert.True(t, u.Is(x.ConnectionMuting))
	assert.False(t, u.Is(x.ConnectionBlocking))
}

// TestErrors covers the five forms in which X refuses.
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, text string
		kind     x.ProblemType
	}{
		{`{"title":"Not Found Error","detail":"Could not find tweet.","type":"https://api.twitter.com/2/problems/resource-not-found","resource_type":"tweet"}`, "Could not find tweet.", x.ProblemResourceNotFound},
		{`{"title":"Payment Required","type":"https://api.x.com/2/problems/credits-depleted","status":402}`, "Payment Required", x.ProblemCreditsDepleted},
		{`{"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request",
			"errors":[{"message":"The query parameter is too long","parameters":{"query":["x"]}}]}`, "One or more parameters to your request was invalid.: The query parameter is too long", x.ProblemInvalidRequest},
		{`{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`, "Rate limit exceeded", ""},
		{`{"error":"invalid_request","error_description":"Value passed for the token was invalid."}`, "invalid_request: Value passed for the token was invalid.", ""},
		{`{"error":"invalid_grant"}`, "invalid_grant", ""},
		{`{"title":"Forbidden","type":"about:blank","status":403,"detail":"You are not allowed to create a Tweet with duplicate content."}`, "You are not allowed to create a Tweet with duplicate content.", ""},
		{`{"status":"nonsense","errors":"none","title":7}`, "", ""},
	} {
		e := decode[x.Error](t, c.in)
		assert.Equal(t, c.text, e.Error(), c.in)
		assert.Equal(t, c.kind, e.Main().Kind(), c.in)
	}
	e := decode[x.Error](t, `{"errors":[{"code":88,"message":"m"}]}`)
	assert.Equal(t, x.Int(88), e.Main().Code)
	e = decode[x.Error](t, `{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped","period":"Monthly","scope":"Product","account_id":12,"status":429,
		"errors":[{"parameters":{"a":["b"]}}]}`)
	assert.Equal(t, "Monthly", e.Period)
	assert.Equal(t, x.Int(429), e.Status)
	assert.Equal(t, []string{"b"}, e.Errors[0].Parameters["a"])
	rule := decode[x.Answer[[]*x.Rule]](t, `{"errors":[{"value":"cat","id":"5","title":"DuplicateRule","type":"https://api.x.com/2/problems/duplicate-rules"}],"meta":{"summary":{"created":0,"not_created":1}}}`)
	assert.Equal(t, x.ID("5"), rule.Errors[0].ID, "of the rule that exists")
	assert.Equal(t, x.Int(1), rule.Meta.Summary.NotCreated)
}

func TestSelection(t *testing.T) {
	t.Parallel()
	s := x.PostSelection{
		Post:       []x.PostField{x.PostFieldAuthor, x.PostFieldNote, x.PostFieldReferences, x.PostFieldText, x.PostFieldText},
		User:       []x.UserField{x.UserFieldPinnedPost, x.UserFieldURL},
		Expansions: []x.PostExpansion{x.ExpandReferences, x.ExpandReferenceAuthors, x.ExpandNoteMentions, x.ExpandMedia},
	}
	q, err := s.Query(x.DialectTweet)
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"tweet.fields": {"author_id,note_tweet,referenced_tweets,text"}, "user.fields": {"pinned_tweet_id,url"},
		"expansions": {"referenced_tweets.id,referenced_tweets.id.author_id,entities.note.mentions.username,attachments.media_keys"},
	}, q)
	q, err = s.Query(x.DialectPost)
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"post.fields": {"note_post,text"}, "user.fields": {"url"}, "expansions": {"author_id,referenced_posts,attachments.media_keys"},
	}, q, "fields that became expansions are asked for as such, of the posts alone")

	s = x.PostSelection{Media: []x.MediaField{"view_count"}}
	_, err = s.Query(x.DialectTweet)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, "Media", social.Problems(err)[0].Field)
	q, err = (&x.PostSelection{}).Query(x.DialectTweet)
	require.NoError(t, err)
	assert.Empty(t, q)
}

// described are the names that the description of the API has for each parameter and dialect.
func described(t *testing.T) map[x.Dialect]map[string][]string {
	t.Helper()
	describe(t)
	b, err := os.ReadFile(filepath.Join(os.Getenv("SPECS_DIR"), "x-openapi.json"))
	require.NoError(t, err)
	type parameter struct {
		Name   string `json:"name"`
		Schema struct {
			Items struct {
				Enum []string `json:"enum"`
			} `json:"items"`
		} `json:"schema"`
	}
	var d struct {
		Paths map[string]map[string]struct {
			Parameters []parameter `json:"parameters"`
		} `json:"paths"`
		Components struct {
			Parameters map[string]parameter `json:"parameters"`
		} `json:"components"`
	}
	require.NoError(t, json.Unmarshal(b, &d))
	all := map[x.Dialect]map[string][]string{x.DialectTweet: {}, x.DialectPost: {}}
	for _, p := range d.Paths["/2/tweets/search/stream"]["get"].Parameters {
		all[x.DialectTweet][p.Name] = p.Schema.Items.Enum
	}
	for name, p := range d.Components.Parameters {
		to := p.Name
		if to == "expansions" {
			to = strings.TrimSuffix(name, "Parameter")
		}
		all[x.DialectPost][to] = p.Schema.Items.Enum
	}
	return all
}

// TestSelectionsAreDescribed checks every name against the description of the API: a wrong one would be
// ignored by X without a word.
func TestSelectionsAreDescribed(t *testing.T) {
	t.Parallel()
	all := described(t)
	check := func(d x.Dialect, expansions string, q url.Values, err error) {
		require.NoError(t, err)
		require.NotEmpty(t, q)
		for param, names := range q {
			if d == x.DialectPost && param == "expansions" {
				param = expansions
			}
			for name := range strings.SplitSeq(names[0], ",") {
				assert.Contains(t, all[d][param], name, "%s, dialect %d", param, d)
			}
		}
	}
	posts, users, dms := x.EverySelection()
	for _, s := range []x.PostSelection{posts, x.DefaultPosts(), x.LeanPosts(), x.OwnPosts()} {
		q, err := s.Query(x.DialectTweet)
		if s.User = slices.DeleteFunc(slices.Clone(s.User), func(f x.UserField) bool { return f == x.UserFieldSubscribesToYou }); err == nil {
			q, err = s.Query(x.DialectTweet)
		}
		check(x.DialectTweet, "", q, err)
		q, err = s.Query(x.DialectPost)
		check(x.DialectPost, "PostExpansions", q, err)
	}
	for _, s := range []x.UserSelection{users, x.DefaultUsers(), x.OwnUser()} {
		q, err := s.Query(x.DialectPost)
		check(x.DialectPost, "UserExpansions", q, err)
	}
	for _, s := range []x.DMSelection{dms, x.DefaultDMs()} {
		q, err := s.Query(x.DialectPost)
		check(x.DialectPost, "DmEventExpansions", q, err)
	}
	for param, names := range all[x.DialectTweet] {
		if !strings.HasSuffix(param, ".fields") {
			continue
		}
		q, err := posts.Query(x.DialectTweet)
		require.NoError(t, err)
		for _, name := range names {
			assert.Contains(t, strings.Split(q.Get(param), ","), name, "%s can be asked for", param)
		}
	}
	assert.Subset(t, all[x.DialectPost]["analytics.fields"], plain(x.PostAnalyticsFields()))
	assert.Subset(t, all[x.DialectPost]["media_analytics.fields"], plain(x.MediaAnalyticsFields()))
	assert.Len(t, x.PostAnalyticsFields(), len(all[x.DialectPost]["analytics.fields"])-3, "all but key and times")
	assert.Len(t, x.MediaAnalyticsFields(), len(all[x.DialectPost]["media_analytics.fields"])-3)
}

func plain(fields []x.AnalyticsField) []string {
	var all []string
	for _, f := range fields {
		all = append(all, string(f))
	}
	return all
}
