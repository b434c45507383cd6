package ratelimit_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// order collects the names of calls as they are let out.
type order struct {
	mu    sync.Mutex
	names []string
	at    []time.Duration
	start time.Time
	wg    sync.WaitGroup
}

// later queues a call and comes back when it waits.
func (o *order) later(t *testing.T, l social.Limiter, name string, p social.Priority, charges ...social.Charge) {
	t.Helper()
	if o.start.IsZero() {
		o.start = time.Now()
	}
	o.wg.Go(func() {
		g, err := l.Acquire(t.Context(), social.Call{Network: "x", Op: "read", Priority: p, Charges: charges})
		if !assert.NoError(t, err) {
			return
		}
		o.mu.Lock()
		o.names, o.at = append(o.names, name), append(o.at, time.Since(o.start))
		o.mu.Unlock()
		g.Done(social.Usage{})
	})
	synctest.Wait()
}

// soFar is what has been let out while others wait.
func (o *order) soFar() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.names)
}

func unit(name string, units int64) social.Charge { return social.Charge{Budget: name, Units: units} }

func TestPrioritiesAndOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(1, 0, time.Minute))
		var o order
		for _, c := range []struct {
			name string
			p    social.Priority
		}{
			{"fill 1", social.PriorityBackfill}, {"poll 1", social.PriorityPoll}, {"answer 1", social.PriorityAnswer},
			{"poll 2", social.PriorityPoll}, {"answer 2", social.PriorityAnswer}, {"fill 2", social.PriorityBackfill},
		} {
			o.later(t, l, c.name, c.p, unit(budget, 1))
		}
		o.wg.Wait()
		assert.Equal(t, []string{"answer 1", "answer 2", "poll 1", "poll 2", "fill 1", "fill 2"}, o.names)
		m := time.Minute
		assert.Equal(t, []time.Duration{m, 2 * m, 3 * m, 4 * m, 5 * m, 6 * m}, o.at)
	})
}

func TestLargeCallIsNotOvertaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(20, 5, time.Minute))
		var o order
		o.later(t, l, "large answer", social.PriorityAnswer, unit(budget, 10))
		for range 8 {
			o.later(t, l, "small poll", social.PriorityPoll, unit(budget, 1))
		}
		o.wg.Wait()
		assert.Equal(t, "large answer", o.names[0], "five units were left, but they may not go to others")
		assert.Equal(t, time.Minute, o.at[0])
		assert.Equal(t, time.Minute, o.at[8], "the rest fits the same window")
	})
}

func TestCallThatWaitsElsewhereHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const media, account = "media", "account"
		l := ratelimit.New(nil)
		now := time.Now()
		acquire(t, l, charge(media, 1)).Done(social.Usage{Windows: []social.Window{
			{Budget: media, Limit: 30, Remaining: 0, Reset: now.Add(30 * time.Minute)},
			{Budget: account, Limit: 50, Remaining: 40, Reset: now.Add(5 * time.Minute)},
		}})
		var o order
		for range 100 {
			o.later(t, l, "upload", social.PriorityAnswer, unit(media, 1), unit(account, 1))
		}
		for range 40 {
			o.later(t, l, "poll", social.PriorityPoll, unit(account, 1))
		}
		assert.Len(t, o.soFar(), 40, "uploads wait longer than the account's window lasts")
		o.wg.Wait()
		assert.LessOrEqual(t, o.at[139], 2*time.Hour, "100 uploads, 30 per half hour")
	})
}

func TestCallThatWillNeedItIsLeftRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const minute, day = "minute", "day"
		l := ratelimit.New(nil)
		now := time.Now()
		acquire(t, l, charge(minute, 1)).Done(social.Usage{Windows: []social.Window{
			{Budget: minute, Limit: 10, Remaining: 0, Reset: now.Add(time.Minute)},
			{Budget: day, Limit: 100, Remaining: 3, Reset: now.Add(12 * time.Hour)},
		}})
		var o order
		o.later(t, l, "answer", social.PriorityAnswer, unit(minute, 1), unit(day, 2))
		o.later(t, l, "poll", social.PriorityPoll, unit(day, 1))
		o.later(t, l, "poll too many", social.PriorityPoll, unit(day, 1))
		assert.Equal(t, []string{"poll"}, o.soFar(), "one unit of three is free, two are for the answer")
		o.wg.Wait()
		assert.Equal(t, []string{"poll", "answer", "poll too many"}, o.names)
		assert.Equal(t, []time.Duration{0, time.Minute, 12 * time.Hour}, o.at)
	})
}

func TestAllOrNothingDoesNotDeadlock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		names := []string{"a", "b", "c", "d"}
		for _, n := range names {
			l.Define(n, ratelimit.Allowance{Limit: 10, Period: time.Second})
		}
		r := rand.New(rand.NewPCG(3, 4))
		var wg sync.WaitGroup
		for range 400 {
			var charges []social.Charge
			for _, i := range r.Perm(len(names))[:1+r.IntN(len(names))] {
				charges = append(charges, unit(names[i], 1+r.Int64N(5)))
			}
			p := social.Priority(r.IntN(3))
			wg.Go(func() {
				g, err := l.Acquire(t.Context(), social.Call{Priority: p, Charges: charges})
				if assert.NoError(t, err) {
					sleep(t.Context(), 10*time.Millisecond)
					g.Done(social.Usage{})
				}
			})
		}
		start := time.Now()
		wg.Wait()
		t.Logf("400 calls on overlapping budgets: %v", time.Since(start))
		assert.Less(t, time.Since(start), 5*time.Minute)
	})
}

func TestGivingUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 0, time.Minute))
		ctx, cancel := context.WithCancelCause(t.Context())
		errs := make(chan error, 1)
		go func() {
			_, err := l.Acquire(ctx, charge(budget, 10))
			errs <- err
		}()
		synctest.Wait()
		var o order
		o.later(t, l, "behind", social.PriorityAnswer, unit(budget, 1))
		why := errors.New("shutting down")
		cancel(why)
		synctest.Wait()
		err := <-errs
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, why)
		assert.Zero(t, time.Since(o.start), "leaves at once")
		o.wg.Wait()
		assert.Equal(t, []time.Duration{time.Minute}, o.at)
		left(t, l, 9, "its ten units are not missing")

		_, err = l.Acquire(ctx, charge(budget, 1))
		require.ErrorIs(t, err, context.Canceled, "an ended context is not let out")
	})
}

func TestFailFast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 0, time.Minute))
		fails(t, l, charge(budget, 1), 59*time.Second, social.ErrRateLimited, time.Minute)
		var o order
		for range 25 {
			o.later(t, l, "queued", social.PriorityAnswer, unit(budget, 1))
		}
		// Five of the third window are taken; its second half is free, and so is every fourth.
		fails(t, l, charge(budget, 1), 2*time.Minute, social.ErrRateLimited, 3*time.Minute)
		fails(t, l, charge(budget, 6), 3*time.Minute, social.ErrRateLimited, 4*time.Minute)
		opens(t, l, charge(budget, 1), 3*time.Minute, "When counts the queue too")
		opens(t, l, charge(budget, 6), 4*time.Minute, "When counts the queue too")
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Second)
		defer cancel()
		g, err := l.Acquire(ctx, charge(budget, 1))
		require.NoError(t, err)
		g.Done(social.Usage{})
		assert.Equal(t, 3*time.Minute, time.Since(o.start))
		o.wg.Wait()
	})
}

func TestSmooth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(&ratelimit.Options{Smooth: 2, SmoothBurst: 3})
		l.Define(budget, ratelimit.Allowance{Limit: 100})
		start := time.Now()
		for range 7 {
			g, err := l.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			g.Done(social.Usage{})
		}
		assert.Equal(t, 2*time.Second, time.Since(start), "three at once, then two a second")
		fails(t, l, charge(budget, 1), 100*time.Millisecond, social.ErrRateLimited, 500*time.Millisecond)
		left(t, l, 93, "what failed took nothing")
		g, err := l.Acquire(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		g.Done(social.Usage{})
		assert.Equal(t, 2500*time.Millisecond, time.Since(start), "nor did it take its turn")
	})
}
