package youtube

// A CommentThread is a comment together with its answers. Its ID is that of the comment.
// See https://developers.google.com/youtube/v3/docs/commentThreads#resource.
type CommentThread struct {
	ID      ID                    `json:"id,omitempty"`
	ETag    string                `json:"etag,omitempty"`
	Snippet *CommentThreadSnippet `json:"snippet,omitempty"`
	Replies *CommentReplies       `json:"replies,omitempty"` // some of them: see TotalReplies
}

// A CommentThreadPart names a part of a [CommentThread].
// See https://developers.google.com/youtube/v3/docs/commentThreads/list#part.
type CommentThreadPart string

// Parts of comment threads.
const (
	ThreadPartSnippet CommentThreadPart = "snippet"
	ThreadPartReplies CommentThreadPart = "replies"
)

// A CommentThreadSnippet holds the first comment and counts its answers.
// See https://developers.google.com/youtube/v3/docs/commentThreads#snippet.
type CommentThreadSnippet struct {
	ChannelID    ID       `json:"channelId,omitempty"` // of the video
	VideoID      ID       `json:"videoId,omitempty"`
	TopLevel     *Comment `json:"topLevelComment,omitempty"`
	CanReply     bool     `json:"canReply,omitempty"` // this account can
	TotalReplies Int      `json:"totalReplyCount,omitempty"`
	Public       bool     `json:"isPublic,omitempty"`
}

// CommentReplies are a sample of the answers to a comment, the newest few. [Client.Replies] reads all.
// See https://developers.google.com/youtube/v3/docs/commentThreads#replies.
type CommentReplies struct {
	Comments []*Comment `json:"comments,omitempty"`
}

// A Comment is one comment or answer.
// See https://developers.google.com/youtube/v3/docs/comments#resource.
type Comment struct {
	ID      ID              `json:"id,omitempty"`
	ETag    string          `json:"etag,omitempty"`
	Snippet *CommentSnippet `json:"snippet,omitempty"`
}

// A CommentSnippet is what people read of a comment.
// See https://developers.google.com/youtube/v3/docs/comments#snippet.
type CommentSnippet struct {
	TextDisplay   string           `json:"textDisplay,omitempty"`  // in the format that was asked for
	TextOriginal  string           `json:"textOriginal,omitempty"` // as it was written; to its author, sometimes to others
	Author        string           `json:"authorDisplayName,omitempty"`
	AuthorImage   string           `json:"authorProfileImageUrl,omitempty"`
	AuthorURL     string           `json:"authorChannelUrl,omitempty"`
	AuthorChannel *CommentAuthor   `json:"authorChannelId,omitempty"`
	ChannelID     ID               `json:"channelId,omitempty"` // of the video
	VideoID       ID               `json:"videoId,omitempty"`   // missing of comments that were asked for by ID
	ParentID      ID               `json:"parentId,omitempty"`  // of an answer: the comment at the top of its thread
	CanRate       bool             `json:"canRate,omitempty"`
	ViewerRating  Rating           `json:"viewerRating,omitempty"` // "like" or "none"
	Likes         Int              `json:"likeCount,omitempty"`
	Moderation    ModerationStatus `json:"moderationStatus,omitempty"` // to the owner of the channel; not of comments asked for by ID
	PublishedAt   Time             `json:"publishedAt,omitzero"`
	UpdatedAt     Time             `json:"updatedAt,omitzero"` // PublishedAt if it was never changed
	Image         string           `json:"imageUrl,omitempty"` // attached picture; the address lasts some hours
}

// A CommentAuthor is who wrote a comment.
type CommentAuthor struct {
	ID ID `json:"value,omitempty"`
}

// AuthorID is the channel that wrote the comment, "" if not said.
func (c *Comment) AuthorID() ID {
	if c.Snippet == nil || c.Snippet.AuthorChannel == nil {
		return ""
	}
	return c.Snippet.AuthorChannel.ID
}

// A TextFormat is the form of [CommentSnippet].TextDisplay.
// See https://developers.google.com/youtube/v3/docs/comments/list#textFormat.
type TextFormat string

// Text formats. This package asks for plain text unless told otherwise; YouTube's own default is HTML.
const (
	TextPlain TextFormat = "plainText"
	TextHTML  TextFormat = "html"
)
