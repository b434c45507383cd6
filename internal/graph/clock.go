package graph

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Now is Meta's clock as far as the answers so far tell it.
func (c *Client) Now() time.Time {
	if lo, hi, ok := c.skew.Bounds(); ok && (lo > 0 || hi < 0) {
		return time.Now().Add(lo + (hi-lo)/2)
	}
	return time.Now()
}

// Clock is Meta's clock for a listener, which must not be ahead of it. Where no answer has told it yet the object, which
// is always there, is asked for.
func (c *Client) Clock(object ID) func(ctx context.Context) (time.Time, error) {
	return inbox.Clock(&c.skew, func(ctx context.Context) error {
		_, err := c.Do(ctx, &Request{Op: "clock", Path: rest.Path(string(object)), Fields: Fields("id"), Priority: social.PriorityPoll}, nil)
		return err
	})
}
