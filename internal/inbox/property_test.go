package inbox_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// TestLossless plays random lives: things happen in several lists and show late, are pushed late, twice or not at
// all, reads and conversions fail, and the listener is stopped and goes on from the last cursor again and again.
func TestLossless(t *testing.T) {
	for seed := range uint64(150) {
		live(t, seed)
	}
}

// TestLongLossless is TestLossless for longer. RELAIS_SEED has it play one life only.
func TestLongLossless(t *testing.T) {
	if s := os.Getenv("RELAIS_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		require.NoError(t, err)
		live(t, seed)
		return
	}
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to lose none in 3,000 lives")
	}
	for seed := range uint64(3_000) {
		live(t, seed+1_000_000)
		if t.Failed() {
			return
		}
	}
}

// life is one random schedule.
type life struct {
	*world
	rand   *rand.Rand
	margin []time.Duration
	lossy  bool // reads and conversions fail
	pushed bool
	quick  bool            // there are peeks, which overlook half of it
	hidden map[string]bool // can only be pushed
	shared map[string]bool // in two lists
	until  time.Time

	got    []string // over all runs
	failed string
}

func live(t *testing.T, seed uint64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newLife(t, seed)
		cursor, err := inbox.Cursor(t.Context(), l.config())
		require.NoError(t, err)
		l.plan()
		for time.Now().Before(l.until) {
			cursor = l.run(cursor)
			if l.rand.IntN(3) == 0 {
				pass(l.between(0, 20*time.Minute))
			}
		}
		pass(time.Hour)
		l.lossy = false
		h := l.catchUp(cursor)
		require.NoError(t, h.err)
		l.check(append(l.got, h.ids...))
		if l.failed != "" || t.Failed() {
			assert.Fail(t, l.failed, "RELAIS_SEED=%d", seed)
		}
	})
}

func newLife(t *testing.T, seed uint64) *life {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	l := &life{
		world: newWorld(t, ids("list", 1, 1+r.IntN(4))...), rand: r, lossy: r.IntN(2) == 0, pushed: r.IntN(2) == 0,
		hidden: map[string]bool{}, shared: map[string]bool{}, until: time.Now().Add(3 * time.Hour),
	}
	l.skew = l.between(-time.Hour, time.Hour).Truncate(time.Second)
	if l.pushed {
		l.queue = inbox.NewQueue[*push](0, 0)
	}
	var every, safety, took []time.Duration
	for _, list := range l.lists {
		l.margin = append(l.margin, l.between(time.Second, 4*time.Minute))
		every = append(every, l.between(10*time.Second, 6*time.Minute))
		safety = append(safety, l.between(0, 30*time.Minute))
		took = append(took, l.between(0, 20*time.Second))
		list.fail = func() error { return l.fault() }
	}
	l.quick = r.IntN(2) == 0
	l.conf = func(c *inbox.Config) {
		for i, list := range l.lists {
			list.took = took[i]
			s := &c.Sources[i]
			s.Margin, s.Every, s.Safety = l.margin[i], every[i], safety[i]
			if l.quick && i%2 == 0 {
				list.peeked = func(x *thing) bool { return len(x.id)%2 == 0 }
				s.Peek, s.PeekEvery = list.peek, every[i]/3
			}
		}
	}
	return l
}

func (l *life) between(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(l.rand.Int64N(int64(hi-lo)))
}

// fault fails one in six.
func (l *life) fault() error {
	if !l.lossy || l.rand.IntN(6) > 0 {
		return nil
	}
	switch l.rand.IntN(3) {
	case 0:
		return &social.Error{Kind: social.ErrRateLimited, RetryAfter: l.between(0, time.Minute)}
	case 1:
		return context.DeadlineExceeded
	default:
		return &social.Error{Kind: social.ErrUnavailable}
	}
}

// plan decides what will happen, and when it is pushed.
func (l *life) plan() {
	at := time.Now()
	for n := 0; at.Before(l.until); n++ {
		i := l.rand.IntN(len(l.lists))
		list := l.lists[i]
		x := &thing{id: fmt.Sprintf("%s:%d:%d", list.name, l.rand.IntN(1000), n), kind: social.EventComment, at: at.Add(l.skew)}
		x.shown = at.Add(l.between(0, l.margin[i]))
		list.things = append(list.things, x)
		if l.rand.IntN(8) == 0 { // another list has it too
			other := *x
			other.shown = at
			l.lists[(i+1)%len(l.lists)].things = append(l.lists[(i+1)%len(l.lists)].things, &other)
			l.shared[x.id] = true
		}
		if l.pushed {
			x.hidden = l.rand.IntN(5) == 0 && !l.shared[x.id]
			l.hidden[x.id] = x.hidden
			l.push(list.name, x, time.Until(at))
		}
		pause := l.between(0, 3*time.Minute)
		if l.rand.IntN(2) == 0 {
			pause = l.between(0, 3*time.Second)
		}
		at = at.Add(pause)
	}
}

// push has a thing pushed when it happens or later, once, twice or not at all, whole or by name. What no list shows
// is pushed once at least, as a network does that gets no answer.
func (l *life) push(source string, x *thing, in time.Duration) {
	times := l.rand.IntN(3)
	part := inbox.Pushed{Event: x.event(), Source: source}
	switch {
	case x.hidden:
		part.Source = ""
		times = max(times, 1)
	case l.rand.IntN(4) == 0:
		part.Event = nil
	}
	for range times {
		delay := l.between(0, 20*time.Second)
		if l.rand.IntN(10) == 0 {
			delay = l.between(0, 30*time.Minute)
		}
		p := &push{fail: l.fault}
		p.parts = append(p.parts, part)
		if part.Event != nil {
			p.parts[0].Event = x.event()
		}
		go func() {
			wait(l.t.Context(), in+delay)
			for l.queue.Put(l.t.Context(), p) != nil && l.t.Context().Err() == nil {
				wait(l.t.Context(), time.Minute)
			}
		}()
	}
}

// run listens from a cursor for some time, or for some events, and returns the next one.
func (l *life) run(cursor string) string {
	ctx, cancel := context.WithTimeout(l.t.Context(), l.between(time.Second, time.Hour))
	defer cancel()
	most := 1 + l.rand.IntN(30)
	seen := map[string]bool{}
	for _, list := range l.lists {
		clear(list.found)
	}
	var h heard
	for e, err := range inbox.Listen(ctx, l.config(), &social.ListenQuery{After: cursor}) {
		if err != nil {
			l.failed = err.Error()
			return cursor
		}
		h.add(e, nil)
		if seen[e.ID] {
			l.failed = e.ID + " came twice in a run"
		}
		seen[e.ID] = true
		cursor = e.Cursor
		if l.rand.IntN(20) == 0 {
			wait(ctx, l.between(0, 5*time.Minute)) // a slow consumer
		}
		if len(h.ids) == most {
			break
		}
	}
	if !l.pushed && !l.quick {
		l.checkOrder(h.events)
	}
	l.got = append(l.got, h.ids...)
	return cursor
}

// checkOrder: an event comes behind a newer one of its list only if it did not show when that was read.
func (l *life) checkOrder(events []*social.Event) {
	for _, list := range l.lists {
		shown := map[string]time.Time{}
		for _, x := range list.things {
			shown[x.id] = x.shown
		}
		var before *social.Event
		for _, e := range events {
			if _, ok := shown[e.ID]; !ok {
				continue
			}
			if before != nil && e.Time.Before(before.Time) && !shown[e.ID].After(list.found[before.ID]) && !l.shared[e.ID] && !l.shared[before.ID] {
				l.failed = e.ID + " came behind " + before.ID
			}
			if before == nil || e.Time.After(before.Time) {
				before = e
			}
		}
	}
}

// check demands everything, and that what is only read, from one list, comes once over all runs.
func (l *life) check(got []string) {
	want := map[string]bool{}
	for _, list := range l.lists {
		for _, x := range list.things {
			want[x.id] = true
		}
	}
	for id := range want {
		if !slices.Contains(got, id) {
			l.failed = fmt.Sprintf("%s was lost (hidden %v)", id, l.hidden[id])
		}
	}
	slices.Sort(got)
	for i, id := range got[1:] {
		if id == got[i] && !l.pushed && !l.shared[id] {
			l.failed = id + " came again after a restart"
		}
	}
}
