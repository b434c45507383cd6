package youtube

// Processing says how far YouTube is with an uploaded file.
// See https://developers.google.com/youtube/v3/docs/videos#processingDetails.
type Processing struct {
	Status     ProcessingStatus    `json:"processingStatus,omitempty"`
	Failure    ProcessingFailure   `json:"processingFailureReason,omitempty"` // with ProcessingFailed
	Progress   *ProcessingProgress `json:"processingProgress,omitempty"`      // with ProcessingRunning
	File       string              `json:"fileDetailsAvailability,omitempty"` // "available" or not
	Issues     string              `json:"processingIssuesAvailability,omitempty"`
	Tags       string              `json:"tagSuggestionsAvailability,omitempty"`
	Editor     string              `json:"editorSuggestionsAvailability,omitempty"`
	Thumbnails string              `json:"thumbnailsAvailability,omitempty"`
}

// A ProcessingProgress is an estimate, which YouTube corrects as it goes.
// See https://developers.google.com/youtube/v3/docs/videos#processingDetails.processingProgress.
type ProcessingProgress struct {
	PartsTotal     Count `json:"partsTotal,omitempty"`
	PartsProcessed Count `json:"partsProcessed,omitempty"`
	LeftMillis     Count `json:"timeLeftMs,omitempty"`
}

// Suggestions are what YouTube found in a file: why it cannot be processed, and what could be better.
// See https://developers.google.com/youtube/v3/docs/videos#suggestions.
type Suggestions struct {
	Errors   []string        `json:"processingErrors,omitempty"`   // the video cannot be processed, as "notAVideoFile"
	Warnings []string        `json:"processingWarnings,omitempty"` // the result may be poor
	Hints    []string        `json:"processingHints,omitempty"`
	Tags     []TagSuggestion `json:"tagSuggestions,omitempty"`
	Editor   []string        `json:"editorSuggestions,omitempty"`
}

// A TagSuggestion is a keyword that may help people to find a video.
// See https://developers.google.com/youtube/v3/docs/videos#suggestions.tagSuggestions[].
type TagSuggestion struct {
	Tag        string   `json:"tag,omitempty"`
	Categories []string `json:"categoryRestricts,omitempty"` // for videos of these only
}

// FileDetails describe the file as it was uploaded.
// See https://developers.google.com/youtube/v3/docs/videos#fileDetails.
type FileDetails struct {
	Name           string        `json:"fileName,omitempty"`
	Size           Count         `json:"fileSize,omitempty"` // bytes
	Type           string        `json:"fileType,omitempty"` // "video", …
	Container      string        `json:"container,omitempty"`
	BitsPerSecond  Count         `json:"bitrateBps,omitempty"`
	DurationMillis Count         `json:"durationMs,omitempty"`
	Created        string        `json:"creationTime,omitempty"`
	Video          []VideoStream `json:"videoStreams,omitempty"`
	Audio          []AudioStream `json:"audioStreams,omitempty"`
}

// A VideoStream is a picture track of a file.
// See https://developers.google.com/youtube/v3/docs/videos#fileDetails.videoStreams[].
type VideoStream struct {
	Width         Int     `json:"widthPixels,omitempty"`
	Height        Int     `json:"heightPixels,omitempty"`
	FrameRate     float64 `json:"frameRateFps,omitempty"` // per second
	AspectRatio   float64 `json:"aspectRatio,omitempty"`  // as it is to be shown, width by height
	Codec         string  `json:"codec,omitempty"`
	BitsPerSecond Count   `json:"bitrateBps,omitempty"`
	Rotation      string  `json:"rotation,omitempty"`
	Vendor        string  `json:"vendor,omitempty"`
}

// An AudioStream is a sound track of a file.
// See https://developers.google.com/youtube/v3/docs/videos#fileDetails.audioStreams[].
type AudioStream struct {
	Channels      Int    `json:"channelCount,omitempty"`
	Codec         string `json:"codec,omitempty"`
	BitsPerSecond Count  `json:"bitrateBps,omitempty"`
	Vendor        string `json:"vendor,omitempty"`
}

// LiveStreaming is when a live video runs.
// See https://developers.google.com/youtube/v3/docs/videos#liveStreamingDetails.
type LiveStreaming struct {
	ScheduledStart Time   `json:"scheduledStartTime,omitzero"`
	ScheduledEnd   Time   `json:"scheduledEndTime,omitzero"`
	Start          Time   `json:"actualStartTime,omitzero"` // zero before
	End            Time   `json:"actualEndTime,omitzero"`   // zero before
	Viewers        *Count `json:"concurrentViewers,omitempty"`
	ChatID         ID     `json:"activeLiveChatId,omitempty"` // "" once the stream has ended
}
