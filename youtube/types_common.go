package youtube

// A Thumbnail is a picture that stands for a resource.
// See https://developers.google.com/youtube/v3/docs/thumbnails.
type Thumbnail struct {
	URL    string `json:"url,omitempty"`
	Width  Int    `json:"width,omitempty"`  // pixels, 0 if not said
	Height Int    `json:"height,omitempty"` // pixels, 0 if not said
}

// A ThumbnailSize names one of the sizes in which YouTube keeps a thumbnail.
// See https://developers.google.com/youtube/v3/docs/thumbnails#properties.
type ThumbnailSize string

// Sizes of thumbnails. Not every resource has every size.
const (
	ThumbnailDefault  ThumbnailSize = "default" // 120×90 of videos, 88×88 of channels
	ThumbnailMedium   ThumbnailSize = "medium"
	ThumbnailHigh     ThumbnailSize = "high"
	ThumbnailStandard ThumbnailSize = "standard"
	ThumbnailMax      ThumbnailSize = "maxres" // 1280×720
	ThumbnailFHD      ThumbnailSize = "fhd"
	ThumbnailQHD      ThumbnailSize = "qhd"
	ThumbnailUHD      ThumbnailSize = "uhd"
)

// Thumbnails holds a thumbnail in its sizes.
type Thumbnails map[ThumbnailSize]*Thumbnail

// Best is the address of the largest, "" if there is none.
func (t Thumbnails) Best() string {
	for _, size := range [...]ThumbnailSize{
		ThumbnailUHD, ThumbnailQHD, ThumbnailFHD, ThumbnailMax, ThumbnailStandard, ThumbnailHigh, ThumbnailMedium, ThumbnailDefault,
	} {
		if p := t[size]; p != nil && p.URL != "" {
			return p.URL
		}
	}
	return ""
}

// A Localization is a title and a description in one language.
// See https://developers.google.com/youtube/v3/guides/implementation/localized_metadata.
type Localization struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// A ResourceID names a resource together with its kind.
type ResourceID struct {
	Kind       string `json:"kind,omitempty"` // [KindVideo], [KindChannel] or [KindPlaylist]
	VideoID    ID     `json:"videoId,omitempty"`
	ChannelID  ID     `json:"channelId,omitempty"`
	PlaylistID ID     `json:"playlistId,omitempty"`
}

// Kinds of resources in a [ResourceID].
const (
	KindVideo    = "youtube#video"
	KindChannel  = "youtube#channel"
	KindPlaylist = "youtube#playlist"
)

// VideoResource names a video in a [ResourceID].
func VideoResource(id ID) *ResourceID { return &ResourceID{Kind: KindVideo, VideoID: id} }

// ChannelResource names a channel in a [ResourceID].
func ChannelResource(id ID) *ResourceID { return &ResourceID{Kind: KindChannel, ChannelID: id} }

// ID is that of the resource, whatever its kind.
func (r *ResourceID) ID() ID {
	switch {
	case r == nil:
		return ""
	case r.VideoID != "":
		return r.VideoID
	case r.ChannelID != "":
		return r.ChannelID
	default:
		return r.PlaylistID
	}
}

// A PageInfo counts a list.
type PageInfo struct {
	Total   Int `json:"totalResults,omitempty"` // an estimate
	PerPage Int `json:"resultsPerPage,omitempty"`
}

// A List is the form of the answers that hold several resources. With [Client.Do], decode into one of these:
//
//	var a youtube.List[Section] // a type of the caller's
//	err := client.Do(ctx, "GET", "/youtube/v3/channelSections", query, nil, &a)
//
// See https://developers.google.com/youtube/v3/guides/implementation/pagination.
type List[T any] struct {
	Kind  string   `json:"kind,omitempty"`
	ETag  string   `json:"etag,omitempty"`
	Items []*T     `json:"items,omitempty"` // absent when nothing was found
	Next  string   `json:"nextPageToken,omitempty"`
	Prev  string   `json:"prevPageToken,omitempty"`
	Info  PageInfo `json:"pageInfo,omitzero"`
}
