package social

import "context"

// Deleter takes back what the account published.
type Deleter interface {
	// Delete removes a post, comment or scheduled post of the account's own for good. It returns
	// [ErrNotFound] when there is no such thing; a repeat whose first answer was lost succeeds.
	Delete(ctx context.Context, ref Ref) error
}

// Delete removes a post with c if it is a [Deleter].
func Delete(ctx context.Context, c any, ref Ref) error {
	if d, ok := c.(Deleter); ok {
		return d.Delete(ctx, ref)
	}
	return lacks[Deleter](c)
}
