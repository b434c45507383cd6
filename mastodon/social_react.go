package mastodon

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// React likes (favourites), shares (boosts, to the account's usual audience) or bookmarks a status. There is no
// dislike. It implements [social.Reactor].
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	share := func(ctx context.Context, id ID) (*Status, error) { return c.Reblog(ctx, id, "") }
	return reactTo(ctx, ref, r, c.Favourite, share, c.Bookmark)
}

// Unreact takes a reaction back. It implements [social.Reactor].
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return reactTo(ctx, ref, r, c.Unfavourite, c.Unreblog, c.Unbookmark)
}

func reactTo(ctx context.Context, ref social.Ref, r social.Reaction, like, share, bookmark func(context.Context, ID) (*Status, error)) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return err
	}
	do := like
	switch r {
	case social.ReactionLike:
	case social.ReactionShare:
		do = share
	case social.ReactionBookmark:
		do = bookmark
	case social.ReactionDislike:
		return social.Unsupported(network, "r", "there is no dislike here")
	default:
		return social.Unsupported(network, "r", "there is no reaction "+string(r)+" here")
	}
	_, err := do(ctx, ID(ref.ID))
	return err
}
