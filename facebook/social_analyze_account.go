package facebook

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// AccountMetrics reads the numbers of the Page. It implements [social.Analyst].
//
// Without a period they are totals up to now: followers, and the stars of old reviews. With one they are about the days
// of Facebook's calendar that begin within it, which begin at midnight in California: counts are added up; of running
// totals the last day's is taken; for how many people, who cannot be added up, Facebook is asked for the period as a
// whole, which it can tell for 90 days. A Page needs 100 likes, and Facebook keeps two years.
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	own := value(q)
	report := &social.AccountReport{Account: accountRef(c.cfg.Page), From: own.From, To: own.To, Metrics: social.Metrics{}}
	if own.From.IsZero() {
		switch {
		case !own.To.IsZero():
			return nil, social.Unsupported(network, "From", "is missing: Facebook keeps no totals of the past")
		case own.ByDay:
			return nil, social.Unsupported(network, "ByDay", "needs From")
		}
		return report, c.totals(ctx, &own, report)
	}
	if report.To.IsZero() {
		report.To = c.now()
	}
	if !report.From.Before(report.To) {
		return nil, social.Invalid(network, "To", "is not after From")
	}
	return report, c.measurePeriod(ctx, &own, report)
}

// totals reads what the Page itself says.
func (c *Client) totals(ctx context.Context, q *social.MetricsQuery, out *social.AccountReport) error {
	p, err := c.readPage(ctx, "", "id", "name", "followers_count", "fan_count", "overall_star_rating", "rating_count")
	if err != nil {
		return err
	}
	out.Raw = p
	all := p.metrics()
	if q.Metrics == nil {
		out.Metrics = all
		return nil
	}
	for _, m := range q.Metrics {
		if v, ok := all[m]; ok {
			out.Metrics[m] = v
		} else {
			lacking(out, m, social.Unsupported(network, "Metrics", "Facebook tells no total of "+string(m)+": ask for a period"))
		}
	}
	return nil
}

// metrics are the counters of a Page that came along.
func (p *Page) metrics() social.Metrics {
	m := social.Metrics{}
	social.Set(m, social.MetricFollowers, p.Followers)
	if p.Stars != nil && *p.Stars > 0 { // 0: there are too few
		m[social.MetricRating] = *p.Stars
	}
	return m
}

// lacking says why a metric is not there.
func lacking(out *social.AccountReport, m social.Metric, why error) {
	if out.Missing == nil {
		out.Missing = map[social.Metric]error{}
	}
	out.Missing[m] = why
}

// measurePeriod reads insights over a period.
func (c *Client) measurePeriod(ctx context.Context, q *social.MetricsQuery, out *social.AccountReport) error {
	sources := chosen(PageMetricSources(), q, out)
	days, end := pacificDays(out.From, out.To)
	if len(days) == 0 {
		for _, s := range sources {
			lackingIfAsked(q, out, s.Metric, social.Unsupported(network, "From", "no day of Facebook's calendar begins in the period"))
		}
		return nil
	}
	daily, people := sources, []MetricSource(nil)
	if !q.ByDay {
		daily = slices.DeleteFunc(slices.Clone(sources), func(s MetricSource) bool { return s.Unique })
	}
	for _, s := range sources {
		if s.Unique {
			people = append(people, s)
		}
	}
	in := &Insights{Missing: map[string]error{}}
	if len(daily) > 0 {
		var err error
		// Facebook's pages do not say whether a day counts by its beginning or its end: both are asked for.
		if in, err = c.PageInsights(ctx, &InsightParams{Metrics: names(daily), Period: PeriodDay, Since: days[0], Until: end.Add(time.Hour)}); err != nil {
			return err
		}
	}
	out.Raw = in
	byDay := map[int64]social.Metrics{}
	for i := range daily {
		rows := daily[i].rows(in, days[0], end, PeriodDay)
		daily[i].sum(rows, out.Metrics)
		for day, v := range rows {
			if byDay[day] == nil {
				byDay[day] = social.Metrics{}
			}
			byDay[day][daily[i].Metric] = v
		}
	}
	if q.ByDay {
		for _, day := range slices.Sorted(maps.Keys(byDay)) {
			out.Days = append(out.Days, social.DayReport{Day: pacificMidnight(time.Unix(day, 0)), Metrics: byDay[day]})
		}
	}
	if err := c.measurePeople(ctx, people, days[0], end, len(days), in, out); err != nil {
		return err
	}
	for _, s := range sources {
		if _, there := out.Metrics[s.Metric]; !there {
			lackingIfAsked(q, out, s.Metric, cmp.Or(in.Missing[s.Name], errNoInsights))
		}
	}
	return nil
}

// errNoInsights is why a metric that Facebook knows has no values.
var errNoInsights = errors.New("facebook has no values: a Page needs 100 likes, and numbers are kept for two years")

func lackingIfAsked(q *social.MetricsQuery, out *social.AccountReport, m social.Metric, why error) {
	if q.Metrics != nil {
		lacking(out, m, why)
	}
}

// chosen are the sources of the metrics that were asked for.
func chosen(all []MetricSource, q *social.MetricsQuery, out *social.AccountReport) []MetricSource {
	if q.Metrics == nil {
		return all
	}
	var picked []MetricSource
	for _, m := range slices.Compact(slices.Sorted(slices.Values(q.Metrics))) {
		at := slices.IndexFunc(all, func(s MetricSource) bool { return s.Metric == m })
		if at < 0 {
			lacking(out, m, social.Unsupported(network, "Metrics", "Facebook does not count "+string(m)+" of a Page"))
			continue
		}
		picked = append(picked, all[at])
	}
	return picked
}

// rows are the values of a metric whose time lies within some days, by the beginning of the last of these.
func (s *MetricSource) rows(in *Insights, from, end time.Time, p Period) map[int64]float64 {
	out := map[int64]float64{}
	for _, m := range in.Metrics {
		if m.Name != s.Name || m.Period != string(p) {
			continue
		}
		for _, v := range m.Values {
			day := pacificMidnight(v.End.Add(-time.Second))
			if n, ok := v.Sum(); ok && !v.End.IsZero() && !day.Before(from) && day.Before(end) {
				out[day.Unix()] = s.scaled(n)
			}
		}
	}
	return out
}

// sum puts what the days come to into the metrics.
func (s *MetricSource) sum(rows map[int64]float64, out social.Metrics) {
	if s.Unique || len(rows) == 0 {
		return
	}
	if s.Last {
		out[s.Metric] = rows[slices.Max(slices.Collect(maps.Keys(rows)))]
		return
	}
	total := 0.0
	for _, v := range rows {
		total += v
	}
	out[s.Metric] = total
}

// wholePeriod is the period under which Facebook counts the people of so many days at once.
func wholePeriod(days int) Period {
	switch days {
	case 1:
		return PeriodDay
	case 7:
		return PeriodWeek
	case 28:
		return PeriodDays28
	default:
		return PeriodOverRange
	}
}

// measurePeople reads how many different people there were in a period.
func (c *Client) measurePeople(
	ctx context.Context, people []MetricSource, from, end time.Time, days int, in *Insights, out *social.AccountReport,
) error {
	if len(people) == 0 {
		return nil
	}
	if end.Sub(from) > maxRange+time.Hour { // the clock may have changed
		for _, s := range people {
			in.Missing[s.Name] = social.Unsupported(network, "From", "Facebook counts different people over 90 days at most")
		}
		return nil
	}
	p := &InsightParams{Metrics: names(people), Period: wholePeriod(days), Since: from, Until: end}
	if p.Period != PeriodOverRange { // the row of the last day holds the days before it
		p.Since, p.Until = end.Add(-25*time.Hour), end.Add(time.Hour)
	}
	got, err := c.PageInsights(ctx, p)
	if err != nil {
		return err
	}
	maps.Copy(in.Missing, got.Missing)
	for i := range people {
		s := &people[i]
		for _, m := range got.Metrics {
			if m.Name != s.Name || m.Period != string(p.Period) {
				continue
			}
			for _, v := range m.Values {
				n, ok := v.Sum()
				if ok && (p.Period == PeriodOverRange || v.End.Sub(end).Abs() < 2*time.Hour) {
					out.Metrics[s.Metric] = s.scaled(n)
				}
			}
		}
	}
	return nil
}
