package facebook_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

func handler(t *testing.T, o facebook.WebhookOptions) *facebook.WebhookHandler {
	t.Helper()
	if o.Secrets == nil {
		o.Secrets = []string{"secret-1"}
	}
	h, err := facebook.NewWebhookHandler(o)
	require.NoError(t, err)
	return h
}

// comments is a delivery of n comments on a Page.
func comments(page string, from, n int) string {
	var changes []string
	for i := range n {
		changes = append(changes, fmt.Sprintf(`{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1_%d","post_id":"%s_1"}}`, from+i, page))
	}
	return fmt.Sprintf(`{"object":"page","entry":[{"id":"%s","time":1700000000,"changes":[%s]}]}`, page, strings.Join(changes, ","))
}

func TestWebhookHandshake(t *testing.T) {
	t.Parallel()
	h := handler(t, facebook.WebhookOptions{VerifyToken: "verify-1"})
	ask := func(query string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/hook?"+query, nil))
		return rec
	}
	rec := ask("hub.mode=subscribe&hub.verify_token=verify-1&hub.challenge=%3Cb%3E1158201444")
	assert.Equal(t, http.StatusOK, rec.Code)
	assert.Equal(t, "<b>1158201444", rec.Body.String(), "byte for byte")
	assert.Contains(t, rec.Header().Get("Content-Type"), "text/plain")
	for _, query := range []string{
		"hub.mode=subscribe&hub.verify_token=other&hub.challenge=1", "hub.mode=unsubscribe&hub.verify_token=verify-1&hub.challenge=1",
		"hub.mode=subscribe&hub.challenge=1", "",
	} {
		assert.Equal(t, http.StatusForbidden, ask(query).Code, query)
	}
	for _, secrets := range [][]string{nil, {""}, {"one", ""}} {
		_, err := facebook.NewWebhookHandler(facebook.WebhookOptions{Secrets: secrets})
		requireProblem(t, err, social.ErrInvalid, "Secrets")
	}
}

// TestWebhookSignature: only what Meta signed comes in, with any of the secrets, over the bytes as they came.
func TestWebhookSignature(t *testing.T) {
	t.Parallel()
	h := handler(t, facebook.WebhookOptions{Secrets: []string{"secret-1", "former-secret"}})
	body := `{"object":"page","entry":[{"id":"7","time":1700000000,"changes":[{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1_2","message":"caf\u00e9 \/ th\u00e9"}}]}]}`
	for _, bad := range []string{"", "sha256=", graphtest.Signature("other", body), graphtest.Signature("secret-1", body+" "), strings.TrimPrefix(graphtest.Signature("secret-1", body), "sha256="), graphtest.Signature("", body)} {
		assert.Equal(t, http.StatusForbidden, graphtest.Push(h, body, bad))
	}
	assert.Equal(t, http.StatusForbidden, graphtest.Push(h, strings.ReplaceAll(body, `\u00e9`, "é"), graphtest.Signature("secret-1", body)), "not the bytes that were signed")
	assert.Empty(t, facebook.Queued(h, "7"))
	assert.Equal(t, http.StatusOK, graphtest.Push(h, body, graphtest.Signature("former-secret", body)))
	got := facebook.Queued(h, "7")
	require.Len(t, got, 1)
	assert.Contains(t, string(got[0].Value), `caf\u00e9`)
}

// TestWebhookRoom: a thousand updates at once, repeats, several Pages, and no room.
func TestWebhookRoom(t *testing.T) {
	t.Parallel()
	h := handler(t, facebook.WebhookOptions{Queue: 10, Wait: time.Millisecond, Pages: []facebook.ID{"7", "8"}})
	deliver := func(body string) int { return graphtest.Push(h, body, graphtest.Signature("secret-1", body)) }
	thousand := comments("7", 0, 1000)
	assert.Equal(t, http.StatusOK, deliver(thousand), "an empty queue takes what Meta sends at once")
	assert.Equal(t, http.StatusOK, deliver(thousand), "a repeat needs no room")
	more := comments("7", 2000, 1)
	assert.Equal(t, http.StatusServiceUnavailable, deliver(more), "nobody listens: Meta is to come again")
	assert.Equal(t, int64(1), h.Missed())
	assert.Equal(t, http.StatusOK, deliver(comments("8", 0, 3)), "there is room for another Page")
	assert.Equal(t, http.StatusOK, deliver(comments("9", 0, 3)), "nobody listens to this one, ever")
	assert.Len(t, facebook.Queued(h, "7"), 1000)
	assert.Equal(t, http.StatusOK, deliver(more), "it is new still")
	assert.Len(t, facebook.Queued(h, "7"), 1)
	assert.Len(t, facebook.Queued(h, "8"), 3)
	assert.Empty(t, facebook.Queued(h, "9"))

	both := comments("7", 3000, 10)
	assert.Equal(t, http.StatusOK, deliver(both))
	joint := strings.TrimSuffix(comments("8", 100, 1), "]}") + "," + strings.TrimPrefix(comments("7", 4000, 1), `{"object":"page","entry":[`)
	assert.Equal(t, http.StatusServiceUnavailable, deliver(joint), "one of two Pages has no room")
	assert.Len(t, facebook.Queued(h, "8"), 1)
	facebook.Queued(h, "7")
	assert.Equal(t, http.StatusOK, deliver(joint))
	assert.Len(t, facebook.Queued(h, "7"), 1)
}

// TestWebhookTwiceInOne: what stands twice in one delivery is told once.
func TestWebhookTwiceInOne(t *testing.T) {
	t.Parallel()
	h := handler(t, facebook.WebhookOptions{})
	one := comments("7", 0, 1)
	twice := strings.TrimSuffix(one, "]}") + "," + strings.TrimPrefix(one, `{"object":"page","entry":[`)
	require.Equal(t, http.StatusOK, graphtest.Push(h, twice, graphtest.Signature("secret-1", twice)))
	assert.Len(t, facebook.Queued(h, "7"), 1)
}

// TestWebhookShapes reads all forms of deliveries, and survives what is none.
func TestWebhookShapes(t *testing.T) {
	t.Parallel()
	h := handler(t, facebook.WebhookOptions{})
	deliver := func(body string) []*facebook.WebhookUpdate {
		require.Equal(t, http.StatusOK, graphtest.Push(h, body, graphtest.Signature("secret-1", body)), body)
		return facebook.Queued(h, "7")
	}
	got := deliver(`[{"object":"page","entry":[{"id":7,"time":1700000000123,"changed_fields":["feed","picture"]}]}]`)
	require.Len(t, got, 2)
	assert.Equal(t, "picture", got[1].Field)
	assert.Equal(t, int64(1700000000), got[0].Time.Unix())
	got = deliver(`{"object":"page","entry":[{"id":"7","time":1,"messaging":[{"sender":{"id":"5"},"message":{"mid":"m_1","text":"hi"}}],"standby":[{"sender":{"id":"6"},"read":{"watermark":1}}]}]}`)
	require.Len(t, got, 2)
	assert.Equal(t, "hi", got[0].Message.Message.Text)
	assert.True(t, got[1].Standby)
	for _, odd := range []string{``, `null`, `[]`, `{}`, `{"object":"page"}`, `{"object":"page","entry":{}}`, `{"object":"user","entry":[{"id":"7","changed_fields":["name"]}]}`, `}{`} {
		assert.Empty(t, deliver(odd), "acknowledged: it would not get better")
	}
	assert.Len(t, deliver(`{"object":"page","entry":[{"id":"7","time":1,"changes":[{"field":"feed","value":"odd"},{"field":"feed","value":{"item":5}},{"field":"ratings"}]}]}`), 3)
}

// TestWebhookListens joins pushes with reads: what came before is read, what comes is pushed, told once.
func TestWebhookListens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	h := w.webhook(nil)
	fan := w.person("Fan")
	post := w.srv.PublishInApp(w.page, "News")
	missed := w.srv.Comment(fan, post, "You missed this")
	timing := patient()
	timing.Poll, timing.Older = time.Hour, time.Hour // but for the first time nothing is read
	w.srv.SetWebhookFaults(facebooktest.WebhookFaults{DuplicateEvery: 1})
	l := w.client().ListenerWith(timing, &facebook.ListenOptions{Webhook: h})
	acts := []func() string{
		func() string { w.srv.React(fan, post, "LOVE"); return post },
		func() string { return w.srv.Comment(fan, post, "And now this") },
		func() string { w.srv.AnswerInApp(w.page, fan, "Hello"); return w.srv.Message(fan, w.page, "Psst") },
		func() string { w.srv.Share(fan, post); return "" },
		func() string { return w.srv.VisitorPost(fan, w.page, "Hi") },
		func() string { return w.srv.Tag(fan, w.page, "is great") },
		func() string { return w.srv.Review(fan, w.page, true, "Good") },
	}
	want := []string{missed}
	var kinds []social.EventKind
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		kinds = append(kinds, e.Kind)
		if last := want[len(want)-1]; last != "" {
			require.Equal(t, last, e.Ref.ID)
		}
		if e.Kind == social.EventReaction {
			assert.Equal(t, facebook.ReactionLove, e.Reaction)
		}
		if len(acts) == 0 {
			break
		}
		want = append(want, acts[0]())
		acts = acts[1:]
	}
	assert.Equal(t, []social.EventKind{
		social.EventComment, social.EventReaction, social.EventComment, social.EventMessage, social.EventShare, social.EventMention,
		social.EventMention, social.EventReview,
	}, kinds)
	require.NoError(t, w.srv.WaitDeliveries(t.Context()))
	for _, d := range w.srv.Deliveries() {
		assert.Equal(t, http.StatusOK, d.Status)
	}
}

// TestWebhookRetries: what was refused for want of room comes again.
func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	h := w.webhook(&facebook.WebhookOptions{Queue: 2, Wait: time.Millisecond})
	post := w.srv.PublishInApp(w.page, "News")
	for range 5 {
		w.srv.React(w.person(""), post, "LIKE")
	}
	require.NoError(t, w.srv.WaitDeliveries(t.Context()))
	assert.Positive(t, h.Missed())
	n := len(facebook.Queued(h, facebook.ID(w.page)))
	for range 5 {
		w.srv.RetryWebhooks()
		require.NoError(t, w.srv.WaitDeliveries(t.Context()))
		n += len(facebook.Queued(h, facebook.ID(w.page)))
	}
	assert.Equal(t, 6, n, "five reactions, and the post")
}
