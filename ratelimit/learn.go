package ratelimit

import (
	"time"

	"github.com/relais-go/relais/social"
)

const (
	// maxReset bounds how far ahead a reset may lie when the window's length is not told: a stray number
	// must not close a budget for years. A day and an hour, for windows of a day.
	maxReset = 25 * time.Hour
	// noReset is how long a window lasts whose answer tells neither end nor length.
	noReset = time.Minute
	// lateReset is how long a window goes on that, going by the local clock, is over already.
	lateReset = 250 * time.Millisecond
	// minSpan is the least length that a window is thought to have if none is told.
	minSpan = time.Second
	// maxNameless is the number of windows without a name that a budget may hold.
	maxNameless = 4
)

// report is a [social.Window] made usable: Left and Reset are set, Limit is -1 or positive.
type report struct {
	name    string
	limit   int64
	left    int64
	reset   time.Time
	span    time.Duration // as told, or as far as the reset shows
	period  time.Duration // as told
	overdue bool          // it was over when it came
}

// newReport reads w; false if it says nothing of use.
func newReport(now time.Time, w *social.Window, refused bool) (report, bool) {
	r := report{name: w.Name, limit: w.Limit, left: w.Remaining, reset: w.Reset, period: w.Period}
	if r.limit <= 0 {
		r.limit = -1
	}
	if r.left < 0 && refused {
		r.left = 0
	}
	if r.left < 0 {
		r.left = r.limit
	}
	if r.left < 0 || r.limit < 0 && r.reset.IsZero() {
		return r, false
	}
	if r.limit > 0 {
		r.left = min(r.left, r.limit)
	}
	if r.reset.IsZero() {
		r.reset = now.Add(max(r.period, noReset))
		if r.period > 0 {
			r.reset = now.Add(r.period)
		}
	}
	furthest := maxReset
	if r.period > 0 {
		furthest = r.period + time.Second
	}
	if limit := now.Add(furthest); r.reset.After(limit) {
		r.reset = limit
	}
	r.span = r.period
	if r.span == 0 {
		r.span = max(r.reset.Sub(now), minSpan)
	}
	r.overdue = !r.reset.After(now)
	return r, true
}

// learn takes in what the answer to flight id says of one window; id is 0 if the call did not draw on the budget. It
// reports whether that holds now, rather than being news of a window that has ended.
func (s *State) learn(now time.Time, id uint64, w *social.Window, refused bool) bool {
	if isShare(w.Name) {
		return s.learnShare(now, id, w)
	}
	r, ok := newReport(now, w, refused)
	if !ok {
		return false
	}
	if r.overdue {
		if s.ended(&r, id) {
			return false
		}
		r.reset = now.Add(lateReset) // the server thinks that it still runs: its clock is behind
	}
	i := s.match(&r, id)
	if i < 0 {
		i = s.add(&r)
		s.d.Slots[i].Told = id
	} else if !s.d.Slots[i].update(&r, id) {
		s.d.Slots[i].told = true // an earlier instance has counted the call
		return false
	}
	told := &s.d.Slots[i]
	told.told = true
	told.cover(id, s.d.Seq)
	s.forgetGuesses(i, id)
	s.evict()
	return true
}

// ended reports whether r is about an instance that the slots have left behind, and marks the slot that
// would otherwise count the call twice.
func (s *State) ended(r *report, id uint64) bool {
	for i := range s.d.Slots {
		w := &s.d.Slots[i]
		if w.is(r) && id <= w.Ended {
			w.told = true
			return true
		}
	}
	return false
}

// is reports whether the slot and the report can be about one window. A window is known by its name; those
// without one by limit and, if told, length.
func (w *slot) is(r *report) bool {
	if w.Name != r.name || w.Share != nil {
		return false
	}
	if r.name != "" {
		return true
	}
	return w.Limit == r.limit && (r.period == 0 || w.Span == r.period || w.Guess)
}

// near reports whether two resets mean the same one: rounded seconds and a better idea of the server's clock
// move it a little from answer to answer, and on some servers it slides.
func (w *slot) near(r *report, t time.Time) bool {
	tolerance := min(w.Span, r.span) / 4
	return r.reset.Sub(t).Abs() <= min(tolerance, time.Minute)
}

// match finds the slot that r is about, -1 if there is none.
//
// A server may show, under no name, whichever of several windows is closest to exhaustion. Those with
// different limits are different windows. Those with the same limit, as Mastodon's 300 per 5 minutes and 300
// per 15 minutes, are told apart by their resets: while these coincide it does not matter which is meant,
// for both are full again at the same time; while they differ each keeps its own slot, so that a look at the
// roomy one does not hide that the other is exhausted. Where a slot's instance has ended, r continues it.
func (s *State) match(r *report, id uint64) int {
	guess := -1
	for i := range s.d.Slots {
		w := &s.d.Slots[i]
		switch {
		case !w.is(r):
		case r.name != "":
			return i
		case w.Guess:
			if guess < 0 || r.reset.Sub(w.Reset).Abs() < r.reset.Sub(s.d.Slots[guess].Reset).Abs() {
				guess = i
			}
		case w.near(r, w.Reset):
			return i
		case w.near(r, w.Prev) && id <= w.Ended:
			return i // news of the instance before; update drops it
		}
	}
	return guess
}

// update applies a report about this window; false if it is about an instance that has ended.
func (w *slot) update(r *report, id uint64) bool {
	newer := id > w.Told
	switch {
	case w.Guess:
		if id <= w.Ended && w.near(r, w.Prev) {
			return false
		}
		if r.limit != w.Limit {
			w.begin(r.left)
		}
		w.Left = min(r.left, w.Left)
	case w.near(r, w.Reset):
		if newer && r.limit != w.Limit && r.limit > 0 {
			w.begin(r.left) // the server's limit has changed
		}
		w.Left = min(w.Left, r.left)
		if !newer {
			r.reset = w.Reset
		}
	case r.reset.After(w.Reset), newer: // begun early by our clock, or moved
		w.begin(r.left)
		if r.reset.After(w.Reset) {
			w.Prev = w.Reset
		}
	default:
		return false
	}
	w.Guess, w.Reset = false, r.reset
	if r.limit > 0 {
		w.Limit = r.limit
	}
	if newer {
		w.Told = id
	}
	if r.period > 0 {
		w.Span = r.period
	} else {
		w.Span = max(w.Span, r.span)
	}
	return true
}

// add makes a slot of a report.
func (s *State) add(r *report) int {
	s.d.Slots = append(s.d.Slots, slot{Name: r.name, Limit: r.limit, Left: r.left, Base: r.left, Reset: r.reset, Span: r.span})
	return len(s.d.Slots) - 1
}

// forgetGuesses drops the nameless slots whose instance has ended, once a later call's answer has shown
// another window: what the server does show is at least as tight, and a limit that is no longer in force
// would otherwise hold calls back for ever.
func (s *State) forgetGuesses(told int, id uint64) {
	if s.d.Slots[told].Name != "" {
		return
	}
	kept := s.d.Slots[:0]
	for i := range s.d.Slots {
		w := s.d.Slots[i]
		if w.Name == "" && w.Guess && i != told && id > w.Ended {
			continue
		}
		kept = append(kept, w)
	}
	s.d.Slots = kept
}

// evict bounds the number of nameless slots; the roomiest goes.
func (s *State) evict() {
	n, roomiest := 0, -1
	for i := range s.d.Slots {
		if s.d.Slots[i].Name != "" {
			continue
		}
		if n++; roomiest < 0 || s.d.Slots[i].avail(0) > s.d.Slots[roomiest].avail(0) {
			roomiest = i
		}
	}
	if n > maxNameless {
		s.d.Slots = append(s.d.Slots[:roomiest], s.d.Slots[roomiest+1:]...)
	}
}
