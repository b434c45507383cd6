package youtube

// A ChatMessage is something that happened in a live chat.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#resource.
type ChatMessage struct {
	ID      ID           `json:"id,omitempty"`
	ETag    string       `json:"etag,omitempty"`
	Snippet *ChatSnippet `json:"snippet,omitempty"`
	Author  *ChatAuthor  `json:"authorDetails,omitempty"`
}

// A ChatType says what happened in a live chat.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#snippet.type.
type ChatType string

// Types of chat messages.
const (
	ChatText            ChatType = "textMessageEvent"
	ChatSuperChat       ChatType = "superChatEvent"
	ChatSuperSticker    ChatType = "superStickerEvent"
	ChatFanFunding      ChatType = "fanFundingEvent"
	ChatNewMember       ChatType = "newSponsorEvent"
	ChatMemberMilestone ChatType = "memberMilestoneChatEvent"
	ChatGifting         ChatType = "membershipGiftingEvent"
	ChatGiftReceived    ChatType = "giftMembershipReceivedEvent"
	ChatGift            ChatType = "giftEvent"
	ChatPoll            ChatType = "pollEvent"
	ChatUserBanned      ChatType = "userBannedEvent"
	ChatMembersOnly     ChatType = "sponsorOnlyModeStartedEvent"
	ChatMembersOnlyOver ChatType = "sponsorOnlyModeEndedEvent"
	ChatEnded           ChatType = "chatEndedEvent"
	ChatTombstone       ChatType = "tombstone" // what was deleted
)

// A ChatSnippet says what happened; of the details, that of Type is set.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#snippet.
type ChatSnippet struct {
	Type        ChatType `json:"type,omitempty"`
	ChatID      ID       `json:"liveChatId,omitempty"`
	AuthorID    ID       `json:"authorChannelId,omitempty"`
	PublishedAt Time     `json:"publishedAt,omitzero"`
	HasContent  bool     `json:"hasDisplayContent,omitempty"`
	Display     string   `json:"displayMessage,omitempty"` // as people read it, whatever the type

	Text            *ChatTextDetails     `json:"textMessageDetails,omitempty"`
	SuperChat       *SuperChatDetails    `json:"superChatDetails,omitempty"`
	SuperSticker    *SuperStickerDetails `json:"superStickerDetails,omitempty"`
	FanFunding      *FanFundingDetails   `json:"fanFundingEventDetails,omitempty"`
	NewMember       *NewMemberDetails    `json:"newSponsorDetails,omitempty"`
	MemberMilestone *MilestoneDetails    `json:"memberMilestoneChatDetails,omitempty"`
	Gifting         *GiftingDetails      `json:"membershipGiftingDetails,omitempty"`
	GiftReceived    *GiftReceivedDetails `json:"giftMembershipReceivedDetails,omitempty"`
	Gift            *GiftDetails         `json:"giftDetails,omitempty"`
	Poll            *ChatPollDetails     `json:"pollDetails,omitempty"`
	UserBanned      *ChatUserBanDetails  `json:"userBannedDetails,omitempty"`
}

// A ChatAuthor is who did it.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#authorDetails.
type ChatAuthor struct {
	ChannelID ID     `json:"channelId,omitempty"`
	URL       string `json:"channelUrl,omitempty"`
	Name      string `json:"displayName,omitempty"`
	Image     string `json:"profileImageUrl,omitempty"`
	Verified  bool   `json:"isVerified,omitempty"`
	Owner     bool   `json:"isChatOwner,omitempty"`
	Member    bool   `json:"isChatSponsor,omitempty"`
	Moderator bool   `json:"isChatModerator,omitempty"`
}

// A ChatPage is one answer of a live chat.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/list.
type ChatPage struct {
	ETag       string         `json:"etag,omitempty"`
	Items      []*ChatMessage `json:"items,omitempty"` // oldest first
	Next       string         `json:"nextPageToken,omitempty"`
	WaitMillis Int            `json:"pollingIntervalMillis,omitempty"` // to be waited before the next call
	OfflineAt  Time           `json:"offlineAt,omitzero"`              // set once the stream has ended
	ActivePoll *ChatMessage   `json:"activePollItem,omitempty"`
	Info       PageInfo       `json:"pageInfo,omitzero"`
}

// A ChatBan keeps somebody out of a live chat.
// See https://developers.google.com/youtube/v3/live/docs/liveChatBans#resource.
type ChatBan struct {
	ID      ID              `json:"id,omitempty"`
	Snippet *ChatBanSnippet `json:"snippet,omitempty"`
}

// A ChatBanSnippet says whom, where and for how long.
type ChatBanSnippet struct {
	ChatID  ID           `json:"liveChatId,omitempty"`
	Type    BanType      `json:"type,omitempty"`
	Seconds Count        `json:"banDurationSeconds,omitzero"` // with BanTemporary
	User    *ChatProfile `json:"bannedUserDetails,omitempty"`
}

// A BanType says whether a ban ends by itself.
// See https://developers.google.com/youtube/v3/live/docs/liveChatBans#snippet.type.
type BanType string

// Types of bans.
const (
	BanPermanent BanType = "permanent"
	BanTemporary BanType = "temporary"
)

// A ChatProfile names a channel in a live chat.
type ChatProfile struct {
	ChannelID ID     `json:"channelId,omitempty"`
	URL       string `json:"channelUrl,omitempty"`
	Name      string `json:"displayName,omitempty"`
	Image     string `json:"profileImageUrl,omitempty"`
}

// A ChatModerator may moderate a live chat.
// See https://developers.google.com/youtube/v3/live/docs/liveChatModerators#resource.
type ChatModerator struct {
	ID      ID                    `json:"id,omitempty"`
	Snippet *ChatModeratorSnippet `json:"snippet,omitempty"`
}

// A ChatModeratorSnippet says who and where.
type ChatModeratorSnippet struct {
	ChatID    ID           `json:"liveChatId,omitempty"`
	Moderator *ChatProfile `json:"moderatorDetails,omitempty"`
}
