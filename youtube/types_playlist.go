package youtube

// A Playlist is a list of videos in an order. Only the parts that were asked for are filled in.
// See https://developers.google.com/youtube/v3/docs/playlists#resource.
type Playlist struct {
	ID             ID                       `json:"id,omitempty"`
	ETag           string                   `json:"etag,omitempty"`
	Snippet        *PlaylistSnippet         `json:"snippet,omitempty"`
	Status         *PlaylistStatus          `json:"status,omitempty"`
	ContentDetails *PlaylistContentDetails  `json:"contentDetails,omitempty"`
	Player         *Player                  `json:"player,omitempty"`
	Localizations  map[string]*Localization `json:"localizations,omitempty"` // by language, BCP 47
}

// A PlaylistPart names a part of a [Playlist].
// See https://developers.google.com/youtube/v3/docs/playlists/list#part.
type PlaylistPart string

// Parts of playlists.
const (
	PlaylistPartSnippet       PlaylistPart = "snippet"
	PlaylistPartStatus        PlaylistPart = "status"
	PlaylistPartContent       PlaylistPart = "contentDetails"
	PlaylistPartPlayer        PlaylistPart = "player"
	PlaylistPartLocalizations PlaylistPart = "localizations"
)

// A PlaylistSnippet is what people read of a playlist.
// See https://developers.google.com/youtube/v3/docs/playlists#snippet.
type PlaylistSnippet struct {
	PublishedAt    Time          `json:"publishedAt,omitzero"`
	ChannelID      ID            `json:"channelId,omitempty"`
	ChannelTitle   string        `json:"channelTitle,omitempty"`
	Title          string        `json:"title,omitempty"`
	Description    string        `json:"description,omitempty"`
	Language       string        `json:"defaultLanguage,omitempty"` // BCP 47
	ThumbnailVideo ID            `json:"thumbnailVideoId,omitempty"`
	Thumbnails     Thumbnails    `json:"thumbnails,omitempty"`
	Localized      *Localization `json:"localized,omitempty"`
}

// A PlaylistStatus says who may see a playlist.
// See https://developers.google.com/youtube/v3/docs/playlists#status.
type PlaylistStatus struct {
	Privacy PrivacyStatus `json:"privacyStatus,omitempty"`
	Podcast string        `json:"podcastStatus,omitempty"` // "enabled" or "disabled"
}

// PlaylistContentDetails count a playlist.
// See https://developers.google.com/youtube/v3/docs/playlists#contentDetails.
type PlaylistContentDetails struct {
	Items Int `json:"itemCount,omitempty"`
}

// A PlaylistItem is a video in a playlist. Its ID is not that of the video.
// See https://developers.google.com/youtube/v3/docs/playlistItems#resource.
type PlaylistItem struct {
	ID             ID                          `json:"id,omitempty"`
	ETag           string                      `json:"etag,omitempty"`
	Snippet        *PlaylistItemSnippet        `json:"snippet,omitempty"`
	ContentDetails *PlaylistItemContentDetails `json:"contentDetails,omitempty"`
	Status         *PlaylistItemStatus         `json:"status,omitempty"`
}

// A PlaylistItemPart names a part of a [PlaylistItem].
// See https://developers.google.com/youtube/v3/docs/playlistItems/list#part.
type PlaylistItemPart string

// Parts of playlist items.
const (
	PlaylistItemPartSnippet PlaylistItemPart = "snippet"
	PlaylistItemPartContent PlaylistItemPart = "contentDetails"
	PlaylistItemPartStatus  PlaylistItemPart = "status"
)

// A PlaylistItemSnippet shows the video and its place.
// See https://developers.google.com/youtube/v3/docs/playlistItems#snippet.
type PlaylistItemSnippet struct {
	PublishedAt  Time        `json:"publishedAt,omitzero"` // when it was added
	ChannelID    ID          `json:"channelId,omitempty"`  // who added it
	ChannelTitle string      `json:"channelTitle,omitempty"`
	Title        string      `json:"title,omitempty"` // "Private video", "Deleted video" where there is nothing to see
	Description  string      `json:"description,omitempty"`
	Thumbnails   Thumbnails  `json:"thumbnails,omitempty"`
	PlaylistID   ID          `json:"playlistId,omitempty"`
	Position     *Int        `json:"position,omitempty"` // 0 is the first
	Resource     *ResourceID `json:"resourceId,omitempty"`
	OwnerID      ID          `json:"videoOwnerChannelId,omitempty"`
	OwnerTitle   string      `json:"videoOwnerChannelTitle,omitempty"`
}

// PlaylistItemContentDetails name the video.
// See https://developers.google.com/youtube/v3/docs/playlistItems#contentDetails.
type PlaylistItemContentDetails struct {
	VideoID     ID     `json:"videoId,omitempty"`
	PublishedAt Time   `json:"videoPublishedAt,omitzero"` // zero of private videos
	Note        string `json:"note,omitempty"`            // 280 characters at most
}

// A PlaylistItemStatus says who may see the video.
// See https://developers.google.com/youtube/v3/docs/playlistItems#status.
type PlaylistItemStatus struct {
	Privacy PrivacyStatus `json:"privacyStatus,omitempty"`
}

// Video is the ID of the video, from whichever part there is.
func (i *PlaylistItem) Video() ID {
	switch {
	case i.ContentDetails != nil && i.ContentDetails.VideoID != "":
		return i.ContentDetails.VideoID
	case i.Snippet != nil:
		return i.Snippet.Resource.ID()
	default:
		return ""
	}
}
