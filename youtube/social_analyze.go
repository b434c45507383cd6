package youtube

import (
	"context"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// PostMetrics implements [social.Analyst] for videos and comments, 50 for a unit: the counters of now, of anybody's; of
// the channel's own videos dislikes, too. Counters that their owner hides are absent. They lag behind those in YouTube
// Studio and in [Client.Insights], which has the numbers of a period. About views see [ViewsChanged]. An error that is not
// about one post ends the reading: it is returned with the reports made so far, and is in those that could not be made.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	reports := make([]*social.PostReport, len(refs))
	var videos, comments []ID
	for i, ref := range refs {
		reports[i] = &social.PostReport{Ref: ref}
		if err := draft.CheckRef(network, "refs", ref, social.RefPost, social.RefScheduled, social.RefComment); err != nil {
			reports[i].Err = err
			continue
		}
		if ref.Kind == social.RefComment {
			comments = append(comments, ID(ref.ID))
		} else {
			videos = append(videos, ID(ref.ID))
		}
	}
	read := measured{videos: map[ID]measure{}, comments: map[ID]measure{}}
	err := c.measureVideos(ctx, videos, read.videos)
	if err == nil {
		err = c.measureComments(ctx, comments, read.comments)
	}
	for _, r := range reports {
		if r.Err == nil {
			read.fill(r, err)
		}
	}
	return reports, err
}

// measure is what was read of one thing.
type measure struct {
	metrics social.Metrics
	raw     any
	at      time.Time
}

type measured struct{ videos, comments map[ID]measure }

// fill completes a report. err is why not all was read.
func (m *measured) fill(r *social.PostReport, err error) {
	from := m.videos
	if r.Ref.Kind == social.RefComment {
		from = m.comments
	}
	found, ok := from[ID(r.Ref.ID)]
	switch {
	case ok:
		r.Metrics, r.Raw, r.At = found.metrics, found.raw, found.at
	case err != nil:
		r.Err = err
	default:
		r.Err, r.At = missing("metrics"), time.Now()
	}
}

// measureVideos reads the counters of videos: with a login those that are for the owner, too.
func (c *Client) measureVideos(ctx context.Context, ids []ID, into map[ID]measure) error {
	if len(ids) == 0 {
		return nil
	}
	note := func(id ID, s *VideoStatistics, raw any) {
		m := s.portable()
		if m == nil {
			m = social.Metrics{}
		}
		into[id] = measure{m, raw, time.Now()}
	}
	if c.cfg.Tokens == nil {
		all, err := c.VideoStats(ctx, ids...)
		for _, v := range all {
			note(v.ID, v.Statistics, v)
		}
		return err
	}
	all, err := c.Videos(ctx, ids, VideoPartStatistics)
	for _, v := range all {
		note(v.ID, v.Statistics, v)
	}
	return err
}

func (c *Client) measureComments(ctx context.Context, ids []ID, into map[ID]measure) error {
	if len(ids) == 0 {
		return nil
	}
	all, err := c.Comments(ctx, ids...)
	for _, m := range all {
		into[m.ID] = measure{m.portable("").Metrics, m, time.Now()}
	}
	return err
}

// AccountMetrics implements [social.Analyst]. Without a period it reads the counters of now: views, videos, and
// subscribers, rounded down to three digits by YouTube, and absent if the channel hides them. With a period it reads the
// Analytics API, which counts in days of California: [ScopeAnalytics] is needed, and the last two or three days are
// missing until they are counted. There is no history of the number of subscribers: add up those who came and went.
// About views see [ViewsChanged]; [Client.Insights] has more than sums and days.
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	own := value(q)
	switch {
	case own.From.IsZero() && !own.To.IsZero():
		return nil, social.Unsupported(network, "From", "is zero: YouTube reports on periods with a beginning")
	case own.From.IsZero() && own.ByDay:
		return nil, social.Unsupported(network, "ByDay", "goes with a period: set From")
	case !own.From.IsZero():
		return c.periodMetrics(ctx, &own)
	}
	me, err := c.MyChannel(ctx, ChannelPartSnippet, ChannelPartStatistics)
	if err != nil {
		return nil, err
	}
	a := me.portable()
	out := &social.AccountReport{Account: a.Ref, Metrics: a.Metrics, Raw: me}
	choose(out, own.Metrics, "YouTube does not count this of a channel, or the channel hides it; periods have other metrics")
	return out, nil
}

// periodMetrics reads sums over a period, and days.
func (c *Client) periodMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	out := &social.AccountReport{Account: channelRef(me.ID), From: q.From, To: q.To, Metrics: social.Metrics{}}
	p := &InsightParams{From: q.From, To: q.To}
	if q.Metrics != nil {
		p.Metrics = []social.Metric{}
		for _, m := range insightMetrics() {
			if slices.Contains(q.Metrics, m.metric) {
				p.Metrics = append(p.Metrics, m.metric)
			}
		}
	}
	if p.Metrics == nil || len(p.Metrics) > 0 {
		sums, err := c.insightReport(ctx, p)
		if err != nil {
			return nil, err
		}
		out.Raw = sums
		for _, row := range sums.insights(ByNothing) {
			out.Metrics = row.Metrics
		}
		if q.ByDay {
			if out.Days, err = c.days(ctx, *p); err != nil {
				return nil, err
			}
		}
	}
	choose(out, q.Metrics, "YouTube does not report on this, or has not counted the period yet")
	return out, nil
}

func (c *Client) days(ctx context.Context, p InsightParams) ([]social.DayReport, error) {
	p.By = ByDay
	rows, err := c.Insights(ctx, &p)
	if err != nil {
		return nil, err
	}
	var days []social.DayReport
	for _, row := range rows {
		days = append(days, social.DayReport{Day: row.Day, Metrics: row.Metrics})
	}
	slices.SortFunc(days, func(a, b social.DayReport) int { return a.Day.Compare(b.Day) })
	return days, nil
}

// choose leaves in a report what was asked for by name, and says what is not there.
func choose(r *social.AccountReport, names []social.Metric, why string) {
	if names == nil {
		return
	}
	all := r.Metrics
	r.Metrics = social.Metrics{}
	for _, m := range names {
		if v, ok := all[m]; ok {
			r.Metrics[m] = v
			continue
		}
		if r.Missing == nil {
			r.Missing = map[social.Metric]error{}
		}
		r.Missing[m] = social.Unsupported(network, "Metrics", string(m)+": "+why)
	}
}
