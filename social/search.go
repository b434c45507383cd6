package social

import (
	"context"
	"iter"
	"time"
)

// SearchQuery says what to look for. Text, Hashtag or both.
type SearchQuery struct {
	Text     string    // words, in the network's own syntax
	Hashtag  string    // without "#"
	Author   Ref       // only posts of this account; zero: anybody
	Since    time.Time // not older; zero: as far back as the network goes
	Until    time.Time // not newer; zero: until now
	Language string    // "" any
	Limit    int       // stop after so many posts, 0: all there are
}

// Searcher watches the network for words, hashtags and accounts.
type Searcher interface {
	// Search iterates over matching posts, newest first where the network can. A condition that the
	// network cannot apply wraps [errors.ErrUnsupported] and names its field.
	Search(ctx context.Context, q *SearchQuery) iter.Seq2[*Post, error]

	// FindAccount finds an account by its handle, with the public metrics that the network shows of it.
	FindAccount(ctx context.Context, handle string) (*Account, error)
}

// Search searches with c if it is a [Searcher].
func Search(ctx context.Context, c any, q *SearchQuery) iter.Seq2[*Post, error] {
	if s, ok := c.(Searcher); ok {
		return s.Search(ctx, q)
	}
	return fail[Post](lacks[Searcher](c))
}

// FindAccount finds an account with c if it is a [Searcher].
func FindAccount(ctx context.Context, c any, handle string) (*Account, error) {
	if s, ok := c.(Searcher); ok {
		return s.FindAccount(ctx, handle)
	}
	return nil, lacks[Searcher](c)
}
