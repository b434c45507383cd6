package inbox_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
)

func TestQueueRefusesWhatItHasNoRoomFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := inbox.NewQueue[int](3, 2*time.Second)
		ctx := t.Context()
		require.NoError(t, q.Put(ctx, 1, 2))
		began := time.Now()
		require.ErrorIs(t, q.Put(ctx, 3, 4), inbox.ErrFull, "all or none")
		assert.Equal(t, 2*time.Second, time.Since(began))
		require.NoError(t, q.Put(ctx, 3))
		assert.Equal(t, 3, q.Len())

		put := make(chan error, 1)
		go func() { put <- q.Put(ctx, 4, 5) }()
		synctest.Wait()
		assert.Equal(t, []int{1, 2}, take(ctx, q, 2), "which makes room")
		require.NoError(t, <-put)
		assert.Equal(t, []int{3, 4, 5}, take(ctx, q, 3))

		require.NoError(t, q.Put(ctx, 1, 2, 3, 4, 5), "an empty one takes any number")
		ended, cancel := context.WithCancel(ctx)
		cancel()
		require.ErrorIs(t, q.Put(ended, 6), inbox.ErrFull)
		assert.Empty(t, take(ended, q, 5))
		assert.Equal(t, []int{1, 2, 3, 4, 5}, take(ctx, q, 5), "nothing is lost to one that has ended")
	})
}

// TestQueueOfSeveralConsumers: each item goes to one of them, and none is left lying.
func TestQueueOfSeveralConsumers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := inbox.NewQueue[int](0, 0)
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan int, 1000)
		for range 3 {
			go func() {
				for n := range q.All(ctx) {
					got <- n
				}
			}()
		}
		for n := range 1000 {
			require.NoError(t, q.Put(ctx, n))
		}
		synctest.Wait()
		assert.Len(t, got, 1000)
		assert.Zero(t, q.Len())
		cancel()
		synctest.Wait()
	})
}

func take(ctx context.Context, q *inbox.Queue[int], n int) []int {
	var got []int
	for i := range q.All(ctx) {
		if got = append(got, i); len(got) == n {
			break
		}
	}
	return got
}
