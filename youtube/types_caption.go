package youtube

// A Caption is a track of captions of a video.
// See https://developers.google.com/youtube/v3/docs/captions#resource.
type Caption struct {
	ID      ID              `json:"id,omitempty"`
	ETag    string          `json:"etag,omitempty"`
	Snippet *CaptionSnippet `json:"snippet,omitempty"`
}

// A CaptionSnippet describes a track.
// See https://developers.google.com/youtube/v3/docs/captions#snippet.
type CaptionSnippet struct {
	VideoID    ID             `json:"videoId,omitempty"`
	UpdatedAt  Time           `json:"lastUpdated,omitzero"`
	Kind       CaptionKind    `json:"trackKind,omitempty"`
	Language   string         `json:"language,omitempty"`       // BCP 47
	Name       string         `json:"name"`                     // shown beside the language; "" for the only one of its language
	Audio      string         `json:"audioTrackType,omitempty"` // "primary", "commentary", "descriptive", "unknown"
	ClosedCC   bool           `json:"isCC,omitempty"`           // for people who cannot hear
	Large      bool           `json:"isLarge,omitempty"`
	EasyReader bool           `json:"isEasyReader,omitempty"`
	Draft      bool           `json:"isDraft,omitempty"` // shown to nobody
	AutoSynced bool           `json:"isAutoSynced,omitempty"`
	Status     CaptionStatus  `json:"status,omitempty"`
	Failure    CaptionFailure `json:"failureReason,omitempty"` // with CaptionFailed
}

// A CaptionKind says where a track comes from.
// See https://developers.google.com/youtube/v3/docs/captions#snippet.trackKind.
type CaptionKind string

// Kinds of tracks.
const (
	CaptionStandard  CaptionKind = "standard"
	CaptionAutomatic CaptionKind = "ASR" // made by YouTube's own ears
	CaptionForced    CaptionKind = "forced"
)

// A CaptionStatus says whether a track can be shown.
// See https://developers.google.com/youtube/v3/docs/captions#snippet.status.
type CaptionStatus string

// Statuses of tracks.
const (
	CaptionServing CaptionStatus = "serving"
	CaptionSyncing CaptionStatus = "syncing"
	CaptionFailed  CaptionStatus = "failed"
)

// A CaptionFailure says why a track cannot be shown.
// See https://developers.google.com/youtube/v3/docs/captions#snippet.failureReason.
type CaptionFailure string

// Reasons of failed tracks.
const (
	CaptionUnknownFormat     CaptionFailure = "unknownFormat"
	CaptionUnsupportedFormat CaptionFailure = "unsupportedFormat"
	CaptionProcessingFailed  CaptionFailure = "processingFailed"
)

// A CaptionFormat is a file format of captions.
// See https://developers.google.com/youtube/v3/docs/captions/download#tfmt.
type CaptionFormat string

// Formats that captions can be downloaded in.
const (
	CaptionSBV  CaptionFormat = "sbv"
	CaptionSCC  CaptionFormat = "scc"
	CaptionSRT  CaptionFormat = "srt"
	CaptionTTML CaptionFormat = "ttml"
	CaptionVTT  CaptionFormat = "vtt"
)
