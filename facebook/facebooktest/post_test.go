package facebooktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

func TestPostsAreReadBack(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	r := s.ok(s.page+"/feed", "message", "Hello", "link", "https://a.example.com", "fields", "permalink_url,is_published")
	require.True(t, strings.HasPrefix(r.id(), s.page+"_"))
	assert.Equal(t, true, r.body["is_published"])
	assert.Contains(t, r.body["permalink_url"], s.page)

	got := s.get(r.id() + "?fields=message,from,application,created_time,status_type,attachments{type,unshimmed_url},shares").body
	assert.Equal(t, "Hello", got["message"])
	assert.Equal(t, object{"id": s.page, "name": "Acme Tools"}, got["from"])
	assert.Equal(t, s.App().ID, got["application"].(object)["id"])
	assert.Equal(t, "2026-08-20T12:00:00+0000", got["created_time"])
	assert.Equal(t, "https://a.example.com", list(got["attachments"].(object))[0]["unshimmed_url"])
	assert.NotContains(t, got, "shares")

	assert.Equal(t, object{"success": true}, s.ok(r.id(), "message", "Hello all").body)
	assert.Equal(t, "Hello all", s.Posts(s.page)[0].Message)
	assert.Equal(t, object{"success": true}, s.remove(r.id()).body)
	assert.Equal(t, "100/33", s.get(r.id()).code())
	assert.Empty(t, s.Posts(s.page))
}

func TestPostsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	for _, c := range []struct {
		want   string
		fields []string
	}{
		{"100/1349125", nil},
		{"100/1500", []string{"link", "nonsense"}},
		{"100/1609008", []string{"link", "https://www.facebook.com/x"}},
		{"100", []string{"message", "x", "link", "https://a.example", "name", "Mine"}},
		{"100", []string{"message", strings.Repeat("x", 63207)}},
		{"100", []string{"message", "x", "published", "maybe"}},
		{"100", []string{"message", "x", "scheduled_publish_time", s.in(time.Hour)}},
		{"100", []string{"message", "x", "published", "false", "scheduled_publish_time", s.in(9 * time.Minute)}},
		{"100", []string{"message", "x", "published", "false", "scheduled_publish_time", s.in(31 * 24 * time.Hour)}},
		{"100", []string{"message", "x", "published", "false", "unpublished_content_type", "LATER"}},
		{"100", []string{"message", "x", "published", "false", "unpublished_content_type", "SCHEDULED"}},
		{"100", []string{"message", "x", "attached_media", `[{"media_fbid":"1"}]`}},
		{"100", []string{"message", "x", "backdated_time", s.in(time.Hour)}},
		{"100", []string{"message", "x", "tags", "1"}},
		{"100", []string{"message", "x", "targeting", `{"planets":["mars"]}`}},
		{"100/1487756", []string{"message", "x", "targeting", `{"geo_locations":{"countries":["FR"],"regions":[{"key":"1","country":"FR"}]}}`}},
		{"100", []string{"message", strings.Repeat("x", 131), "text_format_preset_id", "12"}},
		{"100", []string{"message", "x", "call_to_action", `{"value":{}}`}},
	} {
		r := s.post(s.page+"/feed", c.fields...)
		assert.Equal(t, c.want, r.code(), "%v: %s", c.fields, r.text)
		assert.Equal(t, http.StatusBadRequest, r.status)
	}
	assert.Empty(t, s.Posts(s.page))
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.ok(s.page+"/feed", "message", "Same")
	assert.Equal(t, "506/1455006", s.post(s.page+"/feed", "message", "Same").code())
	s.ok(s.page+"/feed", "message", "Other")
	s.ok(s.page+"/feed", "message", "Same")
	s.clock.Advance(25 * time.Hour)
	s.ok(s.page+"/feed", "message", "Same")
}

func TestScheduledPosts(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	id := s.ok(s.page+"/feed", "message", "Later", "published", "false", "scheduled_publish_time", s.in(time.Hour)).id()
	draft := s.ok(s.page+"/feed", "message", "Draft", "published", "false", "unpublished_content_type", "DRAFT").id()
	dark := s.ok(s.page+"/feed", "message", "Dark", "published", "false").id()
	r := s.get(s.page + "/scheduled_posts?fields=id,message,scheduled_publish_time,is_published")
	require.Len(t, r.list(), 1)
	assert.Equal(t, id, r.list()[0]["id"])
	assert.Equal(t, false, r.list()[0]["is_published"])
	assert.InDelta(t, noon().Add(time.Hour).Unix(), r.list()[0]["scheduled_publish_time"], 0)
	assert.Empty(t, s.get(s.page+"/published_posts").list())
	assert.Len(t, s.get(s.page+"/feed").list(), 3, "the feed holds what is not published too")

	user := s.UserToken(s.Owner(s.page))
	assert.Empty(t, s.do(user, http.MethodGet, s.page+"/feed", nil).list(), "but for the page alone")

	s.ok(id, "scheduled_publish_time", s.in(2*time.Hour))
	s.clock.Advance(time.Hour)
	assert.Empty(t, s.get(s.page+"/published_posts").list())
	s.clock.Advance(90 * time.Minute)
	published := s.get(s.page + "/published_posts?fields=id,created_time").list()
	require.Len(t, published, 1)
	assert.Equal(t, "2026-08-20T14:00:00+0000", published[0]["created_time"], "at its time, not when somebody looked")

	s.ok(draft, "is_published", "true")
	s.ok(draft, "is_published", "true")
	assert.Equal(t, "100", s.post(draft, "is_published", "false").code())
	assert.Len(t, s.get(s.page+"/published_posts").list(), 2)
	s.remove(dark)
	assert.Equal(t, []string{draft, id}, column(s.get(s.page+"/posts").list(), "id"))
}

func TestStateOfPosts(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	id := s.ok(s.page+"/feed", "message", "x", "backdated_time", "2020-01-02", "backdated_time_granularity", "day", "place", "123").id()
	s.ok(id, "is_hidden", "true")
	s.ok(id, "is_pinned", "true")
	p, ok := s.FindPost(id)
	require.True(t, ok)
	assert.True(t, p.Hidden)
	assert.True(t, p.Pinned)
	assert.Equal(t, "123", p.Place)
	assert.Equal(t, "2020-01-02T00:00:00+0000", s.get(id + "?fields=created_time").body["created_time"])
	assert.Empty(t, s.get(s.page+"/feed?include_hidden=false").list())
	s.ok(id, "timeline_visibility", "normal")
	assert.Len(t, s.get(s.page+"/feed?include_hidden=false").list(), 1)
}

func TestPostsOfOtherAppsCannotBeEdited(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	id := s.PublishInApp(s.page, "Made by hand")
	r := s.post(id, "message", "Changed")
	assert.Equal(t, []any{403, "10"}, []any{r.status, r.code()})
	assert.Equal(t, object{"success": true}, s.remove(id).body)
}

func TestListsOfPosts(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	fan := s.CreatePerson("Fan Club")
	first := s.ok(s.page+"/feed", "message", "First").id()
	s.clock.Advance(time.Minute)
	visit := s.VisitorPost(fan, s.page, "Nice place")
	s.clock.Advance(time.Minute)
	tag := s.Tag(fan, s.page, "I love Acme Tools")
	assert.Equal(t, []string{visit, first}, column(s.get(s.page+"/feed").list(), "id"))
	assert.Equal(t, []string{first}, column(s.get(s.page+"/published_posts").list(), "id"))
	assert.Equal(t, []string{visit}, column(s.get(s.page+"/visitor_posts").list(), "id"))
	assert.Equal(t, []string{first}, column(s.get(s.page+"/posts?q=firs").list(), "id"))
	tagged := s.get(s.page + "/tagged?fields=id,from,message_tags").list()
	assert.Equal(t, tag, tagged[0]["id"])
	assert.Equal(t, s.PSID(s.page, fan), tagged[0]["from"].(object)["id"])
	assert.Equal(t, "100", s.get(s.page+"/feed?limit=101").code())
	assert.Equal(t, http.StatusOK, s.get(s.page+"/posts?limit=101").status)
	user := s.UserToken(s.Owner(s.page))
	r := s.do(user, http.MethodGet, s.page+"/published_posts", nil)
	assert.Equal(t, "210", r.code())
	r = s.do(user, http.MethodGet, s.page+"/feed?fields=from,message", nil)
	assert.NotContains(t, r.list()[0], "from", "authors are for the page alone")
}

func TestReadsOfNewPostsLag(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Traps: facebooktest.Traps{ListLag: 5 * time.Second, Misses: 1}})
	id := s.ok(s.page+"/feed", "message", "x").id()
	assert.Empty(t, s.get(s.page+"/published_posts").list())
	assert.Equal(t, "100/33", s.get(id).code())
	assert.Equal(t, 200, s.get(id).status)
	s.clock.Advance(5 * time.Second)
	assert.Len(t, s.get(s.page+"/published_posts").list(), 1)
}

func TestItPublishedAlthoughItSaidError(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.Faults().Add(facebooktest.FailingAfter("POST /*/*/feed", facebooktest.UnknownError()))
	r := s.post(s.page+"/feed", "message", "x")
	assert.Equal(t, []any{500, "1"}, []any{r.status, r.code()})
	assert.Len(t, s.Posts(s.page), 1)
	s.Faults().Add(facebooktest.Failing("POST /*/*/feed", facebooktest.Blocked(1390008)))
	r = s.post(s.page+"/feed", "message", "y")
	assert.Equal(t, []any{403, "368/1390008"}, []any{r.status, r.code()})
	assert.Len(t, s.Posts(s.page), 1)
}
