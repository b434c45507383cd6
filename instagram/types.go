package instagram

import (
	"github.com/relais-go/relais/internal/graph"
)

// network is the name in errors, refs and variants.
const network = "instagram"

// ID names an account, person, media, comment, container or message: decimal digits beyond 2^53, or letters. It is
// never to be parsed. "" means none. People have another ID for each account that they write to.
type ID = graph.ID

// Time is a moment in UTC: a time.Time, zero when Instagram does not say. It reads all the forms in which the API gives
// times.
type Time = graph.Time

// Error is what Instagram said when it refused a request; find it with [errors.As] below the [*social.Error].
type Error = graph.Error

// Account is a professional account. Only what was asked for is filled in.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user.
type Account struct {
	ID          ID     `json:"id"`                // with Instagram Login, one that only the own app knows: see UserID
	UserID      ID     `json:"user_id,omitempty"` // Instagram Login: the ID in paths and webhooks
	Username    string `json:"username,omitempty"`
	Name        string `json:"name,omitempty"`
	Biography   string `json:"biography,omitempty"`
	Website     string `json:"website,omitempty"`
	Picture     string `json:"profile_picture_url,omitempty"`
	AccountType string `json:"account_type,omitempty"` // Instagram Login: "BUSINESS", "MEDIA_CREATOR"
	Followers   *int64 `json:"followers_count,omitempty"`
	Follows     *int64 `json:"follows_count,omitempty"`
	MediaCount  *int64 `json:"media_count,omitempty"`
}

// id is the ID in paths, with either login.
func (a *Account) id() ID {
	if a.UserID != "" {
		return a.UserID
	}
	return a.ID
}

// From is who did something. Its ID is one of the person for this account only.
type From struct {
	ID       ID     `json:"id"`
	Username string `json:"username"`
}

// MediaType is what a media consists of. Reels and stories are images or videos here: see ProductType.
type MediaType string

// Media types.
const (
	TypeImage    MediaType = "IMAGE"
	TypeVideo    MediaType = "VIDEO"
	TypeCarousel MediaType = "CAROUSEL_ALBUM"
)

// ProductType is where a media shows.
type ProductType string

// Product types.
const (
	ProductFeed  ProductType = "FEED"
	ProductReel  ProductType = "REELS"
	ProductStory ProductType = "STORY"
	ProductAd    ProductType = "AD"
)

// Media is something published: a photo, a reel, a story or a carousel.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media.
type Media struct {
	ID             ID          `json:"id"`
	Caption        string      `json:"caption,omitempty"`
	AltText        string      `json:"alt_text,omitempty"`
	Type           MediaType   `json:"media_type,omitempty"`
	Product        ProductType `json:"media_product_type,omitempty"`
	URL            string      `json:"media_url,omitempty"` // "" if it is flagged for its rights; good for days
	ThumbnailURL   string      `json:"thumbnail_url,omitempty"`
	Permalink      string      `json:"permalink,omitempty"`
	Shortcode      string      `json:"shortcode,omitempty"`
	Timestamp      Time        `json:"timestamp,omitzero"`
	Username       string      `json:"username,omitempty"`
	Owner          *From       `json:"owner,omitempty"`
	CommentEnabled *bool       `json:"is_comment_enabled,omitempty"`
	SharedToFeed   *bool       `json:"is_shared_to_feed,omitempty"`

	Likes    *int64 `json:"like_count,omitempty"` // absent if its owner hides it
	Comments *int64 `json:"comments_count,omitempty"`
	Views    *int64 `json:"view_count,omitempty"`    // of other accounts, by business discovery
	Reposts  *int64 `json:"reposts_count,omitempty"` // Facebook Login, like those that follow
	Saves    *int64 `json:"saved_count,omitempty"`
	Shares   *int64 `json:"shares_count,omitempty"`

	Children *graph.Edge[Media] `json:"children,omitempty"` // of a carousel
}

// Comment stands below a media, or below another comment: Instagram keeps two levels.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-comment.
type Comment struct {
	ID        ID     `json:"id"`
	Text      string `json:"text,omitempty"`
	Timestamp Time   `json:"timestamp,omitzero"`
	Username  string `json:"username,omitempty"`
	From      *From  `json:"from,omitempty"`
	LikeCount *int64 `json:"like_count,omitempty"`
	Hidden    *bool  `json:"hidden,omitempty"`
	ParentID  ID     `json:"parent_id,omitempty"` // "" if it stands below the media itself
	Media     *struct {
		ID      ID          `json:"id"`
		Product ProductType `json:"media_product_type,omitempty"`
	} `json:"media,omitempty"`
	Replies *graph.Edge[Comment] `json:"replies,omitempty"`
}

// author is who wrote a comment.
func (k *Comment) author() From {
	if k.From != nil {
		f := *k.From
		if f.Username == "" {
			f.Username = k.Username
		}
		return f
	}
	return From{Username: k.Username}
}
