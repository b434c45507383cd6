package x

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// UserPostsParams narrow a list of posts. nil means all that X still gives.
type UserPostsParams struct {
	ExcludeReplies bool // X then goes back 800 posts only
	ExcludeReposts bool
	Since, Until   time.Time // not older, and older than; to the second, and both at least 10 seconds ago
	SinceID        ID        // only newer posts
	UntilID        ID        // only older posts
}

func (p *UserPostsParams) query() url.Values {
	q := url.Values{}
	if p == nil {
		return q
	}
	var exclude []string
	if p.ExcludeReplies {
		exclude = append(exclude, "replies")
	}
	if p.ExcludeReposts {
		exclude = append(exclude, "retweets")
	}
	setList(q, "exclude", exclude)
	setTime(q, "start_time", p.Since)
	setTime(q, "end_time", p.Until)
	setText(q, "since_id", string(p.SinceID))
	setText(q, "until_id", string(p.UntilID))
	return q
}

// postsAt is a list of posts.
func (c *Client) postsAt(op, path string, q url.Values, s *PostSelection, least, most int, own bool) (*list, error) {
	fields, err := c.posts(s)
	if err != nil {
		return nil, err
	}
	return &list{
		request: request{Op: op, Path: path, Query: with(q, fields)}, least: least, most: most,
		bill: func(n int) cost { return c.owned(c.postCost(s, n), own) },
	}, nil
}

// readPosts reads a page of a list of posts.
func (c *Client) readPosts(ctx context.Context, l *list, err error, p *PageParams) (*Page[Post], error) {
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, c, l, p, func(in *Includes, posts []*Post) { in.Join(posts...) })
}

// postPages iterates over a list of posts by its page method.
func (c *Client) postPages(ctx context.Context, p *PageParams, read func(context.Context, *PageParams) (*Page[Post], error)) iter.Seq2[*Post, error] {
	return paged(ctx, c, p, func(p *Post) ID { return p.ID }, read)
}

func (c *Client) userPosts(id ID, u *UserPostsParams, s *PostSelection, own bool) (*list, error) {
	return c.postsAt("users.tweets", path("users", string(id), "tweets"), u.query(), s, 5, 100, own)
}

// UserPostsPage reads a page of the posts of an account, newest first: 5 to 100. X goes back 3,200 posts. s chooses
// what comes along; nil means [DefaultPosts]. See https://docs.x.com/x-api/users/get-posts.
func (c *Client) UserPostsPage(ctx context.Context, id ID, u *UserPostsParams, s *PostSelection, p *PageParams) (*Page[Post], error) {
	l, err := c.userPosts(id, u, s, c.isMe(id))
	return c.readPosts(ctx, l, err, p)
}

// UserPosts iterates over the posts of an account, newest first.
func (c *Client) UserPosts(ctx context.Context, id ID, u *UserPostsParams, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.UserPostsPage(ctx, id, u, s, p)
	})
}

// MentionsPage reads a page of the posts that mention an account, with replies and quotes, newest first: 5 to 100.
// X goes back 800 posts. See https://docs.x.com/x-api/users/get-mentions.
func (c *Client) MentionsPage(ctx context.Context, id ID, u *UserPostsParams, s *PostSelection, p *PageParams) (*Page[Post], error) {
	own := value(u)
	own.ExcludeReplies, own.ExcludeReposts = false, false
	l, err := c.postsAt("users.mentions", path("users", string(id), "mentions"), own.query(), s, 5, 100, c.isMe(id))
	return c.readPosts(ctx, l, err, p)
}

// Mentions iterates over the posts that mention an account, newest first.
func (c *Client) Mentions(ctx context.Context, id ID, u *UserPostsParams, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.MentionsPage(ctx, id, u, s, p)
	})
}

// HomePage reads a page of what the account follows, newest first: 1 to 100. X goes back 3,200 posts or 7 days.
// See https://docs.x.com/x-api/users/get-timeline.
func (c *Client) HomePage(ctx context.Context, u *UserPostsParams, s *PostSelection, p *PageParams) (*Page[Post], error) {
	id, err := c.myID(ctx)
	if err != nil {
		return nil, err
	}
	l, err := c.postsAt("users.home", path("users", string(id), "timelines", "reverse_chronological"), u.query(), s, 1, 100, false)
	return c.readPosts(ctx, l, err, p)
}

// Home iterates over what the account follows, newest first.
func (c *Client) Home(ctx context.Context, u *UserPostsParams, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.HomePage(ctx, u, s, p)
	})
}

// QuotesPage reads a page of the posts that quote a post, newest first: 10 to 100. Search does not find them.
// exclude drops replies or reposts. See https://docs.x.com/x-api/posts/get-quoted-posts.
func (c *Client) QuotesPage(ctx context.Context, id ID, u *UserPostsParams, s *PostSelection, p *PageParams) (*Page[Post], error) {
	only := UserPostsParams{ExcludeReplies: value(u).ExcludeReplies, ExcludeReposts: value(u).ExcludeReposts}
	l, err := c.postsAt("tweets.quotes", path("tweets", string(id), "quote_tweets"), only.query(), s, 10, 100, false)
	return c.readPosts(ctx, l, err, p)
}

// Quotes iterates over the posts that quote a post, newest first. It ends when X goes on giving the same ones.
func (c *Client) Quotes(ctx context.Context, id ID, u *UserPostsParams, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.QuotesPage(ctx, id, u, s, p)
	})
}

// isMe reports whether an ID is known to be the account's own.
func (c *Client) isMe(id ID) bool {
	me := c.me.Peek()
	return me != nil && me.ID == id
}
