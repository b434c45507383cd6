package graphtest

import (
	"encoding/json"
	"net/http"
	"time"
)

// Limits are the allowances of calls, see https://developers.facebook.com/docs/graph-api/overview/rate-limiting/.
type Limits struct {
	App   Allowance // of an app, for calls with its own token or a person's
	Asset Allowance // of an asset such as a page, for calls with its token
	// Lengthen is added to the time of a refusal by each further call; 0: nothing.
	Lengthen time.Duration
	// Classify says on whose account a call goes, the kind in the usage header ("pages") and the code of the
	// refusal; an empty key is the app's. Nil: tokens of pages and system users are on the page's account.
	Classify func(c *Call) (key, kind string, code int)
}

// An Allowance is a number of calls in a rolling window. Zero calls: no end.
type Allowance struct {
	Calls int
	Per   time.Duration // 0: an hour
}

func (a Allowance) window() time.Duration {
	if a.Per == 0 {
		return time.Hour
	}
	return a.Per
}

// A Usage is what usage headers tell, in percent.
type Usage struct {
	CallCount, TotalTime, TotalCPUTime int
	Regain                             int // minutes until calls are possible again
}

type usage struct {
	spent     map[string][]time.Time
	set       map[string]Usage
	throttles []*throttle
}

type throttle struct {
	key   string // "" is everybody
	code  int
	until time.Time
}

func newUsage() usage {
	return usage{spent: map[string][]time.Time{}, set: map[string]Usage{}}
}

// SetUsage fixes what usage headers say of an app or an asset. The lock must be held.
func (s *Server) SetUsage(key string, u Usage) { s.set[key] = u }

// Throttle refuses the calls on the account of an app or asset, or of everybody if key is empty, with a code
// such as 4, 17, 32, 613 or 80001. The lock must be held.
func (s *Server) Throttle(key string, code int, d time.Duration) {
	s.throttles = append(s.throttles, &throttle{key: key, code: code, until: s.Now().Add(d)})
}

// Unthrottle ends all refusals and forgets the calls so far. The lock must be held.
func (s *Server) Unthrottle() { s.usage = newUsage() }

func (s *Server) classify(c *Call) (key, kind string, code int) {
	if s.opts.Limits.Classify != nil {
		if key, kind, code = s.opts.Limits.Classify(c); key != "" {
			return key, kind, code
		}
	} else {
		switch c.Token.Kind {
		case PageToken:
			return c.Token.Asset, "pages", 80001
		case SystemToken:
			return c.Token.User, "pages", 80001
		default:
		}
	}
	return c.Token.App, "", 4
}

// meter counts a call, tells the usage, and refuses what is over it. The lock is held.
func (s *Server) meter(h http.Header, c *Call) error {
	key, kind, code := s.classify(c)
	allowance := s.opts.Limits.Asset
	if kind == "" {
		allowance = s.opts.Limits.App
	}
	now := s.Now()
	calls := s.spent[key]
	for len(calls) > 0 && now.Sub(calls[0]) >= allowance.window() {
		calls = calls[1:]
	}
	refused := allowance.Calls > 0 && len(calls) >= allowance.Calls
	regain := time.Duration(0)
	if refused {
		regain = allowance.window() - now.Sub(calls[len(calls)-allowance.Calls])
		if s.opts.Limits.Lengthen > 0 {
			s.throttles = append(s.throttles, &throttle{key: key, code: code, until: now.Add(regain)})
		}
	} else {
		calls = append(calls, now)
	}
	s.spent[key] = calls
	if t := s.throttled(key, now); t != nil {
		refused, code, regain = true, t.code, t.until.Sub(now)
	}
	s.usageHeader(h, key, kind, s.percent(key, len(calls), allowance, regain))
	if refused {
		return RateLimited(code)
	}
	return nil
}

func (s *Server) throttled(key string, now time.Time) *throttle {
	for _, t := range s.throttles {
		if now.Before(t.until) && (t.key == "" || t.key == key) {
			t.until = t.until.Add(s.opts.Limits.Lengthen)
			return t
		}
	}
	return nil
}

func (s *Server) percent(key string, calls int, a Allowance, regain time.Duration) Usage {
	u, fixed := s.set[key]
	if !fixed && a.Calls > 0 {
		p := calls * 100 / a.Calls
		u = Usage{CallCount: p, TotalTime: p / 2, TotalCPUTime: p / 2}
	}
	if regain > 0 {
		u.CallCount = max(u.CallCount, 100)
		u.Regain = max(u.Regain, int((regain+time.Minute-1)/time.Minute))
	}
	return u
}

// usageHeader writes the header; as on the network it is missing while there is next to nothing to tell.
func (s *Server) usageHeader(h http.Header, key, kind string, u Usage) {
	if u == (Usage{}) || s.opts.Traps.NoUsageHeaders {
		return
	}
	o := Object{"call_count": u.CallCount, "total_cputime": u.TotalCPUTime, "total_time": u.TotalTime}
	name, value := "X-App-Usage", any(o)
	if kind != "" {
		o["type"], o["estimated_time_to_regain_access"] = kind, u.Regain
		name, value = "X-Business-Use-Case-Usage", Object{key: []Object{o}}
	}
	if data, err := json.Marshal(value); err == nil {
		h.Set(name, string(data))
	}
}

// RateLimited is the refusal of a call for a code such as 4, 17, 32, 613 or 80001.
func RateLimited(code int) *Error {
	const wait = " Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting."
	message := map[int]string{
		4: "Application request limit reached", 17: "User request limit reached", 32: "Page request limit reached",
		341: "Feed action request limit reached", 613: "Calls to this api have exceeded the rate limit.",
		80001: "There have been too many calls to this Page account." + wait,
		80002: "There have been too many calls to this Instagram account." + wait,
		80006: "There have been too many calls to this Messenger account." + wait,
	}[code]
	if message == "" {
		message = "There have been too many calls." + wait
	}
	return Coded(code, message)
}
