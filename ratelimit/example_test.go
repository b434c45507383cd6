package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// A client asks before each request and reports what the answer said.
func Example() {
	limiter := ratelimit.New(nil)
	call := social.Call{
		Network: "mastodon", Op: "statuses.create", Priority: social.PriorityAnswer,
		Charges: []social.Charge{{Budget: "mastodon/example.org/1234/statuses"}},
	}
	fields := ratelimit.Headers{Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining", Reset: "X-RateLimit-Reset"}
	var skew ratelimit.Skew

	ctx := context.Background()
	grant, err := limiter.Acquire(ctx, call)
	if err != nil {
		fmt.Println(err)
		return
	}
	sent := time.Now()
	answer := http.Header{} // of the response
	answer.Set("X-Ratelimit-Limit", "300")
	answer.Set("X-Ratelimit-Remaining", "0")
	answer.Set("X-Ratelimit-Reset", sent.Add(2*time.Hour).UTC().Format(time.RFC3339Nano))

	var usage social.Usage
	if w, ok := fields.Window("mastodon/example.org/1234/statuses", answer, sent, time.Now(), &skew); ok {
		usage.Windows = append(usage.Windows, w)
	}
	grant.Done(usage)

	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	_, err = limiter.Acquire(ctx, call)
	if e, ok := errors.AsType[*social.Error](err); ok {
		fmt.Println(errors.Is(err, social.ErrRateLimited), e.RetryAfter.Round(time.Minute))
	}
	// Output: true 2h0m0s
}

// YouTube grants 10,000 units per day, which begins at midnight in California.
func ExampleLimiter_Define() {
	limiter := ratelimit.New(nil)
	limiter.Define("youtube/project/pool", ratelimit.Allowance{
		Limit: 10_000, Location: ratelimit.Pacific(), Kind: ratelimit.Quota,
	})
	insert := social.Call{Network: "youtube", Op: "comments.insert", Charges: []social.Charge{{Budget: "youtube/project/pool", Units: 50}}}
	grant, err := limiter.Acquire(context.Background(), insert)
	if err != nil {
		fmt.Println(err)
		return
	}
	grant.Done(social.Usage{})
	fmt.Println(limiter.Left("youtube/project/pool"))
	// Output: 9950 true
}

// X bills each post that is read: the price of a full page is reserved, then put right.
func ExampleLimiter_Cap() {
	const money, post = "x/1234/money", 5_000 // millionths of a dollar
	limiter := ratelimit.New(nil)
	limiter.Cap(money, 1_000_000, 24*time.Hour) // a dollar a day

	page := social.Call{Network: "x", Op: "mentions", Charges: []social.Charge{{Budget: money, Units: 100 * post}}}
	grant, err := limiter.Acquire(context.Background(), page)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(limiter.Left(money))
	grant.Done(social.Usage{Charges: []social.Charge{{Budget: money, Units: 3 * post}}}) // three posts came
	fmt.Println(limiter.Left(money))
	// Output:
	// 500000 true
	// 985000 true
}
