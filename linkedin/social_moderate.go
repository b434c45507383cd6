package linkedin

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Actions implements [social.Moderator].
func (*Client) Actions() []social.Action {
	return []social.Action{social.ActionDelete, social.ActionClose, social.ActionReopen}
}

// Moderate implements [social.Moderator]. What there is:
//
//   - delete: a comment below a post of the account's, with the answers to it. LinkedIn's documents leave open whether
//     those of others can be deleted; where not, the error is [social.ErrPermission] with LinkedIn's words
//   - close: the comments of a post of the account's. LinkedIn deletes the comments that are there when they are closed, so
//     that this is refused if there are any, with a [*CommentsLostError]: [Client.CloseComments] takes the consent
//   - reopen: takes close back, and brings no comments back
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
	return do(ctx, URN(ref.ID))
}

// remedy is what an action does, and to what.
func (c *Client) remedy(a social.Action) (do func(context.Context, URN) error, kind social.RefKind, err error) {
	switch a {
	case social.ActionDelete:
		return c.DeleteComment, social.RefComment, nil
	case social.ActionClose:
		return func(ctx context.Context, post URN) error { return c.CloseComments(ctx, post, nil) }, social.RefPost, nil
	case social.ActionReopen:
		return c.OpenComments, social.RefPost, nil
	default:
		return nil, "", social.Unsupported(network, "a", instead(a))
	}
}

// instead says what to do where an action is lacking.
func instead(a social.Action) string {
	switch a {
	case social.ActionHide, social.ActionUnhide:
		return "comments cannot be hidden: delete them, or close the comments of the post"
	case social.ActionHold, social.ActionApprove, social.ActionReject:
		return "nothing waits for a decision: comments show at once, and can be deleted"
	case social.ActionBan, social.ActionUnban:
		return "programs cannot block anybody: do it on LinkedIn, among the people of the Page"
	case social.ActionMute, social.ActionUnmute:
		return "programs cannot mute anybody: do it on LinkedIn"
	case social.ActionReport:
		return "reports are taken on LinkedIn itself only"
	case social.ActionRemove:
		return "followers are removed on LinkedIn itself only"
	case social.ActionDetach:
		return "what shares a post belongs to whom shares it; Extra.NoReshare keeps posts from being shared"
	case social.ActionBanHost, social.ActionOpenHost:
		return "LinkedIn has no other servers"
	default:
		return "there is no action " + string(a) + " here"
	}
}
