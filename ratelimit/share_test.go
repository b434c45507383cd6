package ratelimit_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// usage is an answer that states a percentage.
func usage(used int64, regain time.Duration) social.Usage {
	w := social.Window{Name: ratelimit.Percent("app"), Limit: 100, Remaining: 100 - used}
	if regain > 0 {
		w.Reset = time.Now().Add(regain)
	}
	return says(w)
}

// gap is how long the next call has to wait after one that went out.
func gap(t *testing.T, used int64) time.Duration {
	t.Helper()
	var d time.Duration
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		acquire(t, l, charge(budget, 1)).Done(usage(used, 0))
		acquire(t, l, charge(budget, 1)).Done(usage(used, 0))
		at, err := l.When(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		d = time.Until(at)
	})
	return d
}

func TestPercentageSlowsDown(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	for _, used := range []int64{0, 30, 60, 74, 80, 85, 90, 95, 99} {
		d := gap(t, used)
		t.Logf("%d %%: %v between calls", used, d.Round(time.Millisecond))
		if used < 75 {
			assert.Zero(t, d)
			continue
		}
		assert.Greater(t, d, last, "%d %%: the closer, the slower", used)
		last = d
	}
	assert.Greater(t, last, 10*time.Minute, "at 99 % what is left has to do for long")
}

func TestPercentageStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		acquire(t, l, charge(budget, 1)).Done(usage(100, 19*time.Minute))
		opens(t, l, charge(budget, 1), 19*time.Minute, "until access is regained")
		fails(t, l, charge(budget, 1), time.Minute, social.ErrRateLimited, 19*time.Minute)
		sleep(t.Context(), 19*time.Minute)
		probe := acquire(t, l, charge(budget, 1))
		waits(t, l, charge(budget, 1), time.Second)
		probe.Done(usage(100, 0))
		opens(t, l, charge(budget, 1), 5*time.Minute, "without a time, five minutes")
	})
}

// TestPercentageIsNotReached plays an app whose allowance comes back evenly, with calls as fast as they are let out.
func TestPercentageIsNotReached(t *testing.T) {
	t.Parallel()
	for _, perHour := range []float64{200, 2_000, 20_000} {
		synctest.Test(t, func(t *testing.T) {
			l := ratelimit.New(nil)
			used, at := 0.0, time.Now()
			refused, n := 0, 0
			for start := time.Now(); time.Since(start) < 6*time.Hour; n++ {
				g, err := l.Acquire(t.Context(), charge(budget, 1))
				require.NoError(t, err)
				sleep(t.Context(), 20*time.Millisecond)
				used = max(0, used-time.Since(at).Hours()*100) + 100/perHour
				at = time.Now()
				u := usage(min(int64(used), 100), 0)
				if used >= 100 {
					refused++
					u.Refused = true
				}
				g.Done(u)
			}
			granted := perHour*6 + perHour
			t.Logf("%.0f calls an hour: %d of %.0f made, %d refused", perHour, n, granted, refused)
			assert.Zero(t, refused)
			assert.GreaterOrEqual(t, float64(n), 0.7*granted, "most of the allowance is used")
		})
	}
}

func TestPercentageStopsWithCallsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		acquire(t, l, charge(budget, 1)).Done(usage(50, 0))
		a := acquire(t, l, charge(budget, 1))
		acquire(t, l, charge(budget, 1)).Done(usage(100, 19*time.Minute))
		fails(t, l, charge(budget, 1), time.Minute, social.ErrRateLimited, 19*time.Minute)
		a.Done(social.Usage{})
	})
}

// TestPercentageOfHeavyCalls: what a call adds is measured, so that many at once do not shoot over.
func TestPercentageOfHeavyCalls(t *testing.T) {
	t.Parallel()
	refused := 0
	for range 5 {
		synctest.Test(t, func(t *testing.T) { refused += heavyCalls(t) })
	}
	t.Logf("%d of 1000 calls refused", refused)
	assert.LessOrEqual(t, refused, 15)
}

// heavyCalls makes 200 calls of 4 % each from 20 goroutines and returns how many were refused.
func heavyCalls(t *testing.T) int {
	t.Helper()
	l := ratelimit.New(nil)
	var mu sync.Mutex
	used, at, refused := 0.0, time.Now(), 0
	answer := func() social.Usage {
		mu.Lock()
		defer mu.Unlock()
		used = max(0, used-time.Since(at).Hours()*100)
		at = time.Now()
		if used >= 100 {
			refused++
		} else {
			used += 4
		}
		return usage(min(int64(used), 100), 0)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 10 {
				g, err := l.Acquire(t.Context(), charge(budget, 1))
				if !assert.NoError(t, err) {
					return
				}
				sleep(t.Context(), time.Second)
				u := answer()
				sleep(t.Context(), time.Second)
				g.Done(u)
			}
		})
	}
	start := time.Now()
	wg.Wait()
	t.Logf("200 calls of 4 %% in %v, %d refused", time.Since(start).Round(time.Minute), refused)
	assert.Less(t, time.Since(start), 9*time.Hour, "ideal are 7.3 h")
	return refused
}

func TestPercentagesFallAndOverlap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		acquire(t, l, charge(budget, 1)).Done(usage(10, 0))
		a, b := acquire(t, l, charge(budget, 1)), acquire(t, l, charge(budget, 1))
		b.Done(usage(100, time.Hour))
		a.Done(usage(40, 0))
		opens(t, l, charge(budget, 1), time.Hour, "an older, lower number does not lift the stop")
		sleep(t.Context(), time.Hour)
		acquire(t, l, charge(budget, 1)).Done(usage(80, 0))
		sleep(t.Context(), time.Hour)
		acquire(t, l, charge(budget, 1)).Done(usage(20, 0))
		opens(t, l, charge(budget, 1), 0, "a newer, lower number does")
	})
}
