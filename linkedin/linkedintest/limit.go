package linkedintest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// What the documentation publishes of quotas, see
// https://learn.microsoft.com/en-us/linkedin/marketing/increasing-access.
const (
	developmentApp    = 500
	developmentMember = 100
)

// quota counts the calls of a day.
type quota struct {
	day       string // that is counted
	used      map[usage]int
	commented map[*member]time.Time
}

// usage is one counter: of an application, or of a member in an application.
type usage struct {
	endpoint string
	app      *app
	member   *member // nil for the application
}

func newQuota() quota {
	return quota{used: map[usage]int{}, commented: map[*member]time.Time{}}
}

// limitOf is the allowance of an endpoint for an application.
func (s *Server) limitOf(endpoint string, a *app) Limit {
	if l, ok := s.opts.Limits.Endpoints[endpoint]; ok {
		return l
	}
	l := Limit{App: s.opts.Limits.AppDay, Member: s.opts.Limits.MemberDay}
	if a.Tier == Development {
		if l.App == 0 {
			l.App = developmentApp
		}
		if l.Member == 0 {
			l.Member = developmentMember
		}
	}
	return l
}

// turn begins a new day of counting at midnight UTC.
func (s *Server) turn() {
	if today := s.now().Format(time.DateOnly); today != s.day {
		s.day = today
		clear(s.used)
	}
}

// charge counts a call, or refuses it; the server is locked. Refused calls do not count.
func (s *Server) charge(c *call) error {
	s.turn()
	endpoint := c.rt.endpoint()
	limit := s.limitOf(endpoint, c.app)
	ofApp, ofMember := usage{endpoint, c.app, nil}, usage{endpoint, c.app, c.member}
	switch {
	case limit.Member > 0 && s.used[ofMember] >= limit.Member:
		return throttled("MEMBER")
	case limit.App > 0 && s.used[ofApp] >= limit.App:
		return throttled("APPLICATION")
	}
	s.used[ofApp]++
	s.used[ofMember]++
	return nil
}

const serviceThrottled = 101

func throttled(whose string) *apiError {
	return &apiError{
		status: http.StatusTooManyRequests, service: serviceThrottled, code: "TOO_MANY_REQUESTS",
		message: fmt.Sprintf("Resource level throttle %s DAY limit for calls to this resource is reached.", whose),
	}
}

// throttleComment keeps the time between the comments of a member.
func (s *Server) throttleComment(m *member) error {
	now := s.now()
	if last, ok := s.commented[m]; ok && now.Sub(last) < s.opts.Limits.CommentGap {
		return &apiError{
			status: http.StatusTooManyRequests, code: "TOO_MANY_REQUESTS",
			message: "Comment create throttled: creation rate limit exceeded for member",
		}
	}
	s.commented[m] = now
	return nil
}

// Endpoints are the names of all endpoints, as [Limits] and error messages have them.
func Endpoints() []string {
	var out []string
	for _, rt := range routes() {
		if name := rt.endpoint(); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// ExhaustDay uses up what is left of the day's allowance of an endpoint, named as in [Limits], for a member in
// the application of [Server.App], or for the whole application if member is empty. An endpoint without a
// limit gets one of what has been used.
func (s *Server) ExhaustDay(endpoint, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	a := s.apps[0]
	limit, u := s.limitOf(endpoint, a), usage{endpoint, a, nil}
	if member != "" {
		u.member = s.mustMember(member)
		limit.Member = max(1, limit.Member)
		s.used[u] = limit.Member
	} else {
		limit.App = max(1, limit.App)
		s.used[u] = limit.App
	}
	endpoints := map[string]Limit{endpoint: limit}
	for name, other := range s.opts.Limits.Endpoints {
		if name != endpoint {
			endpoints[name] = other
		}
	}
	s.opts.Limits.Endpoints = endpoints
}

// UsedToday is how many calls to an endpoint, named as in [Limits], the application of [Server.App] has made
// today: those of a member, or all if member is empty.
func (s *Server) UsedToday(endpoint, member string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	u := usage{endpoint, s.apps[0], nil}
	if member != "" {
		u.member = s.mustMember(member)
	}
	return s.used[u]
}

// ResetLimits forgets all calls that were counted.
func (s *Server) ResetLimits() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quota = newQuota()
}
