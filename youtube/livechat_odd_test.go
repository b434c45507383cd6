package youtube_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

// script is a live chat that gives one prepared answer after the other, and whose clock is an hour behind.
type script struct {
	t       *testing.T
	now     time.Time
	mu      sync.Mutex
	answers []string // with the status in front
	tokens  []string // that were asked for
	chat    *youtube.ChatListener
}

func newScript(t *testing.T) *script {
	t.Helper()
	s := &script{t: t, now: time.Now().Add(-time.Hour)}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	c, err := youtube.NewKey("key-123", &social.Options{BaseURL: srv.URL, RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond})
	require.NoError(t, err)
	s.chat = c.ChatListenerWith("chat", nil, time.Millisecond, time.Millisecond)
	return s
}

// ServeHTTP implements [http.Handler].
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.now.UTC().Format(http.TimeFormat))
	if !strings.HasSuffix(r.URL.Path, "/liveChat/messages") {
		_, _ = w.Write([]byte(`{}`))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = append(s.tokens, r.URL.Query().Get("pageToken"))
	answer := "403 " + ended
	if len(s.answers) > 0 {
		answer, s.answers = s.answers[0], s.answers[1:]
	}
	var status int
	_, _ = fmt.Sscan(answer, &status)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(answer[4:]))
}

const (
	ended     = `{"error":{"code":403,"errors":[{"reason":"liveChatEnded","message":"Over"}]}}`
	vanished  = `404 {"error":{"code":404,"errors":[{"reason":"liveChatNotFound","message":"None"}]}}`
	forgotten = `400 {"error":{"code":400,"errors":[{"reason":"pageTokenInvalid","message":"No"}]}}`
)

// page is an answer with messages, named by when they were said.
func (s *script) page(next string, said ...time.Duration) string {
	var items []string
	for _, d := range said {
		items = append(items, fmt.Sprintf(`{"id":"%v","snippet":{"type":"textMessageEvent","publishedAt":%q,"displayMessage":"Hi"}}`,
			d, s.now.Add(d).UTC().Format(time.RFC3339Nano)))
	}
	more := ""
	if next != "" {
		more = `"nextPageToken":"` + next + `",`
	}
	return "200 {" + more + `"pollingIntervalMillis":1,"items":[` + strings.Join(items, ",") + "]}"
}

func (s *script) play(after string) (ids []string) {
	s.t.Helper()
	for e, err := range s.chat.Listen(s.t.Context(), &social.ListenQuery{After: after}) {
		require.NoError(s.t, err)
		ids = append(ids, e.Ref.ID)
	}
	return ids
}

// TestChatBegins with what is said from now on by YouTube's clock, not by ours.
func TestChatBegins(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.answers = []string{s.page("a", -time.Minute, 2*time.Second), s.page("b", 3*time.Second)}
	assert.Equal(t, []string{"2s", "3s"}, s.play(""))
	assert.Equal(t, []string{"", "a", "b"}, s.tokens)
}

// TestChatPlaceForgotten before anything was told: what was said before is none of it.
func TestChatPlaceForgotten(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.answers = []string{s.page("a", -time.Minute), forgotten, s.page("b", -time.Minute, -time.Second, 2*time.Second)}
	assert.Equal(t, []string{"2s"}, s.play(""))
}

// TestChatPlaceGone: where neither the page nor the message is there any more, the time says what is new.
func TestChatPlaceGone(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.answers = []string{s.page("a", time.Second, 2*time.Second), forgotten, s.page("b", time.Second, 3*time.Second)}
	assert.Equal(t, []string{"1s", "2s", "3s"}, s.play(social.FromStart))
}

// TestChatWithoutPlaces: an answer that names no next page comes again, and is told once.
func TestChatWithoutPlaces(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.answers = []string{s.page("", 1*time.Second), s.page("", 1*time.Second, 2*time.Second), s.page("", 2*time.Second, 3*time.Second)}
	assert.Equal(t, []string{"1s", "2s", "3s"}, s.play(social.FromStart))
}

// TestChatVanishes once the stream is over, without a last word. One that was never there is an error.
func TestChatVanishes(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	over := strings.Replace(s.page("b", 2*time.Second), "{", `{"offlineAt":"2026-11-01T00:00:00Z",`, 1)
	s.answers = []string{s.page("a", time.Second), over, vanished}
	assert.Equal(t, []string{"1s", "2s"}, s.play(social.FromStart))

	s = newScript(t)
	s.answers = []string{s.page("a", time.Second), vanished}
	var last error
	for _, err := range s.chat.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		last = err
	}
	require.ErrorIs(t, last, social.ErrNotFound)
}
