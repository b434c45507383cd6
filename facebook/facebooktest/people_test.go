package facebooktest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

func TestComments(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann, bob := s.CreatePerson("Ann Lee"), s.CreatePerson("Bob")
	post := s.ok(s.page+"/feed", "message", "Hello").id()
	first := s.Comment(ann, post, "First!")
	s.clock.Advance(time.Minute)
	reply := s.Comment(bob, first, "Hi Ann")
	s.clock.Advance(time.Minute)
	answer := s.ok(reply+"/comments", "message", "Hi both").id()
	s.clock.Advance(time.Minute)
	second := s.Comment(bob, post, "Second")

	r := s.get(post + "/comments?fields=id,message,from,comment_count,can_hide&summary=true")
	assert.Equal(t, []string{first, second}, column(r.list(), "id"))
	assert.Equal(t, object{"id": s.PSID(s.page, ann), "name": "Ann Lee"}, r.list()[0]["from"])
	assert.InDelta(t, 2, r.list()[0]["comment_count"], 0)
	assert.Equal(t, object{"total_count": 2.0, "order": "chronological", "can_comment": true}, r.body["summary"])
	all := s.get(post + "/comments?filter=stream&order=reverse_chronological&fields=id,parent").list()
	assert.Equal(t, []string{second, answer, reply, first}, column(all, "id"))
	assert.Equal(t, first, all[1]["parent"].(object)["id"], "threads have two levels")
	recent := s.get(post + "/comments?filter=stream&since=" + s.in(-90*time.Second)).list()
	assert.Equal(t, []string{answer, second}, column(recent, "id"))
	assert.Equal(t, []string{reply, answer}, column(s.get(first+"/comments").list(), "id"))

	r = s.do(s.UserToken(s.Owner(s.page)), http.MethodGet, post+"/comments", nil)
	assert.Equal(t, []any{200, 0}, []any{r.status, len(r.list())}, "a person's token sees none")
	r = s.do(s.Token(s.page, "pages_read_engagement"), http.MethodGet, post+"/comments", nil)
	assert.Equal(t, "10", r.code())
}

func TestCommentsAreModerated(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann")
	post := s.ok(s.page+"/feed", "message", "Hello").id()
	rude := s.Comment(ann, post, "Rude")
	s.ok(rude, "is_hidden", "true")
	assert.True(t, s.Comments(post)[0].Hidden)
	s.ok(rude, "is_hidden", "false")
	assert.Equal(t, "200", s.post(rude, "message", "Kind").code(), "only the author edits")
	s.ok(rude + "/likes")
	assert.Equal(t, true, s.get(rude + "?fields=user_likes,like_count").body["user_likes"])
	s.remove(rude + "/likes")
	assert.Zero(t, s.Comments(post)[0].Likes)

	own := s.ok(rude+"/comments", "message", "Please").id()
	s.ok(own, "message", "Please stop")
	assert.Equal(t, "200", s.post(own, "is_hidden", "true").code())
	got := s.get(own + "?fields=message,parent,application,can_hide").body
	assert.Equal(t, "Please stop", got["message"])
	assert.Equal(t, false, got["can_hide"])
	s.remove(rude)
	assert.Empty(t, s.Comments(post), "answers go with a comment")

	id := s.PSID(s.page, ann)
	assert.Equal(t, object{id: true}, s.ok(s.page+"/blocked", "user", id).body)
	assert.Equal(t, []string{id}, column(s.get(s.page+"/blocked").list(), "id"))
	assert.Empty(t, s.Comment(ann, post, "Still here?"))
	s.remove(s.page + "/blocked?psid=" + id)
	assert.NotEmpty(t, s.Comment(ann, post, "Sorry"))
	assert.Equal(t, "100", s.post(post + "/comments").code()[:3])
	hidden := s.photo("published", "false")
	s.ok(post+"/comments", "attachment_id", hidden)
	assert.Equal(t, "100", s.post(post+"/comments", "attachment_id", hidden).code())
}

func TestReactions(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	post := s.ok(s.page+"/feed", "message", "Hello").id()
	for i, kind := range []string{"LOVE", "LOVE", "LIKE", "HAHA"} {
		s.React(s.CreatePerson(fmt.Sprint("P", i)), post, kind)
	}
	ann := s.CreatePerson("Ann")
	s.React(ann, post, "SAD")
	s.React(ann, post, "")
	s.Share(ann, post)
	fields := "shares,reactions.limit(0).summary(total_count),reactions.type(LOVE).limit(0).summary(total_count).as(love),comments.limit(0).summary(true)"
	got := s.get(post + "?fields=" + fields).body
	assert.Equal(t, object{"count": 1.0}, got["shares"])
	assert.Equal(t, object{"data": []any{}, "summary": object{"total_count": 4.0}}, got["reactions"])
	assert.Equal(t, object{"data": []any{}, "summary": object{"total_count": 2.0}}, got["love"])
	assert.Equal(t, []string{"HAHA", "LIKE", "LOVE", "LOVE"}, column(s.get(post+"/reactions").list(), "type"))
	assert.Equal(t, "100", s.get(post+"/reactions?type=MEH").code())
	r := s.get(post + "/insights?metric=post_reactions_by_type_total,post_reactions_love_total,post_activity_by_action_type")
	assert.Contains(t, r.text, `"value":{"haha":1,"like":1,"love":2}`)
	assert.Contains(t, r.text, `"value":2`)
}

func TestReviews(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann, bob := s.CreatePerson("Ann"), s.CreatePerson("Bob")
	s.Review(ann, s.page, true, "Good tools")
	s.clock.Advance(time.Minute)
	s.HidePerson(bob)
	s.Review(bob, s.page, false, "Broke")
	r := s.get(s.page + "/ratings?fields=created_time,recommendation_type,review_text,reviewer,open_graph_story").list()
	assert.Equal(t, []string{"negative", "positive"}, column(r, "recommendation_type"))
	assert.NotContains(t, r[0], "reviewer")
	assert.Equal(t, "Ann", r[1]["reviewer"].(object)["name"])
	s.DeleteReview(ann, s.page)
	assert.Len(t, s.get(s.page+"/ratings").list(), 1)
}

func (s *site) write(to, text string, more ...string) reply {
	s.t.Helper()
	return s.post(s.page+"/messages", append([]string{"recipient", `{"id":"` + to + `"}`, "messaging_type", "RESPONSE", "message", `{"text":"` + text + `"}`}, more...)...)
}

func TestMessages(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann Lee")
	id := s.PSID(s.page, ann)
	assert.Equal(t, "10/2018278", s.write(id, "Hello?").code(), "nobody is written to first")
	mid := s.Message(ann, s.page, "Do you sell nails?", facebooktest.WithFile("image", "https://a.example.com/nail.jpg"))
	r := s.json("me/messages", object{
		"recipient": object{"id": id}, "messaging_type": "RESPONSE", "message": object{"text": "Yes"}, "reply_to": object{"mid": mid},
	})
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, id, r.body["recipient_id"])
	sent := s.Messages(s.page, ann)[1]
	assert.Equal(t, r.body["message_id"], sent.ID)
	assert.Equal(t, mid, sent.ReplyTo)
	assert.Equal(t, s.App().ID, sent.App)

	threads := s.get(s.page + "/conversations?platform=messenger&fields=id,updated_time,unread_count,snippet,participants,messages.limit(1){message,from,to}").list()
	require.Len(t, threads, 1)
	assert.Equal(t, s.Conversation(s.page, ann), threads[0]["id"])
	assert.Equal(t, "Yes", threads[0]["snippet"])
	assert.Equal(t, []string{id, s.page}, column(list(threads[0]["participants"].(object)), "id"))
	newest := list(threads[0]["messages"].(object))[0]
	assert.Equal(t, s.page, newest["from"].(object)["id"])
	assert.Empty(t, s.get(s.page+"/conversations?platform=instagram").list())
	assert.Len(t, s.get(s.page+"/conversations?user_id="+id).list(), 1)
	s.ok(s.page+"/messages", "recipient", `{"id":"`+id+`"}`, "sender_action", "mark_seen")
	assert.InDelta(t, 0, s.get(s.page + "?fields=unread_message_count").body["unread_message_count"], 0)
	assert.Equal(t, "Ann", s.get(id + "?fields=first_name,profile_pic").body["first_name"])
}

func TestRulesOfMessages(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann")
	id := s.PSID(s.page, ann)
	s.Message(ann, s.page, "Hi")
	assert.Equal(t, "100/2018065", s.write(id, strings.Repeat("x", 2001)).code())
	assert.Equal(t, "100/2018001", s.write("123", "x").code())
	assert.Equal(t, "100", s.write(id, "x", "messaging_type", "SHOUT").code())
	s.clock.Advance(25 * time.Hour)
	assert.Equal(t, "10/2018278", s.write(id, "Late").code())
	assert.Equal(t, "100", s.write(id, "Late", "messaging_type", "MESSAGE_TAG", "tag", "ACCOUNT_UPDATE").code(), "retired")
	assert.Equal(t, 200, s.write(id, "Late", "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT").status)
	s.clock.Advance(7 * 24 * time.Hour)
	assert.Equal(t, "10/2018278", s.write(id, "Later", "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT").code())
	s.Message(ann, s.page, "Again")
	s.BlockMessages(ann, s.page)
	assert.Equal(t, "551/1545041", s.write(id, "x").code())

	bob := s.CreatePerson("Bob")
	other := s.PSID(s.page, bob)
	s.Message(bob, s.page, "Spam")
	s.ok(s.page+"/moderate_conversations", "user_ids", `[{"id":"`+other+`"}]`, "actions", `["BLOCK_USER","MOVE_TO_SPAM"]`)
	assert.Empty(t, s.Message(bob, s.page, "More spam"))
	assert.Equal(t, []string{s.Conversation(s.page, ann)}, column(s.get(s.page+"/conversations").list(), "id"))
}

func TestOldMessagesHaveNoDetails(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann")
	first := s.Message(ann, s.page, "m0")
	for i := range 20 {
		s.clock.Advance(time.Second)
		s.Message(ann, s.page, fmt.Sprint("m", i+1))
	}
	got := s.get(s.Conversation(s.page, ann) + "/messages?fields=message,created_time&limit=50").list()
	require.Len(t, got, 21)
	assert.Equal(t, "m20", got[0]["message"])
	assert.NotContains(t, got[20], "message")
	assert.Equal(t, "100/33", s.get(first).code())
}

func TestPrivateReplies(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann")
	post := s.ok(s.page+"/feed", "message", "Hello").id()
	comment, late := s.Comment(ann, post, "Where is my order?"), s.Comment(ann, post, "Anyone?")
	assert.Equal(t, true, s.get(comment + "?fields=can_reply_privately").body["can_reply_privately"])
	reply := func(id string) reply {
		return s.post(s.page+"/messages", "recipient", `{"comment_id":"`+id+`"}`, "message", `{"text":"Let me see"}`)
	}
	r := reply(comment)
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, "10900", reply(comment).code())
	assert.Equal(t, false, s.get(comment + "?fields=can_reply_privately").body["can_reply_privately"])
	assert.Equal(t, "10/2018278", s.write(s.PSID(s.page, ann), "More").code(), "the window opens when the person answers")
	s.Message(ann, s.page, "Thanks")
	assert.Equal(t, 200, s.write(s.PSID(s.page, ann), "More").status)
	s.clock.Advance(7 * 24 * time.Hour)
	assert.Equal(t, "10903", reply(late).code())
	visit := s.VisitorPost(ann, s.page, "A question")
	to := []string{"recipient", `{"post_id":"` + visit + `"}`, "message", `{"text":"Yes?"}`}
	s.ok(s.page+"/messages", to...)
	assert.Equal(t, "10900", s.post(s.page+"/messages", to...).code())
}
