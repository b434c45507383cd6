package ratelimit

import (
	"math"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// share is the part of a slot that states a percentage. Its Left is what is missing to 100 %.
//
// Nobody tells how much a call adds, so it is measured. The allowance behind a percentage is a rolling one:
// what is used comes back evenly, hence calls are spaced rather than stopped, the more the closer it gets.
type share struct {
	Rate  float64   `json:"rate"`           // percent per call, as measured
	Base  int64     `json:"base"`           // percentage at which the measurement began
	At    time.Time `json:"at"`             // when that was
	Calls int64     `json:"calls,omitzero"` // calls since
	Next  time.Time `json:"next,omitzero"`  // when the next call may go out
}

const (
	// shareMark begins the name of a window that states a percentage.
	shareMark = "%"
	// slowFrom is the percentage from which calls are spaced.
	slowFrom = 75
	// firstRate is the percentage that a call is taken to add until it has been measured: Meta allows an
	// app or page with a single user 200 calls an hour.
	firstRate = 0.5
	minRate   = 0.0001
	maxRate   = 5
	// shareStop is for how long nothing goes out at 100 % if the network does not say.
	shareStop = 5 * time.Minute
	// shareSpan is the period over which usage comes back unless it is told.
	shareSpan = time.Hour
)

// Percent is the [social.Window] Name of an allowance that a network states as a percentage. Its Limit is
// 100, its Remaining what is missing to 100, its Reset when the network lets calls in again, set only while
// it does not; its Period is that of the rolling allowance, one hour if 0.
func Percent(name string) string { return shareMark + name }

func isShare(name string) bool { return strings.HasPrefix(name, shareMark) }

// learnShare takes in a percentage. These fall as well as rise, but a lower one counts only if the call went
// out after the higher was known: answers overtake each other.
func (s *State) learnShare(now time.Time, id uint64, w *social.Window) bool {
	if w.Remaining < 0 {
		return false
	}
	i := -1
	for j := range s.d.Slots {
		if s.d.Slots[j].Name == w.Name {
			i = j
		}
	}
	if i < 0 {
		s.d.Slots = append(s.d.Slots, slot{Name: w.Name, Limit: 100, Left: w.Remaining})
		i = len(s.d.Slots) - 1
		s.d.Slots[i].Share = &share{Rate: firstRate, Base: 100 - w.Remaining, At: now}
	}
	t := &s.d.Slots[i]
	t.told = true
	if id <= t.Told && w.Remaining >= t.Left {
		return true
	}
	t.Told = s.d.Seq
	t.Left = w.Remaining
	t.Span = w.Period
	if t.Span <= 0 {
		t.Span = shareSpan
	}
	t.Share.measure(now, 100-w.Remaining, t.Span)
	t.cover(id, s.d.Seq)
	t.Reset = now.Add(t.Span)
	if t.Left <= 0 {
		t.Reset = w.Reset
		if !t.Reset.After(now) {
			t.Reset = now.Add(shareStop)
		}
		if latest := now.Add(max(t.Span, maxReset)); t.Reset.After(latest) {
			t.Reset = latest
		}
	}
	return true
}

// measure takes in that usage has reached used percent. What has come back meanwhile was added too.
func (p *share) measure(now time.Time, used int64, span time.Duration) {
	p.Calls++ // the call that brought the news
	calls := float64(p.Calls)
	added := float64(used-p.Base) + float64(p.Base)*min(float64(now.Sub(p.At))/float64(span), 1)
	switch {
	case added >= 1:
		p.Rate = (p.Rate + added/calls) / 2
	case added >= 0:
		p.Rate = min(p.Rate, 2/calls) // percentages are whole numbers
	default: // answers have overtaken each other, or less was left to come back than thought
	}
	p.Rate = min(max(p.Rate, minRate), maxRate)
	if added >= 1 || used < p.Base {
		p.Base, p.Calls, p.At = used, 0, now
	}
}

// used is the percentage with everything that may have been added since it was told.
func (w *slot) used(flying int64) float64 {
	return float64(100-w.Left) + w.Share.Rate*float64(w.Old+w.Young+flying)
}

// spacing is the time between two calls: none below 75 %; from there on it grows until, close to 100 %, what
// is left is spread over the whole period.
func (w *slot) spacing(flying int64) time.Duration {
	used := w.used(flying)
	if used < slowFrom {
		return 0
	}
	left := max(100-used, w.Share.Rate)
	urgency := math.Pow(min(used-slowFrom, 100-slowFrom)/(100-slowFrom), 2)
	return min(time.Duration(float64(w.Span)*w.Share.Rate/left*urgency), w.Span)
}

// checkShare is check for a percentage.
func (w *slot) checkShare(now time.Time, n *need, flying int64, v *verdict) {
	used := w.used(flying)
	why := "usage " + w.Name[len(shareMark):]
	switch {
	case w.Left <= 0:
		v.block(verdict{at: w.Reset, why: why + " has reached 100 %"})
	case used+w.Share.Rate*float64(n.units) > 100:
		v.block(verdict{at: w.Reset, soon: flying > 0, why: why + " would reach 100 %"})
	case used >= slowFrom && now.Before(w.Share.Next):
		v.block(verdict{at: w.Share.Next, limit: 1, span: w.spacing(flying), why: why + " is close to 100 %"})
	}
}
