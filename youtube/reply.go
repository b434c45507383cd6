package youtube

import (
	"context"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Reply implements [social.Replier]: a comment on a video, or an answer to a comment, whose author YouTube tells. There
// is one level of answers: one to an answer stands beside it, and begins with the handle of whom it answers, who would not
// hear of it otherwise, unless it holds that already.
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	own := d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, own)
}

// addressed is a text that names whom it answers.
func addressed(text, author string) string {
	handle := handleOf(author)
	if handle == "" || strings.Contains(strings.ToLower(text), "@"+strings.ToLower(handle)) {
		return text
	}
	return "@" + handle + " " + text
}
