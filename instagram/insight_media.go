package instagram

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// MediaInsightParams says which metrics of a media to read. nil means all that it has by [MediaMetricTable], but those
// with a breakdown and those of media that were shared to Facebook.
type MediaInsightParams struct {
	Product   ProductType // where the media shows; "" asks Instagram
	Metrics   []string    // nil: see above
	Breakdown string      // "action_type" or "story_navigation_action_type"
}

// MediaInsights reads metrics of a media since it was published. They are up to 48 hours late. Those of stories end
// with the story; of one with fewer than five viewers Instagram tells nothing, and all is in Missing.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights.
func (c *Client) MediaInsights(ctx context.Context, media ID, p *MediaInsightParams) (*Insights, error) {
	own := value(p)
	if own.Product == "" {
		m, err := ask[Media](ctx, c, &graph.Request{Op: "media.get", Path: rest.Path(string(media)), Fields: graph.Fields("id", "media_product_type")})
		if err != nil {
			return nil, err
		}
		own.Product = m.Product
	}
	out := &Insights{Missing: map[string]error{}}
	var names []string
	if own.Metrics == nil {
		names = c.mediaMetrics(&own)
	}
	for _, name := range own.Metrics {
		m, ok := mediaMetric(name)
		switch {
		case ok && own.Product != "" && !slices.Contains(m.Products, own.Product):
			out.Missing[name] = social.Unsupported(network, "Metrics", "media of kind "+string(own.Product)+" have no "+name)
		case ok && m.Facebook && c.cfg.Login != FacebookLogin:
			out.Missing[name] = c.needsFacebook("Metrics")
		case ok && own.Breakdown != "" && m.Breakdown != own.Breakdown:
			out.Missing[name] = social.Unsupported(network, "Breakdown", "Instagram does not break "+name+" down by "+own.Breakdown)
		case !slices.Contains(names, name):
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return out, nil
	}
	got, missing, err := c.graph.Insights(ctx, mediaQuery(media, names, own.Breakdown))
	if err != nil {
		return nil, err
	}
	out.Metrics = got
	maps.Copy(out.Missing, missing)
	return out, out.outage()
}

// mediaMetrics are the metrics of a kind of media.
func (c *Client) mediaMetrics(p *MediaInsightParams) []string {
	var out []string
	for _, m := range MediaMetricTable() {
		if p.Product != "" && !slices.Contains(m.Products, p.Product) || m.Shared || m.Breakdown != p.Breakdown || m.Facebook && c.cfg.Login != FacebookLogin {
			continue
		}
		out = append(out, m.Name)
	}
	return out
}

func mediaQuery(media ID, names []string, breakdown string) *graph.InsightQuery {
	v := url.Values{}
	graph.SetText(v, "breakdown", breakdown)
	return &graph.InsightQuery{
		Op: "insights.media", Path: rest.Path(string(media), "insights"), Params: v, Metrics: names, Nameless: breakdown != "",
	}
}
