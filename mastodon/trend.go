package mastodon

import (
	"context"
	"iter"

	"github.com/relais-go/relais/social"
)

// TrendingTagsPage reads a page of the hashtags that are used more and more: 10 by default, 20 at most. Pages go
// by Cursor only. GoToSocial has no trends: the list is empty.
// See https://docs.joinmastodon.org/methods/trends/#tags.
func (c *Client) TrendingTagsPage(ctx context.Context, p *PageParams) (*social.Page[Tag], error) {
	return trends[Tag](ctx, c, "tags", p)
}

// TrendingTags iterates over the hashtags that are used more and more.
func (c *Client) TrendingTags(ctx context.Context, p *PageParams) iter.Seq2[*Tag, error] {
	return paged(ctx, p, c.TrendingTagsPage)
}

// TrendingStatusesPage reads a page of the statuses that are passed on more than others: 20 by default, 40 at
// most. Pages go by Cursor only. See https://docs.joinmastodon.org/methods/trends/#statuses.
func (c *Client) TrendingStatusesPage(ctx context.Context, p *PageParams) (*social.Page[Status], error) {
	return trends[Status](ctx, c, "statuses", p)
}

// TrendingStatuses iterates over the statuses that are passed on more than others.
func (c *Client) TrendingStatuses(ctx context.Context, p *PageParams) iter.Seq2[*Status, error] {
	return paged(ctx, p, c.TrendingStatusesPage)
}

// TrendingLinksPage reads a page of the addresses that are shared a lot, with their History: 10 by default, 20
// at most. Pages go by Cursor only. See https://docs.joinmastodon.org/methods/trends/#links.
func (c *Client) TrendingLinksPage(ctx context.Context, p *PageParams) (*social.Page[PreviewCard], error) {
	return trends[PreviewCard](ctx, c, "links", p)
}

// TrendingLinks iterates over the addresses that are shared a lot.
func (c *Client) TrendingLinks(ctx context.Context, p *PageParams) iter.Seq2[*PreviewCard, error] {
	return paged(ctx, p, c.TrendingLinksPage)
}

func trends[T any](ctx context.Context, c *Client, of string, p *PageParams) (*social.Page[T], error) {
	list, err := page[T](ctx, c, "trends."+of, apiPath("trends", of), nil, p)
	return list, c.absent(ctx, err, apiNever, "trends")
}
