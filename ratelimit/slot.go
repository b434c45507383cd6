package ratelimit

import "time"

// slot is one window that the network spoke of.
//
// Within one instance of a window, from reset to reset, what the server says remains only falls, so Left is
// the least that any answer said, in whatever order the answers came. Each number covers at least the calls
// which had ended before the call that it answers went out. All others are subtracted: calls in flight, and
// calls whose answer did not speak of this window (Old and Young), for they may have been counted after it.
type slot struct {
	Name  string        `json:"name,omitempty"`
	Limit int64         `json:"limit"` // -1 if unknown
	Left  int64         `json:"left"`
	Reset time.Time     `json:"reset"`           // end of this instance
	Span  time.Duration `json:"span,omitempty"`  // length; the longest distance to a reset seen, if not told
	Prev  time.Time     `json:"prev,omitzero"`   // end of the instance before
	Ended uint64        `json:"ended,omitempty"` // the last flight taken in that
	Guess bool          `json:"guess,omitempty"`
	Told  uint64        `json:"told,omitempty"` // the newest flight whose answer spoke of this instance

	// Units spent that no answer has covered, in two generations: an answer to a flight after
	// Turn covers all of Old. Constant size, and never more than one round trip late.
	Old   int64  `json:"old,omitempty"`
	Young int64  `json:"young,omitempty"`
	Turn  uint64 `json:"turn,omitempty"`
	Debt  uint64 `json:"debt,omitempty"` // the last flight taken when the last unit was added

	// What shows that others, of whom nothing is known here, draw on the same window.
	Base int64 `json:"base,omitempty"` // Left when this instance was first heard of
	Own  int64 `json:"own,omitempty"`  // units spent from here since

	Share *share `json:"share,omitempty"` // set for percentages

	told bool // the answer at hand spoke of this window; meaningful while it is settled only
}

// avail is what the window certainly has left, were it not for strangers.
func (w *slot) avail(flying int64) int64 { return w.Left - w.Old - w.Young - flying }

// maxStrangers bounds what strangers are taken to spend per unit spent here. One call can go all the same.
const maxStrangers = 20

// strangers is how many units others will have spent by the time that the calls in flight are answered, if
// they go on as they did in this window. Whoever shares a window with others comes slowly to its end.
func (w *slot) strangers(flying int64) int64 {
	theirs := w.Base - w.Left - w.Own - flying
	own := max(w.Own, 1)
	switch {
	case theirs <= 0 || flying <= 0:
		return 0
	case theirs/own >= maxStrangers:
		return maxStrangers * flying
	}
	return theirs * flying / own
}

// owe counts units that no answer has covered yet.
func (w *slot) owe(seq uint64, units int64) {
	w.Young += units
	w.Debt = seq
	if w.Share != nil {
		w.Share.Calls += units
	}
}

// cover forgets the units that the answer to flight id has certainly counted; seq is the last flight taken.
func (w *slot) cover(id, seq uint64) {
	switch {
	case id > w.Debt:
		w.Old, w.Young = 0, 0
	case id > w.Turn:
		w.Old, w.Young = w.Young, 0
	default:
		return
	}
	w.Turn = seq
}

// took notes that a call goes out.
func (w *slot) took(now time.Time, flying int64) {
	if w.Share != nil {
		w.Share.Next = now.Add(w.spacing(flying))
	}
}

// refill begins the next instance once Reset has passed: the window is full. It reports whether anything is
// known of the next one. Until an answer speaks of it, its end is a guess.
func (w *slot) refill(now time.Time, seq uint64, g *gate) bool {
	if w.Share != nil {
		if w.Left <= 0 {
			g.Width, g.Soft, g.Since = 1, false, seq // after a hard stop, one goes ahead
		}
		return false
	}
	g.confirm(seq)
	if w.Limit < 0 {
		return false
	}
	w.Prev, w.Ended = w.Reset, seq
	missed := now.Sub(w.Reset).Truncate(w.Span) // whole instances of which nobody took notice
	w.Reset = w.Reset.Add(missed + w.Span)
	w.begin(w.Limit)
	w.Old, w.Young, w.Guess = 0, 0, true
	return true
}

// begin sets what an instance has left when it is first heard of.
func (w *slot) begin(left int64) { w.Left, w.Base, w.Own = left, left, 0 }

// check reports whether the window has room, and for how long not.
func (w *slot) check(now time.Time, n *need, flying int64, r *rules, v *verdict) {
	if w.Share != nil {
		w.checkShare(now, n, flying, v)
		return
	}
	avail := w.avail(flying)
	v.room(avail)
	avail -= w.strangers(flying)
	want := n.units + n.held(w.Reset)
	if want <= avail {
		return
	}
	b := verdict{at: w.Reset, limit: w.Limit, span: w.Span, kind: r.kind(w), why: "window " + w.describe() + " is used up"}
	b.never = w.Limit > 0 && n.units > w.Limit
	if extra := want - max(avail, 0); w.Limit > 0 && extra > w.Limit {
		b.at = b.at.Add(w.Span * time.Duration((extra-1)/w.Limit))
	}
	b.soon = flying > 0 && want <= w.Left
	v.block(b)
}

func (w *slot) describe() string {
	if w.Name != "" {
		return w.Name
	}
	return w.Span.Round(time.Second).String()
}
