package facebook

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Fields of Pages that webhooks can be had for, beside those of the profile.
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page/.
const (
	FieldFeed             = "feed" // comments, reactions, shares, posts
	FieldMention          = "mention"
	FieldRatings          = "ratings"
	FieldMessages         = "messages"
	FieldMessageEchoes    = "message_echoes" // what the Page sent, by whichever program
	FieldMessageEdits     = "message_edits"
	FieldMessageReactions = "message_reactions"
	FieldMessageReads     = "message_reads"
	FieldPostbacks        = "messaging_postbacks" // buttons that were pressed
	FieldStandby          = "standby"             // messages in conversations that another program leads
)

// ManagerFields are the fields that a [Listener] understands.
func ManagerFields() []string {
	return []string{FieldFeed, FieldMention, FieldRatings, FieldMessages, FieldMessageEdits, FieldMessageReactions, FieldPostbacks}
}

// Subscription is an address that Meta sends changes to, of all Pages that the app is installed on.
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

// SubscriptionParams is a new [Subscription] of Pages.
type SubscriptionParams struct {
	CallbackURL string   // https; a [WebhookHandler] must answer there already
	VerifyToken string   // secret, that of the handler
	Fields      []string // nil means [ManagerFields]
}

// Subscriptions lists where Meta sends changes to, for this app.
// See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/.
func (a *Auth) Subscriptions(ctx context.Context) ([]*Subscription, error) {
	var all []*Subscription
	for s, err := range graph.List[Subscription](ctx, a.App(), &graph.Request{Op: "subscriptions.list", Path: a.subscriptionsPath()}) {
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Subscribe has Meta send changes of Pages to an address, in place of the one before. Meta makes sure of the address at
// once. Each Page must be connected, too: see [Client.SubscribeApp]. Until the app is live, changes come only for
// people with a role on it.
// See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/#publish.
func (a *Auth) Subscribe(ctx context.Context, p *SubscriptionParams) error {
	own := value(p)
	if own.Fields == nil {
		own.Fields = ManagerFields()
	}
	u, err := url.Parse(own.CallbackURL)
	switch {
	case err != nil || u.Host == "":
		return social.Invalid(network, "CallbackURL", "is no address")
	case own.VerifyToken == "":
		return social.Invalid(network, "VerifyToken", "is empty")
	}
	return a.App().Order(ctx, &graph.Request{
		Op: "subscriptions.create", Method: http.MethodPost, Path: a.subscriptionsPath(), Class: rest.Idempotent, Secret: true,
		Params: url.Values{
			"object": {"page"}, "callback_url": {own.CallbackURL}, "verify_token": {own.VerifyToken}, "include_values": {"true"},
			"fields": {strings.Join(own.Fields, ",")},
		},
	})
}

// Unsubscribe ends the sending of changes of Pages: of some fields, or of all if none is named.
func (a *Auth) Unsubscribe(ctx context.Context, fields ...string) error {
	v := url.Values{"object": {"page"}}
	if len(fields) > 0 {
		v.Set("fields", strings.Join(fields, ","))
	}
	return a.App().Order(ctx, &graph.Request{
		Op: "subscriptions.delete", Method: http.MethodDelete, Path: a.subscriptionsPath(), Class: rest.Idempotent, Params: v,
	})
}

func (a *Auth) subscriptionsPath() string { return rest.Path(a.app.ID, "subscriptions") }

// SubscribedApp is an app that a Page is connected with.
type SubscribedApp struct {
	ID     ID       `json:"id"`
	Name   string   `json:"name"`
	Fields []string `json:"subscribed_fields"`
}

// SubscribedApps lists the apps that the Page sends changes to. It needs pages_manage_metadata.
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/.
func (c *Client) SubscribedApps(ctx context.Context) ([]*SubscribedApp, error) {
	var all []*SubscribedApp
	for a, err := range graph.List[SubscribedApp](ctx, c.graph, &graph.Request{Op: "subscribed_apps.list", Path: c.pagePath("subscribed_apps")}) {
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// SubscribeApp connects the Page with the app of the token: Meta then sends these changes of the Page to the address
// of the app, see [Auth.Subscribe]. No fields means [ManagerFields]. It replaces the fields before.
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/#Creating.
func (c *Client) SubscribeApp(ctx context.Context, fields ...string) error {
	if len(fields) == 0 {
		fields = ManagerFields()
	}
	return c.order(ctx, &graph.Request{
		Op: "subscribed_apps.create", Method: http.MethodPost, Path: c.pagePath("subscribed_apps"),
		Params: url.Values{"subscribed_fields": {strings.Join(fields, ",")}},
	})
}

// UnsubscribeApp disconnects the Page from the app of the token.
func (c *Client) UnsubscribeApp(ctx context.Context) error {
	return c.order(ctx, &graph.Request{Op: "subscribed_apps.delete", Method: http.MethodDelete, Path: c.pagePath("subscribed_apps")})
}
