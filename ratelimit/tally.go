package ratelimit

import "time"

// tally counts what was spent of one allowance or cap.
type tally struct {
	Key   string `json:"key"`
	Ticks []tick `json:"ticks,omitempty"` // earliest end first
	Sum   int64  `json:"sum,omitempty"`
}

// tick is units that count until some time.
type tick struct {
	Until time.Time `json:"until"`
	Units int64     `json:"units"`
}

// grains is the number of steps in which a rolling window moves on. Units come back up to one step late, and
// a state holds no more ticks than this.
const grains = 96

// expire drops what no longer counts.
func (t *tally) expire(now time.Time) {
	n := 0
	for n < len(t.Ticks) && !now.Before(t.Ticks[n].Until) {
		t.Sum -= t.Ticks[n].Units
		n++
	}
	t.Ticks = t.Ticks[:copy(t.Ticks, t.Ticks[n:])]
}

// add counts units until some time.
func (t *tally) add(until time.Time, units int64) {
	t.Sum += units
	if n := len(t.Ticks); n > 0 && !t.Ticks[n-1].Until.Before(until) {
		t.Ticks[n-1].Units += units
		return
	}
	t.Ticks = append(t.Ticks, tick{until, units})
}

// freed is when at least so many units have come back.
func (t *tally) freed(units int64) time.Time {
	var at time.Time
	for _, k := range t.Ticks {
		if at = k.Until; units <= k.Units {
			break
		}
		units -= k.Units
	}
	return at
}

// ends is until when units spent now count.
func (u *rule) ends(now time.Time) time.Time {
	switch {
	case u.location != nil:
		return nextMidnight(now, u.location)
	case u.period <= 0:
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	grain := max(u.period/grains, 1)
	t := now.Add(u.period)
	return t.Truncate(grain).Add(grain)
}

// tally counts units for all rules.
func (s *State) tally(now time.Time, units int64, r *rules) {
	if r == nil {
		return
	}
	for i := range r.list {
		s.tallyOf(r.list[i].key).add(r.list[i].ends(now), units)
	}
}

// tallyOf finds or makes the tally of a rule.
func (s *State) tallyOf(key string) *tally {
	for i := range s.d.Tallies {
		if s.d.Tallies[i].Key == key {
			return &s.d.Tallies[i]
		}
	}
	s.d.Tallies = append(s.d.Tallies, tally{Key: key})
	return &s.d.Tallies[len(s.d.Tallies)-1]
}

// checkRules asks the allowances that the network does not speak of itself, and the caps.
func (s *State) checkRules(now time.Time, n *need, r *rules, v *verdict) {
	for i := range r.list {
		u := &r.list[i]
		if u.superseded(s.d.Slots) {
			continue
		}
		t := s.tallyOf(u.key)
		spent := t.Sum
		avail := u.limit - spent - s.d.Flying
		v.room(avail)
		end := u.ends(now)
		want := n.units + n.held(end)
		if want <= avail {
			continue
		}
		b := verdict{kind: u.kind, limit: u.limit, span: u.period, why: u.describe()}
		b.never = n.units > u.limit && u.kind != kindCap
		b.soon = s.d.Flying > 0 && want <= u.limit-spent
		if b.at = t.freed(want - (u.limit - spent)); b.at.IsZero() {
			b.at = end // nothing but flights in the way
		}
		if extra := want - u.limit; u.limit > 0 && extra > 0 {
			b.at = b.at.Add(u.period * time.Duration((extra+u.limit-1)/u.limit))
		}
		v.block(b)
	}
}

func (u *rule) describe() string {
	switch {
	case u.kind == kindCap:
		return "the caller's cap is reached"
	case u.name != "":
		return "allowance " + u.name + " is used up"
	case u.location != nil:
		return "the day's allowance is used up"
	default:
		return "the allowance for " + u.period.String() + " is used up"
	}
}
