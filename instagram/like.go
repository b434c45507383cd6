package instagram

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/graph"
)

// likesPeriod is the time that Limits.MaxLikes is about.
const likesPeriod = 5 * time.Second

// LikeMedia likes a post as the account: an own one, or one of a public account. Liking it again is no error. Stories
// cannot be liked. Facebook Login only.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/user-likes.
func (c *Client) LikeMedia(ctx context.Context, media ID) error {
	return c.like(ctx, http.MethodPost, "media_id", media)
}

// UnlikeMedia takes a like back. Taking back what is not there is no error. Facebook Login only.
func (c *Client) UnlikeMedia(ctx context.Context, media ID) error {
	return c.like(ctx, http.MethodDelete, "media_id", media)
}

// LikeComment likes a comment as the account. Facebook Login only.
func (c *Client) LikeComment(ctx context.Context, comment ID) error {
	return c.like(ctx, http.MethodPost, "comment_id", comment)
}

// UnlikeComment takes a like back. Facebook Login only.
func (c *Client) UnlikeComment(ctx context.Context, comment ID) error {
	return c.like(ctx, http.MethodDelete, "comment_id", comment)
}

func (c *Client) like(ctx context.Context, method, kind string, id ID) error {
	if err := c.needsFacebook("Reaction"); err != nil {
		return err
	}
	op := "likes.create"
	if method == http.MethodDelete {
		op = "likes.delete"
	}
	return c.order(ctx, &graph.Request{
		Op: op, Method: method, Path: c.userPath("likes"), Params: url.Values{kind: {string(id)}},
		Charges: c.window("likes", c.limits.MaxLikes, likesPeriod),
	})
}
