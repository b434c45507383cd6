package xtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func (s *site) subscribe(token, kind, user string, more object) reply {
	s.t.Helper()
	body := object{"event_type": kind, "filter": object{"user_id": user}}
	maps.Copy(body, more)
	return s.do(token, http.MethodPost, "/2/activity/subscriptions", body)
}

func TestActivityStream(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	token := s.Token(acme)
	for _, kind := range []string{"post.mention.create", "post.reply.create", "like.create", "dm.received", "oauth.revoke"} {
		r := s.subscribe(token, kind, acme, object{"tag": "t"})
		require.Equal(t, http.StatusOK, r.status, r.text)
		assert.Equal(t, kind, r.data()["subscription"].(object)["event_type"])
	}
	require.Equal(t, http.StatusOK, s.subscribe(s.AppToken(), "follow.follow", acme, nil).status)
	require.Equal(t, http.StatusOK, s.subscribe(s.AppToken(), "profile.update.bio", acme, nil).status)
	assert.Equal(t, http.StatusForbidden, s.subscribe(s.AppToken(), "dm.received", acme, nil).status, "private")
	assert.Equal(t, http.StatusForbidden, s.subscribe(s.Token(acme, "tweet.read"), "dm.sent", acme, nil).status, "scope")
	assert.Equal(t, http.StatusForbidden, s.subscribe(token, "like.create", fan, nil).status, "somebody else's")
	assert.Equal(t, http.StatusBadRequest, s.subscribe(token, "like.create", acme, nil).status, "duplicate")

	l := s.listen("/2/activity/stream")
	require.Equal(t, http.StatusOK, l.status)
	next := func(kind string) object {
		t.Helper()
		event := l.next(t)["data"].(object)
		require.Equal(t, kind, event["event_type"])
		assert.NotEmpty(t, event["event_uuid"])
		return event["payload"].(object)
	}
	post := s.Post(acme, "News", nil)
	comment := s.Reply(fan, post, "Nice", nil)
	reply := next("post.reply.create")
	assert.Equal(t, comment, reply["id"])
	assert.Equal(t, post, reply["in_reply_to_tweet_id"])
	assert.Equal(t, "0", reply["public_metrics"].(object)["retweet_count_str"])
	mention := s.Post(fan, "Hello @acme", nil)
	assert.Equal(t, mention, next("post.mention.create")["id"], "the mention before a reply is none")
	s.Like(fan, post)
	assert.Equal(t, post, next("like.create")["liked_tweet_id"])
	s.Follow(fan, acme)
	assert.Equal(t, fan, next("follow.follow")["source"].(object)["data"].(object)["id"])
	s.DM(fan, acme, "Psst")
	message := next("dm.received")["direct_message_events"].([]any)[0].(object)["message_create"].(object)
	assert.Equal(t, "Psst", message["message_data"].(object)["text"])
	s.SetProfile(acme, func(p *xtest.Profile) { p.Description = "New" })
	assert.Equal(t, "New", next("profile.update.bio")["after"])
	s.RevokeAccess(token)
	next("oauth.revoke")
	assert.Equal(t, 2, s.Billing().Units[xtest.ActivityFollow])
}

// hook is a webhook receiver.
type hook struct {
	mu     sync.Mutex
	secret string
	broken bool
	bodies []string
	bad    int
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	sign := func(text string) string {
		mac := hmac.New(sha256.New, []byte(h.secret))
		_, _ = io.WriteString(mac, text)
		return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	if token := r.URL.Query().Get("crc_token"); token != "" {
		_ = json.NewEncoder(w).Encode(map[string]string{"response_token": sign(token)})
		return
	}
	body, _ := io.ReadAll(r.Body)
	if r.Header.Get("X-Twitter-Webhooks-Signature") != sign(string(body)) {
		h.bad++
	}
	if h.broken {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h.bodies = append(h.bodies, string(body))
}

func (h *hook) set(change func(*hook)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	h := &hook{secret: "wrong"}
	receiver := httptest.NewServer(h)
	t.Cleanup(receiver.Close)
	create := func(url string) reply {
		return s.do(s.AppToken(), http.MethodPost, "/2/webhooks", object{"url": url})
	}
	assert.Contains(t, create(receiver.URL).text, "CrcValidationFailed")
	assert.Contains(t, create("https://hooks.example.com:8443/x").text, "UrlValidationFailed")
	h.set(func(h *hook) { h.secret = s.App().APISecret })
	made := create(receiver.URL)
	require.Equal(t, http.StatusOK, made.status, made.text)
	id := made.data()["id"].(string)
	assert.Contains(t, create(receiver.URL).text, "DuplicateUrlFailed")

	require.Equal(t, http.StatusOK, s.subscribe(s.AppToken(), "post.create", fan, object{"webhook_id": id}).status)
	s.Post(fan, "One", nil)
	h.set(func(h *hook) { h.broken = true })
	require.NoError(t, s.WaitDeliveries(t.Context()))
	s.Post(fan, "Two", nil)
	require.NoError(t, s.WaitDeliveries(t.Context()))
	assert.Equal(t, http.StatusInternalServerError, s.Deliveries()[1].Status)
	h.set(func(h *hook) { h.broken, h.bodies = false, nil })

	replay := s.do(s.AppToken(), http.MethodPost, "/2/webhooks/replay", object{
		"webhook_id": id, "from_date": "202608201159", "to_date": "202608201201",
	})
	require.Equal(t, http.StatusOK, replay.status, replay.text)
	require.NoError(t, s.WaitDeliveries(t.Context()))
	h.set(func(h *hook) {
		require.Len(t, h.bodies, 2)
		assert.True(t, strings.Contains(h.bodies[1], `"text":"Two"`))
		assert.Zero(t, h.bad)
		h.secret = "changed"
	})

	s.RecheckWebhooks(t.Context())
	list := s.do(s.AppToken(), http.MethodGet, "/2/webhooks", nil).list("data")
	assert.Equal(t, false, list[0]["valid"])
	assert.Equal(t, http.StatusBadRequest, s.do(s.AppToken(), http.MethodPut, "/2/webhooks/"+id, nil).status)
	_ = acme
}
