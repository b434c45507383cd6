package youtube

// An Activity is something that a channel did.
// See https://developers.google.com/youtube/v3/docs/activities#resource.
type Activity struct {
	ID             ID               `json:"id,omitempty"`
	ETag           string           `json:"etag,omitempty"`
	Snippet        *ActivitySnippet `json:"snippet,omitempty"`
	ContentDetails *ActivityContent `json:"contentDetails,omitempty"`
}

// An ActivityType says what a channel did.
// See https://developers.google.com/youtube/v3/docs/activities#snippet.type.
type ActivityType string

// Types of activities.
const (
	ActivityUpload         ActivityType = "upload"
	ActivityComment        ActivityType = "comment"
	ActivitySubscription   ActivityType = "subscription"
	ActivityPlaylistItem   ActivityType = "playlistItem"
	ActivityRecommendation ActivityType = "recommendation"
	ActivityBulletin       ActivityType = "bulletin"
	ActivitySocial         ActivityType = "social"
	ActivityChannelItem    ActivityType = "channelItem"
	ActivityPromotedItem   ActivityType = "promotedItem"
)

// An ActivitySnippet says when, who and what.
// See https://developers.google.com/youtube/v3/docs/activities#snippet.
type ActivitySnippet struct {
	PublishedAt  Time         `json:"publishedAt,omitzero"`
	ChannelID    ID           `json:"channelId,omitempty"`
	ChannelTitle string       `json:"channelTitle,omitempty"`
	Title        string       `json:"title,omitempty"`
	Description  string       `json:"description,omitempty"`
	Thumbnails   Thumbnails   `json:"thumbnails,omitempty"`
	Type         ActivityType `json:"type,omitempty"`
	GroupID      ID           `json:"groupId,omitempty"` // shared by what was done together
}

// An ActivityContent names what an activity is about; that of the type is set.
// See https://developers.google.com/youtube/v3/docs/activities#contentDetails.
type ActivityContent struct {
	Upload         *ActivityVideo  `json:"upload,omitempty"`
	Comment        *ActivityTarget `json:"comment,omitempty"`
	Subscription   *ActivityTarget `json:"subscription,omitempty"`
	PlaylistItem   *ActivityTarget `json:"playlistItem,omitempty"`
	Recommendation *ActivityTarget `json:"recommendation,omitempty"`
	Bulletin       *ActivityTarget `json:"bulletin,omitempty"`
	Social         *ActivityTarget `json:"social,omitempty"`
	ChannelItem    *ActivityTarget `json:"channelItem,omitempty"`
	PromotedItem   *ActivityVideo  `json:"promotedItem,omitempty"`
}

// ActivityVideo names a video.
type ActivityVideo struct {
	VideoID ID `json:"videoId,omitempty"`
}

// ActivityTarget names a resource.
type ActivityTarget struct {
	Resource *ResourceID `json:"resourceId,omitempty"`
}
