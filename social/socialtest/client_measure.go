package socialtest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// PostMetrics implements [social.Analyst], a hundred posts at a time.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	var all []*social.PostReport
	for batch := range slices.Chunk(refs, 100) {
		err := c.read(ctx, "post metrics", func() error {
			for _, ref := range batch {
				all = append(all, c.report(ref))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// report measures one post. The lock is held.
func (c *Client) report(ref social.Ref) *social.PostReport {
	r := &social.PostReport{Ref: ref, At: c.n.now()}
	if r.Err = c.known(ref, "refs", social.RefPost); r.Err != nil {
		return r
	}
	it, err := c.seen(ref)
	if err != nil {
		r.Err = c.complete("post metrics", err)
		return r
	}
	r.Metrics = c.n.count(it)
	return r
}

// AccountMetrics implements [social.Analyst]. Over a period it knows posts and new followers.
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	var query social.MetricsQuery
	if q != nil {
		query = *q
	}
	var r *social.AccountReport
	err := c.read(ctx, "account metrics", func() error {
		r = &social.AccountReport{Account: c.n.accountRef(c.me), From: query.From, To: query.To}
		if query.From.IsZero() && query.To.IsZero() {
			r.Metrics = c.n.show(c.me).Metrics
			return nil
		}
		if r.To.IsZero() {
			r.To = c.n.now()
		}
		r.Metrics = c.period(r.From, r.To)
		for day := r.From; query.ByDay && day.Before(r.To); day = day.AddDate(0, 0, 1) {
			r.Days = append(r.Days, social.DayReport{Day: day, Metrics: c.period(day, earlier(day.AddDate(0, 0, 1), r.To))})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.choose(r, query.Metrics)
	return r, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// period counts what happened from one time to before another. The lock is held.
func (c *Client) period(from, to time.Time) social.Metrics {
	in := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	m := social.Metrics{social.MetricPosts: 0, social.MetricFollowersWon: 0}
	for _, it := range c.n.items {
		if it.author == c.me && it.kind == social.RefPost && !it.gone && it.shareOf == nil && in(it.made) {
			m[social.MetricPosts]++
		}
	}
	for _, a := range c.n.accounts {
		if since, ok := a.following[c.me]; ok && in(since) {
			m[social.MetricFollowersWon]++
		}
	}
	return m
}

// choose keeps the metrics that were asked for and says which are not there.
func (c *Client) choose(r *social.AccountReport, names []social.Metric) {
	if names == nil {
		return
	}
	drop := func(name social.Metric, _ float64) bool { return !slices.Contains(names, name) }
	r.Missing = map[social.Metric]error{}
	for _, name := range names {
		if _, ok := r.Metrics[name]; !ok {
			r.Missing[name] = c.complete("account metrics", c.fail(errors.ErrUnsupported, "Metrics", "there is no "+string(name)))
		}
	}
	maps.DeleteFunc(r.Metrics, drop)
	for _, day := range r.Days {
		maps.DeleteFunc(day.Metrics, drop)
	}
}
