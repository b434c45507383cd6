package x

import (
	"cmp"
	"context"
	"iter"
	"net/http"
)

// RepostPost shares a post as it is. It returns the ID of the repost, "" if X does not say, as when the account had
// reposted the post before, which is no error. Scope tweet.write. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/repost-post.
func (c *Client) RepostPost(ctx context.Context, id ID) (ID, error) {
	at, err := c.minePath(ctx, "retweets")
	if err != nil {
		return "", err
	}
	state, err := c.change(ctx, &request{
		Op: "retweets.create", Method: http.MethodPost, Path: at, Body: postName{id, ""}, Cost: cost{Billed: BilledInteract},
	})
	if already(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if err := confirmed("retweets.create", state, "retweeted", true); err != nil {
		return "", err
	}
	newer, _ := state["rest_id"].(string)
	older, _ := state["id"].(string)
	return ID(cmp.Or(newer, older)), nil
}

// UnrepostPost takes a repost back; that there is none is no error. id is that of the post that was shared, not of
// the repost. Scope tweet.write. 50 in 15 minutes. See https://docs.x.com/x-api/users/unrepost-post.
func (c *Client) UnrepostPost(ctx context.Context, id ID) error {
	r := request{Op: "retweets.delete", Method: http.MethodDelete, Cost: cost{Billed: BilledUninteract}}
	return c.relate(ctx, r, "retweeted", false, "retweets", string(id))
}

// RepostsPage reads a page of the reposts of a post, the newest first: 1 to 100. 75 in 15 minutes. s chooses what
// comes along; nil means [DefaultPosts]. See https://docs.x.com/x-api/posts/get-reposts.
func (c *Client) RepostsPage(ctx context.Context, post ID, s *PostSelection, p *PageParams) (*Page[Post], error) {
	l, err := c.postsAt("tweets.retweets", path("tweets", string(post), "retweets"), nil, s, 1, 100, false)
	return c.readPosts(ctx, l, err, p)
}

// Reposts iterates over the reposts of a post, the newest first.
func (c *Client) Reposts(ctx context.Context, post ID, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.RepostsPage(ctx, post, s, p)
	})
}

// RepostersPage reads a page of the accounts that reposted a post, the newest first: 1 to 100. 75 in 15 minutes. s
// chooses what comes along; nil means [DefaultUsers]. See https://docs.x.com/x-api/posts/get-reposted-by.
func (c *Client) RepostersPage(ctx context.Context, post ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	l := accountList{op: "tweets.retweeted_by", path: path("tweets", string(post), "retweeted_by"), most: 100, billed: BilledUser}
	return c.accountPage(ctx, l, s, p)
}

// Reposters iterates over the accounts that reposted a post, the newest first.
func (c *Client) Reposters(ctx context.Context, post ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.RepostersPage(ctx, post, s, p)
	})
}

// RepostsOfMePage reads a page of the account's own posts that others have reposted, the newest first: 1 to 100.
// Scope timeline.read. 75 in 15 minutes. s chooses what comes along; nil means [DefaultPosts].
// See https://docs.x.com/x-api/users/get-reposts-of-me.
func (c *Client) RepostsOfMePage(ctx context.Context, s *PostSelection, p *PageParams) (*Page[Post], error) {
	l, err := c.postsAt("users.reposts_of_me", path("users", "reposts_of_me"), nil, s, 1, 100, false)
	return c.readPosts(ctx, l, err, p)
}

// RepostsOfMe iterates over the account's own posts that others have reposted, the newest first.
func (c *Client) RepostsOfMe(ctx context.Context, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.RepostsOfMePage(ctx, s, p)
	})
}
