package xtest

import "time"

// Metrics are numbers that are added to what a post has got by itself.
type Metrics struct {
	Impressions, Likes, Reposts, Replies, Quotes, Bookmarks int
	URLClicks, ProfileClicks, DetailExpands, HashtagClicks  int
	PermalinkClicks, Follows, Unfollows, Unlikes, Shares    int
	MediaViews, AppOpens, AppInstallAttempts, Emails        int
}

// sample is what came to a post at one time.
type sample struct {
	at time.Time
	Metrics
}

// AddMetrics adds numbers to a post, now.
func (s *Server) AddMetrics(post string, m Metrics) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.mustPost(post)
	p.metrics = append(p.metrics, sample{s.now(), m})
}

// plus adds two sets of numbers.
func (m Metrics) plus(n Metrics) Metrics {
	for _, pair := range []struct {
		to   *int
		from int
	}{
		{&m.Impressions, n.Impressions},
		{&m.Likes, n.Likes},
		{&m.Reposts, n.Reposts},
		{&m.Replies, n.Replies},
		{&m.Quotes, n.Quotes},
		{&m.Bookmarks, n.Bookmarks},
		{&m.URLClicks, n.URLClicks},
		{&m.ProfileClicks, n.ProfileClicks},
		{&m.DetailExpands, n.DetailExpands},
		{&m.HashtagClicks, n.HashtagClicks},
		{&m.PermalinkClicks, n.PermalinkClicks},
		{&m.Follows, n.Follows},
		{&m.Unfollows, n.Unfollows},
		{&m.Unlikes, n.Unlikes},
		{&m.Shares, n.Shares},
		{&m.MediaViews, n.MediaViews},
		{&m.AppOpens, n.AppOpens},
		{&m.AppInstallAttempts, n.AppInstallAttempts},
		{&m.Emails, n.Emails},
	} {
		*pair.to += pair.from
	}
	return m
}

// between sums what came to a post in a period, what others did to it included.
func (p *post) between(start, end time.Time) Metrics {
	var m Metrics
	in := func(t time.Time) bool { return !t.Before(start) && t.Before(end) }
	for _, s := range p.metrics {
		if in(s.at) {
			m = m.plus(s.Metrics)
		}
	}
	for _, like := range p.likes {
		if in(like.at) {
			m.Likes++
		}
	}
	count := func(list []*post, to *int) {
		for _, other := range list {
			if !other.deleted && in(other.created) {
				*to++
			}
		}
	}
	count(p.reposts, &m.Reposts)
	count(p.quotes, &m.Quotes)
	count(p.replies, &m.Replies)
	return m
}

func (p *post) totals() Metrics {
	m := p.between(time.Time{}, time.Unix(1<<40, 0))
	m.Bookmarks += p.bookmarks
	return m
}

func (m Metrics) engagements() int {
	return m.Likes + m.Reposts + m.Replies + m.Quotes + m.URLClicks + m.ProfileClicks + m.DetailExpands + m.HashtagClicks
}

func (p *post) publicMetrics(v *view) object {
	m := p.totals()
	return object{
		v.name("retweet_count"): m.Reposts, "reply_count": m.Replies, "like_count": m.Likes, "quote_count": m.Quotes,
		"bookmark_count": m.Bookmarks, "impression_count": m.Impressions,
	}
}

func (p *post) privateMetrics(v *view, organic bool) object {
	m := p.totals()
	if organic {
		return object{
			"impression_count": m.Impressions, "like_count": m.Likes, "reply_count": m.Replies,
			v.name("retweet_count"): m.Reposts, "url_link_clicks": m.URLClicks, "user_profile_clicks": m.ProfileClicks,
		}
	}
	return object{
		"impression_count": m.Impressions, "url_link_clicks": m.URLClicks,
		"user_profile_clicks": m.ProfileClicks, "engagements": m.engagements(),
	}
}
