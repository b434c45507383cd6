package x_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

const signatureHeader = "X-Twitter-Webhooks-Signature"

func sign(secret, text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func newHandler(t *testing.T, o x.WebhookOptions) *x.WebhookHandler {
	t.Helper()
	h, err := x.NewWebhookHandler(o)
	require.NoError(t, err)
	return h
}

// post hands a body to a handler.
func post(t *testing.T, h http.Handler, header, signature, body string) int {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook", strings.NewReader(body))
	if signature != "" {
		r.Header.Set(header, signature)
	}
	h.ServeHTTP(w, r)
	return w.Code
}

func TestWebhookNeedsSecrets(t *testing.T) {
	t.Parallel()
	for _, secrets := range [][]string{nil, {""}, {"one", ""}} {
		_, err := x.NewWebhookHandler(x.WebhookOptions{Secrets: secrets})
		requireField(t, err, social.ErrInvalid, "Secrets")
	}
}

func TestWebhookChallenge(t *testing.T) {
	t.Parallel()
	h := newHandler(t, x.WebhookOptions{Secrets: []string{"first", "second"}})
	ask := func(target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody))
		return w
	}
	got := ask("/hook?crc_token=token-123&nonce=1")
	assert.Equal(t, http.StatusOK, got.Code)
	var answer map[string]string
	require.NoError(t, json.Unmarshal(got.Body.Bytes(), &answer))
	assert.Equal(t, map[string]string{"response_token": sign("first", "token-123")}, answer)
	assert.Equal(t, http.StatusForbidden, ask("/hook").Code)
	for _, token := range []string{"9b4507b3-9040-4669-9ca3-6b94edb50553", "MTIzNDU2Nzg5+/==", "a_b.c~d"} {
		assert.Equal(t, http.StatusOK, ask("/hook?crc_token="+url.QueryEscape(token)).Code, token)
	}
}

// TestWebhookSignsNoEvents: challenges are answered with the key that signs events, so that a stranger could have an event
// signed by asking for it.
func TestWebhookSignsNoEvents(t *testing.T) {
	t.Parallel()
	h := newHandler(t, x.WebhookOptions{Secrets: []string{"first"}})
	event := `{"data":{"event_uuid":"1","event_type":"follow.follow"}}`
	for _, token := range []string{event, "[" + event + "]", ` `, `"a"`, "a b", "a\nb", "é", strings.Repeat("a", 257)} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/hook?crc_token="+url.QueryEscape(token), http.NoBody))
		assert.Equal(t, http.StatusForbidden, w.Code, token)
		assert.NotContains(t, w.Body.String(), "sha256", token)
	}
	for _, body := range []string{"123", "token-123", "null", "[]", ""} {
		assert.Equal(t, http.StatusOK, post(t, h, signatureHeader, sign("first", body), body))
	}
	assert.Empty(t, h.Queued(), "what a challenge could have signed is no event")
}

func TestWebhookSignatures(t *testing.T) {
	t.Parallel()
	body := `{"data":{"event_uuid":"-7","event_type":"follow.follow","filter":{"user_id":"1"},"payload":{"source":{"data":{"id":"2"}}}}}`
	for name, tc := range map[string]struct {
		header, signature string
		status            int
	}{
		"right":               {signatureHeader, sign("second", body), http.StatusOK},
		"the newer header":    {signatureHeader + "-OAuth2", sign("first", body), http.StatusOK},
		"another secret":      {signatureHeader, sign("third", body), http.StatusForbidden},
		"of another body":     {signatureHeader, sign("first", body+" "), http.StatusForbidden},
		"none":                {"", "", http.StatusForbidden},
		"in another encoding": {signatureHeader, "sha256=" + strings.Repeat("ab", 32), http.StatusForbidden},
		"without prefix":      {signatureHeader, strings.TrimPrefix(sign("first", body), "sha256="), http.StatusForbidden},
		"another header":      {"X-Hub-Signature-256", sign("first", body), http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandler(t, x.WebhookOptions{Secrets: []string{"first", "second"}})
			assert.Equal(t, tc.status, post(t, h, tc.header, tc.signature, body))
			got := h.Queued()
			if tc.status != http.StatusOK {
				assert.Empty(t, got, "what is refused leaves no event")
				return
			}
			require.Len(t, got, 1)
			assert.Equal(t, x.ID("-7"), got[0].Activity.ID)
			assert.JSONEq(t, body, string(got[0].Body))
		})
	}
}

func TestWebhookTakesEachEventOnce(t *testing.T) {
	t.Parallel()
	h := newHandler(t, x.WebhookOptions{Secrets: []string{"s"}})
	event := func(id, more string) string {
		return `{"data":{"event_uuid":"` + id + `","event_type":"follow.follow"` + more + `}}`
	}
	for _, body := range []string{
		event("1", ""), event("2", ""), event("1", ""), event("1", `,"tag":"t"`),
		`{"data":{"id":"20","text":"hi"},"matching_rules":[{"id":"1"}]}`, `{"data":{"id":"20","text":"hi"},"matching_rules":[{"id":"2"}]}`,
		`{"for_user_id":"1"}`, `{"for_user_id":"1"}`, `not JSON`, `null`, `[]`,
	} {
		assert.Equal(t, http.StatusOK, post(t, h, signatureHeader, sign("s", body), body), body)
	}
	got := h.Queued()
	require.Len(t, got, 4, "what is no object is no event")
	assert.Equal(t, x.ID("1"), got[0].Activity.ID)
	assert.Equal(t, x.ID("2"), got[1].Activity.ID)
	assert.Equal(t, x.ID("20"), got[2].Stream.Post.ID)
	for _, d := range got[3:] {
		assert.Nil(t, d.Activity)
		assert.Nil(t, d.Stream)
		assert.NotEmpty(t, d.Body, "what nobody knows is passed on as it is")
	}
}

func TestWebhookBounds(t *testing.T) {
	t.Parallel()
	h := newHandler(t, x.WebhookOptions{Secrets: []string{"s"}, Queue: 1, Wait: 5 * time.Millisecond, MaxBody: 100})
	long := strings.Repeat("x", 101)
	assert.Equal(t, http.StatusRequestEntityTooLarge, post(t, h, signatureHeader, sign("s", long), long))
	event := func(id string) string { return `{"data":{"event_uuid":"` + id + `","event_type":"follow.follow"}}` }
	assert.Equal(t, http.StatusOK, post(t, h, signatureHeader, sign("s", event("1")), event("1")))
	assert.Equal(t, http.StatusServiceUnavailable, post(t, h, signatureHeader, sign("s", event("2")), event("2")), "no room")
	require.Len(t, h.Queued(), 1)
	assert.Equal(t, http.StatusOK, post(t, h, signatureHeader, sign("s", event("2")), event("2")), "it may come again")
	assert.Len(t, h.Queued(), 1)
}

// hook mounts a handler where the simulated X can reach it, and registers it.
func (w *world) hook(c *x.Client, h *x.WebhookHandler) *x.Webhook {
	w.t.Helper()
	site := httptest.NewServer(h)
	w.t.Cleanup(site.Close)
	hook, err := c.CreateWebhook(w.t.Context(), site.URL+"/hook")
	require.NoError(w.t, err)
	return hook
}

func TestWebhookRegistration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	h := newHandler(t, x.WebhookOptions{Secrets: []string{w.srv.App().APISecret}})
	hook := w.hook(c, h)
	assert.True(t, hook.Valid)
	all, err := c.Webhooks(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, hook.ID, all[0].ID)
	valid, err := c.ValidateWebhook(t.Context(), hook.ID)
	require.NoError(t, err)
	assert.True(t, valid)

	wrong := httptest.NewServer(newHandler(t, x.WebhookOptions{Secrets: []string{"wrong"}}))
	t.Cleanup(wrong.Close)
	require.NoError(t, c.DeleteWebhook(t.Context(), hook.ID))
	_, err = c.CreateWebhook(t.Context(), wrong.URL)
	require.ErrorIs(t, err, social.ErrInvalid, "the challenge was not answered")
	assert.ErrorContains(t, err, "CrcValidationFailed")

	for address, field := range map[string]string{
		"http://brand.example/hook": "address", "https://brand.example:8443/hook": "address", "": "address",
		"https://brand.example/" + strings.Repeat("x", 200): "address",
	} {
		_, err := c.CreateWebhook(t.Context(), address)
		requireField(t, err, social.ErrInvalid, field)
	}
	_, err = w.configured(x.Config{Tokens: static(w.token)}).Webhooks(t.Context())
	requireField(t, err, social.ErrAuth, "Config.App")
}

// TestListenByWebhook hears pushes in order among what is read, and what was not delivered by a replay.
func TestListenByWebhook(t *testing.T) {
	t.Parallel()
	for _, oauth2 := range []bool{false, true} {
		t.Run(fmt.Sprint("OAuth2 ", oauth2), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &xtest.Options{Webhook: xtest.WebhookOptions{OAuth2: oauth2}})
			secret := w.srv.App().APISecret
			if oauth2 {
				secret = w.srv.App().ClientSecret
			}
			c := w.client()
			h := newHandler(t, x.WebhookOptions{Secrets: []string{secret}, Queue: 4})
			hook := w.hook(c, h)
			_, err := c.SyncSubscriptions(t.Context(), hook.ID, x.ManagerActivities()...)
			require.NoError(t, err)
			cursor, err := c.Cursor(t.Context())
			require.NoError(t, err)

			fan, post := w.person("fan"), w.srv.Post(w.brand, "News", nil)
			missed := w.srv.Reply(w.person(""), post, "first", nil) // nobody listens yet, but it is queued
			l := c.ListenerWith(hasty(), &x.ListenOptions{Webhook: h, WebhookID: hook.ID})
			var kinds []social.EventKind
			var refs []string
			for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: cursor}) {
				require.NoError(t, err)
				kinds, refs = append(kinds, e.Kind), append(refs, e.Ref.ID)
				switch len(kinds) {
				case 1:
					w.srv.Like(fan, post)
				case 2:
					w.srv.Follow(fan, w.brand)
				case 3:
					w.srv.DM(fan, w.brand, "hello")
				}
				if len(kinds) == 4 {
					break
				}
			}
			assert.Equal(t, []social.EventKind{social.EventComment, social.EventReaction, social.EventFollow, social.EventMessage}, kinds)
			assert.Equal(t, []string{missed, post, fan}, refs[:3])
			require.NoError(t, w.srv.WaitDeliveries(t.Context()))
			for _, d := range w.srv.Deliveries() {
				assert.Equal(t, http.StatusOK, d.Status)
			}
			assert.Equal(t, 1, w.srv.Requests().Count("POST /2/webhooks/replay"))
		})
	}
}

func TestStreamLinks(t *testing.T) {
	t.Parallel()
	var asked []string
	c := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		switch {
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `{"data":[{"webhook_id":"7","fields":["text"]}]}`)
		case len(asked) > 3:
			w.WriteHeader(http.StatusForbidden)
		default:
			_, _ = io.WriteString(w, `{"data":{"provisioned":true}}`)
		}
	})
	links, err := c.StreamLinks(t.Context())
	require.NoError(t, err)
	require.Len(t, links, 1)
	assert.Equal(t, x.ID("7"), links[0].WebhookID)
	require.NoError(t, c.LinkStream(t.Context(), "7"))
	require.NoError(t, c.UnlinkStream(t.Context(), "7"))
	assert.Equal(t, []string{"GET /2/tweets/search/webhooks", "POST /2/tweets/search/webhooks/7", "DELETE /2/tweets/search/webhooks/7"}, asked)
	err = c.LinkStream(t.Context(), "7")
	require.ErrorIs(t, err, social.ErrPermission)
	assert.ErrorContains(t, err, "not available on this plan")
}

func TestReplayChecks(t *testing.T) {
	t.Parallel()
	c := newWorld(t, nil).client()
	now := time.Now()
	_, err := c.ReplayWebhook(t.Context(), "1", now, now)
	requireField(t, err, social.ErrInvalid, "to")
	_, err = c.ReplayWebhook(t.Context(), "1", now.Add(-25*time.Hour), now)
	requireField(t, err, social.ErrInvalid, "from")
	_, err = c.ReplayWebhook(t.Context(), "1", now.Add(-time.Hour), now)
	require.ErrorIs(t, err, social.ErrInvalid, "no such webhook")
}
