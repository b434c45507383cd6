package x_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

// FuzzStreamLine reads what a stranger may send over both streams: something, or an error that says what it is.
func FuzzStreamLine(f *testing.F) {
	for _, line := range []string{
		`{"data":{"id":"1","text":"a"},"includes":{"users":[{"id":"2"}]},"matching_rules":[{"id":3,"tag":"t"}]}`,
		`{"data":{"event_uuid":-5,"event_type":"post.mention.create","payload":{"id":"1","in_reply_to_user_id":"7"}}}`,
		`{"data":{"event_type":"dm.received","payload":{"direct_message_events":[{"message_create":{"message_data":{}}}],"users":{"1":null}}}}`,
		`{"data":{"event_type":"follow.follow","payload":{"source":null,"target":{"data":{"id":"7"}}}}}`,
		`{"data":{"event_type":"like.create","payload":{"timestamp_ms":"x"},"includes":{"users":[null,{"data":{}}]}}}`,
		`{"errors":[{"disconnect_type":"SlowReader"}]}`, `{"title":"x","connection_issue":"TooManyConnections"}`,
		`{"data":null}`, `null`, `[]`, `{`, ``, "\x00",
	} {
		f.Add([]byte(line))
	}
	me := &x.User{ID: "7", Username: "acme"}
	f.Fuzz(func(t *testing.T, line []byte) {
		m, err := x.ReadStreamLine(line)
		require.Equal(t, m == nil, err != nil)
		if err != nil {
			var e *social.Error
			require.ErrorAs(t, err, &e)
		}
		a, err := x.ReadActivityLine(line)
		require.Equal(t, a == nil, err != nil)
		if a == nil {
			return
		}
		for _, e := range x.EventOf(a, me) {
			assert.NotEmpty(t, e.Kind)
			assert.NotEmpty(t, e.ID)
			assert.Equal(t, "x", e.Ref.Network)
		}
	})
}

// FuzzWebhook: whatever comes is refused without a signature, and dealt with under one.
func FuzzWebhook(f *testing.F) {
	f.Add("GET", "crc_token=a", "", "")
	f.Add("POST", "", "sha256=AAAA", `{"data":{"event_type":"x"}}`)
	f.Add("POST", "", "sha256=", `{"data":{"id":"1"}}`)
	f.Fuzz(func(t *testing.T, method, query, signature, body string) {
		h, err := x.NewWebhookHandler(x.WebhookOptions{Secrets: []string{"secret"}, Queue: 2})
		require.NoError(t, err)
		send := func(method, signature string) int {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
			r.Method, r.URL.RawQuery = method, query
			r.Header["X-Twitter-Webhooks-Signature"] = []string{signature}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Code
		}
		right := sign("secret", body)
		if code := send(method, signature); method == http.MethodPost && signature != right {
			require.Equal(t, http.StatusForbidden, code)
		}
		require.Equal(t, http.StatusOK, send(http.MethodPost, right))
	})
}

// FuzzCursor: a cursor that is taken is written again as it was, or in its shortest form.
func FuzzCursor(f *testing.F) {
	f.Add("x1:0:0")
	f.Add("x1:g50da9kgjr44+1+2:g50da9kgjr44")
	f.Add("x1:1+:")
	f.Fuzz(func(t *testing.T, s string) {
		again, err := x.CheckCursor(s)
		if err != nil {
			require.ErrorIs(t, err, social.ErrInvalid)
			return
		}
		twice, err := x.CheckCursor(again)
		require.NoError(t, err)
		require.Equal(t, again, twice)
	})
}
