package youtube

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// ActivitiesParams say whose activities to list. nil means the channel's own.
// See https://developers.google.com/youtube/v3/docs/activities/list.
type ActivitiesParams struct {
	ChannelID ID        // of another channel
	After     time.Time // published at or after
	Before    time.Time // published before
}

// ActivitiesPage reads a page of what a channel did, the newest first. It tells of uploads mostly.
// See https://developers.google.com/youtube/v3/docs/activities/list.
func (c *Client) ActivitiesPage(ctx context.Context, params *ActivitiesParams, p *PageParams) (*Page[Activity], error) {
	return pageOf[Activity](ctx, c, activities(params), p)
}

// Activities iterates over what a channel did, the newest first.
func (c *Client) Activities(ctx context.Context, params *ActivitiesParams, p *PageParams) iter.Seq2[*Activity, error] {
	return paged[Activity](ctx, c, activities(params), p)
}

func activities(params *ActivitiesParams) *listing {
	own := value(params)
	q := url.Values{"part": {"snippet,contentDetails"}}
	if own.ChannelID == "" {
		q.Set("mine", "true")
	} else {
		q.Set("channelId", string(own.ChannelID))
	}
	setTime(q, "publishedAfter", own.After)
	setTime(q, "publishedBefore", own.Before)
	return &listing{request{Op: "activities.list", Path: data("activities"), Query: q}, pageUsual}
}

// Categories lists the kinds of videos of a country (ISO 3166-1), "" meaning the United States, in a language, ""
// meaning English. Not all of them can be given to videos: see [CategorySnippet].Assignable.
// See https://developers.google.com/youtube/v3/docs/videoCategories/list.
func (c *Client) Categories(ctx context.Context, region, language string) ([]*Category, error) {
	q := url.Values{"part": {"snippet"}}
	if region == "" {
		region = "US"
	}
	q.Set("regionCode", region)
	setText(q, "hl", language)
	a, err := get[List[Category]](ctx, c, &request{Op: "videoCategories.list", Path: data("videoCategories"), Query: q})
	if err != nil {
		return nil, err
	}
	return present(a.Items), nil
}
