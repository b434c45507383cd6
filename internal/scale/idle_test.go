package scale_test

import (
	"context"
	"fmt"
	"iter"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// maxIdle is what an idle listener may cost, its client and its connections included: a thousand fit into 64 MiB.
const maxIdle = 64 << 10

// memory is what heap and stacks hold.
func memory() int64 {
	var m runtime.MemStats
	for range 6 { // pools and stacks give back what they hold in steps
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// TestIdleListeners merges a thousand listeners of all networks in one process, to whom nothing happens, and then
// those of Mastodon alone, which each have a stream open: with one pool of connections for all, and with the pool that
// each client makes for itself. In short runs, such as those of the race detector, which has
// costs of its own, they are few and nothing is held against bounds.
func TestIdleListeners(t *testing.T) {
	total, most := 1000, int64(maxIdle)
	if testing.Short() {
		total, most = 60, math.MaxInt64
	}
	each := (total + len(networks) - 1) / len(networks)
	sims := startSimulators(t, each)
	t.Run("all", func(t *testing.T) {
		mixed := make([]string, total)
		for i := range mixed {
			mixed[i] = networks[i%len(networks)]
		}
		testIdle(t, newFleet(t, sims), mixed, most)
	})
	t.Run("mastodon", func(t *testing.T) {
		testIdle(t, newFleet(t, sims), slices.Repeat([]string{"mastodon"}, each), most)
	})
	t.Run("own connections", func(t *testing.T) {
		testIdle(t, newFleet(t, sims).apart(), slices.Repeat([]string{"mastodon"}, each), most)
	})
}

// TestIdleListenersLong merges a thousand of each network, and a thousand with connections of the library's own.
func TestIdleListenersLong(t *testing.T) {
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to merge a thousand listeners of each network")
	}
	const each = 1000
	sims := startSimulators(t, each)
	for _, network := range networks {
		t.Run(network, func(t *testing.T) { testIdle(t, newFleet(t, sims), slices.Repeat([]string{network}, each), maxIdle) })
	}
	t.Run("own connections", func(t *testing.T) {
		testIdle(t, newFleet(t, sims).apart(), slices.Repeat([]string{"mastodon"}, each), maxIdle)
	})
}

func testIdle(t *testing.T, f *fleet, wanted []string, most int64) {
	t.Helper()
	goroutines, before := runtime.NumGoroutine(), memory()
	count := map[string]int{}
	var sources []social.Source
	for _, network := range wanted {
		i := count[network]
		count[network]++
		sources = append(sources, social.Source{Name: network + "/" + name(i), Listener: f.client(t, network, i)})
	}
	m, err := social.Merge(sources, &social.MergeOptions{Watch: func(source string, err error) {
		assert.NoError(t, err, source)
	}})
	require.NoError(t, err)
	clients := memory()

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := hear(m.Listen(ctx, nil))
	f.settle(t, int64(2*len(wanted)), count["mastodon"])
	idle, running := memory(), runtime.NumGoroutine()
	per := (idle - before) / int64(len(wanted))
	t.Logf("%d idle listeners: %.1f KiB each, of which %.1f for its client; %.1f goroutines each; %d requests",
		len(wanted), float64(per)/1024, float64(clients-before)/float64(len(wanted))/1024,
		float64(running-goroutines)/float64(len(wanted)), f.requests.Load())
	assert.Less(t, per, most)

	if last := count["mastodon"] - 1; last >= 0 { // the last of all is heard as soon as something happens to it
		f.sims.ask(t, "mention @%s are you open?", name(last))
		e := <-heard
		require.NotNil(t, e)
		assert.Equal(t, "mastodon/"+name(last), e.Source)
		places, err := social.SplitCursor(e.Cursor)
		require.NoError(t, err)
		assert.Len(t, places, len(wanted))
		for source, cursor := range places {
			assert.NotEmpty(t, cursor, source)
		}
		t.Logf("a cursor is %d letters long", len(e.Cursor))
	}
	cancel()
	_, more := <-heard
	assert.False(t, more)
	if f.http != nil {
		f.http.CloseIdleConnections()
	}
	assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+4 }, f.rest+10*time.Second, 10*time.Millisecond,
		"goroutines are left")
	runtime.KeepAlive(sources)
}

// hear hands on what a sequence delivers, and closes when it ends.
func hear(seq iter.Seq2[*social.Event, error]) <-chan *social.Event {
	heard := make(chan *social.Event, 16)
	go func() {
		defer close(heard)
		for e, err := range seq {
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
			heard <- e
		}
	}()
	return heard
}

// settle waits until all have begun and no more requests come.
func (f *fleet) settle(t *testing.T, least int64, streams int) {
	t.Helper()
	const quiet = 2 * time.Second
	var seen int64
	since := time.Now()
	assert.Eventually(t, func() bool {
		if now := f.requests.Load(); now != seen {
			seen, since = now, time.Now()
		}
		return seen >= least && time.Since(since) > quiet && f.sims.ask(t, "streams") == strconv.Itoa(streams)
	}, 2*time.Minute, 50*time.Millisecond, "the listeners do not come to rest")
	time.Sleep(f.rest)
}
