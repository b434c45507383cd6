package rest_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// ledger is a limiter that admits all, or as many calls as it is told, and keeps book.
type ledger struct {
	mu    sync.Mutex
	calls []social.Call
	usage []social.Usage
	most  int // 0: no bound
}

func (l *ledger) Acquire(_ context.Context, c social.Call) (social.Grant, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.most > 0 && len(l.calls) == l.most {
		return nil, &social.Error{Kind: social.ErrQuota, RetryAfter: time.Hour, Message: "spent"}
	}
	l.calls = append(l.calls, c)
	return &entry{l: l}, nil
}

func (l *ledger) When(context.Context, social.Call) (time.Time, error) { return time.Time{}, nil }

type entry struct {
	l    *ledger
	done bool
}

func (e *entry) Done(u social.Usage) {
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	if e.done {
		panic("a grant was ended twice")
	}
	e.done = true
	e.l.usage = append(e.l.usage, u)
}

func limited(l *ledger) func(*rest.Config) {
	return func(cfg *rest.Config) { cfg.Limiter = l }
}

func charged(t *testing.T, class rest.Class) *rest.Request {
	t.Helper()
	r := request(t, class)
	r.Charges = []social.Charge{{Budget: "b", Units: 3}}
	r.Priority = social.PriorityPoll
	return r
}

// Every attempt takes from the budget, and every grant is ended once, with what became of it.
func TestBudgetOfEveryAttempt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		arm   func(*shelf)
		class rest.Class
		want  []social.Usage
	}{
		"answered": {nil, rest.Unsafe, []social.Usage{{}}},
		"not connected": {func(s *shelf) { s.dial.Store(1) }, rest.Unsafe,
			[]social.Usage{{NotSent: true}, {}}},
		"lost": {func(s *shelf) { s.sim.Faults().Add(simulator.Fault{Kind: simulator.CutAfter}) }, rest.Unsafe,
			[]social.Usage{{}}},
		"refused": {func(s *shelf) {
			s.sim.Faults().Add(simulator.Fault{
				Kind: simulator.FailBefore, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"0.01"}},
			})
		}, rest.Unsafe, []social.Usage{{Refused: true, RetryAfter: 10 * time.Millisecond}, {}}},
		"broken body": {func(s *shelf) { s.sim.Faults().Add(simulator.Fault{Kind: simulator.Malformed}) }, rest.Read,
			[]social.Usage{{}, {}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, l := newShelf(t), &ledger{}
			if c.arm != nil {
				c.arm(s)
			}
			_, _ = s.client(t, limited(l)).Do(t.Context(), charged(t, c.class), new(item))
			assert.Equal(t, c.want, l.usage)
			require.Len(t, l.calls, len(c.want))
			assert.Equal(t, social.Call{
				Network: "shelf", Op: charged(t, c.class).Op, Priority: social.PriorityPoll, Charges: []social.Charge{{Budget: "b", Units: 3}},
			}, l.calls[0])
		})
	}
}

// A request that cannot be made gives back what it took.
func TestBudgetOfARequestThatCannotBeMade(t *testing.T) {
	t.Parallel()
	s, l := newShelf(t), &ledger{}
	r := charged(t, rest.Unsafe)
	r.Body = &rest.File{Field: "Media[0]", Media: &social.Media{Open: func() (io.ReadCloser, error) { return nil, os.ErrNotExist }}}
	_, err := s.client(t, limited(l)).Do(t.Context(), r, nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.Equal(t, []social.Usage{{NotSent: true}}, l.usage)
	assert.Zero(t, s.sim.Log().Total())
}

func TestBudgetRefuses(t *testing.T) {
	t.Parallel()
	s, l := newShelf(t), &ledger{most: 1}
	c := s.client(t, limited(l))
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore})
	_, err := c.Do(t.Context(), charged(t, rest.Read), nil)
	e := socialError(t, err)
	assert.Equal(t, social.ErrQuota, e.Kind, "what stops the repeats is the budget")
	assert.Equal(t, time.Hour, e.RetryAfter)
	assert.Equal(t, "items.get", e.Op)
	require.ErrorContains(t, e.Err, "service unavailable")
	assert.Equal(t, 1, s.sim.Log().Total())

	_, err = c.Do(t.Context(), charged(t, rest.Unsafe), nil)
	require.ErrorIs(t, err, social.ErrQuota)
	require.NotErrorIs(t, err, social.ErrUncertain)
	assert.Equal(t, 1, s.sim.Log().Total())
	assert.Len(t, l.usage, 1)
}

func TestNothingToCharge(t *testing.T) {
	t.Parallel()
	s, l := newShelf(t), &ledger{most: 1}
	for range 3 {
		_, err := s.client(t, limited(l)).Do(t.Context(), request(t, rest.Read), nil)
		require.NoError(t, err)
	}
	assert.Empty(t, l.calls)
}
