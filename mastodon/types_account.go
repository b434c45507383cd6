package mastodon

// An Account is a profile. Note and the values of Fields are HTML.
// See https://docs.joinmastodon.org/entities/Account/.
type Account struct {
	ID                ID            `json:"id"`
	Username          string        `json:"username"`
	Acct              string        `json:"acct"` // user, or user@domain for remote accounts
	URL               string        `json:"url"`  // web page
	URI               string        `json:"uri"`  // federation address
	DisplayName       string        `json:"display_name"`
	Note              string        `json:"note"`
	Avatar            string        `json:"avatar"`
	AvatarStatic      string        `json:"avatar_static"`
	AvatarDescription string        `json:"avatar_description"` // 4.6
	Header            string        `json:"header"`
	HeaderStatic      string        `json:"header_static"`
	HeaderDescription string        `json:"header_description"` // 4.6
	Locked            bool          `json:"locked"`             // follows need approval
	Bot               bool          `json:"bot"`
	Group             bool          `json:"group"`
	Fields            []Field       `json:"fields"`
	Emojis            []CustomEmoji `json:"emojis"`
	Roles             []Role        `json:"roles"`          // public roles; 4.1
	CreatedAt         Time          `json:"created_at"`     // often lowered to midnight
	LastStatusAt      Time          `json:"last_status_at"` // a date, zero if never posted or unknown

	StatusesCount  int64 `json:"statuses_count"`
	FollowersCount int64 `json:"followers_count"`
	FollowingCount int64 `json:"following_count"`

	Discoverable     *bool            `json:"discoverable"` // nil: not chosen
	Indexable        bool             `json:"indexable"`    // statuses may be found by full-text search; 4.2
	NoIndex          *bool            `json:"noindex"`
	HideCollections  *bool            `json:"hide_collections"` // followers and following are hidden
	Moved            *Account         `json:"moved"`
	Memorial         bool             `json:"memorial"`
	Suspended        bool             `json:"suspended"`
	Limited          bool             `json:"limited"`
	ShowMedia        *bool            `json:"show_media"`         // 4.6
	ShowMediaReplies *bool            `json:"show_media_replies"` // 4.6
	ShowFeatured     *bool            `json:"show_featured"`      // 4.6
	FeatureApproval  *FeatureApproval `json:"feature_approval"`   // 4.6

	Source        *Source `json:"source"`          // only the token's own account
	Role          *Role   `json:"role"`            // only the token's own account
	MuteExpiresAt Time    `json:"mute_expires_at"` // only in the list of mutes; zero: no end
}

// A Field is one row of a profile's table. Value is HTML, in a Source plain text.
// See https://docs.joinmastodon.org/entities/Account/#Field.
type Field struct {
	Name       string `json:"name"`
	Value      string `json:"value"`
	VerifiedAt Time   `json:"verified_at"` // zero unless the linked page links back
}

// A Source is what the owner of an account edits, in plain text, with the defaults for new statuses.
// See https://docs.joinmastodon.org/entities/Account/#source.
type Source struct {
	Note                string      `json:"note"`
	Fields              []Field     `json:"fields"`
	Privacy             Visibility  `json:"privacy"`
	Sensitive           bool        `json:"sensitive"`
	Language            string      `json:"language"`
	QuotePolicy         QuotePolicy `json:"quote_policy"`          // 4.5
	FollowRequestsCount *int64      `json:"follow_requests_count"` // nil if the server does not say
	HideCollections     *bool       `json:"hide_collections"`
	Discoverable        *bool       `json:"discoverable"`
	Indexable           bool        `json:"indexable"`
	AttributionDomains  []string    `json:"attribution_domains"` // 4.3
}

// A Role is a set of permissions on the server.
// See https://docs.joinmastodon.org/entities/Role/.
type Role struct {
	ID          ID     `json:"id"`
	Name        string `json:"name"`
	Color       string `json:"color"` // hexadecimal, "" if none
	Permissions Scalar `json:"permissions"`
	Highlighted bool   `json:"highlighted"`
}

// A FeatureApproval says who may put the account into a collection; Mastodon 4.6 and later.
// See https://docs.joinmastodon.org/entities/FeatureApproval/.
type FeatureApproval struct {
	Automatic   []string `json:"automatic"`
	Manual      []string `json:"manual"`
	CurrentUser string   `json:"current_user"` // automatic, manual, denied, unknown, missing
}

// A Relationship is how the token's account stands to another one.
// See https://docs.joinmastodon.org/entities/Relationship/.
type Relationship struct {
	ID                  ID       `json:"id"` // of the other account
	Following           bool     `json:"following"`
	ShowingReblogs      bool     `json:"showing_reblogs"`
	Notifying           bool     `json:"notifying"`
	Languages           []string `json:"languages"` // empty: all
	FollowedBy          bool     `json:"followed_by"`
	Blocking            bool     `json:"blocking"`
	BlockedBy           bool     `json:"blocked_by"`
	Muting              bool     `json:"muting"`
	MutingNotifications bool     `json:"muting_notifications"`
	MutingExpiresAt     Time     `json:"muting_expires_at"` // 4.6; zero: no end or unknown
	Requested           bool     `json:"requested"`
	RequestedBy         bool     `json:"requested_by"`
	DomainBlocking      bool     `json:"domain_blocking"`
	Endorsed            bool     `json:"endorsed"`
	Note                string   `json:"note"` // private note about the account
}

// FamiliarFollowers are followers of an account whom the token's account follows.
// See https://docs.joinmastodon.org/entities/FamiliarFollowers/.
type FamiliarFollowers struct {
	ID       ID         `json:"id"` // of the account asked about
	Accounts []*Account `json:"accounts"`
}

// A Suggestion is an account that the server proposes to follow.
// See https://docs.joinmastodon.org/entities/Suggestion/.
type Suggestion struct {
	Source  string   `json:"source"` // deprecated since 4.3
	Sources []string `json:"sources"`
	Account Account  `json:"account"`
}

// Preferences are the user's settings.
// See https://docs.joinmastodon.org/entities/Preferences/.
type Preferences struct {
	Visibility     Visibility  `json:"posting:default:visibility"`
	Sensitive      bool        `json:"posting:default:sensitive"`
	Language       string      `json:"posting:default:language"`
	QuotePolicy    QuotePolicy `json:"posting:default:quote_policy"` // 4.5
	ExpandMedia    string      `json:"reading:expand:media"`         // default, show_all, hide_all
	ExpandSpoilers bool        `json:"reading:expand:spoilers"`
}

// A Profile is the token's own account as its owner edits it; Mastodon 4.6 and later.
// See https://docs.joinmastodon.org/entities/Profile/.
type Profile struct {
	ID                 ID       `json:"id"`
	DisplayName        string   `json:"display_name"`
	Note               string   `json:"note"`
	Fields             []Field  `json:"fields"`
	Avatar             string   `json:"avatar"`
	AvatarStatic       string   `json:"avatar_static"`
	AvatarDescription  string   `json:"avatar_description"`
	Header             string   `json:"header"`
	HeaderStatic       string   `json:"header_static"`
	HeaderDescription  string   `json:"header_description"`
	Locked             bool     `json:"locked"`
	Bot                bool     `json:"bot"`
	HideCollections    *bool    `json:"hide_collections"`
	Discoverable       *bool    `json:"discoverable"`
	Indexable          bool     `json:"indexable"`
	ShowMedia          bool     `json:"show_media"`
	ShowMediaReplies   bool     `json:"show_media_replies"`
	ShowFeatured       bool     `json:"show_featured"`
	AttributionDomains []string `json:"attribution_domains"`
}
