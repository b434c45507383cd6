package mastodon

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Follow follows an account, or asks to if it is locked. It implements [social.Follower]; 400 a day.
func (c *Client) Follow(ctx context.Context, account social.Ref) error {
	if err := draft.CheckRef(network, "account", account, social.RefAccount); err != nil {
		return err
	}
	_, err := c.FollowAccount(ctx, ID(account.ID), nil)
	return err
}

// Unfollow stops following an account, or takes the request back. It implements [social.Follower].
func (c *Client) Unfollow(ctx context.Context, account social.Ref) error {
	if err := draft.CheckRef(network, "account", account, social.RefAccount); err != nil {
		return err
	}
	_, err := c.UnfollowAccount(ctx, ID(account.ID))
	return err
}
