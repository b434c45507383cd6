package social

import (
	"context"
	"errors"
	"iter"
)

// ListenQuery says what to hear and from where on. nil means everything, from now on.
type ListenQuery struct {
	// After is the Cursor of the last event that was dealt with, in whichever process. "" starts with
	// what happens from now on; [FromStart] with the oldest that the network still has.
	After string

	// Kinds limits the events, nil means all. Cursors are good for any choice of kinds.
	Kinds []EventKind

	// CatchUp stops the sequence once everything that had happened when it began is delivered, instead of
	// waiting for more: for jobs that run now and then.
	CatchUp bool
}

// FromStart as ListenQuery.After delivers everything that the network still has.
const FromStart = "start"

// Listener hears what others do.
type Listener interface {
	// Listen iterates over events until ctx ends or the consumer stops. A sequence can be ranged over
	// once. Nothing is lost: after every gap (a cut, a restart with After) the client reads what it missed
	// before it goes on. Events come at least once, in the order in which they happened per account, and
	// without repeats within one run. A slow consumer slows the reader down.
	//
	// Reconnects and passing faults show in the log only. A yielded error is final: [ErrAuth],
	// [ErrPermission], [ErrInvalid] for a cursor that is not one of this network's; ctx's own error is
	// not yielded.
	Listen(ctx context.Context, q *ListenQuery) iter.Seq2[*Event, error]
}

// Cursorer is a [Listener] that can tell where the present is. Without it a program that was never given an
// event has no cursor to store, and would lose what happens until it starts again.
type Cursorer interface {
	// Cursor returns the cursor of now: Listen with it as After delivers what happens from this call on.
	Cursor(ctx context.Context) (string, error)
}

// Cursor returns the cursor of now with c if it is a [Cursorer].
func Cursor(ctx context.Context, c any) (string, error) {
	if p, ok := c.(Cursorer); ok {
		return p.Cursor(ctx)
	}
	return "", lacks[Cursorer](c)
}

// Listen listens with c if it is a [Listener].
func Listen(ctx context.Context, c any, q *ListenQuery) iter.Seq2[*Event, error] {
	if l, ok := c.(Listener); ok {
		return l.Listen(ctx, q)
	}
	return fail[Event](lacks[Listener](c))
}

// CursorBehind returns the cursor with which to go on after an error of Listen which says that events are lost, since
// the network does not let them be read any more: what there still is was delivered before, and the cursor stands
// behind all of it. Any other error has none; then one goes on from the last event's.
//
// Such errors have a method CursorBehind that returns the cursor.
func CursorBehind(err error) (cursor string, ok bool) {
	type gap interface {
		error
		CursorBehind() string
	}
	if g, ok := errors.AsType[gap](err); ok {
		cursor = g.CursorBehind()
	}
	return cursor, cursor != ""
}
