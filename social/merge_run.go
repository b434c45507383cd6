package social

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"hash/maphash"
	"sync"
	"time"
)

// errConsumerStopped unwinds when the consumer has left the loop.
var errConsumerStopped = errors.New("the consumer stopped")

// merging is one run of Merged.Listen. What is not guarded belongs to the consumer's goroutine.
type merging struct {
	m      *Merged
	query  *ListenQuery
	yield  func(*Event, error) bool
	inlets []*inlet
	places places
	seed   maphash.Seed
	saver  *saver // nil without a store
	timer  *time.Timer

	ready chan struct{} // holds one if something has changed

	mu      sync.Mutex // guards the rest, and what inlets say is guarded by it
	heads   headHeap
	moves   []move
	awaited int    // inlets that must offer something before anything is delivered
	active  int    // inlets that are neither at their end nor down
	fatal   *inlet // whose failure ends the sequence
}

// move says that a listener has got on without an event.
type move struct {
	in *inlet
	to string
}

// newMerging reads the cursor.
func newMerging(m *Merged, q *ListenQuery, yield func(*Event, error) bool) (*merging, error) {
	r := &merging{m: m, query: q, yield: yield, seed: maphash.MakeSeed(), ready: make(chan struct{}, 1)}
	known := map[string]string{}
	var names, cursors []string
	if q.After != "" && q.After != FromStart {
		var ok bool
		if names, cursors, ok = parsePlaces(q.After); !ok {
			return nil, mergeError(m.Network(), "After", "is no cursor of a merge")
		}
	}
	for i, name := range names {
		known[name] = cursors[i]
	}
	for i, s := range m.sources {
		at := known[s.Name]
		switch {
		case q.After == FromStart:
			at = FromStart
		case at == "" && q.After != "":
			at = m.opts.New
		}
		r.places.add(s.Name, at)
		r.inlets = append(r.inlets, newInlet(r, i, at))
		delete(known, s.Name)
	}
	for _, name := range names { // those that are left out
		if cursor := known[name]; cursor != "" {
			r.places.add(name, cursor)
		}
	}
	return r, nil
}

// run listens to all until ctx ends, the consumer stops, or all is over.
func (r *merging) run(ctx context.Context) (err error) {
	if ctx.Err() != nil || r.query.CatchUp && r.query.After == "" && r.m.opts.Store == nil {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	if r.m.opts.Store != nil {
		r.saver = startSaver(ctx, r.m)
		defer func() {
			if unsaved := r.saver.stop(ctx); unsaved != nil {
				err = errors.Join(err, unsaved)
			}
		}()
	}
	defer wg.Wait()
	defer cancel()
	r.timer = time.NewTimer(0)
	defer r.timer.Stop()
	r.active = len(r.inlets)
	for _, in := range r.inlets {
		if in.behind {
			r.awaited++
		}
	}
	for _, in := range r.inlets {
		own, stop := context.WithCancelCause(ctx)
		in.stop = stop
		wg.Go(func() {
			defer stop(nil)
			in.run(own)
		})
	}
	return r.loop(ctx)
}

// loop delivers what the listeners offer.
func (r *merging) loop(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		in, e, wait, over := r.next()
		switch {
		case e != nil:
			if err := r.deliver(in, e); err != nil {
				return err
			}
		case over:
			return r.failures()
		default:
			r.timer.Reset(wait)
			select {
			case <-ctx.Done():
			case <-r.ready:
			case <-r.timer.C:
			}
		}
	}
}

// forever is longer than anybody listens.
const forever = 10 * 365 * 24 * time.Hour

// next takes the event that is to be delivered next; if there is none, it says how long to wait at most, or that all
// is over.
func (r *merging) next() (in *inlet, e *Event, wait time.Duration, over bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.moves {
		r.places.put(m.in.index, m.to)
		r.saver.note(m.in, m.to)
	}
	r.moves = r.moves[:0]
	if r.fatal != nil && r.fatal.head == nil {
		return nil, nil, 0, true
	}
	if len(r.heads) == 0 {
		return nil, nil, forever, r.active == 0
	}
	if r.awaited > 0 {
		if wait = r.patience(); wait > 0 {
			return nil, nil, wait, false
		}
	}
	in = heap.Pop(&r.heads).(*inlet) //nolint:forcetypeassert // it holds nothing else
	e, in.head = in.head, nil
	if in.behind {
		r.awaited++
		in.since = time.Now()
	}
	<-in.slot
	return in, e, 0, false
}

// patience is how long to wait for those that are awaited; who was silent for too long is not awaited any more. The
// lock is held.
func (r *merging) patience() time.Duration {
	if r.query.CatchUp {
		return forever
	}
	wait := forever
	for _, in := range r.inlets {
		if !in.behind || in.head != nil {
			continue
		}
		left := r.m.opts.Patience - time.Since(in.since)
		if left <= 0 {
			r.settle(in)
			continue
		}
		wait = min(wait, left)
	}
	if r.awaited == 0 {
		return 0
	}
	return wait
}

// settle notes that what a listener had missed is dealt with. The lock is held.
func (r *merging) settle(in *inlet) {
	if in.behind && in.head == nil {
		r.awaited--
	}
	in.behind = false
}

// deliver yields an event of a listener.
func (r *merging) deliver(in *inlet, e *Event) error {
	own := *e // others may look at it
	own.Source = in.name
	if e.Source != "" { // the listener is a merge itself
		own.Source += "/" + e.Source
	}
	own.Cursor = r.places.put(in.index, cmp.Or(e.Cursor, r.places.cursors[in.index]))
	if !r.yield(&own, nil) {
		return errConsumerStopped
	}
	r.saver.note(in, e.Cursor)
	return nil
}

// change changes what is guarded, and has the loop look again.
func (r *merging) change(f func()) {
	r.mu.Lock()
	f()
	r.mu.Unlock()
	select {
	case r.ready <- struct{}{}:
	default:
	}
}

// failures joins the errors of all listeners that failed, with the cursor behind gaps if there are any.
func (r *merging) failures() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs, unasked []error
	gap := false
	for _, in := range r.inlets {
		if in.err == nil {
			continue
		}
		err := &SourceError{Source: in.name, Err: in.err}
		if r.unasked(in.err) {
			unasked = append(unasked, err)
			continue
		}
		_, behind := CursorBehind(in.err)
		gap = gap || behind
		errs = append(errs, err)
	}
	if len(unasked) == len(r.inlets) {
		errs = unasked
	}
	err := errors.Join(errs...)
	if gap {
		r.places.rewrite()
		return &mergeGapError{err: err, cursor: r.places.text.String()}
	}
	return err
}

// unasked reports whether a listener ended because it has none of the kinds that are asked for.
func (r *merging) unasked(err error) bool {
	return r.query.Kinds != nil && errors.Is(err, errors.ErrUnsupported)
}

// mergeGapError is the end of a sequence in which listeners have lost something for good.
type mergeGapError struct {
	err    error
	cursor string
}

func (g *mergeGapError) Error() string        { return g.err.Error() }
func (g *mergeGapError) Unwrap() error        { return g.err }
func (g *mergeGapError) CursorBehind() string { return g.cursor }

// headHeap orders what is offered by time, ties by the names of the listeners.
type headHeap []*inlet

func (h headHeap) Len() int { return len(h) }

func (h headHeap) Less(i, j int) bool {
	if c := h[i].head.Time.Compare(h[j].head.Time); c != 0 {
		return c < 0
	}
	return h[i].name < h[j].name
}

func (h headHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements [heap.Interface].
func (h *headHeap) Push(x any) { *h = append(*h, x.(*inlet)) } //nolint:forcetypeassert // it holds nothing else

// Pop implements [heap.Interface].
func (h *headHeap) Pop() any {
	last := len(*h) - 1
	in := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return in
}
