package instagram_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

func handler(t *testing.T, o instagram.WebhookOptions) *instagram.WebhookHandler {
	t.Helper()
	if o.Secrets == nil {
		o.Secrets = []string{"secret-1"}
	}
	h, err := instagram.NewWebhookHandler(o)
	require.NoError(t, err)
	return h
}

// comments is a delivery of n comments on media of an account.
func comments(user string, from, n int) string {
	var changes []string
	for i := range n {
		changes = append(changes, fmt.Sprintf(`{"field":"comments","value":{"comment_id":"%d","media":{"id":"1"}}}`, from+i))
	}
	return fmt.Sprintf(`{"object":"instagram","entry":[{"id":"%s","time":1700000000,"changes":[%s]}]}`, user, strings.Join(changes, ","))
}

// requireProblem wants an error of a kind that names a field.
func requireProblem(t *testing.T, err, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
	}
	require.Contains(t, fields, field, "%v", err)
}

func TestWebhookHandshake(t *testing.T) {
	t.Parallel()
	h := handler(t, instagram.WebhookOptions{VerifyToken: "verify-1"})
	ask := func(query string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/hook?"+query, nil))
		return rec
	}
	rec := ask("hub.mode=subscribe&hub.verify_token=verify-1&hub.challenge=%3Cb%3E1158201444")
	assert.Equal(t, http.StatusOK, rec.Code)
	assert.Equal(t, "<b>1158201444", rec.Body.String(), "byte for byte")
	for _, query := range []string{
		"hub.mode=subscribe&hub.verify_token=other&hub.challenge=1", "hub.mode=unsubscribe&hub.verify_token=verify-1&hub.challenge=1",
		"hub.mode=subscribe&hub.challenge=1", "",
	} {
		assert.Equal(t, http.StatusForbidden, ask(query).Code, query)
	}
	for _, secrets := range [][]string{nil, {""}, {"one", ""}} {
		_, err := instagram.NewWebhookHandler(instagram.WebhookOptions{Secrets: secrets})
		requireProblem(t, err, social.ErrInvalid, "Secrets")
	}
}

// TestWebhookSignature: only what Meta signed comes in, with any of the secrets, over the bytes as they came.
func TestWebhookSignature(t *testing.T) {
	t.Parallel()
	h := handler(t, instagram.WebhookOptions{Secrets: []string{"secret-1", "instagram-secret"}})
	body := `{"object":"instagram","entry":[{"id":"7","time":1700000000,"field":"comments","value":{"id":"2","text":"caf\u00e9 \/ th\u00e9"}}]}`
	for _, bad := range []string{"", "sha256=", graphtest.Signature("other", body), graphtest.Signature("secret-1", body+" "), strings.TrimPrefix(graphtest.Signature("secret-1", body), "sha256="), graphtest.Signature("", body)} {
		assert.Equal(t, http.StatusForbidden, graphtest.Push(h, body, bad))
	}
	assert.Equal(t, http.StatusForbidden, graphtest.Push(h, strings.ReplaceAll(body, `\u00e9`, "é"), graphtest.Signature("secret-1", body)), "not the bytes that were signed")
	assert.Empty(t, instagram.Queued(h, "7"))
	assert.Equal(t, http.StatusOK, graphtest.Push(h, body, graphtest.Signature("instagram-secret", body)))
	got := instagram.Queued(h, "7")
	require.Len(t, got, 1)
	assert.Contains(t, string(got[0].Value), `caf\u00e9`)
}

// TestWebhookRoom: a thousand updates at once, repeats, several accounts, and no room.
func TestWebhookRoom(t *testing.T) {
	t.Parallel()
	h := handler(t, instagram.WebhookOptions{Queue: 10, Wait: time.Millisecond, Accounts: []instagram.ID{"7", "8"}})
	deliver := func(body string) int { return graphtest.Push(h, body, graphtest.Signature("secret-1", body)) }
	thousand := comments("7", 0, 1000)
	assert.Equal(t, http.StatusOK, deliver(thousand), "an empty queue takes what Meta sends at once")
	assert.Equal(t, http.StatusOK, deliver(thousand), "a repeat needs no room")
	more := comments("7", 2000, 1)
	assert.Equal(t, http.StatusServiceUnavailable, deliver(more), "nobody listens: Meta is to come again")
	assert.Equal(t, int64(1), h.Missed())
	assert.Equal(t, http.StatusOK, deliver(comments("8", 0, 3)), "there is room for another account")
	assert.Equal(t, http.StatusOK, deliver(comments("9", 0, 3)), "nobody listens to this one, ever")
	assert.Len(t, instagram.Queued(h, "7"), 1000)
	assert.Equal(t, http.StatusOK, deliver(more), "it is new still")
	assert.Len(t, instagram.Queued(h, "7"), 1)
	assert.Len(t, instagram.Queued(h, "8"), 3)
	assert.Empty(t, instagram.Queued(h, "9"))
}

// TestWebhookShapes reads all forms of deliveries, and survives what is none.
func TestWebhookShapes(t *testing.T) {
	t.Parallel()
	const change = `{"field":"comments","value":{"id":"2","text":"Hi"}}`
	for name, body := range map[string]string{
		"changes":      `{"object":"instagram","entry":[{"id":"7","time":1700000000,"changes":[` + change + `]}]}`,
		"flat":         `{"object":"instagram","entry":[{"id":"7","time":1700000000,` + change[1:] + `]}`,
		"list":         `[{"object":"instagram","entry":[{"id":"7","time":1700000000,"changes":[` + change + `]}]}]`,
		"milliseconds": `{"object":"instagram","entry":[{"id":7,"time":1700000000000,"changes":[` + change + `]}]}`,
	} {
		h := handler(t, instagram.WebhookOptions{})
		require.Equal(t, http.StatusOK, graphtest.Push(h, body, graphtest.Signature("secret-1", body)), name)
		got := instagram.Queued(h, "7")
		require.Len(t, got, 1, name)
		assert.Equal(t, "comments", got[0].Field, name)
		assert.Equal(t, int64(1700000000), got[0].Time.Unix(), name)
		assert.JSONEq(t, `{"id":"2","text":"Hi"}`, string(got[0].Value), name)
	}
	h := handler(t, instagram.WebhookOptions{})
	for _, body := range []string{
		`{"object":"page","entry":[{"id":"7","changes":[` + change + `]}]}`, `{}`, `[]`, `null`, `"x"`, `{"object":"instagram","entry":7}`,
	} {
		assert.Equal(t, http.StatusOK, graphtest.Push(h, body, graphtest.Signature("secret-1", body)), "Meta would bring %s again, and no better", body)
	}
	assert.Empty(t, instagram.Queued(h, "7"))
}

// TestWebhookRepeats: a comment is told once, whatever can happen again is told again.
func TestWebhookRepeats(t *testing.T) {
	t.Parallel()
	h := handler(t, instagram.WebhookOptions{})
	for _, at := range []int{1700000000, 1700000005} {
		for _, change := range []string{
			`{"field":"comments","value":{"id":"2"}}`, `{"field":"mentions","value":{"media_id":"3"}}`, `{"field":"follow","value":{"id":"5"}}`,
		} {
			body := fmt.Sprintf(`{"object":"instagram","entry":[{"id":"7","time":%d,"changes":[%s]}]}`, at, change)
			require.Equal(t, http.StatusOK, graphtest.Push(h, body, graphtest.Signature("secret-1", body)))
		}
	}
	var fields []string
	for _, u := range instagram.Queued(h, "7") {
		fields = append(fields, u.Field)
	}
	assert.Equal(t, []string{"comments", "mentions", "follow", "follow"}, fields)
}

// TestWebhookSubscription sets up what Meta pushes, each login in its way.
func TestWebhookSubscription(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		ctx := t.Context()
		h := handler(t, instagram.WebhookOptions{Secrets: []string{w.secret()}, VerifyToken: "verify-1"})
		front := httptest.NewServer(h)
		t.Cleanup(front.Close)
		id, secret := w.host.App()
		auth, err := instagram.NewAuth(instagram.App{ID: id, Secret: secret}, w.login, w.options())
		require.NoError(t, err)
		p := &instagram.SubscriptionParams{CallbackURL: front.URL, VerifyToken: "verify-1"}
		c := w.client()
		if w.api == instagramtest.InstagramLogin {
			requireProblem(t, auth.Subscribe(ctx, p), errUnsupported, "Subscriptions")
			_, err = auth.Subscriptions(ctx)
			requireProblem(t, err, errUnsupported, "Subscriptions")
			requireProblem(t, auth.Unsubscribe(ctx), errUnsupported, "Subscriptions")
			require.NoError(t, c.SubscribeApp(ctx))
			apps, err := c.SubscribedApps(ctx)
			require.NoError(t, err)
			require.Len(t, apps, 1)
			assert.ElementsMatch(t, instagram.ManagerFields(instagram.InstagramLogin), apps[0].Fields)
			require.NoError(t, c.UnsubscribeApp(ctx))
			apps, err = c.SubscribedApps(ctx)
			require.NoError(t, err)
			assert.Empty(t, apps)
			return
		}
		for _, err := range []error{c.SubscribeApp(ctx), c.UnsubscribeApp(ctx)} {
			requireProblem(t, err, errUnsupported, "SubscribeApp")
			assert.ErrorContains(t, err, "linked Page")
		}
		_, err = c.SubscribedApps(ctx)
		requireProblem(t, err, errUnsupported, "SubscribeApp")
		requireProblem(t, auth.Subscribe(ctx, &instagram.SubscriptionParams{VerifyToken: "verify-1"}), social.ErrInvalid, "CallbackURL")
		requireProblem(t, auth.Subscribe(ctx, &instagram.SubscriptionParams{CallbackURL: front.URL}), social.ErrInvalid, "VerifyToken")
		require.Error(t, auth.Subscribe(ctx, &instagram.SubscriptionParams{CallbackURL: front.URL, VerifyToken: "another"}), "the handshake fails")
		require.NoError(t, auth.Subscribe(ctx, p))
		list, err := auth.Subscriptions(ctx)
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, front.URL, list[0].CallbackURL)
		assert.Len(t, list[0].Fields, len(instagram.ManagerFields(instagram.FacebookLogin)))
		require.NoError(t, auth.Unsubscribe(ctx))
	})
}
