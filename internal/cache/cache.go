// Package cache keeps a value that changes rarely: the account behind a token, what a server says of itself.
package cache

import (
	"context"
	"sync"
	"time"
)

// hour is how long values are believed whose holder says nothing else.
const hour = time.Hour

// Value is one value, fetched when it is missing or old, by one caller at a time. The zero Value is empty and
// ready for use. It must not be copied after first use.
type Value[T any] struct {
	// For is how long a value is believed; 0 means an hour. It must be set before first use.
	For time.Duration

	mu     sync.Mutex
	flight *flight // nil: no fetch is under way
	turn   uint64  // grows with Put and Drop, which a fetch under way does not undo
	value  *T
	until  time.Time
}

// flight is a fetch under way.
type flight struct {
	done   chan struct{}
	failed bool // written before done is closed
}

// Get returns the value, by fetch if it is missing or old. fetch runs with the caller's ctx. Callers who come
// meanwhile wait for its result, as long as their own ctx lasts. When the fetcher gives up, the next of them takes
// over. A failure is not kept: those who waited for it ask themselves, and all at once, so that nobody waits
// through the failures of others.
func (v *Value[T]) Get(ctx context.Context, fetch func(context.Context) (*T, error)) (*T, error) {
	for {
		v.mu.Lock()
		if v.value != nil && time.Now().Before(v.until) {
			defer v.mu.Unlock()
			return v.value, nil
		}
		turn, before := v.turn, v.flight
		if before == nil {
			own := &flight{done: make(chan struct{})}
			v.flight = own
			v.mu.Unlock()
			return v.lead(ctx, own, turn, fetch)
		}
		v.mu.Unlock()
		select {
		case <-before.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if before.failed {
			return v.ask(ctx, turn, fetch)
		}
	}
}

// lead fetches while others wait.
func (v *Value[T]) lead(ctx context.Context, f *flight, turn uint64, fetch func(context.Context) (*T, error)) (*T, error) {
	defer func() { // also when fetch panics, or nobody could fetch again
		v.mu.Lock()
		defer v.mu.Unlock()
		v.flight = nil
		close(f.done)
	}()
	value, err := v.ask(ctx, turn, fetch)
	f.failed = err != nil && ctx.Err() == nil
	return value, err
}

// ask fetches, and keeps the result unless the value was changed since turn.
func (v *Value[T]) ask(ctx context.Context, turn uint64, fetch func(context.Context) (*T, error)) (*T, error) {
	value, err := fetch(ctx)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.turn == turn {
		v.keep(value)
	}
	return value, nil
}

// Peek returns what was fetched or put last, however old, or nil. It never waits.
func (v *Value[T]) Peek() *T {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.value
}

// Put replaces the value, as after a write that answers with what it made.
func (v *Value[T]) Put(value *T) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turn++
	v.keep(value)
}

// Drop forgets the value, so that the next Get fetches it. What a fetch under way brings is not kept, as it may
// be from before the change.
func (v *Value[T]) Drop() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turn++
	v.value = nil
}

func (v *Value[T]) keep(value *T) {
	life := v.For
	if life <= 0 {
		life = hour
	}
	v.value, v.until = value, time.Now().Add(life)
}
