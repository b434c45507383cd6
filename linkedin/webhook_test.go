package linkedin_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
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

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

const webhookSecret = "not-a-secret"

func hexMAC(secret, text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// post hands a body to a handler and returns the status.
func post(t *testing.T, h http.Handler, body, signature string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook", strings.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Li-Signature", signature)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func newHandler(t *testing.T, o linkedin.WebhookOptions) *linkedin.WebhookHandler {
	t.Helper()
	if o.Secrets == nil {
		o.Secrets = []string{webhookSecret}
	}
	h, err := linkedin.NewWebhookHandler(o)
	require.NoError(t, err)
	return h
}

func notified(ids ...int) string {
	var list []string
	for _, id := range ids {
		list = append(list, fmt.Sprintf(`{"notificationId":%d,"organizationalEntity":"urn:li:organization:1","action":"SHARE_MENTION","sourcePost":"urn:li:activity:%d","lastModifiedAt":1691574506310}`, id, id))
	}
	return `{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[` + strings.Join(list, ",") + `]}`
}

func TestWebhookSignatures(t *testing.T) {
	t.Parallel()
	page := linkedin.URN("urn:li:organization:1")
	h := newHandler(t, linkedin.WebhookOptions{Secrets: []string{webhookSecret, "old"}})
	for i, sign := range []func(body string) string{
		func(body string) string { return hexMAC(webhookSecret, "hmacsha256="+body) },
		func(body string) string { return "hmacsha256=" + hexMAC(webhookSecret, "hmacsha256="+body) },
		func(body string) string { return hexMAC("old", "hmacsha256="+body) },
		func(body string) string { return strings.ToUpper(hexMAC("old", "hmacsha256="+body)) },
	} {
		body := notified(i + 1)
		assert.Equal(t, 200, post(t, h, body, sign(body)))
	}
	require.Len(t, linkedin.Queued(h, page), 4)
	body := notified(9)
	for _, wrong := range []string{
		"", "x", hexMAC("another", "hmacsha256="+body), hexMAC(webhookSecret, "hmacsha256="+body+" "), hexMAC(webhookSecret, body),
		"sha256=" + hexMAC(webhookSecret, "hmacsha256="+body), hexMAC("", "hmacsha256="+body), hexMAC(webhookSecret, "hmacsha256="+body)[:62],
	} {
		assert.Equal(t, 403, post(t, h, body, wrong), "%q", wrong)
	}
	assert.Empty(t, linkedin.Queued(h, page), "nothing is left behind")
	for _, secrets := range [][]string{{}, {""}, {"a", ""}} {
		_, err := linkedin.NewWebhookHandler(linkedin.WebhookOptions{Secrets: secrets})
		require.ErrorIs(t, err, social.ErrInvalid)
	}
}

// TestWebhookChallenge: the answer proves the secret, and never signs what could be an event.
func TestWebhookChallenge(t *testing.T) {
	t.Parallel()
	h := newHandler(t, linkedin.WebhookOptions{Secrets: []string{webhookSecret, "old"}})
	ask := func(code string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/hook?applicationId=7&challengeCode="+url.QueryEscape(code), http.NoBody))
		return w
	}
	const code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
	w := ask(code)
	require.Equal(t, 200, w.Code)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"challengeCode":"`+code+`","challengeResponse":"`+hexMAC(webhookSecret, code)+`"}`, w.Body.String())

	forged := "hmacsha256=" + notified(666)
	for _, bad := range []string{"", forged, notified(666), "a b", "hmacsha256=", "é", strings.Repeat("a", 129)} {
		w := ask(bad)
		assert.Equal(t, 403, w.Code, bad)
		assert.NotContains(t, w.Body.String(), hexMAC(webhookSecret, bad), "an oracle for signatures")
	}
}

func TestWebhookRepeatsAndOthers(t *testing.T) {
	t.Parallel()
	page := linkedin.URN("urn:li:organization:1")
	h := newHandler(t, linkedin.WebhookOptions{Pages: []linkedin.URN{page}})
	send := func(body string) int { return post(t, h, body, hexMAC(webhookSecret, "hmacsha256="+body)) }
	for _, body := range []string{notified(1, 2, 2), notified(2, 1), notified(2, 3)} {
		assert.Equal(t, 200, send(body))
	}
	var ids []linkedin.ID
	for _, n := range linkedin.Queued(h, page) {
		ids = append(ids, n.ID)
	}
	assert.Equal(t, []linkedin.ID{"1", "2", "3"}, ids)
	for name, body := range map[string]string{
		"of another Page": strings.ReplaceAll(notified(4), "organization:1", "organization:2"), "of another type": strings.Replace(notified(5), "ORGANIZATION_", "LEAD_", 1),
		"broken": `{"type":`, "odd": `{"notifications":[null,{},{"notificationId":6},7]}`, "a list": `[]`,
	} {
		assert.Equal(t, 200, send(body), "%s: it would not get better", name)
	}
	assert.Empty(t, linkedin.Queued(h, page))
	assert.Empty(t, linkedin.Queued(h, "urn:li:organization:2"))
}

func TestWebhookFull(t *testing.T) {
	t.Parallel()
	h := newHandler(t, linkedin.WebhookOptions{Queue: 2, Wait: 10 * time.Millisecond})
	send := func(body string) int { return post(t, h, body, hexMAC(webhookSecret, "hmacsha256="+body)) }
	assert.Equal(t, 200, send(notified(1, 2)))
	assert.Equal(t, 503, send(notified(3)))
	assert.EqualValues(t, 1, h.Missed())
	assert.Len(t, linkedin.Queued(h, "urn:li:organization:1"), 2)
	assert.Equal(t, 200, send(notified(3)), "it was not taken for known")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for n := range h.Notifications(ctx, "urn:li:organization:1") {
		assert.Equal(t, linkedin.ID("3"), n.ID)
		cancel()
	}
}

// webhook mounts a handler, and subscribes the Page to it.
func (w *world) webhook(c *linkedin.Client) *linkedin.WebhookHandler {
	w.t.Helper()
	h := newHandler(w.t, linkedin.WebhookOptions{Secrets: []string{w.srv.App().ClientSecret}})
	w.mount(c, h)
	return h
}

func (w *world) mount(c *linkedin.Client, h http.Handler) {
	w.t.Helper()
	front := httptest.NewServer(h)
	w.t.Cleanup(front.Close)
	require.NoError(w.t, c.Subscribe(w.t.Context(), urn(w.srv.App().URN), front.URL))
}

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, app := w.client(), urn(w.srv.App().URN)
	_, err := c.Subscription(t.Context(), app)
	require.ErrorIs(t, err, social.ErrNotFound)
	w.webhook(c)
	got, err := c.Subscription(t.Context(), app)
	require.NoError(t, err)
	assert.Equal(t, urn(w.acme), got.Page)
	assert.Equal(t, urn(w.ann), got.User)
	assert.Equal(t, app, got.Application)
	assert.True(t, got.Expires.After(time.Now()))
	for s, err := range c.Subscriptions(t.Context()) {
		require.NoError(t, err)
		assert.Equal(t, got, s)
	}
	require.NoError(t, c.Unsubscribe(t.Context(), app))
	require.ErrorIs(t, c.Unsubscribe(t.Context(), app), social.ErrNotFound)
	assert.Empty(t, w.srv.Subscriptions())

	deaf := httptest.NewServer(http.NotFoundHandler())
	defer deaf.Close()
	require.ErrorIs(t, c.Subscribe(t.Context(), app, deaf.URL), social.ErrInvalid, "it does not pass the challenge")
	require.ErrorIs(t, c.Subscribe(t.Context(), app, "hook"), social.ErrInvalid)
	require.ErrorIs(t, c.Subscribe(t.Context(), "77", deaf.URL), social.ErrInvalid)
}

// TestWebhookOfTheNetwork: what the network really sends is taken, in both forms of signatures, also out of order and
// twice; challenges go on being answered.
func TestWebhookOfTheNetwork(t *testing.T) {
	t.Parallel()
	for name, traps := range map[string]linkedintest.Traps{"Usual": {}, "Odd": {SignaturePrefix: true, MalformedActivities: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &linkedintest.Options{Traps: traps, Webhook: linkedintest.WebhookOptions{Duplicate: 2, Reverse: true}})
			h := w.webhook(w.client())
			bob, p := w.member("Bob"), w.posted("News")
			var want []linkedin.URN
			for range 5 {
				want = append(want, urn(w.srv.Comment(bob, p.URN, "Hello")))
			}
			require.NoError(t, w.srv.WaitWebhooks(t.Context()))
			var got []linkedin.URN
			for _, n := range linkedin.Queued(h, urn(w.acme)) {
				got = append(got, n.CommentURN())
				assert.Equal(t, urn(p.URN), n.Post())
			}
			assert.ElementsMatch(t, want, got)
			for range 4 { // the fourth failure would have blocked it
				w.srv.RecheckWebhooks(t.Context())
			}
			w.srv.Comment(bob, p.URN, "Still there?")
			require.NoError(t, w.srv.WaitWebhooks(t.Context()))
			assert.Len(t, linkedin.Queued(h, urn(w.acme)), 1)
		})
	}
}

// TestListenPushed: what is pushed is told at once, while reads are hours away; what was pushed and read is told once.
func TestListenPushed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Webhook: linkedintest.WebhookOptions{Duplicate: 2}})
	c := w.client()
	h := w.webhook(c)
	bob, p := w.member("Bob"), w.posted("News")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	timing := hasty()
	timing.Poll, timing.Safety = time.Hour, time.Hour
	first := w.srv.Comment(bob, p.URN, "One")
	want := []string{first, w.srv.Comment(bob, first, "Two")}
	var got []string
	for e, err := range c.ListenerWith(timing, &linkedin.ListenOptions{Webhook: h}).Listen(ctx, &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		got = append(got, e.Ref.ID)
		if len(got) > 1 {
			want = append(want, w.srv.Comment(bob, first, "More"))
			if len(got) > 2 {
				assert.Equal(t, social.EventReply, e.Kind, "the comment was asked for")
			}
		}
		if len(got) == 6 {
			break
		}
	}
	assert.Equal(t, want[:6], got)
	assert.LessOrEqual(t, w.asked("organizationalEntityNotifications"), 2)
}

// samples are notifications as LinkedIn and others show them.
func samples() []string {
	return []string{
		`{"subscriber":"urn:li:person:x","lastModifiedAt":1691574506310,"decoratedSourcePost":{"owner":"urn:li:organization:1","mediaCategory":"NONE","text":"My post","entity":"urn:li:share:7094637247487995904"},"sourcePost":"urn:li:activity:7094637247890620418","decoratedGeneratedActivity":{"comment":{"owner":"urn:li:person:y","text":"Commenting","entity":"urn:li:comment:(urn:li:activity:7094637247890620418,7094977717598625792)","object":"urn:li:activity:7094637247890620418"}},"action":"COMMENT","notificationId":5603453321,"organizationalEntity":"urn:li:organization:1","generatedActivity":"urn:li:comment:(activity:7094637247890620418,7094977717598625792)"}`,
		`{"action":"COMMENT","notificationId":2,"organizationalEntity":"urn:li:organization:1","sourcePost":"activity:1","generatedActivity":"urn:li:comment:(activity:1,2)","lastModifiedAt":1}`,
		`{"action":"LIKE","notificationId":"3","organizationalEntity":"urn:li:organization:1","sourcePost":"urn:li:share:1","lastModifiedAt":1}`,
		`{"action":"SHARE","notificationId":4,"organizationalEntity":"urn:li:organization:1","generatedActivity":"urn:li:share:5","decoratedGeneratedActivity":{"share":null}}`,
		`{"action":"SHARE_MENTION","notificationId":5,"organizationalEntity":"urn:li:organization:1","decoratedSourcePost":{"entity":"urn:li:ugcPost:6","owner":"urn:li:person:z","text":"{hashtag|\\#|hello} \\(x\\)"}}`,
		`{"action":"WAVE","notificationId":6,"organizationalEntity":"urn:li:organization:1"}`,
		`{"action":"LIKE","organizationalEntity":"urn:li:organization:1","sourcePost":"urn:li:share:1","lastModifiedAt":1}`,
		`{"action":"COMMENT_MENTION","notificationId":8,"organizationalEntity":"urn:li:organization:1","generatedActivity":"urn:li:comment:(urn:li:ugcPost:1,2)"}`,
		`{"action":7,"notificationId":7,"organizationalEntity":{},"decoratedGeneratedActivity":[],"lastModifiedAt":"soon"}`,
	}
}

func TestNotificationForms(t *testing.T) {
	t.Parallel()
	var all []*social.Event
	for _, sample := range samples() {
		n := new(linkedin.Notification)
		require.NoError(t, json.Unmarshal([]byte(sample), n), sample)
		all = append(all, n.Event())
	}
	assert.Equal(t, "urn:li:comment:(urn:li:activity:7094637247890620418,7094977717598625792)", all[0].Ref.ID)
	assert.Equal(t, "urn:li:share:7094637247487995904", all[0].Root.ID)
	assert.Equal(t, "https://www.linkedin.com/feed/update/urn:li:activity:7094637247890620418/?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7094637247890620418%2C7094977717598625792%29", all[0].Ref.URL)
	assert.Equal(t, "urn:li:comment:(urn:li:activity:1,2)", all[1].Ref.ID, "what is cut short is made whole")
	assert.Equal(t, "urn:li:activity:1", all[1].Root.ID)
	assert.Equal(t, social.EventReaction, all[2].Kind)
	assert.Equal(t, "notification:3", all[2].ID)
	assert.Equal(t, "urn:li:share:5", all[3].Ref.ID)
	assert.Equal(t, "#hello (x)", all[4].Text)
	assert.Equal(t, "urn:li:person:z", all[4].Author.Ref.ID)
	assert.Equal(t, "notification:LIKE  urn:li:share:1 1", all[6].ID, "one without an ID is known by what it says")
	assert.Equal(t, social.EventMention, all[7].Kind, "not documented, and in use")
	assert.Equal(t, "urn:li:comment:(urn:li:ugcPost:1,2)", all[7].Ref.ID)
	for _, e := range []*social.Event{all[5], all[8]} {
		assert.Equal(t, social.EventOther, e.Kind)
		assert.Equal(t, social.RefEvent, e.Ref.Kind)
	}
}

func FuzzWebhook(f *testing.F) {
	for _, sample := range samples() {
		f.Add([]byte(`{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[` + sample + `]}`))
	}
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		h := newHandler(t, linkedin.WebhookOptions{Queue: 1 << 20})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("X-Li-Signature", hexMAC(webhookSecret, "hmacsha256="+string(body)))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			answer, _ := io.ReadAll(w.Body)
			t.Fatalf("%d %s", w.Code, answer)
		}
		for _, n := range linkedin.Queued(h, "urn:li:organization:1") {
			e := n.Event()
			if e.ID == "" || e.Ref.ID == "" || e.Ref.Network == "" {
				t.Fatalf("%+v of %s", e, body)
			}
		}
	})
}
