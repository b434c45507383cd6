package x

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Everything about webhooks needs the program's own token ([Config.App]).

// CreateWebhook registers an address that X sends events to. X challenges it at once, so a [WebhookHandler] must
// answer there already. The address must be https, without a port, and no longer than 200 characters.
// See https://docs.x.com/x-api/webhooks/create-webhook.
func (c *Client) CreateWebhook(ctx context.Context, address string) (*Webhook, error) {
	if err := checkWebhookURL(address); err != nil {
		return nil, err
	}
	a, err := one[Webhook](ctx, c, &request{
		Op: "webhooks.create", Method: http.MethodPost, Path: path("webhooks"), Body: map[string]string{"url": address},
		Class: rest.Unsafe, App: true,
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// checkWebhookURL refuses what X would refuse. Test servers on loopback addresses are let through.
func checkWebhookURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "":
		return social.Invalid(network, "address", "is no address")
	case len(address) > 200:
		return social.Invalid(network, "address", "is longer than 200 characters")
	case isLoopback(u.Hostname()):
		return nil
	case u.Scheme != "https":
		return social.Invalid(network, "address", "must be https")
	case u.Port() != "":
		return social.Invalid(network, "address", "must not have a port")
	default:
		return nil
	}
}

func isLoopback(host string) bool { return host == "127.0.0.1" || host == "::1" || host == "localhost" }

// Webhooks lists the registered addresses. See https://docs.x.com/x-api/webhooks/get-webhook.
func (c *Client) Webhooks(ctx context.Context) ([]*Webhook, error) {
	q := url.Values{"webhook_config.fields": {"created_at,id,url,valid"}}
	a, err := ask[[]*Webhook](ctx, c, &request{Op: "webhooks", Path: path("webhooks"), Query: q, App: true})
	if err != nil {
		return nil, err
	}
	return present(a.Data), partial("webhooks", a.Errors)
}

// ValidateWebhook makes X challenge a webhook now, and send events to it again if the answer is right. X stops
// to after a wrong answer, and after about 28 hours without one.
// See https://docs.x.com/x-api/webhooks/validate-webhook.
func (c *Client) ValidateWebhook(ctx context.Context, id ID) (valid bool, err error) {
	v, err := order[struct {
		Valid bool `json:"valid"`
	}](ctx, c, &request{Op: "webhooks.validate", Method: http.MethodPut, Path: path("webhooks", string(id)), App: true})
	return value(v).Valid, err
}

// DeleteWebhook removes an address. See https://docs.x.com/x-api/webhooks/delete-webhook.
func (c *Client) DeleteWebhook(ctx context.Context, id ID) error {
	_, err := order[any](ctx, c, &request{Op: "webhooks.delete", Method: http.MethodDelete, Path: path("webhooks", string(id)), App: true})
	return err
}

// replayDepth is how far back X can replay.
const replayDepth = 24 * time.Hour

// ReplayWebhook makes X send the events of a period again, whether or not they were delivered: for what got lost
// while the program was down. X keeps them for 24 hours and counts in whole minutes; both ends belong to the
// period. A [WebhookHandler] that has seen an event lately drops its repeat.
// See https://docs.x.com/x-api/webhooks/create-replay-job-for-webhook.
func (c *Client) ReplayWebhook(ctx context.Context, id ID, from, to time.Time) (*ReplayJob, error) {
	switch {
	case !from.Before(to):
		return nil, social.Invalid(network, "to", "is not after from")
	case time.Since(from) > replayDepth+time.Minute:
		return nil, social.Invalid(network, "from", "is more than 24 hours ago")
	}
	const layout = "200601021504"
	a, err := one[ReplayJob](ctx, c, &request{
		Op: "webhooks.replay", Method: http.MethodPost, Path: path("webhooks", "replay"), Class: rest.Unsafe, App: true,
		Body: map[string]string{
			"webhook_id": string(id), "from_date": from.UTC().Format(layout), "to_date": to.UTC().Format(layout),
		},
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// StreamLinks lists the webhooks that the filtered stream is sent to. Enterprise only.
// See https://docs.x.com/x-api/webhooks/stream/introduction.
func (c *Client) StreamLinks(ctx context.Context) ([]*StreamLink, error) {
	a, err := ask[[]*StreamLink](ctx, c, &request{Op: "webhooks.links", Path: path("tweets", "search", "webhooks"), App: true})
	if err != nil {
		return nil, onPlan(err, "the filtered stream over webhooks")
	}
	return present(a.Data), partial("webhooks.links", a.Errors)
}

// LinkStream sends the filtered stream to a webhook, too. Enterprise only.
// See https://docs.x.com/x-api/webhooks/stream/introduction.
func (c *Client) LinkStream(ctx context.Context, webhook ID) error {
	_, err := order[any](ctx, c, &request{
		Op: "webhooks.link", Method: http.MethodPost, Path: path("tweets", "search", "webhooks", string(webhook)), App: true,
	})
	return onPlan(err, "the filtered stream over webhooks")
}

// UnlinkStream stops sending the filtered stream to a webhook. Enterprise only.
// See https://docs.x.com/x-api/webhooks/stream/introduction.
func (c *Client) UnlinkStream(ctx context.Context, webhook ID) error {
	_, err := order[any](ctx, c, &request{
		Op: "webhooks.unlink", Method: http.MethodDelete, Path: path("tweets", "search", "webhooks", string(webhook)), App: true,
	})
	return onPlan(err, "the filtered stream over webhooks")
}
