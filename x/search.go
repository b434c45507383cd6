package x

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// A SortOrder orders the results of a search.
type SortOrder string

// Orders. The zero value is by time.
const (
	SortRecency   SortOrder = "recency"
	SortRelevancy SortOrder = "relevancy"
)

// SearchParams narrow a search or a count. nil means all that X has.
type SearchParams struct {
	Since, Until time.Time // not older, and older than; to the second, and both at least 10 seconds ago. X is half a minute behind
	SinceID      ID        // only newer posts, of seven days in the recent search; excludes Since and Until
	UntilID      ID        // only older posts; excludes Since and Until
	Order        SortOrder
}

func (p *SearchParams) query(text string) url.Values {
	q := url.Values{"query": {text}}
	if p == nil {
		return q
	}
	setTime(q, "start_time", p.Since)
	setTime(q, "end_time", p.Until)
	setText(q, "since_id", string(p.SinceID))
	setText(q, "until_id", string(p.UntilID))
	setText(q, "sort_order", string(p.Order))
	return q
}

// checkQuery refuses what is too long for X, before anything is sent.
func (c *Client) checkQuery(text string, use QueryUse) error {
	most := use.MaxLength(c.cfg.Plan)
	switch n := utf16Length(text); {
	case n == 0:
		return social.Invalid(network, "Query", "is empty")
	case most > 0 && n > most:
		return social.Invalid(network, "Query", fmt.Sprintf("has %d characters, %d fit", n, most))
	default:
		return nil
	}
}

// SearchRecentPage reads a page of the posts of the last seven days that match a query in X's language, newest
// first: 10 to 100. Queries are up to 512 characters long. Posts that quote another are not all found; see
// [Client.Quotes]. s chooses what comes along; nil means [DefaultPosts].
// See https://docs.x.com/x-api/posts/search-recent-posts.
func (c *Client) SearchRecentPage(ctx context.Context, query string, w *SearchParams, s *PostSelection, p *PageParams) (*Page[Post], error) {
	if err := c.checkQuery(query, QuerySearchRecent); err != nil {
		return nil, err
	}
	l, err := c.postsAt("tweets.search.recent", path("tweets", "search", "recent"), w.query(query), s, 10, 100, false)
	return c.readPosts(ctx, l, err, p)
}

// SearchRecent iterates over the posts of the last seven days that match a query.
func (c *Client) SearchRecent(ctx context.Context, query string, w *SearchParams, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.SearchRecentPage(ctx, query, w, s, p)
	})
}

// SearchAllPage reads a page of all posts since 2006 that match a query, newest first: 10 to 500. It takes the
// program's own token and goes out once a second at most. Queries are up to 1,024 characters long.
// See https://docs.x.com/x-api/posts/search-all-posts.
func (c *Client) SearchAllPage(ctx context.Context, query string, w *SearchParams, s *PostSelection, p *PageParams) (*Page[Post], error) {
	if err := c.checkQuery(query, QuerySearchAll); err != nil {
		return nil, err
	}
	const op = "tweets.search.all"
	c.defineOnce(op, ratelimit.Allowance{Name: "second", Limit: 1, Period: time.Second})
	l, err := c.postsAt(op, path("tweets", "search", "all"), w.query(query), s, 10, 500, false)
	if err == nil {
		l.App = true
	}
	return c.readPosts(ctx, l, err, p)
}

// SearchAll iterates over all posts since 2006 that match a query.
func (c *Client) SearchAll(ctx context.Context, query string, w *SearchParams, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.SearchAllPage(ctx, query, w, s, p)
	})
}

// defineOnce tells the limiter of a documented window that X's answers do not speak of.
func (c *Client) defineOnce(family string, a ratelimit.Allowance) {
	definer, ok := c.rest().Options().Limiter.(interface {
		Define(budget string, a ratelimit.Allowance)
	})
	if !ok || c.app == nil {
		return
	}
	if _, done := c.defined.LoadOrStore(family, true); !done {
		definer.Define(c.budget(true, family), a)
	}
}

// CountRecentPage counts the posts of the last seven days that match a query, in steps of minutes, hours or days; ""
// means hours. Meta.TotalPosts is the sum. See https://docs.x.com/x-api/posts/get-count-of-recent-posts.
func (c *Client) CountRecentPage(ctx context.Context, query string, w *SearchParams, step Granularity, p *PageParams) (*Page[PostCount], error) {
	if err := c.checkQuery(query, QuerySearchRecent); err != nil {
		return nil, err
	}
	return c.countPage(ctx, "recent", BilledCountRecent, w.query(query), step, p)
}

// CountRecent iterates over the counts of the last seven days.
func (c *Client) CountRecent(ctx context.Context, query string, w *SearchParams, step Granularity) iter.Seq2[*PostCount, error] {
	return c.counts(ctx, func(ctx context.Context, p *PageParams) (*Page[PostCount], error) {
		return c.CountRecentPage(ctx, query, w, step, p)
	})
}

// CountAllPage counts all posts since 2006 that match a query, 31 days a page. It takes the program's own token.
// See https://docs.x.com/x-api/posts/get-count-of-all-posts.
func (c *Client) CountAllPage(ctx context.Context, query string, w *SearchParams, step Granularity, p *PageParams) (*Page[PostCount], error) {
	if err := c.checkQuery(query, QuerySearchAll); err != nil {
		return nil, err
	}
	return c.countPage(ctx, "all", BilledCountAll, w.query(query), step, p)
}

// CountAll iterates over the counts since 2006, or since w.Since.
func (c *Client) CountAll(ctx context.Context, query string, w *SearchParams, step Granularity) iter.Seq2[*PostCount, error] {
	return c.counts(ctx, func(ctx context.Context, p *PageParams) (*Page[PostCount], error) {
		return c.CountAllPage(ctx, query, w, step, p)
	})
}

func (c *Client) countPage(ctx context.Context, which string, billed Billed, q url.Values, step Granularity, p *PageParams) (*Page[PostCount], error) {
	q.Del("sort_order")
	setText(q, "granularity", string(step))
	setText(q, "next_token", value(p).Cursor)
	r := &request{
		Op: "tweets.counts." + which, Path: path("tweets", "counts", which), Query: q, App: which == "all",
		Cost: cost{Billed: billed, Most: 1, Call: true},
	}
	a, err := ask[[]*PostCount](ctx, c, r)
	if err != nil {
		return nil, err
	}
	out := &Page[PostCount]{Meta: a.Meta, Problems: partial(r.Op, a.Errors)}
	out.Items, out.Next = present(a.Data), a.Meta.NextToken
	return out, nil
}

func (c *Client) counts(ctx context.Context, read func(context.Context, *PageParams) (*Page[PostCount], error)) iter.Seq2[*PostCount, error] {
	start := func(n *PostCount) ID { return ID(n.Start.Format(time.RFC3339)) }
	return paged(ctx, c, nil, start, read)
}
