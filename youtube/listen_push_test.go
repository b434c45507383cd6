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

// seldom reads for safety only: whatever comes was pushed.
func seldom() youtube.Timing {
	t := hasty()
	t.Poll, t.Older, t.Safety = 59*time.Minute, time.Hour, time.Hour
	return t
}

// TestListenPushed hears of a new video, its change and its end by the hub, once each, though the hub repeats itself.
func TestListenPushed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Hub: youtubetest.HubOptions{Duplicates: true}})
	rival := w.person("rival")
	l := w.client().ListenerWith(seldom(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}, WebSub: w.webSub()})
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)
	video := ""
	go func() {
		if w.srv.WaitSubscriptions(t.Context(), 1) == nil {
			w.srv.Publish(rival, youtubetest.Video{Title: "Our tools", Description: "All of them"})
		}
	}()
	before := w.srv.Quota("")
	events := live(t, l, cursor, 2, func(e *social.Event) {
		video = e.Ref.ID
		w.srv.Notify(video)
		w.srv.DeleteVideo(video)
	})
	assert.Equal(t, social.EventFound, events[0].Kind)
	assert.Equal(t, "Our tools\n\nAll of them", events[0].Text)
	assert.Equal(t, rival, events[0].Author.Ref.ID)
	assert.Equal(t, social.EventDeleted, events[1].Kind)
	assert.Equal(t, video, events[1].Ref.ID)
	assert.IsType(t, &youtube.FeedEntry{}, events[1].Raw)
	assert.Zero(t, w.srv.Quota("").Searches)
	assert.LessOrEqual(t, w.srv.Quota("").Pool-before.Pool, 12)
	w.srv.Close() // so that nothing is sent any more
}

// TestListenPushedChange is no new video.
func TestListenPushedChange(t *testing.T) {
	t.Parallel()
	clock := youtubetest.NewManualClock(time.Now())
	w := newWorld(t, &youtubetest.Options{Clock: clock.Now, TokenTTL: 100 * time.Hour})
	rival := w.person("rival")
	video := w.srv.Publish(rival, youtubetest.Video{Title: "Our tols"})
	hub := w.webSub()
	require.NoError(t, hub.Subscribe(t.Context(), youtube.ID(rival)))
	requireHub(t, w)
	clock.Advance(2 * time.Hour)
	w.srv.EditVideo(video, func(v *youtubetest.Video) { v.Title = "Our tools" })
	require.NoError(t, w.srv.WaitNotifications(t.Context()))
	l := w.client().ListenerWith(seldom(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}, WebSub: hub})
	events := live(t, l, "", 1, nil)
	assert.Equal(t, social.EventEdited, events[0].Kind)
	assert.Equal(t, "Our tools", events[0].Text)
}

// TestListenHubIsDown: new videos are read, and pushed again once the hub is back.
func TestListenHubIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Hub: youtubetest.HubOptions{Down: true}})
	rival := w.person("rival")
	hub := w.webSub()
	hub.Hasten(50*time.Millisecond, time.Millisecond, 5*time.Millisecond)
	timing := hasty()
	timing.Margin = 2 * time.Second
	l := w.client().ListenerWith(timing, &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}, WebSub: hub})
	first := w.srv.Publish(rival, youtubetest.Video{Title: "First"})
	want := []string{first}
	events := live(t, l, social.FromStart, 4, func(*social.Event) {
		if len(want) == 2 {
			w.srv.SetHub(func(o *youtubetest.HubOptions) { o.Down = false })
			requireHub(t, w)
		}
		want = append(want, w.srv.Publish(rival, youtubetest.Video{Title: "Another"}))
	})
	assert.Equal(t, want, refsOf(events))
	assert.NotEmpty(t, w.srv.Notifications())
}

// TestListenPushedWithoutUnits tells what the hub said when there are no units to read more.
func TestListenPushedWithoutUnits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	rival := w.person("rival")
	hub := w.webSub()
	require.NoError(t, hub.Subscribe(t.Context(), youtube.ID(rival)))
	requireHub(t, w)
	quota := youtube.Quota{Daily: map[youtube.Bucket]int64{youtube.BucketUnits: 2}} // who am I, and a look at the clock
	c := w.configured(youtube.Config{Tokens: static(w.token), Quota: quota})
	l := c.ListenerWith(seldom(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}, WebSub: hub})
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	_, err = c.Categories(t.Context(), "DE", "")
	require.NoError(t, err)
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)
	w.srv.Publish(rival, youtubetest.Video{Title: "Our tools", Description: "All of them"})
	require.NoError(t, w.srv.WaitNotifications(t.Context()))
	events := live(t, l, cursor, 1, nil)
	assert.Equal(t, social.EventFound, events[0].Kind)
	assert.Equal(t, "Our tools", events[0].Text)
	assert.IsType(t, &youtube.FeedEntry{}, events[0].Raw)
}

// TestListenTellsGap of what is only pushed.
func TestListenTellsGap(t *testing.T) {
	t.Parallel()
	clock := youtubetest.NewManualClock(time.Now().Add(-5 * time.Hour))
	w := newWorld(t, &youtubetest.Options{Clock: clock.Now, TokenTTL: 100 * time.Hour})
	rival := w.person("rival")
	w.srv.Publish(rival, youtubetest.Video{Title: "Our tools"})
	l := w.client().ListenerWith(seldom(), &youtube.ListenOptions{Watch: []youtube.ID{youtube.ID(rival)}, WebSub: w.webSub()})
	events := caughtUp(t, l, social.FromStart)
	require.Len(t, events, 1)
	next := live(t, l, events[0].Cursor, 1, nil)
	assert.Equal(t, social.EventOther, next[0].Kind)
	assert.IsType(t, &youtube.PushGap{}, next[0].Raw)
}
