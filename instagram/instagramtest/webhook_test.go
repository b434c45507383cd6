package instagramtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

// receiver takes webhooks.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	secret string
	bodies []string
	bad    int
	down   bool
}

func receive(t *testing.T, secret string) *receiver {
	t.Helper()
	rc := &receiver{secret: secret}
	rc.Server = httptest.NewServer(rc)
	t.Cleanup(rc.Close)
	return rc
}

func (rc *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
		return
	}
	body, _ := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, []byte(rc.secret))
	mac.Write(body)
	rc.mu.Lock()
	defer rc.mu.Unlock()
	if rc.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.Header.Get("X-Hub-Signature-256") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		rc.bad++
	}
	rc.bodies = append(rc.bodies, string(body))
}

// listen subscribes an API's webhook of the account.
func (s *site) listen(api instagramtest.API) *receiver {
	s.t.Helper()
	_, secret := s.Host(api).App()
	rc := receive(s.t, secret)
	s.Host(api).Subscribe(s.acme, rc.URL)
	return rc
}

// entries are the entries that have come since the last call.
func (s *site) entries(rc *receiver) []object {
	s.t.Helper()
	s.Tick()
	require.NoError(s.t, s.WaitWebhooks(s.t.Context()))
	rc.mu.Lock()
	defer rc.mu.Unlock()
	assert.Zero(s.t, rc.bad, "signatures")
	var out []object
	for _, body := range rc.bodies {
		var o object
		require.NoError(s.t, json.Unmarshal([]byte(body), &o), body)
		assert.Equal(s.t, "instagram", o["object"])
		out = append(out, objects(o["entry"])...)
	}
	rc.bodies = nil
	return out
}

func change(entry object) object {
	list := objects(entry["changes"])
	if len(list) != 1 {
		return nil
	}
	return list[0]
}

func TestCommentsArePushed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	facebook, instagram := s.listen(fl), s.listen(il)
	post := s.Post(s.acme, instagramtest.Post{Boosted: true})
	first := s.Comment(s.ann, post, "Grüße 🎉")
	entry := s.entries(facebook)[0]
	assert.Equal(t, s.acme, entry["id"])
	assert.InDelta(t, float64(noon().Unix()), entry["time"], 0)
	assert.Equal(t, "comments", change(entry)["field"])
	value := change(entry)["value"].(object)
	assert.Equal(t, object{
		"comment_id": first, "text": "Grüße 🎉", "from": object{"id": s.PersonID(s.acme, s.ann), "username": "ann"},
		"media": object{"id": post, "media_product_type": "FEED", "ad_id": post[1:], "ad_title": "Boosted post", "original_media_id": post},
	}, value)
	assert.Equal(t, first, member(change(s.entries(instagram)[0]), "value", "id"))

	reply := s.post(il, s.token, "/"+first+"/replies", message("Danke")).id()
	value = change(s.entries(instagram)[0])["value"].(object)
	assert.Equal(t, []any{reply, first}, []any{value["id"], value["parent_id"]})
	assert.Equal(t, object{"id": s.acme, "username": "acme", "self_ig_scoped_id": s.PersonID(s.acme, s.acme)}, value["from"], "own ones come too")
	live := s.Post(s.acme, instagramtest.Post{Live: true, Type: "VIDEO"})
	s.Comment(s.ann, live, "hi")
	assert.Equal(t, "live_comments", change(s.entries(instagram)[0])["field"])
}

func TestShapesOfWebhooks(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Webhook: instagramtest.WebhookOptions{Shape: instagramtest.ShapeFlat, PlainID: true, Milliseconds: true}})
	facebook, instagram := s.listen(fl), s.listen(il)
	id := s.Comment(s.ann, s.Post(s.acme, instagramtest.Post{}), "hi")
	assert.Equal(t, id, member(change(s.entries(facebook)[0]), "value", "id"))
	entry := s.entries(instagram)[0]
	assert.NotContains(t, entry, "changes")
	assert.Equal(t, "comments", entry["field"])
	assert.Equal(t, id, member(entry, "value", "id"))
	assert.InDelta(t, float64(noon().UnixMilli()), entry["time"], 0)

	s = start(t, instagramtest.Options{Webhook: instagramtest.WebhookOptions{Wrapped: true}})
	instagram = s.listen(il)
	s.DM(s.ann, s.acme, "hi")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	instagram.mu.Lock()
	defer instagram.mu.Unlock()
	var list []object
	require.NoError(t, json.Unmarshal([]byte(instagram.bodies[0]), &list))
	assert.Len(t, list, 1)
}

func TestMentionsArePushed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	rc := s.listen(fl)
	theirs := s.Post(s.ann, instagramtest.Post{Caption: "hi @acme"})
	assert.Equal(t, object{"field": "mentions", "value": object{"media_id": theirs}}, change(s.entries(rc)[0]))
	comment := s.Comment(s.ann, theirs, "@ACME!")
	assert.Equal(t, object{"media_id": theirs, "comment_id": comment}, change(s.entries(rc)[0])["value"])
	shy := s.CreateAccount("shy", &instagramtest.Profile{Type: instagramtest.Personal, Private: true})
	s.Post(shy, instagramtest.Post{Caption: "hi @acme"})
	s.Comment(s.ann, s.Post(shy, instagramtest.Post{}), "@acme")
	assert.Empty(t, s.entries(rc), "nothing of private accounts")
	s.Post(s.ann, instagramtest.Post{Product: "STORY", Tags: []string{s.acme}})
	m := objects(s.entries(rc)[0]["messaging"])[0]
	assert.Equal(t, "story_mention", objects(member(m, "message", "attachments"))[0]["type"], "stories come as messages")
}

func TestMessagesArePushed(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, _ string) {
		t.Helper()
		rc := s.listen(api)
		ann := s.PersonID(s.acme, s.ann)
		next := func() object {
			entries := s.entries(rc)
			require.Len(t, entries, 1)
			assert.InDelta(t, float64(noon().UnixMilli()), entries[0]["time"], 0)
			return objects(entries[0]["messaging"])[0]
		}
		mid := s.DM(s.ann, s.acme, "hi")
		assert.Equal(t, object{
			"sender": object{"id": ann}, "recipient": object{"id": s.acme}, "timestamp": float64(noon().UnixMilli()),
			"message": object{"mid": mid, "text": "hi"},
		}, next())
		token, path := s.direct(api)
		sent := s.post(api, token, path+"/messages", to(ann, "hello")).body["message_id"]
		echo := next()
		assert.Equal(t, object{"id": s.acme}, echo["sender"])
		assert.Equal(t, object{"mid": sent, "text": "hello", "is_echo": true}, echo["message"])
		s.React(s.ann, sent.(string), "love", "\u2764\ufe0f")
		assert.Equal(t, object{"mid": sent, "action": "react", "reaction": "love", "emoji": "\u2764\ufe0f"}, next()["reaction"])
		s.EditMessage(mid, "hey")
		assert.Equal(t, object{"mid": mid, "text": "hey", "num_edit": 1.0}, next()["message_edit"])
		s.Seen(s.ann, sent.(string))
		assert.Equal(t, object{"mid": sent}, next()["read"])
		s.UnsendMessage(mid)
		assert.Equal(t, object{"mid": mid, "is_deleted": true}, next()["message"])
		s.Postback(s.ann, s.acme, "Start", "GO")
		assert.Equal(t, "GO", member(next(), "postback", "payload"))
		s.Send(instagramtest.Message{From: s.ann, To: s.acme, Unsupported: true})
		assert.Equal(t, true, member(next(), "message", "is_unsupported"))
		story := s.Post(s.acme, instagramtest.Post{Product: "STORY"})
		s.ReactToStory(s.ann, story, "🔥")
		assert.Equal(t, story, member(next(), "message", "reply_to", "story", "id"))
	})
}

func TestStoriesEndWithTheirNumbers(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	facebook, instagram := s.listen(fl), s.listen(il)
	story := s.Post(s.acme, instagramtest.Post{Product: "STORY"})
	by := func(action string) map[string]string {
		return map[string]string{"story_navigation_action_type": action}
	}
	s.AddMediaInsights(story, instagramtest.Insight{Metric: "views", Value: 80}, instagramtest.Insight{Metric: "reach", Value: 60},
		instagramtest.Insight{Metric: "navigation", Value: 12, By: by("TAP_FORWARD")}, instagramtest.Insight{Metric: "navigation", Value: 3, By: by("TAP_BACK")})
	assert.Empty(t, s.entries(facebook))
	s.clock.Advance(24 * time.Hour)
	assert.Equal(t, object{"field": "story_insights", "value": object{
		"media_id": story, "impressions": 80.0, "reach": 60.0, "replies": -1.0, "taps_forward": 12.0, "taps_back": -1.0, "exits": -1.0,
	}}, change(s.entries(facebook)[0]))
	assert.Empty(t, s.entries(facebook), "once")
	assert.Empty(t, s.entries(instagram), "not with Instagram Login")
}

func TestSubscribingByCalls(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, _ string) {
		t.Helper()
		id, secret := s.Host(api).App()
		rc := receive(t, secret)
		token, path := s.direct(api)
		form := url.Values{"object": {"instagram"}, "callback_url": {rc.URL}, "fields": {"comments,messages"}, "include_values": {"true"}, "verify_token": {"verify-me"}}
		assert.Equal(t, true, s.post(api, id+"|"+secret, "/"+id+"/subscriptions", form).body["success"])
		s.DM(s.ann, s.acme, "unheard")
		assert.Empty(t, s.entries(rc), "the account has not installed the app")
		assert.Equal(t, true, s.post(api, token, path+"/subscribed_apps", url.Values{"subscribed_fields": {"messages"}}).body["success"])
		s.DM(s.ann, s.acme, "heard")
		assert.Len(t, s.entries(rc), 1)
		s.Comment(s.ann, s.Post(s.acme, instagramtest.Post{}), "not subscribed")
		assert.Empty(t, s.entries(rc))
		assert.Equal(t, 100, s.post(api, token, path+"/subscribed_apps", url.Values{"subscribed_fields": {"gossip"}}).code())
	})
}

func TestWebhooksThatGoWrong(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	rc, host := s.listen(il), s.Host(il)
	rc.mu.Lock()
	rc.down = true
	rc.mu.Unlock()
	s.DM(s.ann, s.acme, "kept")
	assert.Empty(t, s.entries(rc))
	rc.mu.Lock()
	rc.down = false
	rc.mu.Unlock()
	assert.Equal(t, 1, host.RetryWebhooks())
	assert.Len(t, s.entries(rc), 1)
	host.SetWebhookFaults(instagramtest.WebhookFaults{DuplicateEvery: 1})
	host.PauseWebhooks()
	s.DM(s.ann, s.acme, "twice")
	assert.Empty(t, s.entries(rc))
	host.ResumeWebhooks()
	assert.Len(t, s.entries(rc), 2)
	assert.NotEmpty(t, host.Deliveries())
}
