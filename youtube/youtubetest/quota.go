package youtubetest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A bucket is one of the daily allowances of a project.
type bucket int

const (
	pool bucket = iota
	uploadBucket
	searchBucket
	unmetered // the Analytics API has an allowance of its own
)

// Quota is what a project has used up of its day.
type Quota struct {
	Pool, Uploads, Searches int
	Limits                  QuotaLimits
	Reset                   time.Time // the next midnight in Los Angeles
}

type usage struct {
	day  string
	used [3]int
}

// midnight is the end of the quota day.
func (s *Server) midnight() time.Time {
	now := s.now().In(s.pacific)
	return time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, s.pacific)
}

// usageOf is the account of a project; the server is locked.
func (s *Server) usageOf(project string) *usage {
	day := s.now().In(s.pacific).Format(time.DateOnly)
	u := s.quotas[project]
	if u == nil || u.day != day {
		u = &usage{day: day}
		s.quotas[project] = u
	}
	return u
}

func (l QuotaLimits) of(b bucket) int {
	switch b {
	case uploadBucket:
		return max(0, l.Uploads)
	case searchBucket:
		return max(0, l.Searches)
	case pool, unmetered:
	}
	return max(0, l.Pool)
}

// spend takes the cost of a call from its bucket. A refused request uses up nothing.
func (c *call) spend() error {
	rt := c.route
	if rt.bucket == unmetered {
		return nil
	}
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	u, limit := c.srv.usageOf(c.project), c.srv.opts.Quota.of(rt.bucket)
	if u.used[rt.bucket]+rt.cost > limit {
		return c.srv.exhausted(rt.bucket, limit)
	}
	u.used[rt.bucket] += rt.cost
	return nil
}

// exhausted is the answer of an empty bucket, see
// https://developers.google.com/youtube/v3/guides/quota_and_compliance_audits.
func (s *Server) exhausted(b bucket, limit int) *apiError {
	if b == pool || s.opts.Traps.BucketsAnswer403 {
		return forbidden("youtube.quota", "quotaExceeded",
			`The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.`)
	}
	metric, name, what := "search_list", "defaultSearchListPerDayPerProject", "Search Queries"
	if b == uploadBucket {
		metric, name, what = "video_insert", "defaultVideoInsertPerDayPerProject", "Video Uploads"
	}
	e := refuse(http.StatusTooManyRequests, "global", "rateLimitExceeded", fmt.Sprintf(
		"Quota exceeded for quota metric '%s' and limit '%s per day' of service 'youtube.googleapis.com' for consumer 'project_number:1'.", what, what))
	e.rpc = "RESOURCE_EXHAUSTED"
	e.details = []object{errorInfo("RATE_LIMIT_EXCEEDED", object{
		"quota_metric": dataService + "/" + metric, "quota_limit": name, "quota_limit_value": strconv.Itoa(limit),
		"quota_unit": "1/d/{project}", "quota_location": "global", "service": dataService, "consumer": "projects/1",
	})}
	return e
}

// burstExceeded is the answer to too many queries in a minute.
func burstExceeded(status int) *apiError {
	e := refuse(status, "global", "rateLimitExceeded",
		"Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service 'youtube.googleapis.com' for consumer 'project_number:1'.")
	e.rpc = "RESOURCE_EXHAUSTED"
	e.details = []object{errorInfo("RATE_LIMIT_EXCEEDED", object{
		"quota_metric": dataService + "/default", "quota_limit": "defaultPerMinutePerUser",
		"quota_unit": "1/min/{project}/{user}", "service": dataService, "consumer": "projects/1",
	})}
	return e
}

func (s *Server) newBursts() *simulator.Limiter {
	return simulator.NewLimiter(s.clock, &simulator.Rule{
		Name: "minute", Limit: s.opts.QueriesPerMinute, Period: time.Minute, Aligned: true,
		Key: func(r *http.Request) (string, bool) { return tokenOf(r) + keyOf(r), s.opts.QueriesPerMinute > 0 },
	})
}

func (c *call) burst() error {
	if _, refused := c.srv.bursts.Take(c.r); refused == nil {
		return nil
	}
	if c.srv.opts.Traps.BurstAnswers403 {
		return burstExceeded(http.StatusForbidden)
	}
	return burstExceeded(http.StatusTooManyRequests)
}

// Quota is the state of a project's allowances; "" is the project of all apps that name none.
func (s *Server) Quota(project string) Quota {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.usageOf(project)
	return Quota{
		Pool: u.used[pool], Uploads: u.used[uploadBucket], Searches: u.used[searchBucket],
		Limits: s.opts.Quota, Reset: s.midnight(),
	}
}

// SetQuota says how much a project has used up of its day already; Limits and Reset of q are of no account.
func (s *Server) SetQuota(project string, q Quota) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.usageOf(project).used = [3]int{q.Pool, q.Uploads, q.Searches}
}
