package x

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Reply implements [social.Replier]: it is Publish with ReplyTo set. X puts the mention of those who are answered
// before the text by itself.
//
// On self-serve plans X takes an answer only where the author mentions or quotes the account in that very post, and
// to the account's own posts: the refusal is [social.ErrPermission] with Field "ReplyTo" and says so. It is nothing
// that a repeat would change. See https://docs.x.com/changelog.
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	own := *d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, &own)
}
