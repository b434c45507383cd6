package x

import (
	"context"

	"github.com/relais-go/relais/social"
)

// Delete implements [social.Deleter], for posts and for own private messages. A post goes with all its versions; a
// message disappears for the account only.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := checkRef("Ref", ref, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return err
	}
	if ref.Kind == social.RefMessage {
		return c.DeleteMessage(ctx, ID(ref.ID))
	}
	return c.DeletePost(ctx, ID(ref.ID))
}
