package instagram

import (
	"context"
	"slices"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// dayOf is the day at Instagram that a time belongs to: its midnight in California.
func dayOf(t time.Time) time.Time {
	t = t.In(ratelimit.Pacific())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// accountDays reads metrics for each day that a time touches.
func (c *Client) accountDays(ctx context.Context, sources []MetricSource, from, to time.Time) ([]social.DayReport, error) {
	var days []social.DayReport
	put := func(day time.Time, m social.Metric, v float64) {
		at := slices.IndexFunc(days, func(d social.DayReport) bool { return d.Day.Equal(day) })
		if at < 0 {
			at = len(days)
			days = append(days, social.DayReport{Day: day, Metrics: social.Metrics{}})
		}
		days[at].Metrics[m] = v
	}
	to = earlier(to, c.now())
	var series, single []MetricSource
	for _, s := range sources {
		if info, ok := accountMetric(s.Name); ok && slices.Contains(info.Types, TimeSeries) {
			series = append(series, s)
		} else {
			single = append(single, s)
		}
	}
	first := dayOf(from)
	if len(series) > 0 && first.Before(to) {
		end := dayOf(to.Add(-1)).AddDate(0, 0, 1)
		got, err := c.AccountInsights(ctx, &InsightParams{Metrics: names(series), Type: TimeSeries, Since: first, Until: end})
		if err != nil {
			return nil, err
		}
		for _, s := range series {
			got.eachDay(s.Name, func(day time.Time, v float64) {
				if !day.Before(first) && day.Before(to) {
					put(day, s.Metric, s.scaled(v))
				}
			})
		}
	}
	for day := first; len(single) > 0 && day.Before(to); day = day.AddDate(0, 0, 1) {
		got, _, err := c.accountNumbers(ctx, single, day, day.AddDate(0, 0, 1))
		if err != nil {
			return nil, err
		}
		for m, v := range got {
			put(day, m, v)
		}
	}
	slices.SortFunc(days, func(a, b social.DayReport) int { return a.Day.Compare(b.Day) })
	return days, nil
}

// eachDay goes through the values of a series. Instagram gives the end of each day, by summer or winter time.
func (i *Insights) eachDay(name string, f func(day time.Time, v float64)) {
	m := i.Named(name)
	if m == nil {
		return
	}
	for _, v := range m.Values {
		if n, ok := v.Sum(); ok && n >= 0 && !v.End.IsZero() {
			f(dayOf(v.End.Add(-12*time.Hour)), n)
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
