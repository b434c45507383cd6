package x

import (
	"encoding/json"
	"strings"
)

// An ActivityType is the kind of an [ActivityEvent], in dot notation.
// See https://docs.x.com/x-api/activity/introduction.
type ActivityType string

// Activity types. Nothing comes from protected accounts.
const (
	ActivityPost    ActivityType = "post.create" // any post of the account
	ActivityDelete  ActivityType = "post.delete"
	ActivityMention ActivityType = "post.mention.create" // typed in the text, not implied by a reply
	ActivityReply   ActivityType = "post.reply.create"   // directly to a post of the account
	ActivityQuote   ActivityType = "post.quote.create"   // directly of a post of the account
	ActivityRepost  ActivityType = "post.repost.create"
	ActivityLike    ActivityType = "like.create"

	ActivityFollow   ActivityType = "follow.follow"
	ActivityUnfollow ActivityType = "follow.unfollow"
	ActivityMute     ActivityType = "mute.mute"
	ActivityUnmute   ActivityType = "mute.unmute"
	ActivityBlock    ActivityType = "block.block"
	ActivityUnblock  ActivityType = "block.unblock"

	ActivityDMReceived ActivityType = "dm.received"
	ActivityDMSent     ActivityType = "dm.sent"
	ActivityDMRead     ActivityType = "dm.read"
	ActivityDMTyping   ActivityType = "dm.indicate_typing"

	ActivityChatReceived      ActivityType = "chat.received" // encrypted
	ActivityChatSent          ActivityType = "chat.sent"
	ActivityChatJoin          ActivityType = "chat.conversation.join"
	ActivityChatMemberAdded   ActivityType = "chat.conversation.member_added"
	ActivityChatMemberRemoved ActivityType = "chat.conversation.member_removed"
	ActivityChatAdminAdded    ActivityType = "chat.conversation.admin_added"
	ActivityChatAdminRemoved  ActivityType = "chat.conversation.admin_removed"
	ActivityChatGroupName     ActivityType = "chat.update.group_name"
	ActivityChatRestrictions  ActivityType = "chat.update.restrictions"

	ActivityProfileBio            ActivityType = "profile.update.bio"
	ActivityProfilePicture        ActivityType = "profile.update.profile_picture"
	ActivityProfileBanner         ActivityType = "profile.update.banner_picture"
	ActivityProfileName           ActivityType = "profile.update.screenname"
	ActivityProfileHandle         ActivityType = "profile.update.handle"
	ActivityProfileLocation       ActivityType = "profile.update.geo"
	ActivityProfileURL            ActivityType = "profile.update.url"
	ActivityProfileVerifiedBadge  ActivityType = "profile.update.verified_badge"
	ActivityProfileAffiliateBadge ActivityType = "profile.update.affiliate_badge"

	ActivitySpaceStart     ActivityType = "spaces.start"
	ActivitySpaceEnd       ActivityType = "spaces.end"
	ActivityBroadcastStart ActivityType = "broadcast.start"
	ActivityBroadcastEnd   ActivityType = "broadcast.end"
	ActivityBroadcastChat  ActivityType = "broadcast.chat"

	ActivityRevoked ActivityType = "oauth.revoke" // comes without a subscription
	ActivityNews    ActivityType = "news.new"     // by keyword; Enterprise
)

// read decodes the payload of an event. One of a form that nobody told us of stays as it is.
func (t ActivityType) read(raw json.RawMessage) any {
	family, _, _ := strings.Cut(string(t), ".")
	switch family {
	case "post":
		if t == ActivityDelete {
			return readAs[PostDeletion](raw)
		}
		return readAs[Post](raw)
	case "like":
		return readAs[Like](raw)
	case "follow", "mute", "block":
		return readAs[Relation](raw)
	case "profile":
		return readAs[ProfileUpdate](raw)
	case "dm":
		return readAs[DirectMessages](raw)
	case "spaces":
		return readAs[LiveEvent](raw)
	case "broadcast":
		if t == ActivityBroadcastChat {
			return readAs[LiveComment](raw)
		}
		return readAs[LiveEvent](raw)
	case "oauth":
		return readAs[Revocation](raw)
	default:
		return raw
	}
}

func readAs[T any](raw json.RawMessage) any {
	v := new(T)
	if err := json.Unmarshal(raw, v); err != nil {
		return raw
	}
	return v
}

// Scope is the OAuth 2.0 scope that the user's token needs to subscribe to the events, "" if they are
// public: then the program's own token does, too.
// See https://docs.x.com/x-api/activity/introduction.
func (t ActivityType) Scope() string {
	family, _, _ := strings.Cut(string(t), ".")
	switch {
	case family == "dm" || family == "chat":
		return "dm.read"
	case family == "like" || family == "mute" || family == "block":
		return family + ".read"
	case t == ActivityBroadcastChat:
		return "broadcast.read"
	case t == ActivityMention || t == ActivityReply || t == ActivityQuote || t == ActivityRepost:
		return "tweet.read"
	default:
		return ""
	}
}
