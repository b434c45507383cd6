package youtube_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// onAir is a live stream of the brand with its chat.
func onAir(t *testing.T, o youtubetest.LiveOptions) (w *world, stream string, chat youtube.ID) {
	t.Helper()
	w = newWorld(t, &youtubetest.Options{Live: o})
	stream = w.srv.GoLive(w.brand, "Live from the garden")
	return w, stream, youtube.ID(w.srv.ChatID(stream))
}

func TestChatTells(t *testing.T) {
	t.Parallel()
	w, stream, chat := onAir(t, youtubetest.LiveOptions{PollingInterval: time.Millisecond})
	c := w.client()
	chats, err := c.LiveChats(t.Context())
	require.NoError(t, err)
	assert.Equal(t, map[youtube.ID]youtube.ID{youtube.ID(stream): chat}, chats)

	fan := w.person("fan")
	said := w.srv.Chat(fan, stream, "Hello")
	paid := w.srv.SuperChat(fan, stream, "Take this", 5_000_000, "EUR")
	joined := w.srv.Join(fan, stream)
	_, err = c.SendChat(t.Context(), chat, "Welcome")
	require.NoError(t, err)
	removed := w.srv.Chat(fan, stream, "Rude")
	require.NoError(t, c.DeleteChat(t.Context(), youtube.ID(removed)))
	w.srv.EndBroadcast(stream)

	l := c.ChatListener(chat, &youtube.ChatOptions{Video: youtube.ID(stream)})
	var got []*social.Event
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		got = append(got, e)
	}
	require.Len(t, got, 5, "the sequence ends with the chat; what the channel says itself is no event")
	assert.Equal(t, []string{said, paid, joined, removed}, refsOf(got)[:4])
	assert.Equal(t, social.EventComment, got[0].Kind)
	assert.Equal(t, "Hello", got[0].Text)
	assert.Equal(t, fan, got[0].Author.Ref.ID)
	assert.Equal(t, stream, got[0].Root.ID)
	assert.Equal(t, social.EventComment, got[1].Kind)
	assert.Contains(t, got[1].Text, "Take this")
	assert.Equal(t, social.EventOther, got[2].Kind)
	assert.Equal(t, social.EventDeleted, got[3].Kind)
	assert.Equal(t, youtube.ChatEnded, got[4].Raw.(*youtube.ChatMessage).Snippet.Type)

	only := caughtUp(t, l, social.FromStart, social.EventDeleted)
	assert.Equal(t, []string{removed}, refsOf(only))
	assert.Empty(t, caughtUp(t, l, got[4].Cursor), "it has ended")
}

// TestChatKeepsPace: YouTube refuses who comes sooner than told.
func TestChatKeepsPace(t *testing.T) {
	t.Parallel()
	w, stream, chat := onAir(t, youtubetest.LiveOptions{PollingInterval: 60 * time.Millisecond})
	fan := w.person("fan")
	w.srv.Chat(fan, stream, "0")
	began := time.Now()
	live(t, w.client().ChatListener(chat, nil), social.FromStart, 6, func(*social.Event) { w.srv.Chat(fan, stream, "more") })
	took := time.Since(began)
	assert.GreaterOrEqual(t, took, 250*time.Millisecond)
	for _, e := range w.srv.Requests().Find("GET /youtube/v3/liveChat/messages") {
		assert.Equal(t, 200, e.Status)
	}

	w.srv.Requests().Reset()
	began = time.Now()
	ctx, cancel := withTimeout(t, 400*time.Millisecond)
	defer cancel()
	for range w.client().ChatListener(chat, &youtube.ChatOptions{Every: 150 * time.Millisecond}).Listen(ctx, nil) {
		t.Error("nothing is said")
	}
	assert.LessOrEqual(t, w.srv.Requests().Count("GET /youtube/v3/liveChat/messages"), int(time.Since(began)/(150*time.Millisecond))+1)
}

// TestChatGoesOn in another process, right behind the cursor; where YouTube does not know the place any more, it says
// what may be missing.
func TestChatGoesOn(t *testing.T) {
	t.Parallel()
	w, stream, chat := onAir(t, youtubetest.LiveOptions{PollingInterval: time.Millisecond, History: 3})
	fan := w.person("fan")
	var want []string
	say := func() { want = append(want, w.srv.Chat(fan, stream, "more")) }
	say()
	first := live(t, w.client().ChatListener(chat, nil), social.FromStart, 3, func(*social.Event) { say() })
	for range 5 {
		say()
	}
	rest := caughtUp(t, w.client().ChatListener(chat, nil), first[2].Cursor)
	assert.Equal(t, want, append(refsOf(first), refsOf(rest)...))

	remove := w.srv.Faults().Add(youtubetest.Refusal("GET /youtube/v3/liveChat/messages", 400, "youtube.liveChat", "pageTokenInvalid", "The page token is not valid."))
	t.Cleanup(func() { remove() })
	say()
	lost := caughtUp(t, w.client().ChatListener(chat, nil), first[2].Cursor)
	require.NotEmpty(t, lost)
	gap, ok := lost[0].Raw.(*youtube.ChatGap)
	require.True(t, ok, "%v", lost[0])
	assert.True(t, gap.Until.After(gap.From))
	assert.Equal(t, want[len(want)-3:], refsOf(lost[1:]))

	for _, cursor := range []string{"odd", "youtubechat1:AAAA", first[0].Cursor} {
		for _, err := range w.client().ChatListener("another", nil).Listen(t.Context(), &social.ListenQuery{After: cursor}) {
			requireField(t, err, social.ErrInvalid, "After")
		}
	}
}

func TestChatThatCannotBeHeard(t *testing.T) {
	t.Parallel()
	w, stream, chat := onAir(t, youtubetest.LiveOptions{PollingInterval: time.Millisecond})
	var got error
	for _, err := range w.client().ChatListener("unknown", nil).Listen(t.Context(), nil) {
		got = err
	}
	require.ErrorIs(t, got, social.ErrNotFound)
	w.srv.DisableChat(stream)
	for _, err := range w.client().ChatListener(chat, nil).Listen(t.Context(), nil) {
		got = err
	}
	require.ErrorIs(t, got, social.ErrPermission)
}
