package social

import (
	"context"
	"time"
)

// Action is a measure of moderation.
type Action string

// Actions. A network has some of them: [Moderator].Actions lists which.
const (
	ActionHide     Action = "hide"      // only its author and their friends still see it
	ActionUnhide   Action = "unhide"    // takes hide back
	ActionDelete   Action = "delete"    // removes what somebody else wrote, for good
	ActionHold     Action = "hold"      // waits for a decision, unseen
	ActionApprove  Action = "approve"   // publishes what was held, or grants a request to follow
	ActionReject   Action = "reject"    // refuses what was held, or a request to follow
	ActionMute     Action = "mute"      // the account no longer hears of a person or thread
	ActionUnmute   Action = "unmute"    // takes mute back
	ActionBan      Action = "ban"       // a person can no longer see or write to the account (block)
	ActionUnban    Action = "unban"     // takes ban back
	ActionRemove   Action = "remove"    // a person no longer follows, without being banned
	ActionReport   Action = "report"    // tells the network's own moderators
	ActionDetach   Action = "detach"    // removes a quoted post of the account from somebody else's
	ActionClose    Action = "close"     // no further comments
	ActionReopen   Action = "reopen"    // comments again
	ActionBanHost  Action = "ban-host"  // nobody from a server can see or write to the account
	ActionOpenHost Action = "open-host" // takes ban-host back
)

// Moderation says more about an action. Fields that an action does not use must be zero.
type Moderation struct {
	Reason   string        // for reports: words for the moderators
	Category string        // for reports: the network's category, "" for the general one
	Evidence []Ref         // for reports: posts that show the problem
	Forward  bool          // for reports: also tell the author's home server
	Duration time.Duration // for mute: 0 is for ever
}

// Moderator applies the charter to what others write.
type Moderator interface {
	// Actions lists what can be done on this network.
	Actions() []Action

	// Moderate takes the action on a post, comment, message or account. m may be nil. Repeating an action
	// is no error. An action that the network lacks, or lacks for this kind of Ref, wraps
	// [errors.ErrUnsupported].
	Moderate(ctx context.Context, ref Ref, a Action, m *Moderation) error
}

// Moderate acts with c if it is a [Moderator].
func Moderate(ctx context.Context, c any, ref Ref, a Action, m *Moderation) error {
	if p, ok := c.(Moderator); ok {
		return p.Moderate(ctx, ref, a, m)
	}
	return lacks[Moderator](c)
}
