package inbox_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

const network = "fake"

// thing is an event of the fake network.
type thing struct {
	id     string
	kind   social.EventKind
	at     time.Time // when it happened
	shown  time.Time // from when on it is listed
	own    bool
	hidden bool // it is never listed

	insists bool // it is listed whatever was asked for
}

// list is a source of the fake network. Tests run in a bubble and change it only while all is at rest, so that nothing
// here needs a lock.
type list struct {
	name   string
	things []*thing

	reads  []time.Time // when it was read
	since  []time.Time
	peeks  []time.Time
	failed int
	fail   func() error               // asked in the middle of each read; nil: none fails
	after  func() error               // yielded at the end of each read
	took   time.Duration              // what a read takes
	found  map[string]time.Time       // when an event was first given
	each   func(ctx context.Context)  // before each event
	peeked func(t *thing) (seen bool) // by a peek
}

// world is the fake network with one account.
type world struct {
	t     *testing.T
	lists []*list
	conf  func(*inbox.Config)
	queue *inbox.Queue[*push]
	asked []*push // conversions that were tried
	skew  time.Duration
}

// push is what the fake network pushes.
type push struct {
	parts []inbox.Pushed
	fail  func() error
	took  time.Duration
}

func newWorld(t *testing.T, names ...string) *world {
	t.Helper()
	w := &world{t: t, conf: func(*inbox.Config) {}}
	for _, n := range names {
		w.lists = append(w.lists, &list{name: n, found: map[string]time.Time{}})
	}
	return w
}

// event is a new portable event each time.
func (x *thing) event() *social.Event {
	return &social.Event{
		Kind: x.kind, ID: x.id, Time: x.at.Truncate(time.Second),
		Ref: social.Ref{Network: network, Kind: social.RefComment, ID: x.id}, Private: x.own,
	}
}

// happens makes something happen now, which is listed after some time.
func (l *list) happens(id string, late time.Duration) *thing {
	now := time.Now()
	x := &thing{id: id, kind: social.EventComment, at: now, shown: now.Add(late)}
	l.things = append(l.things, x)
	return x
}

// read is a Reader. It lists the newest first.
func (l *list) read(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		edge.Load()
		l.reads, l.since = append(l.reads, time.Now()), append(l.since, since)
		l.give(ctx, yield, func(*thing) bool { return true }, since)
	}
}

func (l *list) peek(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		edge.Load()
		l.peeks = append(l.peeks, time.Now())
		l.give(ctx, yield, l.peeked, since)
	}
}

func (l *list) give(ctx context.Context, yield func(*social.Event, error) bool, shows func(*thing) bool, since time.Time) {
	began := time.Now()
	wait(ctx, l.took)
	edge.Load()
	visible := slices.DeleteFunc(slices.Clone(l.things), func(x *thing) bool {
		return x.hidden || x.shown.After(began) || x.event().Time.Before(since) && !x.insists || !shows(x)
	})
	slices.SortStableFunc(visible, func(a, b *thing) int { return b.at.Compare(a.at) })
	for i, x := range visible {
		if l.fail != nil && i == len(visible)/2 {
			if err := l.fail(); err != nil {
				l.failed++
				yield(nil, err)
				return
			}
		}
		if l.each != nil {
			l.each(ctx)
			edge.Load()
		}
		if l.found[x.id].IsZero() {
			l.found[x.id] = began
		}
		if !yield(x.event(), nil) {
			return
		}
	}
	if len(visible) == 0 && l.fail != nil {
		if err := l.fail(); err != nil {
			l.failed++
			yield(nil, err)
			return
		}
	}
	if l.after != nil {
		if err := l.after(); err != nil {
			yield(nil, err)
		}
	}
}

// wait lets the bubble's time pass.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// config is new for each listening, as a network makes it.
func (w *world) config() *inbox.Config {
	c := &inbox.Config{
		Network: network,
		Now:     func(context.Context) (time.Time, error) { return time.Now().Add(w.skew), nil },
		Own:     func(e *social.Event) bool { return e.Private },
	}
	for _, l := range w.lists {
		c.Sources = append(c.Sources, inbox.Source{
			Name: l.name, Kinds: []social.EventKind{social.EventComment}, Read: l.read, Every: 2 * time.Minute, Margin: time.Minute,
		})
	}
	if w.queue != nil {
		c.Push = inbox.NewPush(w.queue, w.convert)
	}
	w.conf(c)
	return c
}

func (w *world) convert(ctx context.Context, p *push) ([]inbox.Pushed, error) {
	edge.Load()
	w.asked = append(w.asked, p)
	wait(ctx, p.took)
	edge.Load()
	if p.fail != nil {
		if err := p.fail(); err != nil {
			return nil, err
		}
	}
	return p.parts, nil
}

// pushes has the network push something.
func (w *world) pushes(parts ...inbox.Pushed) *push {
	w.t.Helper()
	p := &push{parts: parts}
	require.NoError(w.t, w.queue.Put(w.t.Context(), p))
	return p
}

// heard is what came of a listening.
type heard struct {
	ids     []string
	at      []time.Time // when it was delivered
	events  []*social.Event
	cursors []string
	err     error
}

func (h *heard) add(e *social.Event, err error) {
	edge.Load()
	if err != nil {
		h.err = err
		return
	}
	h.ids = append(h.ids, e.ID)
	h.at = append(h.at, time.Now())
	h.events = append(h.events, e)
	h.cursors = append(h.cursors, e.Cursor)
}

// cursor is that of the last event.
func (h *heard) cursor() string { return h.cursors[len(h.cursors)-1] }

// cursorOr is cursor, or another if there was no event.
func (h *heard) cursorOr(other string) string {
	if len(h.cursors) == 0 {
		return other
	}
	return h.cursor()
}

// catchUp listens once.
func (w *world) catchUp(after string, kinds ...social.EventKind) *heard {
	w.t.Helper()
	h := &heard{}
	for e, err := range inbox.Listen(w.t.Context(), w.config(), &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		h.add(e, err)
	}
	return h
}

// caughtUp is catchUp without an error.
func (w *world) caughtUp(after string, kinds ...social.EventKind) []string {
	w.t.Helper()
	h := w.catchUp(after, kinds...)
	require.NoError(w.t, h.err)
	return h.ids
}

// listen listens in the background for a time, and returns what was heard up to now.
func (w *world) listen(q *social.ListenQuery) (h *heard, stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	h = &heard{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for e, err := range inbox.Listen(ctx, w.config(), q) {
			h.add(e, err)
		}
	}()
	return h, func() {
		cancel()
		<-ended
	}
}

// ids names n things.
func ids(prefix string, from, to int) []string {
	var all []string
	for i := from; i <= to; i++ {
		all = append(all, fmt.Sprint(prefix, i))
	}
	return all
}
