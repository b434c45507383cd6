package social

import (
	"context"
	"time"
)

// MetricsQuery asks for an account's numbers over a period. nil means totals up to now.
type MetricsQuery struct {
	From    time.Time // start of the period; zero with zero To: totals up to now
	To      time.Time // end of the period, not included; zero: now
	Metrics []Metric  // only these; nil: all that the network has
	ByDay   bool      // also a number per day
}

// PostReport is what the network says of one post.
type PostReport struct {
	Ref     Ref
	Metrics Metrics
	At      time.Time // when the numbers were read
	Err     error     // why this post has none; others are not concerned
	Raw     any
}

// AccountReport is what the network says of an account.
type AccountReport struct {
	Account Ref
	From    time.Time // as asked, zero for totals
	To      time.Time
	Metrics Metrics
	Days    []DayReport      // with ByDay, oldest first
	Missing map[Metric]error // metrics that were asked for by name and why they are not there
	Raw     any
}

// DayReport is one day of an [AccountReport].
type DayReport struct {
	Day     time.Time // midnight where the network's day begins
	Metrics Metrics
}

// Analyst measures.
type Analyst interface {
	// PostMetrics reads the numbers of posts, in batches where the network has them: one report each, in
	// the order asked.
	PostMetrics(ctx context.Context, refs ...Ref) ([]*PostReport, error)

	// AccountMetrics reads the numbers of the account. q may be nil. A period that the network cannot
	// report on wraps [errors.ErrUnsupported].
	AccountMetrics(ctx context.Context, q *MetricsQuery) (*AccountReport, error)
}

// PostMetrics measures with c if it is an [Analyst].
func PostMetrics(ctx context.Context, c any, refs ...Ref) ([]*PostReport, error) {
	if a, ok := c.(Analyst); ok {
		return a.PostMetrics(ctx, refs...)
	}
	return nil, lacks[Analyst](c)
}

// AccountMetrics measures the account with c if it is an [Analyst].
func AccountMetrics(ctx context.Context, c any, q *MetricsQuery) (*AccountReport, error) {
	if a, ok := c.(Analyst); ok {
		return a.AccountMetrics(ctx, q)
	}
	return nil, lacks[Analyst](c)
}
