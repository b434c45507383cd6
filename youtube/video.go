package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/social"
)

// Videos reads videos, 50 a request, in the order asked; those that do not exist, or are private and not the
// channel's own, are left out. parts chooses what comes along; none means snippet, status, statistics and
// contentDetails. See https://developers.google.com/youtube/v3/docs/videos/list.
func (c *Client) Videos(ctx context.Context, ids []ID, parts ...VideoPart) ([]*Video, error) {
	r := &request{Op: "videos.list", Path: data("videos"), Query: videoQuery(parts)}
	return byID(ctx, c, r, ids, func(v *Video) ID { return v.ID })
}

// Video reads one video; [social.ErrNotFound] if there is none, or it is private and not the channel's own.
// See https://developers.google.com/youtube/v3/docs/videos/list.
func (c *Client) Video(ctx context.Context, id ID, parts ...VideoPart) (*Video, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	q := videoQuery(parts)
	q.Set("id", string(id))
	return one[Video](ctx, c, &request{Op: "videos.list", Path: data("videos"), Query: q})
}

func videoQuery(parts []VideoPart) url.Values {
	return partQuery(parts, VideoPartSnippet, VideoPartStatus, VideoPartStatistics, VideoPartContent)
}

// PopularParams narrows the videos that are popular now. nil means all, in the United States.
type PopularParams struct {
	Region     string // ISO 3166-1
	CategoryID ID
	Parts      []VideoPart // nil: as for [Client.Videos]
}

// PopularVideosPage reads a page of the videos that are popular now.
// See https://developers.google.com/youtube/v3/docs/videos/list#chart.
func (c *Client) PopularVideosPage(ctx context.Context, params *PopularParams, p *PageParams) (*Page[Video], error) {
	return pageOf[Video](ctx, c, popular(params), p)
}

// PopularVideos iterates over the videos that are popular now.
func (c *Client) PopularVideos(ctx context.Context, params *PopularParams, p *PageParams) iter.Seq2[*Video, error] {
	return paged[Video](ctx, c, popular(params), p)
}

func popular(params *PopularParams) *listing {
	own := value(params)
	q := videoQuery(own.Parts)
	q.Set("chart", "mostPopular")
	setText(q, "regionCode", own.Region)
	setText(q, "videoCategoryId", string(own.CategoryID))
	return &listing{request{Op: "videos.list", Path: data("videos"), Query: q}, pageUsual}
}

// VideoStats reads the counters of videos, 50 a request, in the order asked, for less than [Client.Videos] does; those
// that do not exist are left out. See https://developers.google.com/youtube/v3/docs/videos/batchGetStats.
func (c *Client) VideoStats(ctx context.Context, ids ...ID) ([]*VideoStats, error) {
	r := &request{
		Op: "videos.batchGetStats", Path: data("videos:batchGetStats"),
		Query: url.Values{"part": {"id,snippet,statistics,contentDetails"}},
	}
	return byID(ctx, c, r, ids, func(v *VideoStats) ID { return v.ID })
}

// UpdateVideo changes what is set and nothing else: the video is read first, and what is not named is written back as
// it was. It returns the parts that changed. Changes of one video by one client wait for each other; somebody else's
// in the same moment may be lost. See https://developers.google.com/youtube/v3/docs/videos/update.
func (c *Client) UpdateVideo(ctx context.Context, id ID, p *VideoParams) (*Video, error) {
	own := value(p)
	return revise[Video](ctx, c, &revision{
		kind: "videos", id: id, set: own.fields(), readOnly: readOnly, consistent: own.consistent,
	})
}

// DeleteVideo deletes a video of the channel for good; [social.ErrNotFound] if there is none.
// See https://developers.google.com/youtube/v3/docs/videos/delete.
func (c *Client) DeleteVideo(ctx context.Context, id ID) error {
	return c.remove(ctx, "videos.delete", data("videos"), id)
}

// RateVideo puts a thumb up or down, or takes it back with [RatingNone].
// See https://developers.google.com/youtube/v3/docs/videos/rate.
func (c *Client) RateVideo(ctx context.Context, id ID, rating Rating) error {
	if err := needID("id", id); err != nil {
		return err
	}
	return c.order(ctx, &request{
		Op: "videos.rate", Path: data("videos", "rate"), Query: url.Values{"id": {string(id)}, "rating": {string(rating)}},
	})
}

// VideoRatings reads what the channel thinks of videos, 50 a request, in the order asked.
// See https://developers.google.com/youtube/v3/docs/videos/getRating.
func (c *Client) VideoRatings(ctx context.Context, ids ...ID) ([]*VideoRating, error) {
	r := &request{Op: "videos.getRating", Path: data("videos", "getRating")}
	return byID(ctx, c, r, ids, func(v *VideoRating) ID { return v.VideoID })
}

// A VideoReport tells YouTube that a video breaks its rules.
// See https://developers.google.com/youtube/v3/docs/videos/reportAbuse.
type VideoReport struct {
	VideoID           ID     `json:"videoId"`
	ReasonID          ID     `json:"reasonId"` // of [Client.ReportReasons]
	SecondaryReasonID ID     `json:"secondaryReasonId,omitempty"`
	Comments          string `json:"comments,omitempty"`
	Language          string `json:"language,omitempty"` // of Comments
}

// ReportVideo tells YouTube that a video breaks its rules.
// See https://developers.google.com/youtube/v3/docs/videos/reportAbuse.
func (c *Client) ReportVideo(ctx context.Context, report *VideoReport) error {
	if report == nil || report.VideoID == "" || report.ReasonID == "" {
		return social.Invalid(network, "report", "names no video, or no reason")
	}
	return c.order(ctx, &request{
		Op: "videos.reportAbuse", Method: http.MethodPost, Path: data("videos", "reportAbuse"), Body: report,
	})
}

// ReportReasons lists the reasons for reporting a video, in a language, "" meaning English.
// See https://developers.google.com/youtube/v3/docs/videoAbuseReportReasons/list.
func (c *Client) ReportReasons(ctx context.Context, language string) ([]*ReportReason, error) {
	q := url.Values{"part": {"snippet"}}
	setText(q, "hl", language)
	a, err := get[List[ReportReason]](ctx, c, &request{Op: "videoAbuseReportReasons.list", Path: data("videoAbuseReportReasons"), Query: q})
	if err != nil {
		return nil, err
	}
	return present(a.Items), nil
}
