package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ThreadsParams says which comment threads to list: exactly one of VideoID, ChannelID and AllOf.
// See https://developers.google.com/youtube/v3/docs/commentThreads/list.
type ThreadsParams struct {
	VideoID   ID // on a video
	ChannelID ID // about a channel itself; of no use since channels have no discussion page
	AllOf     ID // on all videos of a channel; comes late and is not complete on large ones

	Order      CommentOrder     // "": newest first
	Search     string           // words that they hold
	Moderation ModerationStatus // "": published; the others for the owner of the channel
	Format     TextFormat       // "": plain text
	Parts      []CommentThreadPart
}

// A CommentOrder is an order of comment threads.
type CommentOrder string

// Orders of comment threads.
const (
	OrderTime      CommentOrder = "time" // newest first
	OrderRelevance CommentOrder = "relevance"
)

// ThreadsPage reads a page of comment threads, with a sample of their answers unless Parts says otherwise. There is no
// way to ask for those since a time: read on until they are too old. What was rejected is never listed.
// See https://developers.google.com/youtube/v3/docs/commentThreads/list.
func (c *Client) ThreadsPage(ctx context.Context, params *ThreadsParams, p *PageParams) (*Page[CommentThread], error) {
	return pageOf[CommentThread](ctx, c, threads(params), p)
}

// Threads iterates over comment threads.
func (c *Client) Threads(ctx context.Context, params *ThreadsParams, p *PageParams) iter.Seq2[*CommentThread, error] {
	return paged[CommentThread](ctx, c, threads(params), p)
}

func threads(params *ThreadsParams) *listing {
	own := value(params)
	q := threadQuery(own.Parts, own.Format)
	setText(q, "videoId", string(own.VideoID))
	setText(q, "channelId", string(own.ChannelID))
	setText(q, "allThreadsRelatedToChannelId", string(own.AllOf))
	setText(q, "searchTerms", own.Search)
	if own.Order == "" {
		own.Order = OrderTime
	}
	q.Set("order", string(own.Order))
	setText(q, "moderationStatus", string(own.Moderation))
	return &listing{request{Op: "commentThreads.list", Path: data("commentThreads"), Query: q}, pageComments}
}

func threadQuery(parts []CommentThreadPart, format TextFormat) url.Values {
	q := partQuery(parts, ThreadPartSnippet, ThreadPartReplies)
	setFormat(q, format)
	return q
}

func setFormat(q url.Values, f TextFormat) {
	if f == "" {
		f = TextPlain
	}
	q.Set("textFormat", string(f))
}

// ThreadsByID reads comment threads, 50 a request, in the order asked; those that do not exist are left out.
// See https://developers.google.com/youtube/v3/docs/commentThreads/list.
func (c *Client) ThreadsByID(ctx context.Context, ids ...ID) ([]*CommentThread, error) {
	r := &request{Op: "commentThreads.list", Path: data("commentThreads"), Query: threadQuery(nil, "")}
	return byID(ctx, c, r, ids, func(t *CommentThread) ID { return t.ID })
}

// RepliesPage reads a page of the answers to a comment. parent is the comment at the top of the thread.
// See https://developers.google.com/youtube/v3/docs/comments/list.
func (c *Client) RepliesPage(ctx context.Context, parent ID, p *PageParams) (*Page[Comment], error) {
	return pageOf[Comment](ctx, c, replies(parent), p)
}

// Replies iterates over the answers to a comment. parent is the comment at the top of the thread.
func (c *Client) Replies(ctx context.Context, parent ID, p *PageParams) iter.Seq2[*Comment, error] {
	return paged[Comment](ctx, c, replies(parent), p)
}

func replies(parent ID) *listing {
	q := url.Values{"part": {"snippet"}, "parentId": {string(parent)}}
	setFormat(q, "")
	return &listing{request{Op: "comments.list", Path: data("comments"), Query: q}, pageComments}
}

// Comments reads comments and answers by ID, 50 a request, in the order asked; those that do not exist, or were
// rejected, are left out. See https://developers.google.com/youtube/v3/docs/comments/list.
func (c *Client) Comments(ctx context.Context, ids ...ID) ([]*Comment, error) {
	q := url.Values{"part": {"snippet"}}
	setFormat(q, "")
	return byID(ctx, c, &request{Op: "comments.list", Path: data("comments"), Query: q}, ids, func(m *Comment) ID { return m.ID })
}

// Comment reads one comment or answer; [social.ErrNotFound] if there is none, or it was rejected.
// See https://developers.google.com/youtube/v3/docs/comments/list.
func (c *Client) Comment(ctx context.Context, id ID) (*Comment, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	found, err := c.Comments(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, missing("comments.list")
	default:
		return found[0], nil
	}
}

// AddComment comments on a video, once: when the answer is lost, the newest comments on the video are looked through
// before anything is sent again. YouTube may hold back what it takes for spam without saying so.
// See https://developers.google.com/youtube/v3/docs/commentThreads/insert.
func (c *Client) AddComment(ctx context.Context, video ID, text string) (*CommentThread, error) {
	m, err := c.comment(ctx, &remark{Video: video, Text: text})
	if err != nil {
		return nil, err
	}
	return m.thread(), nil
}

// ReplyToComment answers a comment, once: when the answer is lost, the answers to the comment are looked through
// before anything is sent again. There is one level of answers: parent is the comment at the top of the thread.
// See https://developers.google.com/youtube/v3/docs/comments/insert.
func (c *Client) ReplyToComment(ctx context.Context, parent ID, text string) (*Comment, error) {
	return c.comment(ctx, &remark{Parent: parent, Text: text})
}

// UpdateComment changes the text of a comment of the channel's own.
// See https://developers.google.com/youtube/v3/docs/comments/update.
func (c *Client) UpdateComment(ctx context.Context, id ID, text string) (*Comment, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	return change[Comment](ctx, c, &request{
		Op: "comments.update", Method: http.MethodPut, Path: data("comments"), Query: url.Values{"part": {"snippet"}},
		Body: map[string]any{"id": id, "snippet": map[string]string{"textOriginal": text}},
	})
}

// DeleteComment deletes a comment of the channel's own for good, with its answers; [social.ErrNotFound] if there is
// none. Those of others can be rejected: see [Client.ModerateComments].
// See https://developers.google.com/youtube/v3/docs/comments/delete.
func (c *Client) DeleteComment(ctx context.Context, id ID) error {
	return c.remove(ctx, "comments.delete", data("comments"), id)
}

// ModerateComments publishes, holds or rejects comments on the channel's videos, 50 a request. Rejecting is final and
// takes the answers along; ban goes with it and also rejects whatever the author writes from then on, which no call
// takes back. See https://developers.google.com/youtube/v3/docs/comments/setModerationStatus.
func (c *Client) ModerateComments(ctx context.Context, status ModerationStatus, ban bool, ids ...ID) error {
	if ban && status != ModerationRejected {
		return social.Invalid(network, "ban", "goes with rejecting only")
	}
	for start := 0; start < len(ids); start += maxIDs {
		q := url.Values{"moderationStatus": {string(status)}}
		setList(q, "id", ids[start:min(start+maxIDs, len(ids))])
		setFlag(q, "banAuthor", ban)
		err := c.order(ctx, &request{Op: "comments.setModerationStatus", Path: data("comments", "setModerationStatus"), Query: q})
		if err != nil {
			return err
		}
	}
	return nil
}

// thread is a new comment in the form of a thread.
func (m *Comment) thread() *CommentThread {
	t := &CommentThread{ID: m.ID, Snippet: &CommentThreadSnippet{TopLevel: m}}
	if m.Snippet != nil {
		t.Snippet.VideoID, t.Snippet.ChannelID = m.Snippet.VideoID, m.Snippet.ChannelID
	}
	return t
}

// remark is a comment to be written. It is part of the state of a [social.Pending].
type remark struct {
	Video  ID        `json:"video,omitempty"`  // commented on, or
	Parent ID        `json:"parent,omitempty"` // answered
	On     ID        `json:"on,omitempty"`     // the video under which Parent stands, if known
	Text   string    `json:"text"`
	Key    string    `json:"key,omitempty"`
	Named  bool      `json:"named,omitempty"` // the key is the caller's
	Since  time.Time `json:"since,omitzero"`  // when it was first sent
	Sent   bool      `json:"sent,omitempty"`  // it was sent, and the answer was lost
}

// target names what is commented on.
func (m *remark) target() string {
	if m.Parent != "" {
		return "comment " + string(m.Parent)
	}
	return "video " + string(m.Video)
}

// comment writes a comment once.
func (c *Client) comment(ctx context.Context, m *remark) (*Comment, error) {
	switch {
	case m.Video == "" && m.Parent == "":
		return nil, social.Invalid(network, "id", "is empty")
	case m.Text == "":
		return nil, social.Invalid(network, "Text", "is empty")
	}
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	if m.Since.IsZero() {
		m.Since = time.Now().UTC()
	}
	key := ""
	if m.Named {
		key = m.Key + "\x00" + m.target() + "\x00" + m.Text
	}
	made, err := rest.WriteOnce(ctx, c.rest.Once(), &rest.Write[*Comment]{
		Key:  key,
		Twin: m.target() + " " + m.Text,
		Send: func(ctx context.Context) (*Comment, error) { return c.sendComment(ctx, m) },
		Find: func(ctx context.Context, taken func(string) bool) (*Comment, bool, error) {
			return c.findComment(ctx, m, me.ID, taken)
		},
		ID:   func(made *Comment) string { return string(made.ID) },
		Sent: m.Sent,
	})
	m.Sent = isUncertain(err)
	return made, err
}
