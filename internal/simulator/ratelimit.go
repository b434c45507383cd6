package simulator

import (
	"net/http"
	"sync"
	"time"
)

// A Rule is one allowance of a network: so many calls per period and key.
type Rule struct {
	Name   string
	Limit  int
	Period time.Duration
	// Aligned windows begin at multiples of Period since 1970; others begin with the first call.
	Aligned bool
	// Key says on whose account a request goes; false means that the rule does not apply to it.
	Key func(*http.Request) (string, bool)
	// Cost of a request in units; nil means 1.
	Cost func(*http.Request) int
}

// A Window is the state of one rule for one key.
type Window struct {
	Rule      *Rule
	Key       string
	Remaining int       // units left, never below 0
	Reset     time.Time // when the window ends
}

// A Limiter counts requests against rules. It is safe for concurrent use.
type Limiter struct {
	clock Clock
	rules []*Rule
	mu    sync.Mutex
	used  map[windowKey]*usage
}

type windowKey struct{ rule, key string }

type usage struct {
	units int
	reset time.Time
}

// NewLimiter returns a limiter of these rules, whose names must differ.
func NewLimiter(clock Clock, rules ...*Rule) *Limiter {
	return &Limiter{clock: clock, rules: rules, used: map[windowKey]*usage{}}
}

// Take counts a request. It returns the windows that apply, in the order of the rules, and the first of
// them that has no room left, or nil. A refused request uses up nothing.
func (l *Limiter) Take(r *http.Request) (windows []Window, refused *Window) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	type charge struct {
		use  *usage
		cost int
	}
	var charges []charge
	for _, rule := range l.rules {
		key, ok := rule.Key(r)
		if !ok {
			continue
		}
		cost := 1
		if rule.Cost != nil {
			cost = rule.Cost(r)
		}
		use := l.usage(rule, key, now)
		windows = append(windows, Window{Rule: rule, Key: key, Remaining: max(0, rule.Limit-use.units), Reset: use.reset})
		if use.units+cost > rule.Limit && refused == nil {
			refused = &windows[len(windows)-1]
		}
		charges = append(charges, charge{use, cost})
	}
	if refused != nil {
		w := *refused
		return windows, &w
	}
	for i, c := range charges {
		c.use.units += c.cost
		windows[i].Remaining = max(0, windows[i].Rule.Limit-c.use.units)
	}
	return windows, nil
}

func (l *Limiter) usage(rule *Rule, key string, now time.Time) *usage {
	id := windowKey{rule.Name, key}
	use := l.used[id]
	if use != nil && now.Before(use.reset) {
		return use
	}
	start := now
	if rule.Aligned {
		start = time.Unix(0, now.UnixNano()-now.UnixNano()%int64(rule.Period))
	}
	use = &usage{reset: start.Add(rule.Period)}
	l.used[id] = use
	return use
}

// Exhaust uses up what is left of a rule for a key in the current window.
func (l *Limiter) Exhaust(rule, key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.rules {
		if r.Name == rule {
			l.usage(r, key, l.clock.Now()).units = r.Limit
		}
	}
}

// Reset empties all windows.
func (l *Limiter) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.used)
}
