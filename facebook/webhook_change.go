package facebook

import (
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// FeedChange is the value of the webhook fields "feed" and "mention". Which of its fields are there depends on Item and
// Verb. See https://developers.facebook.com/docs/graph-api/webhooks/reference/page/#feed.
type FeedChange struct {
	Item string `json:"item"` // "comment", "reaction", "share", "post", "status", "photo", "video", "like", …
	Verb string `json:"verb"` // "add", "edited", "remove", "hide", "unhide", …

	From       *From  `json:"from"`
	SenderID   ID     `json:"sender_id"` // instead of From, in older forms
	SenderName string `json:"sender_name"`
	UserID     ID     `json:"user_id"` // who likes the Page

	PostID    ID   `json:"post_id"`
	CommentID ID   `json:"comment_id"`
	ParentID  ID   `json:"parent_id"` // of a comment: the post, or the comment that is answered
	ShareID   ID   `json:"share_id"`
	PhotoID   ID   `json:"photo_id"`
	PhotoIDs  []ID `json:"photo_ids"`
	VideoID   ID   `json:"video_id"`
	AlbumID   ID   `json:"album_id"`

	Message     string   `json:"message"`
	Link        string   `json:"link"`
	Photo       string   `json:"photo"` // address
	Photos      []string `json:"photos"`
	MessageTags []Tag    `json:"message_tags"`

	ReactionType string     `json:"reaction_type"` // "like", "love", "care", "wow", "haha", "sorry", "anger"
	CreatedTime  Time       `json:"created_time"`
	EditedTime   Time       `json:"edited_time"`
	Published    graph.Bool `json:"published"`
	Hidden       graph.Bool `json:"is_hidden"`

	Post *struct { // of comments and reactions
		ID          ID     `json:"id"`
		StatusType  string `json:"status_type"`
		Permalink   string `json:"permalink_url"`
		UpdatedTime Time   `json:"updated_time"`
	} `json:"post"`
}

// sender is who did it, nil if Facebook does not say.
func (v *FeedChange) sender() *From {
	switch {
	case v.From != nil && v.From.ID != "":
		return v.From
	case v.SenderID != "":
		return &From{ID: v.SenderID, Name: v.SenderName}
	case v.UserID != "":
		return &From{ID: v.UserID}
	default:
		return nil
	}
}

// media are the files that came along.
func (v *FeedChange) media() []social.Attachment {
	if v.VideoID != "" {
		return []social.Attachment{{ID: string(v.VideoID), ContentType: "video", URL: v.Link}}
	}
	links := v.Photos
	switch {
	case v.Photo != "":
		links = []string{v.Photo}
	case v.PhotoID != "" && v.Link != "" && len(links) == 0:
		links = []string{v.Link}
	}
	var out []social.Attachment
	for i, link := range links {
		m := social.Attachment{ContentType: "image", URL: link}
		switch {
		case i < len(v.PhotoIDs):
			m.ID = string(v.PhotoIDs[i])
		case len(links) == 1:
			m.ID = string(v.PhotoID)
		}
		out = append(out, m)
	}
	return out
}

// RatingChange is the value of the webhook field "ratings".
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page/#ratings.
type RatingChange struct {
	Item           string         `json:"item"` // "rating", and "comment", "reaction" or "like" below one
	Verb           string         `json:"verb"`
	ReviewerID     ID             `json:"reviewer_id"`
	ReviewerName   string         `json:"reviewer_name"`
	Recommendation Recommendation `json:"recommendation_type"` // in capitals
	Text           string         `json:"review_text"`
	Rating         graph.Int      `json:"rating"` // stars, 0: none
	StoryID        ID             `json:"open_graph_story_id"`
	CommentID      ID             `json:"comment_id"`
	CreatedTime    Time           `json:"created_time"`
	Message        string         `json:"message"`
	From           *From          `json:"from"`
}

// updateKey names an update, to tell repeats. Most of them are known by their content. What can be done again and
// again, and says nothing of when, is known by when Meta sent it, too.
func updateKey(u *WebhookUpdate) string {
	if u.Message != nil || u.Value == nil {
		return ""
	}
	switch graph.ReadValue[FeedChange](u).Verb {
	case "add", "edit", "edited", "remove":
		return ""
	default:
		return u.Once()
	}
}
