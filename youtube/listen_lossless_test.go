package youtube_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
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

// TestListenLossless lets comments, answers to old ones and new videos of another channel come while requests fail in
// six ways, the hub goes down and up and repeats itself, YouTube leaves threads out of its list, and the listener is
// replaced by another process ten times, which goes on from the last cursor.
func TestListenLossless(t *testing.T) {
	t.Parallel()
	total, lives := 2000, 10
	if testing.Short() { // with the race detector it takes minutes
		total, lives = 600, 4
	}
	if os.Getenv("RELAIS_LONG") != "" {
		total, lives = 20_000, 50
	}
	w := newWorld(t, &youtubetest.Options{
		Hub:   youtubetest.HubOptions{Duplicates: true},
		Traps: youtubetest.Traps{EmptyPages: 7, RelatedDepth: 150, OldestRepliesFirst: true},
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	began := time.Now()
	rival := youtube.ID(w.person("rival"))
	hub := w.webSub()
	hub.Hasten(50*time.Millisecond, time.Millisecond, 5*time.Millisecond)

	ahead := make(chan struct{}, 100) // things that were not heard yet: else all would be found by the first read
	var want []string
	var faults int
	var produced sync.WaitGroup
	produced.Go(func() { want, faults = w.produce(ctx, total, string(rival), ahead) })

	timing := hasty()
	timing.Older, timing.Safety = 250*time.Millisecond, 500*time.Millisecond
	known := map[string]bool{}
	cursor, again, pushed := social.FromStart, 0, 0
	for life := range lives {
		stop := total * (life + 1) / lives
		l := w.client().ListenerWith(timing, &youtube.ListenOptions{Watch: []youtube.ID{rival}, WebSub: hub})
		heard := map[string]bool{}
		for e, err := range l.Listen(ctx, &social.ListenQuery{After: cursor}) {
			require.NoError(t, err)
			require.NotEmpty(t, e.Cursor)
			cursor = e.Cursor
			require.False(t, heard[e.ID], "%s twice in one run", e.ID)
			heard[e.ID] = true
			if known[e.Ref.ID] {
				again++
				continue
			}
			known[e.Ref.ID] = true
			<-ahead
			if len(known) == stop {
				break
			}
		}
	}
	took := time.Since(began)
	produced.Wait()
	require.NoError(t, ctx.Err(), "got %d of %d", len(known), total)
	for _, id := range want {
		assert.True(t, known[id], "%s was lost", id)
	}
	assert.Len(t, known, len(want))
	for _, n := range w.srv.Notifications() {
		if n.Status == 200 {
			pushed++
		}
	}
	assert.Positive(t, pushed)
	t.Logf("%d things in %v, %d lives, %d faults: none lost, %d repeats after restarts, as all happens within seconds; %d requests, %d notifications",
		total, took.Round(time.Millisecond), lives, faults, again, w.srv.Requests().Total(), pushed)
}

// produce makes things happen, and requests fail.
func (w *world) produce(ctx context.Context, total int, rival string, ahead chan<- struct{}) (ids []string, faults int) {
	random := rand.New(rand.NewPCG(1, 2)) // the same each time
	fan := w.person("fan")
	var videos, comments []string
	for i := range max(total/400, 5) { // none with more comments than are looked at
		videos = append(videos, w.srv.Publish(w.brand, youtubetest.Video{Title: fmt.Sprintf("Garden %d", i)}))
	}
	kinds := []youtubetest.Fault{
		{Kind: youtubetest.CutBefore}, {Kind: youtubetest.CutAfter}, {Kind: youtubetest.CutBody}, {Kind: youtubetest.FailBefore},
		{Kind: youtubetest.Malformed}, youtubetest.BackendError("GET /youtube/v3/**"),
	}
	for i := range total {
		select {
		case ahead <- struct{}{}:
		case <-ctx.Done():
			return ids, faults
		}
		switch n := random.IntN(20); {
		case n == 0:
			ids = append(ids, w.srv.Publish(rival, youtubetest.Video{Title: fmt.Sprintf("Ours %d", i)}))
		case n < 8 && len(comments) > 0:
			ids = append(ids, w.srv.Reply(fan, comments[random.IntN(len(comments))], fmt.Sprintf("Answer %d", i)))
		default:
			id := w.srv.Comment(fan, videos[random.IntN(len(videos))], fmt.Sprintf("Comment %d", i))
			comments, ids = append(comments, id), append(ids, id)
		}
		if i%20 == 0 {
			w.srv.Faults().Add(kinds[faults%len(kinds)])
			faults++
		}
		if i%250 == 0 {
			w.srv.SetHub(func(o *youtubetest.HubOptions) { o.Down = !o.Down })
		}
	}
	return slices.Clip(ids), faults
}
