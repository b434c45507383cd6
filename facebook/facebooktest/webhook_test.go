package facebooktest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

// hook is a callback that keeps what it gets.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	values []object // of changes, with the field under "field"; or of messaging
	secret string
	bad    int
}

func newHook(t *testing.T, secret string) *hook {
	t.Helper()
	h := &hook{secret: secret}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
			return
		}
		mac := hmac.New(sha256.New, []byte(h.secret))
		mac.Write(body)
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.Header.Get("X-Hub-Signature-256") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
			h.bad++
			w.WriteHeader(http.StatusForbidden)
			return
		}
		var envelope object
		_ = json.Unmarshal(body, &envelope)
		for _, e := range envelope["entry"].([]any) {
			entry := e.(object)
			for _, member := range []string{"changes", "messaging"} {
				items, _ := entry[member].([]any)
				for _, item := range items {
					o := item.(object)
					if value, ok := o["value"].(object); ok {
						value["field"] = o["field"]
						o = value
					}
					h.values = append(h.values, o)
				}
			}
		}
	}))
	t.Cleanup(h.Close)
	return h
}

// next waits for what is under way and takes what has come.
func (s *site) next(h *hook) []object {
	s.t.Helper()
	require.NoError(s.t, s.WaitDeliveries(s.t.Context()))
	h.mu.Lock()
	defer h.mu.Unlock()
	out := h.values
	h.values = nil
	return out
}

// one is the only thing that has come.
func (s *site) one(h *hook) object {
	s.t.Helper()
	got := s.next(h)
	require.Len(s.t, got, 1)
	return got[0]
}

func TestWebhooksTellTheFeed(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	h := newHook(t, s.App().Secret)
	s.ok(s.page+"/subscribed_apps", "subscribed_fields", "feed,mention,ratings")
	app := s.do(s.AppToken(), http.MethodPost, s.App().ID+"/subscriptions", form("object", "page", "callback_url", h.URL, "fields", "feed,mention,ratings", "include_values", "true", "verify_token", "v"))
	require.Equal(t, 200, app.status, app.text)
	assert.Equal(t, []string{"feed", "mention", "ratings"}, s.InstalledFields(s.page))
	ann := s.CreatePerson("Ann Lee")
	from := object{"id": s.PSID(s.page, ann), "name": "Ann Lee"}

	post := s.ok(s.page+"/feed", "message", "Grüße 🎉").id()
	e := s.one(h)
	assert.Equal(t, []any{"feed", "status", "add", post, "Grüße 🎉"}, []any{e["field"], e["item"], e["verb"], e["post_id"], e["message"]})
	assert.Equal(t, s.page, e["from"].(object)["id"], "own actions come too")

	comment := s.Comment(ann, post, "Hi")
	e = s.one(h)
	assert.Equal(t, []any{"comment", "add", comment, post, post}, []any{e["item"], e["verb"], e["comment_id"], e["post_id"], e["parent_id"]})
	assert.Equal(t, from, e["from"])
	reply := s.Comment(ann, comment, "Me again")
	assert.Equal(t, comment, s.one(h)["parent_id"])
	s.EditComment(reply, "Me")
	assert.Equal(t, "edited", s.one(h)["verb"])
	s.ok(reply, "is_hidden", "true")
	assert.Equal(t, "hide", s.one(h)["verb"])
	s.DeleteComment(reply)
	assert.Equal(t, "remove", s.one(h)["verb"])

	s.React(ann, post, "LOVE")
	e = s.one(h)
	assert.Equal(t, []any{"reaction", "add", "love"}, []any{e["item"], e["verb"], e["reaction_type"]})
	s.React(ann, comment, "ANGRY")
	e = s.one(h)
	assert.Equal(t, []any{"anger", comment, post}, []any{e["reaction_type"], e["comment_id"], e["post_id"]})
	s.React(ann, post, "")
	assert.Equal(t, "remove", s.one(h)["verb"])
	s.Share(ann, post)
	assert.Equal(t, "share", s.one(h)["item"])
	s.VisitorPost(ann, s.page, "Nice")
	e = s.one(h)
	assert.Equal(t, []any{"post", from}, []any{e["item"], e["from"]})

	tag := s.Tag(ann, s.page, "I like Acme Tools")
	e = s.one(h)
	assert.Equal(t, []any{"mention", "post", tag, from["id"]}, []any{e["field"], e["item"], e["post_id"], e["sender_id"]})
	s.Review(ann, s.page, true, "Good")
	e = s.one(h)
	assert.Equal(t, []any{"ratings", "POSITIVE", from["id"]}, []any{e["field"], e["recommendation_type"], e["reviewer_id"]})

	s.remove(post)
	e = s.one(h)
	assert.Equal(t, []any{"remove", post}, []any{e["verb"], e["post_id"]})
	s.Message(ann, s.page, "Not subscribed")
	assert.Empty(t, s.next(h))
	assert.Zero(t, h.bad)
	s.remove(s.page + "/subscribed_apps")
	s.ok(s.page+"/feed", "message", "Unheard")
	assert.Empty(t, s.next(h))
}

func TestWebhooksTellMessages(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	h := newHook(t, s.App().Secret)
	s.SubscribeWebhook(s.page, h.URL)
	ann := s.CreatePerson("Ann Lee")
	id := s.PSID(s.page, ann)
	mid := s.Message(ann, s.page, "Hi", facebooktest.WithFile("image", "https://a.example.com/i.jpg"))
	e := s.one(h)
	assert.Equal(t, object{"id": id}, e["sender"])
	assert.Equal(t, object{"id": s.page}, e["recipient"])
	assert.InDelta(t, noon().UnixMilli(), e["timestamp"], 0)
	message := e["message"].(object)
	assert.Equal(t, []any{mid, "Hi", "image"}, []any{message["mid"], message["text"], message["attachments"].([]any)[0].(object)["type"]})

	sent := s.write(id, "Hello")
	e = s.one(h)
	echo := e["message"].(object)
	assert.Equal(t, []any{true, sent.body["message_id"], s.page}, []any{echo["is_echo"], echo["mid"], e["sender"].(object)["id"]})
	assert.Contains(t, echo, "app_id")
	s.AnswerInApp(s.page, ann, "By hand")
	assert.NotContains(t, s.one(h)["message"], "app_id")
	s.ReactToMessage(ann, mid, "❤")
	assert.Equal(t, "react", s.one(h)["reaction"].(object)["action"])
	s.ReadMessages(ann, s.page)
	assert.Contains(t, s.one(h), "read")
	s.EditMessage(mid, "Hi!")
	assert.Equal(t, "Hi!", s.one(h)["message_edit"].(object)["text"])
	s.DeleteMessage(mid)
	assert.Equal(t, true, s.one(h)["message"].(object)["is_deleted"])
	s.Postback(ann, s.page, "Start", "START")
	assert.Equal(t, "START", s.one(h)["postback"].(object)["payload"])
	assert.Len(t, s.Deliveries(), 8)
}

func TestScheduledPostsAreTold(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	h := newHook(t, s.App().Secret)
	s.SubscribeWebhook(s.page, h.URL, "feed")
	id := s.ok(s.page+"/feed", "message", "Later", "published", "false", "scheduled_publish_time", s.in(time.Hour)).id()
	assert.Empty(t, s.next(h))
	s.clock.Advance(2 * time.Hour)
	s.Tick()
	e := s.one(h)
	assert.Equal(t, []any{id, "add"}, []any{e["post_id"], e["verb"]})
	assert.InDelta(t, noon().Unix()+3600, e["created_time"], 0)
}

func TestCommentsThatNameAPage(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	h := newHook(t, s.App().Secret)
	s.SubscribeWebhook(s.page, h.URL, "mention")
	other := s.CreatePage("Other")
	post := s.PublishInApp(other, "News")
	ann := s.CreatePerson("Ann")
	id := s.Comment(ann, post, "Like Acme Tools does")
	e := s.one(h)
	assert.Equal(t, []any{"mention", "comment", id, s.PSID(s.page, ann)}, []any{e["field"], e["item"], e["comment_id"], e["sender_id"]})
	assert.NotEqual(t, s.PSID(other, ann), e["sender_id"], "people have another id on each page")
}
