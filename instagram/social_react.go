package instagram

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// React implements [social.Reactor]: it likes a post or comment. Instagram knows no other reaction there, and Instagram
// Login none. See [Client.ReactMessage] for private messages.
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return c.reactTo(ctx, ref, r, c.LikeMedia, c.LikeComment)
}

// Unreact implements [social.Reactor].
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return c.reactTo(ctx, ref, r, c.UnlikeMedia, c.UnlikeComment)
}

func (c *Client) reactTo(ctx context.Context, ref social.Ref, r social.Reaction, media, comment func(context.Context, ID) error) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefPost, social.RefComment); err != nil {
		return err
	}
	switch {
	case r == social.ReactionLike && ref.Kind == social.RefComment:
		return comment(ctx, ID(ref.ID))
	case r == social.ReactionLike:
		return media(ctx, ID(ref.ID))
	case r == social.ReactionShare:
		return social.Unsupported(network, "Reaction", "the API does not repost")
	default:
		return social.Unsupported(network, "Reaction", "is "+string(r)+": the API likes, and nothing else")
	}
}
