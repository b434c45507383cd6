package xtest

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// hits are the posts that a request searches for, newest first.
func (c *call) hits(all bool) ([]*post, error) {
	s := c.srv
	text := c.query.Get("query")
	limit := 512
	if all {
		limit = 1024
	}
	if s.opts.Plan == Enterprise {
		limit = 4096
	}
	if n := len([]rune(text)); n == 0 || n > limit {
		return nil, badParameter("query", text, fmt.Sprintf("Rule length exceeds the maximum allowed length of %d, or is empty", limit))
	}
	q, err := parseQuery(text, false)
	if err != nil {
		return nil, badParameter("query", text, "There were errors processing your request: "+err.Error())
	}
	for _, id := range []string{"since_id", "until_id"} {
		if c.query.Has(id) && (c.query.Has("start_time") || c.query.Has("end_time")) {
			return nil, badParameter(id, c.query.Get(id), "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.")
		}
	}
	oldest := time.Time{}
	if !all {
		oldest = s.now().Add(-7 * 24 * time.Hour)
		if since, ok := parseID(c.query.Get("since_id")); ok && since < snowflake(oldest) {
			return nil, badParameter("since_id", c.query.Get("since_id"), "Invalid 'since_id':'"+c.query.Get("since_id")+"'. 'since_id' must be a tweet id created after "+
				stamp(oldest)+". Please use a 'since_id' that is larger than "+idText(snowflake(oldest)))
		}
		if start, err := c.moment("start_time"); err != nil {
			return nil, err
		} else if !start.IsZero() && start.Before(oldest) {
			return nil, badParameter("start_time", c.query.Get("start_time"), "Invalid 'start_time':'"+c.query.Get("start_time")+"'. 'start_time' must be on or after "+stamp(oldest))
		}
	}
	newest := s.now().Add(-s.opts.SearchDelay)
	reposts := q.reposts()
	var list []*post
	for _, p := range slices.Backward(s.order) {
		if p.created.Before(oldest) {
			break
		}
		if p.deleted || p.created.After(newest) || p.nullcast || p.author.Protected || p != p.latest() ||
			p.repostOf != nil && !reposts || p.quote != nil && s.opts.Traps.UnsearchableQuotes {
			continue
		}
		if s.match(q, p) {
			list = append(list, p)
		}
	}
	return c.within(list)
}

// searchPosts is GET /2/tweets/search/recent and all.
func searchPosts(all bool) handler {
	return func(c *call) (any, error) {
		most := 100
		if all {
			most = 500
		}
		p, err := c.paging(10, most, 10, "next_token", "pagination_token")
		if err != nil {
			return nil, err
		}
		p.search = true
		order, err := c.choice("sort_order", "recency", "recency", "relevancy")
		if err != nil {
			return nil, err
		}
		c.ranged = true
		list, err := c.hits(all)
		if err != nil {
			return nil, err
		}
		if order == "relevancy" && !p.given {
			page := list[:min(p.limit, len(list))]
			best := slices.Clone(page)
			slices.SortStableFunc(best, func(a, b *post) int { return cmp.Compare(b.totals().engagements(), a.totals().engagements()) })
			meta := object{"result_count": len(best)}
			if len(page) < len(list) {
				meta["next_token"] = cursor{seq: page[len(page)-1].id}.String()
			}
			return c.posts(best, meta, PostRead)
		}
		return c.postsPage(list, p, PostRead)
	}
}

// countPosts is GET /2/tweets/counts/recent and all.
func countPosts(all bool) handler {
	return func(c *call) (any, error) {
		granularity, err := c.choice("granularity", "hour", "minute", "hour", "day")
		if err != nil {
			return nil, err
		}
		step := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[granularity]
		p, err := c.paging(1, 1, 1, "next_token", "pagination_token")
		if err != nil {
			return nil, err
		}
		list, err := c.hits(all)
		if err != nil {
			return nil, err
		}
		start, _ := c.moment("start_time") // checked by hits
		end, _ := c.moment("end_time")
		if end.IsZero() {
			end = c.srv.now().Add(-c.srv.opts.SearchDelay)
		}
		if start.IsZero() {
			start = end.Add(-7 * 24 * time.Hour)
			if all {
				start = end.Add(-30 * 24 * time.Hour)
			}
		}
		resource := CountsRecent
		if all {
			resource = CountsAll
		}
		c.charge(resource, "")
		return c.buckets(list, start, end, step, p), nil
	}
}

// buckets counts posts per step of at most 31 days, the newest period first, oldest bucket first.
func (c *call) buckets(list []*post, start, end time.Time, step time.Duration, p paging) object {
	const page = 31 * 24 * time.Hour
	v := c.seeing()
	if p.given {
		end = time.UnixMilli(int64(p.at.seq)) //nolint:gosec // made from a time
	}
	meta := object{}
	from := start
	if end.Sub(from) > page {
		from = end.Add(-page)
		meta["next_token"] = cursor{seq: uint64(from.UnixMilli())}.String()
	}
	var out []object
	total := 0
	for at := from; at.Before(end); {
		next := at.Truncate(step).Add(step)
		if next.After(end) {
			next = end
		}
		n := 0
		for _, post := range list {
			if !post.created.Before(at) && post.created.Before(next) {
				n++
			}
		}
		if len(list) > 0 && next.Equal(end) && !list[0].created.Before(next) && !p.given {
			n += countAt(list, end)
		}
		total += n
		out = append(out, object{"start": stamp(at), "end": stamp(next), v.name("tweet_count"): n})
		at = next
	}
	meta[v.name("total_tweet_count")] = total
	return c.answer(out, len(out), nil, meta)
}

// countAt counts posts of the very moment at which the count ends: the clock of a test may stand still.
func countAt(list []*post, end time.Time) int {
	n := 0
	for _, p := range list {
		if p.created.Equal(end) {
			n++
		}
	}
	return n
}
