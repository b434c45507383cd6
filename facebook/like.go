package facebook

import (
	"context"
	"net/http"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
)

// Like likes a post, photo, video or comment as the Page. Liking it again is no error. The API knows no other reaction
// of a Page. See https://developers.facebook.com/docs/graph-api/reference/object/likes#publish.
func (c *Client) Like(ctx context.Context, id ID) error {
	return c.order(ctx, &graph.Request{
		Op: "likes.create", Method: http.MethodPost, Path: rest.Path(string(id), "likes"),
	})
}

// Unlike takes a like back. Taking back what is not there is no error.
func (c *Client) Unlike(ctx context.Context, id ID) error {
	return c.order(ctx, &graph.Request{Op: "likes.delete", Method: http.MethodDelete, Path: rest.Path(string(id), "likes")})
}

// HidePost hides a post from the Page's timeline, or shows it there again. Facebook lets a program change what it made
// itself: posts of others, and of visitors, can be [social.ErrPermission]. They can be deleted.
// See https://developers.facebook.com/docs/graph-api/reference/page-post/#updating.
func (c *Client) HidePost(ctx context.Context, id ID, hidden bool) error {
	return c.UpdatePost(ctx, id, &PostUpdate{Hidden: &hidden})
}

// PinPost pins a post to the top of the Page's timeline, or takes it off there.
// See https://developers.facebook.com/docs/graph-api/reference/page-post/#updating.
func (c *Client) PinPost(ctx context.Context, id ID, pinned bool) error {
	return c.UpdatePost(ctx, id, &PostUpdate{Pinned: &pinned})
}
