package instagram

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// measured is a post or comment whose numbers are asked for, perhaps several times.
type measured struct {
	ref     social.Ref
	media   Media
	comment Comment
	metrics social.Metrics
	insight []MetricSource // what is asked of the insights
	found   graph.Edge[Insight]
	err     error
	at      time.Time
}

// PostMetrics implements [social.Analyst] for media, and for comments, of which Instagram counts likes. Counters are
// those of now; views, reach and the other insights are up to 48 hours late. With Facebook Login 50 posts take two
// calls, with Instagram Login each takes two. Stories have numbers while they show; with fewer than five viewers the
// insights are absent. If the insights cannot be read, a report holds the counters, and Err says why the rest is not
// there.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	reports := make([]*social.PostReport, len(refs))
	byRef := map[social.Ref]*measured{}
	var all []*measured
	for i, ref := range refs {
		reports[i] = &social.PostReport{Ref: ref}
		if err := draft.CheckRef(network, "refs", ref, social.RefPost, social.RefComment); err != nil {
			reports[i].Err = err
			continue
		}
		key := social.Ref{Kind: ref.Kind, ID: ref.ID}
		if byRef[key] == nil {
			byRef[key] = &measured{ref: ref, metrics: social.Metrics{}}
			all = append(all, byRef[key])
		}
	}
	err := c.measure(ctx, all)
	for i, ref := range refs {
		m, r := byRef[social.Ref{Kind: ref.Kind, ID: ref.ID}], reports[i]
		if r.Err != nil {
			continue
		}
		r.Err, r.At = m.err, m.at
		if len(m.metrics) > 0 || m.err == nil {
			r.Metrics, r.Raw = maps.Clone(m.metrics), m.raw()
		}
	}
	return reports, err
}

// raw is what Instagram said.
func (m *measured) raw() any {
	if m.ref.Kind == social.RefComment {
		return &m.comment
	}
	return &m.media
}

// measure reads the counters of posts, then the insights that go with the kind of each.
func (c *Client) measure(ctx context.Context, all []*measured) error {
	counters := &graph.Batch{Op: "media.counters", Priority: social.PriorityBackfill}
	for _, m := range all {
		item := &graph.BatchItem{Path: rest.Path(m.ref.ID), Fields: graph.Fields(c.counterFields()...), Out: &m.media}
		if m.ref.Kind == social.RefComment {
			item.Fields, item.Out = graph.Fields("id", "like_count"), &m.comment
		}
		counters.Items = append(counters.Items, item)
	}
	results, err := c.graph.Batch(ctx, counters)
	var posts []*measured
	for i, m := range all {
		m.at, m.err = time.Now(), results[i].Err
		switch {
		case m.err != nil:
		case m.ref.Kind == social.RefComment:
			social.Set(m.metrics, social.MetricLikes, m.comment.LikeCount)
		default:
			m.media.count(m.metrics)
			if m.insight = c.wanted(m); len(m.insight) > 0 {
				posts = append(posts, m)
			}
		}
	}
	if err != nil {
		return err
	}
	return c.measureInsights(ctx, posts)
}

func (c *Client) counterFields() []graph.Field {
	fields := []graph.Field{"id", "media_type", "media_product_type", "timestamp", "like_count", "comments_count"}
	if c.cfg.Login == FacebookLogin {
		fields = append(fields, "reposts_count", "saved_count", "shares_count")
	}
	return fields
}

// wanted is what is to be asked of the insights: what the counters do not tell.
func (c *Client) wanted(m *measured) []MetricSource {
	return slices.DeleteFunc(MediaMetricSources(m.media.Product), func(s MetricSource) bool {
		info, _ := mediaMetric(s.Name)
		_, known := m.metrics[s.Metric]
		return known || info.Facebook && c.cfg.Login != FacebookLogin
	})
}

// measureInsights reads the insights of posts. Where Instagram refuses a metric those of that post are read again
// without it.
func (c *Client) measureInsights(ctx context.Context, posts []*measured) error {
	b := &graph.Batch{Op: "insights.media", Priority: social.PriorityBackfill}
	for _, m := range posts {
		b.Items = append(b.Items, &graph.BatchItem{
			Path: rest.Path(m.ref.ID, "insights"), Params: url.Values{"metric": {strings.Join(names(m.insight), ",")}}, Out: &m.found,
		})
	}
	results, err := c.graph.Batch(ctx, b)
	for i, m := range posts {
		why := results[i].Err
		switch {
		case graph.Is(why, 10) && errors.Is(why, social.ErrNotFound): // too few have seen the story
			why = nil
		case err == nil && errors.Is(why, social.ErrInvalid):
			m.found.Data, _, why = c.graph.Insights(ctx, mediaQuery(ID(m.ref.ID), names(m.insight), ""))
		}
		m.err = why
		got := &Insights{Metrics: m.found.Data}
		for _, s := range m.insight {
			if v, ok := got.Value(s.Name); ok {
				m.metrics[s.Metric] = s.scaled(v)
			}
		}
	}
	return err
}

// names are what to ask for.
func names(sources []MetricSource) []string {
	out := make([]string, len(sources))
	for i, s := range sources {
		out[i] = s.Name
	}
	return out
}

// AccountMetrics implements [social.Analyst]. Without a period it reads followers, following and posts as they are
// now. Over a period it reads views, reach, interactions, likes, comments, shares, saves, and the followers won and
// lost: up to 48 hours late, for accounts with 100 followers where it is about followers. Reach counts people, so that
// there is none for more than 30 days.
//
// Days begin at midnight in California. ByDay reports on all that the period touches: reach takes a call for 30 days,
// the other metrics one or two for each day, as Instagram has no series of them.
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	own := value(q)
	own.Metrics = slices.Compact(slices.Sorted(slices.Values(own.Metrics)))
	switch {
	case own.From.IsZero() && !own.To.IsZero():
		return nil, social.Invalid(network, "From", "is missing")
	case own.From.IsZero() && own.ByDay:
		return nil, social.Invalid(network, "ByDay", "needs a period: set From")
	case own.From.IsZero():
		return c.accountTotals(ctx, &own)
	}
	if own.To.IsZero() {
		own.To = c.now()
	}
	if !own.From.Before(own.To) {
		return nil, social.Invalid(network, "To", "must be later than From")
	}
	out := &social.AccountReport{Account: accountRef(c.cfg.User), From: own.From, To: own.To, Metrics: social.Metrics{}}
	sources := AccountMetricSources()
	if own.Metrics != nil {
		sources = slices.DeleteFunc(sources, func(s MetricSource) bool { return !slices.Contains(own.Metrics, s.Metric) })
	}
	got, why, err := c.accountNumbers(ctx, sources, own.From, own.To)
	if err != nil {
		return nil, err
	}
	out.Metrics = got
	if own.ByDay {
		if out.Days, err = c.accountDays(ctx, sources, own.From, own.To); err != nil {
			return nil, err
		}
	}
	for _, m := range own.Metrics {
		if _, ok := got[m]; !ok {
			lacking(out, m, why[m], true)
		}
	}
	return out, nil
}

// accountTotals reads what the account itself counts.
func (c *Client) accountTotals(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	a, err := c.readAccount(ctx, graph.Fields(accountFields(c.cfg.Login)...))
	if err != nil {
		return nil, err
	}
	c.account.Put(a)
	all := a.portable()
	out := &social.AccountReport{Account: all.Ref, Metrics: all.Metrics, Raw: a}
	if q.Metrics == nil {
		return out, nil
	}
	out.Metrics = social.Metrics{}
	for _, m := range q.Metrics {
		if v, ok := all.Metrics[m]; ok {
			out.Metrics[m] = v
		} else {
			lacking(out, m, nil, false)
		}
	}
	return out, nil
}

// lacking says why a metric that was asked for by name is not there.
func lacking(out *social.AccountReport, m social.Metric, why error, period bool) {
	isTotal := m == social.MetricFollowers || m == social.MetricFollowing || m == social.MetricPosts
	isPeriod := slices.ContainsFunc(AccountMetricSources(), func(s MetricSource) bool { return s.Metric == m })
	switch {
	case why != nil:
	case isTotal && period:
		why = social.Unsupported(network, "From", "Instagram tells "+string(m)+" as they are now: ask without a period")
	case isPeriod && !period:
		why = social.Unsupported(network, "Metrics", "Instagram counts "+string(m)+" over a period: set From")
	case isTotal, isPeriod:
		why = &social.Error{Network: network, Op: "insights.account", Kind: social.ErrNotFound, Message: "Instagram has no numbers of that time, or not yet"}
	default:
		why = social.Unsupported(network, "Metrics", "Instagram does not count "+string(m)+" of an account")
	}
	if out.Missing == nil {
		out.Missing = map[social.Metric]error{}
	}
	out.Missing[m] = why
}

// accountNumbers reads metrics over a time, and says why some are not there.
func (c *Client) accountNumbers(ctx context.Context, sources []MetricSource, from, to time.Time) (social.Metrics, map[social.Metric]error, error) {
	out, why := social.Metrics{}, map[social.Metric]error{}
	var outage error
	for breakdown, group := range byBreakdown(sources) {
		p := &InsightParams{Metrics: names(group), Since: from, Until: to}
		if breakdown != "" {
			p.Breakdowns = []string{breakdown}
		}
		got, err := c.AccountInsights(ctx, p)
		if got == nil {
			return nil, nil, err
		}
		if err != nil {
			outage = err
		}
		for _, s := range group {
			v, ok := got.Value(s.Name)
			if s.Part != "" {
				v, ok = got.Part(s.Name, s.Part)
			}
			if ok {
				out[s.Metric] = s.scaled(v)
			} else if err := got.Missing[s.Name]; err != nil {
				why[s.Metric] = err
			}
		}
	}
	if len(out) == 0 && outage != nil {
		return nil, nil, outage
	}
	return out, why, nil
}

func byBreakdown(sources []MetricSource) map[string][]MetricSource {
	out := map[string][]MetricSource{}
	for _, s := range sources {
		out[s.Breakdown] = append(out[s.Breakdown], s)
	}
	return out
}
