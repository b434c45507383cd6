package x

import "strings"

// Billed names something that X bills: each object that a read returns, or each write.
// See https://docs.x.com/x-api/getting-started/pricing.
type Billed string

// What a read returns. The same object is billed once in a day that begins at midnight UTC, though X does
// not vouch for it. Empty and failed answers cost nothing.
const (
	BilledPost      Billed = "post"
	BilledUser      Billed = "user" // followers, too
	BilledDM        Billed = "dm"
	BilledList      Billed = "list"
	BilledSpace     Billed = "space"
	BilledCommunity Billed = "community"
	BilledNote      Billed = "note"
	BilledLike      Billed = "like"
	BilledMute      Billed = "mute"
	BilledBlock     Billed = "block"
	BilledNews      Billed = "news"
	BilledProfile   Billed = "profile" // a change of a profile, as an event
	BilledChat      Billed = "chat"    // an encrypted message, as an event
	BilledFollow    Billed = "follow"  // as an event

	// BilledOwned is any object that the user who owns the program reads of the own account.
	BilledOwned Billed = "owned"
)

// What is billed by the request.
const (
	BilledCreatePost     Billed = "create-post"
	BilledCreatePostURL  Billed = "create-post-url"      // the text has a link: see [Counter.HasURL]
	BilledCreateSummoned Billed = "create-post-summoned" // a reply to somebody who mentioned the account
	BilledCreateDM       Billed = "create-dm"
	BilledInteract       Billed = "interact"   // like, repost, follow, mute
	BilledUninteract     Billed = "uninteract" // their opposites
	BilledUnmute         Billed = "unmute"
	BilledManage         Billed = "manage" // hide a reply, delete a post
	BilledBookmark       Billed = "bookmark"
	BilledMediaMetadata  Billed = "media-metadata" // alternative texts, subtitles
	BilledPrivacy        Billed = "privacy"        // block somebody's messages
	BilledCreateList     Billed = "create-list"
	BilledManageList     Billed = "manage-list"
	BilledCountRecent    Billed = "count-recent"
	BilledCountAll       Billed = "count-all"
	BilledTrends         Billed = "trends"
)

// Prices are what X bills, in millionths of a US dollar. What is missing costs nothing.
type Prices map[Billed]int64

// DefaultPrices are those of August 2026 for self-serve plans. They change: the developer console has the
// current ones. To replace some, change the map that this returns.
// See https://docs.x.com/x-api/getting-started/pricing.
func DefaultPrices() Prices {
	return Prices{
		BilledPost: 5000, BilledUser: 10_000, BilledDM: 10_000, BilledList: 5000, BilledSpace: 5000, BilledCommunity: 5000,
		BilledNote: 5000, BilledLike: 1000, BilledMute: 1000, BilledBlock: 1000, BilledNews: 5000, BilledProfile: 5000,
		BilledChat: 10_000, BilledFollow: 10_000, BilledOwned: 1000,

		BilledCreatePost: 15_000, BilledCreatePostURL: 200_000, BilledCreateSummoned: 10_000, BilledCreateDM: 15_000,
		BilledInteract: 15_000, BilledUninteract: 10_000, BilledUnmute: 5000, BilledManage: 5000, BilledBookmark: 5000,
		BilledMediaMetadata: 5000, BilledPrivacy: 10_000, BilledCreateList: 10_000, BilledManageList: 5000,
		BilledCountRecent: 5000, BilledCountAll: 10_000, BilledTrends: 10_000,
	}
}

// Billed is what an event of this type costs on delivery, "" if nothing. Where X's documents disagree, as
// on deletions, or name no price, it is the dearer reading.
// See https://docs.x.com/x-api/getting-started/pricing.
func (t ActivityType) Billed() Billed {
	family, _, _ := strings.Cut(string(t), ".")
	switch family {
	case "post":
		return BilledPost
	case "like":
		return BilledLike
	case "follow":
		return BilledFollow
	case "mute":
		return BilledMute
	case "block":
		return BilledBlock
	case "profile":
		return BilledProfile
	case "spaces", "broadcast":
		return BilledSpace
	case "news":
		return BilledNews
	}
	switch t {
	case ActivityDMReceived:
		return BilledDM
	case ActivityChatReceived:
		return BilledChat
	default:
		return ""
	}
}

// Post is what publishing a text costs: a link makes it thirteen times as dear.
func (p Prices) Post(text string) int64 {
	if (Counter{}).HasURL(text) {
		return p[BilledCreatePostURL]
	}
	return p[BilledCreatePost]
}
