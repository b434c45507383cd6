package youtube

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Reply implements [social.Replier]: a comment on a video, or an answer to a comment, whose author YouTube tells. There
// is one level of answers; those to an answer stand beside it.
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	own := d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, own)
}
