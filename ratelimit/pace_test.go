package ratelimit_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
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

const (
	calls      = 600
	goroutines = 32
)

// TestPaceOverLoopback is the promise of the package in real time: no refusal, nothing wasted.
func TestPaceOverLoopback(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 10 seconds: run without -short")
	}
	t.Parallel()
	s := &server{limit: 100, period: 2 * time.Second}
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	client := ts.Client()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = goroutines
	c := &caller{limiter: ratelimit.New(nil), send: func(ctx context.Context) (http.Header, int) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, ts.URL, http.NoBody)
		if err != nil {
			return nil, 0
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, 0
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		return resp.Header, resp.StatusCode
	}}
	// Begin within a window: at its very end there is no time to use it up, whatever the limiter does.
	begin := aligned(time.Now(), s.period).Add(s.period + 300*time.Millisecond)
	sleep(t.Context(), time.Until(begin))

	start := time.Now()
	require.NoError(t, c.run(t.Context(), goroutines, calls, answers))
	report(t, s, start, 1.1)
	assert.Empty(t, s.refused, "refused calls")
}

// report prints and checks the time that calls took.
func report(t *testing.T, s *server, start time.Time, factor float64) {
	t.Helper()
	took, ideal := time.Since(start), s.ideal(start, calls)
	t.Logf("%d calls, %d per %v: %v, ideal %v (%.3f), %d refused", s.served, s.limit, s.period,
		took.Round(time.Millisecond), ideal.Round(time.Millisecond), float64(took)/float64(ideal), len(s.refused))
	assert.EqualValues(t, calls, s.served, "calls served")
	assert.LessOrEqual(t, float64(took), factor*float64(ideal), "time taken")
}

// network is a transport with latency that may lose answers.
func network(s *server, latency func() time.Duration, lose func() bool) transport {
	return func(ctx context.Context) (http.Header, int) {
		there, back := latency(), latency()
		sleep(ctx, there)
		h, status := s.answer()
		sleep(ctx, back)
		if lose() {
			return nil, 0
		}
		return h, status
	}
}

func never() bool { return false }

func steady(d time.Duration) func() time.Duration { return func() time.Duration { return d } }

// between gives latencies so different that answers overtake each other.
func between(lo, hi time.Duration) func() time.Duration {
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(1, 2))
	return func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return lo + time.Duration(r.Int64N(int64(hi-lo)))
	}
}

// one loses one answer in n.
func one(n int64) func() bool {
	var count atomic.Int64
	return func() bool { return count.Add(1)%n == 0 }
}

func TestPace(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	for _, test := range []struct {
		name    string
		server  *server
		begin   time.Duration // within the second
		latency func() time.Duration
		lose    func() bool
		prio    func(int) social.Priority
		options *ratelimit.Options
		factor  float64
	}{
		{name: "epoch", server: &server{}},
		{name: "iso", server: &server{iso: true}},
		{name: "no date", server: &server{bare: true}},
		{name: "begins late in a window", server: &server{}, begin: 1700 * ms, latency: steady(ms)},
		{name: "server 90 s ahead", server: &server{skew: 90 * time.Second}, begin: 300 * ms},
		{name: "server 90 s behind", server: &server{skew: -90 * time.Second}, begin: 300 * ms},
		{name: "server 89.63 s ahead, iso", server: &server{skew: 89630 * ms, iso: true}},
		{name: "server 90.41 s behind, iso", server: &server{skew: -90410 * ms, iso: true}},
		{name: "server 400 ms ahead", server: &server{skew: 400 * ms}},
		{name: "out of order", server: &server{}, latency: between(0, 120*ms)},
		{name: "slow", server: &server{}, latency: between(50*ms, 150*ms), factor: 1.2},
		{name: "one answer in ten lost", server: &server{}, latency: between(ms, 20*ms), lose: one(10), factor: 1.1},
		{name: "tiny window", server: &server{limit: 7, period: time.Second}, latency: between(ms, 10*ms)},
		{name: "mixed priorities", server: &server{}, latency: between(ms, 20*ms), prio: func(i int) social.Priority { return social.Priority(i % 3) }},
		{name: "stored as bytes", server: &server{}, latency: between(ms, 20*ms), options: &ratelimit.Options{Store: &encoded{}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := test.server
				if s.limit == 0 {
					s.limit, s.period = 100, 2*time.Second
				}
				if test.latency == nil {
					test.latency = between(ms, 10*ms)
				}
				if test.lose == nil {
					test.lose = never
				}
				if test.prio == nil {
					test.prio = answers
				}
				if test.factor == 0 {
					test.factor = 1.1
				}
				sleep(t.Context(), test.begin)
				c := &caller{limiter: ratelimit.New(test.options), send: network(s, test.latency, test.lose)}
				start := time.Now()
				require.NoError(t, c.run(t.Context(), goroutines, calls, test.prio))
				report(t, s, start, test.factor)
				assert.Empty(t, s.refused, "refused calls")
			})
		})
	}
}

// TestPaceLimitChanges: the server changes its limit half way, downwards at the beginning of a window.
func TestPaceLimitChanges(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{40, 250} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{limit: 100, period: 2 * time.Second}
			c := &caller{limiter: ratelimit.New(nil), send: network(s, between(time.Millisecond, 10*time.Millisecond), never)}
			change := time.AfterFunc(4*time.Second, func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.limit = limit
			})
			defer change.Stop()
			start := time.Now()
			require.NoError(t, c.run(t.Context(), goroutines, calls, answers))
			windows := (calls - 200 + limit - 1) / limit
			ideal := 4*time.Second + 2*time.Second*time.Duration(windows-1)
			t.Logf("limit 100, then %d: %v, ideal %v, %d refused", limit, time.Since(start), ideal, len(s.refused))
			assert.LessOrEqual(t, float64(time.Since(start)), 1.1*float64(ideal), "time taken")
			assert.Empty(t, s.refused, "refused calls")
		})
	}
}

// TestPaceTwoStrangers: two processes that know nothing of each other draw on one allowance.
func TestPaceTwoStrangers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{limit: 100, period: 2 * time.Second}
		start := time.Now()
		var wg sync.WaitGroup
		for range 2 {
			c := &caller{limiter: ratelimit.New(nil), send: network(s, between(time.Millisecond, 10*time.Millisecond), never)}
			wg.Go(func() { assert.NoError(t, c.run(t.Context(), goroutines/2, calls/2, answers)) })
		}
		wg.Wait()
		report(t, s, start, 1.25)

		perWindow := map[time.Time]int{}
		for _, r := range s.refused {
			perWindow[r.reset]++
		}
		t.Logf("refusals per window: %v", perWindow)
		for reset, n := range perWindow {
			assert.LessOrEqual(t, n, goroutines/2, "refusals until %v: calls of the other that were under way, no more", reset)
		}
		assert.LessOrEqual(t, len(s.refused), calls/16, "each sees that it is not alone and comes slowly to the end")
		// A refusal teaches within one round trip: nobody goes on calling an exhausted window.
		for i, r := range s.refused {
			assert.Less(t, s.refused[i].at.Sub(firstIn(s.refused, r.reset)), 25*time.Millisecond, "refusal %d comes after the first was known", i)
		}
	})
}

func firstIn(list []refusal, reset time.Time) time.Time {
	for _, r := range list {
		if r.reset.Equal(reset) {
			return r.at
		}
	}
	return time.Time{}
}
