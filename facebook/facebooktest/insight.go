package facebooktest

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// InsightKey names a value of insights.
type InsightKey struct {
	Object string // page, post, video or story
	Metric string
	// Day of the Pacific calendar, any moment of it; zero is the whole life of the object.
	Day time.Time
	// Breakdown is the part of the value, such as "is_from_ads=1", or the kind in metrics by kind, such as
	// "link clicks"; "" is all of it.
	Breakdown string
}

// SetInsight sets a value of insights. What was not set is 0, or follows from the world: reactions, comments,
// shares and followers.
func (s *Server) SetInsight(key InsightKey, value int) {
	defer s.lock()()
	w := s.pageOf(key.Object)
	id := key.Object
	if st, ok := find[*story](s, id); ok {
		id = st.post.key()
	}
	w.metrics[metricKey{id, strings.ToLower(key.Metric), key.Breakdown, pacificDay(key.Day)}] = value
}

// KillMetric makes a metric one that does not exist any more: it fails the calls that name it.
func (s *Server) KillMetric(name string) {
	defer s.lock()()
	s.opts.Insights.Dead = append(slices.Clone(s.opts.Insights.Dead), name)
}

func (s *Server) pageOf(id string) *page {
	n := s.graph.Node(id)
	if n != nil && n.Type.Owner != nil {
		return s.mustPage(n.Type.Owner(n))
	}
	panic("facebooktest: nothing with insights has the id " + id)
}

// pacificOffset is the offset of the time in California, without a table of zones.
func pacificOffset(t time.Time) time.Duration {
	t = t.UTC()
	nth := func(month time.Month, sunday int, hour int) time.Time {
		first := time.Date(t.Year(), month, 1, hour, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(sunday-1))
	}
	// From the second Sunday of March, 2:00 local, to the first of November.
	if !t.Before(nth(time.March, 2, 10)) && t.Before(nth(time.November, 1, 9)) {
		return -7 * time.Hour
	}
	return -8 * time.Hour
}

// pacificDay counts days of the Pacific calendar since 1970; 0 for no time.
func pacificDay(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Add(pacificOffset(t)).Unix() / int64(day/time.Second)
}

// dayEnd is when a day of the Pacific calendar ends.
func dayEnd(n int64) time.Time {
	midnight := time.Unix((n+1)*int64(day/time.Second), 0).UTC()
	return midnight.Add(-pacificOffset(midnight.Add(8 * time.Hour)))
}

// span is a range of days.
type span struct{ from, to int64 }

// insights answers an edge of metrics, see https://developers.facebook.com/docs/graph-api/reference/insights/.
func (s *Server) insights(c *call, w *page, id string, known []metric) (any, error) {
	asked, err := c.Params.Texts("metric")
	if err != nil {
		return nil, err
	}
	if len(asked) == 0 {
		return nil, graphtest.Coded(3001, "No metric was specified to be fetched. Please specify one or more metrics to be fetched and try again.").Sub(1504028)
	}
	metrics, err := s.metricsNamed(asked, known)
	if err != nil {
		return nil, err
	}
	breakdown := c.Params.Text("breakdown")
	for _, m := range metrics {
		if breakdown != "" && !slices.Contains(m.breakdowns, breakdown) {
			return nil, graphtest.BadParam("The breakdown " + breakdown + " is not supported by the metric " + m.name)
		}
	}
	over, err := s.insightSpan(c)
	if err != nil {
		return nil, err
	}
	period := c.Params.Text("period")
	if period != "" && !slices.Contains([]string{"day", "week", "days_28", "month", "lifetime", "total_over_range"}, period) {
		return nil, graphtest.BadParam("Param period must be one of {day, days_28, lifetime, month, total_over_range, week}")
	}
	data := []object{}
	if w.fans+len(w.likes) >= s.opts.Insights.MinLikes {
		for _, m := range metrics {
			data = append(data, s.metricRows(w, id, m, period, breakdown, over)...)
		}
	}
	return object{"data": data, "paging": s.insightPages(c, id, over)}, nil
}

func (s *Server) metricsNamed(asked []string, known []metric) ([]metric, error) {
	known = s.withOptions(known)
	var out []metric
	for _, name := range asked {
		at := slices.IndexFunc(known, func(m metric) bool { return m.name == strings.ToLower(strings.TrimSpace(name)) })
		if at < 0 {
			return nil, graphtest.BadParam("The value must be a valid insights metric")
		}
		out = append(out, known[at])
	}
	return out, nil
}

// insightSpan is the range of days that a call asks about: the last two that are over if it does not say.
func (s *Server) insightSpan(c *call) (span, error) {
	today := pacificDay(s.now())
	over := span{today - 2, today - 1}
	since, err := c.Params.Time("since", s.now())
	if err != nil {
		return over, err
	}
	until, err := c.Params.Time("until", s.now())
	if err != nil {
		return over, err
	}
	if until.IsZero() {
		until = s.now()
	}
	if !since.IsZero() {
		if until.Before(since) {
			return over, graphtest.BadParam("since must be before until")
		}
		if until.Sub(since) > 90*day {
			return over, graphtest.BadParam("There cannot be more than 90 days (7776000 s) between since and until")
		}
		// A row belongs to the call if its day ends within the range.
		over.from = pacificDay(since)
		for dayEnd(over.from).Before(since) {
			over.from++
		}
		over.to = pacificDay(until) - 1
		return over, nil
	}
	switch preset := c.Params.Text("date_preset"); preset {
	case "":
		if c.Params.Has("until") {
			over = span{pacificDay(until) - 2, pacificDay(until) - 1}
		}
	case "today":
		over = span{today, today}
	case "yesterday":
		over = span{today - 1, today - 1}
	case "last_3d", "last_7d", "last_14d", "last_28d", "last_30d", "last_90d":
		n := map[string]int64{"last_3d": 3, "last_7d": 7, "last_14d": 14, "last_28d": 28, "last_30d": 30, "last_90d": 90}[preset]
		over = span{today - n, today - 1}
	default:
		return over, graphtest.BadParam("Param date_preset is not supported: " + preset)
	}
	return over, nil
}

func (s *Server) insightPages(c *call, id string, over span) object {
	length := over.to - over.from + 1
	address := func(from, to int64) string {
		q := url.Values{}
		for _, name := range []string{"metric", "period", "breakdown"} {
			if v := c.Params.Text(name); v != "" {
				q.Set(name, v)
			}
		}
		q.Set("since", formatUnix(dayEnd(from-1)))
		q.Set("until", formatUnix(dayEnd(to)))
		return c.Address(id+"/insights", q)
	}
	return object{
		"previous": address(over.from-length, over.from-1),
		"next":     address(over.to+1, over.to+length),
	}
}

// metricRows are the rows of a metric: one for each period if none was named.
func (s *Server) metricRows(w *page, id string, m metric, period, breakdown string, over span) []object {
	var out []object
	for _, p := range m.periods {
		if period == "total_over_range" && p == "day" {
			p = period
		}
		if period != "" && p != period {
			continue
		}
		out = append(out, object{
			"name": m.name, "period": p, "title": strings.ReplaceAll(m.name, "_", " "), "description": "Simulated " + m.name + ".",
			"id": id + "/insights/" + m.name + "/" + p, "values": s.metricValues(w, id, m, p, breakdown, over),
		})
	}
	return out
}

func (s *Server) metricValues(w *page, id string, m metric, period, breakdown string, over span) []object {
	var out []object
	add := func(days span, end time.Time) {
		if breakdown == "" {
			row := object{"value": s.metricValue(w, id, m, days)}
			if !end.IsZero() {
				row["end_time"] = end
			}
			out = append(out, row)
			return
		}
		for _, part := range []string{"0", "1"} {
			row := object{"value": s.sum(w, id, m.name, breakdown+"="+part, days), breakdown: part}
			if !end.IsZero() {
				row["end_time"] = end
			}
			out = append(out, row)
		}
	}
	switch period {
	case "lifetime":
		add(span{0, 0}, time.Time{})
		return out
	case "total_over_range":
		add(over, dayEnd(over.to))
		return out
	}
	length := map[string]int64{"day": 1, "week": 7, "days_28": 28}[period]
	for d := over.from; d <= over.to; d++ {
		add(span{d - length + 1, d}, dayEnd(d))
	}
	return out
}

// metricValue is a number, or an object in metrics by kind.
func (s *Server) metricValue(w *page, id string, m metric, days span) any {
	if m.byType == nil {
		return s.sum(w, id, m.name, "", days)
	}
	out := object{}
	for _, kind := range m.byType {
		if n := s.sum(w, id, m.name, kind, days); n != 0 {
			out[kind] = n
		}
	}
	for key, n := range w.metrics {
		if key.object == id && key.name == m.name && key.breakdown != "" && key.day >= days.from && key.day <= days.to {
			out[key.breakdown] = n
		}
	}
	return out
}

// sum adds up what was set, or else counts the world.
func (s *Server) sum(w *page, id, name, breakdown string, days span) int {
	total, set := 0, false
	for d := days.from; d <= days.to; d++ {
		if n, ok := w.metrics[metricKey{id, name, breakdown, d}]; ok {
			total += n
			set = true
		}
	}
	if set {
		return total
	}
	return s.counted(w, id, name, breakdown)
}

// total is the value over the whole life.
func (s *Server) total(w *page, id, name string) int { return s.sum(w, id, name, "", span{0, 0}) }

// counted is what the world says about a metric that was not set.
func (s *Server) counted(w *page, id, name, breakdown string) int {
	if name == "page_follows" {
		return w.fans + len(w.likes)
	}
	p, ok := find[*post](s, id)
	if !ok {
		return 0
	}
	kind := breakdown
	if rest, ok := strings.CutPrefix(name, "post_reactions_"); ok && name != "post_reactions_by_type_total" {
		kind = strings.TrimSuffix(rest, "_total")
	}
	switch {
	case strings.HasPrefix(name, "post_reactions_"):
		n := 0
		for _, r := range p.reactions {
			if webhookReaction(r.kind) == kind {
				n++
			}
		}
		return n
	case strings.HasPrefix(name, "post_activity_by_action_type"):
		return map[string]int{"share": len(p.shares), "like": len(p.reactions), "comment": len(p.comments)}[kind]
	}
	return 0
}
