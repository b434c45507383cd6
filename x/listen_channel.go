package x

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// maxHeld bounds what was pushed and cannot be delivered yet. Beyond it nothing more is taken from the streams,
// which slows X down.
const maxHeld = 5000

// maxUnverified bounds what a safety read would read again.
const maxUnverified = 5000

// item is an event on its way to the consumer.
type item struct {
	key   uint64 // its place in time: the id, or one of the same moment
	read  bool   // it can be read again: its id counts for the cursor
	event *social.Event
}

// reader reads what a source has between two ids, 0 for below is no bound. A gap is reported beside what could be
// read.
type reader func(ctx context.Context, above, below uint64) ([]*item, *GapError, error)

// channel is sources that share a place to go on from.
type channel struct {
	readers []reader
	margin  time.Duration // how late something may become visible
	settle  time.Duration // after a connection, until what came before it can be read
	again   bool          // some sources show late: they are read once more after a connection
	pos     position      // base as of the last read, or push of a stream that has all
	polled  uint64        // up to where was read

	start      uint64              // the base of the cursor that it began with
	resumed    map[uint64]struct{} // what was dealt with above that
	unverified int                 // delivered as pushed since the last read
	frozen     bool                // there is a gap: cursors stay before it

	pumps, up int       // streams that feed it, and those that stand
	covered   bool      // they push everything that the readers read
	upSince   time.Time // when the last one stood
	settled   bool      // what came before that was delivered
	held      []any     // pushed, and waiting for that

	due       time.Time // of the next read
	notBefore time.Time // after a read that failed
	backoff   stream.Backoff
}

func newChannel(t timing, p position) *channel {
	g := &channel{
		margin: t.lagDelay + t.margin, settle: t.lagDelay, pos: position{base: p.base}, polled: p.base, start: p.base,
		resumed: map[uint64]struct{}{},
		backoff: stream.Backoff{First: t.readFirst, Max: t.readMax},
	}
	for _, id := range p.done {
		g.resumed[id] = struct{}{}
		g.pos.done = append(g.pos.done, id)
	}
	return g
}

// active reports whether there is anything to hear.
func (g *channel) active() bool { return len(g.readers) > 0 || g.pumps > 0 }

// holds reports whether what is pushed has to wait for a read.
func (g *channel) holds() bool { return g.covered && !g.settled }

// stands reports whether all streams that feed the channel do.
func (g *channel) stands() bool { return g.pumps > 0 && g.up == g.pumps }

// soon brings the next read forward.
func (g *channel) soon(at time.Time) {
	if at.Before(g.notBefore) {
		at = g.notBefore
	}
	if at.Before(g.due) {
		g.due = at
	}
}

// advance notes that everything up to an id was dealt with.
func (g *channel) advance(to uint64) {
	if g.frozen || to <= g.pos.base {
		return
	}
	g.pos.base = to
	above := slices.IndexFunc(g.pos.done, func(id uint64) bool { return id > to })
	if above < 0 {
		above = len(g.pos.done)
	}
	g.pos.done = append(g.pos.done[:0], g.pos.done[above:]...)
}

// note remembers that an id was dealt with. Where too many are above base, base moves up to the oldest of them,
// unless others below that may still have to be read.
func (g *channel) note(id uint64) {
	if id <= g.pos.base {
		return
	}
	at, again := slices.BinarySearch(g.pos.done, id)
	if again {
		return
	}
	g.pos.done = slices.Insert(g.pos.done, at, id)
	if len(g.pos.done) <= maxDone {
		return
	}
	oldest := g.pos.done[0]
	g.pos.done = append(g.pos.done[:0], g.pos.done[1:]...)
	if g.pumps == 0 || g.covered {
		g.advance(oldest)
	}
}

// sortItems puts items into the order of time.
func sortItems(items []*item) {
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(a.key, b.key) })
}
