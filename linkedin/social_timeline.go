package linkedin

import (
	"context"
	"iter"

	"github.com/relais-go/relais/social"
)

// Posts implements [social.Timeline]: the posts of the client's author, newest first by when they were made. It needs
// r_organization_social, or for a member r_member_social, which is granted to few. A post of somebody else that was shared
// again without a word comes only with Shares. The author's comments stand in no list: Replies is
// [errors.ErrUnsupported].
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	own := deref(q)
	return func(yield func(*social.Post, error) bool) {
		if own.Replies {
			yield(nil, social.Unsupported(network, "Replies", "the author's own comments stand in no list"))
			return
		}
		author, err := c.Author(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		given, old := 0, 0
		for p, err := range c.PostsOf(ctx, author, OrderCreated, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			out := p.portable()
			switch {
			case p.State != PostPublished && p.State != PostRequested, p.Reshare != nil && p.Commentary.String() == "" && !own.Shares:
				continue
			case out.Time.Before(own.Since): // what was scheduled in the app may have been made long before it was published
				if old++; old >= maxPosts {
					return
				}
				continue
			}
			given++
			if !yield(out, nil) || own.Limit > 0 && given >= own.Limit {
				return
			}
		}
	}
}
