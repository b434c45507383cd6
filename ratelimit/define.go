package ratelimit

import (
	"slices"
	"strconv"
	"time"
)

// Kind says what it means that an allowance is used up.
type Kind int

// Kinds of allowances. The error for one that is used up wraps [social.ErrRateLimited] or [social.ErrQuota].
const (
	Rate  Kind = iota // calls come too fast
	Quota             // the allowance of the day, or what was paid for, is spent
)

// Allowance is a documented window of a budget, counted here for as long as the network's answers say
// nothing about a window of the same name.
//
// Without Location it is a rolling window: in no stretch of Period do more than Limit units go out. That
// keeps within a fixed window too, wherever its borders lie. With Location it is a calendar day there.
type Allowance struct {
	Name     string         // as in [social.Window]; "" is the main one
	Limit    int64          // units per period; 0 lets nothing out, below 0 takes the definition back
	Period   time.Duration  // 0 means 24 hours
	Location *time.Location // not nil: full again at midnight there, and Period has no meaning
	Kind     Kind
}

// Define declares a documented window of a budget, in place of one with the same name.
func (l *Limiter) Define(budget string, a Allowance) {
	if a.Period <= 0 {
		a.Period = 24 * time.Hour
	}
	l.rule(budget, rule{
		key: "allowance " + a.Name, name: a.Name, limit: a.Limit, period: a.Period, location: a.Location,
		kind: kind(a.Kind),
	})
}

// Cap bounds what this program may spend of a budget: so many units within any stretch of period, or ever if
// period is 0. It holds whatever the network would still allow. Units below 0 take the cap away. A budget of
// money counts millionths of a dollar. A call beyond a cap fails at once with [social.ErrQuota].
func (l *Limiter) Cap(budget string, units int64, period time.Duration) {
	l.rule(budget, rule{key: "cap " + strconv.FormatInt(int64(period), 10), limit: units, period: period, kind: kindCap})
}

// rule is one allowance or cap.
type rule struct {
	key      string // tells the tallies of one budget apart
	name     string
	limit    int64
	period   time.Duration
	location *time.Location
	kind     kind
}

// rules are those of one budget. They are never changed, only replaced; nil if there are none.
type rules struct{ list []rule }

// any reports whether there are rules: nothing needs finding out by probes.
func (r *rules) any() bool { return r != nil && len(r.list) > 0 }

// paid reports whether the budget is one of the caller's own making, with caps and nothing else.
func (r *rules) paid() bool {
	return r.any() && !slices.ContainsFunc(r.list, func(u rule) bool { return u.kind != kindCap })
}

// with returns rules with one more, in place of that with the same key.
func (r *rules) with(n rule) *rules {
	var list []rule
	if r != nil {
		list = slices.DeleteFunc(slices.Clone(r.list), func(o rule) bool { return o.key == n.key })
	}
	if n.limit >= 0 {
		list = append(list, n)
	}
	return &rules{list: list}
}

// kind is that of a window which the network spoke of.
func (r *rules) kind(w *slot) kind {
	if r != nil {
		for i := range r.list {
			if r.list[i].name == w.Name && r.list[i].kind != kindCap {
				return r.list[i].kind
			}
		}
	}
	if w.Span >= 24*time.Hour {
		return kindQuota
	}
	return kindRate
}

// superseded reports whether the network itself speaks of the window that the rule declares.
func (u *rule) superseded(slots []slot) bool {
	if u.kind == kindCap {
		return false
	}
	for i := range slots {
		if slots[i].Name == u.name {
			return true
		}
	}
	return false
}

// Pacific is the time zone of California, where YouTube's day begins. On a system without a time zone
// database it is UTC-8 all year: in summer the new day is then seen an hour late, never early. Import
// time/tzdata to carry the database in the program.
func Pacific() *time.Location {
	l, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return time.FixedZone("PST", -8*60*60)
	}
	return l
}

// nextMidnight is when the next calendar day begins in l: 23 to 25 hours after the last where clocks are put
// forward or back, and at one o'clock where that is done at midnight.
func nextMidnight(now time.Time, l *time.Location) time.Time {
	y, m, d := now.In(l).Date()
	t := time.Date(y, m, d+1, 0, 0, 0, 0, l)
	for day := t.Day(); day == d; day = t.Day() { // midnight does not exist, and Date went back
		t = t.Add(time.Hour)
	}
	return t
}
