package stream

import (
	"math/rand/v2"
	"time"
)

// Backoff says how long to wait before the next connection: longer each time, with jitter so that the clients
// of a server that comes back do not all arrive at once, and from the beginning again after a connection that
// held. It is not safe for concurrent use.
type Backoff struct {
	First  time.Duration // longest pause before the first repeat; 0 means 1 s
	Max    time.Duration // longest pause of all; 0 means 1 minute
	Stable time.Duration // how long a connection must have held to count as good; 0 means 1 minute

	failures int
	up       time.Time
}

// Up notes that there is a connection now.
func (b *Backoff) Up() { b.up = time.Now() }

// Next is the pause after a connection that broke or was not made: between half and all of a time that doubles
// from First to Max.
func (b *Backoff) Next() time.Duration {
	if !b.up.IsZero() && time.Since(b.up) >= orDefault(b.Stable, time.Minute) {
		b.failures = 0
	}
	b.up = time.Time{}
	most := orDefault(b.Max, time.Minute)
	d := min(orDefault(b.First, time.Second)<<min(b.failures, 16), most)
	b.failures++
	return d/2 + rand.N(d/2+1) //nolint:gosec // jitter is no secret
}

// Reset starts from the first pause again.
func (b *Backoff) Reset() { b.failures, b.up = 0, time.Time{} }

func orDefault(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}
