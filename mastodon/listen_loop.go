package mastodon

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/rest"
)

// maxWaiting bounds what was pushed and not read yet. Beyond it the stream is not read, which slows the server.
const maxWaiting = 1000

// follow delivers what happens from now on: it reads the list whenever there is a reason to, until ctx ends or an error
// is final. It waits here most of its life, and of many listeners each on a stack of its own: what takes room there is
// done elsewhere.
func (l *listener) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	p := startPump(ctx, l.c, l.timing)
	defer p.wait()
	defer cancel()
	timer := time.NewTimer(l.timing.start) // one read then serves what is old and what came before the stream stood
	defer timer.Stop()
	l.due = time.Now().Add(l.timing.start)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s := <-l.take(p.signals):
			l.note(s)
		case <-timer.C:
			if err := l.turn(ctx, p.signals); err != nil {
				return err
			}
		}
		timer.Reset(time.Until(l.due))
	}
}

// take is where signals come from: nowhere while too many of them wait for the list.
func (l *listener) take(signals <-chan signal) <-chan signal {
	if len(l.waiting) >= maxWaiting {
		return nil
	}
	return signals
}

// turn reads the list, and sets the time of the next turn. Its errors are final.
func (l *listener) turn(ctx context.Context, signals <-chan signal) error {
	if err := rest.Sleep(ctx, l.pace.Reserve().Delay()); err != nil {
		return err
	}
	l.drain(signals)
	if err := l.catchUp(ctx); err != nil {
		if l.final(err) || ctx.Err() != nil {
			return err
		}
		l.due = time.Now().Add(l.postpone(err))
		l.notBefore = l.due
		return nil
	}
	l.schedule()
	return nil
}

// drain takes what has been pushed meanwhile, so that one read serves all of it.
func (l *listener) drain(signals <-chan signal) {
	for range cap(signals) {
		select {
		case s := <-signals:
			l.note(s)
		default:
			return
		}
	}
}

// note takes in what the stream says.
func (l *listener) note(s signal) {
	switch s.kind {
	case streamUp:
		l.online = true
	case streamDown:
		l.online = false
		l.due = earlier(l.due, time.Now().Add(l.timing.poll))
		return
	case streamMissing: // a look at the list tells, too, whether the token is at fault
	case streamPush:
		id := s.event.notificationID()
		if id == "" || l.dealt.has(id) || l.pushed.has(id) || l.waiting[id] != nil {
			return
		}
		l.arrived++
		l.waiting[id] = &waiting{event: s.event, since: time.Now(), order: l.arrived}
		l.rereads = 0
	}
	l.due = earlier(l.due, time.Now())
	if l.due.Before(l.notBefore) {
		l.due = l.notBefore
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// schedule sets the time of the next read after one that succeeded.
func (l *listener) schedule() {
	l.backoff.Reset()
	l.notBefore = time.Time{}
	wait := l.timing.poll
	if l.online {
		wait = l.timing.safety
	}
	wait += rand.N(wait/10 + 1) //nolint:gosec // spreads the load of many clients
	if len(l.waiting) > 0 {     // the list lags behind the stream
		wait = min(wait, l.timing.lag<<min(l.rereads, 3))
		l.rereads++
	}
	l.due = time.Now().Add(wait)
}

// catchUp delivers what is new in the list, and then what has waited for it too long.
func (l *listener) catchUp(ctx context.Context) error {
	if err := l.readNew(ctx); err != nil {
		return err
	}
	for id := range l.waiting {
		if l.dealt.has(id) {
			delete(l.waiting, id)
		}
	}
	if len(l.waiting) == 0 {
		return nil
	}
	late := slices.SortedFunc(maps.Values(l.waiting), func(a, b *waiting) int { return cmp.Compare(a.order, b.order) })
	for _, w := range late {
		if time.Since(w.since) < l.timing.giveUp {
			return nil
		}
		if err := l.deliverPushed(ctx, w.event); err != nil {
			return err
		}
	}
	return nil
}

// deliverPushed delivers a notification that the list does not show: it was withdrawn at once, or the server has
// a problem. It is no place in the list from which to go on.
func (l *listener) deliverPushed(ctx context.Context, e *StreamEvent) error {
	id := e.notificationID()
	v, err := e.Decode()
	n, ok := v.(*Notification)
	if err != nil || !ok {
		delete(l.waiting, id) // not to be read, not even now
		return nil            //nolint:nilerr // the list will show it if it exists
	}
	if err := l.knowMe(ctx, []*Notification{n}); err != nil {
		return err
	}
	delete(l.waiting, id)
	l.pushed.add(id)
	return l.emit(ctx, n)
}
