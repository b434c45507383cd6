package xtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func TestPostAndRead(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme := s.CreateUser("acme")
	token := s.Token(acme)
	made := s.tweet(token, "Fish & chips at https://acme.example.com/menu #lunch")
	require.Equal(t, http.StatusCreated, made.status, made.text)
	id := made.data()["id"].(string)
	assert.Equal(t, []any{id}, made.data()["edit_history_tweet_ids"])
	assert.Contains(t, made.data()["text"], "Fish &amp; chips at https://t.co/")

	read := s.do(token, http.MethodGet, "/2/tweets/"+id+"?tweet.fields=entities,author_id,public_metrics,nonsense&expansions=author_id", nil)
	assert.Equal(t, acme, read.data()["author_id"])
	urls := read.data()["entities"].(object)["urls"].([]any)
	assert.Equal(t, "https://acme.example.com/menu", urls[0].(object)["expanded_url"])
	assert.Contains(t, read.data()["public_metrics"], "retweet_count")
	assert.NotContains(t, read.data(), "nonsense")
	assert.Equal(t, "acme", read.body["includes"].(object)["users"].([]any)[0].(object)["username"])

	gone := s.do(token, http.MethodGet, "/2/tweets?ids="+id+",999", nil)
	assert.Equal(t, http.StatusOK, gone.status)
	assert.Len(t, gone.list("data"), 1)
	assert.Equal(t, "https://api.x.com/2/problems/resource-not-found", gone.list("errors")[0]["type"])
}

func TestDialects(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	root := s.Post(acme, "Hello", nil)
	answer := s.Reply(fan, root, "Hi", nil)
	path := "/2/tweets/" + answer

	renamed := s.do(token, http.MethodGet, path+"?post.fields=public_metrics,author_id&expansions=referenced_posts", nil)
	assert.Contains(t, renamed.data(), "referenced_posts")
	assert.Contains(t, renamed.data(), "edit_history_post_ids")
	assert.Contains(t, renamed.data()["public_metrics"], "repost_count")
	assert.NotContains(t, renamed.data(), "author_id", "no field in the new dialect")
	assert.Contains(t, renamed.body["includes"], "posts")
	withAuthor := s.do(token, http.MethodGet, path+"?post.fields=text&expansions=author_id", nil)
	assert.Equal(t, fan, withAuthor.data()["author_id"])

	old := s.do(token, http.MethodGet, path+"?tweet.fields=referenced_tweets&expansions=referenced_tweets.id", nil)
	assert.Contains(t, old.data(), "edit_history_tweet_ids")
	assert.Contains(t, old.body["includes"], "tweets")
}

func TestDraftRules(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	acme, other := s.CreateUser("acme"), s.CreateUser("other")
	token := s.Token(acme)
	foreign := s.Post(other, "Something", nil)
	quoted := object{"text": "x", "quote_tweet_id": foreign}
	for name, test := range map[string]struct {
		body   object
		status int
		detail string
	}{
		"nothing":       {object{}, 400, "missing"},
		"unknown field": {object{"text": "a", "colour": "red"}, 400, "not defined in the schema"},
		"two kinds":     {object{"text": "a", "poll": object{"options": []string{"a", "b"}, "duration_minutes": 5}, "card_uri": "card://1"}, 400, "Only one of"},
		"short poll":    {object{"text": "a", "poll": object{"options": []string{"a", "b"}, "duration_minutes": 4}}, 400, "between 5 and 10080"},
		"too long":      {object{"text": strings.Repeat("a", 281)}, 403, "too long"},
		"cashtags":      {object{"text": "$ABC or $XYZ"}, 403, "one cashtag"},
		"quote":         {quoted, 403, "Quoting this post is not allowed"},
		"foreign reply": {object{"text": "a", "reply": object{"in_reply_to_tweet_id": foreign}}, 403, "not been mentioned or otherwise engaged"},
		"wrong setting": {object{"text": "a", "reply_settings": "nobody"}, 400, "enumeration"},
		"media":         {object{"media": object{"media_ids": []string{"1"}}}, 400, "media IDs are invalid"},
		"edit":          {object{"text": "a", "edit_options": object{"previous_post_id": foreign}}, 403, "not permitted to edit"},
	} {
		got := s.do(token, http.MethodPost, "/2/tweets", test.body)
		assert.Equal(t, test.status, got.status, name)
		assert.Contains(t, got.text, test.detail, name)
		assert.Equal(t, "application/problem+json; charset=utf-8", got.header.Get("Content-Type"), name)
	}
	assert.Empty(t, s.Posts(acme))

	require.Equal(t, http.StatusCreated, s.tweet(token, "Same").status)
	twice := s.tweet(token, "Same")
	assert.Equal(t, http.StatusForbidden, twice.status)
	assert.Equal(t, "about:blank", twice.body["type"])
	assert.Contains(t, twice.text, "duplicate content")
}

func TestReplyRule(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	answer := func(to string) reply {
		return s.do(token, http.MethodPost, "/2/tweets", object{"text": "Thanks " + to, "reply": object{"in_reply_to_tweet_id": to}})
	}
	mention := s.Post(fan, "I like @acme", nil)
	assert.Equal(t, http.StatusCreated, answer(mention).status)
	mine := s.Post(acme, "News", nil)
	comment := s.Reply(fan, mine, "Great", nil)
	got := answer(comment)
	require.Equal(t, http.StatusCreated, got.status, "the comment carries the handle that the network put there")
	assert.True(t, strings.HasPrefix(got.data()["text"].(string), "@fan Thanks"))
	assert.Equal(t, http.StatusCreated, answer(mine).status, "a thread")
	quote := s.Quote(fan, mine, "Look", nil)
	assert.Equal(t, http.StatusCreated, answer(quote).status)

	strict := start(t, xtest.Options{StrictMentions: true})
	a, f := strict.CreateUser("acme"), strict.CreateUser("fan")
	on := strict.Reply(f, strict.Post(a, "News", nil), "Great", nil)
	refused := strict.do(strict.Token(a), http.MethodPost, "/2/tweets", object{"text": "T", "reply": object{"in_reply_to_tweet_id": on}})
	assert.Equal(t, http.StatusForbidden, refused.status)
}

func TestEditLongAndDelete(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	acme := s.CreateUser("acme")
	s.SetProfile(acme, func(p *xtest.Profile) { p.Subscription = "Premium" })
	token := s.Token(acme)
	long := strings.Repeat("word ", 100) + "end"
	id := s.tweet(token, long).data()["id"].(string)
	read := s.do(token, http.MethodGet, "/2/tweets/"+id+"?tweet.fields=note_tweet,edit_controls", nil)
	assert.Less(t, len(read.data()["text"].(string)), 290)
	assert.Equal(t, long, read.data()["note_tweet"].(object)["text"])
	assert.EqualValues(t, 5, read.data()["edit_controls"].(object)["edits_remaining"])

	for i := range 5 {
		edit := s.do(token, http.MethodPost, "/2/tweets", object{"text": fmt.Sprint("v", i), "edit_options": object{"previous_post_id": id}})
		require.Equal(t, http.StatusCreated, edit.status, edit.text)
		id = edit.data()["id"].(string)
	}
	sixth := s.do(token, http.MethodPost, "/2/tweets", object{"text": "v6", "edit_options": object{"previous_post_id": id}})
	assert.Equal(t, http.StatusForbidden, sixth.status)
	posts := s.Posts(acme)
	require.Len(t, posts, 1)
	assert.Len(t, posts[0].Versions, 6)

	deleted := s.do(token, http.MethodDelete, "/2/tweets/"+posts[0].Versions[0], nil)
	assert.Equal(t, true, deleted.data()["deleted"])
	assert.Empty(t, s.Posts(acme))

	late := s.tweet(token, "late").data()["id"].(string)
	s.clock.Advance(61 * time.Minute)
	refused := s.do(token, http.MethodPost, "/2/tweets", object{"text": "x", "edit_options": object{"previous_post_id": late}})
	assert.Contains(t, refused.text, "not eligible to be edited")
}

func TestTimelinePages(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	var all []string
	for i := range 25 {
		all = append([]string{s.Post(fan, fmt.Sprint("Hello @acme ", i), nil)}, all...)
	}
	path := "/2/users/" + acme + "/mentions?max_results=10"
	first := s.do(token, http.MethodGet, path, nil)
	assert.Equal(t, all[:10], first.ids())
	assert.Equal(t, all[0], first.meta()["newest_id"])
	second := s.do(token, http.MethodGet, path+"&pagination_token="+first.meta()["next_token"].(string), nil)
	third := s.do(token, http.MethodGet, path+"&pagination_token="+second.meta()["next_token"].(string), nil)
	assert.Equal(t, all[10:20], second.ids())
	assert.Equal(t, all[20:], third.ids())
	assert.NotContains(t, third.meta(), "next_token")
	back := s.do(token, http.MethodGet, path+"&pagination_token="+second.meta()["previous_token"].(string), nil)
	assert.Equal(t, all[:10], back.ids())

	newer := s.do(token, http.MethodGet, path+"&since_id="+all[3], nil)
	assert.Equal(t, all[:3], newer.ids())
	none := s.do(token, http.MethodGet, path+"&since_id="+all[0], nil)
	assert.EqualValues(t, 0, none.meta()["result_count"])
	assert.NotContains(t, none.body, "data")
	assert.Equal(t, http.StatusBadRequest, s.do(token, http.MethodGet, "/2/users/"+acme+"/mentions?max_results=4", nil).status)
}

func TestAThousandPostsWithCuts(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits(), Seed: 7})
	acme := s.CreateUser("acme")
	token := s.Token(acme)
	s.Faults().Add(xtest.Fault{Kind: xtest.CutBefore, Match: "POST /2/tweets", Times: xtest.Forever, Probability: 0.1})
	s.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets", Times: xtest.Forever, Probability: 0.1})
	const n = 1000
	cuts := 0
	for i := range n {
		for {
			got, err := s.try(token, http.MethodPost, "/2/tweets", object{"text": fmt.Sprint("Post ", i)})
			if err != nil {
				cuts++
				continue
			}
			if got.status == http.StatusForbidden { // executed before the cut
				require.Contains(t, got.text, "duplicate content")
			}
			break
		}
	}
	assert.Greater(t, cuts, n/10)
	assert.Len(t, s.Posts(acme), n)
}
