package ratelimit_test

import (
	"context"
	"sync"
	"time"

	"github.com/relais-go/relais/ratelimit"
)

// encoded is a store that keeps states as bytes, as one outside the process does, and runs each step twice.
type encoded struct {
	mu     sync.Mutex
	states map[string][]byte
	ahead  time.Duration // of its clock
	slow   time.Duration // its answers are on their way that long
}

func (e *encoded) Update(ctx context.Context, budgets []string, f func(time.Time, []*ratelimit.State) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for attempt := range 2 {
		states := make([]*ratelimit.State, len(budgets))
		for i, name := range budgets {
			states[i] = &ratelimit.State{}
			if err := states[i].UnmarshalBinary(e.states[name]); err != nil {
				return err
			}
		}
		now := time.Now().Add(e.ahead)
		sleep(ctx, e.slow)
		if !f(now, states) || attempt == 0 {
			continue
		}
		for i, name := range budgets {
			b, err := states[i].MarshalBinary()
			if err != nil {
				return err
			}
			if e.states == nil {
				e.states = map[string][]byte{}
			}
			e.states[name] = b
		}
	}
	return nil
}
