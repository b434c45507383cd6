package inbox

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

const (
	maxWaiting   = 1000 // pushes that could not be understood yet: beyond it no more are taken
	maxTaken     = 100  // pushes dealt with at once
	takeFor      = time.Second
	convertLimit = time.Minute
)

// waiting is something pushed that is yet to be dealt with.
type waiting struct {
	item    any
	due     time.Time // to try again
	backoff stream.Backoff
	left    int // parts to deliver
}

// more tells that something was pushed; nil while no more can be taken.
func (l *listening) more() <-chan struct{} {
	if l.cfg.Push == nil || len(l.waiting) >= maxWaiting {
		return nil
	}
	return l.cfg.Push.more
}

// drain deals with what was pushed meanwhile.
func (l *listening) drain(ctx context.Context) error {
	select {
	case <-l.more():
		return l.take(ctx)
	default:
		return nil
	}
}

// take deals with what was pushed up to now, or some of it: in the order of time, since networks push in none.
func (l *listening) take(ctx context.Context) error {
	began := time.Now()
	var parts []part
	for n := 0; n < maxTaken && (n == 0 || time.Since(began) < takeFor) && len(l.waiting) < maxWaiting; n++ {
		it, ok := l.cfg.Push.take()
		if !ok {
			break
		}
		more, err := l.understand(ctx, &waiting{item: it, backoff: stream.Backoff{
			First: orDefault(l.cfg.RetryWait, defaultRetryWait), Max: orDefault(l.cfg.RetryWaitMax, defaultRetryWaitMax),
		}})
		if err != nil {
			l.keep(parts)
			return err
		}
		parts = append(parts, more...)
	}
	return l.deliverParts(ctx, parts)
}

// takeAgain deals with pushes that failed before.
func (l *listening) takeAgain(ctx context.Context) error {
	now := time.Now()
	var due []*waiting
	l.waiting = slices.DeleteFunc(l.waiting, func(w *waiting) bool {
		if now.Before(w.due) {
			return false
		}
		due = append(due, w)
		return true
	})
	var parts []part
	for i, w := range due {
		more, err := l.understand(ctx, w)
		if err != nil {
			l.keep(parts)
			l.waiting = append(l.waiting, due[i+1:]...)
			return err
		}
		parts = append(parts, more...)
	}
	return l.deliverParts(ctx, parts)
}

// part is one thing that a push means.
type part struct {
	Pushed
	of *waiting
	at int64 // its time, in milliseconds since 1970; 0 without an event
}

// understand finds out what a push means, or keeps it for later.
func (l *listening) understand(ctx context.Context, w *waiting) ([]part, error) {
	limited, cancel := context.WithTimeout(ctx, convertLimit)
	pushed, err := l.cfg.Push.convert(limited, w.item)
	cancel()
	switch {
	case err == nil:
	case ctx.Err() != nil:
		l.waiting = append(l.waiting, w)
		return nil, ctx.Err()
	case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrInvalid), errors.Is(err, errors.ErrUnsupported):
		l.warn("listening: something pushed is dropped", nil, err, 0)
		return nil, nil
	case l.final(err, nil):
		l.waiting = append(l.waiting, w)
		return nil, err
	default:
		pause := max(w.backoff.Next(), retryAfter(err))
		l.warn("listening: cannot understand what was pushed, trying again", nil, err, pause)
		w.due = time.Now().Add(pause)
		l.waiting = append(l.waiting, w)
		return nil, nil
	}
	w.left = len(pushed)
	parts := make([]part, len(pushed))
	for i, p := range pushed {
		parts[i] = part{Pushed: p, of: w}
		switch {
		case p.Event == nil:
		case p.Event.Time.IsZero():
			parts[i].at = l.clock()
		default:
			parts[i].at = millis(p.Event.Time)
		}
	}
	return parts, nil
}

// keep leaves what could not be delivered for later.
func (l *listening) keep(parts []part) {
	for _, p := range parts {
		if p.of.left > 0 {
			l.waiting = append(l.waiting, p.of)
			p.of.left = 0
		}
	}
}

// deliverParts delivers in the order of time, and what ties as inOrder has it if IDs tell anything.
func (l *listening) deliverParts(ctx context.Context, parts []part) error {
	slices.SortStableFunc(parts, func(a, b part) int {
		if c := cmp.Compare(a.at, b.at); c != 0 || a.Event == nil || b.Event == nil || l.cfg.NewestFirst {
			return c
		}
		return inOrder(a.Event, b.Event)
	})
	for _, p := range parts {
		err := l.deliverPushed(ctx, p)
		if err == nil || errors.Is(err, errStopped) {
			p.of.left--
		}
		if err != nil {
			l.keep(parts)
			return err
		}
	}
	return nil
}

// deliverPushed delivers an event that was pushed, and has its source read if there is none.
func (l *listening) deliverPushed(ctx context.Context, p part) error {
	s := l.byName(p.Source)
	if s != nil {
		s.heard = time.Now()
	}
	if p.Event == nil {
		if s != nil {
			s.nudge(time.Now())
		}
		return nil
	}
	it := item{event: p.Event, source: s, at: p.at}
	switch {
	case s == nil && (it.at < l.floor || !l.wants(p.Event.Kind)):
		return nil
	case s != nil && it.at < s.floor && !s.Late: // it was dealt with before this run
		return nil
	}
	_, err := l.deliver(ctx, &it)
	if s != nil {
		s.relieve()
	}
	return err
}

// putBack leaves what was pushed and not dealt with to the next listening, which it also tells of what it has not
// taken.
func (l *listening) putBack() {
	if l.cfg.Push == nil {
		return
	}
	items := make([]any, len(l.waiting))
	for i, w := range l.waiting {
		items[i] = w.item
	}
	l.waiting = nil
	l.cfg.Push.back(items)
}

// tellGap says that what is only pushed may be missing, if the network wants that.
func (l *listening) tellGap(start *bookmark) error {
	p := l.cfg.Push
	if p == nil || p.Gap == nil || l.query.After == "" || l.query.After == social.FromStart || !l.pushedOnly() {
		return nil
	}
	from, until := fromMillis(start.at), fromMillis(l.clock())
	raw := p.Gap(from, until)
	if raw == nil {
		return nil
	}
	id := "gap:" + strconv.FormatInt(from.UnixMilli(), 10) + "-" + strconv.FormatInt(until.UnixMilli(), 10)
	e := &social.Event{
		Kind: social.EventOther, ID: id, Ref: social.Ref{Network: l.cfg.Network, Kind: social.RefEvent, ID: id}, Time: until,
		Raw: raw, Cursor: l.cursor(),
	}
	if !l.yield(e, nil) {
		return errStopped
	}
	return nil
}
