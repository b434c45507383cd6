package youtubetest

// What clients may send. Members of type any are read-only, or not simulated: they are accepted and ignored,
// because clients that read, change and write a resource send them back.

// common are the members of every resource.
type common struct {
	Kind any `json:"kind"`
	Etag any `json:"etag"`
}

type videoBody struct {
	common
	ID                   string                  `json:"id"`
	Snippet              *videoSnippet           `json:"snippet"`
	Status               *videoStatus            `json:"status"`
	RecordingDetails     *recordingDetails       `json:"recordingDetails"`
	Localizations        map[string]Localization `json:"localizations"`
	PaidProductPlacement *paidPlacement          `json:"paidProductPlacementDetails"`
	AgeGating            any                     `json:"ageGating"`
	BrandPartner         *Partner                `json:"brandPartner"`
	ContentDetails       any                     `json:"contentDetails"`
	FileDetails          any                     `json:"fileDetails"`
	LiveStreamingDetails any                     `json:"liveStreamingDetails"`
	MonetizationDetails  any                     `json:"monetizationDetails"`
	Player               any                     `json:"player"`
	ProcessingDetails    any                     `json:"processingDetails"`
	ProjectDetails       any                     `json:"projectDetails"`
	Statistics           any                     `json:"statistics"`
	Suggestions          any                     `json:"suggestions"`
	TopicDetails         any                     `json:"topicDetails"`
}

type videoSnippet struct {
	Title                string   `json:"title"`
	Description          string   `json:"description"`
	Tags                 []string `json:"tags"`
	CategoryID           string   `json:"categoryId"`
	DefaultLanguage      string   `json:"defaultLanguage"`
	DefaultAudioLanguage string   `json:"defaultAudioLanguage"`
	ChannelID            any      `json:"channelId"`
	ChannelTitle         any      `json:"channelTitle"`
	LiveBroadcastContent any      `json:"liveBroadcastContent"`
	Localized            any      `json:"localized"`
	PublishedAt          any      `json:"publishedAt"`
	Thumbnails           any      `json:"thumbnails"`
}

type videoStatus struct {
	PrivacyStatus           string `json:"privacyStatus"`
	PublishAt               string `json:"publishAt"`
	License                 string `json:"license"`
	Embeddable              *bool  `json:"embeddable"`
	PublicStatsViewable     *bool  `json:"publicStatsViewable"`
	SelfDeclaredMadeForKids bool   `json:"selfDeclaredMadeForKids"`
	ContainsSyntheticMedia  bool   `json:"containsSyntheticMedia"`
	FailureReason           any    `json:"failureReason"`
	MadeForKids             any    `json:"madeForKids"`
	RejectionReason         any    `json:"rejectionReason"`
	UploadStatus            any    `json:"uploadStatus"`
}

type recordingDetails struct {
	RecordingDate       string    `json:"recordingDate"`
	Location            *Location `json:"location"`
	LocationDescription any       `json:"locationDescription"`
}

type paidPlacement struct {
	HasPaidProductPlacement bool `json:"hasPaidProductPlacement"`
}

type channelBody struct {
	common
	ID                  string                  `json:"id"`
	BrandingSettings    *brandingSettings       `json:"brandingSettings"`
	Localizations       map[string]Localization `json:"localizations"`
	AuditDetails        any                     `json:"auditDetails"`
	ContentDetails      any                     `json:"contentDetails"`
	ContentOwnerDetails any                     `json:"contentOwnerDetails"`
	ConversionPings     any                     `json:"conversionPings"`
	Snippet             any                     `json:"snippet"`
	Statistics          any                     `json:"statistics"`
	Status              *struct {
		SelfDeclaredMadeForKids      bool `json:"selfDeclaredMadeForKids"`
		IsChannelMonetizationEnabled any  `json:"isChannelMonetizationEnabled"`
		IsLinked                     any  `json:"isLinked"`
		LongUploadsStatus            any  `json:"longUploadsStatus"`
		MadeForKids                  any  `json:"madeForKids"`
		PrivacyStatus                any  `json:"privacyStatus"`
	} `json:"status"`
	TopicDetails any `json:"topicDetails"`
}

type brandingSettings struct {
	Channel *channelSettings `json:"channel"`
	Image   *struct {
		BannerExternalURL string `json:"bannerExternalUrl"`
		BannerImageURL    any    `json:"bannerImageUrl"`
		BannerMobileURL   any    `json:"bannerMobileImageUrl"`
		TrackingImageURL  any    `json:"trackingImageUrl"`
	} `json:"image"`
	Hints any `json:"hints"`
	Watch any `json:"watch"`
}

type channelSettings struct {
	Title                      string `json:"title"`
	Description                string `json:"description"`
	Keywords                   string `json:"keywords"`
	Country                    string `json:"country"`
	DefaultLanguage            string `json:"defaultLanguage"`
	UnsubscribedTrailer        string `json:"unsubscribedTrailer"`
	TrackingAnalyticsAccountID string `json:"trackingAnalyticsAccountId"`
	DefaultTab                 any    `json:"defaultTab"`
	FeaturedChannelsTitle      any    `json:"featuredChannelsTitle"`
	FeaturedChannelsUrls       any    `json:"featuredChannelsUrls"`
	ModerateComments           any    `json:"moderateComments"`
	ProfileColor               any    `json:"profileColor"`
	ShowBrowseView             any    `json:"showBrowseView"`
	ShowRelatedChannels        any    `json:"showRelatedChannels"`
}

// resourceID names a video, channel or playlist.
type resourceID struct {
	Kind       string `json:"kind"`
	VideoID    string `json:"videoId"`
	ChannelID  string `json:"channelId"`
	PlaylistID string `json:"playlistId"`
}

type playlistBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		Title            string `json:"title"`
		Description      string `json:"description"`
		DefaultLanguage  string `json:"defaultLanguage"`
		Tags             any    `json:"tags"`
		ChannelID        any    `json:"channelId"`
		ChannelTitle     any    `json:"channelTitle"`
		Localized        any    `json:"localized"`
		PublishedAt      any    `json:"publishedAt"`
		Thumbnails       any    `json:"thumbnails"`
		ThumbnailVideoID any    `json:"thumbnailVideoId"`
	} `json:"snippet"`
	Status *struct {
		PrivacyStatus string `json:"privacyStatus"`
		PodcastStatus any    `json:"podcastStatus"`
	} `json:"status"`
	Localizations  map[string]Localization `json:"localizations"`
	ContentDetails any                     `json:"contentDetails"`
	Player         any                     `json:"player"`
}

type playlistItemBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		PlaylistID             string      `json:"playlistId"`
		ResourceID             *resourceID `json:"resourceId"`
		Position               *int        `json:"position"`
		ChannelID              any         `json:"channelId"`
		ChannelTitle           any         `json:"channelTitle"`
		Description            any         `json:"description"`
		PublishedAt            any         `json:"publishedAt"`
		Thumbnails             any         `json:"thumbnails"`
		Title                  any         `json:"title"`
		VideoOwnerChannelID    any         `json:"videoOwnerChannelId"`
		VideoOwnerChannelTitle any         `json:"videoOwnerChannelTitle"`
	} `json:"snippet"`
	ContentDetails *struct {
		Note             string `json:"note"`
		StartAt          string `json:"startAt"`
		EndAt            string `json:"endAt"`
		VideoID          any    `json:"videoId"`
		VideoPublishedAt any    `json:"videoPublishedAt"`
	} `json:"contentDetails"`
	Status any `json:"status"`
}

type commentBody struct {
	common
	ID      string          `json:"id"`
	Snippet *commentSnippet `json:"snippet"`
}

type commentSnippet struct {
	ParentID              string `json:"parentId"`
	TextOriginal          string `json:"textOriginal"`
	VideoID               any    `json:"videoId"`
	ChannelID             any    `json:"channelId"`
	AuthorChannelID       any    `json:"authorChannelId"`
	AuthorChannelURL      any    `json:"authorChannelUrl"`
	AuthorDisplayName     any    `json:"authorDisplayName"`
	AuthorProfileImageURL any    `json:"authorProfileImageUrl"`
	CanRate               any    `json:"canRate"`
	ImageURL              any    `json:"imageUrl"`
	LikeCount             any    `json:"likeCount"`
	ModerationStatus      any    `json:"moderationStatus"`
	PublishedAt           any    `json:"publishedAt"`
	TextDisplay           any    `json:"textDisplay"`
	UpdatedAt             any    `json:"updatedAt"`
	ViewerRating          any    `json:"viewerRating"`
}

type threadBody struct {
	common
	ID      any `json:"id"`
	Snippet *struct {
		ChannelID       string       `json:"channelId"`
		VideoID         string       `json:"videoId"`
		TopLevelComment *commentBody `json:"topLevelComment"`
		CanReply        any          `json:"canReply"`
		IsPublic        any          `json:"isPublic"`
		TotalReplyCount any          `json:"totalReplyCount"`
	} `json:"snippet"`
	Replies any `json:"replies"`
}

type subscriptionBody struct {
	common
	ID      any `json:"id"`
	Snippet *struct {
		ResourceID  *resourceID `json:"resourceId"`
		ChannelID   any         `json:"channelId"`
		Description any         `json:"description"`
		PublishedAt any         `json:"publishedAt"`
		Thumbnails  any         `json:"thumbnails"`
		Title       any         `json:"title"`
	} `json:"snippet"`
	ContentDetails    any `json:"contentDetails"`
	SubscriberSnippet any `json:"subscriberSnippet"`
}

type captionBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		VideoID        string `json:"videoId"`
		Language       string `json:"language"`
		Name           string `json:"name"`
		IsDraft        *bool  `json:"isDraft"`
		AudioTrackType any    `json:"audioTrackType"`
		FailureReason  any    `json:"failureReason"`
		IsAutoSynced   any    `json:"isAutoSynced"`
		IsCC           any    `json:"isCC"`
		IsEasyReader   any    `json:"isEasyReader"`
		IsLarge        any    `json:"isLarge"`
		LastUpdated    any    `json:"lastUpdated"`
		Status         any    `json:"status"`
		TrackKind      any    `json:"trackKind"`
	} `json:"snippet"`
}
