package facebook

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// CommentParams is a comment by the Page: a text, a file, or both.
// See https://developers.facebook.com/docs/graph-api/reference/object/comments/#publish.
type CommentParams struct {
	Message  string `json:"message,omitempty"`
	Photo    ID     `json:"photo,omitempty"`     // of [Client.UploadPhoto], unpublished
	PhotoURL string `json:"photo_url,omitempty"` // public address of a picture
	GIFURL   string `json:"gif_url,omitempty"`   // public address of an animated GIF to share
}

func (p *CommentParams) form() url.Values {
	v := url.Values{}
	graph.SetText(v, "message", p.Message)
	graph.SetText(v, "attachment_id", string(p.Photo))
	graph.SetText(v, "attachment_url", p.PhotoURL)
	graph.SetText(v, "attachment_share_url", p.GIFURL)
	return v
}

// Order is in which order comments come.
type Order string

// Orders.
const (
	OldestFirst Order = "chronological"
	NewestFirst Order = "reverse_chronological"
)

// CommentsParams says which comments to read. nil means those of the first level, in Facebook's order.
type CommentsParams struct {
	All   bool  // answers to comments, too
	Order Order // "": Facebook's, mostly by how much they are liked
	Since time.Time
	Limit int // of a page, 0: Facebook's
}

func commentFields() string {
	return graph.Fields("id", "message", "created_time", "permalink_url", "message_tags", "comment_count", "like_count", "user_likes",
		"is_hidden", "is_private", "can_comment", "can_hide", "can_like", "can_remove", "can_reply_privately",
		graph.Expand("from").Select("id", "name"), graph.Expand("parent").Select("id"), graph.Expand("object").Select("id"),
		graph.Expand("attachment").Select("type", "media_type", "title", "description", "url", "target", "media"))
}

func (p *CommentsParams) request(object ID) *graph.Request {
	own := value(p)
	v := limitParam(own.Limit)
	if own.All {
		v.Set("filter", "stream")
	}
	graph.SetText(v, "order", string(own.Order))
	graph.SetTime(v, "since", own.Since)
	return &graph.Request{Op: "comments.list", Path: rest.Path(string(object), "comments"), Fields: commentFields(), Params: v}
}

// Comments iterates over the comments below a post, photo, video or comment. Gaps between pages are normal: what the
// Page may not see is left out. p may be nil.
// See https://developers.facebook.com/docs/graph-api/reference/object/comments.
func (c *Client) Comments(ctx context.Context, object ID, p *CommentsParams) iter.Seq2[*Comment, error] {
	return graph.List[Comment](ctx, c.graph, p.request(object))
}

// CommentsPage reads one page of comments: the first for an empty cursor.
func (c *Client) CommentsPage(ctx context.Context, object ID, p *CommentsParams, cursor string) (*social.Page[Comment], error) {
	e, err := graph.EdgeOf[Comment](ctx, c.graph, p.request(object), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// Comment reads a comment. See https://developers.facebook.com/docs/graph-api/reference/comment/.
func (c *Client) Comment(ctx context.Context, id ID) (*Comment, error) {
	return c.readComment(ctx, id, false)
}

func (c *Client) readComment(ctx context.Context, id ID, fresh bool) (*Comment, error) {
	return ask[Comment](ctx, c, &graph.Request{Op: "comments.get", Path: rest.Path(string(id)), Fields: commentFields(), Fresh: fresh})
}

// CreateComment comments as the Page below a post, photo, video or comment, and returns the ID of the new comment. A
// lost answer is [social.ErrUncertain]; [Client.Reply] looks for what became of it.
// See https://developers.facebook.com/docs/graph-api/reference/object/comments/#publish.
func (c *Client) CreateComment(ctx context.Context, parent ID, p *CommentParams) (ID, error) {
	return c.createComment(ctx, parent, p, rest.Unsafe)
}

func (c *Client) createComment(ctx context.Context, parent ID, p *CommentParams, class rest.Class) (ID, error) {
	id, err := c.graph.Create(ctx, &graph.Request{
		Op: "comments.create", Method: http.MethodPost, Path: rest.Path(string(parent), "comments"), Params: p.form(), Class: class,
		Priority: social.PriorityAnswer,
	})
	if err == nil && id == parent { // the sign of a call that edits instead of answering
		return "", &social.Error{Network: network, Op: "comments.create", Kind: social.ErrUncertain, Message: "Facebook names the comment that was answered as the answer"}
	}
	return id, err
}

// EditComment changes a comment that the Page wrote.
// See https://developers.facebook.com/docs/graph-api/reference/comment/#updating.
func (c *Client) EditComment(ctx context.Context, id ID, p *CommentParams) error {
	return c.order(ctx, &graph.Request{Op: "comments.update", Method: http.MethodPost, Path: rest.Path(string(id)), Params: p.form()})
}

// HideComment hides a comment from all but its author and their friends, or shows it again.
func (c *Client) HideComment(ctx context.Context, id ID, hidden bool) error {
	return c.order(ctx, &graph.Request{
		Op: "comments.hide", Method: http.MethodPost, Path: rest.Path(string(id)), Params: url.Values{"is_hidden": {strconv.FormatBool(hidden)}},
	})
}

// DeleteComment removes a comment, of the Page or of anybody else on it.
func (c *Client) DeleteComment(ctx context.Context, id ID) error {
	return c.remove(ctx, "comments.delete", id)
}
