package youtube

// A Member pays for a channel.
// See https://developers.google.com/youtube/v3/docs/members#resource.
type Member struct {
	ETag    string         `json:"etag,omitempty"`
	Snippet *MemberSnippet `json:"snippet,omitempty"`
}

// A MemberSnippet says who pays for what.
// See https://developers.google.com/youtube/v3/docs/members#snippet.
type MemberSnippet struct {
	ChannelID  ID           `json:"creatorChannelId,omitempty"` // that is paid for
	Member     *ChatProfile `json:"memberDetails,omitempty"`
	Membership *Membership  `json:"membershipsDetails,omitempty"`
}

// A Membership is what a member has.
// See https://developers.google.com/youtube/v3/docs/members#snippet.membershipsDetails.
type Membership struct {
	Level     ID                 `json:"highestAccessibleLevel,omitempty"`
	LevelName string             `json:"highestAccessibleLevelDisplayName,omitempty"`
	Levels    []ID               `json:"accessibleLevels,omitempty"`    // this one and those below
	Whole     *MembershipPeriod  `json:"membershipsDuration,omitempty"` // at whatever level
	PerLevel  []MembershipPeriod `json:"membershipsDurationAtLevels,omitempty"`
}

// A MembershipPeriod is for how long somebody has been a member, at a level or altogether.
type MembershipPeriod struct {
	Level  ID   `json:"level,omitempty"` // "": at whatever level
	Since  Time `json:"memberSince,omitzero"`
	Months Int  `json:"memberTotalDurationMonths,omitempty"` // altogether, with pauses left out, rounded down
}

// A MembershipLevel is what members of a channel can pay for.
// See https://developers.google.com/youtube/v3/docs/membershipsLevels#resource.
type MembershipLevel struct {
	ID      ID                      `json:"id,omitempty"`
	ETag    string                  `json:"etag,omitempty"`
	Snippet *MembershipLevelSnippet `json:"snippet,omitempty"`
}

// A MembershipLevelSnippet names a level.
type MembershipLevelSnippet struct {
	ChannelID ID                      `json:"creatorChannelId,omitempty"`
	Details   *MembershipLevelDetails `json:"levelDetails,omitempty"`
}

// MembershipLevelDetails are what people read of a level.
type MembershipLevelDetails struct {
	Name string `json:"displayName,omitempty"`
}

// A SuperChat is a message or sticker that somebody paid for in a live chat.
// See https://developers.google.com/youtube/v3/live/docs/superChatEvents#resource.
type SuperChat struct {
	ID      ID                `json:"id,omitempty"`
	ETag    string            `json:"etag,omitempty"`
	Snippet *SuperChatSnippet `json:"snippet,omitempty"`
}

// A SuperChatSnippet says who paid how much for what.
// See https://developers.google.com/youtube/v3/live/docs/superChatEvents#snippet.
type SuperChatSnippet struct {
	ChannelID ID               `json:"channelId,omitempty"` // that was paid
	Supporter *ChatProfile     `json:"supporterDetails,omitempty"`
	Comment   string           `json:"commentText,omitempty"`
	CreatedAt Time             `json:"createdAt,omitzero"`
	Micros    Count            `json:"amountMicros,omitempty"`  // millionths of the currency
	Currency  string           `json:"currency,omitempty"`      // ISO 4217
	Display   string           `json:"displayString,omitempty"` // the amount as people read it
	Tier      Int              `json:"messageType,omitempty"`   // 1 is the lowest
	IsSticker bool             `json:"isSuperStickerEvent,omitempty"`
	Sticker   *StickerMetadata `json:"superStickerMetadata,omitempty"`
}
