package mastodon

import "strings"

// An Instance describes a server: what it allows and who runs it. [InstanceV1.Instance] fills it from
// the older form. Numbers that the server does not say are 0; [LimitsOf] puts defaults in their place.
// See https://docs.joinmastodon.org/entities/Instance/.
type Instance struct {
	Domain        string                `json:"domain"`
	AccountDomain string                `json:"account_domain"` // domain of handles where it differs; GoToSocial
	Title         string                `json:"title"`
	Version       string                `json:"version"` // for display; decide by APIVersions
	SourceURL     string                `json:"source_url"`
	Description   string                `json:"description"`
	APIVersions   APIVersions           `json:"api_versions"`
	Usage         InstanceUsage         `json:"usage"`
	Thumbnail     InstanceThumbnail     `json:"thumbnail"`
	Icon          []InstanceIcon        `json:"icon"` // 4.3
	Languages     []string              `json:"languages"`
	Configuration InstanceConfiguration `json:"configuration"`
	Registrations InstanceRegistrations `json:"registrations"`
	Contact       InstanceContact       `json:"contact"`
	Rules         []Rule                `json:"rules"`
}

// Software is the name of the software that the server seems to run, in lower case: "mastodon",
// "gotosocial", "akkoma", "pleroma", "pixelfed". It is a guess from Version and SourceURL that spares a
// request; [NodeInfo] knows better.
func (i *Instance) Software() string {
	if _, after, ok := strings.Cut(i.Version, "(compatible; "); ok {
		name, _, _ := strings.Cut(after, " ")
		return strings.ToLower(strings.TrimRight(name, ")"))
	}
	if i.AccountDomain != "" || strings.HasPrefix(i.Version, "0.") || strings.Contains(i.SourceURL, "gotosocial") {
		return "gotosocial"
	}
	return "mastodon"
}

// APIVersions says which features a server has.
// See https://docs.joinmastodon.org/entities/Instance/#api_versions.
type APIVersions struct {
	Mastodon Int `json:"mastodon"` // 2 is Mastodon 4.3, 7 is 4.5; 0: older, or other software
}

// InstanceUsage counts users.
// See https://docs.joinmastodon.org/entities/Instance/#usage.
type InstanceUsage struct {
	Users struct {
		ActiveMonth Int `json:"active_month"`
	} `json:"users"`
}

// An InstanceThumbnail is the picture of a server.
// See https://docs.joinmastodon.org/entities/Instance/#thumbnail.
type InstanceThumbnail struct {
	URL         string `json:"url"`
	Description string `json:"description"`
	Blurhash    string `json:"blurhash"`
}

// An InstanceIcon is the icon of a server in one size.
// See https://docs.joinmastodon.org/entities/Instance/#InstanceIcon.
type InstanceIcon struct {
	Src  string `json:"src"`
	Size string `json:"size"` // as "36x36"
}

// InstanceRegistrations says whether new accounts are accepted.
// See https://docs.joinmastodon.org/entities/Instance/#registrations.
type InstanceRegistrations struct {
	Enabled          bool   `json:"enabled"`
	ApprovalRequired bool   `json:"approval_required"`
	ReasonRequired   bool   `json:"reason_required"` // 4.4
	Message          string `json:"message"`         // HTML
	MinAge           Int    `json:"min_age"`         // years; 4.4
	URL              string `json:"url"`             // 4.2
}

// An InstanceContact is whom to ask.
// See https://docs.joinmastodon.org/entities/Instance/#contact.
type InstanceContact struct {
	Email   string   `json:"email"`
	Account *Account `json:"account"`
}

// A Rule is one rule of a server.
// See https://docs.joinmastodon.org/entities/Rule/.
type Rule struct {
	ID           ID                         `json:"id"`
	Text         string                     `json:"text"`
	Hint         string                     `json:"hint"`         // 4.3
	Translations map[string]RuleTranslation `json:"translations"` // by language; 4.4
}

// A RuleTranslation is a rule in another language.
// See https://docs.joinmastodon.org/entities/Rule/#translations.
type RuleTranslation struct {
	Text string `json:"text"`
	Hint string `json:"hint"`
}

// InstanceConfiguration holds the limits of a server; 0 is what it does not say.
// See https://docs.joinmastodon.org/entities/Instance/#configuration.
type InstanceConfiguration struct {
	URLs              InstanceURLs           `json:"urls"`
	VAPID             InstanceVAPID          `json:"vapid"`
	Accounts          AccountConfiguration   `json:"accounts"`
	Statuses          StatusConfiguration    `json:"statuses"`
	MediaAttachments  MediaConfiguration     `json:"media_attachments"`
	Polls             PollConfiguration      `json:"polls"`
	Translation       InstanceTranslation    `json:"translation"`
	TimelinesAccess   InstanceTimelineAccess `json:"timelines_access"` // 4.5
	LimitedFederation bool                   `json:"limited_federation"`
}

// InstanceURLs are addresses of a server's services and pages.
// See https://docs.joinmastodon.org/entities/Instance/#urls.
type InstanceURLs struct {
	Streaming      string `json:"streaming"` // wss://…, may be another host; "" if there is none
	Status         string `json:"status"`
	About          string `json:"about"`
	PrivacyPolicy  string `json:"privacy_policy"`
	TermsOfService string `json:"terms_of_service"`
}

// InstanceVAPID holds the key of web push; Mastodon 4.3 and later.
// See https://docs.joinmastodon.org/entities/Instance/#vapid.
type InstanceVAPID struct {
	PublicKey string `json:"public_key"`
}

// InstanceTranslation says whether statuses can be translated.
// See https://docs.joinmastodon.org/entities/Instance/#translation-enabled.
type InstanceTranslation struct {
	Enabled bool `json:"enabled"`
}

// InstanceTimelineAccess says who may read which timeline; Mastodon 4.5 and later.
// See https://docs.joinmastodon.org/entities/Instance/#timelines_access.
type InstanceTimelineAccess struct {
	LiveFeeds         FeedAccessPair `json:"live_feeds"`
	HashtagFeeds      FeedAccessPair `json:"hashtag_feeds"`
	TrendingLinkFeeds FeedAccessPair `json:"trending_link_feeds"`
}

// A FeedAccessPair is the access to local and remote statuses of a timeline.
// See https://docs.joinmastodon.org/entities/Instance/#timelines_access.
type FeedAccessPair struct {
	Local  FeedAccess `json:"local"`
	Remote FeedAccess `json:"remote"`
}

// AccountConfiguration limits profiles.
// See https://docs.joinmastodon.org/entities/Instance/#accounts.
type AccountConfiguration struct {
	MaxDisplayNameLength       Int `json:"max_display_name_length"`
	MaxNoteLength              Int `json:"max_note_length"`
	MaxFeaturedTags            Int `json:"max_featured_tags"`
	MaxPinnedStatuses          Int `json:"max_pinned_statuses"`
	MaxProfileFields           Int `json:"max_profile_fields"`
	ProfileFieldNameLimit      Int `json:"profile_field_name_limit"`
	ProfileFieldValueLimit     Int `json:"profile_field_value_limit"`
	MaxAvatarDescriptionLength Int `json:"max_avatar_description_length"` // 4.6
	MaxHeaderDescriptionLength Int `json:"max_header_description_length"` // 4.6
}

// StatusConfiguration limits statuses.
// See https://docs.joinmastodon.org/entities/Instance/#statuses.
type StatusConfiguration struct {
	MaxCharacters            Int      `json:"max_characters"`
	MaxMediaAttachments      Int      `json:"max_media_attachments"`
	CharactersReservedPerURL Int      `json:"characters_reserved_per_url"`
	SupportedMIMETypes       []string `json:"supported_mime_types"` // of the text; GoToSocial and others
}

// MediaConfiguration limits attachments.
// See https://docs.joinmastodon.org/entities/Instance/#media_attachments.
type MediaConfiguration struct {
	SupportedMIMETypes  []string `json:"supported_mime_types"`
	DescriptionLimit    Int      `json:"description_limit"`   // characters
	DescriptionMinimum  Int      `json:"description_minimum"` // characters; GoToSocial
	ImageSizeLimit      Int      `json:"image_size_limit"`    // bytes
	ImageMatrixLimit    Int      `json:"image_matrix_limit"`  // pixels
	VideoSizeLimit      Int      `json:"video_size_limit"`    // bytes, also for audio
	VideoMatrixLimit    Int      `json:"video_matrix_limit"`  // pixels
	VideoFrameRateLimit Int      `json:"video_frame_rate_limit"`
}

// PollConfiguration limits polls.
// See https://docs.joinmastodon.org/entities/Instance/#polls.
type PollConfiguration struct {
	MaxOptions             Int `json:"max_options"`
	MaxCharactersPerOption Int `json:"max_characters_per_option"`
	MinExpiration          Int `json:"min_expiration"` // seconds
	MaxExpiration          Int `json:"max_expiration"` // seconds
}

// An InstanceActivity counts what happened on a server in one week.
// See https://docs.joinmastodon.org/methods/instance/#activity.
type InstanceActivity struct {
	Week          Time `json:"week"` // midnight UTC of its first day
	Statuses      Int  `json:"statuses"`
	Logins        Int  `json:"logins"`
	Registrations Int  `json:"registrations"`
}
