package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A TrendKind is what can trend.
type TrendKind string

// Kinds of trends.
const (
	TrendTags     TrendKind = "tags"
	TrendStatuses TrendKind = "statuses"
	TrendLinks    TrendKind = "links"
)

// AdminTrendingTagsPage reads a page of the hashtags that trend, those that wait for approval included: 10 by
// default, 20 at most. See https://docs.joinmastodon.org/methods/admin/trends/#tags.
func (c *Client) AdminTrendingTagsPage(ctx context.Context, p *PageParams) (*social.Page[Tag], error) {
	return page[Tag](ctx, c, "admin.trends.tags", adminPath("trends", "tags"), nil, p)
}

// AdminTrendingTags iterates over the hashtags that trend, those that wait for approval included.
func (c *Client) AdminTrendingTags(ctx context.Context, p *PageParams) iter.Seq2[*Tag, error] {
	return paged(ctx, p, c.AdminTrendingTagsPage)
}

// AdminTrendingStatusesPage reads a page of the statuses that trend, those that wait for approval included: 20 by
// default, 40 at most. See https://docs.joinmastodon.org/methods/admin/trends/#statuses.
func (c *Client) AdminTrendingStatusesPage(ctx context.Context, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "admin.trends.statuses", adminPath("trends", "statuses"), nil, p)
}

// AdminTrendingStatuses iterates over the statuses that trend, those that wait for approval included.
func (c *Client) AdminTrendingStatuses(ctx context.Context, p *PageParams) iter.Seq2[*Status, error] {
	return paged(ctx, p, c.AdminTrendingStatusesPage)
}

// An AdminTrendLink is a shared address with its ID, which its approval needs.
// See https://docs.joinmastodon.org/methods/admin/trends/#links.
type AdminTrendLink struct {
	ID             ID   `json:"id"`
	RequiresReview bool `json:"requires_review"`
	PreviewCard
}

// AdminTrendingLinksPage reads a page of the addresses that trend, those that wait for approval included: 10 by
// default, 20 at most. See https://docs.joinmastodon.org/methods/admin/trends/#links.
func (c *Client) AdminTrendingLinksPage(ctx context.Context, p *PageParams) (*social.Page[AdminTrendLink], error) {
	return page[AdminTrendLink](ctx, c, "admin.trends.links", adminPath("trends", "links"), nil, p)
}

// AdminTrendingLinks iterates over the addresses that trend, those that wait for approval included.
func (c *Client) AdminTrendingLinks(ctx context.Context, p *PageParams) iter.Seq2[*AdminTrendLink, error] {
	return paged(ctx, p, c.AdminTrendingLinksPage)
}

// AdminApproveTrend lets something trend. See https://docs.joinmastodon.org/methods/admin/trends/.
func (c *Client) AdminApproveTrend(ctx context.Context, kind TrendKind, id ID) error {
	return c.reviewTrend(ctx, kind, id, "approve")
}

// AdminRejectTrend keeps something from trending. See https://docs.joinmastodon.org/methods/admin/trends/.
func (c *Client) AdminRejectTrend(ctx context.Context, kind TrendKind, id ID) error {
	return c.reviewTrend(ctx, kind, id, "reject")
}

func (c *Client) reviewTrend(ctx context.Context, kind TrendKind, id ID, decision string) error {
	path := rest.Path("api", "v1", "admin", "trends", string(kind), string(id), decision)
	return order(ctx, c, "admin.trends."+decision, http.MethodPost, path, nil)
}
