package facebook

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Insight is one metric with its values.
// See https://developers.facebook.com/docs/graph-api/reference/insights/.
type Insight = graph.Insight

// InsightValue is one value of a metric.
type InsightValue = graph.InsightValue

// Period is the time that a value of a metric is about.
type Period string

// Periods. A metric has some of them.
const (
	PeriodDay       Period = "day"
	PeriodWeek      Period = "week"
	PeriodDays28    Period = "days_28"
	PeriodLifetime  Period = "lifetime"
	PeriodOverRange Period = "total_over_range"
)

// InsightParams says which metrics to read. Names are Facebook's own.
type InsightParams struct {
	Metrics   []string
	Period    Period    // "": all that the metric has
	Since     time.Time // with Until; more than 90 days are read in parts
	Until     time.Time // not included; zero: now
	Breakdown string    // "is_from_ads", "is_from_followers"
}

// Insights are metrics that were read. Missing are those that Facebook does not have, or not any more, each with its
// words.
type Insights struct {
	Metrics []*Insight
	Missing map[string]error
}

// Named returns the values of a metric, nil if it is not there.
func (i *Insights) Named(name string) []InsightValue {
	var out []InsightValue
	for _, m := range i.Metrics {
		if m != nil && strings.EqualFold(m.Name, name) { // those of stories are asked for in capitals and answered in small letters
			out = append(out, m.Values...)
		}
	}
	return out
}

// add takes the values of a metric over, those of a day only once: parts of a range may overlap.
func (i *Insights) add(more *Insight) {
	at := slices.IndexFunc(i.Metrics, func(m *Insight) bool { return m.Name == more.Name && m.Period == more.Period })
	if at < 0 {
		i.Metrics = append(i.Metrics, more)
		return
	}
	for _, v := range more.Values {
		if !slices.ContainsFunc(i.Metrics[at].Values, func(old InsightValue) bool { return old.End.Equal(v.End.Time) && old.Part == v.Part }) {
			i.Metrics[at].Values = append(i.Metrics[at].Values, v)
		}
	}
}

// maxRange is the longest time that Facebook reports on at once.
const maxRange = 90 * 24 * time.Hour

// PageInsights reads metrics of the Page, which needs 100 likes to have any; they are kept for two years. A metric that
// was withdrawn costs that metric only. See https://developers.facebook.com/docs/graph-api/reference/page/insights/.
func (c *Client) PageInsights(ctx context.Context, p *InsightParams) (*Insights, error) {
	return c.insightsOver(ctx, kindPage, insightPath(kindPage)(c.cfg.Page), p)
}

// PostInsights reads metrics of a post.
// See https://developers.facebook.com/docs/graph-api/reference/post/insights/.
func (c *Client) PostInsights(ctx context.Context, post ID, p *InsightParams) (*Insights, error) {
	return c.insightsOver(ctx, kindPost, insightPath(kindPost)(post), p)
}

// StoryInsights reads metrics of a story, such as "STORY_MEDIA_VIEW", by the ID of its post.
// See https://developers.facebook.com/docs/page-stories-api/.
func (c *Client) StoryInsights(ctx context.Context, story ID, p *InsightParams) (*Insights, error) {
	return c.insightsOver(ctx, kindStory, insightPath(kindStory)(story), p)
}

// VideoInsights reads metrics of a video or reel.
// See https://developers.facebook.com/docs/graph-api/reference/video/video_insights/.
func (c *Client) VideoInsights(ctx context.Context, video ID, p *InsightParams) (*Insights, error) {
	return c.insightsOver(ctx, kindVideo, insightPath(kindVideo)(video), p)
}

// Kinds of objects that have metrics.
const (
	kindPage  = "page"
	kindPost  = "post"
	kindVideo = "video"
	kindReel  = "reel"
	kindStory = "story"

	kindPostVideo = "video post"
)

// insightPath is where the metrics of a kind of objects are.
func insightPath(kind string) func(ID) string {
	edge := "insights"
	if kind == kindVideo || kind == kindReel {
		edge = "video_insights"
	}
	return func(id ID) string { return rest.Path(string(id), edge) }
}

// insightsOver reads metrics over a range of any length. Those that are known to be gone are not asked for.
func (c *Client) insightsOver(ctx context.Context, kind, path string, p *InsightParams) (*Insights, error) {
	own := value(p)
	if len(own.Metrics) == 0 {
		return nil, social.Invalid(network, "Metrics", "is empty")
	}
	live, dead := c.dead.alive(kind, own.Metrics)
	if own.Metrics = live; len(live) == 0 && len(dead) > 0 {
		return &Insights{Missing: dead}, nil
	}
	if !own.Since.IsZero() && own.Until.IsZero() {
		own.Until = c.now()
	}
	out := &Insights{Missing: dead}
	for {
		part := own
		if !own.Since.IsZero() && own.Until.Sub(own.Since) > maxRange {
			part.Until = own.Since.Add(maxRange)
		}
		got, missing, err := c.graph.Insights(ctx, part.query("insights."+kind, path))
		if err != nil {
			return nil, err
		}
		c.dead.bury(kind, missing)
		for _, m := range got {
			if m != nil {
				out.add(m)
			}
		}
		maps.Copy(out.Missing, missing)
		if own.Since.IsZero() || !part.Until.Before(own.Until) {
			return out, nil
		}
		own.Since = part.Until
	}
}

func (p *InsightParams) query(op, path string) *graph.InsightQuery {
	v := url.Values{}
	graph.SetText(v, "period", string(p.Period))
	graph.SetText(v, "breakdown", p.Breakdown)
	graph.SetTime(v, "since", p.Since)
	graph.SetTime(v, "until", p.Until)
	return &graph.InsightQuery{Op: op, Path: path, Params: v, Metrics: p.Metrics}
}
