package facebook

import (
	"strings"

	"github.com/relais-go/relais/internal/graph"
)

// A Page is the profile of an organisation. Only what was asked for is filled in, and what the Page left empty is
// absent: see [PageFields]. See https://developers.facebook.com/docs/graph-api/reference/page/.
type Page struct {
	ID          ID     `json:"id"`
	Name        string `json:"name,omitempty"`
	Username    string `json:"username,omitempty"` // the handle, without "@"
	About       string `json:"about,omitempty"`
	Description string `json:"description,omitempty"`
	Bio         string `json:"bio,omitempty"`
	Category    string `json:"category,omitempty"`
	Categories  []struct {
		ID   ID     `json:"id"`
		Name string `json:"name"`
	} `json:"category_list,omitempty"`
	Link          string            `json:"link,omitempty"`
	Website       string            `json:"website,omitempty"`
	Phone         string            `json:"phone,omitempty"`
	Emails        []string          `json:"emails,omitempty"`
	Address       string            `json:"single_line_address,omitempty"`
	Location      *Location         `json:"location,omitempty"`
	Hours         map[string]string `json:"hours,omitempty"` // "mon_1_open": "09:00"
	Impressum     string            `json:"impressum,omitempty"`
	Mission       string            `json:"mission,omitempty"`
	GeneralInfo   string            `json:"general_info,omitempty"`
	PriceRange    string            `json:"price_range,omitempty"`
	Published     *bool             `json:"is_published,omitempty"`
	Verified      *bool             `json:"is_verified,omitempty"`
	Verification  string            `json:"verification_status,omitempty"` // "blue_verified", "gray_verified", "not_verified"
	NewExperience *bool             `json:"has_transitioned_to_new_page_experience,omitempty"`
	Cover         *struct {
		ID     ID     `json:"cover_id"`
		Source string `json:"source"`
	} `json:"cover,omitempty"`
	Picture *struct {
		Data struct {
			URL string `json:"url"`
		} `json:"data"`
	} `json:"picture,omitempty"`

	Followers   *int64   `json:"followers_count,omitempty"`
	Fans        *int64   `json:"fan_count,omitempty"` // likes of the Page
	TalkingOf   *int64   `json:"talking_about_count,omitempty"`
	WereHere    *int64   `json:"were_here_count,omitempty"`
	Unread      *int64   `json:"unread_message_count,omitempty"`
	UnreadNotes *int64   `json:"unread_notif_count,omitempty"`
	NewLikes    *int64   `json:"new_like_count,omitempty"`
	Ratings     *int64   `json:"rating_count,omitempty"`
	Stars       *float64 `json:"overall_star_rating,omitempty"` // average of old reviews, 0 if there are too few

	// Instagram is the professional account that is linked to the Page.
	Instagram *struct {
		ID       ID     `json:"id"`
		Username string `json:"username"`
	} `json:"instagram_business_account,omitempty"`
	InstagramConnected *struct {
		ID ID `json:"id"`
	} `json:"connected_instagram_account,omitempty"`
}

// PageFields are the fields that [Client.Page] reads.
func PageFields() []string {
	return []string{
		"id", "name", "username", "about", "description", "bio", "category", "category_list", "link", "website", "phone", "emails",
		"single_line_address", "location", "hours", "impressum", "mission", "general_info", "price_range", "is_published", "is_verified",
		"verification_status", "has_transitioned_to_new_page_experience", "cover", "picture{url}", "followers_count", "fan_count",
		"talking_about_count", "were_here_count", "new_like_count", "rating_count", "overall_star_rating",
		"instagram_business_account{id,username}", "connected_instagram_account{id}",
	}
}

// A Conversation is a private exchange with a person.
// See https://developers.facebook.com/docs/graph-api/reference/unified-thread/.
type Conversation struct {
	ID           ID                   `json:"id"`
	Updated      Time                 `json:"updated_time,omitzero"`
	Link         string               `json:"link,omitempty"` // path of www.facebook.com
	Snippet      string               `json:"snippet,omitempty"`
	Folder       string               `json:"folder,omitempty"`
	MessageCount *int64               `json:"message_count,omitempty"`
	Unread       *int64               `json:"unread_count,omitempty"`
	CanReply     *bool                `json:"can_reply,omitempty"`
	Participants graph.Edge[From]     `json:"participants"` // the Page is one of them
	Senders      graph.Edge[From]     `json:"senders"`
	Messages     *graph.Edge[Message] `json:"messages,omitempty"` // newest first
}

// A Message is part of a conversation. Facebook gives details of the newest 20 of each only.
// See https://developers.facebook.com/docs/graph-api/reference/message/.
type Message struct {
	ID          ID                             `json:"id"`
	CreatedTime Time                           `json:"created_time,omitzero"`
	From        *From                          `json:"from,omitempty"`
	To          *graph.Edge[From]              `json:"to,omitempty"`
	Text        string                         `json:"message,omitempty"`
	Sticker     string                         `json:"sticker,omitempty"` // address of its picture
	Attachments *graph.Edge[MessageAttachment] `json:"attachments,omitempty"`
}

// MessageAttachment is a file in a message.
type MessageAttachment struct {
	ID        ID     `json:"id"`
	MimeType  string `json:"mime_type"`
	Name      string `json:"name"`
	Size      *int64 `json:"size"`
	FileURL   string `json:"file_url"`
	ImageData *struct {
		URL        string `json:"url"`
		PreviewURL string `json:"preview_url"`
	} `json:"image_data"`
	VideoData *struct {
		URL        string `json:"url"`
		PreviewURL string `json:"preview_url"`
	} `json:"video_data"`
}

func upper(s string) string { return strings.ToUpper(s) }
