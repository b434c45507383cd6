package graph

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Attempt is what is kept of a write that is made once, for the process that goes on with it. It is part of the State of
// a [social.Pending].
type Attempt struct {
	Key   string    `json:"key"`
	Named bool      `json:"named,omitempty"` // by the caller, who may come back with it
	Since time.Time `json:"since,omitzero"`  // Meta's clock before it was sent first
	Sent  bool      `json:"sent,omitempty"`  // and the answer was lost
}

// Once makes a write once, or goes on with it. w says what to send and how to find it: Key and Sent are those of a.
func Once[T any](ctx context.Context, c *Client, a *Attempt, w *rest.Write[T]) (T, error) {
	if a.Since.IsZero() {
		a.Since = c.Now().UTC()
	}
	if a.Named {
		w.Key = a.Key + "\x00" + w.Twin
	}
	w.Sent = a.Sent
	made, err := rest.WriteOnce(ctx, c.rest.Once(), w)
	a.Sent = errors.Is(err, social.ErrUncertain)
	return made, err
}
