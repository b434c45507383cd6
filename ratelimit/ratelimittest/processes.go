package ratelimittest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// process is a limiter on a shared store, as in a process of its own, with the same allowances as all others.
func process(s ratelimit.Store) *ratelimit.Limiter {
	l := ratelimit.New(&ratelimit.Options{Store: s})
	l.Define("a", ratelimit.Allowance{Limit: allowance, Period: time.Hour})
	l.Define("b", ratelimit.Allowance{Limit: 1, Period: time.Hour})
	return l
}

const allowance = 50

// try asks for one unit of each budget. There is time for a slow store, and none for a window to end.
func try(ctx context.Context, l *ratelimit.Limiter, budgets ...string) (social.Grant, error) {
	return tryFor(ctx, 10*time.Second, l, budgets...)
}

// short is how long those wait who are kept from going out by a call that has not ended, and will not.
const short = 500 * time.Millisecond

func tryFor(ctx context.Context, wait time.Duration, l *ratelimit.Limiter, budgets ...string) (social.Grant, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c := social.Call{Network: "test", Op: "try"}
	for _, b := range budgets {
		c.Charges = append(c.Charges, social.Charge{Budget: b})
	}
	return l.Acquire(ctx, c)
}

// full reports whether err says that there was no room.
func full(err error) bool {
	return errors.Is(err, social.ErrRateLimited) || errors.Is(err, context.DeadlineExceeded)
}

func limit(ctx context.Context, s ratelimit.Store) error {
	limiters := []*ratelimit.Limiter{process(s), process(s)}
	var admitted atomic.Int64
	err := each(func(worker int) error {
		for range allowance/workers + 5 {
			g, err := try(ctx, limiters[worker%2], "a")
			switch {
			case err == nil:
				admitted.Add(1)
				g.Done(social.Usage{})
			case full(err):
				return nil
			default:
				return err
			}
		}
		return nil
	})
	if n := admitted.Load(); err == nil && n != allowance {
		err = fmt.Errorf("%d calls were let out, the allowance is %d", n, allowance)
	}
	return err
}

func heard(ctx context.Context, s ratelimit.Store) error {
	one, other := process(s), process(s)
	g, err := try(ctx, one, "a")
	if err != nil {
		return err
	}
	reset := time.Now().Add(time.Hour)
	g.Done(social.Usage{Windows: []social.Window{{Budget: "a", Limit: 10, Remaining: 0, Reset: reset}}})
	earliest := time.Until(reset)
	g, err = try(ctx, other, "a")
	if err == nil {
		g.Done(social.Usage{NotSent: true})
		return errors.New("the answer said that nothing is left for an hour, but another process lets a call out")
	}
	var e *social.Error
	if !errors.As(err, &e) || !errors.Is(err, social.ErrRateLimited) {
		return err
	}
	const exact = 5 * time.Second
	if latest := time.Until(reset); e.RetryAfter > earliest+exact || e.RetryAfter < latest-exact {
		return fmt.Errorf("the window ends in %v, the other process waits for %v", latest, e.RetryAfter)
	}
	return nil
}

func givenBack(ctx context.Context, s ratelimit.Store) error {
	one, other := process(s), process(s)
	held, err := try(ctx, one, "b")
	if err != nil {
		return err
	}
	if g, err := tryFor(ctx, short, other, "a", "b"); err == nil {
		g.Done(social.Usage{})
		return errors.New("b has one unit, which is taken, but a call for a and b is let out")
	} else if !full(err) {
		return err
	}
	if _, err := try(ctx, one, "a"); err != nil {
		return err
	}
	if left, ok := one.Left("a"); !ok || left != allowance-1 {
		return fmt.Errorf("one unit of %d was taken of a, but %d are left", allowance, left)
	}
	held.Done(social.Usage{NotSent: true})
	if _, err := try(ctx, other, "a", "b"); err != nil {
		return fmt.Errorf("the unit of b was given back, but: %w", err)
	}
	if _, err := tryFor(ctx, short, one, "b"); !full(err) {
		return fmt.Errorf("a call for a and b was let out, but b has room still: %w", err)
	}
	return nil
}
