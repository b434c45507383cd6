package socialtest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// cursors is a store that breaks the promises its functions stand for.
type cursors struct {
	social.MemoryCursors

	name func(inbox string) string
	text func(cursor string) string
	// save replaces SaveCursor.
	save func(ctx context.Context, m *social.MemoryCursors, inbox, old, next string) error
	// load replaces LoadCursor's result.
	load func(ctx context.Context, cursor string, err error) (string, error)
}

func (c *cursors) LoadCursor(ctx context.Context, inbox string) (string, error) {
	if c.name != nil {
		inbox = c.name(inbox)
	}
	cursor, err := c.MemoryCursors.LoadCursor(ctx, inbox)
	if c.load != nil {
		return c.load(ctx, cursor, err)
	}
	return cursor, err
}

func (c *cursors) SaveCursor(ctx context.Context, inbox, old, next string) error {
	if c.name != nil {
		inbox = c.name(inbox)
	}
	if c.text != nil {
		old, next = c.text(old), c.text(next)
	}
	if c.save != nil {
		return c.save(ctx, &c.MemoryCursors, inbox, old, next)
	}
	return c.MemoryCursors.SaveCursor(ctx, inbox, old, next)
}

// overwrite saves whatever is there.
func overwrite(ctx context.Context, m *social.MemoryCursors, inbox, _, next string) error {
	now, err := m.LoadCursor(ctx, inbox)
	if err != nil {
		return err
	}
	return m.SaveCursor(ctx, inbox, now, next)
}

func TestCursorStoreSuiteRejectsDefects(t *testing.T) {
	for name, store := range map[string]*cursors{
		"none": {load: func(_ context.Context, cursor string, err error) (string, error) {
			if cursor == "" && err == nil {
				err = social.ErrNotFound
			}
			return cursor, err
		}},
		"moves":      {save: func(context.Context, *social.MemoryCursors, string, string, string) error { return nil }},
		"never-back": {save: overwrite},
		"repeat": {save: func(ctx context.Context, m *social.MemoryCursors, inbox, old, next string) error {
			if now, _ := m.LoadCursor(ctx, inbox); now == next {
				return social.ErrCursorMoved
			}
			return m.SaveCursor(ctx, inbox, old, next)
		}},
		"forget": {save: func(ctx context.Context, m *social.MemoryCursors, inbox, old, next string) error {
			if next == "" {
				return nil
			}
			return m.SaveCursor(ctx, inbox, old, next)
		}},
		"inboxes": {name: strings.ToLower},
		"opaque":  {text: strings.TrimSpace},
		"one-mover": {save: func(ctx context.Context, m *social.MemoryCursors, inbox, old, next string) error {
			time.Sleep(time.Millisecond) // in which others come
			return overwrite(ctx, m, inbox, old, next)
		}},
		"ended": {save: func(ctx context.Context, m *social.MemoryCursors, inbox, old, next string) error {
			return errors.Join(m.SaveCursor(context.WithoutCancel(ctx), inbox, old, next), ctx.Err())
		}},
	} {
		t.Run(name, func(t *testing.T) {
			newHarness := socialtest.CursorHarness(func(*testing.T) func() social.CursorStore {
				return func() social.CursorStore { return store }
			})
			failures, skipped := socialtest.Try(t, "CursorStore/"+name, newHarness)
			assert.Empty(t, skipped)
			assert.NotEmpty(t, failures)
		})
	}
}

// seen is a set that breaks the promises its functions stand for.
type seen struct {
	*social.MemorySeen

	name    func(key string) string
	claim   func(ctx context.Context, claim string, err error) (string, error)
	settle  func(ctx context.Context, s *social.MemorySeen, key, claim string) error
	release func(ctx context.Context, s *social.MemorySeen, key, claim string) error
}

func (s *seen) ClaimEvent(ctx context.Context, key string) (string, error) {
	if s.name != nil {
		key = s.name(key)
	}
	claim, err := s.MemorySeen.ClaimEvent(context.WithoutCancel(ctx), key)
	if err == nil && s.claim == nil {
		err = ctx.Err()
	}
	if s.claim != nil {
		return s.claim(ctx, claim, err)
	}
	return claim, err
}

func (s *seen) SettleEvent(ctx context.Context, key, claim string) error {
	if s.settle != nil {
		return s.settle(ctx, s.MemorySeen, key, claim)
	}
	return s.MemorySeen.SettleEvent(ctx, key, claim)
}

func (s *seen) ReleaseEvent(ctx context.Context, key, claim string) error {
	if s.release != nil {
		return s.release(ctx, s.MemorySeen, key, claim)
	}
	return s.MemorySeen.ReleaseEvent(ctx, key, claim)
}

func TestSeenSetSuiteRejectsDefects(t *testing.T) {
	ignore := func(context.Context, *social.MemorySeen, string, string) error { return nil }
	forget := func(ctx context.Context, s *social.MemorySeen, key, claim string) error {
		return s.ReleaseEvent(ctx, key, claim)
	}
	generous := func(_ context.Context, claim string, err error) (string, error) {
		if errors.Is(err, social.ErrClaimed) {
			return "one more", nil
		}
		return claim, err
	}
	for name, broken := range map[string]struct {
		set     seen
		forever bool // remembers all, and claims do not lapse
	}{
		"once":                 {set: seen{settle: forget}},
		"claimed":              {set: seen{claim: generous}},
		"release":              {set: seen{release: ignore}},
		"release-after-settle": {set: seen{settle: ignore}},
		"one-winner":           {set: seen{claim: generous}},
		"lapse":                {forever: true},
		"settle-late":          {set: seen{settle: ignore}},
		"age":                  {forever: true},
		"keys":                 {set: seen{name: strings.ToLower}},
		"ended":                {}, // seen claims first and looks at the context then
	} {
		t.Run(name, func(t *testing.T) {
			newHarness := socialtest.SeenHarness(func(_ *testing.T, age, claim time.Duration) func() social.SeenSet {
				set := broken.set
				set.MemorySeen = &social.MemorySeen{Age: age, Claim: claim}
				if broken.forever {
					set.MemorySeen = &social.MemorySeen{}
				}
				return func() social.SeenSet { return &set }
			})
			failures, skipped := socialtest.Try(t, "SeenSet/"+name, func(t *testing.T) *socialtest.Harness {
				t.Helper()
				h := newHarness(t)
				h.Patience = 2 * time.Second
				return h
			})
			assert.Empty(t, skipped)
			assert.NotEmpty(t, failures)
		})
	}
	t.Run("lapses too early", func(t *testing.T) {
		newHarness := socialtest.SeenHarness(func(_ *testing.T, age, claim time.Duration) func() social.SeenSet {
			set := &social.MemorySeen{Age: age / 2, Claim: claim / 2}
			return func() social.SeenSet { return set }
		})
		for _, name := range []string{"lapse", "age"} {
			failures, _ := socialtest.Try(t, "SeenSet/"+name, newHarness)
			assert.NotEmpty(t, failures, name)
		}
	})
}
