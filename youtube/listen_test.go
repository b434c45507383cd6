package youtube_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// caughtUp listens to what there is behind a cursor.
func caughtUp(t *testing.T, l social.Listener, after string, kinds ...social.EventKind) []*social.Event {
	t.Helper()
	ctx, cancel := withTimeout(t, time.Minute)
	defer cancel()
	var all []*social.Event
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		require.NoError(t, err)
		all = append(all, e)
	}
	require.NoError(t, ctx.Err())
	return all
}

func refsOf(events []*social.Event) []string {
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = e.Ref.ID
	}
	return out
}

// live listens until enough events have come, and hands each to act.
func live(t *testing.T, l social.Listener, after string, n int, act func(e *social.Event)) []*social.Event {
	t.Helper()
	ctx, cancel := withTimeout(t, time.Minute)
	defer cancel()
	var all []*social.Event
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: after}) {
		require.NoError(t, err)
		if all = append(all, e); len(all) == n {
			break
		}
		if act != nil {
			act(e)
		}
	}
	require.NoError(t, ctx.Err(), "got %d of %d events", len(all), n)
	return all
}

func TestListenKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	first := w.srv.Comment(w.person(""), video, "Lovely")
	fan := w.person("fan")
	w.srv.Subscribe(fan, w.brand)
	answer := w.srv.Reply(fan, first, "Indeed")
	w.srv.Subscribe(w.srv.CreateChannel("shy"), w.brand)
	w.srv.SetProfile(w.person("shy2"), func(p *youtubetest.Profile) { p.PrivateFollowing = true })
	l := w.client().ListenerWith(hasty(), nil)

	follows := caughtUp(t, l, social.FromStart, social.EventFollow)
	require.Len(t, follows, 2)
	assert.Equal(t, fan, follows[0].Author.Ref.ID)
	assert.Empty(t, w.srv.Requests().Find("GET /youtube/v3/commentThreads"), "what is not asked for is not read")
	assert.ElementsMatch(t, []string{first, answer}, refsOf(caughtUp(t, l, social.FromStart, social.EventComment, social.EventReply)))
	assert.Len(t, caughtUp(t, l, follows[1].Cursor, social.EventFollow), 0, "cursors are good for any kinds")

	for _, err := range l.Listen(t.Context(), &social.ListenQuery{Kinds: []social.EventKind{social.EventMessage, social.EventMention}}) {
		requireField(t, err, errors.ErrUnsupported, "Kinds")
	}
}

// TestListenTells is what events say.
func TestListenTells(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	fan := w.person("fan")
	first := w.srv.Comment(fan, video, `Lovely & "green" <3 as &lt;3`)
	w.srv.EditComment(first, func(m *youtubetest.Comment) { m.ImageURL = "https://img.invalid/1" })
	answer := w.srv.Reply(fan, first, "Indeed")
	own := w.srv.Reply(w.brand, first, "Thank you")
	events := caughtUp(t, w.client().ListenerWith(hasty(), nil), social.FromStart)
	require.Equal(t, []string{first, answer}, refsOf(events), "without %s, which is ours", own)
	e := events[0]
	assert.Equal(t, social.EventComment, e.Kind)
	assert.Equal(t, "comment:"+first, e.ID)
	assert.Equal(t, `Lovely & "green" <3 as &lt;3`, e.Text, "plain text")
	assert.Equal(t, "fan", e.Author.Handle)
	assert.Equal(t, fan, e.Author.Ref.ID)
	assert.Equal(t, video, e.Parent.ID)
	assert.Equal(t, video, e.Root.ID)
	require.Len(t, e.Media, 1)
	assert.IsType(t, &youtube.Comment{}, e.Raw)
	assert.Equal(t, social.EventReply, events[1].Kind)
	assert.Equal(t, commentRef(first).ID, events[1].Parent.ID)
	assert.Equal(t, video, events[1].Root.ID)
}

// TestListenHeld: what waits for a decision is heard of when it is written, from both lists, and once.
func TestListenHeld(t *testing.T) {
	t.Parallel()
	next := youtubetest.Published
	w := newWorld(t, &youtubetest.Options{Screen: func(youtubetest.Comment) youtubetest.ModerationStatus { return next }})
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	public := w.srv.Comment(w.person(""), video, "Lovely")
	next = youtubetest.HeldForReview
	held := w.srv.Comment(w.person(""), video, "Rude")
	heldAnswer := w.srv.Reply(w.person(""), public, "Rude, too")
	next = youtubetest.LikelySpam
	spam := w.srv.Comment(w.person(""), video, "Cheap watches")
	next = youtubetest.Rejected
	w.srv.Comment(w.person(""), video, "Gone")
	next = youtubetest.Dropped
	w.srv.Comment(w.person(""), video, "Never seen")
	c := w.client()
	l := c.ListenerWith(hasty(), nil)
	events := caughtUp(t, l, social.FromStart)
	require.ElementsMatch(t, []string{public, held, heldAnswer, spam}, refsOf(events))
	for _, e := range events {
		assert.Equal(t, e.Ref.ID != public, e.Pending, e.Text)
		assert.Equal(t, e.Ref.ID == spam, e.Filtered, e.Text)
	}
	require.NoError(t, c.Moderate(t.Context(), commentRef(held), social.ActionApprove, nil))
	require.NoError(t, c.Moderate(t.Context(), commentRef(heldAnswer), social.ActionApprove, nil))
	assert.Empty(t, caughtUp(t, l, events[len(events)-1].Cursor), "it was told already")
}

// TestListenHeldUntold: the list that a comment stands in says what the comment does not.
func TestListenHeldUntold(t *testing.T) {
	t.Parallel()
	next := youtubetest.HeldForReview
	w := newWorld(t, &youtubetest.Options{
		Screen: func(youtubetest.Comment) youtubetest.ModerationStatus { return next }, Traps: youtubetest.Traps{NoModerationStatus: true},
	})
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	held := w.srv.Comment(w.person(""), video, "Rude")
	next = youtubetest.LikelySpam
	spam := w.srv.Comment(w.person(""), video, "Cheap watches")
	events := caughtUp(t, w.client().ListenerWith(hasty(), nil), social.FromStart)
	require.ElementsMatch(t, []string{held, spam}, refsOf(events))
	for _, e := range events {
		assert.True(t, e.Pending)
		assert.Equal(t, e.Ref.ID == spam, e.Filtered)
	}
}

// TestListenWatchMissing: a channel that YouTube does not know for a while is asked for again.
func TestListenWatchMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	rival := w.person("rival")
	w.srv.Faults().Add(youtubetest.Fault{
		Kind: youtubetest.Malformed, Match: "GET /youtube/v3/channels", Body: "{}",
		Where: func(r *http.Request) bool { return r.URL.Query().Get("id") != "" },
	})
	l := w.client().ListenerWith(hasty(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}})
	assert.Empty(t, caughtUp(t, l, social.FromStart, social.EventFound))
	video := w.srv.Publish(rival, youtubetest.Video{Title: "New"})
	assert.Equal(t, []string{video}, refsOf(caughtUp(t, l, social.FromStart, social.EventFound)))
}

// TestListenFindsAnswers to comments wherever they are: recent ones, those with more answers than come along, those
// that YouTube's list of the channel leaves out or shows late.
func TestListenFindsAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		traps   youtubetest.Traps
		o       youtube.ListenOptions
		answers int
	}{
		"recent":           {youtubetest.Traps{}, youtube.ListenOptions{}, 2},
		"many":             {youtubetest.Traps{}, youtube.ListenOptions{}, 30},
		"many, oldest":     {youtubetest.Traps{OldestRepliesFirst: true}, youtube.ListenOptions{}, 130},
		"beyond the bound": {youtubetest.Traps{}, youtube.ListenOptions{Threads: 100}, 7},
		"left out":         {youtubetest.Traps{RelatedDepth: 3}, youtube.ListenOptions{}, 7},
		"late":             {youtubetest.Traps{RelatedLag: time.Hour}, youtube.ListenOptions{}, 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{Traps: tc.traps})
			video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
			fan := w.person("")
			old := w.srv.Comment(fan, w.srv.Publish(w.brand, youtubetest.Video{Title: "House"}), "The oldest")
			for i := range 150 {
				w.srv.Comment(fan, video, fmt.Sprintf("Comment %d", i))
			}
			w.srv.Reply(fan, old, "An old answer")
			l := w.client().ListenerWith(hasty(), &tc.o)
			cursor, err := l.Cursor(t.Context())
			require.NoError(t, err)
			var want []string
			for i := range tc.answers {
				want = append(want, w.srv.Reply(fan, old, fmt.Sprintf("Answer %d", i)))
			}
			assert.ElementsMatch(t, want, refsOf(caughtUp(t, l, cursor)))

			// and while it listens, one after the other
			got := live(t, l, cursor, len(want)+5, func(*social.Event) {
				want = append(want, w.srv.Reply(fan, old, fmt.Sprintf("Answer %d", len(want))))
			})
			assert.Equal(t, len(got), len(slices.Compact(slices.Sorted(slices.Values(refsOf(got))))), "each once")
		})
	}
}

// TestListenFindsAnswersAsTimePasses: a read knows what the one before found, and looks for what is new.
func TestListenFindsAnswersAsTimePasses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		traps  youtubetest.Traps
		change func(*social.Options)
	}{
		"left out":               {youtubetest.Traps{RelatedDepth: 1}, nil},
		"oldest along":           {youtubetest.Traps{}, reversed("/youtube/v3/commentThreads")},
		"oldest along and first": {youtubetest.Traps{OldestRepliesFirst: true}, reversed("/youtube/v3/commentThreads")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{Traps: tc.traps})
			video, fan := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"}), w.person("")
			old := w.srv.Comment(fan, video, "The oldest")
			for range 10 {
				w.srv.Reply(fan, old, "An old answer")
			}
			w.srv.Comment(fan, video, "The newest")
			timing := hasty()
			timing.Poll, timing.Older = 1100*time.Millisecond, 1200*time.Millisecond // so that times move on in between
			l := w.client(tc.change).ListenerWith(timing, nil)
			cursor, err := l.Cursor(t.Context())
			require.NoError(t, err)
			ctx, stop := context.WithCancel(t.Context())
			var fans sync.WaitGroup
			var want []string
			fans.Go(func() {
				tick := time.NewTicker(800 * time.Millisecond)
				defer tick.Stop()
				for {
					select {
					case <-tick.C:
						for range 7 { // more than come along
							want = append(want, w.srv.Reply(fan, old, "An answer"))
						}
					case <-ctx.Done():
						return
					}
				}
			})
			got := refsOf(live(t, l, cursor, 35, nil))
			stop()
			fans.Wait()
			for _, id := range want[:28] { // the last ones may come within the same second
				assert.Contains(t, got, id)
			}
		})
	}
}

// TestListenEdits are told with the new text, once each.
func TestListenEdits(t *testing.T) {
	t.Parallel()
	clock := youtubetest.NewManualClock(time.Now().Add(-time.Hour))
	w := newWorld(t, &youtubetest.Options{Clock: clock.Now})
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	first := w.srv.Comment(w.person(""), video, "Lovly")
	l := w.client().ListenerWith(hasty(), nil)
	events := caughtUp(t, l, social.FromStart)
	require.Len(t, events, 1)
	clock.Advance(time.Minute)
	w.srv.EditComment(first, func(m *youtubetest.Comment) { m.Text = "Lovely" })
	edits := caughtUp(t, l, events[0].Cursor)
	require.Len(t, edits, 1)
	assert.Equal(t, social.EventEdited, edits[0].Kind)
	assert.Equal(t, "Lovely", edits[0].Text)
	assert.Equal(t, first, edits[0].Ref.ID)
	assert.Empty(t, caughtUp(t, l, edits[0].Cursor))
}

// TestListenCosts what the documentation says.
func TestListenCosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	for i := range 120 {
		w.srv.Comment(w.person(""), video, fmt.Sprintf("Comment %d", i))
	}
	l := w.client().ListenerWith(hasty(), nil)
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)
	before := w.srv.Quota("").Pool
	assert.Empty(t, caughtUp(t, l, cursor))
	whole := w.srv.Quota("").Pool - before
	assert.LessOrEqual(t, whole, 9, "who am I; comments, two pages; uploads; their counters; held, spam; subscribers")

	slow := hasty()
	slow.Older = time.Hour
	w.srv.Requests().Reset()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	before = w.srv.Quota("").Pool
	go func() {
		defer cancel()
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if ctx.Err() != nil || w.srv.Requests().Count("GET /youtube/v3/commentThreads") >= 8 {
				return
			}
		}
	}()
	for range w.client().ListenerWith(slow, nil).Listen(ctx, nil) {
		t.Error("nothing happens")
	}
	peeks := w.srv.Requests().Count("GET /youtube/v3/commentThreads")
	assert.GreaterOrEqual(t, peeks, 8)
	assert.InDelta(t, peeks, w.srv.Quota("").Pool-before, 2, "a look at what is new takes one unit")
	for _, e := range w.srv.Requests().Find("GET /youtube/v3/commentThreads")[1:] {
		assert.NotEmpty(t, e.Header.Get("If-None-Match"), "and is not sent what it knows")
	}
	assert.Zero(t, w.srv.Quota("").Searches)
}

// TestListenWithKey watches channels and words without a login.
func TestListenWithKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	rival, other := w.person("rival"), w.person("other")
	first := w.srv.Publish(rival, youtubetest.Video{Title: "Our tools", Description: "All of them"})
	w.srv.Publish(other, youtubetest.Video{Title: "Cats"})
	named := w.srv.Publish(other, youtubetest.Video{Title: "Acme and others"})
	both := w.srv.Publish(rival, youtubetest.Video{Title: "Better than Acme"})
	c := w.configured(youtube.Config{APIKey: w.srv.APIKey(""), Quota: boundless()})
	l := c.ListenerWith(hasty(), &youtube.ListenOptions{
		Watch:    []youtube.ID{youtube.ID(rival), youtube.ID(rival), "UCdoesnotexistdoesnotexi"},
		Searches: []*youtube.SearchParams{{Query: "acme -jobs"}},
	})
	events := caughtUp(t, l, social.FromStart)
	assert.ElementsMatch(t, []string{first, named, both}, refsOf(events), "each once")
	for _, e := range events {
		assert.Equal(t, social.EventFound, e.Kind)
		assert.IsType(t, &youtube.Video{}, e.Raw)
		if e.Ref.ID == first {
			assert.Equal(t, "Our tools\n\nAll of them", e.Text)
			assert.Equal(t, rival, e.Author.Ref.ID)
		}
	}
	assert.Equal(t, 1, w.srv.Quota("").Searches)
	later := w.srv.Publish(other, youtubetest.Video{Title: "Acme again"})
	assert.Equal(t, []string{later}, refsOf(caughtUp(t, l, events[len(events)-1].Cursor)))
}

// TestListenScheduledVideo: a video that was uploaded long before it is published is told when it is, wherever in the list
// it stands.
func TestListenScheduledVideo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*social.Options){"newest first": nil, "newest last": reversed("/youtube/v3/playlistItems")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheduledVideo(t, change)
		})
	}
}

// reversed turns the order of a list around, and of the answers that come along.
func reversed(path string) func(*social.Options) {
	return func(o *social.Options) {
		base := o.HTTPClient.Transport
		o.HTTPClient = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			resp, err := base.RoundTrip(r)
			if err != nil || r.URL.Path != path || resp.StatusCode != http.StatusOK {
				return resp, err
			}
			var list map[string]any
			err = json.NewDecoder(resp.Body).Decode(&list)
			_ = resp.Body.Close()
			if err != nil {
				return nil, err
			}
			items, _ := list["items"].([]any)
			for _, item := range items {
				if replies, ok := item.(map[string]any)["replies"].(map[string]any); ok {
					comments, _ := replies["comments"].([]any)
					slices.Reverse(comments)
				}
			}
			if path == "/youtube/v3/playlistItems" {
				slices.Reverse(items)
			}
			body, err := json.Marshal(list)
			resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			resp.Header.Del("Content-Length")
			return resp, err
		})}
	}
}

func scheduledVideo(t *testing.T, change func(*social.Options)) {
	t.Helper()
	clock := youtubetest.NewManualClock(time.Now().Add(-48 * time.Hour))
	w := newWorld(t, &youtubetest.Options{Clock: clock.Now, TokenTTL: 100 * time.Hour})
	rival := w.person("rival")
	before := w.srv.Publish(rival, youtubetest.Video{Title: "Before"})
	waits := w.srv.Publish(rival, youtubetest.Video{Title: "Soon", Privacy: "private", PublishAt: clock.Now().Add(24 * time.Hour)})
	clock.Advance(time.Hour)
	first := w.srv.Publish(rival, youtubetest.Video{Title: "Now"})
	c := w.client(change)
	l := c.ListenerWith(hasty(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}})
	events := caughtUp(t, l, social.FromStart)
	require.Equal(t, []string{before, first}, refsOf(events))
	clock.Advance(24 * time.Hour)
	w.srv.Tick()
	assert.Equal(t, []string{waits}, refsOf(caughtUp(t, l, events[1].Cursor)))

	var found []string
	for p, err := range c.Search(t.Context(), &social.SearchQuery{Author: channelRef(rival), Since: clock.Now().Add(-2 * time.Hour)}) {
		require.NoError(t, err)
		found = append(found, p.Ref.ID)
	}
	assert.Equal(t, []string{waits}, found)
}
