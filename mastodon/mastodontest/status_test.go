package mastodontest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func TestPostRendersAndReadsBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.CreateAccount("bob@far.example")
	got := r.post(t, "/api/v1/statuses", object{
		"status":   "Hi @bob@far.example & all\nsee https://www.example.org/a-rather-long-path/that-goes-on #Go",
		"language": "fr", "visibility": "unlisted",
	}).object(t)
	assert.Equal(t, `<p>Hi <span class="h-card" translate="no"><a href="https://far.example/@bob" class="u-url mention">@<span>bob</span></a></span> &amp; all<br />`+
		`see <a href="https://www.example.org/a-rather-long-path/that-goes-on" target="_blank" rel="nofollow noopener" translate="no">`+
		`<span class="invisible">https://www.</span><span class="ellipsis">example.org/a-rather-long-path</span><span class="invisible">/that-goes-on</span></a>`+
		` <a href="https://mastodon.example/tags/go" class="mention hashtag" rel="tag">#<span>Go</span></a></p>`, got["content"])
	assert.Equal(t, "unlisted", got["visibility"])

	posted := r.Statuses(r.alice)
	require.Len(t, posted, 1)
	assert.Equal(t, []string{"bob@far.example"}, posted[0].Mentions)
	assert.Equal(t, []string{"go"}, posted[0].Tags)
	assert.Equal(t, got, r.get(t, "/api/v1/statuses/"+posted[0].ID).object(t))
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	publish := func(key string) string {
		return r.post(t, "/api/v1/statuses", "status=hello", "Idempotency-Key", key).object(t)["id"].(string)
	}
	first := publish("k1")
	assert.Equal(t, first, publish("k1"))
	assert.NotEqual(t, first, publish("k2"))
	r.clock.Advance(61 * time.Minute)
	assert.NotEqual(t, first, publish("k1"))
	assert.Len(t, r.Statuses(r.alice), 3)

	ignoring := newRig(t, &mastodontest.Options{IgnoreIdempotencyKey: true})
	for range 2 {
		ignoring.post(t, "/api/v1/statuses", "status=hello", "Idempotency-Key", "k")
	}
	assert.Len(t, ignoring.Statuses(ignoring.alice), 2)

	buggy := newRig(t, &mastodontest.Options{IdempotencyBug: true})
	assert.Equal(t, 200, buggy.post(t, "/api/v1/statuses", "status=hello", "Idempotency-Key", "k").status)
	assert.Equal(t, 500, buggy.post(t, "/api/v1/statuses", "status=hello", "Idempotency-Key", "k").status)
	assert.Len(t, buggy.Statuses(buggy.alice), 1)
}

func TestEditReplacesEverything(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	made := r.post(t, "/api/v1/statuses", object{
		"status": "before", "spoiler_text": "careful", "language": "de",
		"poll": object{"options": []string{"a", "b"}, "expires_in": 3600},
	}).object(t)
	path := "/api/v1/statuses/" + made["id"].(string)
	require.NotNil(t, made["poll"])
	assert.Equal(t, true, made["sensitive"])

	edited := r.put(t, path, object{"status": "after"}).object(t)
	assert.Nil(t, edited["poll"])
	assert.Equal(t, "", edited["spoiler_text"])
	assert.Equal(t, false, edited["sensitive"])
	assert.Equal(t, "de", edited["language"])
	assert.NotNil(t, edited["edited_at"])
	history := r.get(t, path+"/history").list(t)
	require.Len(t, history, 2)
	assert.Equal(t, "<p>before</p>", history[0]["content"])
	assert.Equal(t, "<p>after</p>", history[1]["content"])
	assert.Equal(t, "after", r.get(t, path+"/source").object(t)["text"])

	assert.Equal(t, 422, r.put(t, path, object{"language": "en"}).status, "nothing is left")
	assert.Equal(t, edited["edited_at"], r.put(t, path, object{"status": "after"}).object(t)["edited_at"], "no change")
}

func TestRefusedPosts(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	r.CreateAccount("eve")
	secret := r.Post(bob, "for followers", &mastodontest.PostOptions{Visibility: "private"})
	cases := []struct {
		explanation string
		body        object
		status      int
	}{
		{"nothing to post", object{"status": "  "}, 422},
		{"one character too many", object{"status": strings.Repeat("é", 501)}, 422},
		{"an invisible parent", object{"status": "re", "in_reply_to_id": secret.ID}, 404},
		{"an invisible quote", object{"status": "re", "quoted_status_id": secret.ID}, 404},
		{"unknown visibility", object{"status": "x", "visibility": "friends"}, 422},
		{"a poll with one option", object{"status": "x", "poll": object{"options": []string{"a"}, "expires_in": 600}}, 422},
		{"equal options", object{"status": "x", "poll": object{"options": []string{"a", "a"}, "expires_in": 600}}, 422},
		{"too short a poll", object{"status": "x", "poll": object{"options": []string{"a", "b"}, "expires_in": 299}}, 422},
		{"unknown media", object{"status": "x", "media_ids": []string{"1"}}, 422},
		{"an unexpected mention", object{"status": "@eve x", "allowed_mentions": []string{bob.ID}}, 422},
	}
	for _, c := range cases {
		assert.Equal(t, c.status, r.post(t, "/api/v1/statuses", c.body).status, c.explanation)
	}
	assert.Empty(t, r.Statuses(r.alice))

	assert.Equal(t, 200, r.post(t, "/api/v1/statuses", object{"status": strings.Repeat("é", 500)}).status)
}

func TestLength(t *testing.T) {
	t.Parallel()
	srv := mastodontest.New(nil)
	cases := map[string]int{
		"read http://blog.example.com/a and https://example.org/p?q=2#top": 56,
		"https://a.b.c.example.museum/x/y":                                 23,
		"ftp://host.example.net/file":                                      27,
		"mailto:joe@example.com":                                           22,
		"git+ssh://git@example.org/r.git":                                  31,
		"http://joe:pw@example.com:81/x":                                   30,
		"http://10.0.0.1/up":                                               18,
		"https://[2001:db8::5]/up":                                         24,
		"(at https://example.com.)":                                        29,
		"https://пример.рф/путь?запрос=да":                                 33,
		"@joe@example.com":                                                 4,
		"thanks @joe@a.example, see @ann":                                  21,
		"{@joe@a.example}":                                                 6,
		"👨‍👩‍👧":                                                            1, "👋🏽": 1, "🇫🇷": 1, "f\u0301": 1, "\r\n": 1,
	}
	for text, want := range cases {
		assert.Equal(t, want, srv.Length(text, ""), text)
	}
	assert.Equal(t, 6, srv.Length("@joe@a.example", "cw"))
	assert.Equal(t, 17, mastodontest.New(&mastodontest.Options{Flavour: mastodontest.GoToSocial}).Length("@joe@a.example", "cw!"))
}

func TestScheduled(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	at := func(d time.Duration) string { return r.clock.Now().Add(d).Format(time.RFC3339) }
	assert.Equal(t, 422, r.post(t, "/api/v1/statuses", object{"status": "x", "scheduled_at": at(4 * time.Minute)}).status)
	assert.Contains(t, r.post(t, "/api/v1/statuses", object{"status": "past", "scheduled_at": at(-time.Hour)}).object(t), "content",
		"a time in the past is ignored")

	answer := r.post(t, "/api/v1/statuses", object{"status": "later", "scheduled_at": at(time.Hour)}, "Idempotency-Key", "k")
	sc := answer.object(t)
	assert.Equal(t, 2, strings.Count(string(answer.body), `"quote_approval_policy"`), "the key occurs twice, as on 4.6")
	assert.Equal(t, "later", sc["params"].(object)["text"])
	again := r.post(t, "/api/v1/statuses", object{"status": "later", "scheduled_at": at(time.Hour)}, "Idempotency-Key", "k").object(t)
	assert.Equal(t, sc["id"], again["id"])

	path := "/api/v1/scheduled_statuses/" + sc["id"].(string)
	assert.Equal(t, 200, r.put(t, path, object{"scheduled_at": at(2 * time.Hour)}).status)
	r.clock.Advance(90 * time.Minute)
	r.PublishDue()
	assert.Len(t, r.Statuses(r.alice), 1)
	r.clock.Advance(31 * time.Minute)
	r.PublishDue()
	posted := r.Statuses(r.alice)
	require.Len(t, posted, 2)
	assert.Equal(t, sc["id"], posted[1].ScheduledID)
	assert.Equal(t, 404, r.get(t, path).status)

	for i := range 26 {
		status := r.post(t, "/api/v1/statuses", object{"status": "many", "scheduled_at": at(48*time.Hour + time.Duration(i)*time.Minute)}).status
		if i < 25 {
			require.Equal(t, 200, status)
		} else {
			assert.Equal(t, 422, status, "25 a day")
		}
	}
	list := r.get(t, "/api/v1/scheduled_statuses?limit=2")
	assert.Len(t, list.list(t), 2)
	r.delete(t, "/api/v1/scheduled_statuses/"+list.ids(t)[0])
	assert.Len(t, r.Scheduled(r.alice), 24)
}

func TestThreadAndActions(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	root := r.Post(r.alice, "root", nil)
	reply := r.Reply(bob, root.ID, "first")
	r.Reply(r.alice, reply.ID, "second")
	context := r.get(t, "/api/v1/statuses/"+reply.ID+"/context").object(t)
	assert.Len(t, context["ancestors"], 1)
	assert.Len(t, context["descendants"], 1)

	path := "/api/v1/statuses/" + reply.ID
	for range 2 { // repeating is harmless
		assert.Equal(t, true, r.post(t, path+"/favourite", nil).object(t)["favourited"])
	}
	boost := r.post(t, path+"/reblog", nil).object(t)
	assert.NotEqual(t, reply.ID, boost["id"])
	assert.Equal(t, reply.ID, boost["reblog"].(object)["id"])
	assert.Len(t, r.get(t, path+"/favourited_by").list(t), 1)
	assert.Equal(t, false, r.post(t, path+"/unreblog", nil).object(t)["reblogged"])
	assert.Equal(t, 422, r.post(t, path+"/pin", nil).status, "somebody else's post")

	gone := r.delete(t, "/api/v1/statuses/"+root.ID).object(t)
	assert.Equal(t, "root", gone["text"])
	assert.Equal(t, 404, r.get(t, "/api/v1/statuses/"+root.ID).status)
	assert.Nil(t, r.get(t, path).object(t)["in_reply_to_id"])
}

func TestAsyncRefresh(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	st := r.Post(r.alice, "root", nil)
	path := "/api/v1/statuses/" + st.ID + "/context"
	assert.Empty(t, r.get(t, path).header.Get("Mastodon-Async-Refresh"))
	id := r.StartRefresh(st.ID, 1, 3)
	assert.Equal(t, `id="`+id+`", retry=5, result_count=0`, r.get(t, path).header.Get("Mastodon-Async-Refresh"))
	state := func() object {
		return r.get(t, "/api/v1_alpha/async_refreshes/"+id).object(t)["async_refresh"].(object)
	}
	assert.Equal(t, "running", state()["status"])
	assert.Equal(t, "finished", state()["status"])
	assert.Empty(t, r.get(t, path).header.Get("Mastodon-Async-Refresh"))
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	theirs := r.Post(bob, "quote me", nil)
	quote := r.post(t, "/api/v1/statuses", object{"status": "so true", "quoted_status_id": theirs.ID}).object(t)
	assert.Equal(t, "accepted", quote["quote"].(object)["state"])
	asBob := r.as(bob)
	assert.Equal(t, []string{"quote"}, types(asBob.get(t, "/api/v1/notifications").list(t)))
	assert.Len(t, asBob.get(t, "/api/v1/statuses/"+theirs.ID+"/quotes").list(t), 1)
	revoked := asBob.post(t, "/api/v1/statuses/"+theirs.ID+"/quotes/"+quote["id"].(string)+"/revoke", nil).object(t)
	assert.Equal(t, "revoked", revoked["quote"].(object)["state"])

	asBob.put(t, "/api/v1/statuses/"+theirs.ID+"/interaction_policy", object{"quote_approval_policy": "nobody"})
	assert.Equal(t, 422, r.post(t, "/api/v1/statuses", object{"status": "again", "quoted_status_id": theirs.ID}).status)
}

func types(list []object) []string {
	out := []string{}
	for _, o := range list {
		out = append(out, o["type"].(string))
	}
	return out
}

func TestErrorsAndScopes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	reader := r.as(r.alice, "read")
	assert.Equal(t, http.StatusForbidden, reader.post(t, "/api/v1/statuses", "status=x").status)
	r.RevokeToken(reader.token)
	assert.Equal(t, http.StatusUnauthorized, reader.get(t, "/api/v1/accounts/verify_credentials").status)
	assert.Equal(t, http.StatusNotFound, r.get(t, "/api/v1/nonsense").status)
	assert.Equal(t, http.StatusNotFound, r.delete(t, "/api/v1/statuses").status, "never 405")
}
