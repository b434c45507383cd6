package social

import (
	"context"
	"iter"
	"time"
)

// PostsQuery narrows the account's own posts. nil means all.
type PostsQuery struct {
	Since   time.Time // not older; zero: all
	Limit   int       // stop after so many, 0: all there are
	Replies bool      // with answers to others
	Shares  bool      // with posts of others that the account shared
}

// Timeline reads what the account published.
type Timeline interface {
	// Posts iterates over the account's own posts, newest first. Nothing is fetched before ranging, each
	// range starts anew, and an error comes once and last.
	Posts(ctx context.Context, q *PostsQuery) iter.Seq2[*Post, error]
}

// Posts reads own posts with c if it has a [Timeline].
func Posts(ctx context.Context, c any, q *PostsQuery) iter.Seq2[*Post, error] {
	if t, ok := c.(Timeline); ok {
		return t.Posts(ctx, q)
	}
	return fail[Post](lacks[Timeline](c))
}
