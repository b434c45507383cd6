package community

import (
	"crypto/sha256"
	"encoding/binary"
	"iter"
	"slices"
	"time"
)

// Occurrence is one coming of a slot.
type Occurrence struct {
	Slot     string    `json:"slot"`               // the slot's name
	Date     Date      `json:"date"`               // the day that the slot stands for; with jitter At may be on another
	At       time.Time `json:"at"`                 // when to publish, in the calendar's zone
	Targets  []Target  `json:"targets"`            // where to, less what is closed or paused
	Category string    `json:"category,omitempty"` // the slot's
	Shifted  bool      `json:"shifted,omitempty"`  // the clocks leap over the slot's time, so At is later
}

// ID names the occurrence: the slot's name, "@" and the date. It stays the same if the slot is moved to another hour.
func (o *Occurrence) ID() string { return o.Slot + "@" + o.Date.String() }

const (
	// maxOffset bounds how far any zone's clocks are, or were, from UTC.
	maxOffset = 24 * time.Hour
	// idleDays is how long a sequence without end looks for the next occurrence.
	idleDays = 5 * 366
)

// Occurrences iterates over what the calendar has from one instant to another, which is not included, in the order
// of time, and in that of Slots and OneOffs where times are equal. A zero to means no end: the sequence then goes on
// until the consumer stops, or until nothing comes for five years.
//
// Nothing is computed before ranging, and each range starts anew. An error, that of [Calendar.Validate], comes once and
// instead of all else.
func (c *Calendar) Occurrences(from, to time.Time) iter.Seq2[*Occurrence, error] {
	return func(yield func(*Occurrence, error) bool) {
		if err := c.Validate(); err != nil {
			yield(nil, err)
			return
		}
		loc, err := c.location()
		if err != nil {
			yield(nil, err)
			return
		}
		w := &walk{c: c, loc: loc, from: from, to: to, yield: yield}
		w.run()
	}
}

// walk is one range over a calendar, day by day.
type walk struct {
	c        *Calendar
	loc      *time.Location
	from, to time.Time
	yield    func(*Occurrence, error) bool
	waiting  []*Occurrence // of the days looked at, not yet yielded
	last     Date          // of the newest occurrence
}

// run looks at each day and yields what no later day can come before.
func (w *walk) run() {
	if len(w.c.Slots) == 0 && len(w.c.OneOffs) == 0 {
		return
	}
	day := DateOf(w.from.Add(-maxOffset - MaxJitter).UTC()).AddDays(-1)
	w.last = day
	for ; day.Year <= 9999; day = day.AddDays(1) {
		w.add(day)
		settled := day.utc().AddDate(0, 0, 1).Add(-maxOffset - MaxJitter)
		if !w.flush(settled) {
			return
		}
		if !w.to.IsZero() && !settled.Before(w.to) {
			return
		}
		if w.to.IsZero() && w.idle(day) {
			return
		}
	}
}

// idle reports whether nothing has come for so long that nothing will.
func (w *walk) idle(day Date) bool {
	if len(w.waiting) > 0 || !w.last.AddDays(idleDays).Before(day) {
		return false
	}
	for i := range w.c.OneOffs {
		if !w.c.OneOffs[i].Date.Before(day) {
			return false
		}
	}
	return true
}

// flush yields what lies before settled; it reports whether to go on.
func (w *walk) flush(settled time.Time) bool {
	slices.SortStableFunc(w.waiting, func(a, b *Occurrence) int { return a.At.Compare(b.At) })
	for len(w.waiting) > 0 && w.waiting[0].At.Before(settled) {
		o := w.waiting[0]
		w.waiting = w.waiting[1:]
		switch {
		case o.At.Before(w.from):
		case !w.to.IsZero() && !o.At.Before(w.to):
			return false
		case !w.yield(o, nil):
			return false
		}
	}
	return true
}

// add puts the day's occurrences into waiting.
func (w *walk) add(day Date) {
	weekday := day.Weekday()
	for i := range w.c.Slots {
		s := &w.c.Slots[i]
		if slices.Contains(s.Days, weekday) {
			w.occur(s.Name, day, s.At, s.Targets, s.Category, s.Jitter)
		}
	}
	for i := range w.c.OneOffs {
		if o := &w.c.OneOffs[i]; o.Date == day {
			w.occur(o.Name, day, o.At, o.Targets, o.Category, 0)
		}
	}
}

// occur adds one occurrence, unless it is closed or paused.
func (w *walk) occur(name string, day Date, clock TimeOfDay, targets []Target, category string, jitter time.Duration) {
	for i := range w.c.Closures {
		c := &w.c.Closures[i]
		if c.closes(day) && (len(c.Slots) == 0 || slices.Contains(c.Slots, name)) {
			targets = without(targets, c.Targets)
		}
	}
	if len(targets) == 0 {
		return
	}
	when, leapt := at(day, clock, w.loc)
	when = when.Add(shift(name, day, jitter))
	for _, p := range w.c.Pauses {
		if !when.Before(p.From) && (p.To.IsZero() || when.Before(p.To)) {
			targets = without(targets, p.Targets)
		}
	}
	if len(targets) == 0 {
		return
	}
	w.last = day
	w.waiting = append(w.waiting, &Occurrence{
		Slot: name, Date: day, At: when, Targets: slices.Clone(targets), Category: category, Shifted: leapt,
	})
}

// shift is the jitter of one occurrence: whole seconds between -jitter and jitter.
func shift(name string, day Date, jitter time.Duration) time.Duration {
	span := uint64(jitter / time.Second) //nolint:gosec // Validate has seen that it is not negative
	if span == 0 {
		return 0
	}
	sum := sha256.Sum256([]byte(name + "@" + day.String()))
	steps := binary.BigEndian.Uint64(sum[:8]) % (2*span + 1)
	return time.Duration(steps)*time.Second - time.Duration(span)*time.Second //nolint:gosec // both are below a day
}
