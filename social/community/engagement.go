package community

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/relais-go/relais/social"
)

// engagementMetrics are what people do with a post, in the order of reports.
func engagementMetrics() []social.Metric {
	return []social.Metric{
		social.MetricInteractions, social.MetricReactions, social.MetricLikes, social.MetricComments, social.MetricShares,
		social.MetricQuotes, social.MetricSaves, social.MetricClicks,
	}
}

// audienceMetrics say how many saw a post, the best measure first.
func audienceMetrics() []social.Metric {
	return []social.Metric{social.MetricReach, social.MetricImpressions, social.MetricViews}
}

// known returns the value of a metric that the network says and that is a number; others are not known.
func known(m social.Metrics, name social.Metric) (float64, bool) {
	v, ok := m.Get(name)
	if !ok || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

// scale is how engagement is measured on one network: posts are comparable only if the same things are counted of
// each.
type scale struct {
	sum   []social.Metric // what is added up
	basis social.Metric   // by what it is divided, "" for nothing
}

// scaleOf chooses what at least half of the posts that say anything have. The network's own sum replaces its parts,
// and reactions of all kinds replace likes.
func scaleOf(posts []social.Metrics) scale {
	var s scale
	measured := 0
	has := map[social.Metric]int{}
	for _, m := range posts {
		some := false
		for _, name := range engagementMetrics() {
			if _, ok := known(m, name); ok {
				has[name]++
				some = true
			}
		}
		if some {
			measured++
		}
		for _, name := range audienceMetrics() {
			if v, ok := known(m, name); ok && v > 0 {
				has[name]++
			}
		}
	}
	often := func(name social.Metric) bool { return measured > 0 && 2*has[name] >= measured }
	if often(social.MetricInteractions) {
		s.sum = []social.Metric{social.MetricInteractions}
	} else {
		for _, name := range engagementMetrics() {
			if often(name) && (name != social.MetricLikes || !often(social.MetricReactions)) {
				s.sum = append(s.sum, name)
			}
		}
	}
	for _, name := range audienceMetrics() {
		if often(name) {
			s.basis = name
			break
		}
	}
	return s
}

// of returns a post's engagement and audience; ok is false if the post does not say all that the scale takes. Without
// a basis the audience is 1.
func (s *scale) of(m social.Metrics) (engagement, audience float64, ok bool) {
	if len(s.sum) == 0 {
		return 0, 0, false
	}
	for _, name := range s.sum {
		v, ok := known(m, name)
		if !ok || v < 0 {
			return 0, 0, false
		}
		engagement += v
	}
	if s.basis == "" {
		return engagement, 1, true
	}
	audience, ok = known(m, s.basis)
	return engagement, audience, ok && audience > 0
}

// measureBatch is how many posts are measured in one call.
const measureBatch = 100

// Measured iterates over posts with what c, a [social.Analyst], says of them now: copies, whose Metrics are those of the
// post, overwritten by those of its report. A post of which the network says nothing comes as it is. Posts are
// measured a hundred at a time.
//
// An error of posts or of the analyst comes last, behind the posts that are measured already.
func Measured(ctx context.Context, c any, posts iter.Seq2[*social.Post, error]) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		batch := make([]*social.Post, 0, measureBatch)
		flush := func() bool {
			out, err := measure(ctx, c, batch)
			batch = batch[:0]
			if err != nil {
				yield(nil, err)
				return false
			}
			for _, p := range out {
				if !yield(p, nil) {
					return false
				}
			}
			return true
		}
		for p, err := range posts {
			if err != nil {
				if flush() {
					yield(nil, err)
				}
				return
			}
			if batch = append(batch, p); len(batch) == measureBatch && !flush() {
				return
			}
		}
		flush()
	}
}

// measure returns copies of the posts with their numbers.
func measure(ctx context.Context, c any, posts []*social.Post) ([]*social.Post, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	refs := make([]social.Ref, len(posts))
	for i, p := range posts {
		refs[i] = p.Ref
	}
	reports, err := social.PostMetrics(ctx, c, refs...)
	if err != nil {
		return nil, err
	}
	if len(reports) != len(posts) {
		return nil, fmt.Errorf("community: %d posts were asked about and %d reports came", len(posts), len(reports))
	}
	out := make([]*social.Post, len(posts))
	for i, p := range posts {
		measured := *p
		measured.Metrics = maps.Clone(p.Metrics)
		if r := reports[i]; r != nil && r.Err == nil {
			if measured.Metrics == nil {
				measured.Metrics = social.Metrics{}
			}
			maps.Copy(measured.Metrics, r.Metrics)
		}
		out[i] = &measured
	}
	return out, nil
}

// median returns the middle of values, which it sorts; of none it is 0.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	mid := len(values) / 2
	if len(values)%2 == 1 {
		return values[mid]
	}
	return (values[mid-1] + values[mid]) / 2
}
