package linkedin

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Comments are read with r_organization_social_feed, below posts of Pages alone, and written with
// w_organization_social_feed or w_member_social_feed, all of the product Community Management API. Without them
// LinkedIn refuses: [social.ErrPermission], which names what is missing.

const resourceActions = "/rest/socialActions"

// commentsPath is that of the comments below a post or comment.
func commentsPath(on URN) string { return resourceActions + "/" + on.encoded() + "/comments" }

// commentPath is that of a comment.
func commentPath(comment URN) (string, error) {
	on, id, ok := comment.Comment()
	if !ok {
		return "", social.Invalid(network, "comment", "is not the URN of a comment")
	}
	return commentsPath(on) + "/" + escapeText(id), nil
}

// mostComments is how many comments are asked for at once.
const mostComments = 100

// CommentsPage reads a page of the comments on a post, or of the answers to a comment, in LinkedIn's order, of which its
// documentation promises nothing. on is a post by any of its URNs, or a comment.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api#retrieve-comments-on-shares.
func (c *Client) CommentsPage(ctx context.Context, on URN, p *PageParams) (*Page[Comment], error) {
	l, err := commentsBelow(on)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, c, l, p)
}

// Comments iterates over the comments on a post, or over the answers to a comment: see [Client.CommentsPage].
func (c *Client) Comments(ctx context.Context, on URN, p *PageParams) iter.Seq2[*Comment, error] {
	l, err := commentsBelow(on)
	if err != nil {
		return failing[Comment](err)
	}
	return paged(ctx, c, l, p)
}

func commentsBelow(on URN) (*listing[Comment], error) {
	if err := checkThread("on", on); err != nil {
		return nil, err
	}
	return &listing[Comment]{
		request: request{Op: "comments.list", Method: MethodGetAll, Path: commentsPath(on)},
		most:    mostComments, id: func(k *Comment) string { return string(k.URN) },
	}, nil
}

// checkThread refuses what nothing can be written below.
func checkThread(field string, on URN) error {
	switch on.Kind() {
	case KindShare, KindUGCPost, KindActivity:
		return nil
	case KindComment:
		if _, _, ok := on.Comment(); ok {
			return nil
		}
	}
	return social.Invalid(network, field, "is not the URN of a post or comment")
}

// failing is a sequence that cannot begin.
func failing[T any](err error) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) { yield(nil, err) }
}

// Comment reads a comment; [social.ErrNotFound] if there is none.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api#retrieve-comments-on-shares.
func (c *Client) Comment(ctx context.Context, comment URN) (*Comment, error) {
	path, err := commentPath(comment)
	if err != nil {
		return nil, err
	}
	return get[Comment](ctx, c, &request{Op: "comments.get", Method: MethodGet, Path: path})
}

// maxBatch is how many comments are read at once.
const maxBatch = 50

// CommentsByID reads several comments, up to 50 below the same post or comment at once, in the order asked; those that
// do not exist are left out. Applications of the Development tier may read one at a time only: see [Client.Comment].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api#batch-get-comments.
func (c *Client) CommentsByID(ctx context.Context, comments ...URN) ([]*Comment, error) {
	found := map[commentKey]*Comment{}
	for on, ids := range grouped(comments) {
		for chunk := range slices.Chunk(ids, maxBatch) {
			some, err := c.batchComments(ctx, on, chunk, social.PriorityAnswer)
			if err != nil {
				return nil, err
			}
			for id, k := range some {
				found[commentKey{on, id}] = k
			}
		}
	}
	var out []*Comment
	for _, u := range comments {
		on, id, _ := u.Comment()
		if k := found[commentKey{on, id}]; k != nil {
			out = append(out, k)
		}
	}
	return out, nil
}

// commentKey is a comment as the API names it.
type commentKey struct {
	on URN
	id string
}

// grouped are the numbers of comments by what they stand below. What is no URN of a comment cannot exist.
func grouped(comments []URN) map[URN][]string {
	out := map[URN][]string{}
	for _, u := range comments {
		if on, id, ok := u.Comment(); ok && !slices.Contains(out[on], id) {
			out[on] = append(out[on], id)
		}
	}
	return out
}

// batchComments reads comments below one thing by their numbers. Of those that fail only the missing are left out.
func (c *Client) batchComments(ctx context.Context, on URN, ids []string, p social.Priority) (map[string]*Comment, error) {
	found, failed, err := batchGet[Comment](ctx, c, &request{
		Op: "comments.batchGet", Path: commentsPath(on), Query: idsOf(ids), Priority: p,
	})
	if err != nil {
		return nil, err
	}
	for _, err := range failed {
		if !errors.Is(err, social.ErrNotFound) {
			return nil, err
		}
	}
	return found, nil
}

// CommentParams is a comment to be written.
type CommentParams struct {
	Text  Text // with mentions, if need be; 1,250 characters at most
	Image URN  // that was uploaded for whoever comments, "" for none; LinkedIn lets few applications attach one
}

// CreateComment comments on a post, or answers a comment, once: when the answer is lost, the newest comments in that place
// are looked through. Where they may not be read, as below posts of members, the error is [social.ErrUncertain] then. There
// is one level of answers; one to an answer is refused.
//
// LinkedIn lets a member write about one comment a minute, and answers 404 for some seconds to a comment on a new post.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api#create-comment.
func (c *Client) CreateComment(ctx context.Context, on URN, p *CommentParams) (*Comment, error) {
	own := deref(p)
	return c.comment(ctx, &remark{On: on, Message: own.Text.message(), Image: own.Image})
}

// UpdateComment changes the text of a comment that the client's author wrote.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api#edit-a-comment.
func (c *Client) UpdateComment(ctx context.Context, comment URN, text Text) (*Comment, error) {
	m := text.message()
	if m.Text == "" {
		return nil, social.Invalid(network, "Text", "is empty")
	}
	r, err := c.changeComment(ctx, comment)
	if err != nil {
		return nil, err
	}
	r.Op, r.Method, r.Body = "comments.update", MethodPartialUpdate, patchBody(map[string]any{"message": patch{Set: m}})
	k, _, err := c.commentOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if k.URN == "" {
		k.URN = comment
	}
	if k.Message.Text == "" {
		k.Message = m
	}
	return k, nil
}

// DeleteComment deletes a comment for good, with the answers to it: one that the client's author wrote. Whether
// administrators may delete what others write below the posts of their Page, LinkedIn's documents do not say; if not, it is
// [social.ErrPermission]. [social.ErrNotFound] if there is no such comment.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api#delete-a-comment.
func (c *Client) DeleteComment(ctx context.Context, comment URN) error {
	r, err := c.changeComment(ctx, comment)
	if err != nil {
		return err
	}
	r.Op, r.Method, r.Gone = "comments.delete", MethodDelete, true
	return c.order(ctx, r)
}

// changeComment begins a request that changes a comment in the author's name.
func (c *Client) changeComment(ctx context.Context, comment URN) (*request, error) {
	path, err := commentPath(comment)
	if err != nil {
		return nil, err
	}
	q, err := c.asAuthor(ctx)
	if err != nil {
		return nil, err
	}
	return &request{Path: path, Query: q}, nil
}

// asAuthor is the parameter that says in whose name something is done.
func (c *Client) asAuthor(ctx context.Context) (params, error) {
	author, err := c.Author(ctx)
	if err != nil {
		return nil, err
	}
	var q params
	q.text("actor", string(author))
	return q, nil
}

// commentOf makes a request that may answer with a comment, or with nothing.
func (c *Client) commentOf(ctx context.Context, r *request) (*Comment, *rest.Answer, error) {
	var body []byte
	a, err := c.do(ctx, r, &body)
	if err != nil {
		return nil, nil, err
	}
	k := new(Comment)
	if rest.Decode(body, k) != nil { // what stands is not doubted because of how it is told
		k = new(Comment)
	}
	return k, a, nil
}
