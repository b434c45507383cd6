package youtube

import (
	"strings"

	"github.com/relais-go/relais/social"
)

// A Cost is what a call takes from a bucket, whether it succeeds or is refused as invalid.
type Cost struct {
	Bucket Bucket
	Units  int64
}

// DefaultCosts are the prices of methods that do not follow the rule: reading costs a unit a page, writing fifty.
// See https://developers.google.com/youtube/v3/determine_quota_cost.
func DefaultCosts() map[string]Cost {
	return map[string]Cost{
		"videos.insert":           {BucketUploads, 1},
		"search.list":             {BucketSearches, 1},
		"captions.list":           {BucketUnits, 50},
		"captions.insert":         {BucketUnits, 400},
		"captions.update":         {BucketUnits, 450},
		"captions.download":       {BucketUnits, 200},
		"liveChatMessages.list":   {BucketUnits, 5},
		"liveChatMessages.stream": {BucketUnits, 5}, // for each connection
		"liveChatMessages.insert": {BucketUnits, 20},
		"members.list":            {BucketUnits, 2},
		methodReports:             {}, // has a quota of its own
		methodPut:                 {}, // the bytes of a file, after a call that has paid for them
	}
}

// Methods that are free.
const (
	methodReports = "youtubeAnalytics.reports.query"
	methodPut     = "videos.upload"
)

// Cost tells what a method costs before it is called. Methods are named as in Google's list, as "videos.update";
// of unknown ones those that end in list, get or the like are taken to read.
func (c *Client) Cost(method string) Cost {
	if cost, ok := c.cfg.Quota.Costs[method]; ok {
		return cost
	}
	if cost, ok := c.costs[method]; ok {
		return cost
	}
	_, verb, _ := strings.Cut(method, ".")
	switch verb {
	case "list", "get", "getRating", "batchGetStats":
		return Cost{BucketUnits, 1}
	default:
		return Cost{BucketUnits, 50}
	}
}

// PublishCost tells what publishing a draft will take from each bucket, apart from looks at the processing, which
// cost a unit each, some fifteen for a video that takes long.
func (c *Client) PublishCost(d *social.Draft) map[Bucket]int64 {
	own := d.For(network)
	total := map[Bucket]int64{}
	add := func(method string, times int) {
		cost := c.Cost(method)
		if n := cost.Units * int64(times); cost.Bucket != "" && n > 0 {
			total[cost.Bucket] += n
		}
	}
	if !own.ReplyTo.IsZero() {
		add("comments.insert", 1)
		return total
	}
	add("videos.insert", 1)
	for _, m := range own.Media {
		if m != nil && m.Thumbnail != nil {
			add("thumbnails.set", 1)
		}
		if m != nil {
			add("captions.insert", len(m.Captions))
		}
	}
	if e := social.ExtraOf[*Extra](own); e != nil {
		add("playlistItems.insert", len(e.Playlists))
	}
	if own.FirstComment != "" {
		add("commentThreads.insert", 1)
	}
	return total
}
