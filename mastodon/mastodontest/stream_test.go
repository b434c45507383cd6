package mastodontest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// sse is an open event stream.
type sse struct {
	*bufio.Reader
	body io.ReadCloser
}

func (r *rig) listen(t *testing.T, path string) *sse {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.base+"/api/v1/streaming/"+path, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+r.token)
	resp, err := r.http.Do(req)
	require.NoError(t, err)
	t.Cleanup(func() { _ = resp.Body.Close() })
	require.Equal(t, 200, resp.StatusCode)
	s := &sse{bufio.NewReader(resp.Body), resp.Body}
	assert.Equal(t, ":)", s.line(t))
	return s
}

func (s *sse) line(t *testing.T) string {
	t.Helper()
	line, err := s.ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSuffix(line, "\n")
}

// event reads one event; comments are skipped.
func (s *sse) event(t *testing.T) (name, data string) {
	t.Helper()
	for {
		line := s.line(t)
		if strings.HasPrefix(line, ":") {
			continue
		}
		name = strings.TrimPrefix(line, "event: ")
		data = strings.TrimPrefix(s.line(t), "data: ")
		require.Empty(t, s.line(t))
		return name, data
	}
}

func TestSSE(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	r.Follow(r.alice, bob)
	s := r.listen(t, "user")
	st := r.Post(bob, "hello @alice", nil)

	name, data := s.event(t)
	assert.Equal(t, "update", name)
	var o object
	require.NoError(t, json.Unmarshal([]byte(data), &o))
	assert.Equal(t, st.ID, o["id"])
	name, data = s.event(t)
	assert.Equal(t, "notification", name)
	require.NoError(t, json.Unmarshal([]byte(data), &o))
	assert.Equal(t, "mention", o["type"])
	r.Edit(st.ID, "hello again @alice")
	name, _ = s.event(t)
	assert.Equal(t, "status.update", name)
	r.Delete(st.ID)
	name, data = s.event(t)
	assert.Equal(t, "delete", name)
	assert.Equal(t, st.ID, data)
	r.post(t, "/api/v2/filters", object{"title": "x", "context": []string{"home"}})
	name, data = s.event(t)
	assert.Equal(t, "filters_changed", name)
	assert.Equal(t, "undefined", data)
}

func TestSSEHeartbeatAndRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{Heartbeat: time.Millisecond})
	assert.Equal(t, ":thump", r.listen(t, "public").line(t))
	assert.Equal(t, 400, r.get(t, "/api/v1/streaming/nonsense").status)
	assert.Equal(t, 400, r.get(t, "/api/v1/streaming/hashtag").status)
	assert.Equal(t, "OK", string(r.get(t, "/api/v1/streaming/health").body))
	assert.Equal(t, 401, r.as(r.alice, "write").get(t, "/api/v1/streaming/user").status)
	r.token = ""
	assert.Equal(t, 401, r.get(t, "/api/v1/streaming/public").status)
}

func TestStreamsBreak(t *testing.T) {
	t.Parallel()
	for _, mode := range []mastodontest.DisconnectMode{mastodontest.CloseClean, mastodontest.CloseReset} {
		r := newRig(t, nil)
		s := r.listen(t, "user/notification")
		assert.Equal(t, 1, r.DisconnectStreams(mode))
		_, err := s.ReadString('\n')
		require.Error(t, err)
		assert.Equal(t, mode == mastodontest.CloseClean, errors.Is(err, io.EOF), "%s: %v", mode, err)
		assert.Equal(t, mode == mastodontest.CloseReset, errors.Is(err, syscall.ECONNRESET), "%s: %v", mode, err)
		assert.Zero(t, r.Streams())

		conn := r.dial(t, "?stream=user")
		r.DisconnectStreams(mode)
		_, _, err = conn.Read(t.Context())
		assert.Equal(t, mode == mastodontest.CloseClean, websocket.CloseStatus(err) == websocket.StatusGoingAway, "%s: %v", mode, err)
		assert.Equal(t, mode == mastodontest.CloseReset, errors.Is(err, syscall.ECONNRESET), "%s: %v", mode, err)
	}
}

func TestStreamStalls(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{Heartbeat: time.Millisecond})
	bob := r.CreateAccount("bob")
	s := r.listen(t, "user")
	conn := r.dial(t, "?stream=user")
	require.Equal(t, 2, r.DisconnectStreams(mastodontest.Stall))
	r.Notify(r.alice, "mention", bob, "")

	got := make(chan string, 1)
	go func() {
		for {
			line, err := s.ReadString('\n')
			if err != nil {
				got <- err.Error()
				return
			}
			if line != ":thump\n" { // one may have been under way
				got <- line
				return
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, _, err := conn.Read(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	select {
	case line := <-got:
		t.Fatalf("a stalled stream sent %q", line)
	default:
	}
	_ = s.body.Close()
	<-got
}

func (r *rig) dial(t *testing.T, query string) *websocket.Conn {
	t.Helper()
	conn, resp, err := websocket.Dial(t.Context(), r.base+"/api/v1/streaming"+query, &websocket.DialOptions{
		HTTPClient: r.http, HTTPHeader: http.Header{"Authorization": {"Bearer " + r.token}},
	})
	require.NoError(t, err)
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

func frame(t *testing.T, conn *websocket.Conn) object {
	t.Helper()
	kind, data, err := conn.Read(t.Context())
	require.NoError(t, err)
	assert.Equal(t, websocket.MessageText, kind)
	var o object
	require.NoError(t, json.Unmarshal(data, &o))
	return o
}

func tell(t *testing.T, conn *websocket.Conn, message string) {
	t.Helper()
	require.NoError(t, conn.Write(t.Context(), websocket.MessageText, []byte(message)))
}

func TestWebSocket(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	conn := r.dial(t, "?stream=user")
	id := r.Notify(r.alice, "follow", bob, "")
	got := frame(t, conn)
	assert.Equal(t, []any{"user"}, got["stream"])
	assert.Equal(t, "notification", got["event"])
	var payload object
	require.NoError(t, json.Unmarshal([]byte(got["payload"].(string)), &payload), "the payload is JSON inside a string")
	assert.Equal(t, id, payload["id"])

	tell(t, conn, `{"type":"subscribe","stream":"hashtag","tag":"Go"}`)
	require.NoError(t, r.WaitSubscribed(t.Context(), "hashtag", 1))
	r.Post(bob, "about #go", nil)
	got = frame(t, conn)
	assert.Equal(t, []any{"hashtag", "go"}, got["stream"])

	tell(t, conn, `{"type":"subscribe","stream":"nonsense"}`)
	got = frame(t, conn)
	assert.EqualValues(t, 400, got["status"])
	assert.NotContains(t, got, "event")

	tell(t, conn, `{"type":"subscribe","stream":"direct"}`)
	require.NoError(t, r.WaitSubscribed(t.Context(), "direct", 1))
	r.Follow(r.alice, bob) // so that the message is not held back
	r.Message(bob, "psst", r.alice)
	assert.Equal(t, "notification", frame(t, conn)["event"])
	assert.Equal(t, "conversation", frame(t, conn)["event"])

	require.NoError(t, conn.Write(t.Context(), websocket.MessageBinary, []byte("x")))
	_, _, err := conn.Read(t.Context())
	assert.Equal(t, websocket.StatusUnsupportedData, websocket.CloseStatus(err))
}

func TestWebSocketPing(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{Ping: 400 * time.Millisecond})
	bob := r.CreateAccount("bob")
	conn := r.dial(t, "?stream=user") // nobody reads, hence nobody answers pings
	require.Eventually(t, func() bool { return r.Streams() == 0 }, 5*time.Second, time.Millisecond)
	_, _, err := conn.Read(t.Context())
	require.Error(t, err)

	pinged := make(chan struct{}, 100)
	conn, resp, err := websocket.Dial(t.Context(), r.base+"/api/v1/streaming?stream=user", &websocket.DialOptions{
		HTTPHeader:     http.Header{"Authorization": {"Bearer " + r.token}},
		OnPingReceived: func(context.Context, []byte) bool { pinged <- struct{}{}; return true },
	})
	require.NoError(t, err)
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	got := make(chan error, 1)
	go func() {
		_, _, err := conn.Read(t.Context())
		got <- err
	}()
	select {
	case <-pinged:
	case err := <-got:
		require.NoError(t, err)
	}
	r.Notify(r.alice, "follow", bob, "")
	require.NoError(t, <-got)
	_ = conn.CloseNow()
}

func TestWebSocketIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	_, resp, err := websocket.Dial(t.Context(), r.base+"/api/v1/streaming?stream=user", &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + "wrong"}},
	})
	require.Error(t, err)
	_ = resp.Body.Close()
	assert.Equal(t, 401, resp.StatusCode)
	assert.Equal(t, "Invalid access token", resp.Header.Get("X-Error-Message"))

	// The token may also come as the subprotocol.
	conn, resp, err := websocket.Dial(t.Context(), r.base+"/api/v1/streaming?stream=user", //nolint:bodyclose // taken over
		&websocket.DialOptions{Subprotocols: []string{r.token}})
	require.NoError(t, err)
	assert.Equal(t, r.token, resp.Header.Get("Sec-WebSocket-Protocol"))
	r.RevokeToken(r.token)
	_, _, err = conn.Read(t.Context())
	assert.Equal(t, websocket.StatusGoingAway, websocket.CloseStatus(err), "revoking ends the stream")
}

func TestStreamFaults(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	s := r.listen(t, "user")
	r.SetStreamFaults(mastodontest.StreamFaults{DuplicateEvery: 2})
	a := r.Notify(r.alice, "mention", bob, "")
	b := r.Notify(r.alice, "mention", bob, "")
	var got []string
	for range 3 {
		_, data := s.event(t)
		var o object
		require.NoError(t, json.Unmarshal([]byte(data), &o))
		got = append(got, o["id"].(string))
	}
	assert.Equal(t, []string{a, b, b}, got)
}

// A stream that is healthy loses nothing, however fast events come and however slow the reader is.
func TestStreamLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	s := r.listen(t, "user")
	const n = 2000
	var sent []string
	for range n {
		sent = append(sent, r.Notify(r.alice, "mention", bob, ""))
	}
	for i := range n {
		_, data := s.event(t)
		var o object
		require.NoError(t, json.Unmarshal([]byte(data), &o))
		require.Equal(t, sent[i], o["id"])
	}
}
