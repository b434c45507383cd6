package inbox

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/relais-go/relais/internal/rest"
)

// forever is longer than anybody listens.
const forever = 10 * 365 * 24 * time.Hour

// loop reads what is due and delivers what is pushed, until ctx ends or an error is final.
func (l *listening) loop(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		due := l.next()
		if !time.Now().Before(due) {
			if err := l.work(ctx); err != nil {
				return err
			}
			if err := l.drain(ctx); err != nil {
				return err
			}
			continue
		}
		timer.Reset(time.Until(due))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		case <-l.more():
			if err := l.take(ctx); err != nil {
				return err
			}
		}
	}
}

// next is when something is due.
func (l *listening) next() time.Time {
	due := time.Now().Add(forever)
	for _, s := range l.sources {
		due = earlier(due, s.next())
	}
	for _, w := range l.waiting {
		due = earlier(due, w.due)
	}
	return due
}

// work reads what is due, and tries again what was pushed and could not be understood.
func (l *listening) work(ctx context.Context) error {
	if looks := l.due(); len(looks) > 0 {
		if err := l.pass(ctx, looks); err != nil {
			return err
		}
	}
	return l.takeAgain(ctx)
}

// look is a read of a source, or a peek.
type look struct {
	source *source
	whole  bool
}

// due are the looks to be taken. If one is due, others join it that soon will be, since only what is read together
// comes in order: those of equal intervals so stay together.
func (l *listening) due() []look {
	now, soon := time.Now(), forever
	any := false
	for _, s := range l.sources {
		any = any || !now.Before(s.next())
		soon = min(soon, s.every()/2)
		if s.Peek != nil {
			soon = min(soon, s.PeekEvery/2)
		}
	}
	if !any {
		return nil
	}
	var looks []look
	soonest := now.Add(soon)
	for _, s := range l.sources {
		switch {
		case now.Before(s.notBefore):
		case !s.due.After(soonest):
			looks = append(looks, look{s, true})
		case !s.peekAt.IsZero() && !s.peekAt.After(soonest):
			looks = append(looks, look{s, false})
		}
	}
	return looks
}

// catchUp reads every source once, and takes what was pushed already.
func (l *listening) catchUp(ctx context.Context) error {
	defer l.putBack()
	for {
		var looks []look
		due := time.Now().Add(forever)
		for _, s := range l.sources {
			if s.read || s.refused {
				continue
			}
			due = earlier(due, s.due)
			if !time.Now().Before(s.due) {
				looks = append(looks, look{s, true})
			}
		}
		if len(looks) > 0 {
			if err := l.pass(ctx, looks); err != nil {
				return err
			}
			continue
		}
		if time.Until(due) > forever/2 {
			return l.drainAll(ctx)
		}
		if err := rest.Sleep(ctx, time.Until(due)); err != nil {
			return err
		}
	}
}

// drainAll deals with all that was pushed up to now.
func (l *listening) drainAll(ctx context.Context) error {
	for l.more() != nil {
		select {
		case <-l.more():
		default:
			return nil
		}
		if err := l.take(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stretch spreads reads: those of one batch alike, so that they stay together.
func stretch() float64 { return 1 + rand.Float64()/10 } //nolint:gosec // jitter is no secret
