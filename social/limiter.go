package social

import (
	"context"
	"time"
)

// Priority orders the calls that wait for the same budget.
type Priority int

// Priorities, most urgent first. The zero value suits everything that a person waits for.
const (
	PriorityAnswer   Priority = iota // publishing, and answers to people
	PriorityPoll                     // background polls and catch-up reads
	PriorityBackfill                 // history and reports, which can wait
)

// A Limiter paces the calls of one or many clients so that no network refuses one.
// [github.com/relais-go/relais/ratelimit.Limiter] implements it; share one value among clients that
// draw on the same allowance.
//
// Implementations honour ctx and are safe for concurrent use.
type Limiter interface {
	// Acquire waits until the call fits every budget that it draws on. When the wait cannot end before
	// ctx's deadline it returns at once an [*Error] of kind [ErrRateLimited] (or [ErrQuota] for a daily
	// or paid allowance) with RetryAfter set. A Grant must be ended by exactly one call of Done.
	Acquire(ctx context.Context, c Call) (Grant, error)

	// When says when the call could go out: now or earlier if at once. Nothing is reserved.
	When(ctx context.Context, c Call) (time.Time, error)
}

// A Grant is one admitted call, from Acquire until its answer.
type Grant interface {
	// Done settles the reservation with what the answer said.
	Done(u Usage)
}

// A Call is what one request wants to take from budgets.
type Call struct {
	Network  string // "mastodon"
	Op       string // the operation, for errors and logs
	Priority Priority
	Charges  []Charge // none: the call is not limited
}

// A Charge takes units from one budget. A budget is keyed by account and endpoint family, as
// "mastodon/example.org/1234/statuses", and may hold several windows (15 minutes and 24 hours), all of
// which must have room.
type Charge struct {
	Budget string
	Units  int64 // 0 means 1
}

// Usage is what is known once a call has ended.
type Usage struct {
	NotSent    bool          // nothing left this machine: the reservation is given back
	Refused    bool          // the network refused the call for its rate
	RetryAfter time.Duration // how long the network asked to stay away, 0 if it did not say
	Charges    []Charge      // what the call really cost, for budgets where that differs from the reservation; 0 units mean none
	Windows    []Window      // what the answer said about budgets
}

// A Window is a network's statement about one allowance.
type Window struct {
	Budget    string
	Name      string        // tells the windows of one budget apart; "" is the main one
	Limit     int64         // units per period, -1 if not said
	Remaining int64         // units left, -1 if not said
	Reset     time.Time     // when the allowance is full again, on the local clock; zero if not said
	Period    time.Duration // length of the window, 0 if not said
}
