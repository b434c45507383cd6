package x

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/relais-go/relais/social"
)

// HideReply moves an answer behind a button where fewer people look; its author is not told. Only answers in
// conversations that the account began can be hidden, else [social.ErrPermission]. Hiding it twice is no error.
// Scope tweet.moderate.write. 50 in 15 minutes, together with UnhideReply.
// See https://docs.x.com/x-api/posts/hide-reply.
func (c *Client) HideReply(ctx context.Context, id ID) error { return c.setHidden(ctx, id, true) }

// UnhideReply shows a hidden answer again. See [Client.HideReply].
func (c *Client) UnhideReply(ctx context.Context, id ID) error { return c.setHidden(ctx, id, false) }

func (c *Client) setHidden(ctx context.Context, id ID, hidden bool) error {
	err := c.become(ctx, &request{
		Op: "tweets.hidden", Method: http.MethodPut, Path: path("tweets", string(id), "hidden"),
		Body: map[string]bool{"hidden": hidden}, Cost: cost{Billed: BilledManage},
	}, "hidden", hidden)
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e.Kind, social.ErrPermission) {
		return err
	}
	own := *e
	own.Message = strings.TrimSpace(own.Message + " (only answers in conversations that the account began can be hidden)")
	return &own
}
