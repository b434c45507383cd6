package youtube

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"time"
)

// SearchParams say what to look for. nil means everything, which YouTube calls relevant.
// See https://developers.google.com/youtube/v3/docs/search/list.
type SearchParams struct {
	Query     string // words; "-" excludes one and "|" offers a choice
	Type      SearchType
	ChannelID ID   // only what this channel published
	Mine      bool // only the channel's own videos, private ones included; excludes most other fields

	Order  SearchOrder
	After  time.Time // published at or after
	Before time.Time // published before

	Region   string // can be seen there, ISO 3166-1
	Language string // preferred, ISO 639-1
	Safe     string // "moderate" if "", "none", "strict"

	Event      LiveState // of videos: LiveNow, LiveUpcoming or LiveCompleted
	CategoryID ID        // of videos
	Duration   string    // of videos: "short" (under 4 minutes), "medium", "long" (over 20)
	Caption    string    // of videos: "closedCaption", "none"
	License    License   // of videos
	Location   *GeoPoint // of videos, with Radius
	Radius     string    // "5km", "1mi", …
}

// A SearchType is what a search finds. The zero value is all three.
type SearchType string

// What a search finds.
const (
	SearchVideo    SearchType = "video"
	SearchChannel  SearchType = "channel"
	SearchPlaylist SearchType = "playlist"
)

// A SearchOrder is an order of search results. The zero value is by relevance.
type SearchOrder string

// Orders of search results.
const (
	SearchByRelevance SearchOrder = "relevance"
	SearchByDate      SearchOrder = "date" // newest first
	SearchByViews     SearchOrder = "viewCount"
	SearchByRating    SearchOrder = "rating"
	SearchByTitle     SearchOrder = "title"
)

// SearchPage reads a page of search results. Each page costs one of the hundred searches that a project has a day; a
// search ends after some 500 results, whatever Total says.
// See https://developers.google.com/youtube/v3/docs/search/list.
func (c *Client) SearchPage(ctx context.Context, params *SearchParams, p *PageParams) (*Page[SearchResult], error) {
	return pageOf[SearchResult](ctx, c, found(params), p)
}

// SearchAll iterates over search results: see [Client.SearchPage].
func (c *Client) SearchAll(ctx context.Context, params *SearchParams, p *PageParams) iter.Seq2[*SearchResult, error] {
	return paged[SearchResult](ctx, c, found(params), p)
}

func found(params *SearchParams) *listing {
	own := value(params)
	q := url.Values{"part": {"snippet"}}
	kind := own.Type
	if kind == "" && own.ofVideos() {
		kind = SearchVideo // which YouTube wants to be said
	}
	setText(q, "q", own.Query)
	setText(q, "type", string(kind))
	setText(q, "channelId", string(own.ChannelID))
	setFlag(q, "forMine", own.Mine)
	setText(q, "order", string(own.Order))
	setTime(q, "publishedAfter", own.After)
	setTime(q, "publishedBefore", own.Before)
	setText(q, "regionCode", own.Region)
	setText(q, "relevanceLanguage", own.Language)
	setText(q, "safeSearch", own.Safe)
	setText(q, "eventType", string(own.Event))
	setText(q, "videoCategoryId", string(own.CategoryID))
	setText(q, "videoDuration", own.Duration)
	setText(q, "videoCaption", own.Caption)
	setText(q, "videoLicense", string(own.License))
	if own.Location != nil {
		q.Set("location", coordinates(own.Location))
		setText(q, "locationRadius", own.Radius)
	}
	return &listing{request{Op: "search.list", Path: data("search"), Query: q}, pageUsual}
}

// ofVideos reports conditions that only videos can meet.
func (p *SearchParams) ofVideos() bool {
	return p.Mine || p.Event != "" || p.CategoryID != "" || p.Duration != "" || p.Caption != "" || p.License != "" || p.Location != nil
}

func coordinates(p *GeoPoint) string {
	return strconv.FormatFloat(p.Latitude, 'f', -1, 64) + "," + strconv.FormatFloat(p.Longitude, 'f', -1, 64)
}
