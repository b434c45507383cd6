package ratelimit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestUnlimitedCall(t *testing.T) {
	t.Parallel()
	l := ratelimit.New(nil)
	g, err := l.Acquire(t.Context(), social.Call{})
	require.NoError(t, err)
	g.Done(social.Usage{})
	at, err := l.When(t.Context(), social.Call{})
	require.NoError(t, err)
	assert.False(t, at.After(time.Now()))
}

func TestOneBudgetTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 9, time.Hour))
		c := social.Call{Charges: []social.Charge{{Budget: budget, Units: 2}, {Budget: budget, Units: 3}}}
		acquire(t, l, c)
		left(t, l, 4, "two charges to one budget add up")
	})
}

func TestSecondDoneIsIgnored(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 9, time.Hour))
		g := acquire(t, l, charge(budget, 1))
		g.Done(social.Usage{NotSent: true})
		g.Done(social.Usage{})
		left(t, l, 9, "nothing was sent")
	})
}

func TestLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(&ratelimit.Options{Lease: time.Minute})
		l.Define(budget, ratelimit.Allowance{Limit: 2, Period: time.Hour})
		dead := acquire(t, l, charge(budget, 1))
		acquire(t, l, charge(budget, 1))
		sleep(t.Context(), time.Minute)
		_, err := l.When(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		left(t, l, 0, "a call that never ended counts as spent, for it may have gone out")
		dead.Done(social.Usage{})
		left(t, l, 0, "and but once")
		sleep(t.Context(), time.Hour+time.Minute)
		acquire(t, l, charge(budget, 2))
	})
}

// broken is a store that fails.
type broken struct{ ratelimit.Memory }

var errStore = errors.New("no connection")

func (*broken) Update(context.Context, []string, func(time.Time, []*ratelimit.State) bool) error {
	return errStore
}

func TestStoreFails(t *testing.T) {
	t.Parallel()
	l := ratelimit.New(&ratelimit.Options{Store: &broken{}})
	_, err := l.Acquire(t.Context(), charge(budget, 1))
	require.ErrorIs(t, err, errStore)
	require.ErrorIs(t, err, social.ErrUnavailable)
	_, err = l.When(t.Context(), charge(budget, 1))
	require.ErrorIs(t, err, errStore)
}

// flaky is a store that fails while told so.
type flaky struct {
	ratelimit.Memory
	fail bool
}

func (f *flaky) Update(ctx context.Context, names []string, fn func(time.Time, []*ratelimit.State) bool) error {
	if f.fail {
		return errStore
	}
	return f.Memory.Update(ctx, names, fn)
}

func TestStoreFailsLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &flaky{}
		l := ratelimit.New(&ratelimit.Options{Store: s, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		l.Define(budget, ratelimit.Allowance{Limit: 1, Period: time.Second})
		g := acquire(t, l, charge(budget, 1))
		errs := make(chan error, 1)
		go func() {
			_, err := l.Acquire(t.Context(), charge(budget, 1))
			errs <- err
		}()
		synctest.Wait()
		s.fail = true
		g.Done(social.Usage{})
		require.ErrorIs(t, <-errs, errStore, "waiting calls hear of it")
		assert.Contains(t, log.String(), "not settled")
	})
}

// TestSharedStore has two limiters as in two processes, on a store whose clock is not theirs.
func TestSharedStore(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{0, time.Hour, -time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			store := &encoded{ahead: ahead}
			a := ratelimit.New(&ratelimit.Options{Store: store})
			b := ratelimit.New(&ratelimit.Options{Store: store})
			acquire(t, a, charge(budget, 1)).Done(says(window(3, 2, time.Minute)))
			x, y := acquire(t, a, charge(budget, 1)), acquire(t, b, charge(budget, 1))
			start := time.Now()
			done := make(chan time.Duration, 1)
			go func() {
				g, err := b.Acquire(t.Context(), charge(budget, 1))
				assert.NoError(t, err)
				done <- time.Since(start)
				g.Done(says(window(3, 0, time.Minute-time.Since(start))))
			}()
			sleep(t.Context(), time.Second)
			x.Done(social.Usage{NotSent: true})
			assert.Less(t, <-done, 1300*time.Millisecond, "what one gives back the other finds")
			y.Done(says(window(3, 1, time.Minute-time.Since(start))))
			at, err := a.When(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			assert.WithinDuration(t, start.Add(time.Minute), at, 0, "one learns what the other has heard, on its own clock")
			fails(t, a, charge(budget, 1), time.Second, social.ErrRateLimited, time.Until(at))
			g, err := a.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			g.Done(social.Usage{})
			assert.InDelta(t, time.Minute, time.Since(start), float64(20*time.Millisecond))
		})
	}
}

// TestSlowStore: that a store takes seconds to answer makes no window begin too early.
func TestSlowStore(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{0, time.Hour, -time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			store := &encoded{ahead: ahead, slow: 50 * time.Millisecond}
			l := ratelimit.New(&ratelimit.Options{Store: store})
			g, err := l.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			store.slow = 2 * time.Second
			reset := time.Now().Add(time.Minute)
			g.Done(says(window(3, 0, time.Minute)))
			store.slow = 0
			at, err := l.When(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			assert.WithinDuration(t, reset, at, 100*time.Millisecond)
			l = ratelimit.New(&ratelimit.Options{Store: store})
			at, err = l.When(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			assert.WithinDuration(t, reset, at, 100*time.Millisecond, "and another process has it from the store")
		})
	}
}

func TestIdleBudgetsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &ratelimit.Memory{}
		l := ratelimit.New(&ratelimit.Options{Store: store})
		for i := range 5000 {
			acquire(t, l, charge("account "+strconv.Itoa(i), 1)).Done(social.Usage{})
		}
		sleep(t.Context(), 49*time.Hour)
		for i := range 5000 {
			acquire(t, l, charge("later "+strconv.Itoa(i), 1)).Done(social.Usage{})
		}
		inStore, local := ratelimit.Sizes(store, l)
		assert.LessOrEqual(t, inStore, 8192)
		assert.LessOrEqual(t, local, 8192)
	})
}

func TestBudgetInUseIsNotForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		month := window(10, 0, 70*time.Hour)
		month.Period = 30 * 24 * time.Hour
		acquire(t, l, charge(budget, 1)).Done(says(month))
		sleep(t.Context(), 30*time.Hour)
		for range 6 {
			acquire(t, l, charge("silent", 1)).Done(social.Usage{})
		}
		for i := range 5000 {
			acquire(t, l, charge("account "+strconv.Itoa(i), 1)).Done(social.Usage{NotSent: true})
		}
		for range 100 {
			acquire(t, l, charge("silent", 1))
		}
		opens(t, l, charge(budget, 1), 40*time.Hour, "the window is not over")
	})
}

func BenchmarkAcquire(b *testing.B) {
	l := ratelimit.New(nil)
	c := charge(budget, 1)
	u := says(window(1<<40, 1<<40, time.Hour))
	for b.Loop() {
		g, err := l.Acquire(b.Context(), c)
		if err != nil {
			b.Fatal(err)
		}
		g.Done(u)
	}
	b.ReportAllocs()
}
