package ratelimit

import (
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// budget is what this process keeps of a budget by itself.
type budget struct {
	rules  atomic.Pointer[rules]
	left   atomic.Int64 // as last seen, unknownLeft if not known
	smooth *rate.Limiter
	used   atomic.Int64 // Unix seconds
}

// forgetAfter is how long a budget without rules is kept unused.
const forgetAfter = time.Hour

// budget finds or makes the local part of a budget.
func (l *Limiter) budget(name string) *budget {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.budgets[name]
	if b == nil {
		if len(l.budgets) >= l.sweepAt {
			l.sweep(time.Now())
		}
		b = &budget{}
		if l.opts.Smooth != rate.Inf {
			b.smooth = rate.NewLimiter(l.opts.Smooth, l.opts.SmoothBurst)
		}
		b.left.Store(unknownLeft)
		b.used.Store(time.Now().Unix())
		l.budgets[name] = b
	}
	return b
}

// sweep drops budgets long unused, at every doubling of their number.
func (l *Limiter) sweep(now time.Time) {
	for name, b := range l.budgets {
		if b.rules.Load() == nil && b.used.Load() < now.Add(-forgetAfter).Unix() {
			delete(l.budgets, name)
		}
	}
	l.sweepAt = max(sweepMin, 2*len(l.budgets))
}

// rule sets one rule of a budget.
func (l *Limiter) rule(name string, n rule) {
	b := l.budget(name)
	for {
		old := b.rules.Load()
		if b.rules.CompareAndSwap(old, old.with(n)) {
			break
		}
	}
	l.queue.wake()
}

// note remembers what the budget has left.
func (b *budget) note(now time.Time, v *verdict) {
	b.used.Store(now.Unix())
	if v.known {
		b.left.Store(v.left)
	} else {
		b.left.Store(unknownLeft)
		b.used.Store(time.Now().Unix())
	}
}

// took takes units off what is left.
func (b *budget) took(units int64) {
	if b.left.Load() != unknownLeft {
		b.left.Add(-units)
	}
}
