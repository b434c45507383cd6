package facebooktest_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

func TestFilesOfMessages(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann")
	id := s.PSID(s.page, ann)
	mid := s.Message(ann, s.page, "Hi")
	s.Message(ann, s.page, "Hm", facebooktest.InReplyTo(mid))
	to := []string{"recipient", `{"id":"` + id + `"}`, "messaging_type", "RESPONSE", "message"}
	image := func(payload string) string { return `{"attachment":{"type":"image","payload":` + payload + `}}` }
	send := func(message string) reply { return s.post(s.page+"/messages", append(to, message)...) }
	assert.Equal(t, 200, send(image(`{"url":"https://a.example.com/1.jpg","is_reusable":true}`)).status)
	kept := s.ok(s.page+"/message_attachments", "message", image(`{"url":"https://a.example.com/2.jpg"}`)).body["attachment_id"].(string)
	assert.Equal(t, 200, send(image(`{"attachment_id":"`+kept+`"}`)).status)
	assert.Equal(t, "100/2018047", send(image(`{}`)).code())
	assert.Equal(t, "100/2018074", send(image(`{"attachment_id":"1"}`)).code())
	assert.Equal(t, "100", send(`{"attachment":{"type":"smell","payload":{}}}`).code())
	assert.Equal(t, "100/2018034", send(`{}`).code())
	r := s.file(s.page+"/messages", "filedata", "a.png", png(), append(to, image(`{}`))...)
	require.Equal(t, 200, r.status, r.text)
	var sent []string
	for _, m := range s.Messages(s.page, ann)[2:] {
		sent = append(sent, m.Attachments...)
	}
	require.Len(t, sent, 3)
	assert.Equal(t, []string{"https://a.example.com/1.jpg", "https://a.example.com/2.jpg"}, sent[:2])
	newest := s.get(s.Conversation(s.page, ann) + "/messages?fields=attachments,reply_to&limit=3").list()
	assert.Contains(t, list(newest[1]["attachments"].(object))[0], "image_data")

	react := append(to[:2:2], "sender_action", "react", "payload", `{"message_id":"`+mid+`","reaction":"love"}`)
	s.ok(s.page+"/messages", react...)
	assert.Equal(t, map[string]string{s.page: "love"}, s.Messages(s.page, ann)[0].Reactions)
	assert.Equal(t, "100", s.post(s.page+"/messages", append(to[:2:2], "sender_action", "dance")...).code())
	s.Faults().Add(facebooktest.Failing("POST /*/*/messages", facebooktest.RateLimited(80006)))
	assert.Equal(t, "80006", send(`{"text":"x"}`).code())
}

func TestWhatPeopleChange(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	ann := s.CreatePerson("Ann")
	visit := s.VisitorPost(ann, s.page, "Nice")
	s.EditPost(visit, "Very nice")
	assert.Equal(t, "Very nice", s.get(visit + "?fields=message").body["message"])
	comment := s.Comment(ann, visit, "Is it?")
	s.HideComment(comment, true)
	assert.Equal(t, true, s.get(comment + "?fields=is_hidden").body["is_hidden"])
	s.DeletePost(visit)
	assert.Equal(t, "100/33", s.get(comment).code(), "comments go with a post")
	s.Follow(ann, s.page)
	s.Unfollow(ann, s.page)
	assert.InDelta(t, 1000, s.get("me?fields=fan_count").body["fan_count"], 0)
	s.ok(s.page+"/moderate_conversations", "user_ids", `[{"id":"`+s.PSID(s.page, ann)+`"}]`, "actions", `["BAN_USER"]`)
	assert.Equal(t, []string{ann}, s.Blocked(s.page))
	assert.Empty(t, s.VisitorPost(ann, s.page, "Again"))
	assert.Panics(t, func() { s.Comment(ann, "123", "x") })
	assert.Panics(t, func() { s.CreatePerson("x"); s.React("nobody", s.page, "LIKE") })
}

func TestPhotosOfAPostChange(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	a, b, other := s.photo("published", "false"), s.photo("published", "false"), s.photo()
	id := s.ok(s.page+"/feed", "message", "x", "attached_media", `[{"media_fbid":"`+a+`"}]`).id()
	s.Comment(s.CreatePerson("Ann"), id, "Hi")
	assert.Len(t, s.get(a+"/comments").list(), 1, "one photo and its post share their comments")
	s.ok(id, "attached_media", `[{"media_fbid":"`+a+`"},{"media_fbid":"`+b+`"}]`)
	p, _ := s.FindPost(id)
	assert.Equal(t, []string{a, b}, p.Photos)
	assert.Equal(t, "100", s.post(id, "attached_media", `[{"media_fbid":"`+other+`"}]`).code())
	assert.Equal(t, "Acme Tools added 2 new photos.", s.get(s.silent(a, b) + "?fields=story").body["story"])
}

// silent posts copies of photos without a text.
func (s *site) silent(photos ...string) string {
	s.t.Helper()
	media := ""
	for range photos {
		media += `,{"media_fbid":"` + s.photo("published", "false") + `"}`
	}
	return s.ok(s.page+"/feed", "attached_media", "["+media[1:]+"]").id()
}

func TestWebhooksThatGoWrong(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Webhook: facebooktest.WebhookOptions{Batch: 5}})
	h := newHook(t, s.App().Secret)
	s.SubscribeWebhook(s.page, h.URL, "feed")
	s.SetWebhookFaults(facebooktest.WebhookFaults{DuplicateEvery: 1})
	s.PauseWebhooks()
	s.PublishInApp(s.page, "One")
	s.ResumeWebhooks()
	assert.Len(t, s.next(h), 2)
	assert.Equal(t, 2, s.Deliveries()[0].Updates)
	s.SetWebhookFaults(facebooktest.WebhookFaults{BadSignature: true})
	s.PublishInApp(s.page, "Two")
	assert.Empty(t, s.next(h))
	assert.Equal(t, 2, h.bad, "refused, and tried again at once")
	s.SetWebhookFaults(facebooktest.WebhookFaults{})
	assert.Equal(t, 1, s.RetryWebhooks())
	assert.Equal(t, "Two", s.one(h)["message"])
}

func TestPostsOfVideosWithoutAStory(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}, Traps: facebooktest.Traps{FullPostIDs: true}})
	s.file(s.page+"/videos", "source", "a.mp4", []byte("film"), "no_story", "true")
	id := s.file(s.page+"/videos", "source", "b.mp4", []byte("movie")).id()
	got := s.get(id + "?fields=post_id,permalink_url").body
	assert.Equal(t, s.Videos(s.page)[1].Post, got["post_id"])
	assert.Equal(t, "/"+s.page+"/videos/"+id+"/", got["permalink_url"])
	assert.Len(t, s.get(s.page+"/published_posts").list(), 1)
	assert.Len(t, s.get(s.page+"/videos").list(), 2)
	later := s.file(s.page+"/videos", "source", "c.mp4", []byte("later"), "published", "false", "scheduled_publish_time", s.in(100*24*time.Hour)).id()
	s.ok(later, "published", "true")
	assert.Len(t, s.get(s.page+"/published_posts").list(), 2)
	assert.Equal(t, "382", s.file(s.page+"/videos", "source", "d.mp4", nil).code())
}

func TestBatchesOverPages(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.SetBatchNulls(facebooktest.BatchNulls{From: 2})
	r := s.post("", "batch", `[{"method":"POST","relative_url":"me/feed","body":"message=A"},{"method":"POST","relative_url":"me/feed","body":"message=B"}]`)
	assert.Equal(t, 200, r.status)
	assert.Contains(t, r.text, ",null]")
	assert.Len(t, s.Posts(s.page), 1)
	s.SetAppUsage(facebooktest.Usage{CallCount: 55})
	user := s.do(s.UserToken(s.Owner(s.page)), http.MethodGet, "me", nil)
	assert.Contains(t, user.header.Get("X-App-Usage"), `"call_count":55`)
}

func TestEqualSeedsGiveEqualRuns(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		s := start(t, facebooktest.Options{Seed: seed})
		post := s.ok(s.page+"/feed", "message", "x").id()
		return fmt.Sprint(post, s.Comment(s.CreatePerson("Ann"), post, "Hi"), s.token)
	}
	assert.Equal(t, run(7), run(7))
	assert.NotEqual(t, run(7), run(8))
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	h := newHook(t, s.App().Secret)
	s.SubscribeWebhook(s.page, h.URL, "feed")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			fan := s.CreatePerson(fmt.Sprint("Fan ", i))
			for j := range 5 {
				post := s.post(s.page+"/feed", "message", fmt.Sprint("Post ", i, " ", j))
				s.React(fan, s.Comment(fan, post.id(), "Hi"), "LOVE")
				s.get(s.page + "/feed?fields=message,comments{from,message}")
				s.clock.Advance(time.Second)
			}
		})
	}
	group.Wait()
	assert.Len(t, s.Posts(s.page), 40)
	assert.Len(t, s.next(h), 120)
}
