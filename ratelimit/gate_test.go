package ratelimit_test

import (
	"bytes"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

func TestRefusalThatSaysNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(1000, 900, 24*time.Hour))
		for _, least := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second} {
			acquire(t, l, charge(budget, 1)).Done(social.Usage{Refused: true})
			at, err := l.When(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			wait := time.Until(at)
			assert.GreaterOrEqual(t, wait, least, "each refusal doubles the pause")
			assert.Less(t, wait, least*3/2, "and adds some jitter")
			sleep(t.Context(), wait)
		}
		acquire(t, l, charge(budget, 1)).Done(says(window(1000, 899, 23*time.Hour)))
		acquire(t, l, charge(budget, 1)).Done(social.Usage{Refused: true})
		at, err := l.When(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		assert.Less(t, time.Until(at), 3*time.Second/2, "a good answer ends the row")
	})
}

func TestRefusalHasALongestPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(&ratelimit.Options{Backoff: time.Minute, MaxBackoff: 5 * time.Minute})
		for range 100 {
			g, err := l.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			g.Done(social.Usage{Refused: true})
		}
		at, err := l.When(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		assert.Less(t, time.Until(at), 8*time.Minute)
		assert.GreaterOrEqual(t, time.Until(at), 5*time.Minute)
	})
}

func TestRefusedHerdIsOneRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(1000, 900, time.Hour))
		var herd []social.Grant
		for range 32 {
			herd = append(herd, acquire(t, l, charge(budget, 1)))
		}
		for _, g := range herd {
			g.Done(social.Usage{Refused: true})
		}
		at, err := l.When(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		assert.Less(t, time.Until(at), 3*time.Second/2, "calls already under way do not lengthen the pause")

		sleep(t.Context(), time.Until(at))
		probe := acquire(t, l, charge(budget, 1))
		waits(t, l, charge(budget, 1), time.Second)
		probe.Done(says(window(1000, 890, time.Hour)))
		for range 32 {
			acquire(t, l, charge(budget, 1))
		}
	})
}

func TestRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		l := ratelimit.New(&ratelimit.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		acquire(t, l, charge(budget, 1)).Done(social.Usage{Refused: true, RetryAfter: 2 * time.Minute})
		at, err := l.When(t.Context(), charge(budget, 1))
		require.NoError(t, err)
		assert.GreaterOrEqual(t, time.Until(at), 2*time.Minute)
		assert.LessOrEqual(t, time.Until(at), 2*time.Minute+time.Second)
		assert.Contains(t, log.String(), "retry_after=2m0s")
	})
}

func TestRefusalThatTellsOfTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := learned(t, window(100, 50, 10*time.Minute))
		u := says(window(100, 0, 10*time.Minute))
		u.Refused = true
		acquire(t, l, charge(budget, 1)).Done(u)
		opens(t, l, charge(budget, 1), 10*time.Minute, "until the reset, neither less nor more")
		sleep(t.Context(), 10*time.Minute)
		acquire(t, l, charge(budget, 1))
		waits(t, l, charge(budget, 1), 4*time.Second)
	})
}

func TestRefusalClosesWhatItConcerns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const account, money = "x/1234", "x/1234/money"
		l := ratelimit.New(nil)
		l.Define(account, ratelimit.Allowance{Limit: 1000})
		l.Define(budget, ratelimit.Allowance{Limit: 1000})
		l.Cap(money, 1_000_000, 24*time.Hour)
		c := social.Call{Network: "x", Op: "read", Charges: []social.Charge{{Budget: account}, {Budget: budget}, {Budget: money, Units: 5000}}}

		u := says(window(10, 0, time.Minute))
		u.Refused = true
		acquire(t, l, c).Done(u)
		opens(t, l, charge(budget, 1), time.Minute, "the exhausted one")
		opens(t, l, charge(account, 1), 0, "not the others")

		sleep(t.Context(), time.Minute)
		acquire(t, l, c).Done(social.Usage{Refused: true, RetryAfter: time.Second})
		for _, name := range []string{budget, account} {
			at, err := l.When(t.Context(), charge(name, 1))
			require.NoError(t, err)
			assert.GreaterOrEqual(t, time.Until(at), time.Second, "%s: any may be meant if none is named", name)
		}
		opens(t, l, charge(money, 1), 0, "money has no rate")
		spent, ok := l.Left(money)
		assert.True(t, ok)
		assert.EqualValues(t, 1_000_000, spent, "a refused call costs nothing")
	})
}
