package ratelimit_test

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

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// away is a store that fails, or does not answer, for a while.
type away struct {
	encoded

	fails, hangs atomic.Bool
	updates      atomic.Int64
}

var errAway = errors.New("store is away")

func (a *away) Update(ctx context.Context, budgets []string, f func(time.Time, []*ratelimit.State) bool) error {
	a.updates.Add(1)
	if a.hangs.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	if a.fails.Load() {
		return errAway
	}
	return a.encoded.Update(ctx, budgets, f)
}

func TestCallsThatEndWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &away{}
		l := ratelimit.New(&ratelimit.Options{Store: store})
		l.Define(budget, ratelimit.Allowance{Limit: 10, Period: time.Hour})
		var out []social.Grant
		for range 10 {
			out = append(out, acquire(t, l, charge(budget, 1)))
		}
		store.fails.Store(true)
		for i, g := range out {
			g.Done(social.Usage{NotSent: i < 4})
		}
		_, err := l.Acquire(t.Context(), charge(budget, 1))
		require.ErrorIs(t, err, social.ErrUnavailable, "nothing goes out while the store is away")
		require.ErrorIs(t, err, errAway)

		store.fails.Store(false)
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		left(t, l, 3, "six were sent before, and four given back")
		before := store.updates.Load()
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		assert.Equal(t, before+2, store.updates.Load(), "each is told once")
		fails(t, l, charge(budget, 3), time.Minute, social.ErrRateLimited, time.Hour+time.Hour/96)
	})
}

func TestStoreThatIsBackForAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &away{}
		l := ratelimit.New(&ratelimit.Options{Store: store})
		l.Define(budget, ratelimit.Allowance{Limit: 100, Period: time.Hour})
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				g := acquire(t, l, charge(budget, 1))
				store.fails.Store(true)
				g.Done(social.Usage{NotSent: true})
				store.fails.Store(i%2 == 0)
			})
			synctest.Wait()
			store.fails.Store(false)
		}
		wg.Wait()
		acquire(t, l, charge(budget, 1)).Done(social.Usage{NotSent: true})
		acquire(t, l, charge(budget, 1))
		left(t, l, 99, "none is missing")
	})
}

func TestStoreThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &away{}
		l := ratelimit.New(&ratelimit.Options{Store: store})
		l.Define(budget, ratelimit.Allowance{Limit: 1, Period: time.Minute})
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		failed := make(chan error, 1)
		go func() {
			_, err := l.Acquire(t.Context(), charge(budget, 1)) // waits for the next minute
			failed <- err
		}()
		synctest.Wait()
		store.hangs.Store(true)
		err := <-failed
		require.ErrorIs(t, err, social.ErrUnavailable, "the caller has set no deadline")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = l.Acquire(ctx, charge(budget, 1))
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
