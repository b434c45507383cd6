package x

// PostParams is a new post. At most one of Media, Poll, QuoteID and CardURI can be given.
// See https://docs.x.com/x-api/posts/create-post.
type PostParams struct {
	Text               string        `json:"text,omitempty"` // needed unless there is media
	Media              *PostMedia    `json:"media,omitempty"`
	Poll               *PollParams   `json:"poll,omitempty"`
	Reply              *ReplyParams  `json:"reply,omitempty"`
	QuoteID            ID            `json:"quote_tweet_id,omitempty"` // not on self-serve plans
	ReplySettings      ReplySettings `json:"reply_settings,omitempty"` // "": everyone may reply
	Edit               *EditOptions  `json:"edit_options,omitempty"`   // makes it a new version of a post
	CommunityID        ID            `json:"community_id,omitempty"`
	ShareWithFollowers *bool         `json:"share_with_followers,omitempty"` // of a post in a community
	MadeWithAI         *bool         `json:"made_with_ai,omitempty"`         // label
	PaidPartnership    *bool         `json:"paid_partnership,omitempty"`     // label
	Geo                *GeoParams    `json:"geo,omitempty"`                  // ignored if the account does not share places
	Nullcast           *bool         `json:"nullcast,omitempty"`             // shown as an advertisement only
	CardURI            string        `json:"card_uri,omitempty"`             // advertisers; excludes DirectMessageLink, too
	DirectMessageLink  string        `json:"direct_message_deep_link,omitempty"`
	SuperFollowersOnly *bool         `json:"for_super_followers_only,omitempty"`
}

// PostMedia is what a new post shows: four photos, or one GIF, or one video.
type PostMedia struct {
	IDs           []ID          `json:"media_ids"`                 // from [Client.UploadMedia], ready
	TaggedUserIDs []ID          `json:"tagged_user_ids,omitempty"` // shown in photos, 10 at most
	Title         string        `json:"title,omitempty"`           // of a video
	Description   string        `json:"description,omitempty"`     // of a video
	PreviewID     ID            `json:"preview_media_id,omitempty"`
	Embeddable    *bool         `json:"embeddable,omitempty"`
	CallToAction  *CallToAction `json:"call_to_actions,omitempty"` // below a video
}

// CallToAction is a button below a video: one of the three.
type CallToAction struct {
	VisitSite  *SiteLink   `json:"visit_site,omitempty"`
	WatchNow   *SiteLink   `json:"watch_now,omitempty"`
	AppInstall *AppInstall `json:"app_install,omitempty"`
}

// SiteLink is where a button leads.
type SiteLink struct {
	URL string `json:"url"`
}

// AppInstall names a program in the stores.
type AppInstall struct {
	AppStoreID     string `json:"app_store_id,omitempty"`
	IPadAppStoreID string `json:"ipad_app_store_id,omitempty"`
	PlayStoreID    string `json:"play_store_id,omitempty"`
}

// PollParams is a new poll: two to four answers of up to 25 characters.
type PollParams struct {
	Options         []string `json:"options"`
	DurationMinutes int      `json:"duration_minutes"` // 5 to 10,080: a week
}

// ReplyParams says what a new post answers. On self-serve plans X takes an answer only to one's own posts and to
// posts that mention or quote the account.
type ReplyParams struct {
	InReplyToID    ID   `json:"in_reply_to_tweet_id"`
	ExcludeUserIDs []ID `json:"exclude_reply_user_ids,omitempty"` // people of the conversation who are not told
}

// EditOptions names the version that a new one replaces.
type EditOptions struct {
	PreviousID ID `json:"previous_post_id"`
}

// GeoParams names a place.
type GeoParams struct {
	PlaceID ID `json:"place_id"`
}
