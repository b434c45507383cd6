package instagram

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func commentFields() []graph.Field {
	return []graph.Field{
		"id", "text", "timestamp", "username", "like_count", "hidden", "parent_id",
		graph.Expand("from").Select("id", "username"), graph.Expand("media").Select("id", "media_product_type"),
	}
}

// Comments iterates over the comments below a media, newest first, each with its answers. Instagram gives up to 50 at
// once. Comments of people that the account restricts, and those below advertisements, are missing.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/comments.
func (c *Client) Comments(ctx context.Context, media ID) iter.Seq2[*Comment, error] {
	return graph.List[Comment](ctx, c.graph, commentsRequest(media))
}

func commentsRequest(media ID) *graph.Request {
	fields := append(commentFields(), graph.Expand("replies").Limit(50).Select(commentFields()...))
	return &graph.Request{
		Op: "comments.list", Path: rest.Path(string(media), "comments"), Fields: graph.Fields(fields...), Params: url.Values{"limit": {"50"}},
	}
}

// CommentsPage reads one page of comments: the first for an empty cursor.
func (c *Client) CommentsPage(ctx context.Context, media ID, cursor string) (*social.Page[Comment], error) {
	e, err := graph.EdgeOf[Comment](ctx, c.graph, commentsRequest(media), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// Replies iterates over the answers to a comment.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-comment/replies.
func (c *Client) Replies(ctx context.Context, comment ID) iter.Seq2[*Comment, error] {
	return graph.List[Comment](ctx, c.graph, &graph.Request{
		Op: "replies.list", Path: rest.Path(string(comment), "replies"), Fields: graph.Fields(commentFields()...), Params: url.Values{"limit": {"50"}},
	})
}

// Comment reads a comment. See https://developers.facebook.com/docs/instagram-platform/reference/instagram-comment.
func (c *Client) Comment(ctx context.Context, id ID) (*Comment, error) {
	return c.readComment(ctx, id, false)
}

func (c *Client) readComment(ctx context.Context, id ID, fresh bool) (*Comment, error) {
	r := &graph.Request{Op: "comments.get", Path: rest.Path(string(id)), Fields: graph.Fields(commentFields()...)}
	if fresh {
		return askFresh[Comment](ctx, c, r)
	}
	return ask[Comment](ctx, c, r)
}

// CreateComment comments below an own media and returns the ID of the comment. A lost answer is
// [social.ErrUncertain]; [Client.Reply] looks for what became of it.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/comments#create.
func (c *Client) CreateComment(ctx context.Context, media ID, message string) (ID, error) {
	return c.createComment(ctx, media, "comments", message, rest.Unsafe)
}

// ReplyComment answers a comment and returns the ID of the answer. An answer to an answer stands below the first
// comment. See https://developers.facebook.com/docs/instagram-platform/reference/instagram-comment/replies#create.
func (c *Client) ReplyComment(ctx context.Context, comment ID, message string) (ID, error) {
	return c.createComment(ctx, comment, "replies", message, rest.Unsafe)
}

func (c *Client) createComment(ctx context.Context, parent ID, edge, message string, class rest.Class) (ID, error) {
	id, err := c.graph.Create(ctx, &graph.Request{
		Op: edge + ".create", Method: http.MethodPost, Path: rest.Path(string(parent), edge), Params: url.Values{"message": {message}},
		Class: class, Priority: social.PriorityAnswer,
	})
	if err == nil && id == parent {
		return "", &social.Error{Network: network, Op: edge + ".create", Kind: social.ErrUncertain, Message: "Instagram names the comment that was answered as the answer"}
	}
	return id, err
}

// HideComment hides a comment from everybody but its author, or shows it again. The account's own stay visible.
func (c *Client) HideComment(ctx context.Context, id ID, hidden bool) error {
	return c.order(ctx, &graph.Request{
		Op: "comments.hide", Method: http.MethodPost, Path: rest.Path(string(id)), Params: url.Values{"hide": {strconv.FormatBool(hidden)}},
	})
}

// DeleteComment removes a comment below a media of the account. One that the account wrote elsewhere cannot be
// removed by the API.
func (c *Client) DeleteComment(ctx context.Context, id ID) error {
	return c.order(ctx, &graph.Request{Op: "comments.delete", Method: http.MethodDelete, Path: rest.Path(string(id))})
}

// EnableComments opens or closes the comments of a media.
func (c *Client) EnableComments(ctx context.Context, media ID, enabled bool) error {
	return c.order(ctx, &graph.Request{
		Op: "media.comments", Method: http.MethodPost, Path: rest.Path(string(media)), Params: url.Values{"comment_enabled": {strconv.FormatBool(enabled)}},
	})
}

// commentState is a comment on its way. It is part of the State of a [social.Pending].
type commentState struct {
	Parent  ID        `json:"parent,omitempty"`
	OnMedia bool      `json:"on_media,omitempty"` // it answers the media itself
	Mention ID        `json:"mention,omitempty"`  // the media of somebody else that mentions the account, if it answers that
	Message string    `json:"message"`
	Key     string    `json:"key"`
	Named   bool      `json:"named,omitempty"`
	Since   time.Time `json:"since,omitzero"`
	Sent    bool      `json:"sent,omitempty"` // and the answer was lost
}

func newCommentState(to social.Ref, message, key string, named bool) *commentState {
	return &commentState{Parent: ID(to.ID), OnMedia: to.Kind != social.RefComment, Message: message, Key: key, Named: named}
}

func (s *commentState) whole() bool { return s == nil || s.Message != "" }

// commentOnce makes a comment, once.
func (c *Client) commentOnce(ctx context.Context, s *commentState) (*social.Post, error) {
	if s.Since.IsZero() {
		s.Since = c.now().UTC()
	}
	twin := strings.Join([]string{"comment", string(s.Parent), s.Message}, "\x00")
	key := ""
	if s.Named {
		key = s.Key + "\x00" + twin
	}
	id, err := rest.WriteOnce(ctx, c.graph.Rest().Once(), &rest.Write[ID]{
		Key: key, Twin: twin, ID: func(id ID) string { return string(id) }, Sent: s.Sent,
		Send: func(ctx context.Context) (ID, error) { return s.send(ctx, c) },
		Find: func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
			return c.findComment(ctx, s, taken)
		},
	})
	s.Sent = errors.Is(err, social.ErrUncertain)
	if err != nil {
		return nil, err
	}
	var k *Comment
	if s.Mention != "" { // which can be read by those alone who own what is above it
		k = &Comment{ID: id, Text: s.Message, Timestamp: Time{Time: c.now().UTC()}}
	} else if k, err = c.readComment(ctx, id, true); err != nil {
		c.graph.Rest().Log().WarnContext(ctx, "the comment stands, but cannot be read", "network", network, "id", string(id), "error", err)
		k = &Comment{ID: id, Text: s.Message, Timestamp: Time{Time: c.now().UTC()}}
	}
	out := k.portable()
	if out.Author.Ref.ID == "" {
		out.Author.Ref = accountRef(c.cfg.User)
	}
	if out.ReplyTo.IsZero() {
		out.ReplyTo = commentRef(s.Parent)
		if s.OnMedia {
			out.ReplyTo = postRef(s.Parent)
		}
	}
	return out, nil
}

// findComment looks for a comment of the account among the newest in the same place.
func (c *Client) findComment(ctx context.Context, s *commentState, taken func(string) bool) (ID, bool, error) {
	if s.Mention != "" {
		return s.findAnswer(ctx, c, taken)
	}
	list := c.Replies(ctx, s.Parent)
	if s.OnMedia {
		list = c.Comments(ctx, s.Parent)
	}
	me, err := c.Me(ctx)
	if err != nil {
		return "", false, err
	}
	oldest := s.Since.Add(-findMargin)
	n := 0
	for k, err := range list {
		if err != nil {
			return "", false, err
		}
		old := !k.Timestamp.IsZero() && k.Timestamp.Before(oldest)
		if !old && c.wrote(me, k) && sameCaption(k.Text, s.Message) && !taken(string(k.ID)) {
			return k.ID, true, nil
		}
		if n++; n >= findMost || old && s.OnMedia { // answers come oldest first
			break
		}
	}
	return "", false, nil
}

// wrote reports whether a comment is the account's own.
func (c *Client) wrote(me *Account, k *Comment) bool {
	author := k.author()
	return author.ID == c.cfg.User || author.ID == me.ID || author.Username != "" && strings.EqualFold(author.Username, me.Username)
}
