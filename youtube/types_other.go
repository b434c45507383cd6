package youtube

// A Subscription is a channel's subscription to another.
// See https://developers.google.com/youtube/v3/docs/subscriptions#resource.
type Subscription struct {
	ID             ID                          `json:"id,omitempty"`
	ETag           string                      `json:"etag,omitempty"`
	Snippet        *SubscriptionSnippet        `json:"snippet,omitempty"`
	ContentDetails *SubscriptionContentDetails `json:"contentDetails,omitempty"`
	Subscriber     *Subscriber                 `json:"subscriberSnippet,omitempty"`
}

// A SubscriptionPart names a part of a [Subscription].
// See https://developers.google.com/youtube/v3/docs/subscriptions/list#part.
type SubscriptionPart string

// Parts of subscriptions.
const (
	SubscriptionPartSnippet    SubscriptionPart = "snippet"
	SubscriptionPartContent    SubscriptionPart = "contentDetails"
	SubscriptionPartSubscriber SubscriptionPart = "subscriberSnippet"
)

// A SubscriptionSnippet shows the channel that is subscribed to.
// See https://developers.google.com/youtube/v3/docs/subscriptions#snippet.
type SubscriptionSnippet struct {
	PublishedAt Time        `json:"publishedAt,omitzero"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Resource    *ResourceID `json:"resourceId,omitempty"`
	ChannelID   ID          `json:"channelId,omitempty"` // of the subscriber
	Thumbnails  Thumbnails  `json:"thumbnails,omitempty"`
}

// SubscriptionContentDetails count what a subscription brings.
// See https://developers.google.com/youtube/v3/docs/subscriptions#contentDetails.
type SubscriptionContentDetails struct {
	Total    Int    `json:"totalItemCount,omitempty"`
	New      Int    `json:"newItemCount,omitempty"`
	Activity string `json:"activityType,omitempty"` // "all" or "uploads"
}

// A Subscriber is who subscribes.
// See https://developers.google.com/youtube/v3/docs/subscriptions#subscriberSnippet.
type Subscriber struct {
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	ChannelID   ID         `json:"channelId,omitempty"`
	Thumbnails  Thumbnails `json:"thumbnails,omitempty"`
}

// A SearchResult is a video, channel or playlist that a search found.
// See https://developers.google.com/youtube/v3/docs/search#resource.
type SearchResult struct {
	ETag    string         `json:"etag,omitempty"`
	ID      *ResourceID    `json:"id,omitempty"`
	Snippet *SearchSnippet `json:"snippet,omitempty"`
}

// A SearchSnippet describes what was found. Its texts may be cut and hold HTML entities.
// See https://developers.google.com/youtube/v3/docs/search#snippet.
type SearchSnippet struct {
	PublishedAt  Time       `json:"publishedAt,omitzero"`
	ChannelID    ID         `json:"channelId,omitempty"`
	ChannelTitle string     `json:"channelTitle,omitempty"`
	Title        string     `json:"title,omitempty"`
	Description  string     `json:"description,omitempty"`
	Thumbnails   Thumbnails `json:"thumbnails,omitempty"`
	Live         LiveState  `json:"liveBroadcastContent,omitempty"`
}

// A Category is a kind of videos, as "22", "People & Blogs". Which there are depends on the country.
// See https://developers.google.com/youtube/v3/docs/videoCategories#resource.
type Category struct {
	ID      ID               `json:"id,omitempty"`
	ETag    string           `json:"etag,omitempty"`
	Snippet *CategorySnippet `json:"snippet,omitempty"`
}

// A CategorySnippet describes a category.
// See https://developers.google.com/youtube/v3/docs/videoCategories#snippet.
type CategorySnippet struct {
	Title      string `json:"title,omitempty"`
	Assignable bool   `json:"assignable,omitempty"` // videos can be given it
	ChannelID  ID     `json:"channelId,omitempty"`
}

// A ReportReason is a reason for reporting a video.
// See https://developers.google.com/youtube/v3/docs/videoAbuseReportReasons#resource.
type ReportReason struct {
	ID      ID                   `json:"id,omitempty"`
	ETag    string               `json:"etag,omitempty"`
	Snippet *ReportReasonSnippet `json:"snippet,omitempty"`
}

// A ReportReasonSnippet puts a reason in words.
type ReportReasonSnippet struct {
	Label     string            `json:"label,omitempty"`
	Secondary []SecondaryReason `json:"secondaryReasons,omitempty"`
}

// A SecondaryReason is a reason within a reason.
type SecondaryReason struct {
	ID    ID     `json:"id,omitempty"`
	Label string `json:"label,omitempty"`
}
