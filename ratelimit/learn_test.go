package ratelimit_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// learned is a limiter that an answer has told about windows.
func learned(t *testing.T, windows ...social.Window) *ratelimit.Limiter {
	t.Helper()
	l := ratelimit.New(nil)
	acquire(t, l, charge(budget, 1)).Done(says(windows...))
	return l
}

func TestFirstCallGoesAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		first := acquire(t, l, charge(budget, 1))
		start := time.Now()
		admitted := make(chan time.Duration, 3)
		for range 3 {
			go func() {
				g, err := l.Acquire(t.Context(), charge(budget, 1))
				assert.NoError(t, err)
				admitted <- time.Since(start)
				sleep(t.Context(), time.Minute)
				g.Done(social.Usage{})
			}()
		}
		sleep(t.Context(), time.Second)
		synctest.Wait()
		assert.Empty(t, admitted, "the others wait for the first answer")
		first.Done(says(window(100, 99, time.Hour)))
		for range 3 {
			assert.Equal(t, time.Second, <-admitted, "all go once it is there")
		}
	})
}

func TestFirstCallThatLastsLetsAnotherFollow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		upload := acquire(t, l, charge(budget, 1))
		start := time.Now()
		g, err := l.Acquire(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		assert.Equal(t, 5*time.Second, time.Since(start))
		g.Done(social.Usage{})
		upload.Done(social.Usage{})
	})
}

func TestSilentAnswersOpenTheBudgetStepByStep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		for width := 1; width <= 32; width *= 2 {
			grants := make([]social.Grant, width)
			for i := range grants {
				grants[i] = acquire(t, l, charge(budget, 1))
			}
			waits(t, l, charge(budget, 1), time.Second)
			for i, g := range grants {
				if i > 0 {
					g.Done(social.Usage{NotSent: true})
				}
			}
			grants[0].Done(social.Usage{})
		}
		for range 1000 {
			acquire(t, l, charge(budget, 1))
		}
	})
}

func TestLeastRemainingCountsInAnyOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 9, time.Hour))
		a, b, c := acquire(t, l, charge(budget, 1)), acquire(t, l, charge(budget, 1)), acquire(t, l, charge(budget, 1))
		left(t, l, 6, "three calls in flight are taken off")
		c.Done(says(window(10, 6, time.Hour)))
		left(t, l, 4, "until their answers come, two may yet be counted")
		a.Done(says(window(10, 8, time.Hour)))
		b.Done(says(window(10, 7, time.Hour)))
		left(t, l, 6, "an older number does not replace the least")
	})
}

func TestLostAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ told, want int64 }{
		"the server had counted the call": {7, 7},
		"the call never reached it":       {8, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := learned(t, window(10, 9, time.Hour))
				early := acquire(t, l, charge(budget, 1))
				acquire(t, l, charge(budget, 1)).Done(social.Usage{})
				left(t, l, 7, "a lost answer counts as spent")
				early.Done(social.Usage{NotSent: true})
				left(t, l, 8, "a call that was not sent is given back")
				acquire(t, l, charge(budget, 1)).Done(says(window(10, test.told, time.Hour)))
				left(t, l, test.want, "the answer to a later call has covered the lost one")
			})
		})
	}
}

func TestLostAnswerIsNotCoveredByAnEarlierCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 9, time.Hour))
		early := acquire(t, l, charge(budget, 1))
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		early.Done(says(window(10, 8, time.Hour)))
		left(t, l, 7, "the lost call may have come after the one that told")
	})
}

func TestTightWindowIsNotForgottenForARoomyOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// Mastodon: 300 per 5 minutes and 300 per 15 minutes, without a name.
		l := learned(t, window(300, 2, 3*time.Minute))
		a, b := acquire(t, l, charge(budget, 1)), acquire(t, l, charge(budget, 1))
		a.Done(says(window(300, 0, 3*time.Minute)))
		b.Done(says(window(300, 200, 13*time.Minute)))
		opens(t, l, charge(budget, 1), 3*time.Minute, "the tight window is still exhausted")
		sleep(t.Context(), 3*time.Minute)
		opens(t, l, charge(budget, 1), 0, "and full again at its reset")
		acquire(t, l, charge(budget, 1)).Done(says(window(300, 150, 10*time.Minute)))
		left(t, l, 150, "what is roomier has a limit too")
	})
}

func TestDifferentLimitsAreDifferentWindows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(30, 0, 30*time.Minute))
		fails(t, l, charge(budget, 1), time.Minute, social.ErrRateLimited, 30*time.Minute)
		sleep(t.Context(), 31*time.Minute)
		for range 20 {
			acquire(t, l, charge(budget, 1)).Done(says(window(300, 200, 4*time.Minute)))
		}
		left(t, l, 200, "the old limit of 30 has not been seen since and holds nothing up")
	})
}

func TestNamedWindows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		short := social.Window{Name: "15m", Limit: 50, Remaining: 0, Reset: time.Now().Add(time.Minute), Period: 15 * time.Minute}
		day := social.Window{Name: "24h", Limit: 1000, Remaining: 1, Reset: time.Now().Add(5 * time.Hour), Period: 24 * time.Hour}
		l := learned(t, short, day)
		opens(t, l, charge(budget, 1), time.Minute, "both must have room")
		sleep(t.Context(), time.Minute)
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		fails(t, l, charge(budget, 1), time.Hour, social.ErrQuota, 5*time.Hour-time.Minute)
	})
}

func TestLimitAndResetMayChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		named := func(limit, remaining int64, in time.Duration) social.Window {
			w := window(limit, remaining, in)
			w.Name = "main"
			return w
		}
		l := learned(t, named(100, 40, 10*time.Minute))
		acquire(t, l, charge(budget, 1)).Done(says(named(200, 139, 10*time.Minute)))
		left(t, l, 139, "a raised limit")
		acquire(t, l, charge(budget, 1)).Done(says(named(50, 0, 10*time.Minute)))
		opens(t, l, charge(budget, 1), 10*time.Minute, "a lowered limit")
		sleep(t.Context(), 10*time.Minute)
		late := acquire(t, l, charge(budget, 1))
		late.Done(says(named(50, 0, 20*time.Minute)))
		opens(t, l, charge(budget, 1), 20*time.Minute, "a reset that was put off")
	})
}

func TestOldNewsDoesNotTouchTheNextWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 9, time.Minute))
		slow := acquire(t, l, charge(budget, 1))
		old := window(10, 0, time.Minute)
		sleep(t.Context(), 61*time.Second)
		acquire(t, l, charge(budget, 1)).Done(says(window(10, 9, 59*time.Second)))
		left(t, l, 8, "the slow call may count here")
		slow.Done(says(old))
		left(t, l, 9, "it told that it does not")
	})
}

func TestAfterTheResetTheWindowIsFull(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(5, 0, time.Minute))
		start := time.Now()
		var at []time.Duration
		for range 5 {
			g, err := l.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			defer g.Done(social.Usage{})
			at = append(at, time.Since(start))
		}
		m, s := time.Minute, time.Second
		assert.Equal(t, []time.Duration{m, m + s, m + s, m + s, m + s}, at,
			"the first goes ahead by a second at most, even if its answer takes for ever")
		opens(t, l, charge(budget, 1), 0, "answers may show more room")
	})
}

func TestEveryWindowBeginsWithOneCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(100, 0, time.Minute))
		for range 3 {
			sleep(t.Context(), time.Minute)
			first := acquire(t, l, charge(budget, 1))
			waits(t, l, charge(budget, 1), 900*time.Millisecond)
			sleep(t.Context(), 100*time.Millisecond)
			acquire(t, l, charge(budget, 1)).Done(social.Usage{NotSent: true})
			first.Done(social.Usage{})
		}
	})
}

func TestUselessStatements(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		acquire(t, l, charge(budget, 1)).Done(says(social.Window{Limit: -1, Remaining: 0}))
		_, ok := l.Left(budget)
		assert.False(t, ok, "neither limit nor reset: ignored")
		never := social.Window{Limit: 10, Remaining: 0, Reset: time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)}
		acquire(t, l, charge(budget, 1)).Done(says(never))
		opens(t, l, charge(budget, 1), 25*time.Hour, "an absurd reset does not close the budget for years")
	})
}

func TestWindowWithoutLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, social.Window{Limit: -1, Remaining: 0, Reset: time.Now().Add(time.Hour)})
		opens(t, l, charge(budget, 1), time.Hour, "nothing is left until the reset")
		sleep(t.Context(), time.Hour)
		acquire(t, l, charge(budget, 1))
	})
}

func TestCallLargerThanTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(10, 10, time.Hour))
		fails(t, l, charge(budget, 11), time.Hour, social.ErrInvalid, 0)
		fails(t, l, charge(budget, -1), time.Hour, social.ErrInvalid, 0)
		acquire(t, l, charge(budget, 10))
	})
}
