package youtube

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// ReportParams say which numbers to read. Not every mix of metrics, dimensions and filters exists.
// See https://developers.google.com/youtube/analytics/reference/reports/query.
type ReportParams struct {
	Channel ID        // one of the account's; "": the channel that the tokens belong to
	From    time.Time // first day; of a moment, the day in California that it falls on
	To      time.Time // last day, included

	Metrics    []string // "views", "likes", …; YouTube's own names
	Dimensions []string // "day", "video", "country", …
	Filters    []string // each "dimension==value,value", all must hold
	Sort       []string // "-" in front for largest first
	Limit      int      // rows, 0 for all; reports by video need one, 200 at most
	Start      int      // first row, from 1; 0 means 1
	Currency   string   // of money, ISO 4217; "": USD

	// History has numbers from before the channel joined its content owner.
	History bool
}

// Report reads numbers about the channel. Days count in California; the last two or three are missing, not zero, until
// YouTube has counted them. Numbers of money need [ScopeAnalyticsRevenue]. The Analytics API has a quota of its own.
// A mix that does not exist wraps [errors.ErrUnsupported].
// See https://developers.google.com/youtube/analytics/channel_reports.
func (c *Client) Report(ctx context.Context, p *ReportParams) (*Report, error) {
	own := value(p)
	switch {
	case len(own.Metrics) == 0:
		return nil, social.Invalid(network, "Metrics", "are none")
	case own.From.IsZero() || own.To.IsZero() || own.To.Before(own.From):
		return nil, social.Invalid(network, "From", "is missing, or To is, or it is before From")
	}
	ids := "channel==MINE"
	if own.Channel != "" {
		ids = "channel==" + string(own.Channel)
	}
	q := url.Values{
		"ids": {ids}, "startDate": {pacificDay(own.From)}, "endDate": {pacificDay(own.To)},
	}
	setList(q, "metrics", own.Metrics)
	setList(q, "dimensions", own.Dimensions)
	setList(q, "sort", own.Sort)
	setText(q, "filters", strings.Join(own.Filters, ";"))
	setText(q, "currency", own.Currency)
	setFlag(q, "includeHistoricalChannelData", own.History)
	setCount(q, "maxResults", own.Limit)
	setCount(q, "startIndex", own.Start)
	return get[Report](ctx, c, &request{
		Op: methodReports, Base: c.analytics, Path: "/v2/reports", Query: q, Priority: social.PriorityBackfill, Fresh: true,
	})
}

// pacificDay is the day of YouTube's calendar that a moment falls on.
func pacificDay(t time.Time) string { return t.In(pacific()).Format(time.DateOnly) }
