package social

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"sync/atomic"
	"time"
)

// inlet runs one listener of a merge on a goroutine of its own.
type inlet struct {
	r        *merging
	name     string
	index    int
	listener Listener
	slot     chan struct{} // holds one while something waits to be taken
	failed   atomic.Bool   // Watch was told so, and not yet that it works again
	stop     context.CancelCauseFunc
	saved    saved

	// Of its own goroutine.
	at     string        // where to go on
	loaded bool          // what the store knows is known
	pause  time.Duration // after the next failure
	gap    bool          // the last failure was one, and nothing has come since
	recent []uint64      // events, to leave out repeats
	oldest int           // in recent, once that is full

	// Guarded by merging.mu.
	head   *Event
	behind bool      // what comes was missed, and is awaited to come in the order of time
	since  time.Time // it is awaited since
	err    error     // why it is down
	out    bool      // it is not among those that are active
}

const (
	recentEvents = 1024        // remembered of each listener
	workingAgain = time.Minute // without a failure
	passingPause = time.Second // the first after a fault that passes
)

// errEnded is the cause when a listener stopped without a reason.
var errEnded = errors.New("the listener ended by itself")

func newInlet(r *merging, index int, at string) *inlet {
	s := r.m.sources[index]
	return &inlet{
		r: r, name: s.Name, index: index, listener: s.Listener, slot: make(chan struct{}, 1),
		at: at, pause: r.m.opts.RetryWait, since: time.Now(),
		behind: r.query.CatchUp || at != "" || r.m.opts.Store != nil && r.query.After == "",
	}
}

// run listens until ctx ends, again after each failure.
func (in *inlet) run(ctx context.Context) {
	for {
		err := in.listen(ctx)
		if ctx.Err() != nil {
			in.stopped(ctx)
			return
		}
		if in.r.query.CatchUp || in.r.unasked(err) {
			in.skip(ctx, err)
			in.down(err)
			return
		}
		if err == nil {
			err = errEnded
		}
		in.failed.Store(true)
		in.r.m.tell(in.name, &SourceError{Source: in.name, Err: err})
		if !in.wait(ctx, err) {
			in.stopped(ctx)
			return
		}
	}
}

// stopped notes that the listener has been stopped for a reason of its own.
func (in *inlet) stopped(ctx context.Context) {
	if err := context.Cause(ctx); errors.Is(err, ErrCursorMoved) {
		in.r.m.tell(in.name, err)
		in.down(err)
	}
}

// wait waits after a failure until it is time to listen again. It returns false if that is never.
func (in *inlet) wait(ctx context.Context, err error) bool {
	o := &in.r.m.opts
	gap := in.skip(ctx, err)
	if o.Watch == nil || o.RetryWait < 0 {
		in.down(err)
		return false
	}
	pause := max(in.pause, retryAfter(err))
	if gap && !in.gap { // it works, but for what is lost
		pause = passingPause
	} else {
		in.pause = min(2*in.pause, o.RetryWaitMax)
	}
	if in.gap = gap; gap {
		return pauseFor(ctx, pause)
	}
	in.down(err)
	if !pauseFor(ctx, pause) {
		return false
	}
	in.r.change(func() {
		in.err, in.out = nil, false
		in.r.active++
	})
	return true
}

// skip goes behind what is lost for good, if that is what the error says.
func (in *inlet) skip(ctx context.Context, err error) bool {
	cursor, ok := CursorBehind(err)
	if ok {
		in.move(ctx, cursor)
	}
	return ok
}

// down notes the end of a listener, for now or for good, with an error if it has failed.
func (in *inlet) down(err error) {
	in.r.change(func() {
		in.r.settle(in)
		if !in.out { // it may be stopped for good while it pauses
			in.r.active--
		}
		in.err, in.out = err, true
		if err != nil && in.r.fatal == nil && in.r.m.opts.Watch == nil && !in.r.query.CatchUp && !in.r.unasked(err) {
			in.r.fatal = in
		}
	})
}

// listen hears one run of the listener, from where it was.
func (in *inlet) listen(ctx context.Context) error {
	if err := in.begin(ctx); err != nil {
		return err
	}
	if in.failed.Load() {
		working := time.AfterFunc(workingAgain, in.works)
		defer working.Stop()
	}
	q := *in.r.query
	q.After = in.at
	if q.CatchUp {
		return in.hear(ctx, &q)
	}
	behind := false
	in.r.change(func() { behind = in.behind })
	if behind {
		q.CatchUp = true
		if err := in.hear(ctx, &q); err != nil {
			return err
		}
		q.After, q.CatchUp = in.at, false
		in.r.change(func() { in.r.settle(in) })
	}
	return in.hear(ctx, &q)
}

// load asks the store, if there is one, where the listener was left.
func (in *inlet) load(ctx context.Context) error {
	if in.r.saver == nil || in.loaded {
		return nil
	}
	at, err := in.r.saver.load(ctx, in)
	if err != nil {
		return err
	}
	in.loaded = true
	if in.r.query.After != "" {
		return nil
	}
	if at == "" {
		at = in.r.m.opts.New
	}
	if at != "" {
		in.move(ctx, at)
	}
	return nil
}

// begin finds out where the listener is to begin. What it does not know it cannot have missed.
func (in *inlet) begin(ctx context.Context) error {
	if err := in.load(ctx); err != nil || in.at != "" {
		return err
	}
	pause := passingPause
	for Can[Cursorer](in.listener) {
		now, err := Cursor(ctx, in.listener)
		if err == nil {
			in.move(ctx, now)
			break
		}
		if in.r.query.CatchUp || !passes(err) {
			return err
		}
		if !pauseFor(ctx, max(pause, retryAfter(err))) {
			return ctx.Err()
		}
		pause = min(2*pause, time.Minute)
	}
	if !in.r.query.CatchUp {
		in.r.change(func() { in.r.settle(in) })
	}
	return nil
}

// hear offers what the listener delivers.
func (in *inlet) hear(ctx context.Context, q *ListenQuery) error {
	for e, err := range in.listener.Listen(ctx, q) {
		switch {
		case err != nil:
			return err
		case e == nil || in.repeated(e):
			continue
		case !in.offer(ctx, e):
			return ctx.Err()
		}
		in.at, in.gap, in.pause = cmp.Or(e.Cursor, in.at), false, in.r.m.opts.RetryWait
		in.works()
	}
	return ctx.Err()
}

// offer waits until the event before was taken, and puts this one in its place.
func (in *inlet) offer(ctx context.Context, e *Event) bool {
	select {
	case in.slot <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	in.r.change(func() {
		in.head = e
		if in.behind {
			in.r.awaited--
		}
		heap.Push(&in.r.heads, in)
	})
	return true
}

// move goes on elsewhere, once the event before was taken.
func (in *inlet) move(ctx context.Context, cursor string) {
	select {
	case in.slot <- struct{}{}:
	case <-ctx.Done():
		return
	}
	in.at = cursor
	in.r.change(func() { in.r.moves = append(in.r.moves, move{in, cursor}) })
	<-in.slot
}

// repeated reports whether the event is one of the last.
func (in *inlet) repeated(e *Event) bool {
	if e.ID == "" {
		return false
	}
	id := maphash.String(in.r.seed, e.ID)
	if slices.Contains(in.recent, id) {
		return true
	}
	if len(in.recent) < recentEvents {
		in.recent = append(in.recent, id)
		return false
	}
	in.recent[in.oldest] = id
	in.oldest = (in.oldest + 1) % recentEvents
	return false
}

// works tells that a listener which had failed works again.
func (in *inlet) works() {
	if in.failed.CompareAndSwap(true, false) {
		in.r.m.tell(in.name, nil)
	}
}

// passes reports whether a failure is of those that pass by themselves.
func passes(err error) bool {
	return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRateLimited) || errors.Is(err, ErrQuota)
}

// retryAfter is the longest pause that an error names.
func retryAfter(err error) (d time.Duration) {
	for _, e := range Problems(err) {
		d = max(d, e.RetryAfter)
	}
	return d
}

// pauseFor waits. It returns false when ctx has ended.
func pauseFor(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
