package ratelimit_test

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
)

// TestPaceAnywhere tries windows, clocks, latencies and losses at random. A server whose clock is less than a
// second behind looks, going by Date, as if it were right: there alone one call may come too early, and that
// teaches. Losses and latencies cost time that no limiter can save, hence the terms beside the factor.
func TestPaceAnywhere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 9))
			upTo := func(d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }
			s := &server{limit: 5 + r.Int64N(200), period: time.Second * time.Duration(1+r.Int64N(8)), iso: r.IntN(2) == 0}
			allowed := 0
			switch r.IntN(3) {
			case 0:
				s.skew = upTo(200*time.Second) - 100*time.Second
			case 1:
				s.skew = upTo(2*time.Second) - time.Second
			}
			if s.skew < 0 && s.skew > -time.Second {
				allowed = 1
			}
			latency := time.Millisecond + upTo(200*time.Millisecond)
			lose, lost := never, 0.0
			if r.IntN(3) == 0 {
				n := 5 + r.Int64N(20)
				lose, lost = one(n), 1/float64(n)
			}
			sleep(t.Context(), upTo(s.period))
			c := &caller{limiter: ratelimit.New(nil), send: network(s, between(0, latency), lose)}

			start := time.Now()
			require.NoError(t, c.run(t.Context(), goroutines, calls, answers))
			took, ideal := time.Since(start), s.ideal(start, calls)
			assert.LessOrEqual(t, len(s.refused), allowed, "seed %d: refused calls", seed)
			slack := time.Second + calls/goroutines*2*latency
			assert.LessOrEqual(t, float64(took), (1.1+lost)*float64(ideal)+float64(slack), "seed %d: time taken, ideal %v", seed, ideal)
		})
	}
}
