package facebook

import (
	"context"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// commentState is a comment on its way. It is part of the State of a [social.Pending].
type commentState struct {
	graph.Attempt

	Parent ID             `json:"parent,omitempty"`
	Params *CommentParams `json:"params"`
	Files  int            `json:"files,omitempty"`
}

// Reply implements [social.Replier]: d becomes a comment below the post, or an answer to the comment. Facebook keeps
// two levels of comments: what answers an answer stands below the first comment, and its author is told all the same.
// It may carry one photo. The answer to a private message is one: see [Client.Send].
//
// It happens once: an answer that got lost is looked for among the newest comments there.
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment, social.RefReview); err != nil {
		return nil, err
	}
	if to.Kind == social.RefReview { // is told of by a post
		to.Kind = social.RefPost
	}
	own := d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, own)
}

// commentOnce makes a comment, once.
func (c *Client) commentOnce(ctx context.Context, s *commentState, media []*social.Media) (*Comment, error) {
	if s.Files > 0 && s.Params.Photo == "" && !s.Sent {
		made, err := c.sendPhoto(ctx, media[0], &PhotoParams{Unpublished: true}, rest.Idempotent, draft.MediaField(0))
		if err != nil {
			return nil, err
		}
		s.Params.Photo = made.ID
	}
	twin := strings.Join([]string{"comment", string(s.Parent), strings.TrimSpace(s.Params.Message)}, "\x00")
	id, err := graph.Once(ctx, c.graph, &s.Attempt, &rest.Write[ID]{
		Twin: twin, ID: func(id ID) string { return string(id) },
		Send: func(ctx context.Context) (ID, error) { return c.createComment(ctx, s.Parent, s.Params, rest.Lookup) },
		Find: func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
			return c.findComment(ctx, s, taken)
		},
	})
	if err != nil {
		return nil, err
	}
	k, err := c.readComment(ctx, id, true)
	if err != nil {
		c.graph.Rest().Log().WarnContext(ctx, "the comment stands, but cannot be read", "network", network, "id", string(id), "error", err)
		k = &Comment{ID: id, Message: s.Params.Message, CreatedTime: Time{Time: c.now().UTC()}}
	}
	return k, nil
}

// findComment looks for a comment of the Page among the newest below the same parent.
func (c *Client) findComment(ctx context.Context, s *commentState, taken func(string) bool) (ID, bool, error) {
	oldest := s.Since.Add(-findMargin)
	n := 0
	r := (&CommentsParams{All: true, Order: NewestFirst, Limit: 100}).request(s.Parent)
	r.Priority = social.PriorityAnswer
	for k, err := range graph.List[Comment](ctx, c.graph, r) {
		if err != nil {
			return "", false, err
		}
		ours := k.From != nil && k.From.ID == c.cfg.Page
		if ours && !k.CreatedTime.Before(oldest) && sameText(k.Message, s.Params.Message) && (k.Attachment != nil) == s.Params.attaches() && !taken(string(k.ID)) {
			return k.ID, true, nil
		}
		if n++; n >= findPages*100 {
			break
		}
	}
	return "", false, nil
}

func (p *CommentParams) attaches() bool { return p.Photo != "" || p.PhotoURL != "" || p.GIFURL != "" }

// commented is a comment that was just made.
func (c *Client) commented(k *Comment, s *commentState) *social.Post {
	if k.From == nil {
		k.From = &From{ID: c.cfg.Page}
	}
	out := k.portable()
	if out.ReplyTo.IsZero() {
		out.ReplyTo = postRef(s.Parent)
	}
	return out
}
