package social

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Source is one listener of a [Merge].
type Source struct {
	// Name is the caller's own for the account, unique and the same whenever a cursor is used. It is in every cursor,
	// and in [Event].Source. "" means the name of the network, which will do if there is one account of each.
	Name string

	// Listener is heard. One that is a [Cursorer] has its place in the cursor from the beginning; another from its
	// first event on, and begins with what happens from then on if the cursor was made before that.
	Listener Listener
}

// MergeOptions adjusts a [Merge]. The zero value is a good start.
type MergeOptions struct {
	// Watch is told when a listener fails, when events of it are lost for good (see [CursorBehind]), when its place
	// cannot be saved, and, with a nil error, when it works again: it has delivered an event, or has gone on for a
	// minute. Calls follow one another. It must return quickly, and must not wait for the consumer.
	//
	// With Watch, a failure while listening stops only its listener, which is started again from where it was. Without
	// it nobody would hear of the failure, so it ends the sequence.
	Watch func(source string, err error)

	// RetryWait and RetryWaitMax bound the pauses before a listener that failed is started again: the first, and the
	// longest of those that follow, each twice the one before. 0 means a minute, and an hour. When the failure names
	// a longer pause, that counts. RetryWait below 0: it is not started again.
	RetryWait, RetryWaitMax time.Duration

	// Patience is how long the others wait for a listener that is silent while what was missed is put in order: 0
	// means 10 seconds. With [ListenQuery].CatchUp they always wait.
	Patience time.Duration

	// New is where a listener begins that the cursor does not know: "" with what happens from now on, [FromStart]
	// with the oldest that the network still has.
	New string

	// Store, if set, keeps the place of each listener by itself, under its name. A query without After then goes on
	// from there. Places are saved within a second or so of an event having been dealt with, which it is when the
	// consumer asks for the next one, and when the sequence ends. It is the cheap way for hundreds of listeners,
	// whose cursor is long. Listen once at a time then: a listener whose place somebody else has moved has failed for
	// good, with [ErrCursorMoved], since the other hears it now.
	Store CursorStore
}

// Merged is many listeners as one: see [Merge]. It holds no state of what was heard and is safe for concurrent use.
type Merged struct {
	sources []Source
	opts    MergeOptions
	watch   sync.Mutex // calls of Watch follow one another
}

var (
	_ Listener = (*Merged)(nil)
	_ Cursorer = (*Merged)(nil)
	_ Named    = (*Merged)(nil)
)

// Merge makes one inbox of many listeners, of one network or several: a [Listener] and [Cursorer] with one order and
// one cursor for all. [Event].Source says whose an event is. opts may be nil. Errors wrap [ErrInvalid]: there is no
// source, one has no name or listener, or a name is there twice.
//
// # Order
//
// The events of each listener come in its own order, always. Those of different listeners come in the order of
// [Event].Time as far as it can be had, ties in that of the listeners' names: exactly with [ListenQuery].CatchUp, if
// each listener is in the order of time itself, since the next event is chosen when all have one to offer or have
// ended. While listening, what was missed comes first and in the same order, but without waiting longer than
// [MergeOptions].Patience for a listener that is silent; it is read by a catch-up of its own. From then on events are
// delivered as they come, the oldest first of those that are there at the same moment.
//
// # The cursor
//
// Each event's Cursor holds the places of all listeners, as delivered up to that event; so does that of
// [Merged.Cursor]. The next process may have other listeners: those that the cursor does not know begin at
// [MergeOptions].New; the places of those that are left out are kept, for when they come back. [SplitCursor] and
// [JoinCursors] take cursors apart and put them together.
//
// A cursor is about as long as those of all listeners together. Events share its memory, so it costs little however
// many there are; but storing it writes all of it, hence [MergeOptions].Store.
//
// # Failures
//
// Each listener runs by itself, two events ahead of the consumer at most: a slow consumer slows the listeners down,
// and a slow or failing listener does not slow the others. Failures are [*SourceError] values. What becomes of one that
// fails while listening is told at [MergeOptions].Watch; when all have failed, the sequence ends with all their errors.
// With CatchUp it ends with the errors of those that failed, after everything that the others had. A listener that has
// none of the kinds that the query asks for is left out, unless all are. Repeats are left out if they are among the
// 1,024 latest events of a listener.
func Merge(sources []Source, opts *MergeOptions) (*Merged, error) {
	m := &Merged{sources: slices.Clone(sources)}
	if opts != nil {
		m.opts = *opts
	}
	m.defaults()
	if m.opts.New != "" && m.opts.New != FromStart {
		return nil, mergeError("", "New", "is neither empty nor FromStart")
	}
	if len(sources) == 0 {
		return nil, mergeError("", "Sources", "are none")
	}
	names := map[string]bool{}
	for i := range m.sources {
		s := &m.sources[i]
		field := "Sources[" + strconv.Itoa(i) + "]"
		if s.Listener == nil {
			return nil, mergeError("", field+".Listener", "is nil")
		}
		if s.Name == "" {
			s.Name = NetworkOf(s.Listener)
		}
		if s.Name == "" || names[s.Name] {
			return nil, mergeError("", field+".Name", "is empty, or there twice: "+strconv.Quote(s.Name))
		}
		names[s.Name] = true
	}
	return m, nil
}

// defaults fills in what the zero values mean.
func (m *Merged) defaults() {
	set := func(d *time.Duration, otherwise time.Duration) {
		if *d == 0 {
			*d = otherwise
		}
	}
	set(&m.opts.RetryWait, time.Minute)
	set(&m.opts.RetryWaitMax, time.Hour)
	set(&m.opts.Patience, 10*time.Second)
}

// Network implements [Named]: the network that all listeners share, "" if they differ.
func (m *Merged) Network() string {
	network := NetworkOf(m.sources[0].Listener)
	for _, s := range m.sources[1:] {
		if NetworkOf(s.Listener) != network {
			return ""
		}
	}
	return network
}

// Listen implements [Listener]. See [Merge] for what is promised.
func (m *Merged) Listen(ctx context.Context, q *ListenQuery) iter.Seq2[*Event, error] {
	var query ListenQuery
	if q != nil {
		query = *q
		query.Kinds = slices.Clone(q.Kinds)
	}
	return func(yield func(*Event, error) bool) {
		r, err := newMerging(m, &query, yield)
		if err == nil {
			err = r.run(ctx)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, errConsumerStopped) {
			yield(nil, err)
		}
	}
}

// Cursor implements [Cursorer]: it asks all listeners at once. A listener that is no Cursorer makes it fail with
// [errors.ErrUnsupported].
func (m *Merged) Cursor(ctx context.Context) (string, error) {
	cursors := make(map[string]string, len(m.sources))
	errs := make([]error, len(m.sources))
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i, s := range m.sources {
		wg.Go(func() {
			cursor, err := Cursor(ctx, s.Listener)
			if err != nil {
				errs[i] = &SourceError{Source: s.Name, Err: err}
				return
			}
			mu.Lock()
			defer mu.Unlock()
			cursors[s.Name] = cursor
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	return JoinCursors(cursors), nil
}

// tell tells Watch.
func (m *Merged) tell(source string, err error) {
	if m.opts.Watch == nil {
		return
	}
	m.watch.Lock()
	defer m.watch.Unlock()
	m.opts.Watch(source, err)
}

// SourceError is the failure of one listener of a [Merge].
type SourceError struct {
	Source string // its name
	Err    error
}

// Error gives the listener's name and what went wrong.
func (e *SourceError) Error() string { return e.Source + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *SourceError) Unwrap() error { return e.Err }

// mergeError is the error of an argument.
func mergeError(network, field, message string) error {
	return &Error{Network: network, Op: "merge", Kind: ErrInvalid, Field: field, Message: message}
}
