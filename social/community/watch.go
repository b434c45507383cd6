package community

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// AlertCause says which part of a rule raised an alert.
type AlertCause string

// Causes of alerts.
const (
	CauseEach   AlertCause = "each"   // Rule.Each
	CauseAuthor AlertCause = "author" // Rule.Author
	CauseVolume AlertCause = "volume" // Rule.Volume
	CauseSpike  AlertCause = "spike"  // Rule.Spike
)

// Alert is something that a community manager should look at. It marshals to JSON, without the event.
type Alert struct {
	Rule    string        `json:"rule"`
	Subject string        `json:"subject,omitempty"`
	Cause   AlertCause    `json:"cause"`
	Time    time.Time     `json:"time"`             // of the event that raised it
	Network string        `json:"network"`          // of that event
	Ref     social.Ref    `json:"ref"`              // of that event
	Author  string        `json:"author,omitempty"` // handle of its author, or else their name
	Found   []string      `json:"found,omitempty"`  // which of the rule's words are in its text
	Count   int           `json:"count"`            // how many matches: 1 for CauseEach, else as far as Rule.Author and the others count
	Reason  string        `json:"reason"`           // all of this in words
	Held    int           `json:"held,omitempty"`   // alerts of this sort that the cool-down has held back since the last one
	Event   *social.Event `json:"-"`

	// Expected is how many matches are usual in a bucket and Chance how often there are so many without a cause; for
	// CauseSpike.
	Expected float64 `json:"expected,omitempty"`
	Chance   float64 `json:"chance,omitempty"`
}

// WatchOptions says how to watch. The zero value is a good start.
type WatchOptions struct {
	Own        []social.Ref // accounts whose events are left out: the organisation's own
	IgnoreBots bool         // leaves out accounts that say of themselves that they are automated

	// Authors is how many people each rule with Author remembers, those who came last; 0 is 4096.
	Authors int

	// Clock guards against events that are dated in the future: with it, one that is more than an hour ahead of the
	// clock is taken for one of now. nil: events are believed.
	Clock func() time.Time
}

// Watcher watches events by rules. Its clock is the time of the events: it works on stored events as it does on new ones,
// and on each network's time. Memory is bounded, whatever comes. It is safe for concurrent use.
//
// Events may come late or twice. One that comes late is matched, counts towards Author and Volume, and never raises a
// Spike. The last 8192 events are known again, also after a restart.
type Watcher struct {
	mu      sync.Mutex
	opts    WatchOptions
	own     map[person]bool
	rules   []*watched
	repeats repeats
	clock   time.Time // of the newest event
}

// watched is one rule and what it remembers.
type watched struct {
	*matcher

	times   []time.Time // of the newest matches, for Volume
	authors *recent[person, authorTimes]
	last    map[AlertCause]raised
	spike   *spikeState
}

// authorTimes is what is remembered of one person.
type authorTimes struct {
	times []time.Time
	last  raised
}

// raised is when an alert was raised last, and how many were held back since.
type raised struct {
	At   time.Time `json:"at,omitzero"`
	Held int       `json:"held,omitempty"`
}

const (
	watchRepeats = 8192
	watchAuthors = 4096
	ahead        = time.Hour // how far events may be ahead of WatchOptions.Clock
)

// NewWatcher returns a watcher without a past; see [Watcher.Restore]. opts may be nil. Rules that mean nothing are
// [social.ErrInvalid], all at once.
func NewWatcher(rules []Rule, opts *WatchOptions) (*Watcher, error) {
	matchers, err := newMatchers(rules)
	if err != nil {
		return nil, err
	}
	w := &Watcher{repeats: newRepeats(watchRepeats)}
	if opts != nil {
		w.opts = *opts
	}
	if w.opts.Authors <= 0 {
		w.opts.Authors = watchAuthors
	}
	w.own = people(w.opts.Own)
	for _, m := range matchers {
		r := &watched{matcher: m, last: map[AlertCause]raised{}, authors: newRecent[person, authorTimes](w.opts.Authors)}
		if m.rule.Spike != nil {
			r.spike = newSpikeState(m.rule.Spike)
		}
		w.rules = append(w.rules, r)
	}
	return w, nil
}

// Watch iterates over the alerts that events raise, until events end. An error of events comes last. To go on after a
// restart, use [Watcher.Observe] in a loop over events instead, and store the state together with the event's cursor.
func (w *Watcher) Watch(events iter.Seq2[*social.Event, error]) iter.Seq2[*Alert, error] {
	return func(yield func(*Alert, error) bool) {
		for e, err := range events {
			if err != nil {
				yield(nil, fmt.Errorf("community: watch: %w", err))
				return
			}
			for _, a := range w.Observe(e) {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

// Observe looks at one event and returns the alerts that it raises, in the order of the rules.
func (w *Watcher) Observe(e *social.Event) []*Alert {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, named := personOf(&e.Author)
	if w.own[who] || w.opts.IgnoreBots && e.Author.Bot || w.repeats.again(e) {
		return nil
	}
	at := w.when(e)
	var out []*Alert
	text := &texts{raw: e.Text}
	for _, r := range w.rules {
		found, ok := r.match(e, text)
		if !ok {
			continue
		}
		o := &observation{w: r, e: e, at: at, found: found}
		out = append(out, o.alerts(who, named)...)
	}
	return out
}

// when is the time at which the event counts; undated ones count as the newest before.
func (w *Watcher) when(e *social.Event) time.Time {
	at := e.Time
	if w.opts.Clock != nil {
		if now := w.opts.Clock(); at.IsZero() || at.After(now.Add(ahead)) {
			at = now
		}
	}
	if at.IsZero() {
		at = w.clock
	}
	w.clock = later(w.clock, at)
	return at
}

// observation is a match at work.
type observation struct {
	w     *watched
	e     *social.Event
	at    time.Time
	found []string
}

// alerts counts the match and raises what it has to.
func (o *observation) alerts(who person, named bool) []*Alert {
	var out []*Alert
	add := func(a *Alert) {
		if a != nil {
			out = append(out, a)
		}
	}
	r := &o.w.rule
	if r.Each {
		add(o.raise(CauseEach, 0, 1, "matches"))
	}
	if t := r.Author; t != nil && named {
		add(o.author(who, t))
	}
	if t := r.Volume; t != nil {
		var full bool
		if o.w.times, full = insert(o.w.times, o.at, t); full {
			add(o.raise(CauseVolume, t.Within, t.Count, fmt.Sprintf("%d matches within %s", t.Count, t.Within)))
		}
	}
	if s := o.w.spike; s != nil {
		if n, expected, chance, over := s.observe(o.at); over {
			reason := fmt.Sprintf("%d matches within %s, where %.1f are usual; chance %.1g", n, r.Spike.Bucket, expected, chance)
			if a := o.raise(CauseSpike, r.Spike.Bucket, n, reason); a != nil {
				a.Expected, a.Chance = expected, chance
				add(a)
			}
		}
	}
	return out
}

// author counts matches of one person.
func (o *observation) author(who person, t *Threshold) *Alert {
	known, _ := o.w.authors.get(who)
	var full bool
	known.times, full = insert(known.times, o.at, t)
	var a *Alert
	if full && known.last.pass(o.at, o.coolDown(t.Within)) {
		a = o.alert(CauseAuthor, t.Count, fmt.Sprintf("%d matches by the same person within %s", t.Count, t.Within))
		a.Held, known.last = known.last.Held, raised{At: o.at}
	} else if full {
		known.last.Held++
	}
	o.w.authors.put(who, known)
	return a
}

// raise makes an alert, unless the cool-down holds it back.
func (o *observation) raise(cause AlertCause, otherwise time.Duration, count int, reason string) *Alert {
	last := o.w.last[cause]
	if !last.pass(o.at, o.coolDown(otherwise)) {
		last.Held++
		o.w.last[cause] = last
		return nil
	}
	a := o.alert(cause, count, reason)
	a.Held = last.Held
	o.w.last[cause] = raised{At: o.at}
	return a
}

func (o *observation) coolDown(otherwise time.Duration) time.Duration {
	if o.w.rule.CoolDown > 0 {
		return o.w.rule.CoolDown
	}
	return otherwise
}

// pass reports whether the cool-down is over at t.
func (r *raised) pass(t time.Time, coolDown time.Duration) bool {
	return r.At.IsZero() || coolDown == 0 || t.Sub(r.At) >= coolDown
}

func (o *observation) alert(cause AlertCause, count int, reason string) *Alert {
	a := &Alert{
		Rule: o.w.rule.Name, Subject: o.w.rule.Subject, Cause: cause, Time: o.at, Network: networkOf(o.e), Ref: o.e.Ref, Author: o.e.Author.Handle,
		Found: o.found, Count: count, Event: o.e,
	}
	if a.Author == "" {
		a.Author = o.e.Author.Name
	}
	a.Reason = o.w.rule.Name + ": " + reason
	if len(o.found) > 0 {
		a.Reason += " (" + strings.Join(o.found, ", ") + ")"
	}
	return a
}

// insert puts at into times, which are in order and at most as many as the threshold counts. full reports whether
// there are so many within its time, at among them.
func insert(times []time.Time, at time.Time, t *Threshold) (out []time.Time, full bool) {
	i, _ := slices.BinarySearchFunc(times, at, func(a, b time.Time) int {
		if a.After(b) {
			return 1
		}
		return -1 // behind those of the same time
	})
	times = slices.Insert(times, i, at)
	kept := true
	if len(times) > t.Count {
		kept = i > 0
		times = slices.Delete(times, 0, 1)
	}
	return times, kept && len(times) == t.Count && times[len(times)-1].Sub(times[0]) <= t.Within
}
