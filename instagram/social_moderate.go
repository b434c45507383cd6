package instagram

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Actions implements [social.Moderator]: bans are with Facebook Login only.
func (c *Client) Actions() []social.Action {
	actions := []social.Action{social.ActionHide, social.ActionUnhide, social.ActionDelete, social.ActionClose, social.ActionReopen}
	if c.cfg.Login == FacebookLogin {
		actions = append(actions, social.ActionBan, social.ActionUnban)
	}
	return actions
}

// Moderate implements [social.Moderator]. What there is:
//
//   - hide, unhide: a comment by somebody else below a media of the account, which its author still sees
//   - delete: a comment there, whoever wrote it
//   - close, reopen: the comments of a media
//   - ban, unban: a person, by the ID that comments and messages name; Facebook Login only
//
// [Client.ModerateConversations] also moves private messages to the spam.
func (c *Client) Moderate(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	do, kind, err := c.remedy(a)
	if err != nil {
		return err
	}
	if err := draft.CheckModeration(network, a, m); err != nil {
		return err
	}
	if err := draft.CheckRef(network, "ref", ref, kind); err != nil {
		return err
	}
	if err := nameless("ref", ref); err != nil {
		return err
	}
	return do(ctx, ID(ref.ID))
}

// remedy is what an action does, and to what.
func (c *Client) remedy(a social.Action) (do func(context.Context, ID) error, kind social.RefKind, err error) {
	with := func(f func(context.Context, ID, bool) error, on bool) func(context.Context, ID) error {
		return func(ctx context.Context, id ID) error { return f(ctx, id, on) }
	}
	switch a {
	case social.ActionHide:
		return with(c.HideComment, true), social.RefComment, nil
	case social.ActionUnhide:
		return with(c.HideComment, false), social.RefComment, nil
	case social.ActionDelete:
		return c.DeleteComment, social.RefComment, nil
	case social.ActionClose:
		return with(c.EnableComments, false), social.RefPost, nil
	case social.ActionReopen:
		return with(c.EnableComments, true), social.RefPost, nil
	case social.ActionBan:
		return c.Block, social.RefAccount, c.needsFacebook("a")
	case social.ActionUnban:
		return c.Unblock, social.RefAccount, c.needsFacebook("a")
	default:
		return nil, "", social.Unsupported(network, "a", instead(a))
	}
}

// instead says what to do where an action is lacking.
func instead(a social.Action) string {
	switch a {
	case social.ActionMute, social.ActionUnmute:
		return "the API neither mutes nor restricts: do it in the app, or hide comments"
	case social.ActionReport:
		return "reports are taken in the app only: hide or delete meanwhile"
	case social.ActionHold, social.ActionApprove, social.ActionReject:
		return "nothing waits for a decision in the API: hide what should not be seen, and show it again"
	case social.ActionRemove:
		return "followers are removed in the app only"
	case social.ActionDetach:
		return "nobody quotes posts here"
	case social.ActionBanHost, social.ActionOpenHost:
		return "Instagram has no other servers"
	default:
		return "there is no action " + string(a) + " here"
	}
}
