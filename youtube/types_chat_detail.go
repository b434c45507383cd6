package youtube

// ChatTextDetails hold an ordinary message.
type ChatTextDetails struct {
	Text string `json:"messageText,omitempty"`
}

// SuperChatDetails tell of a message that somebody paid for.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#snippet.superChatDetails.
type SuperChatDetails struct {
	Micros   Count  `json:"amountMicros,omitempty"` // millionths of the currency
	Currency string `json:"currency,omitempty"`     // ISO 4217
	Display  string `json:"amountDisplayString,omitempty"`
	Comment  string `json:"userComment,omitempty"`
	Tier     Int    `json:"tier,omitempty"` // 1 is the lowest
}

// SuperStickerDetails tell of a sticker that somebody paid for.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#snippet.superStickerDetails.
type SuperStickerDetails struct {
	Micros   Count            `json:"amountMicros,omitempty"` // millionths of the currency
	Currency string           `json:"currency,omitempty"`     // ISO 4217
	Display  string           `json:"amountDisplayString,omitempty"`
	Tier     Int              `json:"tier,omitempty"` // 1 is the lowest
	Sticker  *StickerMetadata `json:"superStickerMetadata,omitempty"`
}

// StickerMetadata describe a sticker.
type StickerMetadata struct {
	ID       string `json:"stickerId,omitempty"`
	AltText  string `json:"altText,omitempty"`
	Language string `json:"altTextLanguage,omitempty"`
}

// FanFundingDetails tell of a donation in the older way.
type FanFundingDetails struct {
	Micros   Count  `json:"amountMicros,omitempty"` // millionths of the currency
	Currency string `json:"currency,omitempty"`     // ISO 4217
	Display  string `json:"amountDisplayString,omitempty"`
	Comment  string `json:"userComment,omitempty"`
}

// NewMemberDetails tell of a new member of the channel.
type NewMemberDetails struct {
	Level   string `json:"memberLevelName,omitempty"`
	Upgrade bool   `json:"isUpgrade,omitempty"`
}

// MilestoneDetails tell of somebody who has been a member for so long.
type MilestoneDetails struct {
	Level   string `json:"memberLevelName,omitempty"`
	Months  Int    `json:"memberMonth,omitempty"`
	Comment string `json:"userComment,omitempty"`
}

// GiftingDetails tell of somebody who gave memberships away.
type GiftingDetails struct {
	Count Int    `json:"giftMembershipsCount,omitempty"`
	Level string `json:"giftMembershipsLevelName,omitempty"`
}

// GiftReceivedDetails tell of somebody who was given a membership.
type GiftReceivedDetails struct {
	Level     string `json:"memberLevelName,omitempty"`
	GiverID   ID     `json:"gifterChannelId,omitempty"`
	GiftingID ID     `json:"associatedMembershipGiftingMessageId,omitempty"` // the message that told of the giving
}

// GiftDetails tell of a gift with an effect on the picture.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#snippet.giftDetails.
type GiftDetails struct {
	Name     string   `json:"giftName,omitempty"`
	URL      string   `json:"giftUrl,omitempty"`
	AltText  string   `json:"altText,omitempty"`
	Language string   `json:"language,omitempty"`
	Jewels   Int      `json:"jewelsAmount,omitempty"`
	Combo    Int      `json:"comboCount,omitempty"` // times in a row
	Visual   bool     `json:"hasVisualEffect,omitempty"`
	Duration Duration `json:"giftDuration,omitzero"`
}

// ChatPollDetails tell of a poll.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages#snippet.pollDetails.
type ChatPollDetails struct {
	Metadata *ChatPollMetadata `json:"metadata,omitempty"`
	Status   ChatPollStatus    `json:"status,omitempty"`
}

// ChatPollMetadata are the question and its answers.
type ChatPollMetadata struct {
	Question string           `json:"questionText,omitempty"`
	Options  []ChatPollOption `json:"options,omitempty"` // two to four
}

// A ChatPollOption is one answer.
type ChatPollOption struct {
	Text  string `json:"optionText,omitempty"`
	Tally *Count `json:"tally,omitempty"` // votes; to the owner, once there are some
}

// A ChatPollStatus says whether a poll takes votes.
type ChatPollStatus string

// Statuses of polls.
const (
	ChatPollActive ChatPollStatus = "active"
	ChatPollClosed ChatPollStatus = "closed"
)

// ChatUserBanDetails tell of somebody who was banned.
type ChatUserBanDetails struct {
	User    *ChatProfile `json:"bannedUserDetails,omitempty"`
	Type    BanType      `json:"banType,omitempty"`
	Seconds Count        `json:"banDurationSeconds,omitzero"` // with BanTemporary
}
