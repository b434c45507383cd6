package x

import (
	"cmp"
	"encoding/json"

	"github.com/relais-go/relais/internal/scalar"
)

// A Post is a post, reply, quote or repost. Only what was asked for is filled in: see [PostFields].
//
// X names things in two dialects, the older one of tweets and the newer one of posts; both are read into
// the same fields. JSON made from a Post is in the older one, which X's streams and webhooks speak too.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#post.
type Post struct {
	ID             ID     `json:"id"`
	Text           string `json:"text,omitempty"` // cut if the post is long: see FullText
	AuthorID       ID     `json:"author_id,omitempty"`
	Username       string `json:"username,omitempty"` // of the author; newer dialect
	CreatedAt      Time   `json:"created_at,omitzero"`
	Lang           string `json:"lang,omitempty"`   // BCP 47 as X guessed it, "und" if it could not
	Source         string `json:"source,omitempty"` // the program that it was posted with; deprecated
	ConversationID ID     `json:"conversation_id,omitempty"`

	References         []Reference       `json:"referenced_tweets,omitempty"` // what it replies to, quotes or reposts
	InReplyToUserID    ID                `json:"in_reply_to_user_id,omitempty"`
	InReplyToID        ID                `json:"in_reply_to_tweet_id,omitempty"` // in activity events only: see ReplyTo
	EditHistoryIDs     []ID              `json:"edit_history_tweet_ids,omitempty"`
	EditControls       *EditControls     `json:"edit_controls,omitempty"`
	Attachments        Attachments       `json:"attachments,omitzero"`
	Entities           Entities          `json:"entities,omitzero"`
	DisplayTextRange   []int             `json:"display_text_range,omitempty"` // start and end of what is shown of Text, in code points
	Note               *Note             `json:"note_tweet,omitempty"`         // the whole of a long post
	Article            *Article          `json:"article,omitempty"`
	Geo                *PostGeo          `json:"geo,omitempty"`
	ContextAnnotations []Annotation      `json:"context_annotations,omitempty"`
	MediaMetadata      []MediaMetadata   `json:"media_metadata,omitempty"`
	CommunityID        ID                `json:"community_id,omitempty"`
	CardURI            string            `json:"card_uri,omitempty"`
	ReplySettings      ReplySettings     `json:"reply_settings,omitempty"`
	Scopes             *PostScopes       `json:"scopes,omitempty"`
	PossiblySensitive  bool              `json:"possibly_sensitive,omitempty"` // a link leads to sensitive content
	PaidPartnership    bool              `json:"paid_partnership,omitempty"`
	Withheld           *Withheld         `json:"withheld,omitempty"`
	MatchedMediaNotes  []MediaNote       `json:"matched_media_notes,omitempty"`
	NoteRequests       []NoteRequest     `json:"note_request_suggestions,omitempty"`
	SourceLinks        []string          `json:"suggested_source_links,omitempty"`
	SourceLinkCounts   []SourceLinkCount `json:"suggested_source_links_with_counts,omitempty"`

	// Metrics are nil unless asked for. Each edit of a post has its own. The private ones are for the
	// author's token and the first 30 days.
	PublicMetrics    *PostMetrics `json:"public_metrics,omitempty"`
	NonPublicMetrics *PostMetrics `json:"non_public_metrics,omitempty"`
	OrganicMetrics   *PostMetrics `json:"organic_metrics,omitempty"`
	PromotedMetrics  *PostMetrics `json:"promoted_metrics,omitempty"`

	// What follows is filled in by Includes.Join, as far as the answer holds it.
	Author    *User    `json:"-"`
	InReplyTo *User    `json:"-"` // whom it answers
	Media     []*Media `json:"-"` // in the order of Attachments.MediaKeys
	Polls     []*Poll  `json:"-"`
	Place     *Place   `json:"-"`
}

type plainPost Post

// wirePost is a post in either dialect. Containers decode their posts as such, since a decoder scans what
// has an UnmarshalJSON three times.
type wirePost struct {
	plainPost
	References     []Reference `json:"referenced_posts"`
	InReplyToID    ID          `json:"in_reply_to_post_id"`
	EditHistoryIDs []ID        `json:"edit_history_post_ids"`
	Note           *Note       `json:"note_post"`
	ArticleTitle   *Article    `json:"article_title"`
}

func (w *wirePost) value() *Post {
	p := (*Post)(&w.plainPost)
	p.References = eitherList(p.References, w.References)
	p.EditHistoryIDs = eitherList(p.EditHistoryIDs, w.EditHistoryIDs)
	p.Note = either(p.Note, w.Note)
	p.Article = either(p.Article, w.ArticleTitle)
	p.InReplyToID = cmp.Or(p.InReplyToID, w.InReplyToID)
	return p
}

// UnmarshalJSON reads both dialects. A field of an unexpected type is left out.
func (p *Post) UnmarshalJSON(b []byte) error {
	var w wirePost
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*p = *w.value()
	return nil
}

// FullText is the whole text: that of the note if the post is a long one. Of a repost only the beginning is
// known; the whole is in the reposted post.
func (p *Post) FullText() string {
	if p.Note != nil && p.Note.Text != "" {
		return p.Note.Text
	}
	return p.Text
}

// FullEntities are the entities of [Post.FullText].
func (p *Post) FullEntities() *Entities {
	if p.Note != nil && p.Note.Text != "" {
		return &p.Note.Entities
	}
	return &p.Entities
}

// Reference finds the post that this one refers to in the given way, nil if there is none.
func (p *Post) Reference(t ReferenceType) *Reference {
	for i := range p.References {
		if p.References[i].Type == t {
			return &p.References[i]
		}
	}
	return nil
}

// ReplyTo is the id of the post that this one answers, "" if none or not known.
func (p *Post) ReplyTo() ID {
	if r := p.Reference(ReferenceReply); r != nil {
		return r.ID
	}
	return p.InReplyToID
}

// A Reference is a post that another one replies to, quotes or reposts.
type Reference struct {
	Type ReferenceType `json:"type,omitempty"` // "" in messages, which only contain posts
	ID   ID            `json:"id"`
	Post *Post         `json:"-"` // filled in by Includes.Join
}

// Attachments name what is attached to a post.
type Attachments struct {
	MediaKeys          []string `json:"media_keys,omitempty"`
	MediaSourcePostIDs []ID     `json:"media_source_tweet_id,omitempty"` // posts that the media came from
	PollIDs            []ID     `json:"poll_ids,omitempty"`
}

// EditControls say whether a post can still be edited. An edit has a new id.
// See https://docs.x.com/x-api/fundamentals/edit-posts.
type EditControls struct {
	EditsRemaining int  `json:"edits_remaining"`
	IsEditEligible bool `json:"is_edit_eligible"`
	EditableUntil  Time `json:"editable_until,omitzero"`
}

// A Note is the whole of a post that is longer than 280.
type Note struct {
	Text     string   `json:"text"`
	Entities Entities `json:"entities,omitzero"`
}

// An Article is a long text with a title. Its pictures are media of the answer.
// See https://docs.x.com/x-api/articles.
type Article struct {
	Title       string   `json:"title,omitempty"`
	PreviewText string   `json:"preview_text,omitempty"`
	PlainText   string   `json:"plain_text,omitempty"`
	CoverMedia  string   `json:"cover_media,omitempty"`    // media key
	MediaKeys   []string `json:"media_entities,omitempty"` // media keys
	Entities    Entities `json:"entities,omitzero"`
}

// PostGeo is where a post says that it was written.
type PostGeo struct {
	PlaceID     ID     `json:"place_id,omitempty"`
	Coordinates *Point `json:"coordinates,omitempty"`
}

// A Point is a GeoJSON point.
type Point struct {
	Type        string    `json:"type"`        // "Point"
	Coordinates []float64 `json:"coordinates"` // longitude, latitude
}

// An Annotation is a subject that X recognised in a post.
// See https://docs.x.com/x-api/fundamentals/post-annotations.
type Annotation struct {
	Domain Subject `json:"domain"`
	Entity Subject `json:"entity"`
}

// A Subject is one half of an [Annotation].
type Subject struct {
	ID          ID     `json:"id"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
}

// PostScopes say who sees a post.
type PostScopes struct {
	Followers bool `json:"followers"` // only followers
}

// Withheld says where something must not be shown.
type Withheld struct {
	Copyright    bool     `json:"copyright,omitempty"`
	CountryCodes []string `json:"country_codes,omitempty"` // ISO 3166-1 alpha-2
	Scope        string   `json:"scope,omitempty"`         // tweet, post, user
}

// MediaMetadata describes a medium of a post.
type MediaMetadata struct {
	MediaKey    string `json:"media_key"`
	AltText     string `json:"alt_text,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// A MediaNote is a community note about media of a post.
type MediaNote struct {
	NoteID      ID     `json:"note_id"`
	MatchStatus string `json:"match_status,omitempty"`
}

// A NoteRequest is a wish for a community note under a post.
type NoteRequest struct {
	ID         ID     `json:"suggestion_id"`
	Suggestion string `json:"suggestion,omitempty"`
	SourceLink string `json:"source_link,omitempty"`
}

// A SourceLinkCount says how often a source was proposed for a community note.
type SourceLinkCount struct {
	URL   string `json:"url"`
	Count Int    `json:"count"`
}
