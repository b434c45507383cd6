package mastodon_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// hasty makes a listener notice within milliseconds what takes it seconds otherwise. Reads that are only there
// for safety are put off, so that they cannot cover up for something that is broken.
func hasty() mastodon.Timing {
	return mastodon.Timing{
		SSESilence: 80 * time.Millisecond, WSProbe: 60 * time.Millisecond, WSSilence: 120 * time.Millisecond,
		FirstPause: time.Millisecond, MaxPause: 5 * time.Millisecond, Lag: 5 * time.Millisecond,
		Poll: time.Hour, Safety: time.Hour, Interval: time.Millisecond, Burst: 1000,
	}
}

// beating is a server with signs of life to match.
func beating(flavour mastodontest.Flavour) *mastodontest.Options {
	return &mastodontest.Options{Flavour: flavour, Heartbeat: 10 * time.Millisecond, Ping: 40 * time.Millisecond}
}

func TestListenLosslessSSE(t *testing.T) { testLossless(t, mastodontest.Mastodon, 1) }

func TestListenLosslessWebSocket(t *testing.T) { testLossless(t, mastodontest.GoToSocial, 1) }

func TestLongListenLossless(t *testing.T) {
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to lose none of 50,000")
	}
	testLossless(t, mastodontest.Mastodon, 5)
}

// testLossless lets 10,000 notifications arrive while the stream is cut 200 times, in three ways, and while the
// listener is replaced by another process ten times, which goes on from the last cursor; or so many times more.
func testLossless(t *testing.T, flavour mastodontest.Flavour, times int) {
	t.Helper()
	t.Parallel()
	total, cuts, lives, patience := 10_000*times, 200*times, 10*times, time.Duration(2*times)*time.Minute
	w := newWorld(t, beating(flavour))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	began := time.Now()

	var want []string
	var produced sync.WaitGroup
	produced.Go(func() { want = w.produce(ctx, total, cuts) })

	var got []string
	cursor := social.FromStart
	for life := range lives {
		stop := total * (life + 1) / lives
		for e, err := range w.client().ListenWith(ctx, hasty(), &social.ListenQuery{After: cursor}) {
			require.NoError(t, err)
			got = append(got, e.ID)
			cursor = e.Cursor
			if len(got) == stop {
				break
			}
		}
	}
	took := time.Since(began)
	produced.Wait()
	require.NoError(t, ctx.Err(), "got %d of %d events", len(got), total)
	assert.Equal(t, want, got, "each once, in order")
	reads := 0
	for _, r := range w.srv.Requests().All() {
		if r.Path == "/api/v1/notifications" {
			reads++
		}
	}
	t.Logf("%d notifications, %d cuts, %d lives, %d connections: %d events in %v, %d reads of the list kept in the log",
		total, cuts, lives, w.srv.StreamsOpened(), len(got), took.Round(time.Millisecond), reads)
}

// produce makes notifications and cuts the stream in between. The last ones come while no stream is open, so
// that nothing but the catch-up after the next connection can find them: the last cut is a stall.
func (w *world) produce(ctx context.Context, total, cuts int) []string {
	fan := w.person("fan")
	post := w.srv.Post(w.brand, "Read all about it.", nil).ID
	modes := []mastodontest.DisconnectMode{mastodontest.CloseClean, mastodontest.Stall, mastodontest.CloseReset}
	every := total / cuts
	last := every / 2
	ids := make([]string, 0, total)
	cut := 0
	for i := range total {
		if i%every == every-last {
			for n := 0; n == 0; n = w.srv.DisconnectStreams(modes[cut%len(modes)]) {
				if w.srv.WaitStreams(ctx, 1) != nil {
					return ids
				}
			}
			cut++
		}
		kind := "favourite"
		if i%7 == 0 {
			kind = "reblog"
		}
		ids = append(ids, w.srv.Notify(w.brand, kind, fan, post))
	}
	assert.Equal(w.t, cuts, cut)
	return ids
}
