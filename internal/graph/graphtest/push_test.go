package graphtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// receiver is a callback.
type receiver struct {
	*httptest.Server
	mu         sync.Mutex
	bodies     []string
	signatures []string
	refuse     int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	rc := new(receiver)
	rc.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc.mu.Lock()
		defer rc.mu.Unlock()
		if r.Method == http.MethodGet {
			if r.URL.Query().Get("hub.verify_token") != "verify" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
			return
		}
		if rc.refuse > 0 {
			rc.refuse--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		body, _ := io.ReadAll(r.Body)
		rc.bodies = append(rc.bodies, string(body))
		rc.signatures = append(rc.signatures, r.Header.Get("X-Hub-Signature-256"))
	}))
	t.Cleanup(rc.Close)
	return rc
}

// texts are the notes that arrived, delivery by delivery.
func (rc *receiver) texts(t *testing.T) [][]string {
	t.Helper()
	rc.mu.Lock()
	defer rc.mu.Unlock()
	var out [][]string
	for _, body := range rc.bodies {
		var envelope struct {
			Entry []struct {
				Changes []struct {
					Value struct {
						Text string `json:"text"`
					} `json:"value"`
				} `json:"changes"`
			} `json:"entry"`
		}
		require.NoError(t, json.Unmarshal([]byte(body), &envelope))
		var texts []string
		for _, e := range envelope.Entry {
			for _, c := range e.Changes {
				texts = append(texts, c.Value.Text)
			}
		}
		out = append(out, texts)
	}
	return out
}

func (s *site) subscribe(rc *receiver) {
	s.t.Helper()
	form := url.Values{"object": {"page"}, "callback_url": {rc.URL}, "fields": {"notes"}, "include_values": {"true"}, "verify_token": {"verify"}}
	r := s.post(s.appToken(), "/v26.0/"+s.app.ID+"/subscriptions", form)
	require.Equal(s.t, true, r.body["success"], r.text)
	require.Equal(s.t, true, s.post(s.all(), "/v26.0/"+s.board.ID+"/subscribed_apps", url.Values{"subscribed_fields": {"notes"}}).body["success"])
}

func (s *site) idle() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	require.NoError(s.t, s.WaitIdle(ctx))
}

func (s *site) say(texts ...string) {
	s.Lock()
	defer s.Unlock()
	for _, text := range texts {
		s.put(s.board, text)
	}
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{Webhook: graphtest.WebhookOptions{Batch: 10}})
	rc := newReceiver(t)
	bad := url.Values{"object": {"page"}, "callback_url": {rc.URL}, "fields": {"notes"}, "verify_token": {"wrong"}}
	assert.Equal(t, 2200, s.post(s.appToken(), "/v26.0/"+s.app.ID+"/subscriptions", bad).code())
	liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "yes") }))
	defer liar.Close()
	bad.Set("callback_url", liar.URL)
	assert.Contains(t, s.post(s.appToken(), "/v26.0/"+s.app.ID+"/subscriptions", bad).text, "does not match the challenge")
	s.say("nobody hears it")
	s.subscribe(rc)
	assert.Equal(t, rc.URL, s.get(s.appToken(), "/v26.0/"+s.app.ID+"/subscriptions").data()[0]["callback_url"])
	assert.Equal(t, []any{"notes"}, s.get(s.all(), "/v26.0/"+s.board.ID+"/subscribed_apps").data()[0]["subscribed_fields"])

	s.say("Grüße an alle 🎉 https://x.example")
	s.idle()
	require.Len(t, rc.bodies, 1)
	assert.Contains(t, rc.bodies[0], `Gr\u00fc\u00dfe an alle \ud83c\udf89 https:\/\/x.example`)
	assert.Equal(t, "sha256="+graphtest.Sign(s.app.Secret, []byte(rc.bodies[0])), rc.signatures[0])
	assert.Contains(t, rc.bodies[0], fmt.Sprintf(`"id":"%s"`, s.board.ID))

	s.Lock()
	s.PauseWebhooks()
	s.Unlock()
	s.say("a", "b", "c")
	s.Lock()
	s.ResumeWebhooks()
	s.Unlock()
	s.idle()
	assert.Equal(t, []string{"a", "b", "c"}, rc.texts(t)[1], "what waits comes together")
}

func TestWebhooksThatAreNotTaken(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	rc := newReceiver(t)
	s.subscribe(rc)
	rc.refuse = 1
	s.say("a")
	s.idle()
	assert.Equal(t, [][]string{{"a"}}, rc.texts(t), "the first retry comes at once")
	rc.refuse = 4
	s.say("b")
	s.say("c")
	s.idle()
	assert.Len(t, rc.texts(t), 1)
	s.Lock()
	assert.Equal(t, 2, s.RetryWebhooks())
	s.Unlock()
	s.idle()
	assert.Equal(t, [][]string{{"a"}, {"b"}, {"c"}}, rc.texts(t))
	rc.refuse = 2
	s.say("d")
	s.idle()
	s.clock.Advance(37 * time.Hour)
	s.Lock()
	assert.Zero(t, s.RetryWebhooks(), "given up after 36 hours")
	s.Unlock()
}

func TestWebhooksThatGoWrong(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	rc := newReceiver(t)
	s.subscribe(rc)
	arm := func(f graphtest.WebhookFaults) {
		s.Lock()
		s.SetWebhookFaults(f)
		s.Unlock()
		rc.mu.Lock()
		rc.bodies, rc.signatures = nil, nil
		rc.mu.Unlock()
	}
	arm(graphtest.WebhookFaults{DuplicateEvery: 1})
	s.say("a")
	s.idle()
	assert.Equal(t, [][]string{{"a"}, {"a"}}, rc.texts(t))
	arm(graphtest.WebhookFaults{DropEvery: 1})
	s.say("b")
	s.idle()
	assert.Empty(t, rc.texts(t))
	arm(graphtest.WebhookFaults{SwapEvery: 2})
	s.say("c", "d", "e")
	s.idle()
	got := fmt.Sprint(rc.texts(t))
	assert.Contains(t, []string{"[[d] [c] [e]]", "[[c] [e] [d]]"}, got)
	arm(graphtest.WebhookFaults{BadSignature: true})
	s.say("f")
	s.idle()
	assert.NotEqual(t, "sha256="+graphtest.Sign(s.app.Secret, []byte(rc.bodies[0])), rc.signatures[0])
}

func (s *site) rupload(token, target, offset, body string) (reply, error) {
	s.t.Helper()
	header := http.Header{"Authorization": {"OAuth " + token}, "Offset": {offset}, "File_size": {"100000"}}
	return s.send(http.MethodPost, target, header, strings.NewReader(body))
}

func TestUploadsGoOnWhereTheyBroke(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	target := s.post(token, "/v26.0/me/files", nil).body["upload_url"].(string)
	assert.Contains(t, target, "/video-upload/v26.0/")
	content := strings.Repeat("x", 100_000)
	s.Lock()
	s.CutUploads(40_000, 1)
	s.Unlock()
	_, err := s.rupload(token, target, "0", content)
	require.Error(t, err)
	s.Lock()
	assert.Equal(t, int64(40_000), s.upload.Received)
	s.Unlock()
	r, err := s.rupload(token, target, "30000", content[30_000:])
	require.NoError(t, err)
	assert.Equal(t, 412, r.status)
	assert.Equal(t, "OffsetInvalidError", r.body["debug_info"].(object)["type"])
	r, err = s.rupload(token, target, "40000", content[40_000:90_000])
	require.NoError(t, err)
	assert.Equal(t, "PartialRequestError", r.body["debug_info"].(object)["type"])
	r, err = s.rupload(token, target, "90000", content[90_000:])
	require.NoError(t, err)
	assert.Equal(t, true, r.body["success"], r.text)
	s.Lock()
	assert.True(t, s.upload.Complete())
	assert.Equal(t, int64(100_000), s.upload.File.Size)
	s.Unlock()
	r, err = s.send(http.MethodPost, target, http.Header{"Authorization": {"Bearer " + token}}, http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, 401, r.status, "the scheme is OAuth")
}

func TestUploadsByAddress(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "film") }))
	defer files.Close()
	token := s.all()
	target := s.post(token, "/v26.0/me/files", nil).body["upload_url"].(string)
	r, err := s.send(http.MethodPost, target, http.Header{"Authorization": {"OAuth " + token}, "File_url": {files.URL}}, http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, true, r.body["success"], r.text)
	s.Lock()
	assert.Equal(t, int64(4), s.upload.Size)
	s.Unlock()
}

func TestResumableUploadAPI(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	user := s.user()
	r := s.post(user, "/v26.0/"+s.app.ID+"/uploads", url.Values{"file_length": {"6"}, "file_type": {"video/mp4"}, "file_name": {"a.mp4"}})
	id := r.body["id"].(string)
	require.Contains(t, id, "upload:")
	header := func(offset string) http.Header {
		return http.Header{"Authorization": {"OAuth " + user}, "File_offset": {offset}}
	}
	s.Lock()
	s.CutUploads(2, 1)
	s.Unlock()
	_, err := s.send(http.MethodPost, "/v26.0/"+id, header("0"), strings.NewReader("abcdef"))
	require.Error(t, err)
	r, err = s.send(http.MethodGet, "/v26.0/"+id, header("0"), http.NoBody)
	require.NoError(t, err)
	assert.InDelta(t, 2, r.body["file_offset"], 0)
	r, err = s.send(http.MethodPost, "/v26.0/"+id, header("2"), strings.NewReader("cdef"))
	require.NoError(t, err)
	handle, _ := r.body["h"].(string)
	require.NotEmpty(t, handle, r.text)
	s.Lock()
	assert.Equal(t, int64(6), s.FileOf(handle, s.owner.ID).Size)
	s.Unlock()
}
