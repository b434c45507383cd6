package instagramtest

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

const (
	day              = 24 * time.Hour
	maxRange         = 30 * day
	topPerformers    = 45
	insightThreshold = 100 // followers, or engagements
)

// insightQuery is what a request for insights of an account asks for.
type insightQuery struct {
	metrics    []string
	period     string
	kind       string // of metric_type; "" if the request does not say
	breakdowns []string
	timeframe  string
	since      time.Time
	until      time.Time
}

// readInsights checks a request for insights of an account. One wrong metric fails all of it.
func (s *Server) readInsights(c *graphtest.Call) (*insightQuery, error) {
	q := &insightQuery{period: c.Params.Text("period"), kind: c.Params.Text("metric_type"), timeframe: c.Params.Text("timeframe")}
	var err error
	if q.metrics, err = c.Params.Texts("metric"); err != nil {
		return nil, err
	}
	if q.breakdowns, err = c.Params.Texts("breakdown"); err != nil {
		return nil, err
	}
	if len(q.metrics) == 0 {
		return nil, badParam("The parameter metric is required")
	}
	table := accountMetrics()
	for i, name := range q.metrics {
		if name == "impressions" {
			return nil, badParam("Starting from version v22.0 and above, the impressions metric is no longer supported. Please use the views metric instead.")
		}
		if _, known := table[name]; !known {
			return nil, oneOf("metric["+strconv.Itoa(i)+"]", table)
		}
	}
	if q.period == "" {
		return nil, badParam("The parameter period is required")
	}
	if q.kind != "" && q.kind != totalValue && q.kind != timeSeries {
		return nil, badParam("metric_type must be one of the following values: %s, %s", totalValue, timeSeries)
	}
	if err := q.checkMetrics(table); err != nil {
		return nil, err
	}
	return q, q.readRange(c)
}

func (q *insightQuery) checkMetrics(table map[string]accountMetric) error {
	var needTotal, noType []string
	for _, name := range q.metrics {
		m := table[name]
		if !s28(name, q.period) && m.period != q.period {
			return badParam("Incompatible metric (%s) with period (%s)", name, q.period)
		}
		switch {
		case q.kind != totalValue && len(m.types) > 0 && m.types[0] == totalValue:
			needTotal = append(needTotal, name)
		case q.kind != "" && !slices.Contains(m.types, q.kind):
			noType = append(noType, name)
		}
		if m.people && q.timeframe != "this_week" && q.timeframe != "this_month" {
			return badParam("timeframe must be one of the following values: this_week, this_month")
		}
		if q.kind != totalValue {
			continue // breakdowns are left out of time series
		}
		for _, dimension := range q.breakdowns {
			if !slices.Contains(m.breakdowns, dimension) {
				return graphtest.Unknown()
			}
		}
	}
	if needTotal != nil {
		return badParam("The following metrics (%s) should be specified with parameter metric_type=total_value", strings.Join(needTotal, ","))
	}
	if noType != nil {
		return badParam("Incompatible metrics (%s) with metric type (%s)", strings.Join(noType, ","), q.kind)
	}
	return nil
}

// s28 reports the periods that reach alone has beside its own.
func s28(metric, period string) bool {
	return metric == "reach" && (period == "week" || period == "days_28")
}

func (q *insightQuery) readRange(c *graphtest.Call) error {
	var err error
	if q.since, err = c.Params.Time("since", c.Now()); err != nil {
		return err
	}
	if q.until, err = c.Params.Time("until", c.Now()); err != nil {
		return err
	}
	if q.until.IsZero() {
		q.until = c.Now()
		if !q.since.IsZero() && q.until.Sub(q.since) > maxRange {
			q.until = q.since.Add(maxRange)
		}
	}
	if q.since.IsZero() {
		q.since = q.until.Add(-day)
	}
	switch {
	case q.since.After(q.until):
		return badParam("The since parameter must be before the until parameter")
	case q.until.Sub(q.since) > maxRange:
		return badParam("There cannot be more than 30 days (%d s) between since and until", int(maxRange.Seconds()))
	}
	return nil
}

// accountInsights is GET /{ig-user}/insights.
func (s *Server) accountInsights(c *graphtest.Call, a *account) (any, error) {
	q, err := s.readInsights(c)
	if err != nil {
		return nil, err
	}
	out := &graphtest.List{Whole: true}
	table := accountMetrics()
	for _, name := range q.metrics {
		answer := s.accountInsight(a, name, table[name], q)
		if answer == nil {
			continue // what is unknown is missing, not 0
		}
		answer["name"], answer["period"] = name, q.period
		answer["title"], answer["description"] = title(name), title(name)+"."
		answer["id"] = a.id + "/insights/" + name + "/" + q.period
		out.Items = append(out.Items, graphtest.Item{Value: answer, Key: name})
	}
	if len(out.Items) > 0 && q.timeframe == "" {
		out.Answer = object{"paging": insightPaging(c, q)}
	}
	return out, nil
}

func (s *Server) accountInsight(a *account, name string, m accountMetric, q *insightQuery) object {
	if m.followers && a.followers() < insightThreshold {
		return nil
	}
	if m.people {
		return a.demographics(name, q)
	}
	rows := within(a.gained(name), time.Time{}, s.now().Add(-s.opts.InsightDelay+1))
	if len(m.types) == 0 {
		return onlineFollowers(rows, q)
	}
	if q.kind == totalValue {
		rows = within(rows, q.since, q.until)
		if len(rows) == 0 {
			return nil
		}
		value := object{"value": total(rows)}
		if len(q.breakdowns) > 0 {
			value["breakdowns"] = []any{breakdown(rows, q.breakdowns)}
		}
		return object{"total_value": value}
	}
	return series(rows, q)
}

// series has one value per day. A day ends at 07:00 UTC, which is midnight in California for the larger part
// of the year.
func series(rows []Insight, q *insightQuery) object {
	if len(rows) == 0 {
		return nil
	}
	span := map[string]time.Duration{"week": 7 * day, "days_28": 28 * day}[q.period]
	if span == 0 {
		span = day
	}
	end := q.since.Truncate(day).Add(7 * time.Hour)
	if !end.After(q.since) {
		end = end.Add(day)
	}
	values := []any{}
	for ; !end.After(q.until); end = end.Add(day) {
		values = append(values, object{"value": total(within(rows, end.Add(-span), end)), "end_time": end})
	}
	if len(values) == 0 {
		return nil
	}
	return object{"values": values}
}

// onlineFollowers has the followers of each hour of the last day that is known.
func onlineFollowers(rows []Insight, q *insightQuery) object {
	rows = within(rows, q.until.Add(-maxRange), q.until)
	if len(rows) == 0 {
		return nil
	}
	hours := object{}
	for _, row := range rows {
		hours[strconv.Itoa(row.At.Hour())] = row.Value
	}
	return object{"values": []any{object{"value": hours, "end_time": q.until.Truncate(day).Add(7 * time.Hour)}}}
}

// demographics groups people; the rarest beyond the top 45 are left out.
func (a *account) demographics(metric string, q *insightQuery) object {
	var rows []Insight
	for _, d := range a.audience {
		if d.Metric != metric || d.Timeframe != "" && d.Timeframe != q.timeframe {
			continue
		}
		row := Insight{Value: d.Value, By: map[string]string{"timeframe": strings.ToUpper(q.timeframe)}}
		for _, name := range q.breakdowns {
			row.By[name] = d.dimension(name)
		}
		rows = append(rows, row)
	}
	if total(rows) == 0 || metric == "engaged_audience_demographics" && total(rows) < insightThreshold {
		return nil
	}
	value := object{}
	if len(q.breakdowns) > 0 {
		groups := breakdown(rows, append([]string{"timeframe"}, q.breakdowns...))
		if results, ok := groups["results"].([]any); ok {
			groups["results"] = results[:min(len(results), topPerformers)]
		}
		value["breakdowns"] = []any{groups}
	}
	return object{"total_value": value}
}

// insightPaging leads to the periods before and after, which go on for ever.
func insightPaging(c *graphtest.Call, q *insightQuery) object {
	link := func(since, until time.Time) string {
		query := url.Values{}
		for name, values := range c.Params.Values() {
			if name != "access_token" && name != "appsecret_proof" {
				query[name] = values
			}
		}
		query.Set("since", strconv.FormatInt(since.Unix(), 10))
		query.Set("until", strconv.FormatInt(until.Unix(), 10))
		return "http://" + c.Request.Host + c.Request.URL.Path + "?" + query.Encode()
	}
	span := cmp.Or(q.until.Sub(q.since), day)
	return object{
		"previous": link(q.since.Add(-span), q.since),
		"next":     link(q.until, q.until.Add(span)),
	}
}
