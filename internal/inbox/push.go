package inbox

import (
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
	drainBetween = 100  // pushes taken between two reads
	drainAtEnd   = 1 << 20
	convertLimit = time.Minute
)

// waiting is something pushed that could not be understood yet.
type waiting struct {
	item    any
	due     time.Time
	backoff stream.Backoff
}

// more tells that something was pushed; nil while no more can be taken.
func (l *listening) more() <-chan struct{} {
	if l.cfg.Push == nil || len(l.waiting) >= maxWaiting {
		return nil
	}
	return l.cfg.Push.more
}

// drain takes what was pushed meanwhile.
func (l *listening) drain(ctx context.Context, most int) error {
	for range most {
		select {
		case <-l.more():
		default:
			return nil
		}
		if err := l.takeNext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// takeNext deals with the oldest push.
func (l *listening) takeNext(ctx context.Context) error {
	it, ok := l.cfg.Push.take()
	if !ok {
		return nil
	}
	return l.try(ctx, &waiting{item: it, backoff: stream.Backoff{
		First: orDefault(l.cfg.RetryWait, defaultRetryWait), Max: orDefault(l.cfg.RetryWaitMax, defaultRetryWaitMax),
	}})
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
	for i, w := range due {
		if err := l.try(ctx, w); err != nil {
			l.waiting = append(l.waiting, due[i+1:]...)
			return err
		}
	}
	return nil
}

// try understands a push and delivers what it means, or keeps it for later.
func (l *listening) try(ctx context.Context, w *waiting) error {
	limited, cancel := context.WithTimeout(ctx, convertLimit)
	parts, err := l.cfg.Push.convert(limited, w.item)
	cancel()
	switch {
	case err == nil:
	case ctx.Err() != nil:
		l.waiting = append(l.waiting, w)
		return ctx.Err()
	case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrInvalid), errors.Is(err, errors.ErrUnsupported):
		l.warn("listening: something pushed is dropped", nil, err, 0)
		return nil
	case l.final(err, nil):
		l.waiting = append(l.waiting, w)
		return err
	default:
		pause := max(w.backoff.Next(), retryAfter(err))
		l.warn("listening: cannot understand what was pushed, trying again", nil, err, pause)
		w.due = time.Now().Add(pause)
		l.waiting = append(l.waiting, w)
		return nil
	}
	for i, p := range parts {
		if err := l.deliverPushed(ctx, p); err != nil {
			if !errors.Is(err, errStopped) || i < len(parts)-1 {
				l.waiting = append(l.waiting, w)
			}
			return err
		}
	}
	return nil
}

// deliverPushed delivers an event that was pushed, and has its source read if there is none.
func (l *listening) deliverPushed(ctx context.Context, p Pushed) error {
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
	it := item{event: p.Event, source: s, at: l.clock()}
	if !p.Event.Time.IsZero() {
		it.at = millis(p.Event.Time)
	}
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
