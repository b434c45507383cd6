package inbox_test

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

func TestMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m inbox.Memory
		add := func(from, to int) (known int) {
			for i := from; i <= to; i++ {
				if !m.Add(fmt.Sprint(i)) {
					known++
				}
			}
			return known
		}
		assert.Zero(t, add(1, inbox.MemorySize))
		assert.Equal(t, inbox.MemorySize, add(1, inbox.MemorySize))
		assert.Zero(t, add(inbox.MemorySize+1, inbox.MemorySize+100))
		assert.Equal(t, inbox.MemorySize+100, add(1, inbox.MemorySize+100), "the last 8,192 at least")
		assert.Zero(t, add(100_000, 100_000+inbox.MemorySize))
		assert.Zero(t, add(1, 1), "it is bounded")

		m = inbox.Memory{}
		add(1, 10)
		pass(inbox.MemoryAge - time.Second)
		m.Age(time.Now())
		pass(2 * time.Second)
		read := time.Now().Add(-inbox.MemoryAge).Add(-time.Minute)
		for range 3 { // a source cannot be read for so long
			m.Age(read)
			pass(inbox.MemoryAge + time.Second)
		}
		assert.Equal(t, 10, add(1, 10))
		m.Age(time.Now())
		pass(inbox.MemoryAge - time.Second)
		m.Age(time.Now())
		assert.Equal(t, 10, add(1, 10))
		pass(2 * time.Second)
		m.Age(time.Now())
		assert.Zero(t, add(1, 10), "and idle ones are empty in the end")
	})
}

// TestIdleListenersAreSmall: a thousand listeners of five sources each, of which each has heard something.
func TestIdleListenersAreSmall(t *testing.T) {
	const many = 1000
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	before, routines := heap(), runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	var ready, ended sync.WaitGroup
	for range many {
		ready.Add(1)
		ended.Go(func() {
			began := time.Now().Add(-time.Minute)
			read := func(context.Context, time.Time) iter.Seq2[*social.Event, error] {
				return func(yield func(*social.Event, error) bool) {
					for i := range 10 {
						if !yield(&social.Event{ID: fmt.Sprint(i), Time: began}, nil) {
							return
						}
					}
				}
			}
			cfg := &inbox.Config{
				Network: network, Now: inbox.Clock(nil, nil),
				Push: inbox.NewPush(inbox.NewQueue[int](0, 0), func(context.Context, int) ([]inbox.Pushed, error) { return nil, nil }),
			}
			for _, name := range ids("s", 1, 5) {
				cfg.Sources = append(cfg.Sources, inbox.Source{Name: name, Read: read, Every: time.Hour})
			}
			n := 0
			for _, err := range inbox.Listen(ctx, cfg, &social.ListenQuery{After: social.FromStart}) {
				if !assert.NoError(t, err) {
					return
				}
				if n++; n == 10 {
					ready.Done()
				}
			}
		})
	}
	ready.Wait()
	each := (heap() - before) / many
	extra := runtime.NumGoroutine() - routines - many
	cancel()
	ended.Wait()
	t.Logf("%d bytes for each idle listener, %d goroutines besides the consumers'", each, extra)
	assert.Less(t, each, uint64(64<<10))
	require.LessOrEqual(t, extra, 2)
}
