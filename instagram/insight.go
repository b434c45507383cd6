package instagram

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// Insight is one metric with its values. See https://developers.facebook.com/docs/instagram-platform/insights.
type Insight = graph.Insight

// InsightValue is one value of a metric.
type InsightValue = graph.InsightValue

// InsightParams says which metrics of an account to read, by Instagram's names. What is left out is that of
// [AccountMetricTable].
type InsightParams struct {
	Metrics    []string
	Period     Period
	Type       MetricType
	Breakdowns []string // dimensions, as "follow_type"; only with TotalValue
	Timeframe  string   // of demographics: "this_week", "this_month"
	Since      time.Time
	Until      time.Time // not included; zero: now
}

// Insights are metrics that were read. One of which Instagram knows nothing is in neither: that is not 0.
type Insights struct {
	Metrics []*Insight
	Missing map[string]error // metrics that Instagram does not give, and why
}

// Named finds a metric, nil if it is not there.
func (i *Insights) Named(name string) *Insight {
	for _, m := range i.Metrics {
		if m != nil && m.Name == name {
			return m
		}
	}
	return nil
}

// Value is the number of a metric as a whole: its total, or else its last value. false if there is none.
func (i *Insights) Value(name string) (float64, bool) {
	m := i.Named(name)
	switch {
	case m == nil:
		return 0, false
	case m.Total != nil && m.Total.Value != nil:
		return known(*m.Total.Value)
	case len(m.Values) > 0:
		v, ok := m.Values[len(m.Values)-1].Sum()
		if !ok {
			return 0, false
		}
		return known(v)
	default:
		return 0, false
	}
}

// Part is the number of one part of a breakdown by a single dimension, as "FOLLOWER". false if there is none.
func (i *Insights) Part(name, part string) (float64, bool) {
	m := i.Named(name)
	if m == nil || m.Total == nil {
		return 0, false
	}
	for _, b := range m.Total.Breakdowns {
		for _, r := range b.Results {
			if len(r.Values) == 1 && strings.EqualFold(r.Values[0], part) {
				return known(r.Value)
			}
		}
	}
	return 0, false
}

// known leaves out the -1 by which Instagram says that it does not tell.
func known(v float64) (float64, bool) { return v, v >= 0 }

// AccountInsights reads metrics of the account, with one call for each form that they come in. They are up to 48 hours
// late. A metric that was withdrawn costs that metric only. A range of more than 30 days is read in parts: days are put
// one behind the other and totals added up. Totals that count people cannot be added and are in Missing then.
// See https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights.
func (c *Client) AccountInsights(ctx context.Context, p *InsightParams) (*Insights, error) {
	own := value(p)
	if len(own.Metrics) == 0 {
		return nil, social.Invalid(network, "Metrics", "is empty")
	}
	if !own.Since.IsZero() && own.Until.IsZero() {
		own.Until = c.now()
	}
	if own.Since.IsZero() != own.Until.IsZero() || own.Until.Before(own.Since) {
		return nil, social.Invalid(network, "Since", "must be given with Until, and be earlier")
	}
	out := &Insights{Missing: map[string]error{}}
	for _, g := range own.groups(out.Missing) {
		if err := c.insightGroup(ctx, &g, out); err != nil {
			return nil, err
		}
	}
	return out, out.outage()
}

// outage is the error if nothing came and Instagram was out of order: it answers metrics that it does not have in the
// same words.
func (i *Insights) outage() error {
	if len(i.Metrics) > 0 {
		return nil
	}
	for _, err := range i.Missing {
		if errors.Is(err, social.ErrUnavailable) {
			return err
		}
	}
	return nil
}

// groups are the calls that the metrics take, as one with the wrong type or breakdown fails a whole call. What the
// table says cannot be had is missing.
func (p *InsightParams) groups(missing map[string]error) []InsightParams {
	var out []InsightParams
	for _, name := range p.Metrics {
		g := *p
		g.Metrics = []string{name}
		if info, ok := accountMetric(name); ok {
			if err := g.fit(&info); err != nil {
				missing[name] = err
				continue
			}
		} else if g.Period == "" {
			g.Period = PeriodDay
		}
		at := slices.IndexFunc(out, func(o InsightParams) bool {
			return o.Period == g.Period && o.Type == g.Type && o.Timeframe == g.Timeframe && o.Since.Equal(g.Since)
		})
		if at < 0 {
			out = append(out, g)
		} else if !slices.Contains(out[at].Metrics, name) {
			out[at].Metrics = append(out[at].Metrics, name)
		}
	}
	return out
}

// fit fills in what the table says of a metric.
func (p *InsightParams) fit(m *AccountMetricInfo) error {
	if p.Period == "" {
		p.Period = m.Period
	}
	if p.Type == "" && len(m.Types) > 0 {
		p.Type = m.Types[0]
	}
	switch {
	case p.Type != "" && !slices.Contains(m.Types, p.Type):
		return social.Unsupported(network, "Type", "Instagram gives no "+string(p.Type)+" of "+m.Name)
	case len(p.Breakdowns) > 0 && p.Type != TotalValue:
		return social.Unsupported(network, "Breakdowns", "only totals are broken down")
	}
	for _, b := range p.Breakdowns {
		if !slices.Contains(m.Breakdowns, b) {
			return social.Unsupported(network, "Breakdowns", "Instagram does not break "+m.Name+" down by "+b)
		}
	}
	if !m.Timeframe {
		p.Timeframe = ""
		return nil
	}
	p.Since, p.Until = time.Time{}, time.Time{} // the timeframe is the range
	if p.Timeframe == "" {
		p.Timeframe = string(ThisMonth)
	}
	return nil
}

// maxRange is the longest time that Instagram reports on at once.
const maxRange = 30 * 24 * time.Hour

// insightGroup reads metrics that take the same parameters, over a range of any length.
func (c *Client) insightGroup(ctx context.Context, g *InsightParams, out *Insights) error {
	whole := g.Since.IsZero() || g.Until.Sub(g.Since) <= maxRange
	if !whole && g.Type != TimeSeries {
		g.Metrics = slices.DeleteFunc(g.Metrics, func(name string) bool {
			if m, _ := accountMetric(name); m.Sums {
				return false
			}
			out.Missing[name] = social.Unsupported(network, "Since", name+" cannot be added up: read it for 30 days at most")
			return true
		})
	}
	sums := map[string]*Insight{}
	parts := 0
	for at := g.Since; len(g.Metrics) > 0; parts++ {
		part := *g
		part.Since = at
		if !whole && g.Until.Sub(at) > maxRange {
			part.Until = at.Add(maxRange)
		}
		got, missing, err := c.graph.Insights(ctx, part.query(c))
		if err != nil {
			return err
		}
		part.merge(got, missing, parts, sums, out.Missing)
		g.Metrics = slices.DeleteFunc(g.Metrics, func(name string) bool { return out.Missing[name] != nil })
		if at = part.Until; !at.Before(g.Until) {
			break
		}
	}
	for _, name := range g.Metrics {
		if m := sums[name]; m != nil {
			out.Metrics = append(out.Metrics, m)
		}
	}
	return nil
}

func (p *InsightParams) query(c *Client) *graph.InsightQuery {
	v := url.Values{}
	graph.SetText(v, "period", string(p.Period))
	graph.SetText(v, "metric_type", string(p.Type))
	graph.SetText(v, "breakdown", strings.Join(p.Breakdowns, ","))
	graph.SetText(v, "timeframe", p.Timeframe)
	graph.SetTime(v, "since", p.Since)
	graph.SetTime(v, "until", p.Until)
	return &graph.InsightQuery{
		Op: "insights.account", Path: c.userPath("insights"), Params: v, Metrics: slices.Clone(p.Metrics), Nameless: len(p.Breakdowns) > 0,
	}
}

// merge adds what came of one part of a range to the parts before it. A total with a gap would be too low, and so is
// none.
func (p *InsightParams) merge(got []*Insight, missing map[string]error, parts int, sums map[string]*Insight, out map[string]error) {
	maps.Copy(out, missing)
	came := map[string]*Insight{}
	for _, m := range got {
		if m == nil || m.Total != nil && m.Total.Value != nil && *m.Total.Value < 0 {
			continue
		}
		came[m.Name] = m
	}
	for _, name := range p.Metrics {
		sum, m := sums[name], came[name]
		switch {
		case parts == 0 && m != nil:
			sums[name] = m
		case p.Type == TimeSeries && sum == nil && m != nil:
			sums[name] = m
		case p.Type == TimeSeries && m != nil:
			sum.Values = append(sum.Values, m.Values...)
		case p.Type == TimeSeries, parts == 0, sum == nil && m == nil:
		case sum == nil, m == nil:
			delete(sums, name)
			out[name] = &social.Error{Network: network, Op: "insights.account", Kind: social.ErrNotFound, Message: "Instagram has no numbers for a part of the time"}
		default:
			add(sum, m)
		}
	}
}

// add adds the totals of a later part of a range.
func add(sum, m *Insight) {
	if sum.Total == nil || m.Total == nil {
		return
	}
	if sum.Total.Value != nil && m.Total.Value != nil {
		n := *sum.Total.Value + *m.Total.Value
		sum.Total.Value = &n
	}
	for _, b := range m.Total.Breakdowns {
		at := slices.IndexFunc(sum.Total.Breakdowns, func(o graph.InsightBreakdown) bool { return slices.Equal(o.Keys, b.Keys) })
		if at < 0 {
			sum.Total.Breakdowns = append(sum.Total.Breakdowns, b)
			continue
		}
		into := &sum.Total.Breakdowns[at]
		for _, r := range b.Results {
			i := slices.IndexFunc(into.Results, func(o graph.InsightPart) bool { return slices.Equal(o.Values, r.Values) })
			if i < 0 {
				into.Results = append(into.Results, r)
			} else {
				into.Results[i].Value += r.Value
			}
		}
	}
}
