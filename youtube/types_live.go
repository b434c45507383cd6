package youtube

// A Broadcast is a live video, before, during and after. Its ID is that of the video.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts#resource.
type Broadcast struct {
	ID             ID                       `json:"id,omitempty"`
	ETag           string                   `json:"etag,omitempty"`
	Snippet        *BroadcastSnippet        `json:"snippet,omitempty"`
	Status         *BroadcastStatus         `json:"status,omitempty"`
	ContentDetails *BroadcastContentDetails `json:"contentDetails,omitempty"`
	Statistics     *BroadcastStatistics     `json:"statistics,omitempty"`
}

// A BroadcastPart names a part of a [Broadcast].
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/list#part.
type BroadcastPart string

// Parts of broadcasts.
const (
	BroadcastPartSnippet    BroadcastPart = "snippet"
	BroadcastPartStatus     BroadcastPart = "status"
	BroadcastPartContent    BroadcastPart = "contentDetails"
	BroadcastPartStatistics BroadcastPart = "statistics"
)

// A BroadcastSnippet is what people read of a broadcast.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts#snippet.
type BroadcastSnippet struct {
	PublishedAt    Time       `json:"publishedAt,omitzero"`
	ChannelID      ID         `json:"channelId,omitempty"`
	Title          string     `json:"title,omitempty"`
	Description    string     `json:"description,omitempty"`
	CategoryID     ID         `json:"categoryId,omitempty"`
	Thumbnails     Thumbnails `json:"thumbnails,omitempty"`
	ScheduledStart Time       `json:"scheduledStartTime,omitzero"`
	ScheduledEnd   Time       `json:"scheduledEndTime,omitzero"`
	Start          Time       `json:"actualStartTime,omitzero"` // zero before
	End            Time       `json:"actualEndTime,omitzero"`   // zero before
	Default        bool       `json:"isDefaultBroadcast,omitempty"`
	ChatID         ID         `json:"liveChatId,omitempty"`
}

// A BroadcastStatus says how far a broadcast is.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts#status.
type BroadcastStatus struct {
	LifeCycle       LifeCycle     `json:"lifeCycleStatus,omitempty"`
	Privacy         PrivacyStatus `json:"privacyStatus,omitempty"`
	Recording       string        `json:"recordingStatus,omitempty"` // "notRecording", "recording", "recorded"
	MadeForKids     *bool         `json:"madeForKids,omitempty"`
	SelfMadeForKids *bool         `json:"selfDeclaredMadeForKids,omitempty"`
}

// A LifeCycle is where a broadcast stands.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts#status.lifeCycleStatus.
type LifeCycle string

// Stations of a broadcast.
const (
	LifeCreated      LifeCycle = "created" // settings are missing
	LifeReady        LifeCycle = "ready"
	LifeTestStarting LifeCycle = "testStarting"
	LifeTesting      LifeCycle = "testing" // only the owner sees it
	LifeLiveStarting LifeCycle = "liveStarting"
	LifeLive         LifeCycle = "live"
	LifeComplete     LifeCycle = "complete"
	LifeRevoked      LifeCycle = "revoked" // taken down
)

// BroadcastContentDetails are the settings of a broadcast.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts#contentDetails.
type BroadcastContentDetails struct {
	StreamID      ID             `json:"boundStreamId,omitempty"`
	Monitor       *MonitorStream `json:"monitorStream,omitempty"`
	Embed         *bool          `json:"enableEmbed,omitempty"`
	DVR           *bool          `json:"enableDvr,omitempty"` // viewers can go back
	Record        *bool          `json:"recordFromStart,omitempty"`
	AutoStart     *bool          `json:"enableAutoStart,omitempty"`
	AutoStop      *bool          `json:"enableAutoStop,omitempty"`
	Encryption    *bool          `json:"enableContentEncryption,omitempty"`
	Captions      string         `json:"closedCaptionsType,omitempty"`
	Latency       string         `json:"latencyPreference,omitempty"` // "normal", "low", "ultraLow"
	Projection    string         `json:"projection,omitempty"`
	StereoLayout  string         `json:"stereoLayout,omitempty"`
	StreamUpdated Time           `json:"boundStreamLastUpdateTimeMs,omitzero"`
}

// A MonitorStream is what the owner watches before the public does.
type MonitorStream struct {
	Enabled     *bool  `json:"enableMonitorStream,omitempty"`
	DelayMillis Int    `json:"broadcastStreamDelayMs,omitempty"`
	HTML        string `json:"embedHtml,omitempty"`
}

// BroadcastStatistics count the viewers while a broadcast runs.
type BroadcastStatistics struct {
	Viewers *Count `json:"concurrentViewers,omitempty"`
}
