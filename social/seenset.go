package social

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// MemorySeen is a [SeenSet] in the memory of the process: repeats that come after a restart are new to it. The zero
// value is ready for use; its fields are not changed after that.
type MemorySeen struct {
	Age   time.Duration // for which an event that was dealt with is remembered; 0 means DefaultSeenAge
	Claim time.Duration // for which a claim holds; 0 means DefaultClaim

	mu      sync.Mutex
	events  map[string]seenEvent
	claims  uint64
	sweepAt int // number of events at which to look for some that can be forgotten
}

type seenEvent struct {
	claim string // "" once it is settled
	until time.Time
}

// seenSweepMin is the number of events below which forgetting is not worth the look.
const seenSweepMin = 1024

// ClaimEvent implements [SeenSet].
func (m *MemorySeen) ClaimEvent(ctx context.Context, key string) (string, error) {
	if err := checkEventKey(ctx, key); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if e, ok := m.events[key]; ok && now.Before(e.until) {
		if e.claim != "" {
			return "", fmt.Errorf("%s: %w", key, ErrClaimed)
		}
		return "", nil
	}
	m.sweep(now)
	m.claims++
	claim := strconv.FormatUint(m.claims, 10)
	m.put(key, seenEvent{claim, now.Add(seenTime(m.Claim, DefaultClaim))})
	return claim, nil
}

// SettleEvent implements [SeenSet].
func (m *MemorySeen) SettleEvent(ctx context.Context, key, _ string) error {
	if err := checkEventKey(ctx, key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, seenEvent{"", time.Now().Add(seenTime(m.Age, DefaultSeenAge))})
	return nil
}

// ReleaseEvent implements [SeenSet].
func (m *MemorySeen) ReleaseEvent(ctx context.Context, key, claim string) error {
	if err := checkEventKey(ctx, key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.events[key]; claim != "" && e.claim == claim {
		delete(m.events, key)
	}
	return nil
}

func (m *MemorySeen) put(key string, e seenEvent) {
	if m.events == nil {
		m.events = map[string]seenEvent{}
	}
	m.events[key] = e
}

// sweep forgets what is old, at every doubling of the number of events.
func (m *MemorySeen) sweep(now time.Time) {
	if len(m.events) < max(m.sweepAt, seenSweepMin) {
		return
	}
	for key, e := range m.events {
		if !now.Before(e.until) {
			delete(m.events, key)
		}
	}
	m.sweepAt = 2 * len(m.events)
}

// checkEventKey checks what all sets ask of their caller.
func checkEventKey(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("social: seen event: %w", err)
	}
	if key == "" {
		return fmt.Errorf("social: key of the event is empty: %w", ErrInvalid)
	}
	return nil
}

func seenTime(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}
