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

func TestCalendarDay(t *testing.T) {
	t.Parallel()
	pacific := ratelimit.Pacific()
	havana, err := time.LoadLocation("America/Havana")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		location  *time.Location
		now, next string
	}{
		"winter":                      {pacific, "2000-01-10T20:00:00Z", "2000-01-11T08:00:00Z"},
		"summer":                      {pacific, "2000-07-10T20:00:00Z", "2000-07-11T07:00:00Z"},
		"the day of 23 hours":         {pacific, "2000-04-02T08:00:00Z", "2000-04-03T07:00:00Z"},
		"the day of 25 hours":         {pacific, "2000-10-29T07:00:00Z", "2000-10-30T08:00:00Z"},
		"UTC":                         {time.UTC, "2000-02-28T23:59:59Z", "2000-02-29T00:00:00Z"},
		"clocks go on at midnight":    {havana, "2000-04-01T20:00:00Z", "2000-04-02T05:00:00Z"},
		"just before such a midnight": {havana, "2000-04-02T04:59:59Z", "2000-04-02T05:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				now, err := time.Parse(time.RFC3339, test.now)
				require.NoError(t, err)
				sleep(t.Context(), time.Until(now))
				l := ratelimit.New(nil)
				l.Define(budget, ratelimit.Allowance{Limit: 10_000, Location: test.location, Kind: ratelimit.Quota})
				acquire(t, l, charge(budget, 9_950)).Done(social.Usage{})
				acquire(t, l, charge(budget, 50)).Done(social.Usage{})
				at, err := l.When(t.Context(), charge(budget, 1))
				require.NoError(t, err)
				assert.Equal(t, test.next, at.UTC().Format(time.RFC3339))
				fails(t, l, charge(budget, 1), time.Nanosecond, social.ErrQuota, time.Until(at))
				sleep(t.Context(), time.Until(at))
				acquire(t, l, charge(budget, 10_000))
			})
		})
	}
}

func TestRollingAllowance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		l.Define(budget, ratelimit.Allowance{Limit: 30, Period: 24 * time.Hour})
		const grain = 15 * time.Minute
		for range 3 {
			acquire(t, l, charge(budget, 10)).Done(social.Usage{})
			sleep(t.Context(), time.Hour)
		}
		opens(t, l, charge(budget, 10), 21*time.Hour+grain, "the first ten come back after a day, up to a step later")
		opens(t, l, charge(budget, 20), 22*time.Hour+grain, "and the next an hour after")
		fails(t, l, charge(budget, 10), time.Hour, social.ErrRateLimited, 21*time.Hour+grain)
		sleep(t.Context(), 21*time.Hour+grain)
		acquire(t, l, charge(budget, 10))
	})
}

func TestRollingAllowanceIsNeverExceeded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		l.Define(budget, ratelimit.Allowance{Limit: 20, Period: 10 * time.Second})
		var out []time.Time
		for range 200 {
			g, err := l.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			out = append(out, time.Now())
			g.Done(social.Usage{})
		}
		for i := 20; i < len(out); i++ {
			assert.GreaterOrEqual(t, out[i].Sub(out[i-20]), 10*time.Second, "calls %d to %d", i-20, i)
		}
		assert.Less(t, out[199].Sub(out[0]), 92*time.Second, "ideal are 90 s")
	})
}

func TestAnswersOverrideTheAllowance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		l.Define(budget, ratelimit.Allowance{Limit: 3, Period: 15 * time.Minute})
		for range 2 {
			acquire(t, l, charge(budget, 1))
		}
		acquire(t, l, charge(budget, 1)).Done(says(window(100, 97, 15*time.Minute)))
		left(t, l, 95, "no probe before, and what the server says counts")
		l.Define(budget, ratelimit.Allowance{Name: "day", Limit: 10})
		waits(t, l, charge(budget, 9), time.Second)
		l.Define(budget, ratelimit.Allowance{Name: "day", Limit: -1})
		acquire(t, l, charge(budget, 9))
	})
}

func TestQuotaThatTheNetworkCallsSpent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		l.Define(budget, ratelimit.Allowance{Limit: 100, Location: time.UTC, Kind: ratelimit.Quota})
		u := says(social.Window{Limit: -1, Remaining: 0, Reset: time.Now().Add(24 * time.Hour)})
		u.Refused = true
		acquire(t, l, charge(budget, 1)).Done(u)
		fails(t, l, charge(budget, 1), time.Hour, social.ErrQuota, 24*time.Hour)
		sleep(t.Context(), 24*time.Hour)
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		left(t, l, 99, "the new day counts from the beginning")
	})
}

func TestCapInMoney(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const money = "x/money"
		l := ratelimit.New(nil)
		l.Cap(money, 1_000_000, 30*24*time.Hour) // one dollar a month
		read := func(posts int64) social.Usage {
			return social.Usage{Charges: []social.Charge{{Budget: money, Units: posts * 5000}}}
		}
		page := charge(money, 100*5000)
		a, b := acquire(t, l, page), acquire(t, l, page)
		waits(t, l, page, time.Second) // may fit, if the answers are shorter than feared
		a.Done(read(40))
		c := acquire(t, l, charge(money, 60*5000))
		b.Done(read(0))
		c.Done(read(70))
		remaining, _ := l.Left(money)
		assert.EqualValues(t, (200-110)*5000, remaining, "what answers really held, more or less than reserved")
		start := time.Now()
		_, err := l.Acquire(t.Context(), page)
		require.ErrorIs(t, err, social.ErrQuota)
		assert.Zero(t, time.Since(start), "beyond a cap there is no waiting, even with all the time in the world")
		_, err = l.When(t.Context(), page)
		require.ErrorIs(t, err, social.ErrQuota)
		l.Cap(money, 2_000_000, 30*24*time.Hour)
		acquire(t, l, page)
	})
}

func TestCapForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		l.Cap(budget, 1, 0)
		acquire(t, l, charge(budget, 1)).Done(social.Usage{})
		sleep(t.Context(), 1000*time.Hour)
		fails(t, l, charge(budget, 1), time.Hour, social.ErrQuota, 0)
		l.Cap(budget, -1, 0)
		acquire(t, l, charge(budget, 1))
	})
}

func TestCostOfBudgetsNotReserved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.New(nil)
		l.Define("users", ratelimit.Allowance{Limit: 50})
		u := social.Usage{Charges: []social.Charge{{Budget: "users", Units: 7}}}
		acquire(t, l, charge(budget, 1)).Done(u)
		got, ok := l.Left("users")
		assert.True(t, ok)
		assert.EqualValues(t, 43, got, "resources that came along are counted too")
	})
}
