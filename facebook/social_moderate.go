package facebook

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Actions implements [social.Moderator].
func (*Client) Actions() []social.Action {
	return []social.Action{social.ActionHide, social.ActionUnhide, social.ActionDelete, social.ActionBan, social.ActionUnban}
}

// Moderate implements [social.Moderator]. What there is:
//
//   - hide, unhide: a comment by somebody else, which its author and their friends still see; a post that the program
//     made, on the Page's timeline
//   - delete: a comment or post on the Page, whoever wrote it
//   - ban, unban: a person, from the whole Page (block)
//
// Private messages are moderated with [Client.ModerateConversations].
func (c *Client) Moderate(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	do, kinds, err := c.remedy(a)
	if err != nil {
		return err
	}
	if err := draft.CheckModeration(network, a, m); err != nil {
		return err
	}
	if err := draft.CheckRef(network, "ref", ref, kinds...); err != nil {
		return err
	}
	return do(ctx, ref)
}

// remedy is what an action does, and to what.
func (c *Client) remedy(a social.Action) (do func(context.Context, social.Ref) error, kinds []social.RefKind, err error) {
	things := []social.RefKind{social.RefComment, social.RefPost}
	people := []social.RefKind{social.RefAccount}
	switch a {
	case social.ActionHide:
		return func(ctx context.Context, ref social.Ref) error { return c.hide(ctx, ref, true) }, things, nil
	case social.ActionUnhide:
		return func(ctx context.Context, ref social.Ref) error { return c.hide(ctx, ref, false) }, things, nil
	case social.ActionDelete:
		return c.Delete, things, nil
	case social.ActionBan:
		return func(ctx context.Context, ref social.Ref) error { return c.Block(ctx, ID(ref.ID)) }, people, nil
	case social.ActionUnban:
		return func(ctx context.Context, ref social.Ref) error { return c.Unblock(ctx, ID(ref.ID)) }, people, nil
	default:
		return nil, nil, social.Unsupported(network, "a", instead(a))
	}
}

func (c *Client) hide(ctx context.Context, ref social.Ref, hidden bool) error {
	if ref.Kind == social.RefComment {
		return c.HideComment(ctx, ID(ref.ID), hidden)
	}
	return c.HidePost(ctx, ID(ref.ID), hidden)
}

// instead says what to do where an action is lacking.
func instead(a social.Action) string {
	switch a {
	case social.ActionClose, social.ActionReopen:
		return "the API cannot close the comments of a post: hide comments, or close them on Facebook itself"
	case social.ActionMute, social.ActionUnmute:
		return "Pages do not mute: see Client.ModerateConversations for people who write messages, or ban them"
	case social.ActionReport:
		return "reports are taken on Facebook itself only: hide or delete meanwhile"
	case social.ActionHold, social.ActionApprove, social.ActionReject:
		return "nothing waits for a decision in the API: hide what should not be seen, and show it again"
	case social.ActionRemove:
		return "followers cannot be removed without banning them"
	case social.ActionDetach:
		return "nobody quotes posts here: what is shared belongs to whom shares it"
	case social.ActionBanHost, social.ActionOpenHost:
		return "Facebook has no other servers"
	default:
		return "there is no action " + string(a) + " here"
	}
}
