package ratelimit

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/relais-go/relais/social"
)

// Options configures a [Limiter]. The zero value, or a nil pointer, is a good start.
type Options struct {
	// Store keeps the budgets. Default: a new [Memory]. One that several processes share makes them draw
	// on the same allowance; priorities and the order of waiting hold within each process.
	Store Store

	// Smooth spreads the calls of each budget: no more per second than this, after a burst of SmoothBurst
	// (0 means 1). Default 0: a window may be used up as fast as calls come.
	Smooth      rate.Limit
	SmoothBurst int

	// Backoff is the first pause after a refusal that does not say when to come back; each further refusal
	// doubles it, up to MaxBackoff. Zero means 1 s and 15 min. Up to half as much is added at random.
	Backoff, MaxBackoff time.Duration

	// Lease is how long a call may last before it counts as lost: 0 means 1 h. It frees the budget of
	// calls whose process died.
	Lease time.Duration

	// Poll is how often a waiting call looks for room that others, with the same Store, may have given
	// back: 0 means 250 ms. Resets and what happens in this process need no polling.
	Poll time.Duration

	// Logger hears of refusals and failures of the store. Default: silence.
	Logger *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Store == nil {
		o.Store = &Memory{}
	}
	if o.Smooth <= 0 {
		o.Smooth = rate.Inf
	}
	o.SmoothBurst = max(o.SmoothBurst, 1)
	for _, d := range []struct {
		v        *time.Duration
		fallback time.Duration
	}{{&o.Backoff, time.Second}, {&o.MaxBackoff, 15 * time.Minute}, {&o.Lease, time.Hour}, {&o.Poll, 250 * time.Millisecond}} {
		if *d.v <= 0 {
			*d.v = d.fallback
		}
	}
	o.MaxBackoff = max(o.MaxBackoff, o.Backoff)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Limiter implements [social.Limiter]. It is safe for concurrent use, holds no goroutine while nobody waits,
// and needs no closing.
type Limiter struct {
	opts   Options
	shared bool // the store may be shared with other processes

	mu      sync.Mutex
	budgets map[string]*budget
	sweepAt int

	queue queue
	late  late
	clock clock // of the store
}

var _ social.Limiter = (*Limiter)(nil)

// storeTimeout bounds each use of the store that no caller's context does.
const storeTimeout = 5 * time.Second

// New makes a limiter; opts may be nil.
func New(opts *Options) *Limiter {
	if opts == nil {
		opts = &Options{}
	}
	l := &Limiter{opts: opts.withDefaults(), budgets: map[string]*budget{}, sweepAt: sweepMin}
	_, local := l.opts.Store.(*Memory)
	l.shared = !local
	l.queue.kick = make(chan struct{}, 1)
	return l
}

// Acquire implements [social.Limiter].
//
// Calls wait in the order of their priority, then of their arrival. One that needs much is not overtaken by
// others that need little of the same budget; one that waits for some other budget holds nobody up.
func (l *Limiter) Acquire(ctx context.Context, c social.Call) (social.Grant, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("ratelimit: %w", err)
	}
	if len(c.Charges) == 0 {
		return free{}, nil
	}
	g := newGrant(l, &c)
	if err := g.valid(); err != nil {
		return nil, err
	}
	if l.queue.crowded(g) {
		return l.wait(ctx, g)
	}
	v, err := l.take(ctx, g, nil)
	switch {
	case err != nil:
		return nil, err
	case v.blocked:
		if err := v.refusal(ctx, g, v.after(0)); err != nil {
			return nil, err
		}
		return l.wait(ctx, g)
	}
	return l.smooth(ctx, g)
}

// When implements [social.Limiter], going by the calls that wait now. It fails, as Acquire does, if waiting
// is of no use.
func (l *Limiter) When(ctx context.Context, c social.Call) (time.Time, error) {
	now := time.Now()
	if len(c.Charges) == 0 {
		return now, nil
	}
	g := newGrant(l, &c)
	if err := g.valid(); err != nil {
		return time.Time{}, err
	}
	v, err := l.look(ctx, g, l.queue.holds(g))
	if err != nil {
		return time.Time{}, err
	}
	switch at := v.after(0).Add(l.shift()); {
	case v.hopeless():
		return at, v.failure(g, at)
	case !v.blocked || at.Before(now):
		return now, nil
	default:
		return at.Local(), nil
	}
}

// Left is how many units the tightest window of a budget had left when this process last used the budget,
// calls in flight taken off; false if that is not known. It asks nobody, and suits metrics.
func (l *Limiter) Left(budget string) (int64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.budgets[budget]
	if b == nil {
		return 0, false
	}
	left := b.left.Load()
	return max(left, 0), left >= 0
}

// smooth holds an admitted call back for the even rate that Options ask for.
func (l *Limiter) smooth(ctx context.Context, g *grant) (social.Grant, error) {
	if l.opts.Smooth == rate.Inf {
		return g, nil
	}
	now := time.Now()
	var delay time.Duration
	taken := make([]*rate.Reservation, 0, len(g.parts))
	for i := range g.parts {
		r := g.parts[i].local.smooth.ReserveN(now, 1)
		taken = append(taken, r)
		delay = max(delay, r.DelayFrom(now))
	}
	if delay == 0 {
		return g, nil
	}
	v := verdict{blocked: true, at: now.Add(delay), why: "calls are spread evenly", budget: g.names[0]}
	err := v.refusal(ctx, g, v.at)
	if err == nil {
		err = pause(ctx, delay)
	}
	if err == nil {
		return g, nil
	}
	for _, r := range taken {
		r.Cancel()
	}
	g.giveBack(ctx)
	return nil, err
}

// pause waits, or until ctx is done.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return asDone(ctx)
	}
}

// unknownLeft is stored where it is not known how much is left.
const unknownLeft = math.MinInt64
