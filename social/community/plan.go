package community

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Item is content that waits for a place in the calendar.
type Item struct {
	// Draft is what to publish. With At set it has its hour already: it is planned then, whatever the slots, and
	// Targets must say where to. At in a variant is an error.
	Draft *social.Draft

	// Category is the topic: the item goes into slots of that category and into those without one. An item without
	// a category goes only into the latter.
	Category string

	// Targets is where to publish, all in one occurrence of a slot; empty: wherever the slot leads.
	Targets []Target

	NotBefore time.Time // earliest hour, zero: any
	NotAfter  time.Time // latest hour, zero: any
	Priority  int       // items of a higher priority choose first
}

// Busy is an hour that is taken already.
type Busy struct {
	Target Target    `json:"target"`
	At     time.Time `json:"at"`
}

// PlanOptions says how to plan.
type PlanOptions struct {
	From time.Time // the first instant to plan; it must be set
	To   time.Time // the first instant not to plan any more; zero: 90 days after From
	Busy []Busy    // what is scheduled or planned already; see [BusyFrom] and [Plan.Busy]

	// MinDistance is how far two publications on one target lie apart at least; under a minute it is a minute.
	MinDistance time.Duration

	// PerDay is how many publications one target gets on one day of the calendar's zone at most, Busy included;
	// 0: no limit.
	PerDay int
}

// Entry is content in its place. It marshals to JSON with its draft.
type Entry struct {
	At       time.Time     // when to publish
	Slot     string        // the slot's name, "" for a draft that had its own hour
	Date     Date          // the slot's day; zero for a draft that had its own hour
	Category string        // the item's
	Targets  []Target      // where to
	Draft    *social.Draft // what; see [Entry.DraftFor]
}

// Unplaced is an item that found no place.
type Unplaced struct {
	Item   int    `json:"item"` // its index among the items
	Reason string `json:"reason"`
}

// Plan is content in its places, in the order of time. It marshals to JSON, media by path or address; [ReadPlan] also
// brings back what only one network reads.
type Plan struct {
	Zone     string     `json:"zone"` // the calendar's
	Entries  []Entry    `json:"entries"`
	Unplaced []Unplaced `json:"unplaced,omitempty"` // in the order of the items
}

// Plan puts items into the free occurrences of the calendar's slots, each into the first that suits it. Drafts that
// have their own hour are placed first; the others choose by priority, then by NotAfter, then in the order given. An
// item that finds no place is in Unplaced with the reason, and hinders no other.
//
// Errors, joined, are those of [Calendar.Validate] and [social.ErrInvalid] for options and items that mean nothing.
// Items are not changed, and the plan shares their drafts.
func (c *Calendar) Plan(items []Item, opts PlanOptions) (*Plan, error) {
	if err := errors.Join(c.Validate(), opts.validate(), validateItems(items)); err != nil {
		return nil, err
	}
	loc, err := c.location()
	if err != nil {
		return nil, err
	}
	p := &planner{opts: opts, loc: loc, items: items, plan: &Plan{Zone: c.Zone}, taken: map[Target][]time.Time{}}
	for _, b := range opts.Busy {
		p.taken[b.Target] = append(p.taken[b.Target], b.At)
	}
	for o, err := range c.Occurrences(opts.From, opts.end()) {
		if err != nil {
			return nil, err
		}
		p.free = append(p.free, o)
	}
	for _, i := range order(items) {
		if reason := p.place(&items[i]); reason != "" {
			p.plan.Unplaced = append(p.plan.Unplaced, Unplaced{Item: i, Reason: reason})
		}
	}
	slices.SortStableFunc(p.plan.Entries, func(a, b Entry) int { return a.At.Compare(b.At) })
	slices.SortFunc(p.plan.Unplaced, func(a, b Unplaced) int { return a.Item - b.Item })
	return p.plan, nil
}

// end is where planning ends.
func (o *PlanOptions) end() time.Time {
	if o.To.IsZero() {
		return o.From.AddDate(0, 0, 90)
	}
	return o.To
}

// distance is MinDistance with its least value.
func (o *PlanOptions) distance() time.Duration { return max(o.MinDistance, time.Minute) }

func (o *PlanOptions) validate() error {
	v := &checker{}
	if o.From.IsZero() {
		v.add("From", "is not set")
	}
	if o.end().Before(o.From) {
		v.add("To", "is before From")
	}
	if o.MinDistance < 0 {
		v.add("MinDistance", "is negative")
	}
	if o.PerDay < 0 {
		v.add("PerDay", "is negative")
	}
	return errors.Join(v.problems...)
}

func validateItems(items []Item) error {
	v := &checker{}
	for i := range items {
		field := fmt.Sprintf("Items[%d]", i)
		d := items[i].Draft
		if d == nil {
			v.add(field+".Draft", "is nil")
			continue
		}
		if !d.At.IsZero() && len(items[i].Targets) == 0 {
			v.add(field+".Targets", "is empty, and no slot says where to")
		}
		for network, variant := range d.Variants {
			if variant != nil && !variant.At.IsZero() {
				v.add(fmt.Sprintf("%s.Draft.Variants[%q].At", field, network), "is set: one entry has one hour")
			}
		}
	}
	return errors.Join(v.problems...)
}

// order returns the indices of items in the order in which they choose.
func order(items []Item) []int {
	indices := make([]int, len(items))
	for i := range indices {
		indices[i] = i
	}
	slices.SortStableFunc(indices, func(i, j int) int {
		a, b := &items[i], &items[j]
		if fixed := !a.Draft.At.IsZero(); fixed == b.Draft.At.IsZero() { // one of them has its own hour
			if fixed {
				return -1
			}
			return 1
		}
		if a.Priority != b.Priority {
			return b.Priority - a.Priority
		}
		switch {
		case a.NotAfter.Equal(b.NotAfter):
			return 0
		case a.NotAfter.IsZero():
			return 1
		case b.NotAfter.IsZero():
			return -1
		default:
			return a.NotAfter.Compare(b.NotAfter)
		}
	})
	return indices
}

// planner holds a plan in the making.
type planner struct {
	opts  PlanOptions
	loc   *time.Location
	items []Item
	free  []*Occurrence
	taken map[Target][]time.Time
	plan  *Plan
}

// place finds a place for one item, or says why there is none.
func (p *planner) place(it *Item) string {
	if own := it.Draft.At; !own.IsZero() {
		switch {
		case own.Before(p.opts.From) || !own.Before(p.opts.end()):
			return "its own hour is outside the time planned"
		case !p.fits(it.Targets, own):
			return "its own hour is too close to another publication, or the day is full"
		}
		p.take(Entry{At: own, Category: it.Category, Targets: it.Targets, Draft: it.Draft})
		return ""
	}
	suits := false
	for _, o := range p.free {
		targets := it.Targets
		if len(targets) == 0 {
			targets = o.Targets
		}
		switch {
		case o.Category != "" && o.Category != it.Category:
			continue
		case o.At.Before(it.NotBefore) || !it.NotAfter.IsZero() && o.At.After(it.NotAfter):
			continue
		case len(without(targets, o.Targets)) > 0: // it wants what the slot does not serve
			continue
		}
		suits = true
		if p.fits(targets, o.At) {
			p.take(Entry{At: o.At, Slot: o.Slot, Date: o.Date, Category: it.Category, Targets: targets, Draft: it.Draft})
			return ""
		}
	}
	if suits {
		return "every slot that suits it is taken"
	}
	return "no slot suits it"
}

// fits reports whether all targets are free then.
func (p *planner) fits(targets []Target, when time.Time) bool {
	day := DateOf(when.In(p.loc))
	for _, t := range targets {
		sameDay := 0
		for _, other := range p.taken[t] {
			if when.Sub(other).Abs() < p.opts.distance() {
				return false
			}
			if DateOf(other.In(p.loc)) == day {
				sameDay++
			}
		}
		if p.opts.PerDay > 0 && sameDay >= p.opts.PerDay {
			return false
		}
	}
	return true
}

func (p *planner) take(e Entry) {
	e.Targets = slices.Clone(e.Targets)
	for _, t := range e.Targets {
		p.taken[t] = append(p.taken[t], e.At)
	}
	p.plan.Entries = append(p.plan.Entries, e)
}

// Busy lists the hours that the plan takes, for planning further content around it.
func (p *Plan) Busy() []Busy {
	var out []Busy
	for _, e := range p.Entries {
		for _, t := range e.Targets {
			out = append(out, Busy{Target: t, At: e.At})
		}
	}
	return out
}

// Due lists the entries whose hour came behind after and not behind now, for networks that do not schedule: a job that
// runs each minute publishes them with At set to zero, and stores now as the next after when their results are stored.
func (p *Plan) Due(after, now time.Time) []Entry {
	var out []Entry
	for _, e := range p.Entries {
		if e.At.After(after) && !e.At.After(now) {
			out = append(out, e)
		}
	}
	return out
}

// BusyFrom reads the hours that posts take, as those of [social.Scheduled] or [social.Posts], on one target. Posts
// without a time are left out. It stops at the first error and returns it with what was read.
func BusyFrom(target Target, posts iter.Seq2[*social.Post, error]) ([]Busy, error) {
	var out []Busy
	for p, err := range posts {
		if err != nil {
			return out, fmt.Errorf("community: scheduled posts of %s: %w", target.Network, err)
		}
		if !p.Time.IsZero() {
			out = append(out, Busy{Target: target, At: p.Time})
		}
	}
	return out, nil
}

// DraftFor returns the draft as it goes to one target: its variant for the network, At set to the entry's hour, and a
// Key, made of the draft's own key or of the slot's name and day, and of the target. The same entry therefore always
// has the same key, and a job that is run again after a crash does not publish twice; see [social.Draft].
//
// Publishing it leaves the waiting to the network. A program that waits itself sets At back to zero.
func (e *Entry) DraftFor(t Target) *social.Draft {
	d := e.Draft.For(t.Network)
	d.At = e.At
	d.Key = e.key(t.Network + "\x00" + t.Account)
	return d
}

// DraftForAll returns the draft for all targets at once, as [social.Broadcast] takes it: with its variants, At set to the
// entry's hour, and one Key for all, which is the same each time.
func (e *Entry) DraftForAll() *social.Draft {
	d := *e.Draft
	d.At = e.At
	if d.Key == "" {
		d.Key = e.key("")
	}
	return &d
}

// key names the publication of the entry.
func (e *Entry) key(target string) string {
	name := e.Draft.Key
	if name == "" {
		name = e.Slot + "@" + e.Date.String() + "@" + e.At.UTC().Format(time.RFC3339)
	}
	sum := sha256.Sum256([]byte(name + "\x00" + target))
	return "plan-" + hex.EncodeToString(sum[:16])
}
