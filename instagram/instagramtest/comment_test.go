package instagramtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

func message(text string) url.Values { return url.Values{"message": {text}} }

func TestCommentsAreReadAndAnswered(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		post := s.Post(s.acme, instagramtest.Post{})
		first := s.Comment(s.ann, post, "How much?")
		s.clock.Advance(time.Minute)
		reply := s.post(api, token, "/"+first+"/replies", message("@ann 5 euros")).id()
		require.NotEmpty(t, reply)
		below := s.post(api, token, "/"+reply+"/replies", message("or 4")).id()
		own := s.post(api, token, "/"+post+"/comments", message("Now in blue")).id()

		fields := "id,text,timestamp,username,from,user,like_count,hidden,parent_id,media{id,media_product_type},replies{id,text,parent_id}"
		list := s.get(api, token, "/"+post+"/comments?fields="+fields)
		require.Equal(t, []string{own, first}, list.ids(), "newest first, the top level only")
		c := list.data()[1]
		assert.Equal(t, object{"id": s.PersonID(s.acme, s.ann), "username": "ann"}, c["from"])
		assert.NotContains(t, c, "user")
		assert.Equal(t, object{"id": post, "media_product_type": "FEED"}, c["media"])
		replies := objects(member(c, "replies", "data"))
		assert.Equal(t, []object{
			{"id": reply, "text": "@ann 5 euros", "parent_id": first}, {"id": below, "text": "or 4", "parent_id": first},
		}, replies, "what answers a reply stands under the first comment")
		mine := list.data()[0]
		assert.Equal(t, object{"id": s.acme}, mine["user"])
		assert.NotEqual(t, s.acme, member(mine, "from", "id"), "the scoped id, as documented")
		assert.Equal(t, object{"id": first, "text": "How much?", "timestamp": "2026-08-20T12:00:00+0000"}, s.get(api, token, "/"+first).body)
		assert.Equal(t, 4.0, s.get(api, token, "/"+post+"?fields=comments_count").body["comments_count"])

		hide := s.post(api, token, "/"+first, url.Values{"hide": {"true"}})
		assert.Equal(t, object{"success": true}, hide.body)
		assert.Equal(t, true, s.get(api, token, "/"+first+"?fields=hidden").body["hidden"])
		assert.Equal(t, 100, s.post(api, token, "/"+first+"/replies", message("too late")).code(), "it is hidden")
		s.post(api, token, "/"+own, url.Values{"hide": {"true"}})
		assert.Equal(t, false, s.get(api, token, "/"+own+"?fields=hidden").body["hidden"], "own ones stay visible")
		assert.Equal(t, true, s.do(api, token, http.MethodDelete, "/"+first, nil).body["success"])
		_, there := s.FindComment(reply)
		assert.False(t, there, "its replies go with it")
		assert.Equal(t, 33, s.do(api, token, http.MethodDelete, "/"+first, nil).subcode())
	})
}

func TestCommentsComeByFifty(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	post := s.Post(s.acme, instagramtest.Post{})
	thread := s.Comment(s.ann, post, "thread")
	for i := range 60 {
		s.Comment(s.ann, post, fmt.Sprint("c", i))
		s.Reply(s.ann, thread, fmt.Sprint("r", i))
		s.clock.Advance(time.Second)
	}
	list := s.get(fl, s.user, "/"+post+"/comments?limit=100")
	assert.Len(t, list.data(), 50)
	assert.NotEmpty(t, member(list.body, "paging", "next"))
	list = s.get(fl, s.user, "/"+post+"/comments?limit=100&since=1&fields=replies.limit(100){id}&after="+list.after())
	require.Len(t, list.data(), 11, "time does not filter")
	replies := list.data()[10]["replies"].(object)
	assert.Len(t, objects(replies["data"]), 50)
	assert.NotContains(t, replies["paging"], "next", "an expanded edge has cursors only")
	rest := s.get(fl, s.user, "/"+thread+"/replies?limit=50&after="+member(replies, "paging", "cursors", "after").(string))
	assert.Len(t, rest.data(), 10)
}

func TestCommentsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	post := s.Post(s.acme, instagramtest.Post{})
	for name, text := range map[string]string{
		"empty": "", "long": strings.Repeat("x", 301), "hashtags": "#a #b #c #d #e", "links": "https://a.example https://b.example", "shouting": "BUY NOW",
	} {
		assert.Equal(t, 100, s.post(fl, s.user, "/"+post+"/comments", message(text)).code(), name)
	}
	for _, text := range []string{strings.Repeat("é", 300), "OK then", "#a #b #c #d https://a.example", "A"} {
		assert.NotEmpty(t, s.post(fl, s.user, "/"+post+"/comments", message(text)).id(), text)
	}
	story := s.Post(s.acme, instagramtest.Post{Product: "STORY"})
	assert.Equal(t, 100, s.post(fl, s.user, "/"+story+"/comments", message("x")).code())
	weak := s.Token(s.acme, "instagram_business_basic")
	assert.Equal(t, 403, s.get(il, weak, "/"+post+"/comments").status)
	assert.Equal(t, 403, s.post(il, weak, "/"+post+"/comments", message("x")).status)
}

func TestCommentsThatDoNotShow(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Traps: instagramtest.Traps{OwnFromID: true}})
	post := s.Post(s.acme, instagramtest.Post{})
	troll := s.CreatePerson("troll")
	s.Comment(troll, post, "boo")
	seen := s.Comment(s.ann, post, "yay")
	s.Restrict(s.acme, troll)
	assert.Equal(t, []string{seen}, s.get(fl, s.user, "/"+post+"/comments").ids())
	gated := s.Post(s.acme, instagramtest.Post{AgeGated: true})
	s.Comment(s.ann, gated, "cheers")
	assert.Empty(t, s.get(fl, s.user, "/"+gated+"/comments").ids())
	own := s.post(fl, s.user, "/"+post+"/comments", message("x")).id()
	assert.Equal(t, s.acme, member(s.get(fl, s.user, "/"+own+"?fields=from").body, "from", "id"))
	live := s.Post(s.acme, instagramtest.Post{Live: true, Type: "VIDEO"})
	s.Comment(s.ann, live, "hi")
	assert.Len(t, s.get(fl, s.user, "/"+live+"/comments").ids(), 1)
	s.EndLive(live)
	assert.Equal(t, 33, s.get(fl, s.user, "/"+live+"/comments").subcode())
}

func TestMentions(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		theirs := s.Post(s.ann, instagramtest.Post{Caption: "Thanks @acme!"})
		comment := s.Comment(s.ann, theirs, "see @acme.")
		s.Comment(s.ann, theirs, "@acmeville is nicer")
		me := "/" + s.acme
		m := s.get(api, token, me+"?fields=mentioned_media.media_id("+theirs+"){caption,username,owner,comments{text}}").body["mentioned_media"].(object)
		assert.Equal(t, "Thanks acme!", m["caption"], "without the sign")
		assert.Equal(t, "ann", m["username"])
		assert.Equal(t, "acmeville is nicer", objects(member(m, "comments", "data"))[0]["text"])
		c := s.get(api, token, me+"?fields=mentioned_comment.comment_id("+comment+"){text,timestamp,media{id,media_url}}").body["mentioned_comment"].(object)
		assert.Equal(t, "see acme.", c["text"])
		assert.Equal(t, theirs, member(c, "media", "id"))

		r := s.post(api, token, me+"/mentions", url.Values{"media_id": {theirs}, "comment_id": {comment}, "message": {"Gladly"}})
		answer, ok := s.FindComment(r.id())
		require.True(t, ok, r.text)
		assert.Equal(t, comment, answer.Parent)
		assert.Equal(t, s.acme, answer.Author)
		r = s.post(api, token, me+"/mentions", url.Values{"media_id": {theirs}, "message": {"Gladly"}})
		answer, _ = s.FindComment(r.id())
		assert.Empty(t, answer.Parent)
		assert.NotZero(t, s.do(api, token, http.MethodDelete, "/"+r.id(), nil).code(), "only the owner of the media may delete it")

		other := s.Post(s.ann, instagramtest.Post{Caption: "no mention"})
		assert.Equal(t, 33, s.get(api, token, me+"?fields=mentioned_media.media_id("+other+"){caption}").subcode())
		assert.Equal(t, 33, s.post(api, token, me+"/mentions", url.Values{"media_id": {other}, "message": {"x"}}).subcode())
	})
}
