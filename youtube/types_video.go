package youtube

// A Video is a video, live or uploaded. Only the parts that were asked for are filled in; the others are nil. The
// owner of a video sees more of it than others.
// See https://developers.google.com/youtube/v3/docs/videos#resource.
type Video struct {
	ID             ID                       `json:"id,omitempty"`
	ETag           string                   `json:"etag,omitempty"`
	Snippet        *VideoSnippet            `json:"snippet,omitempty"`
	Status         *VideoStatus             `json:"status,omitempty"`
	Statistics     *VideoStatistics         `json:"statistics,omitempty"`
	ContentDetails *VideoContentDetails     `json:"contentDetails,omitempty"`
	Localizations  map[string]*Localization `json:"localizations,omitempty"` // by language, BCP 47
	Recording      *Recording               `json:"recordingDetails,omitempty"`
	PaidPlacement  *PaidPlacement           `json:"paidProductPlacementDetails,omitempty"`
	BrandPartner   *BrandPartner            `json:"brandPartner,omitempty"`
	Live           *LiveStreaming           `json:"liveStreamingDetails,omitempty"` // of live videos
	Player         *Player                  `json:"player,omitempty"`
	Topics         *Topics                  `json:"topicDetails,omitempty"`

	// What follows is for the owner.
	Processing  *Processing  `json:"processingDetails,omitempty"`
	Suggestions *Suggestions `json:"suggestions,omitempty"`
	File        *FileDetails `json:"fileDetails,omitempty"`
}

// A VideoPart names a part of a [Video]. Each list call costs the same however many parts are asked for.
// See https://developers.google.com/youtube/v3/docs/videos/list#part.
type VideoPart string

// Parts of videos.
const (
	VideoPartSnippet       VideoPart = "snippet"
	VideoPartStatus        VideoPart = "status"
	VideoPartStatistics    VideoPart = "statistics"
	VideoPartContent       VideoPart = "contentDetails"
	VideoPartLocalizations VideoPart = "localizations"
	VideoPartRecording     VideoPart = "recordingDetails"
	VideoPartPaidPlacement VideoPart = "paidProductPlacementDetails"
	VideoPartBrandPartner  VideoPart = "brandPartner"
	VideoPartLive          VideoPart = "liveStreamingDetails"
	VideoPartPlayer        VideoPart = "player"
	VideoPartTopics        VideoPart = "topicDetails"
	VideoPartProcessing    VideoPart = "processingDetails" // owner
	VideoPartSuggestions   VideoPart = "suggestions"       // owner
	VideoPartFile          VideoPart = "fileDetails"       // owner
)

// A VideoSnippet is what people read of a video.
// See https://developers.google.com/youtube/v3/docs/videos#snippet.
type VideoSnippet struct {
	PublishedAt   Time          `json:"publishedAt,omitzero"` // of a private video: when it was uploaded
	ChannelID     ID            `json:"channelId,omitempty"`
	ChannelTitle  string        `json:"channelTitle,omitempty"`
	Title         string        `json:"title,omitempty"`
	Description   string        `json:"description,omitempty"`
	Tags          []string      `json:"tags,omitempty"` // owner, otherwise often missing
	CategoryID    ID            `json:"categoryId,omitempty"`
	Language      string        `json:"defaultLanguage,omitempty"`      // of title and description, BCP 47
	AudioLanguage string        `json:"defaultAudioLanguage,omitempty"` // BCP 47
	Live          LiveState     `json:"liveBroadcastContent,omitempty"`
	Thumbnails    Thumbnails    `json:"thumbnails,omitempty"`
	Localized     *Localization `json:"localized,omitempty"`
}

// A VideoStatus says who may see a video and how its upload went.
// See https://developers.google.com/youtube/v3/docs/videos#status.
type VideoStatus struct {
	Upload    UploadStatus    `json:"uploadStatus,omitempty"`
	Failure   FailureReason   `json:"failureReason,omitempty"`   // with UploadFailed
	Rejection RejectionReason `json:"rejectionReason,omitempty"` // with UploadRejected
	Privacy   PrivacyStatus   `json:"privacyStatus,omitempty"`
	PublishAt Time            `json:"publishAt,omitzero"` // of a scheduled video: when it becomes public
	License   License         `json:"license,omitempty"`

	Embeddable       *bool `json:"embeddable,omitempty"`
	PublicStats      *bool `json:"publicStatsViewable,omitempty"`
	MadeForKids      *bool `json:"madeForKids,omitempty"`             // as YouTube decided
	SelfMadeForKids  *bool `json:"selfDeclaredMadeForKids,omitempty"` // as the owner says; to the owner
	SyntheticContent *bool `json:"containsSyntheticMedia,omitempty"`  // altered or made by a machine, and looking real
}

// VideoStatistics are the public counters. One that is hidden is nil.
// See https://developers.google.com/youtube/v3/docs/videos#statistics.
type VideoStatistics struct {
	Views    *Count `json:"viewCount,omitempty"` // since August 2026 every start of the player counts
	Likes    *Count `json:"likeCount,omitempty"`
	Dislikes *Count `json:"dislikeCount,omitempty"` // owner
	Comments *Count `json:"commentCount,omitempty"`
}

// VideoContentDetails describe the film.
// See https://developers.google.com/youtube/v3/docs/videos#contentDetails.
type VideoContentDetails struct {
	Duration        Duration       `json:"duration,omitzero"`    // 0 while a stream runs
	Dimension       string         `json:"dimension,omitempty"`  // "2d" or "3d"
	Definition      string         `json:"definition,omitempty"` // "hd" or "sd"
	Caption         Bool           `json:"caption,omitempty"`    // captions exist
	Licensed        bool           `json:"licensedContent,omitempty"`
	Projection      string         `json:"projection,omitempty"`         // "rectangular" or "360"
	CustomThumbnail *bool          `json:"hasCustomThumbnail,omitempty"` // owner
	Rating          *ContentRating `json:"contentRating,omitempty"`
	Regions         *Regions       `json:"regionRestriction,omitempty"`
}

// A ContentRating is what offices of film classification, and YouTube itself, say of a video. Of the offices' many
// only YouTube's is named here.
// See https://developers.google.com/youtube/v3/docs/videos#contentDetails.contentRating.
type ContentRating struct {
	YouTube string `json:"ytRating,omitempty"` // "ytAgeRestricted"
}

// Regions say where a video can be seen: where Allowed says, or everywhere but where Blocked says. ISO 3166-1.
// See https://developers.google.com/youtube/v3/docs/videos#contentDetails.regionRestriction.
type Regions struct {
	Allowed []string `json:"allowed,omitempty"`
	Blocked []string `json:"blocked,omitempty"`
}

// A Recording says when and where a video was recorded.
// See https://developers.google.com/youtube/v3/docs/videos#recordingDetails.
type Recording struct {
	Date                Time      `json:"recordingDate,omitzero"`
	Location            *GeoPoint `json:"location,omitempty"`
	LocationDescription string    `json:"locationDescription,omitempty"`
}

// A GeoPoint is a place: degrees, and metres above the reference ellipsoid.
type GeoPoint struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Altitude  float64 `json:"altitude,omitempty"`
}

// PaidPlacement says whether somebody paid for being shown.
// See https://developers.google.com/youtube/v3/docs/videos#paidProductPlacementDetails.
type PaidPlacement struct {
	Paid *bool `json:"hasPaidProductPlacement,omitempty"`
}

// A BrandPartner is the channel that a video was made with.
// See https://developers.google.com/youtube/v3/docs/videos#brandPartner.
type BrandPartner struct {
	Handle    string `json:"channelHandle,omitempty"` // with "@"
	ChannelID ID     `json:"channelId,omitempty"`
}

// A Player shows a video or a playlist on other sites.
// See https://developers.google.com/youtube/v3/docs/videos#player.
type Player struct {
	HTML   string `json:"embedHtml,omitempty"`
	Width  Count  `json:"embedWidth,omitempty"`
	Height Count  `json:"embedHeight,omitempty"`
}

// Topics are what YouTube thinks that a video or channel is about.
// See https://developers.google.com/youtube/v3/docs/videos#topicDetails.
type Topics struct {
	Categories []string `json:"topicCategories,omitempty"` // addresses of Wikipedia pages
}

// VideoStats are the counters of a video as [Client.VideoStats] reads them: of any video, with any credential.
// See https://developers.google.com/youtube/v3/docs/videos/batchGetStats.
type VideoStats struct {
	ID             ID                `json:"id,omitempty"`
	ETag           string            `json:"etag,omitempty"`
	Statistics     *VideoStatistics  `json:"statistics,omitempty"` // without dislikes
	Snippet        *VideoStatsTime   `json:"snippet,omitempty"`
	ContentDetails *VideoStatsLength `json:"contentDetails,omitempty"`
}

// VideoStatsTime is when a video was uploaded.
type VideoStatsTime struct {
	PublishedAt Time `json:"publishTime,omitzero"`
}

// VideoStatsLength is how long a video is.
type VideoStatsLength struct {
	Duration Duration `json:"duration,omitzero"`
}

// A VideoRating is what the account thinks of a video.
// See https://developers.google.com/youtube/v3/docs/videos/getRating.
type VideoRating struct {
	VideoID ID     `json:"videoId,omitempty"`
	Rating  Rating `json:"rating,omitempty"`
}
