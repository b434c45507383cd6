package ratelimit_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

func FuzzHeaders(f *testing.F) {
	for _, v := range []string{"2026-08-01T15:00:00.993839Z", "1785596400", "90", "0.5", "99999999999999999999", "-1", "", "1785596400123", "Sat, 01 Aug 2026 12:00:30 GMT"} {
		f.Add("300", "299", v, "Sat, 01 Aug 2026 12:00:00 GMT")
		f.Add(v, v, v, v)
	}
	f.Fuzz(func(t *testing.T, limit, remaining, reset, date string) {
		h := http.Header{
			"X-Rate-Limit-Limit": {limit}, "X-Rate-Limit-Remaining": {remaining}, "X-Rate-Limit-Reset": {reset},
			"Date": {date}, "Retry-After": {reset},
		}
		var skew ratelimit.Skew
		w, ok := headers().Window(budget, h, noon, noon.Add(time.Second), &skew)
		require.GreaterOrEqual(t, w.Limit, int64(-1))
		require.GreaterOrEqual(t, w.Remaining, int64(-1))
		if ok {
			require.True(t, w.Limit >= 0 || w.Remaining >= 0)
		}
		if wait := ratelimit.RetryAfter(h, noon, &skew); wait < 0 || wait > 400*24*time.Hour {
			t.Errorf("waits %v for %q", wait, reset)
		}
	})
}

func FuzzMetaUsage(f *testing.F) {
	f.Add(`{"call_count":28,"total_time":25,"total_cputime":25}`)
	f.Add(`{"1":[{"type":"pages","call_count":97,"total_cputime":23,"total_time":23,"estimated_time_to_regain_access":19}]}`)
	f.Add(`{"1":[{"type":"pages","call_count":1e400,"estimated_time_to_regain_access":"9999999999999999999999999"}]}`)
	f.Add(`{"1":null,"2":[null,{}]}`)
	f.Fuzz(func(t *testing.T, v string) {
		h := http.Header{"X-App-Usage": {v}, "X-Business-Use-Case-Usage": {v}}
		windows := ratelimit.AppUsage("app", h, noon)
		windows = append(windows, ratelimit.BusinessUsage(h, noon, func(id, useCase string) string { return id + useCase })...)
		for _, w := range windows {
			require.GreaterOrEqual(t, w.Remaining, int64(0))
			require.LessOrEqual(t, w.Remaining, int64(100))
			require.False(t, w.Remaining > 0 && !w.Reset.IsZero(), "regain time only while stopped")
			require.False(t, !w.Reset.IsZero() && w.Reset.Before(noon))
		}
	})
}

// FuzzStatements: whatever a server states, a call goes out in the end, and the state survives storage.
func FuzzStatements(f *testing.F) {
	f.Add(int64(300), int64(0), int64(300), int64(0), int64(100), int64(90), int64(60), false)
	f.Add(int64(-1), int64(-1), int64(0), int64(900), int64(10), int64(0), int64(-5), true)
	f.Add(int64(1), int64(1<<62), int64(1<<40), int64(1), int64(0), int64(0), int64(1), true)
	f.Fuzz(func(t *testing.T, limit, left, in, period, limit2, left2, in2 int64, refused bool) {
		synctest.Test(t, func(t *testing.T) {
			seconds := func(n int64) time.Duration { return time.Duration(n%(400*24*3600)) * time.Second }
			l := ratelimit.New(&ratelimit.Options{Store: &encoded{}})
			states := []social.Window{
				{Budget: budget, Limit: limit, Remaining: left, Reset: time.Now().Add(seconds(in)), Period: seconds(period)},
				{Budget: budget, Limit: limit2, Remaining: left2, Reset: time.Now().Add(seconds(in2)), Name: ratelimit.Percent("a")},
				{Budget: budget, Limit: limit2, Remaining: left2, Reset: time.Now().Add(seconds(in2))},
			}
			for range 2 {
				for i := range states {
					g, err := l.Acquire(t.Context(), charge(budget, 1))
					require.NoError(t, err)
					g.Done(social.Usage{Refused: refused, Windows: states[:i+1]})
				}
			}
			start := time.Now()
			g, err := l.Acquire(t.Context(), charge(budget, 1))
			require.NoError(t, err)
			g.Done(social.Usage{})
			require.LessOrEqual(t, time.Since(start), 401*24*time.Hour)
		})
	})
}
