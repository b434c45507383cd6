package graph

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/social"
)

// Insight is one metric with its values. See https://developers.facebook.com/docs/graph-api/reference/insights/.
type Insight struct {
	Name   string         `json:"name"`
	Period string         `json:"period"`
	Title  string         `json:"title"`
	Values []InsightValue `json:"values"`
	Total  *InsightTotal  `json:"total_value"` // Instagram, where a total was asked for
}

// InsightValue is a number, or one for each of some kinds, such as reactions.
type InsightValue struct {
	Number *float64           // nil: it has kinds
	Kinds  map[string]float64 // nil: it is a number
	End    Time               // of the time that it is about; zero: the whole life
	Part   string             // what of a breakdown it is about, "" for all
}

// Sum is the number, or that of all kinds; false if there is none.
func (v *InsightValue) Sum() (float64, bool) {
	if v.Number != nil {
		return *v.Number, true
	}
	total := 0.0
	for _, n := range v.Kinds {
		total += n
	}
	return total, v.Kinds != nil
}

// UnmarshalJSON reads both forms of a value, and the member by which a breakdown names its part.
func (v *InsightValue) UnmarshalJSON(b []byte) error {
	var form struct {
		Value   json.RawMessage `json:"value"`
		End     Time            `json:"end_time"`
		FromAds ID              `json:"is_from_ads"`
		From    ID              `json:"is_from_followers"`
	}
	if err := rest.Decode(b, &form); err != nil {
		return err
	}
	*v = InsightValue{End: form.End, Part: string(form.FromAds) + string(form.From)}
	if n, ok := scalar.Float(form.Value); ok {
		v.Number = &n
		return nil
	}
	var kinds map[string]scalar.Count
	if len(form.Value) > 0 && form.Value[0] == '{' && rest.Decode(form.Value, &kinds) == nil {
		v.Kinds = make(map[string]float64, len(kinds))
		for name, n := range kinds {
			if n.N != nil {
				v.Kinds[name] = float64(*n.N)
			}
		}
	}
	return nil
}

// InsightTotal is a total with its breakdowns.
type InsightTotal struct {
	Value      *float64           `json:"value"`
	Breakdowns []InsightBreakdown `json:"breakdowns"`
}

// InsightBreakdown splits a total along dimensions.
type InsightBreakdown struct {
	Keys    []string      `json:"dimension_keys"`
	Results []InsightPart `json:"results"`
}

// InsightPart is the number of one part of a breakdown.
type InsightPart struct {
	Values []string `json:"dimension_values"` // one for each key
	Value  float64  `json:"value"`
}

// InsightQuery asks for metrics of one object.
type InsightQuery struct {
	Op      string
	Path    string
	Params  url.Values // but for the metrics
	Metrics []string
	UseCase UseCase

	// Nameless says that Meta answers "an unknown error" to metrics that it does not have, as Instagram does for
	// breakdowns.
	Nameless bool
}

// insightGroup is how many metrics are asked for at once: many may time out.
const insightGroup = 12

// Insights reads metrics. One that Meta does not have (any more), or not for this object, costs that metric only: it
// is in missing, with Meta's words. Any other error ends the reading.
func (c *Client) Insights(ctx context.Context, q *InsightQuery) (got []*Insight, missing map[string]error, err error) {
	missing = map[string]error{}
	for group := range slices.Chunk(q.Metrics, insightGroup) {
		list, err := c.insightGroup(ctx, q, group, missing)
		if err != nil {
			return nil, nil, err
		}
		got = append(got, list...)
	}
	return got, missing, nil
}

// insightGroup asks for some metrics at once, and for halves of them while Meta refuses.
func (c *Client) insightGroup(ctx context.Context, q *InsightQuery, metrics []string, missing map[string]error) ([]*Insight, error) {
	params := url.Values{}
	maps.Copy(params, q.Params)
	params.Set("metric", strings.Join(metrics, ","))
	e, err := Ask[Edge[Insight]](ctx, c, &Request{Op: q.Op, Path: q.Path, Params: params, UseCase: q.UseCase})
	switch {
	case err == nil:
		return e.Data, nil
	case !q.isMissing(err):
		return nil, err
	case len(metrics) == 1, isTooFew(err): // no metric of the object is told then
		for _, name := range metrics {
			missing[name] = err
		}
		return nil, nil
	}
	half := len(metrics) / 2
	left, err := c.insightGroup(ctx, q, metrics[:half], missing)
	if err != nil {
		return nil, err
	}
	right, err := c.insightGroup(ctx, q, metrics[half:], missing)
	return append(left, right...), err
}

// isTooFew reports that too few people have seen a story for Meta to say how many.
func isTooFew(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == 10 && strings.Contains(e.Message, "Not enough viewers")
}

// isMissing reports that Meta does not have one of the metrics for the object.
func (q *InsightQuery) isMissing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return false
	case e.Code == 100 && e.Subcode == 33, errors.Is(err, social.ErrRateLimited), errors.Is(err, social.ErrAuth):
		return false
	case e.Code == 100, e.Code == 3001, isTooFew(err):
		return true
	default:
		return q.Nameless && (e.Code == 1 || e.Code == 2)
	}
}
