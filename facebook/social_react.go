package facebook

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Reactions of people, in [social.Event].Reaction, beside [social.ReactionLike]. A Page can only like.
const (
	ReactionLove  social.Reaction = "love"
	ReactionCare  social.Reaction = "care"
	ReactionWow   social.Reaction = "wow"
	ReactionHaha  social.Reaction = "haha"
	ReactionSad   social.Reaction = "sad"
	ReactionAngry social.Reaction = "angry"
)

// React implements [social.Reactor]: it likes a post or comment. The API knows no other reaction of a Page.
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return reactTo(ctx, ref, r, c.Like)
}

// Unreact implements [social.Reactor].
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return reactTo(ctx, ref, r, c.Unlike)
}

func reactTo(ctx context.Context, ref social.Ref, r social.Reaction, like func(context.Context, ID) error) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefPost, social.RefComment); err != nil {
		return err
	}
	switch r {
	case social.ReactionLike:
		return like(ctx, ID(ref.ID))
	case social.ReactionShare:
		return social.Unsupported(network, "Reaction", "the API does not share posts: publish a draft with the address in Link")
	default:
		return social.Unsupported(network, "Reaction", "is "+string(r)+": the API lets a Page like, and nothing else")
	}
}
