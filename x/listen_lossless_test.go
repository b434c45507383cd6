package x_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// hasty makes a listener notice within milliseconds what takes it seconds otherwise. Reads that are only there
// for safety are put off, so that they cannot cover up for something that is broken.
func hasty() x.Timing {
	return x.Timing{
		Silence: patience, Stable: time.Millisecond, TCPStep: time.Millisecond, TCPMax: 3 * time.Millisecond,
		HTTPFirst: time.Millisecond, HTTPMax: 5 * time.Millisecond, LimitFirst: time.Millisecond, LimitMax: 5 * time.Millisecond,
		ReadFirst: time.Millisecond, ReadMax: 5 * time.Millisecond,
		Poll: time.Hour, Safety: time.Hour, SearchDelay: time.Millisecond, LagDelay: time.Millisecond, Margin: time.Nanosecond,
	}
}

// watchful is hasty, and notices soon when a stream has gone silent: on a busy machine also when it has not.
func watchful() x.Timing {
	t := hasty()
	t.Silence = 80 * time.Millisecond
	return t
}

// beating is a server with signs of life to match.
func beating() *xtest.Options {
	return &xtest.Options{Stream: xtest.StreamOptions{KeepAlive: 10 * time.Millisecond}}
}

// TestListenLossless lets 10,000 posts arrive while the filtered stream is cut 200 times, in four ways, and while
// the listener is replaced by another process ten times, which goes on from the last cursor.
func TestListenLossless(t *testing.T) {
	t.Parallel()
	total, cuts, lives := 10_000, 200, 10
	if os.Getenv("RELAIS_LONG") != "" {
		total, cuts, lives = 100_000, 2000, 100
	}
	w := newWorld(t, beating())
	ctx := t.Context() // how long it takes is the machine's affair
	_, err := w.client().AddRules(ctx, &x.Rule{Value: "gardening", Tag: "topic"})
	require.NoError(t, err)
	began := time.Now()

	ahead := make(chan struct{}, 40) // posts that were not heard yet: else all of them would be found by reading
	var want []string
	var produced sync.WaitGroup
	produced.Go(func() { want = w.produce(ctx, total, cuts, ahead) })

	var got []string
	pushed := 0
	cursor := social.FromStart
	for life := range lives {
		stop := total * (life + 1) / lives
		l := w.client().ListenerWith(watchful(), &x.ListenOptions{Filtered: true})
		q := &social.ListenQuery{After: cursor, Kinds: []social.EventKind{social.EventFound}}
		for e, err := range l.Listen(ctx, q) {
			require.NoError(t, err)
			got = append(got, e.Ref.ID)
			cursor = e.Cursor
			<-ahead
			if m, ok := e.Raw.(*x.StreamMessage); ok && len(m.MatchingRules) > 0 {
				pushed++
			}
			if len(got) == stop {
				break
			}
		}
	}
	took := time.Since(began)
	produced.Wait()
	require.NoError(t, ctx.Err(), "got %d of %d events", len(got), total)
	assert.Equal(t, want, got, "each once, in order")
	assert.Greater(t, pushed, total/10, "the stream must have had a part in it")
	t.Logf("%d posts, %d cuts, %d lives, %d connections: %d events in %v, %d of them pushed, %d searches",
		total, cuts, lives, w.srv.StreamsOpened(), len(got), took.Round(time.Millisecond), pushed,
		w.srv.Requests().Count("GET /2/tweets/search/recent"))
}

// produce writes posts and cuts the stream in between. The last ones come while no stream is open, so that nothing
// but the catch-up after the next connection can find them: the last cut is a stall.
func (w *world) produce(ctx context.Context, total, cuts int, ahead chan<- struct{}) []string {
	fan := w.person("fan")
	every := total / cuts
	last := every / 2
	ids := make([]string, 0, total)
	cut := 0
	for i := range total {
		if i%every == every-last {
			if w.srv.WaitStreams(ctx, 1) != nil {
				return ids
			}
			if w.cut(cut) > 0 {
				cut++
			}
		}
		select {
		case ahead <- struct{}{}:
		case <-ctx.Done():
			return ids
		}
		ids = append(ids, w.srv.Post(fan, "gardening "+time.Duration(i).String(), nil))
	}
	assert.Equal(w.t, cuts, cut, "every cut must hit an open stream")
	return ids
}

func (w *world) cut(n int) int {
	switch n % 4 {
	case 0:
		return w.srv.DisconnectStreams(xtest.CloseClean)
	case 1:
		return w.srv.DisconnectStreams(xtest.CloseReset)
	case 2:
		return w.srv.EndStreams(string(x.DisconnectOperational))
	default:
		return w.srv.DisconnectStreams(xtest.Stall)
	}
}
