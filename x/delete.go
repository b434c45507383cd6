package x

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Delete implements [social.Deleter], for posts and for own private messages. A post goes with all its versions; a
// message disappears for the account only. X does not tell what was not there, so a post is read first;
// [Client.DeletePost] does without.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return err
	}
	if ref.Kind == social.RefMessage {
		return c.DeleteMessage(ctx, ID(ref.ID))
	}
	// X says of whatever is not there that it is deleted.
	if _, err := c.Post(ctx, ID(ref.ID), &PostSelection{}); err != nil {
		return err
	}
	return c.DeletePost(ctx, ID(ref.ID))
}
