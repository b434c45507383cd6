package community

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Target is one place to publish: an account on a network.
type Target struct {
	Network string `json:"network"`           // "mastodon"
	Account string `json:"account,omitempty"` // the caller's own name for it, as [social.Target].Name; "" if there is one only
}

// Calendar is the weekly rhythm in which an organisation publishes, and the exceptions to it. It marshals to JSON,
// so that it can be kept in a file and edited there.
//
// The zero value has no slots. A Calendar is not changed by its methods, which may be called concurrently.
type Calendar struct {
	// Zone is the IANA name of the time zone in which slots and dates are meant, as "Europe/Paris". "" is UTC;
	// "Local" is refused, since the same calendar must not mean another thing on another machine. The rules of
	// time zones come from the machine, or from package time/tzdata if the program imports it.
	Zone string `json:"zone"`

	Slots    []Slot    `json:"slots"`
	OneOffs  []OneOff  `json:"one_offs,omitempty"`
	Closures []Closure `json:"closures,omitempty"`
	Pauses   []Pause   `json:"pauses,omitempty"`
}

// Slot is a time of the week at which something is published.
//
// Each slot comes exactly once on each of its days, also when the clocks change: a time that they leap over is moved
// on by the length of the leap (02:30 becomes 03:30), and of a time that they show twice the first is taken, as RFC 5545
// has it.
type Slot struct {
	Name     string         // names the slot in plans and closures; not empty and different for each
	Days     []time.Weekday // at least one
	At       TimeOfDay      // by the clocks of the calendar's zone
	Targets  []Target       // where to; at least one
	Category string         // the topic that belongs here, "" for any

	// Jitter spreads the slot, so that an account does not speak at the same second each week: each occurrence is
	// moved by up to that much, forth or back, to a whole second. 0, the default, is none; 12 hours is the most. By how
	// much follows from the slot's name and the date, so it is the same in each process.
	Jitter time.Duration
}

// OneOff is a slot of one day: a trade fair, a launch. Closures concern it like other slots, by Name or Targets.
type OneOff struct {
	Name     string    `json:"name"` // not empty and different from other names
	Date     Date      `json:"date"`
	At       TimeOfDay `json:"at"`
	Targets  []Target  `json:"targets"`
	Category string    `json:"category,omitempty"`
}

// Closure takes days out of the calendar: holidays, or single days on which a slot is left out.
type Closure struct {
	Name string `json:"name,omitempty"` // for people: "Christmas"
	From Date   `json:"from"`           // the first day
	To   Date   `json:"to,omitzero"`    // the last day, which is closed too; zero: From only

	// Yearly repeats it each year; then the years of From and To do not count, and To may lie before From, as
	// for a closure from 24 December to 2 January.
	Yearly bool `json:"yearly,omitempty"`

	Slots   []string `json:"slots,omitempty"`   // only these slots, by name; empty: all
	Targets []Target `json:"targets,omitempty"` // only these targets; empty: all
}

// Pause stops publishing between two instants: a crisis, a period of mourning, an account that changes hands.
type Pause struct {
	Reason  string    `json:"reason,omitempty"`
	From    time.Time `json:"from"`              // the first instant
	To      time.Time `json:"to,omitzero"`       // the first instant at which publishing goes on; zero: not known yet
	Targets []Target  `json:"targets,omitempty"` // only these; empty: all
}

// MaxJitter is the most that [Slot].Jitter may be.
const MaxJitter = 12 * time.Hour

// Validate reports everything that is wrong with the calendar, joined; [social.Problems] takes it apart. Each problem
// wraps [social.ErrInvalid] and names its field, as "Slots[2].At".
func (c *Calendar) Validate() error {
	v := &checker{names: map[string]bool{}}
	if _, err := c.location(); err != nil {
		v.add("Zone", err.Error())
	}
	for i := range c.Slots {
		v.slot(fmt.Sprintf("Slots[%d]", i), &c.Slots[i])
	}
	for i, o := range c.OneOffs {
		field := fmt.Sprintf("OneOffs[%d]", i)
		v.name(field, o.Name)
		v.clock(field, o.At, o.Targets)
		if !o.Date.Valid() {
			v.add(field+".Date", "is no day")
		}
	}
	for i := range c.Closures {
		v.closure(fmt.Sprintf("Closures[%d]", i), &c.Closures[i])
	}
	for i, p := range c.Pauses {
		if p.From.IsZero() {
			v.add(fmt.Sprintf("Pauses[%d].From", i), "is not set")
		}
		if !p.To.IsZero() && !p.To.After(p.From) {
			v.add(fmt.Sprintf("Pauses[%d].To", i), "is not after From")
		}
	}
	return errors.Join(v.problems...)
}

// location loads the calendar's time zone.
func (c *Calendar) location() (*time.Location, error) {
	if c.Zone == "Local" {
		return nil, errors.New(`"Local" is another zone on each machine`)
	}
	return time.LoadLocation(c.Zone)
}

// checker collects what is wrong.
type checker struct {
	names    map[string]bool
	problems []error
}

func (v *checker) add(field, message string) {
	v.problems = append(v.problems, social.Invalid("", field, message))
}

func (v *checker) name(field, name string) {
	switch {
	case name == "":
		v.add(field+".Name", "is empty")
	case v.names[name]:
		v.add(field+".Name", "is there twice")
	}
	v.names[name] = true
}

func (v *checker) clock(field string, at TimeOfDay, targets []Target) {
	if !at.Valid() {
		v.add(field+".At", "is no time of day")
	}
	if len(targets) == 0 {
		v.add(field+".Targets", "is empty")
	}
	for i, t := range targets {
		if t.Network == "" {
			v.add(fmt.Sprintf("%s.Targets[%d].Network", field, i), "is empty")
		}
		if slices.Contains(targets[:i], t) {
			v.add(fmt.Sprintf("%s.Targets[%d]", field, i), "is there twice")
		}
	}
}

func (v *checker) slot(field string, s *Slot) {
	v.name(field, s.Name)
	v.clock(field, s.At, s.Targets)
	if len(s.Days) == 0 {
		v.add(field+".Days", "is empty")
	}
	for i, day := range s.Days {
		switch {
		case day < time.Sunday || day > time.Saturday:
			v.add(fmt.Sprintf("%s.Days[%d]", field, i), "is no weekday")
		case slices.Contains(s.Days[:i], day):
			v.add(fmt.Sprintf("%s.Days[%d]", field, i), "is there twice")
		}
	}
	if s.Jitter < 0 || s.Jitter > MaxJitter {
		v.add(field+".Jitter", "must be between 0 and 12 hours")
	}
}

func (v *checker) closure(field string, c *Closure) {
	if !c.From.Valid() {
		v.add(field+".From", "is no day")
	}
	switch {
	case c.To.IsZero():
	case !c.To.Valid():
		v.add(field+".To", "is no day")
	case !c.Yearly && c.To.Before(c.From):
		v.add(field+".To", "is before From")
	}
	for i, name := range c.Slots {
		if !v.names[name] {
			v.add(fmt.Sprintf("%s.Slots[%d]", field, i), "is the name of no slot")
		}
	}
}

// closes reports whether the closure concerns that day.
func (c *Closure) closes(d Date) bool {
	from, to := c.From, c.To
	if to.IsZero() {
		to = from
	}
	if !c.Yearly {
		return !d.Before(from) && !to.Before(d)
	}
	day, first, last := dayOfYear(d), dayOfYear(from), dayOfYear(to)
	if first <= last {
		return first <= day && day <= last
	}
	return day >= first || day <= last
}

// dayOfYear orders days of different years; it is the same for the same day of each year.
func dayOfYear(d Date) int { return int(d.Month)*100 + d.Day }

// without returns targets less those taken out; an empty list of those taken out means all.
func without(targets, out []Target) []Target {
	if len(out) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(targets), func(t Target) bool { return slices.Contains(out, t) })
}
