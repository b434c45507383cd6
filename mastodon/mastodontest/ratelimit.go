package mastodontest

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A RateLimit allows so many requests per period. The zero value means no limit.
type RateLimit struct {
	Limit  int
	Period time.Duration
}

// RateLimits of a server, by what they are counted for.
type RateLimits struct {
	Token    RateLimit // all requests of one access token
	User     RateLimit // all requests of one account over all its tokens
	IP       RateLimit // requests without a token, per address
	Paging   RateLimit // requests with page, min_id, max_id or since_id, per account or address
	Media    RateLimit // uploads, per account
	Deletes  RateLimit // deleted posts and undone boosts, per account
	Statuses RateLimit // new posts, edits and boosts, per account
	Follows  RateLimit // follows of accounts and tags, per account
	Reports  RateLimit // per account
	Apps     RateLimit // registered apps, per address

	// FromFirstCall lets windows begin with the first call instead of at multiples of their period.
	FromFirstCall bool
	// AllPerIP counts requests with a token per address too; of the limits above only IP is in force.
	AllPerIP bool
}

// NoLimits lets every request through, without rate limit headers.
func NoLimits() *RateLimits { return &RateLimits{} }

// DefaultRateLimits are the ones of a server that has not been configured otherwise.
func DefaultRateLimits(f Flavour) *RateLimits {
	const minute, hour = time.Minute, time.Hour
	if f == GoToSocial {
		return &RateLimits{IP: RateLimit{300, 5 * minute}, FromFirstCall: true, AllPerIP: true}
	}
	return &RateLimits{
		Token:    RateLimit{300, 5 * minute},
		User:     RateLimit{1500, 5 * minute},
		IP:       RateLimit{300, 5 * minute},
		Paging:   RateLimit{300, 15 * minute},
		Media:    RateLimit{30, 30 * minute},
		Deletes:  RateLimit{30, 30 * minute},
		Statuses: RateLimit{300, 3 * hour},
		Follows:  RateLimit{400, 24 * hour},
		Reports:  RateLimit{400, 24 * hour},
		Apps:     RateLimit{5, 10 * minute},
	}
}

type callerKey struct{}

// caller is what the keys of rate limits are made of.
type caller struct{ token, account, ip string }

func callerOf(r *http.Request) caller {
	c, _ := r.Context().Value(callerKey{}).(caller)
	return c
}

func withCaller(r *http.Request, t *simulator.Token) *http.Request {
	c := caller{ip: r.RemoteAddr}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		c.ip = host
	}
	if t != nil {
		c.token, c.account = t.Value, t.Subject
	}
	return r.WithContext(context.WithValue(r.Context(), callerKey{}, c))
}

func (l *RateLimits) rules() []*simulator.Rule {
	var rules []*simulator.Rule
	add := func(name string, limit RateLimit, key func(*http.Request) (string, bool)) {
		if limit.Limit > 0 {
			rules = append(rules, &simulator.Rule{
				Name: name, Limit: limit.Limit, Period: limit.Period, Aligned: !l.FromFirstCall, Key: key,
			})
		}
	}
	if l.AllPerIP {
		add("ip", l.IP, func(r *http.Request) (string, bool) { return callerOf(r).ip, true })
		return rules
	}
	add("token", l.Token, func(r *http.Request) (string, bool) { return callerOf(r).token, callerOf(r).token != "" })
	add("user", l.User, func(r *http.Request) (string, bool) { return callerOf(r).account, callerOf(r).account != "" })
	add("ip", l.IP, func(r *http.Request) (string, bool) { return callerOf(r).ip, callerOf(r).token == "" })
	add("paging", l.Paging, pagingKey)
	add("media", l.Media, accountKey("POST /api/v1/media", "POST /api/v2/media"))
	add("deletes", l.Deletes, accountKey("DELETE /api/v1/statuses/*", "POST /api/v1/statuses/*/unreblog"))
	add("statuses", l.Statuses, accountKey("POST /api/v1/statuses", "PUT /api/v1/statuses/*", "POST /api/v1/statuses/*/reblog"))
	add("follows", l.Follows, accountKey("POST /api/v1/accounts/*/follow", "POST /api/v1/tags/*/follow"))
	add("reports", l.Reports, accountKey("POST /api/v1/reports"))
	add("apps", l.Apps, func(r *http.Request) (string, bool) {
		return callerOf(r).ip, simulator.Match("POST /api/v1/apps", r.Method, r.URL.Path)
	})
	return rules
}

func pagingKey(r *http.Request) (string, bool) {
	q, c := r.URL.Query(), callerOf(r)
	paged := q.Has("page") || q.Has("min_id") || q.Has("max_id") || q.Has("since_id")
	if c.account != "" {
		return c.account, paged
	}
	return c.ip, paged
}

func accountKey(patterns ...string) func(*http.Request) (string, bool) {
	return func(r *http.Request) (string, bool) {
		for _, p := range patterns {
			if simulator.Match(p, r.Method, r.URL.Path) {
				return callerOf(r).account, true
			}
		}
		return "", false
	}
}

// takeRate counts the request and writes the headers of the window that is closest to its end. It
// reports false when it has answered 429.
func (s *Server) takeRate(w http.ResponseWriter, r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/api/v1/streaming") {
		return true
	}
	windows, refused := s.limiter.Take(r)
	var shown *simulator.Window
	for i := range windows {
		if shown == nil || windows[i].Remaining < shown.Remaining {
			shown = &windows[i]
		}
	}
	if refused != nil {
		shown = refused
	}
	if shown == nil {
		return true
	}
	layout, message := "2006-01-02T15:04:05.000000Z", "Too many requests"
	if s.opts.Flavour == GoToSocial {
		layout, message = "2006-01-02T15:04:05.000Z", "rate limit reached"
	}
	h := w.Header()
	h.Set("X-Ratelimit-Limit", strconv.Itoa(shown.Rule.Limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(shown.Remaining))
	h.Set("X-Ratelimit-Reset", shown.Reset.UTC().Format(layout))
	if refused != nil {
		writeJSON(w, http.StatusTooManyRequests, object{"error": message})
		return false
	}
	return true
}
