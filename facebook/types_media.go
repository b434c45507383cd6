package facebook

import (
	"encoding/json"

	"github.com/relais-go/relais/internal/rest"
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
}

// VideoStatus says how far Facebook is with a video.
// See https://developers.facebook.com/docs/graph-api/reference/video-status/.
type VideoStatus struct {
	State      VideoState  `json:"video_status"`
	Uploading  *VideoPhase `json:"uploading_phase,omitempty"`
	Processing *VideoPhase `json:"processing_phase,omitempty"`
	Publishing *VideoPhase `json:"publishing_phase,omitempty"`
}

// VideoState is the state of a video as a whole.
type VideoState string

// States of videos.
const (
	VideoUploading    VideoState = "uploading"
	VideoUploaded     VideoState = "upload_complete"
	VideoProcessing   VideoState = "processing"
	VideoReady        VideoState = "ready"
	VideoExpired      VideoState = "expired"
	VideoError        VideoState = "error"
	VideoUploadFailed VideoState = "upload_failed"
)

// VideoPhase is one step of what happens to a video.
type VideoPhase struct {
	Status        PhaseStatus `json:"status"`
	PublishStatus string      `json:"publish_status,omitempty"` // of publishing: "draft", "scheduled", "published", "not_published", "error"
	PublishTime   Time        `json:"publish_time,omitzero"`
	Received      *int64      `json:"bytes_transferred,omitempty"` // of uploading: where to go on
	Size          *int64      `json:"source_file_size,omitempty"`
	Errors        []PhaseFail `json:"errors,omitempty"`
}

// PhaseStatus is how far one step is.
type PhaseStatus string

// Statuses of steps. Facebook also writes "completed", which is read as PhaseComplete.
const (
	PhaseNotStarted PhaseStatus = "not_started"
	PhaseInProgress PhaseStatus = "in_progress"
	PhaseComplete   PhaseStatus = "complete"
	PhaseError      PhaseStatus = "error"
)

// PhaseFail is why a step failed.
type PhaseFail struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// UnmarshalJSON reads both spellings that Facebook has for the number of bytes and for the end of a step, and one
// error as well as many.
func (p *VideoPhase) UnmarshalJSON(b []byte) error {
	type plain VideoPhase
	var wire struct {
		plain
		Transfered *int64    `json:"bytes_transfered"`
		Error      PhaseFail `json:"error"`
	}
	if err := rest.Decode(b, &wire); err != nil {
		return nil //nolint:nilerr // an odd phase says nothing, and must not cost the video
	}
	*p = VideoPhase(wire.plain)
	if p.Received == nil {
		p.Received = wire.Transfered
	}
	if p.Status == "completed" {
		p.Status = PhaseComplete
	}
	if wire.Error != (PhaseFail{}) {
		p.Errors = append(p.Errors, wire.Error)
	}
	return nil
}

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
