package youtube

import (
	"errors"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// A Bucket is one of the three allowances that a Google Cloud project has for a day. All accounts of the program
// share them, and all are full again at midnight in California.
// See https://developers.google.com/youtube/v3/determine_quota_cost.
type Bucket string

// Buckets. The zero value is none: a call of the Analytics API, or one that is free.
const (
	BucketUnits    Bucket = "units"    // 10,000 a day: everything but the following
	BucketUploads  Bucket = "uploads"  // 100 a day: uploads of videos that were begun
	BucketSearches Bucket = "searches" // 100 a day: pages of search results
)

// Budget is the name of a project's bucket for a limiter, as in
//
//	limiter := ratelimit.New(nil)
//	limiter.Cap(youtube.Budget("", youtube.BucketUnits), 2_000, 24*time.Hour)
//	left, known := limiter.Left(youtube.Budget("", youtube.BucketUploads))
//
// project is [Quota].Project.
func Budget(project string, b Bucket) string {
	if project == "" {
		project = "project"
	}
	return network + "/" + project + "/" + string(b)
}

// Quota says what a program may spend. The zero value is what Google gives every project.
type Quota struct {
	// Project tells the Google Cloud projects of one limiter apart; "" suits a program that has one.
	Project string

	// Daily replaces allowances, after an extension by Google. Below 0 the bucket is not counted.
	Daily map[Bucket]int64

	// Costs replaces prices of [DefaultCosts], by method.
	Costs map[string]Cost
}

// DefaultDaily are the allowances of a project without an extension.
func DefaultDaily() map[Bucket]int64 {
	return map[Bucket]int64{BucketUnits: 10_000, BucketUploads: 100, BucketSearches: 100}
}

// dayName is that of the window in each bucket.
const dayName = "day"

// pacific is where the day of the quotas begins.
func pacific() *time.Location { return ratelimit.Pacific() }

// declareQuota tells a limiter of the buckets, if it is one that takes definitions.
func declareQuota(l social.Limiter, q *Quota) {
	definer, ok := l.(interface {
		Define(budget string, a ratelimit.Allowance)
	})
	if !ok {
		return
	}
	for bucket, limit := range DefaultDaily() {
		if own, given := q.Daily[bucket]; given {
			limit = own
		}
		definer.Define(Budget(q.Project, bucket), ratelimit.Allowance{
			Name: dayName, Limit: limit, Location: pacific(), Kind: ratelimit.Quota,
		})
	}
}

// charges is what a method takes from the buckets.
func (c *Client) charges(method string) []social.Charge {
	cost := c.Cost(method)
	if cost.Bucket == "" || cost.Units <= 0 {
		return nil
	}
	return []social.Charge{{Budget: Budget(c.cfg.Quota.Project, cost.Bucket), Units: cost.Units}}
}

// windows reads from a refusal that a bucket is empty, whatever was counted here: other programs draw on it, too. All
// answers tell Google's clock.
func (c *Client) windows(charges []social.Charge, a *rest.Answer) []social.Window {
	c.skew.Observe(a.Header, a.Sent, a.Received)
	if a.Status < 400 || len(charges) == 0 {
		return nil
	}
	e := classify(a)
	if !errors.Is(e.Kind, social.ErrQuota) || e.Code == reasonUploadLimit || e.Code == reasonThumbnailLimit {
		return nil
	}
	return []social.Window{{Budget: charges[0].Budget, Name: dayName, Limit: -1, Remaining: 0, Reset: nextDay(a.Received)}}
}

// Left is what a bucket still holds as far as this process knows; false if that is not known, or the limiter does
// not tell. It asks nobody.
func (c *Client) Left(b Bucket) (int64, bool) {
	l, ok := c.rest.Options().Limiter.(interface {
		Left(budget string) (int64, bool)
	})
	if !ok {
		return 0, false
	}
	return l.Left(Budget(c.cfg.Quota.Project, b))
}
