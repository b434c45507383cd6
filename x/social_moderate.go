package x

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Actions lists what can be done here: banning only on Enterprise plans, see [Config]. It implements
// [social.Moderator].
func (c *Client) Actions() []social.Action {
	actions := []social.Action{social.ActionHide, social.ActionUnhide, social.ActionMute, social.ActionUnmute}
	if c.cfg.Plan == PlanEnterprise {
		actions = append(actions, social.ActionBan, social.ActionUnban)
	}
	return actions
}

// Moderate takes a measure. It implements [social.Moderator]. What there is:
//
//   - hide, unhide: an answer in a conversation that the account began
//   - mute, unmute: an account, for ever
//   - ban, unban: an account (block), on Enterprise plans
//
// Own posts are deleted with [Client.Delete]. Reports are made in X's own apps only.
func (c *Client) Moderate(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	do, kinds, err := c.remedy(a)
	if err != nil {
		return err
	}
	if a == social.ActionMute && value(m).Duration != 0 {
		return social.Unsupported(network, "Duration", "a mute has no end here: unmute the account when it is time")
	}
	if err := draft.CheckModeration(network, a, m); err != nil {
		return err
	}
	if err := draft.CheckRef(network, "ref", ref, kinds...); err != nil {
		return err
	}
	return do(ctx, ID(ref.ID))
}

// remedy is what an action does, and to what.
func (c *Client) remedy(a social.Action) (do func(context.Context, ID) error, kinds []social.RefKind, err error) {
	answers := []social.RefKind{social.RefPost, social.RefComment}
	people := []social.RefKind{social.RefAccount}
	ban := c.cfg.Plan == PlanEnterprise
	switch {
	case a == social.ActionHide:
		return c.HideReply, answers, nil
	case a == social.ActionUnhide:
		return c.UnhideReply, answers, nil
	case a == social.ActionMute:
		return c.MuteUser, people, nil
	case a == social.ActionUnmute:
		return c.UnmuteUser, people, nil
	case a == social.ActionBan && ban:
		return c.BlockUser, people, nil
	case a == social.ActionUnban && ban:
		return c.UnblockUser, people, nil
	default:
		return nil, nil, social.Unsupported(network, "a", instead(a))
	}
}

// instead says what to do where an action is lacking.
func instead(a social.Action) string {
	switch a {
	case social.ActionBan, social.ActionUnban:
		return "blocking is not available on this plan (Config.Plan): mute the account, refuse its messages with Client.BlockDMs, or block it in X's own apps"
	case social.ActionReport:
		return "reports are taken in X's own apps only: report there, and hide the answer or mute its author meanwhile"
	case social.ActionDelete:
		return "nobody can delete what others wrote: hide the answer; own posts are deleted with Client.Delete"
	case social.ActionRemove:
		return "followers cannot be removed by programs: do it in X's own apps"
	case social.ActionHold, social.ActionApprove, social.ActionReject:
		return "nothing waits for a decision here: hide what should not be seen"
	case social.ActionClose, social.ActionReopen:
		return "who may answer is decided when a post is published: see ReplySettings of Extra"
	case social.ActionDetach:
		return "a quote cannot be detached: mute its author"
	case social.ActionBanHost, social.ActionOpenHost:
		return "X has no other servers"
	default:
		return "there is no action " + string(a) + " here"
	}
}
