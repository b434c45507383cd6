package x

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// React likes, shares (reposts) or bookmarks a post. There is no dislike. It implements [social.Reactor]. Self-serve
// plans have no likes any more: there that is [social.ErrPermission]. Bookmarks need a login by OAuth 2.0.
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	share := func(ctx context.Context, id ID) error {
		_, err := c.RepostPost(ctx, id)
		return err
	}
	bookmark := func(ctx context.Context, id ID) error { return c.BookmarkPost(ctx, id, "") }
	return reactTo(ctx, ref, r, c.LikePost, share, bookmark)
}

// Unreact takes a reaction back. It implements [social.Reactor].
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return reactTo(ctx, ref, r, c.UnlikePost, c.UnrepostPost, c.UnbookmarkPost)
}

func reactTo(ctx context.Context, ref social.Ref, r social.Reaction, like, share, bookmark func(context.Context, ID) error) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefPost, social.RefComment); err != nil {
		return err
	}
	switch r {
	case social.ReactionLike:
		return like(ctx, ID(ref.ID))
	case social.ReactionShare:
		return share(ctx, ID(ref.ID))
	case social.ReactionBookmark:
		return bookmark(ctx, ID(ref.ID))
	case social.ReactionDislike:
		return social.Unsupported(network, "r", "there is no dislike here")
	default:
		return social.Unsupported(network, "r", "there is no reaction "+string(r)+" here")
	}
}
