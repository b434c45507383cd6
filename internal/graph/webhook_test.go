package graph_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func newWebhook(t *testing.T, change ...func(*graph.WebhookConfig)) *graph.Webhook {
	t.Helper()
	cfg := graph.WebhookConfig{Network: "facebook", Object: "page", Secrets: []string{fakeSecret(), "former-secret"}, VerifyToken: "verify-1"}
	for _, f := range change {
		f(&cfg)
	}
	w, err := graph.NewWebhook(cfg)
	require.NoError(t, err)
	return w
}

// push delivers a body, signed with a secret, or not at all.
func push(w http.Handler, body, secret string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(body))
	if secret != "" {
		r.Header.Set("X-Hub-Signature-256", "sha256="+graph.Proof(secret, body)) // the same function
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// queued takes what is in the queue.
func queued(w *graph.Webhook) []*graph.Update {
	var out []*graph.Update
	for {
		select {
		case u := <-w.Queue():
			out = append(out, u)
		default:
			return out
		}
	}
}

const twoComments = `{"object":"page","entry":[{"id":"1001","time":1558110244,"changes":[
	{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1001_1"}},{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1001_2"}}]}]}`

func TestHandshake(t *testing.T) {
	t.Parallel()
	w := newWebhook(t)
	ask := func(mode, token, challenge string) *httptest.ResponseRecorder {
		q := url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}
		if challenge == "-" {
			q.Del("hub.challenge")
		}
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/hook?"+q.Encode(), nil))
		return rec
	}
	for _, challenge := range []string{"1158201444", "00", "a b&c<script>é\n"} {
		rec := ask("subscribe", "verify-1", challenge)
		assert.Equal(t, 200, rec.Code)
		assert.Equal(t, challenge, rec.Body.String(), "byte for byte")
		assert.Contains(t, rec.Header().Get("Content-Type"), "text/plain")
	}
	assert.Equal(t, 403, ask("subscribe", "verify-2", "1").Code)
	assert.Equal(t, 403, ask("subscribe", "", "1").Code)
	assert.Equal(t, 403, ask("unsubscribe", "verify-1", "1").Code)
	assert.Equal(t, 403, ask("subscribe", "verify-1", "-").Code)
	w = newWebhook(t, func(c *graph.WebhookConfig) { c.VerifyToken = "" })
	assert.Equal(t, 403, ask("subscribe", "", "1").Code, "without a token nothing is subscribed")
	for _, secrets := range [][]string{nil, {""}, {"a", ""}} {
		_, err := graph.NewWebhook(graph.WebhookConfig{Network: "facebook", Secrets: secrets})
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, "Secrets", socialError(t, err).Field)
	}
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	w := newWebhook(t)
	for _, bad := range []*httptest.ResponseRecorder{push(w, twoComments, ""), push(w, twoComments, "other")} {
		assert.Equal(t, 403, bad.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(twoComments+" "))
	r.Header.Set("X-Hub-Signature-256", "sha256="+graph.Proof(fakeSecret(), twoComments))
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	assert.Equal(t, 403, rec.Code, "one byte more")
	assert.Empty(t, queued(w))

	assert.Equal(t, 200, push(w, twoComments, fakeSecret()).Code)
	got := queued(w)
	require.Len(t, got, 2)
	assert.Equal(t, graph.ID("1001"), got[0].Account)
	assert.Equal(t, "feed", got[0].Field)
	assert.JSONEq(t, `{"item":"comment","verb":"add","comment_id":"1001_2"}`, string(got[1].Value))
	assert.Equal(t, int64(1558110244), got[0].Time.Unix())

	escaped := `{"object":"page","entry":[{"id":"1","time":1,"changes":[{"field":"feed","value":{"message":"\u00e9 \/ \ud83d\ude00"}}]}]}`
	assert.Equal(t, 200, push(w, escaped, "former-secret").Code, "over the bytes as they came, by any of the secrets")
	assert.Len(t, queued(w), 1)
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	w := newWebhook(t)
	const three = `{"object":"page","entry":[{"id":"1001","time":1558119999,"changes":[
		{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1001_2"}},{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1001_3"}}]}]}`
	push(w, twoComments, fakeSecret())
	push(w, twoComments, fakeSecret())
	push(w, three, fakeSecret())
	got := queued(w)
	require.Len(t, got, 3, "in another batch, at another time: the same all the same")
	assert.Contains(t, string(got[2].Value), "1001_3")

	name := `{"object":"page","entry":[{"id":"1001","time":%d,"changed_fields":["name","about"]}]}`
	push(w, fmt.Sprintf(name, 1558110244), fakeSecret())
	push(w, fmt.Sprintf(name, 1558110244), fakeSecret())
	push(w, fmt.Sprintf(name, 1558110245), fakeSecret())
	assert.Len(t, queued(w), 4, "without a value, only the time tells")

	w = newWebhook(t, func(c *graph.WebhookConfig) { c.Key = func(*graph.Update) string { return "one" } })
	push(w, twoComments, fakeSecret())
	assert.Len(t, queued(w), 1, "by the network's own key")
}

func TestFullQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWebhook(t, func(c *graph.WebhookConfig) { c.Queue = 1 })
		began := time.Now()
		rec := push(w, twoComments, fakeSecret())
		assert.Equal(t, 503, rec.Code)
		assert.NotEmpty(t, rec.Header().Get("Retry-After"))
		assert.Equal(t, 3*time.Second, time.Since(began))
		assert.Equal(t, int64(1), w.Missed())
		assert.Len(t, queued(w), 1)
		assert.Equal(t, 200, push(w, twoComments, fakeSecret()).Code, "Meta comes again with all of it")
		got := queued(w)
		require.Len(t, got, 1, "what was taken is a repeat, what was not is new")
		assert.Contains(t, string(got[0].Value), "1001_2")
	})
}

func TestUpdatesAreKeptForTheNextConsumer(t *testing.T) {
	t.Parallel()
	w := newWebhook(t)
	push(w, twoComments, fakeSecret())
	for range w.Updates(t.Context()) {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for range w.Updates(ctx) {
		n++
		cancel()
	}
	assert.Equal(t, 1, n)
}

func TestOtherBodies(t *testing.T) {
	t.Parallel()
	w := newWebhook(t)
	for _, body := range []string{`{"object":"instagram","entry":[{"id":"1","changes":[{"field":"comments","value":{}}]}]}`, `{"hello":1}`, `nonsense`, `[]`, `{"object":"page"}`} {
		assert.Equal(t, 200, push(w, body, fakeSecret()).Code, "it would come again for hours, and no better: "+body)
	}
	assert.Empty(t, queued(w))
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, httptest.NewRequest(http.MethodPut, "/hook", nil))
	assert.Equal(t, 405, rec.Code)
	w = newWebhook(t, func(c *graph.WebhookConfig) { c.MaxBody = 10 })
	assert.Equal(t, 413, push(w, twoComments, fakeSecret()).Code)
}

func TestEnvelopes(t *testing.T) {
	t.Parallel()
	type want struct{ fields, mids string }
	for name, c := range map[string]struct {
		body string
		want want
	}{
		"changes":      {`{"object":"instagram","entry":[{"id":"178","time":1558110244,"changes":[{"field":"comments","value":{"id":"1"}},{"field":"mentions","value":{}}]}]}`, want{"comments mentions", ""}},
		"flat":         {`{"object":"instagram","entry":[{"id":178,"time":1558110244,"field":"comments","value":{"id":"1"}}]}`, want{"comments", ""}},
		"in a list":    {`[{"object":"instagram","entry":[{"id":"178","time":1558110244,"field":"comments","value":{"id":"1"}}]}]`, want{"comments", ""}},
		"two lists":    {`[{"object":"instagram","entry":[{"id":"178","time":1558110244,"changed_fields":["name"]}]},{"object":"instagram","entry":[{"id":"178","time":1558110244,"field":"f"}]}]`, want{"name f", ""}},
		"messages":     {`{"object":"instagram","entry":[{"id":"178","time":1558110244123,"messaging":[{"message":{"mid":"m1"}},{"message":{"mid":"m2"}}],"standby":[{"message":{"mid":"m3"}}]}]}`, want{"", "m1 m2 m3"}},
		"odd messages": {`{"object":"instagram","entry":[{"id":"178","time":1558110244123,"messaging":["x",{"message":"y"},{"message":{"mid":"m2"}}]}]}`, want{"", "- - m2"}},
		"nothing":      {`{"object":"instagram","entry":[{"id":"178"}]}`, want{"", ""}},
	} {
		updates, err := graph.ParseUpdates([]byte(c.body))
		require.NoError(t, err, name)
		var fields, mids []string
		for _, u := range updates {
			assert.Equal(t, "instagram", u.Object)
			assert.Equal(t, graph.ID("178"), u.Account)
			assert.Equal(t, int64(1558110244), u.Time.Unix(), "seconds or milliseconds")
			switch {
			case u.Message == nil:
				fields = append(fields, u.Field)
			case u.Message.Message == nil || u.Message.Message.ID == "":
				mids = append(mids, "-")
				assert.NotEmpty(t, u.Message.Raw)
			default:
				mids = append(mids, string(u.Message.Message.ID))
				assert.Equal(t, u.Message.Message.ID == "m3", u.Standby)
			}
		}
		assert.Equal(t, c.want, want{strings.Join(fields, " "), strings.Join(mids, " ")}, name)
	}
	for _, bad := range []string{``, `null`, `{}`, `[{}]`, `"page"`, `{"object":""}`, `{"object":"page"`, `7`} {
		_, err := graph.ParseUpdates([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestMessaging(t *testing.T) {
	t.Parallel()
	body := `{"object":"page","entry":[{"id":"1001","time":1558110244123,"messaging":[
		{"sender":{"id":"7001"},"recipient":{"id":"1001"},"timestamp":1558110244123,"message":{"mid":"m1","text":"Hi","attachments":[{"type":"image","payload":{"url":"https://cdn.example/a.jpg"}}],
			"is_echo":true,"app_id":55,"reply_to":{"story":{"id":"9","url":"https://cdn.example/s"}},"quick_reply":{"payload":"YES"}}},
		{"sender":{"id":7001},"message_edit":{"mid":"m1","text":"Hello","num_edit":2}},
		{"reaction":{"mid":"m1","action":"react","reaction":"love","emoji":"❤"}},
		{"postback":{"mid":"m2","title":"Start","payload":"GO","referral":{"ref":"r","source":"SHORTLINK","type":"OPEN_THREAD"}}},
		{"read":{"watermark":1558110244123}},{"delivery":{"mids":["m1"],"watermark":1558110244123}},{"referral":{"ref":"x","ad_id":5}},
		{"account_linking":{"status":"linked"}}]}]}`
	updates, err := graph.ParseUpdates([]byte(body))
	require.NoError(t, err)
	require.Len(t, updates, 8)
	m := func(i int) *graph.Messaging { return updates[i].Message }
	assert.Equal(t, graph.ID("7001"), m(0).Sender.ID)
	assert.Equal(t, int64(1558110244123), m(0).Timestamp.UnixMilli())
	assert.True(t, m(0).IsEcho())
	assert.Equal(t, graph.ID("55"), m(0).Message.AppID)
	assert.Equal(t, "https://cdn.example/a.jpg", m(0).Message.Attachments[0].Payload.URL)
	assert.Equal(t, graph.ID("9"), m(0).Message.ReplyTo.Story.ID)
	assert.Equal(t, "YES", m(0).Message.QuickReply.Payload)
	assert.Equal(t, graph.MessageEdit{ID: "m1", Text: "Hello", Count: 2}, *m(1).Edit)
	assert.False(t, m(1).IsEcho())
	assert.Equal(t, graph.Reaction{MessageID: "m1", Action: "react", Kind: "love", Emoji: "❤"}, *m(2).Reaction)
	assert.Equal(t, "r", m(3).Postback.Referral.Ref)
	assert.Equal(t, int64(1558110244123), m(4).Read.Watermark.UnixMilli())
	assert.Equal(t, []graph.ID{"m1"}, m(5).Delivery.IDs)
	assert.Equal(t, graph.ID("5"), m(6).Referral.AdID)
	assert.Contains(t, string(m(7).Raw), "account_linking", "what is not known is there all the same")
}

// A body that comes slowly or breaks off leaves nothing.
func TestBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	w := newWebhook(t)
	r := httptest.NewRequest(http.MethodPost, "/hook", io.MultiReader(strings.NewReader(twoComments), errReader{}))
	r.Header.Set("X-Hub-Signature-256", "sha256="+graph.Proof(fakeSecret(), twoComments))
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	assert.Equal(t, 400, rec.Code)
	assert.Empty(t, queued(w))
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
