package youtube

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// sendComment makes the one request.
func (c *Client) sendComment(ctx context.Context, m *remark) (*Comment, error) {
	part := url.Values{"part": {"snippet"}}
	if m.Parent != "" {
		return get[Comment](ctx, c, &request{
			Op: "comments.insert", Method: http.MethodPost, Path: data("comments"), Query: part, Class: rest.Lookup,
			Body: fields{"snippet": fields{"parentId": m.Parent, "textOriginal": m.Text}},
		})
	}
	t, err := get[CommentThread](ctx, c, &request{
		Op: "commentThreads.insert", Method: http.MethodPost, Path: data("commentThreads"), Query: part, Class: rest.Lookup,
		Body: fields{"snippet": fields{
			"videoId": m.Video, "topLevelComment": fields{"snippet": fields{"textOriginal": m.Text}},
		}},
	})
	if err != nil {
		return nil, err
	}
	return t.first(), nil
}

// first is the comment at the top of the thread.
func (t *CommentThread) first() *Comment {
	if t.Snippet == nil || t.Snippet.TopLevel == nil {
		return &Comment{ID: t.ID}
	}
	m := *t.Snippet.TopLevel
	if m.ID == "" {
		m.ID = t.ID
	}
	return &m
}

// Bounds of the search for a comment whose answer was lost.
const findCommentPages = 5 // of 100

// findComment looks for what a lost attempt would have written.
func (c *Client) findComment(ctx context.Context, m *remark, author ID, taken func(string) bool) (*Comment, bool, error) {
	since := m.Since.Add(-lookBack)
	fits := func(got *Comment) bool {
		return got.Snippet != nil && got.AuthorID() == author && !got.Snippet.PublishedAt.Before(since) &&
			sameText(m.Text, got.text()) && !taken(string(got.ID))
	}
	cursor := ""
	for range findCommentPages {
		page, err := c.newestComments(ctx, m, cursor)
		if err != nil {
			return nil, false, err
		}
		old := len(page.Items) > 0
		for _, got := range page.Items {
			if fits(got) {
				return got, true, nil
			}
			old = old && got.Snippet != nil && got.Snippet.PublishedAt.Before(since)
		}
		if cursor = page.Next; cursor == "" || old && m.Parent == "" { // answers come in no promised order
			return nil, false, nil
		}
	}
	return nil, false, nil
}

// newestComments reads a page of comments from where a lost one would stand.
func (c *Client) newestComments(ctx context.Context, m *remark, cursor string) (*social.Page[Comment], error) {
	at := &PageParams{Cursor: cursor}
	if m.Parent != "" {
		l := replies(m.Parent)
		l.Fresh, l.Priority = true, social.PriorityAnswer
		page, err := pageOf[Comment](ctx, c, l, at)
		if err != nil {
			return nil, err
		}
		return &page.Page, nil
	}
	l := threads(&ThreadsParams{VideoID: m.Video, Parts: []CommentThreadPart{ThreadPartSnippet}})
	l.Fresh, l.Priority = true, social.PriorityAnswer
	page, err := pageOf[CommentThread](ctx, c, l, at)
	if err != nil {
		return nil, err
	}
	out := &social.Page[Comment]{Next: page.Next}
	for _, t := range page.Items {
		out.Items = append(out.Items, t.first())
	}
	return out, nil
}

// text is the comment as its author wrote it, as far as YouTube tells.
func (m *Comment) text() string {
	switch {
	case m.Snippet == nil:
		return ""
	case m.Snippet.TextOriginal != "":
		return m.Snippet.TextOriginal
	default: // it was asked for as plain text
		return m.Snippet.TextDisplay
	}
}

// sameText compares without regard to white space, which YouTube trims.
func sameText(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

func isUncertain(err error) bool { return errors.Is(err, social.ErrUncertain) }
