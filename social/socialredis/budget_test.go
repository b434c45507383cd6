package socialredis_test

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// lossy loses every other answer of Redis, after the command was executed.
type lossy struct {
	redis.Hook

	answers atomic.Int64
}

func (l *lossy) DialHook(next redis.DialHook) redis.DialHook { return next }

func (l *lossy) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (l *lossy) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if err == nil && l.answers.Add(1)%2 == 1 {
			err = io.EOF
			cmd.SetErr(err)
		}
		return err
	}
}

// TestLostAnswers runs the suites where everything is sent twice: it has to count once.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	suites(t, func(t *testing.T) opener {
		t.Helper()
		prefix := newPrefix(t, addr)
		return func(change func(*socialredis.Options)) *socialredis.Store {
			c := newClient(t, addr)
			c.AddHook(&lossy{})
			return storeOf(t, c, prefix, change)
		}
	})
}

// charge is a call for one unit of a budget.
func charge(budget string) social.Call {
	return social.Call{Network: "x", Op: "post", Charges: []social.Charge{{Budget: budget}}}
}

// TestClocksOfProcesses has a process whose clock is decades behind share a budget with one whose clock is right.
func TestClocksOfProcesses(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	right := ratelimit.New(&ratelimit.Options{Store: open(t, addr, prefix, nil)})
	synctest.Test(t, func(t *testing.T) { // where it is the year 2000
		c := redis.NewClient(&redis.Options{Addr: addr})
		defer func() { _ = c.Close() }()
		l := ratelimit.New(&ratelimit.Options{Store: storeOf(t, c, prefix, nil)})
		g, err := l.Acquire(t.Context(), charge("a"))
		require.NoError(t, err)
		g.Done(social.Usage{Windows: []social.Window{{Budget: "a", Limit: 10, Remaining: 0, Reset: time.Now().Add(time.Hour)}}})
		at, err := l.When(t.Context(), charge("a"))
		require.NoError(t, err)
		assert.InDelta(t, time.Hour.Seconds(), time.Until(at).Seconds(), 5, "by its own clock")
	})
	at, err := right.When(t.Context(), charge("a"))
	require.NoError(t, err)
	assert.InDelta(t, time.Hour.Seconds(), time.Until(at).Seconds(), 5, "by its own clock")
}

func TestTimeDoesNotGoBack(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	got := socialredis.Steady(at(0), at(time.Second), at(-time.Second), at(2*time.Second), at(-time.Minute), at(0))
	want := []time.Time{at(0), at(time.Second), at(time.Second), at(2 * time.Second), at(-time.Minute), at(0)}
	for i := range want {
		assert.True(t, want[i].Equal(got[i]), "%d: %v", i, got[i])
	}
}

func TestBudgetsAreForgotten(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	s, c := open(t, addr, prefix, nil), newClient(t, addr)
	l := ratelimit.New(&ratelimit.Options{Store: s, Lease: 10 * time.Minute})
	l.Define("day", ratelimit.Allowance{Limit: 10, Period: 48 * time.Hour})
	l.Cap("ever", 10, 0)
	for budget, want := range map[string]time.Duration{
		"lease": 10 * time.Minute, // of the flight
		"day":   48 * time.Hour, "ever": 100 * 365 * 24 * time.Hour,
	} {
		g, err := l.Acquire(t.Context(), charge(budget))
		require.NoError(t, err)
		if budget != "lease" {
			g.Done(social.Usage{})
		}
		life := c.PTTL(t.Context(), prefix+"budget:"+budget).Val()
		assert.InDelta(t, 1, life.Hours()/want.Hours(), 0.12, "%s: %v", budget, life)
		assert.Greater(t, life, min(want, 99*365*24*time.Hour), budget)
	}
	unknown := func(time.Time, []*ratelimit.State) bool { return true }
	require.NoError(t, s.Update(t.Context(), []string{"unknown"}, unknown))
	assert.InDelta(t, 60, c.PTTL(t.Context(), prefix+"budget:unknown").Val().Seconds(), 5)
}

// TestStoresCompete has as many stores as there may be processes update one budget at once.
func TestStoresCompete(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	const stores, rounds = 8, 25
	var wg sync.WaitGroup
	for range stores {
		s := open(t, addr, prefix, nil)
		l := ratelimit.New(&ratelimit.Options{Store: s})
		l.Define("a", ratelimit.Allowance{Limit: 10 * stores * rounds})
		wg.Go(func() {
			for range rounds {
				g, err := l.Acquire(t.Context(), charge("a"))
				if assert.NoError(t, err) {
					g.Done(social.Usage{})
				}
			}
		})
	}
	wg.Wait()
	l := ratelimit.New(&ratelimit.Options{Store: open(t, addr, prefix, nil)})
	l.Define("a", ratelimit.Allowance{Limit: 10 * stores * rounds})
	_, err := l.When(t.Context(), charge("a"))
	require.NoError(t, err)
	left, ok := l.Left("a")
	assert.True(t, ok)
	assert.EqualValues(t, 9*stores*rounds, left)
}

func BenchmarkUpdate(b *testing.B) {
	s := fresh(b)
	for b.Loop() {
		if err := s.Update(b.Context(), []string{"a"}, func(time.Time, []*ratelimit.State) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCall is what a call costs: taken before it, settled after.
func BenchmarkCall(b *testing.B) {
	l := ratelimit.New(&ratelimit.Options{Store: fresh(b)})
	l.Define("a", ratelimit.Allowance{Limit: 1 << 40})
	for b.Loop() {
		g, err := l.Acquire(b.Context(), charge("a"))
		if err != nil {
			b.Fatal(err)
		}
		g.Done(social.Usage{})
	}
}

// BenchmarkPing is the way to Redis and back, for comparison.
func BenchmarkPing(b *testing.B) {
	c := newClient(b, common.addr(b))
	for b.Loop() {
		if err := c.Ping(b.Context()).Err(); err != nil {
			b.Fatal(err)
		}
	}
}
