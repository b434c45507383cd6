package mastodon

import "github.com/relais-go/relais/internal/scalar"

// Every enumeration of this package keeps values that it does not know: compare with the constants and
// let the rest pass.

// A Visibility says who sees a status.
// See https://docs.joinmastodon.org/entities/Status/#visibility.
type Visibility string

// Visibilities of Mastodon, then those that only other servers know.
const (
	VisibilityPublic   Visibility = "public"   // everyone, shown in public timelines
	VisibilityUnlisted Visibility = "unlisted" // everyone, kept out of public timelines
	VisibilityPrivate  Visibility = "private"  // followers and mentioned accounts
	VisibilityDirect   Visibility = "direct"   // mentioned accounts: a private message

	VisibilityMutualsOnly Visibility = "mutuals_only" // GoToSocial: followers who are followed back
	VisibilityLocal       Visibility = "local"        // Akkoma and Pleroma: accounts of the same server
)

// A QuotePolicy says who may quote a status without asking; Mastodon 4.5 and later.
// See https://docs.joinmastodon.org/methods/statuses/#create.
type QuotePolicy string

// Quote policies.
const (
	QuotePublic    QuotePolicy = "public"
	QuoteFollowers QuotePolicy = "followers"
	QuoteNobody    QuotePolicy = "nobody"
)

// UnmarshalJSON accepts a string and ignores anything else: scheduled statuses carry the policy twice,
// as a bit mask and as a word.
func (p *QuotePolicy) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok && b[0] == '"' {
		*p = QuotePolicy(s)
	}
	return nil
}

// A QuoteState says whether a quote may be shown; anything but accepted hides the quoted status.
// See https://docs.joinmastodon.org/entities/Quote/.
type QuoteState string

// Quote states. Treat unknown ones as unauthorized.
const (
	QuotePending        QuoteState = "pending"
	QuoteAccepted       QuoteState = "accepted"
	QuoteRejected       QuoteState = "rejected"
	QuoteRevoked        QuoteState = "revoked"
	QuoteDeleted        QuoteState = "deleted"
	QuoteUnauthorized   QuoteState = "unauthorized"
	QuoteBlockedAccount QuoteState = "blocked_account"
	QuoteBlockedDomain  QuoteState = "blocked_domain"
	QuoteMutedAccount   QuoteState = "muted_account"
)

// A NotificationType says what a notification is about.
// See https://docs.joinmastodon.org/entities/Notification/#type.
type NotificationType string

// Notification types of Mastodon, then those that only other servers send.
const (
	NotifyMention              NotificationType = "mention" // also replies and private messages
	NotifyStatus               NotificationType = "status"
	NotifyReblog               NotificationType = "reblog"
	NotifyFollow               NotificationType = "follow"
	NotifyFollowRequest        NotificationType = "follow_request"
	NotifyFavourite            NotificationType = "favourite"
	NotifyPoll                 NotificationType = "poll"
	NotifyUpdate               NotificationType = "update"
	NotifyQuote                NotificationType = "quote"                 // 4.5
	NotifyQuotedUpdate         NotificationType = "quoted_update"         // 4.5
	NotifySeveredRelationships NotificationType = "severed_relationships" // 4.3
	NotifyModerationWarning    NotificationType = "moderation_warning"    // 4.3
	NotifyAddedToCollection    NotificationType = "added_to_collection"   // 4.6
	NotifyCollectionUpdate     NotificationType = "collection_update"     // 4.6
	NotifyAdminSignUp          NotificationType = "admin.sign_up"
	NotifyAdminReport          NotificationType = "admin.report"

	NotifyPendingFavourite NotificationType = "pending.favourite"      // GoToSocial
	NotifyPendingReply     NotificationType = "pending.reply"          // GoToSocial
	NotifyPendingReblog    NotificationType = "pending.reblog"         // GoToSocial
	NotifyMove             NotificationType = "move"                   // Akkoma and Pleroma
	NotifyEmojiReaction    NotificationType = "pleroma:emoji_reaction" // Akkoma and Pleroma
	NotifyPleromaReport    NotificationType = "pleroma:report"         // Akkoma and Pleroma
)

// A MediaType is the kind of an attachment.
// See https://docs.joinmastodon.org/entities/MediaAttachment/#type.
type MediaType string

// Media types.
const (
	MediaUnknown MediaType = "unknown"
	MediaImage   MediaType = "image"
	MediaGIFV    MediaType = "gifv" // looping video without sound
	MediaVideo   MediaType = "video"
	MediaAudio   MediaType = "audio"
)

// A FilterAction says what happens to a status that a filter matches.
// See https://docs.joinmastodon.org/entities/Filter/#filter_action.
type FilterAction string

// Filter actions.
const (
	FilterWarn FilterAction = "warn"
	FilterHide FilterAction = "hide"
	FilterBlur FilterAction = "blur" // 4.4
)

// A FilterContext is a place where a filter applies.
// See https://docs.joinmastodon.org/entities/Filter/#context.
type FilterContext string

// Filter contexts.
const (
	FilterHome          FilterContext = "home"
	FilterNotifications FilterContext = "notifications"
	FilterPublic        FilterContext = "public"
	FilterThread        FilterContext = "thread"
	FilterAccount       FilterContext = "account"
)

// A PolicyAction says what happens to notifications from one kind of account.
// See https://docs.joinmastodon.org/entities/NotificationPolicy/.
type PolicyAction string

// Policy actions.
const (
	PolicyAccept PolicyAction = "accept"
	PolicyFilter PolicyAction = "filter" // hidden unless asked for, and bundled in a NotificationRequest
	PolicyDrop   PolicyAction = "drop"   // never stored
)

// A ReportCategory is the reason of a report.
// See https://docs.joinmastodon.org/entities/Report/#category.
type ReportCategory string

// Report categories.
const (
	ReportSpam      ReportCategory = "spam"
	ReportLegal     ReportCategory = "legal"
	ReportViolation ReportCategory = "violation"
	ReportOther     ReportCategory = "other"
)

// A RepliesPolicy says which replies a list shows.
// See https://docs.joinmastodon.org/entities/List/#replies_policy.
type RepliesPolicy string

// Replies policies.
const (
	RepliesFollowed RepliesPolicy = "followed"
	RepliesList     RepliesPolicy = "list"
	RepliesNone     RepliesPolicy = "none"
)

// A FeedAccess says who may read a timeline of the server; Mastodon 4.5 and later.
// See https://docs.joinmastodon.org/entities/Instance/#timelines_access.
type FeedAccess string

// Feed access levels.
const (
	FeedPublic        FeedAccess = "public"
	FeedAuthenticated FeedAccess = "authenticated"
	FeedDisabled      FeedAccess = "disabled" // the timeline answers an empty page, not an error
)
