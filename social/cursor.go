package social

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// ErrCursorMoved is what a [CursorStore] returns, wrapped, when somebody else has moved the cursor: load it again.
var ErrCursorMoved = errors.New("another process has moved the cursor")

// CursorStore keeps how far inboxes were dealt with, for the next run or another process. An inbox is what one
// [Listener] delivers; its name is chosen by the caller, one per account, as "x/acme-brand". Empty names are
// [ErrInvalid]. Implementations honour ctx and are safe for concurrent use.
type CursorStore interface {
	// LoadCursor returns the cursor last saved, "" if there is none.
	LoadCursor(ctx context.Context, inbox string) (string, error)

	// SaveCursor replaces old, which the caller has loaded or last saved, by next, in one step. If the store holds
	// another by now, it keeps that, and the error wraps [ErrCursorMoved]: so a process that lags behind, or was
	// thought dead, cannot move the cursor back. Saving what the store holds already does nothing, hence a save
	// whose outcome is not known may be repeated. An empty next forgets the cursor.
	SaveCursor(ctx context.Context, inbox, old, next string) error
}

// saveTime bounds saving the cursor of an event that was dealt with, whatever the caller's context does.
const saveTime = 10 * time.Second

// ListenStored listens with c from where the inbox was left, and moves the stored cursor along. An event counts as dealt
// with once the loop asks for the next one; whoever leaves the loop before gets it again next time, and so does whoever
// died.
//
// While nothing is stored, q.After says where to begin. If that is empty too, the present is stored at once if c is a
// [Cursorer], so that nothing is lost between a first run without events and the second. q may be nil.
//
// What [Listener] says of sequences and errors holds. In addition an error of the store is yielded, and is final: one
// that wraps [ErrCursorMoved] says that another process listens to the same inbox. An error which says that events are
// lost for good (see [CursorBehind]) is yielded once: the next run begins behind them.
func ListenStored(ctx context.Context, c any, store CursorStore, inbox string, q *ListenQuery) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		var query ListenQuery
		if q != nil {
			query = *q
		}
		stored, err := startInbox(ctx, c, store, inbox, &query)
		if err != nil {
			if ctx.Err() == nil {
				yield(nil, err)
			}
			return
		}
		for e, err := range Listen(ctx, c, &query) {
			if err != nil {
				more := yield(nil, err)
				if err := passGap(ctx, store, inbox, stored, err); err != nil && more {
					yield(nil, err)
				}
				return
			}
			if !yield(e, nil) {
				return
			}
			if e.Cursor == "" || e.Cursor == stored {
				continue
			}
			if err := saveCursor(ctx, store, inbox, stored, e.Cursor); err != nil {
				yield(nil, err)
				return
			}
			stored = e.Cursor
		}
	}
}

// passGap moves the stored cursor behind what is lost for good, if that is what the error says: otherwise the next run
// would be told of the same gap, and end there, until something new happens.
func passGap(ctx context.Context, store CursorStore, inbox, stored string, err error) error {
	behind, ok := CursorBehind(err)
	if !ok {
		return nil
	}
	return saveCursor(ctx, store, inbox, stored, behind)
}

// startInbox finds out where to begin, and what is stored.
func startInbox(ctx context.Context, c any, store CursorStore, inbox string, q *ListenQuery) (stored string, err error) {
	stored, err = store.LoadCursor(ctx, inbox)
	if err != nil {
		return "", fmt.Errorf("social: load cursor: %w", err)
	}
	if stored != "" {
		q.After = stored
		return stored, nil
	}
	if q.After != "" || !Can[Cursorer](c) {
		return "", nil
	}
	now, err := Cursor(ctx, c)
	if err != nil {
		return "", err
	}
	if err := saveCursor(ctx, store, inbox, "", now); err != nil {
		return "", err
	}
	q.After = now
	return now, nil
}

// saveCursor works after ctx has ended: what was dealt with is not to come again.
func saveCursor(ctx context.Context, store CursorStore, inbox, old, next string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	if err := store.SaveCursor(ctx, inbox, old, next); err != nil {
		return fmt.Errorf("social: save cursor: %w", err)
	}
	return nil
}
