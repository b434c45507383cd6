package facebook

import (
	"encoding/json"

	"github.com/relais-go/relais/internal/graph"
)

// A Photo is a picture on a Page, on its own or in an album.
// See https://developers.facebook.com/docs/graph-api/reference/photo/.
type Photo struct {
	ID          ID          `json:"id"`
	Caption     string      `json:"name,omitempty"`
	AltText     string      `json:"alt_text,omitempty"`        // that Facebook shows
	AltOwn      string      `json:"alt_text_custom,omitempty"` // that the Page wrote
	CreatedTime Time        `json:"created_time,omitzero"`
	Link        string      `json:"link,omitempty"`
	Width       int         `json:"width,omitempty"`
	Height      int         `json:"height,omitempty"`
	PostID      ID          `json:"page_story_id,omitempty"` // of the post that shows it
	Album       *Album      `json:"album,omitempty"`
	Images      []ImageFile `json:"images,omitempty"` // largest first

	Comments *Counted `json:"comments,omitempty"` // where they were asked for, as Likes
	Likes    *Counted `json:"likes,omitempty"`
}

// ImageFile is one size of a photo.
type ImageFile struct {
	Source string `json:"source"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// An Album holds photos. See https://developers.facebook.com/docs/graph-api/reference/album/.
type Album struct {
	ID          ID     `json:"id"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Type        string `json:"type,omitempty"` // "normal", "profile", "wall", …
	Link        string `json:"link,omitempty"`
	Count       *int64 `json:"count,omitempty"`
	CanUpload   *bool  `json:"can_upload,omitempty"`
	CreatedTime Time   `json:"created_time,omitzero"`
	UpdatedTime Time   `json:"updated_time,omitzero"`
}

// A Video is a video or reel of a Page. See https://developers.facebook.com/docs/graph-api/reference/video/.
type Video struct {
	ID           ID           `json:"id"`
	Title        string       `json:"title,omitempty"`
	Description  string       `json:"description,omitempty"`
	Permalink    string       `json:"permalink_url,omitempty"` // may be a path of www.facebook.com: see URL
	PostID       ID           `json:"post_id,omitempty"`       // of the post that shows it, once it is published
	CreatedTime  Time         `json:"created_time,omitzero"`
	UpdatedTime  Time         `json:"updated_time,omitzero"`
	Length       *float64     `json:"length,omitempty"` // seconds
	Published    *bool        `json:"published,omitempty"`
	ScheduledFor Time         `json:"scheduled_publish_time,omitzero"`
	Picture      string       `json:"picture,omitempty"`
	Source       string       `json:"source,omitempty"`
	Views        *int64       `json:"views,omitempty"`
	PostViews    *int64       `json:"post_views,omitempty"`
	LiveStatus   string       `json:"live_status,omitempty"`
	Embeddable   *bool        `json:"embeddable,omitempty"`
	Status       *VideoStatus `json:"status,omitempty"`

	Comments *Counted `json:"comments,omitempty"` // where they were asked for, as Likes
	Likes    *Counted `json:"likes,omitempty"`
}

// VideoStatus says how far Facebook is with a video.
// See https://developers.facebook.com/docs/graph-api/reference/video-status/.
type VideoStatus = graph.VideoStatus

// VideoPhase is one step of what happens to a video.
type VideoPhase = graph.VideoPhase

// States of a video, in VideoStatus.State.
const (
	VideoUploading    = "uploading"
	VideoUploaded     = "upload_complete"
	VideoProcessing   = "processing"
	VideoReady        = "ready"
	VideoExpired      = "expired"
	VideoError        = "error"
	VideoUploadFailed = "upload_failed"
)

// Story is a photo or video that shows for a day.
// See https://developers.facebook.com/docs/page-stories-api/.
type Story struct {
	PostID    ID          `json:"post_id"`
	Status    StoryStatus `json:"status"`
	Created   Time        `json:"creation_time,omitzero"`
	MediaType string      `json:"media_type"` // "photo" or "video"
	MediaID   ID          `json:"media_id"`
	URL       string      `json:"url"`
}

// StoryStatus says whether a story still shows.
type StoryStatus string

// Statuses of stories. Facebook writes them in either case.
const (
	StoryPublished StoryStatus = "PUBLISHED"
	StoryArchived  StoryStatus = "ARCHIVED"
)

// UnmarshalJSON reads either case.
func (s *StoryStatus) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*s = StoryStatus(upper(text))
	}
	return nil
}
