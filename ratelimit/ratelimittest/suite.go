// Package ratelimittest checks implementations of [ratelimit.Store].
//
//	func TestStore(t *testing.T) {
//		ratelimittest.TestStore(t, func(t *testing.T) ratelimit.Store { return mystore.New(t) })
//	}
package ratelimittest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// TestStore checks that a store keeps the promises of [ratelimit.Store], one subtest each. NewStore returns
// a store in which nothing is stored yet. The clock is the real one; it takes a few seconds at most.
func TestStore(t *testing.T, newStore func(t *testing.T) ratelimit.Store) {
	t.Helper()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			if err := c.run(ctx, newStore(t)); err != nil {
				t.Errorf("%v\n%s", err, c.why)
			}
		})
	}
}

// testCase is one promise.
type testCase struct {
	name string
	why  string // printed if it is broken
	run  func(ctx context.Context, s ratelimit.Store) error
}

func cases() []testCase {
	return []testCase{
		{"Zero", "A budget that is not stored is the zero State, so that a new one begins with nothing known.", zero},
		{"Saved", "What f has made of the states is there for the next Update, byte for byte; otherwise allowances are spent twice.", saved},
		{"Order", "States come in the order of the names, whatever it is; otherwise one budget pays for another.", order},
		{"Names", "Every name is a budget of its own, whatever characters it has.", names},
		{"Once", "A run of f counts once. If f is run again, it begins with states as they are stored, not with those of the run before.", once},
		{"Concurrent", "Updates on one budget follow each other; if two run at once, the change of one is lost.", concurrent},
		{"Together", "All states of an Update are saved, in one step that no other Update sees half done.", together},
		{"Ended", "An ended context is an error, and then nothing is saved: the caller has given up.", ended},
		{"Clock", "Now does not go back, or windows that are over would begin again.", clock},
		{"Limit", "Two processes that share the store let out as many calls as the allowance holds: not one more, not one less.", limit},
		{"Heard", "What one process has learned from an answer, the other knows.", heard},
		{"GivenBack", "A call that needs two budgets and finds room in one takes nothing, and one that was not sent gives back what it took.", givenBack},
	}
}

// numbered makes distinct states: state n of them has let n calls out.
type numbered [][]byte

func number(ctx context.Context, n int) (numbered, error) {
	m := &ratelimit.Memory{}
	l := ratelimit.New(&ratelimit.Options{Store: m})
	list := make(numbered, 0, n)
	for range n {
		err := m.Update(ctx, []string{"a"}, func(_ time.Time, states []*ratelimit.State) bool {
			b, err := states[0].MarshalBinary()
			list = append(list, b)
			return err != nil
		})
		if err != nil {
			return nil, err
		}
		g, err := l.Acquire(ctx, social.Call{Charges: []social.Charge{{Budget: "a"}}})
		if err != nil {
			return nil, err
		}
		g.Done(social.Usage{NotSent: true})
	}
	return list, nil
}

// of tells which of the states s is, -1 for none.
func (n numbered) of(s *ratelimit.State) int {
	b, err := s.MarshalBinary()
	if err != nil {
		return -1
	}
	for i := range n {
		if bytes.Equal(n[i], b) {
			return i
		}
	}
	return -1
}

// set makes s state i.
func (n numbered) set(s *ratelimit.State, i int) error { return s.UnmarshalBinary(n[i]) }

var errUnknown = errors.New("f was handed a state that was never saved")

// add makes each of the budgets the next state.
func (n numbered) add(ctx context.Context, s ratelimit.Store, budgets ...string) error {
	var inner error
	err := s.Update(ctx, budgets, func(_ time.Time, states []*ratelimit.State) bool {
		inner = nil
		if len(states) != len(budgets) {
			inner = fmt.Errorf("f was handed %d states for %d budgets", len(states), len(budgets))
			return false
		}
		for i := range states {
			at := n.of(states[i])
			if at < 0 || at+1 >= len(n) {
				inner = errUnknown
				return false
			}
			inner = errors.Join(inner, n.set(states[i], at+1))
		}
		return true
	})
	return errors.Join(err, inner)
}

// want checks which state a budget is in.
func (n numbered) want(ctx context.Context, s ratelimit.Store, budget string, want int) error {
	got := -1
	err := s.Update(ctx, []string{budget}, func(_ time.Time, states []*ratelimit.State) bool {
		got = n.of(states[0])
		return false
	})
	if err == nil && got != want {
		err = fmt.Errorf("budget %q was changed %d times, and then is in state %d", budget, want, got)
	}
	return err
}
