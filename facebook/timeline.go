package facebook

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// PostsParams says which posts to read. nil means all.
type PostsParams struct {
	Since time.Time // zero: no bound
	Until time.Time // not included; zero: no bound
	Limit int       // of a page, 0: 25; at most 100
}

// PublishedPosts iterates over what the Page published, newest first, with counters. Facebook gives about 600 posts of
// a year; reels are missing: see Reels.
// See https://developers.facebook.com/docs/graph-api/reference/page/published_posts/.
func (c *Client) PublishedPosts(ctx context.Context, p *PostsParams) iter.Seq2[*Post, error] {
	return graph.List[Post](ctx, c.graph, c.postsAt("published.list", "published_posts", p))
}

// VisitorPosts iterates over what others posted on the Page.
// See https://developers.facebook.com/docs/graph-api/reference/page/visitor_posts/.
func (c *Client) VisitorPosts(ctx context.Context, p *PostsParams) iter.Seq2[*Post, error] {
	return graph.List[Post](ctx, c.graph, c.postsAt("visitors.list", "visitor_posts", p))
}

// TaggedPosts iterates over public posts that tag the Page.
// See https://developers.facebook.com/docs/graph-api/reference/page/tagged/.
func (c *Client) TaggedPosts(ctx context.Context, p *PostsParams) iter.Seq2[*Post, error] {
	return graph.List[Post](ctx, c.graph, c.postsAt("tagged.list", "tagged", p))
}

func (c *Client) postsAt(op, edge string, p *PostsParams) *graph.Request {
	own := value(p)
	v := limitParam(min(own.Limit, 100))
	graph.SetTime(v, "since", own.Since)
	graph.SetTime(v, "until", own.Until)
	fields := append(postFields(), postCounters()...)
	return &graph.Request{Op: op, Path: c.pagePath(edge), Fields: graph.Fields(fields...), Params: v}
}

// Posts implements [social.Timeline]: what the Page published, and of what it shared only with Shares. Answers to others
// are comments, which stand in no list: with Replies it is [errors.ErrUnsupported].
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	p := &PostsParams{Limit: 50, Since: own.Since}
	if own.Limit > 0 {
		p.Limit = min(own.Limit, 50)
	}
	return func(yield func(*social.Post, error) bool) {
		if own.Replies {
			yield(nil, social.Unsupported(network, "Replies", "comments of the Page stand in no list"))
			return
		}
		n := 0
		for post, err := range c.PublishedPosts(ctx, p) {
			if err != nil {
				yield(nil, err)
				return
			}
			if post.ParentID != "" && !own.Shares || !own.Since.IsZero() && post.CreatedTime.Before(own.Since) {
				continue
			}
			if !yield(post.portable(), nil) {
				return
			}
			if n++; n == own.Limit {
				return
			}
		}
	}
}
