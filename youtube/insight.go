package youtube

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// InsightParams say which numbers of the channel to read, and how to divide them.
type InsightParams struct {
	From    time.Time // start of the period
	To      time.Time // end of the period, not included; zero: now
	By      Breakdown
	Videos  []ID            // only these, 500 at most; nil: all of the channel
	Metrics []social.Metric // nil: all that the breakdown has
	Limit   int             // rows; 0: all, or 200 by video
}

// An Insight is one row of a report.
type Insight struct {
	Day     time.Time // by day: midnight in California, where the day begins
	Keys    []string  // the values of the breakdown, as "YT_SEARCH", or "age25-34" and "female"
	Video   ID        // by video
	Metrics social.Metrics
	Share   *float64 // by age and gender: of all viewers, as a fraction
}

// Insights reads numbers of the channel, or of some of its videos, by day, traffic source, country, age and gender, and so
// on; by video those with the most views. [Client.Report] reads whatever else the Analytics API has.
//
// The last two or three days are missing, not zero, until YouTube has counted them. Numbers of followers won and lost
// are of subscriptions made on the videos' pages. About views see [ViewsChanged]. What the breakdown has not, and a
// metric that no report has, is [errors.ErrUnsupported] with Field "Metrics".
// See https://developers.google.com/youtube/analytics/channel_reports.
func (c *Client) Insights(ctx context.Context, p *InsightParams) ([]*Insight, error) {
	own := value(p)
	report, err := c.insightReport(ctx, &own)
	if err != nil {
		return nil, err
	}
	return report.insights(own.By), nil
}

// insightReport reads the table.
func (c *Client) insightReport(ctx context.Context, p *InsightParams) (*Report, error) {
	names, err := p.names()
	if err != nil {
		return nil, err
	}
	const mostVideos = 500
	if len(p.Videos) > mostVideos {
		return nil, social.Invalid(network, "Videos", "are more than 500")
	}
	r := &ReportParams{From: p.From, Metrics: names, Limit: p.Limit, To: p.last()}
	if p.By != ByNothing {
		r.Dimensions = strings.Split(string(p.By), ",")
	}
	if len(p.Videos) > 0 {
		ids := make([]string, len(p.Videos))
		for i, id := range p.Videos {
			ids[i] = string(id)
		}
		r.Filters = []string{"video==" + strings.Join(ids, ",")}
	}
	switch {
	case p.By == ByDay:
		r.Sort = []string{"day"}
	case p.By != ByNothing:
		r.Sort = []string{"-" + names[0]}
	}
	if top := p.By.top(); top > 0 && (r.Limit <= 0 || r.Limit > top) {
		r.Limit = top
	}
	return c.Report(ctx, r)
}

// last is the last moment of the period.
func (p *InsightParams) last() time.Time {
	if p.To.IsZero() {
		return time.Now()
	}
	return p.To.Add(-time.Nanosecond)
}

// names are the metrics to ask for, as YouTube calls them.
func (p *InsightParams) names() ([]string, error) {
	if p.By == ByAgeGender {
		if len(p.Metrics) > 0 {
			return nil, social.Unsupported(network, "Metrics", "by age and gender there is only Insight.Share")
		}
		return []string{viewerShare}, nil
	}
	var names []string
	left := slices.Clone(p.Metrics)
	table := insightMetrics()
	for i := range table {
		m := &table[i]
		at := slices.Index(left, m.metric)
		if at >= 0 {
			left = slices.DeleteFunc(left, func(name social.Metric) bool { return name == m.metric })
		}
		switch {
		case p.Metrics != nil && at < 0:
		case p.By.has(m):
			names = append(names, m.name)
		case at >= 0:
			left = append(left, m.metric)
		}
	}
	if len(left) > 0 {
		return nil, social.Unsupported(network, "Metrics", "reports of this kind do not have "+string(left[0]))
	}
	if len(names) == 0 {
		return nil, social.Invalid(network, "Metrics", "are none")
	}
	return names, nil
}

// insights are the rows of a table.
func (r *Report) insights(by Breakdown) []*Insight {
	out := make([]*Insight, 0, len(r.Rows))
	for row := range r.Rows {
		in := &Insight{Metrics: r.metrics(row)}
		if share, ok := r.Float(row, viewerShare); ok {
			in.Share = new(share / 100)
		}
		if by != ByNothing {
			for key := range strings.SplitSeq(string(by), ",") {
				in.Keys = append(in.Keys, r.Text(row, key))
			}
		}
		switch by {
		case ByDay:
			in.Day, _ = time.ParseInLocation(time.DateOnly, r.Text(row, string(ByDay)), pacific()) // zero if it is none
		case ByVideo:
			in.Video = ID(r.Text(row, string(ByVideo)))
		case ByContentType:
			in.Keys[0] = contentType(in.Keys[0])
		default:
		}
		out = append(out, in)
	}
	return out
}

// metrics are the numbers of a row, without those that YouTube left out.
func (r *Report) metrics(row int) social.Metrics {
	out := social.Metrics{}
	for _, m := range insightMetrics() {
		if v, ok := r.Float(row, m.name); ok {
			out[m.metric] = v * m.factor
		}
	}
	return out
}

// contentType is one of the names in Google's documents, however YouTube writes it.
func contentType(s string) string {
	plain := strings.ToLower(strings.ReplaceAll(s, "_", ""))
	for _, name := range []string{"shorts", "videoOnDemand", "liveStream", "story", "unspecified"} {
		if plain == strings.ToLower(name) || plain == "creatorcontenttype"+strings.ToLower(name) {
			return name
		}
	}
	return s
}
