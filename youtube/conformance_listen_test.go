package youtube_test

import (
	"context"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// listening is a client that listens with a listener of its own.
type listening struct {
	*youtube.Client
	heard interface {
		social.Listener
		social.Cursorer
	}
}

func (l listening) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return l.heard.Listen(ctx, q)
}

func (l listening) Cursor(ctx context.Context) (string, error) { return l.heard.Cursor(ctx) }

// hasty makes a listener notice within milliseconds what takes it minutes otherwise. Times are whole seconds, so the
// margin cannot be less than one.
func hasty() youtube.Timing {
	return youtube.Timing{
		Poll: 5 * time.Millisecond, Older: 20 * time.Millisecond, Safety: time.Hour, Search: 20 * time.Millisecond, Margin: time.Second,
		SearchMargin: time.Second, RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
	}
}

// noMentions are the cases about mentions, which YouTube has not: comments stand for them in all others.
func noMentions() map[string]string {
	return map[string]string{
		"Listener/mention": "YouTube has no mentions",
		"Listener/kinds":   "YouTube has no mentions: see TestListenKinds",
	}
}

// TestConformanceListening runs the suites of listening, once with comments and once with new videos of a channel that
// is watched, which come by the hub and by reading.
func TestConformanceListening(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*testing.T) *socialtest.Harness{
		"Comments": commented, "Odd": commentedOddly, "Videos": watched, "Chat": chatted,
	} {
		for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
			"Listener": socialtest.TestListener, "Cursorer": socialtest.TestCursorer,
		} {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, prepare)
			})
		}
	}
}

func commented(t *testing.T) *socialtest.Harness {
	t.Helper()
	return newCommented(t, nil)
}

func commentedOddly(t *testing.T) *socialtest.Harness {
	t.Helper()
	return newCommented(t, &youtubetest.Options{
		Traps: youtubetest.Traps{EmptyPages: 3, OldestRepliesFirst: true, RelatedDepth: 80},
	})
}

// newCommented has people comment on a video, since there are no mentions.
func newCommented(t *testing.T, opts *youtubetest.Options) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, opts)
	h := w.harness()
	h.Exempt = noMentions()
	h.Audience.React = nil // nobody hears of likes
	video := sync.OnceValue(func() string { return w.srv.Publish(w.brand, youtubetest.Video{Title: "Questions?"}) })
	h.Audience.Mention = func(text string) social.Ref { return commentRef(w.srv.Comment(w.person(""), video(), text)) }
	h.Server.Break = w.breakListening
	wrap(h, func(c *youtube.Client) listening { return listening{c, c.ListenerWith(hasty(), nil)} })
	return h
}

func wrap(h *socialtest.Harness, listener func(*youtube.Client) listening) {
	fresh := h.Fresh
	h.Client = listener(h.Client.(*youtube.Client))
	h.Fresh = func(change func(*social.Options)) any { return listener(fresh(change).(*youtube.Client)) }
}

// breakListening fails the next poll where there is no stream that could be cut.
func (w *world) breakListening(f socialtest.Fault) func() {
	if f == socialtest.FaultCut {
		remove := w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBefore})
		return func() { remove() }
	}
	return w.breakIt(f)
}

// watched listens to the videos of another channel.
func watched(t *testing.T) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, nil)
	h := w.harness()
	h.Exempt = noMentions()
	h.Audience.React, h.Audience.Comment, h.Audience.Follow = nil, nil, nil
	rival := w.person("rival")
	h.Audience.Mention = func(text string) social.Ref {
		return videoRef(w.srv.Publish(rival, youtubetest.Video{Title: text}))
	}
	h.Server.Break = w.breakListening
	hub := w.webSub()
	wrap(h, func(c *youtube.Client) listening {
		return listening{c, c.ListenerWith(hasty(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}, WebSub: hub})}
	})
	return h
}

// chatted listens to a live chat.
func chatted(t *testing.T) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, &youtubetest.Options{Live: youtubetest.LiveOptions{PollingInterval: 2 * time.Millisecond, History: 10_000}})
	h := w.harness()
	h.Exempt = noMentions()
	h.Audience.React, h.Audience.Comment, h.Audience.Follow = nil, nil, nil
	stream := w.srv.GoLive(w.brand, "Live from the garden")
	chat := youtube.ID(w.srv.ChatID(stream))
	h.Audience.Mention = func(text string) social.Ref {
		return social.Ref{Network: "youtube", Kind: social.RefMessage, ID: w.srv.Chat(w.person(""), stream, text)}
	}
	h.Server.Break = w.breakListening
	wrap(h, func(c *youtube.Client) listening {
		return listening{c, c.ChatListenerWith(chat, &youtube.ChatOptions{Video: youtube.ID(stream)}, time.Millisecond, 5*time.Millisecond)}
	})
	return h
}

// webSub mounts a WebSub that subscribes at the simulated hub.
func (w *world) webSub() *youtube.WebSub {
	w.t.Helper()
	h, front := w.unmounted()
	w.mount(front, h)
	return h
}

func requireHub(t *testing.T, w *world) {
	t.Helper()
	ctx, cancel := withTimeout(t, time.Minute)
	defer cancel()
	require.NoError(t, w.srv.WaitSubscriptions(ctx, 1), "%v", w.srv.HubSubscriptions())
}
