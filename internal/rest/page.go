package rest

import (
	"context"
	"iter"

	"github.com/relais-go/relais/social"
)

// Pages iterates over all items of a paged list, beginning with the page at cursor. Nothing is fetched before
// ranging and each range starts anew. An error comes once, with a nil item, and last. It stops on a page
// without a next one, and on a cursor that came before, as servers that repeat themselves would never end. An
// empty page does not end it: some servers filter after paging.
func Pages[T any](ctx context.Context, cursor string, fetch func(ctx context.Context, cursor string) (*social.Page[T], error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		seen := map[string]struct{}{}
		for next := cursor; ; {
			page, err := fetch(ctx, next)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range page.Items {
				if item != nil && !yield(item, nil) {
					return
				}
			}
			seen[next] = struct{}{}
			next = page.Next
			if _, again := seen[next]; next == "" || again {
				return
			}
		}
	}
}

// Map converts the items of a sequence.
func Map[A, B any](seq iter.Seq2[*A, error], convert func(*A) *B) iter.Seq2[*B, error] {
	return func(yield func(*B, error) bool) {
		for a, err := range seq {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(convert(a), nil) {
				return
			}
		}
	}
}
