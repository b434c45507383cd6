package socialtest

import (
	"context"
	"errors"
	"slices"

	"github.com/relais-go/relais/social"
)

// React implements [social.Reactor].
func (c *Client) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return c.reacting(ctx, "react", ref, r, func(it *item) {
		if c.reacted(it, r) {
			return
		}
		c.n.reacts = append(c.n.reacts, reaction{by: c.me, on: it, kind: r})
		e := social.Event{Kind: social.EventReaction, Ref: c.n.ref(it), Text: it.draft.Text, Reaction: r}
		switch r {
		case social.ReactionShare:
			e.Kind = social.EventShare
			c.n.add(&item{kind: social.RefPost, author: c.me, shareOf: it})
		case social.ReactionBookmark:
			return // nobody is told
		default:
		}
		c.n.tell(it.author, c.me, e)
	})
}

// Unreact implements [social.Reactor].
func (c *Client) Unreact(ctx context.Context, ref social.Ref, r social.Reaction) error {
	return c.reacting(ctx, "unreact", ref, r, func(it *item) {
		c.n.reacts = slices.DeleteFunc(c.n.reacts, func(have reaction) bool {
			return have == reaction{by: c.me, on: it, kind: r}
		})
		for _, share := range c.n.items {
			if r == social.ReactionShare && share.author == c.me && share.shareOf == it {
				share.gone = true
			}
		}
	})
}

// reacting finds what a reaction is about and makes the change.
func (c *Client) reacting(ctx context.Context, op string, ref social.Ref, r social.Reaction, f func(*item)) error {
	if err := c.known(ref, "ref", social.RefPost, social.RefMessage); err != nil {
		return err
	}
	switch r {
	case social.ReactionLike, social.ReactionShare, social.ReactionBookmark, social.ReactionDislike:
	default:
		return c.complete(op, c.fail(errors.ErrUnsupported, "r", "there is no reaction "+string(r)))
	}
	return c.apply(ctx, op, func(bool) error {
		it, err := c.seen(ref)
		if err == nil {
			f(it)
		}
		return err
	})
}

// reacted reports whether the account's reaction stands. The lock is held.
func (c *Client) reacted(it *item, r social.Reaction) bool {
	return slices.Contains(c.n.reacts, reaction{by: c.me, on: it, kind: r})
}

// Follow implements [social.Follower].
func (c *Client) Follow(ctx context.Context, ref social.Ref) error {
	return c.following(ctx, "follow", ref, func(a *account) error {
		_, already := c.me.following[a]
		switch {
		case a == c.me:
			return c.fail(social.ErrInvalid, "account", "is the account itself")
		case a.banned[c.me]:
			return c.fail(social.ErrPermission, "account", "does not let you follow")
		case already, a.requests[c.me]:
			return nil
		case a.private:
			a.requests[c.me] = true
		default:
			c.me.following[a] = c.n.now()
		}
		c.n.tell(a, c.me, social.Event{Kind: social.EventFollow, Ref: c.n.accountRef(c.me), Pending: a.private})
		return nil
	})
}

// Unfollow implements [social.Follower].
func (c *Client) Unfollow(ctx context.Context, ref social.Ref) error {
	return c.following(ctx, "unfollow", ref, func(a *account) error {
		delete(c.me.following, a)
		delete(a.requests, c.me)
		return nil
	})
}

func (c *Client) following(ctx context.Context, op string, ref social.Ref, f func(*account) error) error {
	if err := c.known(ref, "account", social.RefAccount); err != nil {
		return err
	}
	return c.apply(ctx, op, func(bool) error {
		a, err := c.person(ref)
		if err != nil {
			return err
		}
		return f(a)
	})
}
