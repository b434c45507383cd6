package facebook

import (
	"slices"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// A Post is something on a Page: text, link, photos or a video, by the Page or by somebody else.
// See https://developers.facebook.com/docs/graph-api/reference/page-post/.
type Post struct {
	ID           ID        `json:"id"` // "{page}_{post}"
	Message      string    `json:"message,omitempty"`
	Story        string    `json:"story,omitempty"` // what Facebook says of it, as "Acme updated its cover photo."
	CreatedTime  Time      `json:"created_time,omitzero"`
	UpdatedTime  Time      `json:"updated_time,omitzero"`
	Permalink    string    `json:"permalink_url,omitempty"`
	StatusType   string    `json:"status_type,omitempty"` // "added_photos", "mobile_status_update", …
	From         *From     `json:"from,omitempty"`
	Application  *From     `json:"application,omitempty"` // the app that made it; nil: a person, or not said
	ParentID     ID        `json:"parent_id,omitempty"`   // of the post that it shares
	FullPicture  string    `json:"full_picture,omitempty"`
	MessageTags  []Tag     `json:"message_tags,omitempty"`
	Place        *Place    `json:"place,omitempty"`
	Visibility   string    `json:"timeline_visibility,omitempty"`
	Published    *bool     `json:"is_published,omitempty"`
	Hidden       *bool     `json:"is_hidden,omitempty"`
	ScheduledFor Time      `json:"scheduled_publish_time,omitzero"`
	Privacy      *Privacy  `json:"privacy,omitempty"`
	Shares       *struct { // absent when nobody shared it
		Count *int64 `json:"count"`
	} `json:"shares,omitempty"`
	Attachments *graph.Edge[Attachment] `json:"attachments,omitempty"`

	// Counters, where they were asked for; see [PostCounters].
	Comments  *Counted `json:"comments,omitempty"`
	Reactions *Counted `json:"reactions,omitempty"`
	Like      *Counted `json:"like,omitempty"`
	Love      *Counted `json:"love,omitempty"`
	Wow       *Counted `json:"wow,omitempty"`
	Haha      *Counted `json:"haha,omitempty"`
	Sad       *Counted `json:"sad,omitempty"`
	Angry     *Counted `json:"angry,omitempty"`
	Care      *Counted `json:"care,omitempty"`
}

// Privacy is who sees a post.
type Privacy struct {
	Value       string `json:"value"` // "EVERYONE", "" for everyone as well
	Description string `json:"description"`
}

// An Attachment is what a post shows: a photo, an album, a video, a link.
// See https://developers.facebook.com/docs/graph-api/reference/story-attachment/.
type Attachment struct {
	MediaType   string `json:"media_type,omitempty"` // "photo", "album", "video", "link", …
	Type        string `json:"type,omitempty"`       // finer: "video_inline", "share", …
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
	Target      *struct {
		ID  ID     `json:"id"`
		URL string `json:"url"`
	} `json:"target,omitempty"`
	Media *struct {
		Image  *Picture `json:"image"`
		Source string   `json:"source"` // of a video
	} `json:"media,omitempty"`
	Subattachments *graph.Edge[Attachment] `json:"subattachments,omitempty"`
}

// Picture is a file with its size.
type Picture struct {
	URL    string `json:"src"`
	Height int    `json:"height"`
	Width  int    `json:"width"`
}

// leaves lists the attachments that are no albums.
func (p *Post) leaves() []*Attachment {
	if p.Attachments == nil {
		return nil
	}
	var out []*Attachment
	for _, a := range p.Attachments.Data {
		switch {
		case a == nil:
		case a.Subattachments != nil && len(a.Subattachments.Data) > 0:
			out = append(out, a.Subattachments.Data...)
		default:
			out = append(out, a)
		}
	}
	return out
}

// shows reports whether a post has an attachment of a kind.
func (p *Post) shows(kind string) bool {
	return slices.ContainsFunc(p.leaves(), func(a *Attachment) bool { return a != nil && a.MediaType == kind })
}

// media are the files of the attachments, in the form that all networks share.
func (p *Post) media() []social.Attachment {
	var out []social.Attachment
	for _, a := range p.leaves() {
		if a == nil || a.Media == nil {
			continue
		}
		m := social.Attachment{ContentType: "image", AltText: a.Description}
		if a.Target != nil {
			m.ID = string(a.Target.ID)
		}
		if a.Media.Image != nil {
			m.URL, m.PreviewURL = a.Media.Image.URL, a.Media.Image.URL
		}
		switch a.MediaType {
		case "video":
			m.ContentType, m.URL = "video", a.Media.Source
		case "photo", "album":
		default:
			continue // the picture of a link is no file of the post
		}
		out = append(out, m)
	}
	return out
}
