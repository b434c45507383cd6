package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/social"
)

// grant is a call that wants to go out, then one that has.
type grant struct {
	l     *Limiter
	call  social.Call
	names []string // the budgets, each once
	parts []part   // in the same order
	says  verdict  // of all budgets together, when it last asked
	ended atomic.Bool

	nameBuf [3]string
	partBuf [3]part
}

// part is what a call takes from one budget.
type part struct {
	local  *budget
	units  int64
	flight uint64
	block  *verdict // why it had to wait when it last asked, nil if it had not
}

// free is the grant of a call that is not limited.
type free struct{}

// Done implements [social.Grant].
func (free) Done(social.Usage) {}

func newGrant(l *Limiter, c *social.Call) *grant {
	g := &grant{l: l, call: *c}
	g.names, g.parts = g.nameBuf[:0], g.partBuf[:0]
	for _, ch := range c.Charges {
		units := ch.Units
		if units == 0 {
			units = 1
		}
		if i := g.index(ch.Budget); i >= 0 {
			g.parts[i].units += units
			continue
		}
		g.names = append(g.names, ch.Budget)
		g.parts = append(g.parts, part{units: units, local: l.budget(ch.Budget)})
	}
	return g
}

// index finds a budget among those of the call; -1 if it is none.
func (g *grant) index(budget string) int {
	for i := range g.names {
		if g.names[i] == budget {
			return i
		}
	}
	return -1
}

// valid checks what the caller asks for.
func (g *grant) valid() error {
	for i := range g.parts {
		if g.parts[i].units < 0 {
			return &social.Error{
				Network: g.call.Network, Op: g.call.Op, Kind: social.ErrInvalid, Field: "Charges",
				Message: fmt.Sprintf("%d units of budget %s", g.parts[i].units, g.names[i]),
			}
		}
	}
	return nil
}

// take lets the call out if all its budgets have room, and takes nothing otherwise. Holds are the units to
// leave to others, by budget.
func (l *Limiter) take(ctx context.Context, g *grant, holds map[string][]hold) (verdict, error) {
	return l.ask(ctx, g, holds, true)
}

// look is take without taking.
func (l *Limiter) look(ctx context.Context, g *grant, holds map[string][]hold) (verdict, error) {
	return l.ask(ctx, g, holds, false)
}

func (l *Limiter) ask(ctx context.Context, g *grant, holds map[string][]hold, take bool) (verdict, error) {
	err := l.askStore(ctx, g, holds, take)
	if err == nil && l.shared && l.settleLate(ctx) && g.says.blocked {
		err = l.askStore(ctx, g, holds, take)
	}
	if err != nil {
		if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errStoreTimeout) {
			return verdict{}, fmt.Errorf("ratelimit: %w", err)
		}
		return verdict{}, &social.Error{
			Network: g.call.Network, Op: g.call.Op, Kind: social.ErrUnavailable, Message: "the store of rate budgets failed",
			Err: fmt.Errorf("ratelimit: %w", err),
		}
	}
	return g.says, nil
}

func (l *Limiter) askStore(ctx context.Context, g *grant, holds map[string][]hold, take bool) error {
	start := time.Now()
	return l.opts.Store.Update(ctx, g.names, func(now time.Time, states []*State) bool {
		now = now.Round(0)
		l.compare(start, now)
		g.check(now, states, holds)
		if g.says.blocked || !take {
			return false
		}
		for i, s := range states {
			p := &g.parts[i]
			p.flight = s.take(now, p.units, l.opts.Lease)
			p.local.took(p.units)
		}
		return true
	})
}

// check asks every budget of the call.
func (g *grant) check(now time.Time, states []*State, holds map[string][]hold) {
	g.says = verdict{}
	for i, s := range states {
		p := &g.parts[i]
		r := p.local.rules.Load()
		s.advance(now, r)
		v := s.check(now, &need{p.units, holds[g.names[i]]}, r)
		p.local.note(now, &v)
		p.block = nil
		if v.blocked {
			v.budget = g.names[i]
			p.block = new(v)
			g.says.block(v)
		}
	}
}

// refusal is the error for a call that had better not wait until at, by the store's clock; nil if it should.
func (v *verdict) refusal(ctx context.Context, g *grant, at time.Time) error {
	if v.hopeless() {
		return v.failure(g, at)
	}
	if deadline, ok := ctx.Deadline(); ok && at.Add(g.l.shift()).After(deadline) {
		return v.failure(g, at)
	}
	return nil
}

// failure says why a call cannot go out, and when it could.
func (v *verdict) failure(g *grant, at time.Time) error {
	e := &social.Error{
		Network: g.call.Network, Op: g.call.Op, Kind: social.ErrRateLimited,
		Message: fmt.Sprintf("budget %s: %s", v.budget, v.why),
	}
	if v.kind != kindRate {
		e.Kind = social.ErrQuota
	}
	if v.never {
		e.Kind = social.ErrInvalid
		e.Message += ": the call needs more than it ever holds"
		return e
	}
	if wait := time.Until(at.Add(g.l.shift())); wait > 0 && at.Year() < 9999 {
		e.RetryAfter = wait
	}
	return e
}

// asDone turns the end of a context into the error that Acquire returns.
func asDone(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, err) {
		return fmt.Errorf("ratelimit: %w: %w", err, cause)
	}
	return fmt.Errorf("ratelimit: %w", err)
}
