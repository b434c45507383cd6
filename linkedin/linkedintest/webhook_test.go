package linkedintest_test

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

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func mac(secret, text string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// receiver is a webhook that answers challenges with a secret and keeps what comes.
type receiver struct {
	url    string
	mu     sync.Mutex
	secret string
	status int
	bodies []string
	signs  []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if req.Method == http.MethodGet {
		question := req.URL.Query().Get("challengeCode")
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"challengeCode": question, "challengeResponse": mac(r.secret, question)})
		return
	}
	body, _ := io.ReadAll(req.Body)
	r.bodies, r.signs = append(r.bodies, string(body)), append(r.signs, req.Header.Get("X-Li-Signature"))
	w.WriteHeader(r.status)
}

func (r *receiver) set(secret string, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secret, r.status = secret, status
}

func (r *receiver) notifications() []object {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []object
	for _, body := range r.bodies {
		var o object
		_ = json.Unmarshal([]byte(body), &o)
		out = append(out, objects(o["notifications"])...)
	}
	return out
}

func listen(t *testing.T, secret string) *receiver {
	t.Helper()
	r := &receiver{secret: secret, status: http.StatusOK}
	srv := httptest.NewServer(r)
	t.Cleanup(srv.Close)
	r.url = srv.URL + "/hook"
	return r
}

func (s *site) subscription() string {
	return "/rest/eventSubscriptions/(developerApplication:" + enc(s.App().URN) + ",user:" + enc(s.ann) + ",entity:" + enc(s.acme) +
		",eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)"
}

func (s *site) subscribe(to string) reply {
	s.t.Helper()
	return s.do(s.token, http.MethodPut, s.subscription(), object{"webhook": to})
}

func TestSubscription(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	hook := listen(t, s.App().ClientSecret)
	require.Equal(t, 200, s.subscribe(hook.url).status)
	r := s.get(s.subscription())
	assert.Equal(t, hook.url, r.body["webhook"])
	assert.InDelta(t, noon().Add(365*24*time.Hour).UnixMilli(), r.body["expiresAt"], 0)
	assert.Len(t, s.get("/rest/eventSubscriptions?q=subscriberAndEventType&eventType=ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS").elements(), 1)
	require.Equal(t, 204, s.remove(s.subscription()).status)
	assert.Equal(t, 404, s.remove(s.subscription()).status)
	assert.Equal(t, 404, s.get(s.subscription()).status)

	hook.set("secret-123", 200)
	other := s.subscribe(hook.url + "?more=1")
	assert.Equal(t, 400, other.status)
	assert.Equal(t, "This URL did not pass the security challenge check", other.message())
	assert.Equal(t, 400, s.subscribe("http://example.org/hook").status, "no TLS")
	stranger := s.do(s.Token(s.bob), http.MethodPut, s.subscription(), object{"webhook": hook.url})
	assert.Equal(t, 403, stranger.status)
	app := s.RegisterApp(linkedintest.App{Products: []linkedintest.Product{linkedintest.CommunityManagement}, Tier: linkedintest.Development})
	assert.Equal(t, 403, s.do(s.Grant(app.ClientID, s.ann).Access, http.MethodPut, s.subscription(), object{"webhook": hook.url}).status)
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	hook := listen(t, s.App().ClientSecret)
	require.Equal(t, 200, s.subscribe(hook.url).status)
	urn := s.publish("hello", nil)
	for range 25 {
		s.Comment(s.bob, urn, "nice")
	}
	require.NoError(t, s.WaitWebhooks(t.Context()))
	got := hook.notifications()
	require.Len(t, got, 25)
	assert.Equal(t, "COMMENT", got[0]["action"])
	assert.Equal(t, s.ann, got[0]["subscriber"])
	var first object
	require.NoError(t, json.Unmarshal([]byte(hook.bodies[0]), &first))
	assert.Equal(t, "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", first["type"])
	for i, body := range hook.bodies {
		assert.Equal(t, mac(s.App().ClientSecret, "hmacsha256="+body), hook.signs[i])
	}
	for _, d := range s.Deliveries() {
		assert.LessOrEqual(t, len(d.Notifications), 10)
	}
	s.SetTraps(linkedintest.Traps{SignaturePrefix: true})
	s.Comment(s.bob, urn, "more")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	last := len(hook.bodies) - 1
	assert.Equal(t, "hmacsha256="+mac(s.App().ClientSecret, "hmacsha256="+hook.bodies[last]), hook.signs[last])
}

func TestRedelivery(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	hook := listen(t, s.App().ClientSecret)
	require.Equal(t, 200, s.subscribe(hook.url).status)
	urn := s.publish("hello", nil)
	hook.set(s.App().ClientSecret, 503)
	s.Comment(s.bob, urn, "nice")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	assert.Equal(t, 0, s.RetryWebhooks(t.Context()), "not due yet")
	s.clock.Advance(5 * time.Minute)
	assert.Equal(t, 1, s.RetryWebhooks(t.Context()))
	hook.set(s.App().ClientSecret, 202)
	s.clock.Advance(5 * time.Minute)
	assert.Equal(t, 1, s.RetryWebhooks(t.Context()))
	s.clock.Advance(time.Hour)
	assert.Equal(t, 0, s.RetryWebhooks(t.Context()), "taken")
	d := s.Deliveries()
	require.Len(t, d, 3)
	assert.Equal(t, []int{503, 503, 202}, []int{d[0].Status, d[1].Status, d[2].Status})
	assert.Equal(t, d[0].Notifications, d[2].Notifications)

	hook.set(s.App().ClientSecret, 500)
	s.Comment(s.bob, urn, "more")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	s.clock.Advance(8 * time.Hour)
	assert.Equal(t, 1, s.RetryWebhooks(t.Context()))
	s.clock.Advance(time.Hour)
	assert.Equal(t, 0, s.RetryWebhooks(t.Context()), "given up after eight hours")
}

func TestDuplicateAndReversedDeliveries(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Webhook: linkedintest.WebhookOptions{Duplicate: 1, Reverse: true}})
	hook := listen(t, s.App().ClientSecret)
	require.Equal(t, 200, s.subscribe(hook.url).status)
	s.Comment(s.bob, s.publish("hello", nil), "nice")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	got := hook.notifications()
	require.Len(t, got, 2)
	assert.Equal(t, got[0]["notificationId"], got[1]["notificationId"])
}

func TestSubscriptionsEndWithConsentAndRole(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*site){
		"consent": func(s *site) { s.RevokeAccess(s.token) },
		"role":    func(s *site) { s.Dismiss(s.acme, s.ann) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, linkedintest.Options{})
			hook := listen(t, s.App().ClientSecret)
			require.Equal(t, 200, s.subscribe(hook.url).status)
			urn := s.publish("hello", nil)
			end(s)
			s.Comment(s.bob, urn, "nice")
			require.NoError(t, s.WaitWebhooks(t.Context()))
			assert.Empty(t, hook.notifications())
			assert.Empty(t, s.Subscriptions())
		})
	}
}

func TestFailedChallengesBlock(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	hook := listen(t, s.App().ClientSecret)
	require.Equal(t, 200, s.subscribe(hook.url).status)
	urn := s.publish("hello", nil)
	hook.set("secret-123", 200)
	for range 3 {
		s.RecheckWebhooks(t.Context())
	}
	s.Comment(s.bob, urn, "lost")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	assert.Empty(t, hook.notifications())
	require.Error(t, s.RegisterWebhook(t.Context(), hook.url))
	hook.set(s.App().ClientSecret, 200)
	require.NoError(t, s.RegisterWebhook(t.Context(), hook.url))
	s.Comment(s.bob, urn, "again")
	require.NoError(t, s.WaitWebhooks(t.Context()))
	assert.Len(t, hook.notifications(), 1)
}
