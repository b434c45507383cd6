package facebook

// A Comment stands below a post, photo, video or other comment. Facebook keeps two levels: an answer to an answer
// stands below the first comment. See https://developers.facebook.com/docs/graph-api/reference/comment/.
type Comment struct {
	ID          ID     `json:"id"`
	Message     string `json:"message,omitempty"`
	CreatedTime Time   `json:"created_time,omitzero"`
	From        *From  `json:"from,omitempty"` // nil where the token may not see who it was
	Permalink   string `json:"permalink_url,omitempty"`
	MessageTags []Tag  `json:"message_tags,omitempty"`

	Parent *struct { // nil: it answers the post itself
		ID ID `json:"id"`
	} `json:"parent,omitempty"`
	Object *struct { // what it stands below
		ID ID `json:"id"`
	} `json:"object,omitempty"`
	Attachment *Attachment `json:"attachment,omitempty"`

	CommentCount *int64 `json:"comment_count,omitempty"`
	LikeCount    *int64 `json:"like_count,omitempty"`
	UserLikes    *bool  `json:"user_likes,omitempty"` // the Page likes it
	Hidden       *bool  `json:"is_hidden,omitempty"`
	Private      *bool  `json:"is_private,omitempty"` // for its author and the Page only

	// What the Page may do with it; nil: Facebook does not say.
	CanComment      *bool `json:"can_comment,omitempty"`
	CanHide         *bool `json:"can_hide,omitempty"`
	CanLike         *bool `json:"can_like,omitempty"`
	CanRemove       *bool `json:"can_remove,omitempty"`
	CanReplyPrivate *bool `json:"can_reply_privately,omitempty"`

	// PrivateReply is the exchange that a private answer to it began.
	PrivateReply *struct {
		ID ID `json:"id"`
	} `json:"private_reply_conversation,omitempty"`
}

// A Rating is a recommendation of the Page. It has no ID of its own.
// See https://developers.facebook.com/docs/graph-api/reference/recommendation/.
type Rating struct {
	CreatedTime    Time           `json:"created_time,omitzero"`
	Recommendation Recommendation `json:"recommendation_type,omitempty"`
	Text           string         `json:"review_text,omitempty"`
	Reviewer       *From          `json:"reviewer,omitempty"`
	HasRating      *bool          `json:"has_rating,omitempty"`
	Rating         *int64         `json:"rating,omitempty"` // stars, of old reviews only
	Story          *struct {      // the post that tells of it: what to answer
		ID ID `json:"id"`
	} `json:"open_graph_story,omitempty"`
}

// Recommendation says whether somebody recommends the Page.
type Recommendation string

// Recommendations.
const (
	RecommendationPositive Recommendation = "positive"
	RecommendationNegative Recommendation = "negative"
)
