package x

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-go/relais/social"
)

// AnalyticsParams say which numbers to read.
type AnalyticsParams struct {
	From, To time.Time        // both needed; To is not included
	Step     Granularity      // of posts hourly, daily, weekly or total, which is the default; of media without weekly, daily
	Fields   []AnalyticsField // nil: all
}

func (p *AnalyticsParams) query(param string, all []AnalyticsField) (url.Values, error) {
	own := value(p)
	if own.From.IsZero() || own.To.IsZero() {
		return nil, social.Invalid(network, "From", "and To must both be given")
	}
	if !own.From.Before(own.To) {
		return nil, social.Invalid(network, "To", "must be later than From")
	}
	if own.Fields == nil {
		own.Fields = all
	}
	q := url.Values{}
	setTime(q, "start_time", own.From)
	setTime(q, "end_time", own.To)
	setText(q, "granularity", string(own.Step))
	fields := make([]string, 0, len(own.Fields)+3)
	for _, f := range own.Fields {
		fields = append(fields, string(f))
	}
	key := "id"
	if param == "media_analytics.fields" {
		key = "media_key"
	}
	setList(q, param, append(fields, key, "timestamp", "timestamped_metrics"))
	return q, nil
}

// PostAnalytics reads what happened to posts of the account in a period, 100 a request, in the order asked. What X
// does not give is left out, and told by a [*PartialError] beside the rest. Not every plan has it: [social.ErrPermission].
// See https://docs.x.com/x-api/posts/get-post-analytics.
func (c *Client) PostAnalytics(ctx context.Context, ids []ID, p *AnalyticsParams) ([]*PostAnalytics, error) {
	q, err := p.query("analytics.fields", PostAnalyticsFields())
	if err != nil {
		return nil, err
	}
	list, err := byID(ctx, c, ids, func(part []ID) *request {
		own := with(q, nil)
		setList(own, "ids", part)
		return &request{Op: "tweets.analytics", Path: path("tweets", "analytics"), Query: own, Cost: c.owned(cost{Billed: BilledPost, Most: len(part)}, true)}
	}, func(a *PostAnalytics) ID { return a.ID }, nil)
	return list, onPlan(err, "analytics")
}

// MediaAnalytics reads what happened to films of the account in a period, 100 a request, in the order asked. What X
// does not give is left out, and told by a [*PartialError] beside the rest. Not every plan has it: [social.ErrPermission].
// See https://docs.x.com/x-api/media/get-media-analytics.
func (c *Client) MediaAnalytics(ctx context.Context, keys []string, p *AnalyticsParams) ([]*MediaAnalytics, error) {
	q, err := p.query("media_analytics.fields", MediaAnalyticsFields())
	if err != nil {
		return nil, err
	}
	ids := make([]ID, len(keys))
	for i, k := range keys {
		ids[i] = ID(k)
	}
	list, err := byID(ctx, c, ids, func(part []ID) *request {
		own := with(q, nil)
		setList(own, "media_keys", part)
		return &request{Op: "media.analytics", Path: path("media", "analytics"), Query: own}
	}, func(a *MediaAnalytics) ID { return ID(a.MediaKey) }, nil)
	return list, onPlan(err, "analytics")
}

// Usage reads how many posts the program has read of those that it may read in a month, and day by day: 1 to 90 days,
// 0 means 7. It takes the program's own token. See https://docs.x.com/x-api/usage/get-usage.
func (c *Client) Usage(ctx context.Context, days int) (*Usage, error) {
	q := url.Values{}
	if days < 0 || days > 90 {
		return nil, social.Invalid(network, "days", "is "+strconv.Itoa(days)+", from 1 to 90 fit")
	}
	setCount(q, "days", days)
	q.Set("usage.fields", "cap_reset_day,daily_client_app_usage,daily_project_usage,project_cap,project_id,project_usage")
	a, err := one[Usage](ctx, c, &request{Op: "usage.tweets", Path: path("usage", "tweets"), Query: q, App: true})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}
