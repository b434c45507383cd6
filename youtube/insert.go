package youtube

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/rest"
)

// insert makes a write that must happen once: w says how to look for what it makes.
func insert[T any](ctx context.Context, c *Client, r *request, w *rest.Write[*T]) (*T, error) {
	w.Send = func(ctx context.Context) (*T, error) {
		own := *r
		own.Class = rest.Lookup
		return get[T](ctx, c, &own)
	}
	return rest.WriteOnce(ctx, c.rest.Once(), w)
}

// lookBack is how far YouTube's clock may be behind ours. Its times are cut to seconds.
const lookBack = time.Minute

// looking is since when to look for what is about to be made.
func looking() time.Time { return time.Now().Add(-lookBack).Truncate(time.Second) }
