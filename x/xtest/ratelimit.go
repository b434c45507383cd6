package xtest

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A RateLimit is the allowance of one operation; 0 means no limit.
type RateLimit struct {
	Endpoint        string // method and path as documented, such as "GET /2/tweets/{id}"
	App, User       int    // per 15 minutes, with an app's bearer token and per user
	AppDay, UserDay int    // per 24 hours, over all tokens of the app and per user
	AppSecond       int    // per second and app
}

// RateLimits is the table of allowances. Operations that it does not name have none.
type RateLimits []RateLimit

// NoLimits lets every request through, without rate limit headers.
func NoLimits() RateLimits { return RateLimits{} }

// DefaultRateLimits is the table of https://docs.x.com/x-api/fundamentals/rate-limits.
func DefaultRateLimits() RateLimits {
	list := RateLimits{
		{Endpoint: "GET /2/tweets", App: 3500, User: 5000},
		{Endpoint: "GET /2/tweets/{id}", App: 450, User: 900},
		{Endpoint: "POST /2/tweets", User: 100, AppDay: 10_000},
		{Endpoint: "GET /2/tweets/search/recent", App: 450, User: 300},
		{Endpoint: "GET /2/tweets/search/all", App: 300, AppSecond: 1},
		{Endpoint: "GET /2/tweets/counts/recent", App: 300, User: 300},
		{Endpoint: "GET /2/tweets/counts/all", App: 300},
		{Endpoint: "GET /2/tweets/search/stream", App: 50},
		{Endpoint: "GET /2/tweets/search/stream/rules", App: 450},
		{Endpoint: "POST /2/tweets/search/stream/rules", App: 100},
		{Endpoint: "GET /2/users/{id}/tweets", App: 10_000, User: 900},
		{Endpoint: "GET /2/users/{id}/mentions", App: 450, User: 300},
		{Endpoint: "GET /2/users/{id}/timelines/reverse_chronological", User: 180},
		{Endpoint: "GET /2/users/{id}/bookmarks", User: 180},
		{Endpoint: "GET /2/lists/{id}", App: 75, User: 75},
		{Endpoint: "GET /2/dm_conversations/with/{participant_id}/dm_events", User: 15},
		{Endpoint: "DELETE /2/dm_events/{event_id}", User: 300, UserDay: 1500, AppDay: 4000},
		{Endpoint: "POST /2/media/upload", User: 500, AppDay: 50_000},
		{Endpoint: "GET /2/media/upload", User: 1000, AppDay: 100_000},
		{Endpoint: "POST /2/media/metadata", User: 500, AppDay: 50_000},
		{Endpoint: "GET /2/tweets/analytics", App: 300, User: 300},
		{Endpoint: "GET /2/usage/tweets", App: 50},
		{Endpoint: "GET /2/activity/stream", App: 450},
		{Endpoint: "POST /2/webhooks/replay", App: 100},
		{Endpoint: "DELETE /2/connections/all", App: 25, User: 25},
	}
	same := func(limit RateLimit, endpoints string) {
		for endpoint := range strings.SplitSeq(endpoints, "; ") {
			limit.Endpoint = endpoint
			list = append(list, limit)
		}
	}
	same(RateLimit{User: 50}, "DELETE /2/tweets/{id}; PUT /2/tweets/{tweet_id}/hidden; POST /2/users/{id}/retweets; "+
		"DELETE /2/users/{id}/retweets/{source_tweet_id}; POST /2/users/{id}/following; "+
		"DELETE /2/users/{source_user_id}/following/{target_user_id}; POST /2/users/{id}/muting; "+
		"DELETE /2/users/{source_user_id}/muting/{target_user_id}; POST /2/users/{id}/bookmarks; "+
		"DELETE /2/users/{id}/bookmarks/{tweet_id}; POST /2/users/{id}/bookmarks/folders; POST /2/users/{id}/followed_lists; "+
		"DELETE /2/users/{id}/followed_lists/{list_id}; POST /2/users/{id}/pinned_lists; DELETE /2/users/{id}/pinned_lists/{list_id}")
	same(RateLimit{User: 50, UserDay: 1000}, "POST /2/users/{id}/likes; DELETE /2/users/{id}/likes/{tweet_id}")
	same(RateLimit{User: 100, AppDay: 10_000}, "POST /2/media/subtitles; DELETE /2/media/subtitles")
	same(RateLimit{App: 75, User: 75}, "GET /2/tweets/{id}/liking_users; GET /2/users/{id}/liked_tweets; "+
		"GET /2/tweets/{id}/retweeted_by; GET /2/tweets/{id}/retweets; GET /2/tweets/{id}/quote_tweets; "+
		"GET /2/users/reposts_of_me; GET /2/users/me")
	same(RateLimit{App: 300, User: 900}, "GET /2/users; GET /2/users/by; GET /2/users/{id}; GET /2/users/by/username/{username}; GET /2/users/search")
	same(RateLimit{App: 300, User: 300}, "GET /2/users/{id}/followers; GET /2/users/{id}/following")
	same(RateLimit{User: 15}, "GET /2/users/{id}/blocking; GET /2/users/{id}/muting; GET /2/dm_events; GET /2/dm_events/{event_id}; "+
		"GET /2/dm_conversations/{id}/dm_events")
	same(RateLimit{App: 15, User: 15}, "GET /2/users/{id}/owned_lists; GET /2/users/{id}/pinned_lists; GET /2/users/{id}/followed_lists")
	same(RateLimit{App: 900, User: 900}, "GET /2/lists/{id}/tweets; GET /2/lists/{id}/members; GET /2/lists/{id}/followers")
	same(RateLimit{User: 300}, "POST /2/lists; PUT /2/lists/{id}; DELETE /2/lists/{id}; POST /2/lists/{id}/members; DELETE /2/lists/{id}/members/{user_id}")
	same(RateLimit{User: 15, UserDay: 1440, AppDay: 1440}, "POST /2/dm_conversations; "+
		"POST /2/dm_conversations/with/{participant_id}/messages; POST /2/dm_conversations/{dm_conversation_id}/messages")
	same(RateLimit{App: 25, User: 10, UserDay: 400, AppDay: 1000}, "POST /2/users/{id}/dm/block; POST /2/users/{id}/dm/unblock")
	same(RateLimit{User: 1875, AppDay: 180_000}, "POST /2/media/upload/initialize; POST /2/media/upload/{id}/append; POST /2/media/upload/{id}/finalize")
	same(RateLimit{App: 500, User: 500}, "GET /2/activity/subscriptions; POST /2/activity/subscriptions; DELETE /2/activity/subscriptions; "+
		"PUT /2/activity/subscriptions/{subscription_id}; DELETE /2/activity/subscriptions/{subscription_id}")
	same(RateLimit{App: 450, User: 450}, "GET /2/webhooks; POST /2/webhooks; PUT /2/webhooks/{webhook_id}; DELETE /2/webhooks/{webhook_id}")
	return list
}

// The windows of one operation.
const (
	windowUser, windowApp                  = "user", "app"
	windowUserDay, windowAppDay, windowSec = "user day", "app day", "second"
)

type callerKey struct{}

func callerOf(r *http.Request) *caller {
	c, _ := r.Context().Value(callerKey{}).(*caller)
	return c
}

// limiter makes the windows of one operation; nil if it has none.
func (l RateLimits) limiter(clock simulator.Clock, endpoint string) *simulator.Limiter {
	i := slices.IndexFunc(l, func(limit RateLimit) bool { return limit.Endpoint == endpoint })
	if i < 0 {
		return nil
	}
	const quarter, day = 15 * time.Minute, 24 * time.Hour
	var rules []*simulator.Rule
	add := func(name string, limit int, period time.Duration, key func(*caller) (string, bool)) {
		if limit > 0 {
			rules = append(rules, &simulator.Rule{Name: name, Limit: limit, Period: period, Key: func(r *http.Request) (string, bool) {
				return key(callerOf(r))
			}})
		}
	}
	perUser := func(c *caller) (string, bool) {
		if c.user == nil {
			return "", false
		}
		return c.app.ID + " " + c.user.idText(), true
	}
	perApp := func(c *caller) (string, bool) { return c.app.ID, true }
	add(windowUser, l[i].User, quarter, perUser)
	add(windowApp, l[i].App, quarter, func(c *caller) (string, bool) { return c.app.ID, c.user == nil })
	add(windowUserDay, l[i].UserDay, day, perUser)
	add(windowAppDay, l[i].AppDay, day, perApp)
	add(windowSec, l[i].AppSecond, time.Second, perApp)
	return simulator.NewLimiter(clock, rules...)
}

// takeRate counts a request, writes the headers and says whether it is refused.
func (s *Server) takeRate(h http.Header, r *http.Request, rt *route, c *caller) *apiError {
	if slices.ContainsFunc(s.opts.OddLimits, func(p string) bool { return simulator.Match(p, r.Method, r.URL.Path) }) {
		setWindow(h, "X-Rate-Limit", 40_000, 39_999, s.now().Add(15*time.Minute))
		return nil
	}
	if rt.limiter == nil {
		return nil
	}
	windows, refused := rt.limiter.Take(r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	for _, w := range windows {
		switch w.Rule.Name {
		case windowUser, windowApp:
			setWindow(h, "X-Rate-Limit", w.Rule.Limit, w.Remaining, w.Reset)
		case windowUserDay:
			setWindow(h, "X-User-Limit-24hour", w.Rule.Limit, w.Remaining, w.Reset)
		case windowAppDay:
			setWindow(h, "X-App-Limit-24hour", w.Rule.Limit, w.Remaining, w.Reset)
		}
	}
	if refused == nil {
		return nil
	}
	if s.opts.LegacyRateLimitBody {
		return legacy(http.StatusTooManyRequests, 88, "Rate limit exceeded")
	}
	return problem(http.StatusTooManyRequests, noType, "Too Many Requests", "Too Many Requests")
}

// setWindow writes three headers. The reset is rounded up: a client that waits for it is in the next window.
func setWindow(h http.Header, prefix string, limit, remaining int, reset time.Time) {
	h.Set(prefix+"-Limit", strconv.Itoa(limit))
	h.Set(prefix+"-Remaining", strconv.Itoa(remaining))
	h.Set(prefix+"-Reset", strconv.FormatInt(reset.Add(time.Second-time.Nanosecond).Unix(), 10))
}

// ResetRateLimits empties all rate limit windows.
func (s *Server) ResetRateLimits() {
	for _, rt := range s.table {
		if rt.limiter != nil {
			rt.limiter.Reset()
		}
	}
}

// ExhaustRateLimit uses up what is left of the 15 minute windows of an operation, named as in [RateLimit],
// for a user, or for the app of [Server.App] if user is empty.
func (s *Server) ExhaustRateLimit(endpoint, user string) {
	for _, rt := range s.table {
		if rt.pattern == endpoint && rt.limiter != nil {
			if user == "" {
				rt.limiter.Exhaust(windowApp, s.App().ID)
			} else {
				rt.limiter.Exhaust(windowUser, s.App().ID+" "+user)
			}
		}
	}
}
