package ratelimit

import (
	"context"
	"sync"
	"time"
)

// A Store keeps the states of budgets. [Memory] keeps them in the process; one that several processes
// share makes a fleet draw on one allowance. Package ratelimittest checks implementations.
//
// Implementations honour ctx and are safe for concurrent use.
type Store interface {
	// Update hands f the states of the named budgets, in the order of the names, and saves what f has made
	// of them if it returns true; otherwise they may be dropped. All of it is one atomic step: no other
	// Update on any of these budgets takes place in between, and either all states are saved or none. A
	// budget that is not stored begins as the zero State. Names do not repeat.
	//
	// Now is the store's clock, the same for all who share it. A store may run f again, on fresh states,
	// when another got in first; f keeps nothing from the run before. F must not call the store.
	//
	// A state may be forgotten once [State.Expires] has passed, not before. An error means that f's last
	// run was not saved, or that nobody knows.
	Update(ctx context.Context, budgets []string, f func(now time.Time, states []*State) bool) error
}

// Memory is a [Store] in the memory of the process. The zero value is ready for use.
type Memory struct {
	mu      sync.Mutex
	states  map[string]*State
	scratch []*State
	sweepAt int // number of budgets at which to look for some that can be forgotten
}

var _ Store = (*Memory)(nil)

// sweepMin is the number of budgets below which forgetting is not worth the look.
const sweepMin = 1024

// Update implements [Store].
func (m *Memory) Update(ctx context.Context, budgets []string, f func(now time.Time, states []*State) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if m.states == nil {
		m.states = map[string]*State{}
		m.sweepAt = sweepMin
	}
	m.scratch = m.scratch[:0]
	for _, name := range budgets {
		s := m.states[name]
		if s == nil {
			s = &State{}
			m.states[name] = s
		}
		m.scratch = append(m.scratch, s)
	}
	f(now, m.scratch)
	if len(m.states) >= m.sweepAt {
		m.sweep(now)
	}
	return nil
}

// sweep forgets budgets of which nothing is left to know. Doing so at every doubling keeps its cost per call constant.
func (m *Memory) sweep(now time.Time) {
	for name, s := range m.states {
		if !s.Expires().After(now) {
			delete(m.states, name)
		}
	}
	m.sweepAt = max(sweepMin, 2*len(m.states))
}
