package linkedin

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Reply implements [social.Replier]: a comment on a post, or an answer to a comment, with one image if the application
// may attach one. There is one level of answers: one to an answer stands beside it. LinkedIn tells the author of the post,
// and of the comment at the top; it tells no names, so that whoever else should hear of it is named by the caller, with
// Extra.Mentions. See [Client.Publish] for the rest.
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	if err := checkThread("To", URN(to.ID)); err != nil {
		return nil, err
	}
	own := d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, own)
}
