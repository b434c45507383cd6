package x

// A Media is a picture or film attached to a post or message.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#media.
type Media struct {
	Key             string         `json:"media_key"`
	Type            MediaType      `json:"type,omitempty"`
	URL             string         `json:"url,omitempty"` // of a photo; films have Variants
	PreviewImageURL string         `json:"preview_image_url,omitempty"`
	AltText         string         `json:"alt_text,omitempty"`
	Width           Int            `json:"width,omitempty"`       // pixels
	Height          Int            `json:"height,omitempty"`      // pixels
	DurationMillis  Int            `json:"duration_ms,omitempty"` // of a film
	Variants        []MediaVariant `json:"variants,omitempty"`

	PublicMetrics    *MediaMetrics `json:"public_metrics,omitempty"`
	NonPublicMetrics *MediaMetrics `json:"non_public_metrics,omitempty"`
	OrganicMetrics   *MediaMetrics `json:"organic_metrics,omitempty"`
	PromotedMetrics  *MediaMetrics `json:"promoted_metrics,omitempty"`
}

// A MediaVariant is one form in which a film can be fetched.
type MediaVariant struct {
	URL         string `json:"url"`
	ContentType string `json:"content_type"`
	BitRate     Int    `json:"bit_rate,omitempty"` // bits per second; 0 for playlists
}

// Best is the variant of the highest bit rate that can be fetched as one file, nil if there is none.
func (m *Media) Best() *MediaVariant {
	var best *MediaVariant
	for i := range m.Variants {
		if v := &m.Variants[i]; v.ContentType == "video/mp4" && (best == nil || v.BitRate > best.BitRate) {
			best = v
		}
	}
	return best
}

// A Poll is a question attached to a post.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#poll.
type Poll struct {
	ID              ID           `json:"id"`
	Options         []PollOption `json:"options,omitempty"`
	DurationMinutes Int          `json:"duration_minutes,omitempty"`
	EndsAt          Time         `json:"end_datetime,omitzero"`
	VotingStatus    VotingStatus `json:"voting_status,omitempty"`
}

// A PollOption is one answer of a poll.
type PollOption struct {
	Position Int    `json:"position"` // 1 is the first
	Label    string `json:"label"`
	Votes    Int    `json:"votes"`
}

// A Place is a named location.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#place.
type Place struct {
	ID              ID        `json:"id"`
	Name            string    `json:"name,omitempty"`
	FullName        string    `json:"full_name,omitempty"`
	Country         string    `json:"country,omitempty"`
	CountryCode     string    `json:"country_code,omitempty"` // ISO 3166-1 alpha-2
	Type            string    `json:"place_type,omitempty"`   // city, admin, country, poi, …
	ContainedWithin []ID      `json:"contained_within,omitempty"`
	Geo             *PlaceGeo `json:"geo,omitempty"`
}

// PlaceGeo is the extent of a place, as GeoJSON.
type PlaceGeo struct {
	Type       string         `json:"type"` // "Feature"
	BBox       []float64      `json:"bbox"` // west, south, east, north
	Properties map[string]any `json:"properties,omitempty"`
}

// An Upload is a file on its way to X, in the answers to initialize, finalize and status.
// See https://docs.x.com/x-api/media/introduction.
type Upload struct {
	ID               ID             `json:"id"`
	MediaKey         string         `json:"media_key,omitempty"`
	Size             Int            `json:"size,omitempty"`               // bytes
	ExpiresAfterSecs Int            `json:"expires_after_secs,omitempty"` // until when it can be attached
	ExpiresAt        Time           `json:"expires_at,omitzero"`          // of the upload session, after each part
	Processing       *Processing    `json:"processing_info,omitempty"`    // nil: ready
	Image            *UploadedImage `json:"image,omitempty"`
	Video            *UploadedVideo `json:"video,omitempty"`
}

// Processing says how far the processing of an upload is.
// See https://docs.x.com/x-api/media/get-media-upload-status.
type Processing struct {
	State           ProcessingState  `json:"state"`
	CheckAfterSecs  Int              `json:"check_after_secs,omitempty"` // when to ask again
	ProgressPercent Int              `json:"progress_percent,omitempty"`
	Error           *ProcessingError `json:"error,omitempty"`
}

// A ProcessingError says why an upload could not be used.
type ProcessingError struct {
	Code    Int    `json:"code,omitempty"`
	Name    string `json:"name,omitempty"`
	Message string `json:"message,omitempty"`
}

// Ready reports whether the file can be attached.
func (u *Upload) Ready() bool {
	return u.Processing == nil || u.Processing.State == "" || u.Processing.State == ProcessingSucceeded
}

// An UploadedImage is what X made of a picture.
type UploadedImage struct {
	ImageType string `json:"image_type"`
	Width     Int    `json:"w"`
	Height    Int    `json:"h"`
}

// An UploadedVideo is what X made of a film.
type UploadedVideo struct {
	VideoType string `json:"video_type"`
}
