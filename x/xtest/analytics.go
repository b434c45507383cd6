package xtest

import (
	"net/http"
	"strconv"
	"time"
)

// postAnalytics is GET /2/tweets/analytics.
func postAnalytics(c *call) (any, error) {
	ids, err := c.idList()
	if err != nil {
		return nil, err
	}
	start, end, granularity, err := c.period("total", "hourly", "daily", "weekly", "total")
	if err != nil {
		return nil, err
	}
	v := c.seeing()
	var out []object
	for _, value := range ids {
		id, _ := parseID(value)
		p := c.srv.posts[id]
		if p == nil || p.deleted {
			c.errs = append(c.errs, missing("tweet", "ids", value))
			continue
		}
		if problem := c.privateProblem(p, "analytics"); problem != nil {
			c.errs = append(c.errs, problem)
			continue
		}
		o := object{"id": value}
		if granularity == 0 {
			for name, n := range p.between(start, end).analytics() {
				if v.wants("analytics", name) {
					o[name] = n
				}
			}
		} else {
			o["timestamped_metrics"] = p.series(v, start, end, granularity)
		}
		out = append(out, o)
	}
	return c.answer(out, len(out), nil, nil), nil
}

// period reads start_time, end_time and granularity; a granularity of 0 means the total.
func (c *call) period(standard string, allowed ...string) (start, end time.Time, step time.Duration, err error) {
	for _, name := range []string{"start_time", "end_time"} {
		if c.query.Get(name) == "" {
			return start, end, 0, badParameter(name, "", "The `"+name+"` query parameter can not be empty")
		}
	}
	if start, err = c.moment("start_time"); err != nil {
		return start, end, 0, err
	}
	if end, err = c.moment("end_time"); err != nil {
		return start, end, 0, err
	}
	if !start.Before(end) {
		return start, end, 0, badParameter("end_time", c.query.Get("end_time"), "'end_time' must be after 'start_time'")
	}
	word, err := c.choice("granularity", standard, allowed...)
	if err != nil {
		return start, end, 0, err
	}
	const day = 24 * time.Hour
	return start, end, map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day}[word], nil
}

func (m Metrics) analytics() map[string]int {
	return map[string]int{
		"impressions": m.Impressions, "likes": m.Likes, "retweets": m.Reposts, "replies": m.Replies, "quote_tweets": m.Quotes,
		"bookmarks": m.Bookmarks, "url_clicks": m.URLClicks, "user_profile_clicks": m.ProfileClicks,
		"detail_expands": m.DetailExpands, "hashtag_clicks": m.HashtagClicks, "permalink_clicks": m.PermalinkClicks,
		"follows": m.Follows, "unfollows": m.Unfollows, "unlikes": m.Unlikes, "shares": m.Shares, "media_views": m.MediaViews,
		"app_opens": m.AppOpens, "app_install_attempts": m.AppInstallAttempts, "email_tweet": m.Emails,
		"engagements": m.engagements(),
	}
}

func (p *post) series(v *view, start, end time.Time, step time.Duration) []object {
	out := []object{}
	for at := start; at.Before(end); at = at.Add(step) {
		next := at.Add(step)
		if next.After(end) {
			next = end
		}
		metrics := object{}
		for name, n := range p.between(at, next).analytics() {
			if v.wants("analytics", name) {
				metrics[name] = n
			}
		}
		out = append(out, object{"timestamp": stamp(at), "metrics": metrics})
	}
	return out
}

// mediaAnalytics is GET /2/media/analytics.
func mediaAnalytics(c *call) (any, error) {
	keys := c.list("media_keys")
	if len(keys) == 0 || len(keys) > 100 {
		return nil, badParameter("media_keys", strconv.Itoa(len(keys)), "The number of values in the `media_keys` query parameter list is not between 1 and 100")
	}
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Media analytics are only available on the Enterprise plan.")
	}
	start, _, _, err := c.period("daily", "hourly", "daily", "total")
	if err != nil {
		return nil, err
	}
	v := c.seeing()
	var out []object
	for _, key := range keys {
		m := c.srv.mediaKeys[key]
		if m == nil || m.owner != c.user {
			c.errs = append(c.errs, missing("media", "media_keys", key))
			continue
		}
		metrics := object{}
		for name, n := range (object{"video_views": m.views, "playback_start": m.views, "watch_time_ms": m.views * 1000}) {
			if v.wants("media_analytics", name) {
				metrics[name] = n
			}
		}
		out = append(out, object{"media_key": key, "timestamped_metrics": []object{{"timestamp": stamp(start), "metrics": metrics}}})
	}
	return c.answer(out, len(out), nil, nil), nil
}

// getUsage is GET /2/usage/tweets.
func getUsage(c *call) (any, error) {
	days, err := c.number("days", 1, 90, 7)
	if err != nil {
		return nil, err
	}
	s, now := c.srv, c.srv.now().UTC()
	usage := []object{}
	mine := []object{}
	for i := days - 1; i >= 0; i-- {
		day := now.AddDate(0, 0, -i)
		midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
		counts, total := s.ledger.daily[midnight.Format(time.DateOnly)], 0
		for _, n := range counts {
			total += n
		}
		usage = append(usage, object{"date": stamp(midnight), "usage": strconv.Itoa(total)})
		mine = append(mine, object{"date": stamp(midnight), "usage": strconv.Itoa(counts[c.app.ID])})
	}
	body := object{
		"cap_reset_day": 1, "project_id": "1", "project_cap": strconv.Itoa(s.opts.PostCap),
		"project_usage": strconv.Itoa(s.ledger.reads[now.Format("2006-01")]),
	}
	if v := c.seeing(); v.wants("usage", "daily_project_usage") {
		body["daily_project_usage"] = object{"project_id": "1", "usage": usage}
	}
	if v := c.seeing(); v.wants("usage", "daily_client_app_usage") {
		body["daily_client_app_usage"] = []object{{"client_app_id": c.app.ID, "usage": mine, "usage_result_count": len(mine)}}
	}
	return data(body), nil
}

// getCredits is GET /2/usage/credits, in dollars.
func getCredits(c *call) (any, error) {
	if !c.srv.ledger.limited {
		return nil, problem(http.StatusNotFound, noType, "Not Found", "Not Found")
	}
	left := c.srv.ledger.credit.USD()
	return data(object{"free_balance": 0, "prepaid_balance": left, "total_balance": left}), nil
}
