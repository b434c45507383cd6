package youtube_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

const streamPath = "GET /youtube/v3/liveChat/messages/stream"

// TestChatStreamed hears everything once and in order, over connections that end in every way there is, until the chat
// ends; it never asks.
func TestChatStreamed(t *testing.T) {
	t.Parallel()
	w, onAir, chat := onAir(t, youtubetest.LiveOptions{StreamFor: time.Hour})
	fan := w.person("fan")
	want := []string{w.srv.Chat(fan, onAir, "0")}
	l := w.client().ChatListenerWith(chat, &youtube.ChatOptions{Stream: true}, time.Millisecond, time.Millisecond)
	var got []*social.Event
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		got = append(got, e)
		switch len(got) % 10 {
		case 5:
			w.srv.DisconnectStreams(youtubetest.CloseReset)
		case 0:
			w.srv.DisconnectStreams(youtubetest.CloseClean)
		}
		if len(got) < 40 {
			want = append(want, w.srv.Chat(fan, onAir, "more"))
		} else if len(got) == 40 {
			w.srv.EndBroadcast(onAir)
		}
	}
	require.Len(t, got, 41)
	assert.Equal(t, want, refsOf(got[:40]))
	assert.GreaterOrEqual(t, w.srv.Requests().Count(streamPath), 8)
	assert.Zero(t, w.srv.Requests().Count("GET /youtube/v3/liveChat/messages"))
	assert.Equal(t, want[20:], refsOf(caughtUp(t, l, got[19].Cursor))[:20], "cursors are the same in either form")
}

func TestChatStreamRefused(t *testing.T) {
	t.Parallel()
	w, onAir, chat := onAir(t, youtubetest.LiveOptions{})
	last := func(chat youtube.ID) (err error) {
		for _, err = range w.client().ChatStream(t.Context(), chat, "") {
		}
		return err
	}
	require.ErrorIs(t, last("unknown"), social.ErrNotFound)
	requireField(t, last(""), social.ErrInvalid, "chat")
	w.srv.DisableChat(onAir)
	require.ErrorIs(t, last(chat), social.ErrPermission)
	listener := w.client().ChatListener(chat, &youtube.ChatOptions{Stream: true})
	for _, err := range listener.Listen(t.Context(), nil) {
		require.ErrorIs(t, err, social.ErrPermission)
	}
}

// TestChatStreamForms: an array, answers one after the other, answers that break off, and a refusal among them.
func TestChatStreamForms(t *testing.T) {
	t.Parallel()
	const one, two = `{"items":[{"id":"1"},null],"nextPageToken":"a"}`, `{"items":[{"id":"2"}],"nextPageToken":"b"}`
	refusal := `{"error":{"code":403,"message":"Over","errors":[{"reason":"liveChatEnded","message":"Over"}]}}`
	for name, c := range map[string]struct {
		body  string
		pages int
		kind  error
	}{
		"array":             {"[" + one + "\n,\r\n" + two + "]", 2, nil},
		"empty array":       {"[]", 0, nil},
		"nothing":           {"", 0, nil},
		"lines":             {" \n" + one + "\n" + two + "\n", 2, nil},
		"array breaks off":  {"[" + one + ",", 1, social.ErrUnavailable},
		"answer breaks off": {"[" + one + `,{"items":`, 1, social.ErrUnavailable},
		"line breaks off":   {one + `{"items":`, 1, social.ErrUnavailable},
		"no JSON":           {"<html>", 0, social.ErrUnavailable},
		"another type":      {"[7]", 0, social.ErrUnavailable},
		"refusal":           {"[" + one + "," + refusal + "]", 1, social.ErrNotFound},
		"too long":          {"[" + one + `,{"items":["` + strings.Repeat("x", 17<<20) + `"]}]`, 1, social.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json; charset=UTF-8")
				_, _ = w.Write([]byte(c.body))
			}))
			t.Cleanup(srv.Close)
			client, err := youtube.NewKey("key-123", &social.Options{BaseURL: srv.URL})
			require.NoError(t, err)
			pages := 0
			var last error
			for page, err := range client.ChatStream(t.Context(), "chat", "") {
				if last = err; err == nil {
					require.Len(t, page.Items, 1)
					pages++
				}
			}
			assert.Equal(t, c.pages, pages)
			if c.kind == nil {
				require.NoError(t, last)
				return
			}
			require.ErrorIs(t, last, c.kind)
			e, ok := last.(*social.Error) //nolint:errorlint // it is not wrapped
			require.True(t, ok)
			assert.Equal(t, "youtube", e.Network)
		})
	}
}

// TestChatCannotBeStreamed: where YouTube does not know the form, it is asked.
func TestChatCannotBeStreamed(t *testing.T) {
	t.Parallel()
	w, onAir, chat := onAir(t, youtubetest.LiveOptions{PollingInterval: time.Millisecond})
	w.srv.Faults().Add(youtubetest.Fault{
		Kind: youtubetest.FailBefore, Match: streamPath, Status: http.StatusNotFound, Body: "<html>404</html>", Times: youtubetest.Forever,
	})
	said := w.srv.Chat(w.person("fan"), onAir, "Hello")
	w.srv.EndBroadcast(onAir)
	var got []*social.Event
	l := w.client().ChatListener(chat, &youtube.ChatOptions{Stream: true})
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		got = append(got, e)
	}
	require.Len(t, got, 2)
	assert.Equal(t, said, got[0].Ref.ID)
	assert.Equal(t, 1, w.srv.Requests().Count(streamPath))
}
