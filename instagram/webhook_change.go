package instagram

import (
	"github.com/relais-go/relais/internal/graph"
)

// CommentChange is the value of the webhook fields "comments" and "live_comments".
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram/#comments.
type CommentChange struct {
	CommentID ID           `json:"comment_id"` // with Facebook Login
	PlainID   ID           `json:"id"`         // the same, with Instagram Login
	ParentID  ID           `json:"parent_id"`  // of an answer: the first comment
	Text      string       `json:"text"`
	From      *ChangeFrom  `json:"from"`
	Media     *ChangeMedia `json:"media"`
}

// ChangeFrom is who commented. Of an own comment ID is that of the account.
type ChangeFrom struct {
	From
	SelfID ID `json:"self_ig_scoped_id"` // the account's ID for itself, in own comments
}

// ChangeMedia is what was commented on.
type ChangeMedia struct {
	ID            ID          `json:"id"`
	Product       ProductType `json:"media_product_type"`
	AdID          ID          `json:"ad_id"`
	AdTitle       string      `json:"ad_title"`
	OriginalMedia ID          `json:"original_media_id"` // what the advertisement was made of
}

// id is that of the comment, by whichever name it came.
func (v *CommentChange) id() ID {
	if v.CommentID != "" {
		return v.CommentID
	}
	return v.PlainID
}

// author is who wrote it.
func (v *CommentChange) author() From {
	if v.From == nil {
		return From{}
	}
	return v.From.From
}

// MentionChange is the value of the webhook field "mentions".
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram/#mentions.
type MentionChange struct {
	MediaID   ID `json:"media_id"`
	CommentID ID `json:"comment_id"` // "" if the caption names the account
}

// StoryInsights is the value of the webhook field "story_insights": the last numbers of a story, which are told when it
// ends. A number below 5 is told as -1. Facebook Login only.
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram/#story_insights.
type StoryInsights struct {
	MediaID     ID        `json:"media_id"`
	Impressions graph.Int `json:"impressions"`
	Reach       graph.Int `json:"reach"`
	TapsForward graph.Int `json:"taps_forward"`
	TapsBack    graph.Int `json:"taps_back"`
	Exits       graph.Int `json:"exits"`
	Replies     graph.Int `json:"replies"`
}

// updateKey names an update, to tell repeats. Most of them are known by their content. What can be done again and
// again, and says nothing of when, is known by when Meta sent it, too.
func updateKey(u *WebhookUpdate) string {
	switch u.Field {
	case FieldComments, FieldLiveComments, FieldMentions, FieldStoryInsights:
		return ""
	}
	if u.Message != nil || u.Value == nil {
		return ""
	}
	return u.Once()
}
