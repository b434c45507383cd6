package x

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Follow follows an account, or asks to if it is protected. It implements [social.Follower]. Self-serve plans have no
// follows any more: there that is [social.ErrPermission].
func (c *Client) Follow(ctx context.Context, account social.Ref) error {
	if err := draft.CheckRef(network, "account", account, social.RefAccount); err != nil {
		return err
	}
	_, err := c.FollowUser(ctx, ID(account.ID))
	return err
}

// Unfollow stops following an account. It implements [social.Follower].
func (c *Client) Unfollow(ctx context.Context, account social.Ref) error {
	if err := draft.CheckRef(network, "account", account, social.RefAccount); err != nil {
		return err
	}
	return c.UnfollowUser(ctx, ID(account.ID))
}
