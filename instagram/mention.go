package instagram

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// MentionedMedia reads a post of somebody else whose caption names the account. Mentions stand in no list: webhooks tell
// their IDs. Those of private accounts are missing; mentions in stories come as messages.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media.
func (c *Client) MentionedMedia(ctx context.Context, media ID) (*Media, error) {
	documented := []graph.Field{"id", "caption", "media_type", "media_url", "timestamp", "username", "like_count", "comments_count"}
	all := append([]graph.Field{"permalink", "media_product_type", "thumbnail_url", "shortcode"}, documented...)
	return firstOf(func(fields []graph.Field) (*Media, error) {
		a, err := c.askMention(ctx, graph.Expand("mentioned_media").Arg("media_id", string(media)).Select(fields...))
		if err == nil && a.Media == nil {
			err = unmentioned()
		}
		if err != nil {
			return nil, err
		}
		return a.Media, nil
	}, all, documented)
}

// MentionedComment reads a comment below a post of somebody else that names the account.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment.
func (c *Client) MentionedComment(ctx context.Context, comment ID) (*Comment, error) {
	documented := []graph.Field{"id", "text", "timestamp", "like_count", graph.Expand("media").Select("id")}
	all := append([]graph.Field{"username", graph.Expand("from").Select("id", "username"), "parent_id"}, documented...)
	return firstOf(func(fields []graph.Field) (*Comment, error) {
		a, err := c.askMention(ctx, graph.Expand("mentioned_comment").Arg("comment_id", string(comment)).Select(fields...))
		if err == nil && a.Comment == nil {
			err = unmentioned()
		}
		if err != nil {
			return nil, err
		}
		return a.Comment, nil
	}, all, documented)
}

// firstOf asks for all fields and, where Instagram does not know one of them there, for those that are documented.
func firstOf[T any](read func([]graph.Field) (*T, error), all, documented []graph.Field) (*T, error) {
	v, err := read(all)
	if errors.Is(err, social.ErrInvalid) {
		return read(documented)
	}
	return v, err
}

func unmentioned() error {
	return &social.Error{Network: network, Op: "mentions.get", Kind: social.ErrNotFound, Status: http.StatusOK, Message: "Instagram shows nothing"}
}

// mention is the answer to a question about one.
type mention struct {
	Media   *Media   `json:"mentioned_media"`
	Comment *Comment `json:"mentioned_comment"`
}

func (c *Client) askMention(ctx context.Context, field graph.Field) (*mention, error) {
	return ask[mention](ctx, c, &graph.Request{Op: "mentions.get", Path: rest.Path(string(c.cfg.User)), Fields: graph.Fields(field, "id")})
}

// ReplyMention answers a post whose caption names the account or, with comment, a comment below it that does, and
// returns the ID of the answer. A lost answer is [social.ErrUncertain]; [Client.Reply] looks for what became of it.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions.
func (c *Client) ReplyMention(ctx context.Context, media, comment ID, message string) (ID, error) {
	return c.replyMention(ctx, media, comment, message, rest.Unsafe)
}

func (c *Client) replyMention(ctx context.Context, media, comment ID, message string, class rest.Class) (ID, error) {
	v := url.Values{"media_id": {string(media)}, "message": {message}}
	graph.SetText(v, "comment_id", string(comment))
	return c.graph.Create(ctx, &graph.Request{
		Op: "mentions.create", Method: http.MethodPost, Path: c.userPath("mentions"), Params: v, Class: class, Priority: social.PriorityAnswer,
	})
}

// send makes a comment. What does not belong to the account may mention it: then the answer takes another way, which
// Mention notes.
func (s *commentState) send(ctx context.Context, c *Client) (ID, error) {
	if s.Mention == "" {
		edge := "replies"
		if s.OnMedia {
			edge = "comments"
		}
		id, err := c.createComment(ctx, s.Parent, edge, s.Message, rest.Lookup)
		if !errors.Is(err, social.ErrNotFound) && !errors.Is(err, social.ErrPermission) {
			return id, err
		}
		media, ok := s.mentionIn(ctx, c)
		if !ok {
			return "", err
		}
		s.Mention = media
	}
	if s.OnMedia {
		return c.replyMention(ctx, s.Mention, "", s.Message, rest.Lookup)
	}
	return c.replyMention(ctx, s.Mention, s.Parent, s.Message, rest.Lookup)
}

// mentionIn is the media of the mention that is answered; false if it is none.
func (s *commentState) mentionIn(ctx context.Context, c *Client) (ID, bool) {
	if s.OnMedia {
		m, err := c.MentionedMedia(ctx, s.Parent)
		return s.Parent, err == nil && m != nil
	}
	k, err := c.MentionedComment(ctx, s.Parent)
	if err != nil || k.Media == nil || k.Media.ID == "" {
		return "", false
	}
	return k.Media.ID, true
}

// findAnswer looks for the answer to a mention among the newest comments that Instagram shows of it. Answers to a
// comment show nowhere.
func (s *commentState) findAnswer(ctx context.Context, c *Client, taken func(string) bool) (ID, bool, error) {
	if !s.OnMedia {
		return "", false, social.Unsupported(network, "mentions", "answers to comments on posts of others are not shown")
	}
	me, err := c.Me(ctx)
	if err != nil {
		return "", false, err
	}
	comments := graph.Expand("comments").Limit(50).Select("id", "text", "timestamp", "username")
	a, err := ask[struct {
		Media *struct {
			Comments graph.Edge[Comment] `json:"comments"`
		} `json:"mentioned_media"`
	}](ctx, c, &graph.Request{
		Op: "mentions.find", Path: rest.Path(string(c.cfg.User)),
		Fields: graph.Fields(graph.Expand("mentioned_media").Arg("media_id", string(s.Mention)).Select("id", comments)),
	})
	if err == nil && a.Media == nil {
		err = unmentioned()
	}
	if err != nil {
		return "", false, err
	}
	for _, k := range a.Media.Comments.Data {
		if k != nil && c.wrote(me, k) && !k.Timestamp.Before(s.Since.Add(-findMargin)) && sameCaption(k.Text, s.Message) && !taken(string(k.ID)) {
			return k.ID, true, nil
		}
	}
	return "", false, nil
}
