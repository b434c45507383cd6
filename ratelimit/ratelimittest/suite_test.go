package ratelimittest_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/ratelimit/ratelimittest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	ratelimittest.TestStore(t, func(*testing.T) ratelimit.Store { return &ratelimit.Memory{} })
}

func TestBytes(t *testing.T) {
	t.Parallel()
	ratelimittest.TestStore(t, func(*testing.T) ratelimit.Store { return &store{} })
}

// store keeps states as bytes and can be broken in many ways.
type store struct {
	mu      sync.Mutex
	states  map[string][]byte
	updates int

	key       func(string) string
	now       func(update int) time.Time
	forget    bool // saves nothing
	reverse   bool // hands the states out backwards
	firstOnly bool // saves the first state only
	unlocked  bool // lets others in between load and save
	torn      bool // lets others in between the saving of one state and the next
	stale     bool // runs f twice on the same states
	ignoreCtx bool
	dirty     bool // begins with something else than the zero State
}

func (s *store) Update(ctx context.Context, budgets []string, f func(time.Time, []*ratelimit.State) bool) error {
	if err := ctx.Err(); err != nil && !s.ignoreCtx {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates++
	states := make([]*ratelimit.State, len(budgets))
	for i, b := range budgets {
		states[i] = &ratelimit.State{}
		if err := states[i].UnmarshalBinary(s.load(b)); err != nil {
			return err
		}
	}
	if s.reverse {
		slices.Reverse(states)
	}
	if s.unlocked {
		s.pause()
	}
	now := time.Now()
	if s.now != nil {
		now = s.now(s.updates)
	}
	if s.stale {
		f(now, states)
	}
	if !f(now, states) || s.forget {
		return nil
	}
	if s.reverse {
		slices.Reverse(states)
	}
	return s.save(budgets, states)
}

func (s *store) load(budget string) []byte {
	if b, ok := s.states[s.name(budget)]; ok || !s.dirty {
		return b
	}
	return []byte(`{"seq":99}`)
}

func (s *store) save(budgets []string, states []*ratelimit.State) error {
	for i, b := range budgets {
		if s.firstOnly && i > 0 {
			break
		}
		if s.torn && i > 0 {
			s.pause()
		}
		data, err := states[i].MarshalBinary()
		if err != nil {
			return err
		}
		next := maps.Clone(s.states)
		if next == nil {
			next = map[string][]byte{}
		}
		next[s.name(b)] = data
		s.states = next
	}
	return nil
}

func (s *store) name(budget string) string {
	if s.key == nil {
		return budget
	}
	return s.key(budget)
}

// pause lets other updates run.
func (s *store) pause() {
	s.mu.Unlock()
	time.Sleep(time.Millisecond)
	s.mu.Lock()
}

// TestBrokenStores: the suite finds every way of breaking a promise.
func TestBrokenStores(t *testing.T) {
	t.Parallel()
	start := time.Now()
	for name, test := range map[string]struct {
		how   func(*store)
		finds string
	}{
		"begins with something":    {func(s *store) { s.dirty = true }, "Zero"},
		"saves nothing":            {func(s *store) { s.forget = true }, "Saved"},
		"hands out backwards":      {func(s *store) { s.reverse = true }, "Order"},
		"knows no case":            {func(s *store) { s.key = strings.ToLower }, "Names"},
		"cuts names":               {func(s *store) { s.key = func(n string) string { return n[:min(len(n), 300)] } }, "Names"},
		"mixes all budgets":        {func(s *store) { s.key = func(string) string { return "" } }, "Names"},
		"counts a run twice":       {func(s *store) { s.stale = true }, "Once"},
		"loses concurrent updates": {func(s *store) { s.unlocked = true }, "Concurrent"},
		"shows half an update":     {func(s *store) { s.torn = true }, "Together"},
		"saves one of two":         {func(s *store) { s.firstOnly = true }, "Together"},
		"ignores the context":      {func(s *store) { s.ignoreCtx = true }, "Ended"},
		"goes back in time": {func(s *store) {
			s.now = func(n int) time.Time { return start.Add(-time.Duration(n) * time.Second) }
		}, "Clock"},
		"has no clock":            {func(s *store) { s.now = func(int) time.Time { return time.Time{} } }, "Clock"},
		"lets out too many":       {func(s *store) { s.unlocked = true }, "Limit"},
		"tells nobody":            {func(s *store) { s.forget = true }, "Heard"},
		"takes one budget of two": {func(s *store) { s.firstOnly = true }, "GivenBack"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := ratelimittest.Broken(t.Context(), func() ratelimit.Store {
				s := &store{}
				test.how(s)
				return s
			})
			t.Logf("breaks %v", broken)
			assert.Contains(t, broken, test.finds)
		})
	}
}
