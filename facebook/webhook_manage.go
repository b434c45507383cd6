package facebook

import (
	"context"

	"github.com/relais-go/relais/internal/graph"
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
type Subscription = graph.Subscription

// SubscriptionField is a field of a [Subscription], and the version of the API in which its values come.
type SubscriptionField = graph.SubscriptionField

// SubscriptionParams is a new [Subscription] of Pages: the https address, where a [WebhookHandler] must answer already,
// the handler's secret VerifyToken, and Fields: nil means [ManagerFields].
type SubscriptionParams = graph.SubscriptionParams

// Subscriptions lists where Meta sends changes to, for this app.
// See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/.
func (a *Auth) Subscriptions(ctx context.Context) ([]*Subscription, error) {
	return a.Auth.Subscriptions(ctx)
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
	return a.Auth.Subscribe(ctx, "page", own)
}

// Unsubscribe ends the sending of changes of Pages: of some fields, or of all if none is named.
func (a *Auth) Unsubscribe(ctx context.Context, fields ...string) error {
	return a.Auth.Unsubscribe(ctx, "page", fields...)
}

// SubscribedApp is an app that a Page is connected with.
type SubscribedApp = graph.SubscribedApp

// SubscribedApps lists the apps that the Page sends changes to. It needs pages_manage_metadata.
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/.
func (c *Client) SubscribedApps(ctx context.Context) ([]*SubscribedApp, error) {
	return c.graph.SubscribedApps(ctx, c.pagePath("subscribed_apps"))
}

// SubscribeApp connects the Page with the app of the token: Meta then sends these changes of the Page to the address
// of the app, see [Auth.Subscribe]. No fields means [ManagerFields]. It replaces the fields before.
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/#Creating.
func (c *Client) SubscribeApp(ctx context.Context, fields ...string) error {
	if len(fields) == 0 {
		fields = ManagerFields()
	}
	return c.graph.SubscribeApp(ctx, c.pagePath("subscribed_apps"), fields)
}

// UnsubscribeApp disconnects the Page from the app of the token.
func (c *Client) UnsubscribeApp(ctx context.Context) error {
	return c.graph.UnsubscribeApp(ctx, c.pagePath("subscribed_apps"))
}
