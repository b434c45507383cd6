package ratelimit

import "time"

// kind tells a window that comes back by itself within minutes or hours from an allowance of a day or more,
// or one that is paid for.
type kind int

const (
	kindRate kind = iota
	kindQuota
	kindCap // set by the caller
)

// verdict is what the windows say to a call.
type verdict struct {
	blocked bool
	soon    bool      // room may come with the answer to a call in flight, before at
	at      time.Time // when there may be room, going by what is known; zero if never
	never   bool      // it asks for more than the window ever holds
	kind    kind
	limit   int64 // so many units come free at a time; 0 if unknown
	span    time.Duration
	why     string
	budget  string
	left    int64 // units left in the tightest window that counts units
	known   bool  // left is
}

// block adds a reason to wait. A certain wait counts for more than one that an answer may end.
func (v *verdict) block(b verdict) {
	b.blocked, b.left, b.known = true, v.left, v.known
	switch {
	case !v.blocked, b.never && !v.never:
	case v.never && !b.never, b.soon && !v.soon:
		return
	case v.soon == b.soon && !b.at.After(v.at):
		return
	}
	*v = b
}

// room notes what a window has left.
func (v *verdict) room(avail int64) {
	if avail = max(avail, 0); !v.known || avail < v.left {
		v.left, v.known = avail, true
	}
}

// hopeless reports whether waiting is of no use.
func (v *verdict) hopeless() bool { return v.never || v.kind == kindCap && !v.soon }

// after is when a call can expect room if others that wait for it take ahead units first; zero if an answer
// may bring it at any time.
func (v *verdict) after(ahead int64) time.Time {
	if v.soon {
		return time.Time{}
	}
	if v.limit <= 0 || v.span <= 0 || ahead <= 0 {
		return v.at
	}
	return v.at.Add(v.span * time.Duration(ahead/v.limit))
}

// need is what a call asks of one budget.
type need struct {
	units int64
	holds []hold // for those ahead in the queue
}

// hold keeps units for a waiting call that is ahead in the queue and cannot go out before at.
type hold struct {
	units int64
	at    time.Time
}

// held is the number of units to leave for others in a window that is full again at reset: those for calls
// that wait for some other budget beyond that would only lie idle.
func (n *need) held(reset time.Time) int64 {
	var sum int64
	for _, h := range n.holds {
		if h.at.Before(reset) {
			sum += h.units
		}
	}
	return sum
}

// check asks all windows of the budget.
func (s *State) check(now time.Time, n *need, r *rules) verdict {
	var v verdict
	s.d.Gate.check(now, len(s.d.Slots) > 0 || r.any(), s.d.Flights, &v)
	for i := range s.d.Slots {
		s.d.Slots[i].check(now, n, s.d.Flying, r, &v)
	}
	if r != nil {
		s.checkRules(now, n, r, &v)
	}
	return v
}
