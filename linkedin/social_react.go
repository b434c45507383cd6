package linkedin

import (
	"context"
	"errors"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// React implements [social.Reactor]: it reacts to a post or comment, with [social.ReactionLike] or one of LinkedIn's, such
// as [ReactionCelebrate]. There is one reaction of an account: a second takes the place of the first.
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	t, err := checkReaction(ref, r)
	if err != nil {
		return err
	}
	return c.CreateReaction(ctx, URN(ref.ID), t)
}

// Unreact implements [social.Reactor]. If the account reacts in another way now, that stays, where LinkedIn tells it.
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	t, err := checkReaction(ref, r)
	if err != nil {
		return err
	}
	on := URN(ref.ID)
	switch now, err := c.Reaction(ctx, on); {
	case errors.Is(err, social.ErrNotFound):
		return c.missing(ctx, on)
	case err != nil && !errors.Is(err, social.ErrPermission):
		return err
	case err == nil && now.Type != "" && now.Type != t:
		return nil
	}
	err = c.DeleteReaction(ctx, on)
	if errors.Is(err, social.ErrNotFound) {
		return c.missing(ctx, on)
	}
	return err
}

// missing is an error if a post or comment does not exist, as far as the account may know.
func (c *Client) missing(ctx context.Context, on URN) error {
	_, err := c.Metadata(ctx, on)
	if errors.Is(err, social.ErrPermission) {
		return nil
	}
	return err
}

// checkReaction finds LinkedIn's word for a reaction.
func checkReaction(ref social.Ref, r social.Reaction) (ReactionType, error) {
	if err := draft.CheckRef(network, "ref", ref, social.RefPost, social.RefComment); err != nil {
		return "", err
	}
	if err := checkThread("ref", URN(ref.ID)); err != nil {
		return "", err
	}
	switch t := reactionType(r); {
	case t != "":
		return t, nil
	case r == social.ReactionShare:
		return "", social.Unsupported(network, "Reaction", "posts are shared by publishing: put the post into the Quote of a draft, whose text may be empty")
	case r == social.ReactionBookmark:
		return "", social.Unsupported(network, "Reaction", "the API saves no posts")
	default:
		return "", social.Unsupported(network, "Reaction", "is "+string(r)+": there are like, celebrate, love, insightful, support and funny")
	}
}
