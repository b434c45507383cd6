package socialtest

import (
	"context"
	"errors"
	"slices"

	"github.com/relais-go/relais/social"
)

// Actions implements [social.Moderator].
func (*Client) Actions() []social.Action {
	return append(itemActions(), accountActions()...)
}

// itemActions are for comments under posts of the account's own, and its posts themselves.
func itemActions() []social.Action {
	return []social.Action{
		social.ActionHide, social.ActionUnhide, social.ActionDelete, social.ActionHold, social.ActionApprove,
		social.ActionReject, social.ActionClose, social.ActionReopen, social.ActionReport, social.ActionDetach,
	}
}

// accountActions are for people.
func accountActions() []social.Action {
	return []social.Action{
		social.ActionMute, social.ActionUnmute, social.ActionBan, social.ActionUnban, social.ActionRemove,
	}
}

// Moderate implements [social.Moderator]. Reports are taken note of and have no effect. Muting does not end
// by itself.
func (c *Client) Moderate(ctx context.Context, ref social.Ref, a social.Action, _ *social.Moderation) error {
	if err := c.known(ref, "ref", social.RefPost, social.RefAccount, social.RefMessage); err != nil {
		return err
	}
	onPerson := ref.Kind == social.RefAccount
	takesRequest := onPerson && (a == social.ActionApprove || a == social.ActionReject || a == social.ActionReport)
	if onPerson != slices.Contains(accountActions(), a) && !takesRequest ||
		!slices.Contains(c.Actions(), a) {
		return c.complete("moderate", c.fail(errors.ErrUnsupported, "a", string(a)+" is not possible here"))
	}
	return c.apply(ctx, "moderate", func(repeated bool) error {
		if onPerson {
			who, err := c.person(ref)
			if err == nil {
				c.moderateAccount(who, a)
			}
			return err
		}
		it, err := c.seen(ref)
		if err != nil {
			if repeated && a == social.ActionDelete {
				return nil
			}
			return err
		}
		return c.moderateItem(it, a)
	})
}

// moderateAccount acts on a person. The lock is held.
func (c *Client) moderateAccount(who *account, a social.Action) {
	switch a {
	case social.ActionMute:
		c.me.muted[who] = true
	case social.ActionUnmute:
		delete(c.me.muted, who)
	case social.ActionBan:
		c.me.banned[who] = true
		delete(who.following, c.me)
	case social.ActionUnban:
		delete(c.me.banned, who)
	case social.ActionRemove:
		delete(who.following, c.me)
	case social.ActionApprove:
		if c.me.requests[who] {
			who.following[c.me] = c.n.now()
		}
		delete(c.me.requests, who)
	case social.ActionReject:
		delete(c.me.requests, who)
	default: // a report
	}
}

// moderateItem acts on something that somebody wrote. The lock is held.
func (c *Client) moderateItem(it *item, a social.Action) error {
	mine := it.root().author == c.me
	if a == social.ActionDetach {
		mine = it.quote != nil && it.quote.author == c.me
	}
	if !mine && a != social.ActionReport {
		return c.fail(social.ErrPermission, "", it.id+" is not under a post of yours")
	}
	switch a {
	case social.ActionHide:
		it.hidden = true
	case social.ActionUnhide:
		it.hidden = false
	case social.ActionHold:
		it.held = true
	case social.ActionApprove:
		it.held = false
	case social.ActionDelete, social.ActionReject:
		it.gone = true
	case social.ActionClose:
		it.closed = true
	case social.ActionReopen:
		it.closed = false
	case social.ActionDetach:
		it.quote = nil
	default: // a report
	}
	return nil
}
