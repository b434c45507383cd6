package youtube

import (
	"context"
	"errors"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// React implements [social.Reactor]: it likes or dislikes a video, one of which takes the place of the other. The API
// has no reactions to comments, and no hearts.
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	rating, err := ratingOf(ref, r)
	if err != nil {
		return err
	}
	return c.RateVideo(ctx, ID(ref.ID), rating)
}

// Unreact implements [social.Reactor]. It looks first, which takes a unit, so that a dislike is not taken back for a
// like.
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	rating, err := ratingOf(ref, r)
	if err != nil {
		return err
	}
	is, err := c.VideoRatings(ctx, ID(ref.ID))
	if err != nil {
		return err
	}
	if len(is) > 0 && is[0].Rating != rating {
		if is[0].Rating == RatingNone || is[0].Rating == "unspecified" {
			_, err = c.Video(ctx, ID(ref.ID), VideoPartStatus) // so it says of what does not exist, too
		}
		return err
	}
	return c.RateVideo(ctx, ID(ref.ID), RatingNone)
}

func ratingOf(ref social.Ref, r social.Reaction) (Rating, error) {
	if ref.Network == network && ref.Kind == social.RefComment {
		return "", social.Unsupported(network, "ref", "the API has no reactions to comments")
	}
	if err := draft.CheckRef(network, "ref", ref, social.RefPost); err != nil {
		return "", err
	}
	switch r {
	case social.ReactionLike:
		return RatingLike, nil
	case social.ReactionDislike:
		return RatingDislike, nil
	case social.ReactionShare:
		return "", social.Unsupported(network, "Reaction", "channels do not share videos of others: see Client.AddToPlaylist")
	case social.ReactionBookmark:
		return "", social.Unsupported(network, "Reaction", "the list of videos for later cannot be reached: see Client.AddToPlaylist")
	default:
		return "", social.Unsupported(network, "Reaction", "is "+string(r)+": videos are liked or disliked")
	}
}

// Follow implements [social.Follower]: the channel subscribes to another.
func (c *Client) Follow(ctx context.Context, account social.Ref) error {
	if err := draft.CheckRef(network, "account", account, social.RefAccount); err != nil {
		return err
	}
	_, err := c.Subscribe(ctx, ID(account.ID))
	if errors.Is(err, social.ErrDuplicate) {
		return nil
	}
	return err
}

// Unfollow implements [social.Follower]. It looks for the subscription first, which takes a unit.
func (c *Client) Unfollow(ctx context.Context, account social.Ref) error {
	if err := draft.CheckRef(network, "account", account, social.RefAccount); err != nil {
		return err
	}
	list := subscriptions(&SubscriptionsParams{To: []ID{ID(account.ID)}, Parts: []SubscriptionPart{SubscriptionPartSnippet}})
	list.Fresh = true
	page, err := pageOf[Subscription](ctx, c, list, nil)
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		_, err := c.Channel(ctx, ID(account.ID), ChannelPartStatus) // tells of one that does not exist
		return err
	}
	if err := c.Unsubscribe(ctx, page.Items[0].ID); !errors.Is(err, social.ErrNotFound) {
		return err
	}
	return nil // somebody else was quicker
}
