package cache_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/cache"
)

var errDown = errors.New("down")

// source counts how often it is asked, and takes a second for each answer.
type source struct {
	calls int
	err   error
}

func (s *source) fetch(ctx context.Context) (*int, error) {
	s.calls++
	n := s.calls
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.err != nil {
		return nil, s.err
	}
	return &n, nil
}

func get(t *testing.T, v *cache.Value[int], s *source) int {
	t.Helper()
	n, err := v.Get(t.Context(), s.fetch)
	require.NoError(t, err)
	return *n
}

func TestLifetime(t *testing.T) {
	t.Parallel()
	for name, life := range map[string]time.Duration{"default": 0, "own": 5 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				v, s := cache.Value[int]{For: life}, &source{}
				if life == 0 {
					life = time.Hour
				}
				assert.Equal(t, 1, get(t, &v, s))
				time.Sleep(life - time.Nanosecond)
				assert.Equal(t, 1, get(t, &v, s), "believed to the end")
				time.Sleep(time.Nanosecond)
				assert.Equal(t, 2, get(t, &v, s), "old")
			})
		})
	}
}

func TestOneFetchAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		var wg sync.WaitGroup
		s := &source{}
		for range 20 {
			wg.Go(func() { assert.Equal(t, 1, get(t, &v, s)) })
		}
		start := time.Now()
		wg.Wait()
		assert.Equal(t, 1, s.calls)
		assert.Equal(t, time.Second, time.Since(start))
	})
}

func TestFailureIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		s := &source{err: errDown}
		_, err := v.Get(t.Context(), s.fetch)
		require.ErrorIs(t, err, errDown)
		s.err = nil
		assert.Equal(t, 2, get(t, &v, s))
	})
}

// TestFailureIsNotQueued: a hundred callers of a server that is down do not wait one after the other.
func TestFailureIsNotQueued(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		var wg sync.WaitGroup
		start := time.Now()
		for range 100 {
			wg.Go(func() {
				_, err := v.Get(t.Context(), func(context.Context) (*int, error) {
					time.Sleep(time.Second)
					return nil, errDown
				})
				assert.ErrorIs(t, err, errDown)
			})
		}
		wg.Wait()
		assert.Equal(t, 2*time.Second, time.Since(start))
		assert.Nil(t, v.Peek())
	})
}

// TestWaiterLeaves: neither a waiter whose time is over nor a fetcher who gives up spoils it for the others.
func TestWaiterLeaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		s := &source{}
		brief := func(d time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), d)
			defer cancel()
			_, err := v.Get(ctx, s.fetch)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
		}
		start := time.Now()
		go brief(500 * time.Millisecond) // fetches first, and gives up
		synctest.Wait()
		go func() {
			brief(100 * time.Millisecond) // only waits
			assert.Equal(t, 100*time.Millisecond, time.Since(start))
		}()
		assert.Equal(t, 2, get(t, &v, s), "takes the fetch over")
		assert.Equal(t, 1500*time.Millisecond, time.Since(start))
	})
}

// TestOneTakesOver: when the fetcher gives up, the others do not all fetch.
func TestOneTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		var calls atomic.Int64
		s := func(ctx context.Context) (*int, error) {
			calls.Add(1)
			return (&source{}).fetch(ctx)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		go func() { _, _ = v.Get(ctx, s) }()
		synctest.Wait()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := v.Get(t.Context(), s)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 2, calls.Load())
	})
}

// TestChangeDuringFetch: what was asked before a change is not kept after it.
func TestChangeDuringFetch(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*cache.Value[int]){
		"put":  func(v *cache.Value[int]) { v.Put(new(100)) },
		"drop": (*cache.Value[int]).Drop,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var v cache.Value[int]
				s := &source{}
				go get(t, &v, s)
				synctest.Wait()
				change(&v)
				want := map[string]int{"put": 100, "drop": 2}[name]
				assert.Equal(t, want, get(t, &v, s))
				time.Sleep(time.Second)
				assert.Equal(t, want, get(t, &v, s), "the late result is not kept")
			})
		})
	}
}

func TestPutAndDrop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		s := &source{}
		v.Put(new(7))
		assert.Equal(t, 7, get(t, &v, s))
		time.Sleep(2 * time.Hour)
		assert.Equal(t, 7, *v.Peek(), "however old")
		v.Drop()
		assert.Nil(t, v.Peek())
		assert.Equal(t, 1, get(t, &v, s))
	})
}

func TestFetchPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v cache.Value[int]
		assert.Panics(t, func() { _, _ = v.Get(t.Context(), func(context.Context) (*int, error) { panic("bug") }) })
		assert.Equal(t, 1, get(t, &v, &source{}), "the next one may fetch")
	})
}
