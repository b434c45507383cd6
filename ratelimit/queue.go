package ratelimit

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// queue holds the calls that wait, most urgent first. While there are any, one goroutine serves them.
type queue struct {
	mu      sync.Mutex
	waiting []*waiter
	serving bool
	kick    chan struct{} // holds one
}

// waiter is one call in the queue.
type waiter struct {
	g        *grant
	deadline time.Time  // zero for none
	done     chan error // holds one: nil once the call is admitted
}

// crowded reports whether a call that draws on one of g's budgets waits and comes first.
func (q *queue) crowded(g *grant) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range q.waiting {
		if w.g.call.Priority > g.call.Priority {
			break
		}
		if slices.ContainsFunc(w.g.names, func(n string) bool { return g.index(n) >= 0 }) {
			return true
		}
	}
	return false
}

// holds lists what the calls ahead of g, were it to queue now, want of its budgets.
func (q *queue) holds(g *grant) map[string][]hold {
	q.mu.Lock()
	defer q.mu.Unlock()
	var held map[string][]hold
	for _, w := range q.waiting {
		if w.g.call.Priority > g.call.Priority {
			break
		}
		if held == nil {
			held = map[string][]hold{}
		}
		w.hold(held, time.Time{})
	}
	return held
}

// hold adds what the call wants, and before when it cannot go out, to what others have to leave.
func (w *waiter) hold(held map[string][]hold, at time.Time) {
	for i, name := range w.g.names {
		held[name] = append(held[name], hold{w.g.parts[i].units, at})
	}
}

// join adds a waiter behind those of its priority. It reports whether nobody serves the queue yet.
func (q *queue) join(w *waiter) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := len(q.waiting)
	for i > 0 && q.waiting[i-1].g.call.Priority > w.g.call.Priority {
		i--
	}
	q.waiting = slices.Insert(q.waiting, i, w)
	first := !q.serving
	q.serving = true
	return first
}

// leave removes a waiter; false if it is no longer there.
func (q *queue) leave(w *waiter) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, w)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	return i >= 0
}

// snapshot copies the queue. If it is empty, service ends with that.
func (q *queue) snapshot(to []*waiter) []*waiter {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.serving = false
	}
	return append(to[:0], q.waiting...)
}

// wake has the queue looked at again, since something has changed.
func (q *queue) wake() {
	q.mu.Lock()
	serving := q.serving
	q.mu.Unlock()
	if !serving {
		return
	}
	select {
	case q.kick <- struct{}{}:
	default:
	}
}

// wait queues the call and returns when it is admitted, refused or given up.
func (l *Limiter) wait(ctx context.Context, g *grant) (social.Grant, error) {
	w := &waiter{g: g, done: make(chan error, 1)}
	w.deadline, _ = ctx.Deadline()
	if l.queue.join(w) {
		go l.serve(context.WithoutCancel(ctx))
	} else {
		l.queue.wake()
	}
	select {
	case err := <-w.done:
		if err != nil {
			return nil, err
		}
		return l.smooth(ctx, g)
	case <-ctx.Done():
	}
	if l.queue.leave(w) {
		l.queue.wake() // those behind may have been held up
	} else if err := <-w.done; err == nil {
		g.giveBack(ctx) // admitted in this very moment
	}
	return nil, asDone(ctx)
}

// serve admits waiting calls until there are none.
func (l *Limiter) serve(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var list []*waiter
	for {
		list = l.queue.snapshot(list)
		if len(list) == 0 {
			return
		}
		p := pass{l: l, held: map[string][]hold{}, blocks: map[string]*block{}}
		for _, w := range list {
			p.try(ctx, w)
		}
		clear(list)
		if !p.kept {
			continue // nobody waits, unless one has come just now
		}
		timer.Reset(p.sleep())
		select {
		case <-l.queue.kick:
		case <-timer.C:
		}
	}
}

// pass is one walk along the queue.
type pass struct {
	l      *Limiter
	held   map[string][]hold
	blocks map[string]*block // budgets without room for a call further ahead: whoever is behind need not ask
	wake   time.Time         // by the store's clock; zero for never
	soon   bool              // some call may find room at any time
	kept   bool              // some call waits on
	failed error             // of the store
}

// block is a budget without room.
type block struct {
	verdict
	ahead int64 // units that earlier calls wait for
}

// try lets one waiter out, or turns it away, or notes what keeps it.
func (p *pass) try(ctx context.Context, w *waiter) {
	if p.failed != nil {
		p.l.dismiss(w, p.failed)
		return
	}
	v := p.blocked(w)
	if v == nil {
		ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errStoreTimeout)
		defer cancel()
		got, err := p.l.take(ctx, w.g, p.held)
		switch {
		case err != nil:
			p.failed = err
			p.l.dismiss(w, err)
			return
		case !got.blocked:
			p.l.admit(ctx, w)
			return
		}
		for i, name := range w.g.names {
			if b := w.g.parts[i].block; b != nil {
				p.blocks[name] = &block{verdict: *b}
			}
		}
		v = &got
	}
	at := v.after(0)
	late := !w.deadline.IsZero() && at.Add(p.l.shift()).After(w.deadline)
	if v.hopeless() || late {
		p.l.dismiss(w, v.failure(w.g, at))
		return
	}
	p.keep(w, v, at)
}

// blocked finds the budget that keeps w from going out for longest, if one does for sure.
func (p *pass) blocked(w *waiter) *verdict {
	var worst *verdict
	for i, name := range w.g.names {
		b := p.blocks[name]
		if b == nil {
			continue
		}
		v := b.verdict
		v.at = b.after(b.ahead + w.g.parts[i].units - 1)
		v.limit, v.never = 0, false
		if worst == nil {
			worst = &v
		} else {
			worst.block(v)
		}
	}
	return worst
}

// keep leaves w in the queue: others leave it room, and it is looked at again when it may have some.
func (p *pass) keep(w *waiter, v *verdict, at time.Time) {
	for i, name := range w.g.names {
		if b := p.blocks[name]; b != nil {
			b.ahead += w.g.parts[i].units
		}
	}
	w.hold(p.held, at)
	p.kept = true
	p.soon = p.soon || v.soon
	if until := v.at; !until.IsZero() && (p.wake.IsZero() || until.Before(p.wake)) {
		p.wake = until
	}
}

// sleep is for how long nothing happens unless somebody says so. Processes that share a store wake up at
// slightly different times.
func (p *pass) sleep() time.Duration {
	d := time.Hour
	if !p.wake.IsZero() {
		d = time.Until(p.wake.Add(p.l.shift()))
	}
	if p.l.shared {
		d += jitter(10 * time.Millisecond)
	}
	if p.soon {
		d = min(d, p.l.opts.Poll+jitter(p.l.opts.Poll/4))
	}
	return max(d, 0)
}

// admit tells a waiter that it may go, unless it has left.
func (l *Limiter) admit(ctx context.Context, w *waiter) {
	if l.queue.leave(w) {
		w.done <- nil
		return
	}
	w.g.giveBack(ctx)
}

// dismiss turns a waiter away.
func (l *Limiter) dismiss(w *waiter, err error) {
	if l.queue.leave(w) {
		w.done <- err
	}
}
