package mastodon

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PushParams subscribes an address to the notifications of the account.
type PushParams struct {
	Endpoint string          // https address that the server posts to
	Key      *ecdh.PublicKey // P-256: messages are encrypted for it
	Auth     []byte          // a secret shared with the server: 16 random bytes
	Standard bool            // encrypt by RFC 8291 (aes128gcm); else by the older draft. Mastodon 4.4
	PushData
}

// PushData is what to be told of, and about whom.
type PushData struct {
	Alerts map[NotificationType]bool // true for the types to be told of
	Policy string                    // all, followed, follower, none; "": all, or kept
}

func (d *PushData) body() map[string]any {
	data := map[string]any{}
	if d.Alerts != nil {
		data["alerts"] = d.Alerts
	}
	if d.Policy != "" {
		data["policy"] = d.Policy
	}
	return data
}

func pushPath() string { return apiPath("push", "subscription") }

// PushSubscription reads the subscription of the token; [social.ErrNotFound] if it has none.
// See https://docs.joinmastodon.org/methods/push/#get.
func (c *Client) PushSubscription(ctx context.Context) (*PushSubscription, error) {
	return get[PushSubscription](ctx, c, "push.get", pushPath(), nil)
}

// CreatePushSubscription subscribes. A token has one subscription: it replaces an earlier one. Scope push.
// See https://docs.joinmastodon.org/methods/push/#create.
func (c *Client) CreatePushSubscription(ctx context.Context, p *PushParams) (*PushSubscription, error) {
	switch {
	case p == nil || !strings.HasPrefix(p.Endpoint, "https://"):
		return nil, social.Invalid(network, "Endpoint", "must be an https address")
	case p.Key == nil || p.Key.Curve() != ecdh.P256():
		return nil, social.Invalid(network, "Key", "must be on the curve P-256")
	case len(p.Auth) != 16:
		return nil, social.Invalid(network, "Auth", "must have 16 bytes")
	}
	subscription := map[string]any{
		"endpoint": p.Endpoint,
		"keys": map[string]string{
			"p256dh": base64.RawURLEncoding.EncodeToString(p.Key.Bytes()),
			"auth":   base64.RawURLEncoding.EncodeToString(p.Auth),
		},
	}
	if p.Standard {
		if err := c.need(ctx, api44, "Standard", "this server encrypts by the older draft only"); err != nil {
			return nil, err
		}
		subscription["standard"] = true
	}
	r := &rest.Request{Op: "push.create", Method: http.MethodPost, Path: pushPath(), Class: rest.Idempotent, Secret: true}
	return send[PushSubscription](ctx, c, familyAll, r, map[string]any{"subscription": subscription, "data": p.body()})
}

// UpdatePushSubscription changes what to be told of. See https://docs.joinmastodon.org/methods/push/#update.
func (c *Client) UpdatePushSubscription(ctx context.Context, d *PushData) (*PushSubscription, error) {
	own := value(d)
	return put[PushSubscription](ctx, c, "push.update", pushPath(), map[string]any{"data": own.body()})
}

// DeletePushSubscription ends the subscription of the token; ending none is no error.
// See https://docs.joinmastodon.org/methods/push/#delete.
func (c *Client) DeletePushSubscription(ctx context.Context) error {
	return order(ctx, c, "push.delete", http.MethodDelete, pushPath(), nil)
}
