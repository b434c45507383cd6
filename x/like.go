package x

import (
	"context"
	"iter"
	"net/http"
)

// LikePost likes a post; liking it twice is no error. Scope like.write. 50 in 15 minutes, 1,000 a day. Self-serve
// plans lost it in April 2026: there the error is [social.ErrPermission].
// See https://docs.x.com/x-api/users/like-post.
func (c *Client) LikePost(ctx context.Context, id ID) error {
	r := request{Op: "likes.create", Method: http.MethodPost, Body: postName{id, ""}, Cost: cost{Billed: BilledInteract}}
	return c.lacking(c.relate(ctx, r, "liked", true, "likes"), "liking")
}

// UnlikePost takes a like back; that there is none is no error. Scope like.write. 50 in 15 minutes, 1,000 a day.
// Self-serve plans may not have it, as LikePost. See https://docs.x.com/x-api/users/unlike-post.
func (c *Client) UnlikePost(ctx context.Context, id ID) error {
	r := request{Op: "likes.delete", Method: http.MethodDelete, Cost: cost{Billed: BilledUninteract}}
	return c.lacking(c.relate(ctx, r, "liked", false, "likes", string(id)), "taking likes back")
}

// postName names a post in what is sent.
type postName struct {
	ID     ID `json:"tweet_id"`
	Folder ID `json:"folder_id,omitempty"`
}

// LikedPostsPage reads a page of the posts that an account likes, the newest like first: 5 to 100. Scope like.read;
// an account's token is needed. 75 in 15 minutes. s chooses what comes along; nil means [DefaultPosts].
// See https://docs.x.com/x-api/users/get-liked-posts.
func (c *Client) LikedPostsPage(ctx context.Context, user ID, s *PostSelection, p *PageParams) (*Page[Post], error) {
	l, err := c.postsAt("users.liked_tweets", path("users", string(user), "liked_tweets"), nil, s, 5, 100, c.isMe(user))
	return c.readPosts(ctx, l, err, p)
}

// LikedPosts iterates over the posts that an account likes, the newest like first.
func (c *Client) LikedPosts(ctx context.Context, user ID, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.LikedPostsPage(ctx, user, s, p)
	})
}

// LikingUsersPage reads a page of the accounts that like a post, the newest first: 1 to 100. X gives no more than
// 100 of them for a post, ever: public metrics have the full count. Scope like.read; an account's token is needed.
// 75 in 15 minutes. s chooses what comes along; nil means [DefaultUsers].
// See https://docs.x.com/x-api/posts/get-liking-users.
func (c *Client) LikingUsersPage(ctx context.Context, post ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	l := accountList{op: "tweets.liking_users", path: path("tweets", string(post), "liking_users"), most: 100, billed: BilledUser}
	return c.accountPage(ctx, l, s, p)
}

// LikingUsers iterates over the accounts that like a post, 100 at most.
func (c *Client) LikingUsers(ctx context.Context, post ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.LikingUsersPage(ctx, post, s, p)
	})
}
