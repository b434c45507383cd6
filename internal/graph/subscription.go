package graph

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Subscription is an address that Meta sends changes to, of all objects of a kind that the app is connected with.
type Subscription struct {
	Object      string              `json:"object"` // "page", "instagram", …
	CallbackURL string              `json:"callback_url"`
	Active      bool                `json:"active"`
	Fields      []SubscriptionField `json:"fields"`
}

// SubscriptionField is a field of a [Subscription].
type SubscriptionField struct {
	Name    string `json:"name"`
	Version string `json:"version"` // of the API, in which the values come
}

// SubscriptionParams is a new [Subscription].
type SubscriptionParams struct {
	CallbackURL string   // https; a handler of webhooks must answer there already
	VerifyToken string   // secret, that of the handler
	Fields      []string // nil means those that a listener understands
}

// Subscriptions lists where Meta sends changes to, for this app.
// See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/.
func (a *Auth) Subscriptions(ctx context.Context) ([]*Subscription, error) {
	return All[Subscription](ctx, a.app, &Request{Op: "subscriptions.list", Path: a.subscriptionsPath()})
}

// Subscribe has Meta send changes of a kind of objects to an address, in place of the one before. Meta makes sure of the
// address at once. Errors: [social.ErrInvalid] with Field "CallbackURL" or "VerifyToken".
// See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/#publish.
func (a *Auth) Subscribe(ctx context.Context, object string, p SubscriptionParams) error {
	u, err := url.Parse(p.CallbackURL)
	switch {
	case err != nil || u.Host == "":
		return social.Invalid(a.cfg.Network, "CallbackURL", "is no address")
	case p.VerifyToken == "":
		return social.Invalid(a.cfg.Network, "VerifyToken", "is empty")
	}
	return a.app.Order(ctx, &Request{
		Op: "subscriptions.create", Method: http.MethodPost, Path: a.subscriptionsPath(), Secret: true,
		Params: url.Values{
			"object": {object}, "callback_url": {p.CallbackURL}, "verify_token": {p.VerifyToken}, "include_values": {"true"},
			"fields": {strings.Join(p.Fields, ",")},
		},
	})
}

// Unsubscribe ends the sending of changes of a kind of objects: of some fields, or of all if none is named.
func (a *Auth) Unsubscribe(ctx context.Context, object string, fields ...string) error {
	v := url.Values{"object": {object}}
	SetText(v, "fields", strings.Join(fields, ","))
	return a.app.Order(ctx, &Request{Op: "subscriptions.delete", Method: http.MethodDelete, Path: a.subscriptionsPath(), Params: v})
}

func (a *Auth) subscriptionsPath() string { return rest.Path(a.cfg.App.ID, "subscriptions") }

// SubscribedApp is an app that a page or account is connected with.
type SubscribedApp struct {
	ID     ID       `json:"id"`
	Name   string   `json:"name"`
	Fields []string `json:"subscribed_fields"`
}

// SubscribedApps lists the apps that an object sends changes to. path is that of the edge.
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/.
func (c *Client) SubscribedApps(ctx context.Context, path string) ([]*SubscribedApp, error) {
	return All[SubscribedApp](ctx, c, &Request{Op: "subscribed_apps.list", Path: path})
}

// SubscribeApp connects an object with the app of the token. It replaces the fields before.
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/#Creating.
func (c *Client) SubscribeApp(ctx context.Context, path string, fields []string) error {
	return c.Order(ctx, &Request{
		Op: "subscribed_apps.create", Method: http.MethodPost, Path: path, Params: url.Values{"subscribed_fields": {strings.Join(fields, ",")}},
	})
}

// UnsubscribeApp disconnects an object from the app of the token.
func (c *Client) UnsubscribeApp(ctx context.Context, path string) error {
	return c.Order(ctx, &Request{Op: "subscribed_apps.delete", Method: http.MethodDelete, Path: path})
}
