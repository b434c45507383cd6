package rest

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// Write is a write that must happen once and whose effect can be looked up.
type Write[T any] struct {
	// Twin tells writes apart that a look-up could not: those with the same twin run one after the other,
	// and what one of them created is never taken for another's.
	Twin string

	// Send makes the write, through Client.Do with class Lookup.
	Send func(ctx context.Context) (T, error)

	// Find looks for what the write would have created. taken reports IDs that belong to other writes. An
	// error means that it cannot be told.
	Find func(ctx context.Context, taken func(id string) bool) (found T, ok bool, err error)

	// ID names what was created.
	ID func(T) string

	// Keyed says that the server recognises a repeat by a key, so that a short look is enough before
	// sending again.
	Keyed bool

	// Sent says that an earlier process sent the write already, so that looking comes first.
	Sent bool
}

// Once makes writes happen once. A write whose answer was lost is looked for; it is sent again only when
// the server certainly did not execute it.
type Once struct {
	settle  time.Duration
	retries int
	log     *slog.Logger

	mu    sync.Mutex
	lanes map[string]*lane
	taken map[string]struct{}
	order []string // of taken, oldest first
}

// lane is the queue of writes with one twin.
type lane struct {
	turn  chan struct{}
	users int
}

// maxTaken bounds the memory for IDs; a look-up goes back minutes, not thousands of posts.
const maxTaken = 4096

func (o *Once) init(settle time.Duration, retries int, log *slog.Logger) {
	o.settle, o.retries, o.log = settle, retries, log
	o.lanes = make(map[string]*lane)
	o.taken = make(map[string]struct{})
}

// keyedSettle is for how long a write is looked for when a repeat would be recognised: a key that a server
// ignores against its word then still makes no duplicate.
const keyedSettle = time.Second

// maxResend bounds how often a write is sent again after it was looked for in vain.
const maxResend = 2

// WriteOnce makes the write and returns what stands. Its error is Send's; [social.ErrUncertain] means that it
// could not be found out whether the write took effect.
func WriteOnce[T any](ctx context.Context, o *Once, w *Write[T]) (T, error) {
	var none T
	leave, err := o.enter(ctx, w.Twin)
	if err != nil {
		return none, err
	}
	defer leave()

	sent := w.Sent
	for try := 0; ; try++ {
		cause := errResumed
		if !sent {
			v, err := w.Send(ctx)
			if err == nil {
				o.take(w.ID(v))
				return v, nil
			}
			if !errors.Is(err, social.ErrUncertain) {
				return none, err
			}
			cause = err
		}
		sent = false
		settle := o.settle
		if w.Keyed {
			settle = min(settle, keyedSettle)
		}
		v, ok, err := look(ctx, o, w, settle)
		switch {
		case err != nil:
			return none, uncertain(cause, err)
		case ok:
			o.log.Info("write whose answer was lost was found", slog.String("id", w.ID(v)), slog.Int("try", try+1))
			o.take(w.ID(v))
			return v, nil
		case !w.Keyed && !conclusive(cause):
			return none, uncertain(cause, nil)
		case try >= min(o.retries, maxResend):
			return none, withKind(cause, social.ErrUnavailable) // it certainly does not stand
		}
		o.log.Info("write whose answer was lost did not happen, sending again", slog.Int("try", try+1))
	}
}

// errResumed stands for the answer that a former process did not get.
var errResumed = errors.New("the answer to an earlier attempt was lost")

// conclusive reports whether not finding a write proves that it will not happen: the server gave up on the
// request. One that only went silent, or that a proxy gave up waiting for, may still be at work.
func conclusive(cause error) bool {
	var e *social.Error
	if errors.As(cause, &e) && (e.Status == 504 || e.Status >= 520) {
		return false
	}
	return !errors.Is(cause, errSilent) && !isContext(cause)
}

// look searches until the write is found or the time for it to appear is over.
func look[T any](ctx context.Context, o *Once, w *Write[T], settle time.Duration) (T, bool, error) {
	end := time.Now().Add(settle)
	for pause := settle / 20; ; pause *= 2 {
		v, ok, err := w.Find(ctx, o.isTaken)
		if err != nil || ok {
			return v, ok, err
		}
		left := time.Until(end)
		if left <= 0 {
			return v, false, nil
		}
		if err := Sleep(ctx, min(pause, left)); err != nil {
			return v, false, err
		}
	}
}

// uncertain says what is known of a write with an unknown outcome.
func uncertain(cause, lookup error) error {
	e := withKind(cause, social.ErrUncertain)
	if lookup != nil {
		e.Err = errors.Join(e.Err, lookup)
	}
	return e
}

// withKind is cause under another kind.
func withKind(cause, kind error) *social.Error {
	own := social.Error{Err: cause}
	var e *social.Error
	if errors.As(cause, &e) {
		own = *e
	}
	own.Kind = kind
	return &own
}

// enter waits for the turn of a write among its twins.
func (o *Once) enter(ctx context.Context, twin string) (leave func(), err error) {
	o.mu.Lock()
	l := o.lanes[twin]
	if l == nil {
		l = &lane{turn: make(chan struct{}, 1)}
		o.lanes[twin] = l
	}
	l.users++
	o.mu.Unlock()

	quit := func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(o.lanes, twin)
		}
	}
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn; quit() }, nil
	case <-ctx.Done():
		quit()
		return nil, &social.Error{Op: "publish", Err: ctx.Err()}
	}
}

func (o *Once) take(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.taken[id]; ok {
		return
	}
	o.taken[id] = struct{}{}
	o.order = append(o.order, id)
	if len(o.order) > maxTaken {
		delete(o.taken, o.order[0])
		o.order = o.order[1:]
	}
}

func (o *Once) isTaken(id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, ok := o.taken[id]
	return ok
}
