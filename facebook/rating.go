package facebook

import (
	"context"
	"iter"
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func (c *Client) ratingsRequest(limit int) *graph.Request {
	return &graph.Request{
		Op: "ratings.list", Path: c.pagePath("ratings"), Params: limitParam(limit),
		Fields: graph.Fields("created_time", "recommendation_type", "review_text", "has_rating", "rating",
			graph.Expand("reviewer").Select("id", "name"), graph.Expand("open_graph_story").Select("id")),
	}
}

// Ratings iterates over the recommendations of the Page, newest first. It needs pages_read_user_content.
// See https://developers.facebook.com/docs/graph-api/reference/page/ratings/.
func (c *Client) Ratings(ctx context.Context) iter.Seq2[*Rating, error] {
	return graph.List[Rating](ctx, c.graph, c.ratingsRequest(100))
}

// RatingsPage reads one page of recommendations: the first for an empty cursor.
func (c *Client) RatingsPage(ctx context.Context, cursor string) (*social.Page[Rating], error) {
	e, err := graph.EdgeOf[Rating](ctx, c.graph, c.ratingsRequest(0), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// normal is the recommendation in the case of the constants: webhooks write it in capitals.
func (r Recommendation) normal() Recommendation { return Recommendation(strings.ToLower(string(r))) }
