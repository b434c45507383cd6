package youtube

// A Channel is what publishes on YouTube. Only the parts that were asked for are filled in; the others are nil.
// See https://developers.google.com/youtube/v3/docs/channels#resource.
type Channel struct {
	ID             ID                       `json:"id,omitempty"`
	ETag           string                   `json:"etag,omitempty"`
	Snippet        *ChannelSnippet          `json:"snippet,omitempty"`
	Statistics     *ChannelStatistics       `json:"statistics,omitempty"`
	ContentDetails *ChannelContentDetails   `json:"contentDetails,omitempty"`
	Branding       *ChannelBranding         `json:"brandingSettings,omitempty"`
	Status         *ChannelStatus           `json:"status,omitempty"`
	Localizations  map[string]*Localization `json:"localizations,omitempty"` // by language, BCP 47
	Topics         *Topics                  `json:"topicDetails,omitempty"`
	Audit          *ChannelAudit            `json:"auditDetails,omitempty"` // to partners
}

// A ChannelPart names a part of a [Channel].
// See https://developers.google.com/youtube/v3/docs/channels/list#part.
type ChannelPart string

// Parts of channels.
const (
	ChannelPartSnippet       ChannelPart = "snippet"
	ChannelPartStatistics    ChannelPart = "statistics"
	ChannelPartContent       ChannelPart = "contentDetails"
	ChannelPartBranding      ChannelPart = "brandingSettings"
	ChannelPartStatus        ChannelPart = "status"
	ChannelPartLocalizations ChannelPart = "localizations"
	ChannelPartTopics        ChannelPart = "topicDetails"
	ChannelPartAudit         ChannelPart = "auditDetails" // partners
)

// A ChannelSnippet is what people read of a channel.
// See https://developers.google.com/youtube/v3/docs/channels#snippet.
type ChannelSnippet struct {
	Title       string        `json:"title,omitempty"`
	Description string        `json:"description,omitempty"`
	Handle      string        `json:"customUrl,omitempty"` // with "@"
	PublishedAt Time          `json:"publishedAt,omitzero"`
	Thumbnails  Thumbnails    `json:"thumbnails,omitempty"` // its picture
	Language    string        `json:"defaultLanguage,omitempty"`
	Country     string        `json:"country,omitempty"` // ISO 3166-1
	Localized   *Localization `json:"localized,omitempty"`
}

// ChannelStatistics are the counters of a channel.
// See https://developers.google.com/youtube/v3/docs/channels#statistics.
type ChannelStatistics struct {
	Views             *Count `json:"viewCount,omitempty"`
	Subscribers       *Count `json:"subscriberCount,omitempty"` // rounded down to three digits, to the owner too
	HiddenSubscribers bool   `json:"hiddenSubscriberCount,omitempty"`
	Videos            *Count `json:"videoCount,omitempty"` // public ones
}

// ChannelContentDetails name the playlists that belong to every channel.
// See https://developers.google.com/youtube/v3/docs/channels#contentDetails.
type ChannelContentDetails struct {
	Playlists struct {
		Uploads ID `json:"uploads,omitempty"` // all videos; the owner sees private ones, too
		Likes   ID `json:"likes,omitempty"`
	} `json:"relatedPlaylists,omitzero"`
}

// ChannelBranding is how a channel presents itself.
// See https://developers.google.com/youtube/v3/docs/channels#brandingSettings.
type ChannelBranding struct {
	Channel *ChannelSettings `json:"channel,omitempty"`
	Image   *ChannelImage    `json:"image,omitempty"`
}

// ChannelSettings are the words of a channel's page.
// See https://developers.google.com/youtube/v3/docs/channels#brandingSettings.channel.
type ChannelSettings struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Keywords    string `json:"keywords,omitempty"` // separated by spaces, in quotes if they hold some
	Country     string `json:"country,omitempty"`  // ISO 3166-1
	Language    string `json:"defaultLanguage,omitempty"`
	Trailer     ID     `json:"unsubscribedTrailer,omitempty"` // the video that visitors are shown
	AnalyticsID string `json:"trackingAnalyticsAccountId,omitempty"`
}

// ChannelImage is the picture at the head of a channel's page.
// See https://developers.google.com/youtube/v3/docs/channels#brandingSettings.image.
type ChannelImage struct {
	Banner string `json:"bannerExternalUrl,omitempty"` // "=w2120" appended asks for a width
}

// A ChannelStatus says what a channel may do.
// See https://developers.google.com/youtube/v3/docs/channels#status.
type ChannelStatus struct {
	Privacy         PrivacyStatus `json:"privacyStatus,omitempty"`
	LongUploads     LongUploads   `json:"longUploadsStatus,omitempty"`
	Linked          bool          `json:"isLinked,omitempty"` // false: an account that cannot upload
	MadeForKids     *bool         `json:"madeForKids,omitempty"`
	SelfMadeForKids *bool         `json:"selfDeclaredMadeForKids,omitempty"`
	Monetized       *bool         `json:"isChannelMonetizationEnabled,omitempty"`
}

// LongUploads says whether a channel may upload videos of more than 15 minutes.
// See https://developers.google.com/youtube/v3/docs/channels#status.longUploadsStatus.
type LongUploads string

// Whether long videos may be uploaded.
const (
	LongUploadsAllowed    LongUploads = "allowed"
	LongUploadsEligible   LongUploads = "eligible" // once the channel has given a phone number
	LongUploadsDisallowed LongUploads = "disallowed"
)

// A ChannelAudit is a channel's record.
// See https://developers.google.com/youtube/v3/docs/channels#auditDetails.
type ChannelAudit struct {
	Guidelines *bool `json:"communityGuidelinesGoodStanding,omitempty"`
	Copyright  *bool `json:"copyrightStrikesGoodStanding,omitempty"`
	Claims     *bool `json:"contentIdClaimsGoodStanding,omitempty"`
}

// A Banner is an uploaded picture for the head of a channel's page. It shows once its URL is set by
// [Client.UpdateChannel].
// See https://developers.google.com/youtube/v3/docs/channelBanners#resource.
type Banner struct {
	URL string `json:"url,omitempty"`
}
