package youtube

import (
	"context"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Actions implements [social.Moderator].
func (*Client) Actions() []social.Action {
	return []social.Action{social.ActionHold, social.ActionApprove, social.ActionReject, social.ActionBan, social.ActionReport}
}

// Moderate implements [social.Moderator]. What there is:
//
//   - hold, approve, reject: a comment on a video of the channel. Rejecting is final, hides the answers as well, and is
//     what removes a comment that somebody else wrote
//   - ban: a comment: it is rejected, and so is whatever its author writes on the channel from then on. Only the author
//     of a comment can be banned, and no call takes a ban back: do it in YouTube Studio
//   - report: a video, to YouTube; Category is the ID of a reason of [Client.ReportReasons], with "/" and the ID of the
//     secondary reason if there is one
//
// In live chats messages are deleted with [Client.DeleteChat], and people kept out with [Client.BanFromChat]. Many comments are moderated at once with
// [Client.ModerateComments].
func (c *Client) Moderate(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	do, kind, err := c.remedy(a, value(m))
	if err != nil {
		return err
	}
	if ref.Network == network && ref.ID != "" && ref.Kind != kind {
		return social.Unsupported(network, "ref", lacking(a, ref.Kind))
	}
	if err := draft.CheckRef(network, "ref", ref, kind); err != nil {
		return err
	}
	if err := checkModeration(a, value(m)); err != nil {
		return err
	}
	return do(ctx, ID(ref.ID))
}

// remedy is what an action does, and to what kind of thing.
func (c *Client) remedy(a social.Action, m social.Moderation) (do func(context.Context, ID) error, kind social.RefKind, err error) {
	comment := func(status ModerationStatus, ban bool) (func(context.Context, ID) error, social.RefKind, error) {
		return func(ctx context.Context, id ID) error { return c.ModerateComments(ctx, status, ban, id) }, social.RefComment, nil
	}
	switch a {
	case social.ActionHold:
		return comment(ModerationHeld, false)
	case social.ActionApprove:
		return comment(ModerationPublished, false)
	case social.ActionReject:
		return comment(ModerationRejected, false)
	case social.ActionBan:
		return comment(ModerationRejected, true)
	case social.ActionReport:
		return func(ctx context.Context, id ID) error { return c.report(ctx, id, m) }, social.RefPost, nil
	default:
		return nil, "", social.Unsupported(network, "a", instead(a))
	}
}

// instead says what to do where an action is lacking.
func instead(a social.Action) string {
	switch a {
	case social.ActionDelete:
		return "only its author can delete a comment: reject it, which is final; see Client.DeleteChat for live chats"
	case social.ActionHide, social.ActionUnhide:
		return "comments are held, approved or rejected"
	case social.ActionClose, social.ActionReopen:
		return "programs cannot switch comments off: do it in YouTube Studio"
	case social.ActionMute, social.ActionUnmute:
		return "channels do not mute: ban the author of a comment"
	case social.ActionUnban:
		return "programs cannot take a ban back: do it in YouTube Studio, among the hidden users; see Client.LiftChatBan for live chats"
	case social.ActionRemove:
		return "subscribers cannot be removed"
	case social.ActionDetach:
		return "nobody quotes videos here"
	case social.ActionBanHost, social.ActionOpenHost:
		return "YouTube has no other servers"
	default:
		return "there is no action " + string(a) + " here"
	}
}

// lacking says why an action is not for a kind of thing.
func lacking(a social.Action, kind social.RefKind) string {
	switch {
	case a == social.ActionBan && kind == social.RefAccount:
		return "YouTube bans the author of a comment: name the comment; see Client.BanFromChat for live chats"
	case a == social.ActionReport:
		return "only videos can be reported"
	default:
		return "is not of a kind that " + string(a) + " is for"
	}
}

// checkModeration refuses what the action would ignore.
func checkModeration(a social.Action, m social.Moderation) error {
	report := a == social.ActionReport
	for _, field := range []struct {
		name string
		odd  bool
	}{
		{"Reason", m.Reason != "" && !report}, {"Category", m.Category != "" && !report}, {"Evidence", len(m.Evidence) > 0},
		{"Forward", m.Forward}, {"Duration", m.Duration != 0},
	} {
		if field.odd {
			return social.Invalid(network, field.name, "means nothing to "+string(a))
		}
	}
	return nil
}

// report tells YouTube of a video.
func (c *Client) report(ctx context.Context, video ID, m social.Moderation) error {
	reason, secondary, _ := strings.Cut(m.Category, "/")
	if reason == "" {
		return social.Invalid(network, "Category", "is empty: YouTube wants a reason, see Client.ReportReasons")
	}
	return c.ReportVideo(ctx, &VideoReport{VideoID: video, ReasonID: ID(reason), SecondaryReasonID: ID(secondary), Comments: m.Reason})
}
