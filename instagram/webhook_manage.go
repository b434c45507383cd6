package instagram

import (
	"context"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// Fields of accounts that webhooks can be had for.
// See https://developers.facebook.com/docs/instagram-platform/webhooks.
const (
	FieldComments         = "comments"
	FieldLiveComments     = "live_comments"
	FieldMentions         = "mentions"
	FieldMessages         = "messages" // with those that the account sent, by whichever program
	FieldMessageReactions = "message_reactions"
	FieldMessageEdits     = "message_edit"
	FieldMessageReads     = "messaging_seen"
	FieldPostbacks        = "messaging_postbacks" // buttons that were pressed
	FieldStandby          = "standby"             // messages in conversations that another program leads
	FieldStoryInsights    = "story_insights"      // Facebook Login only
)

// ManagerFields are the fields that a [Listener] understands.
func ManagerFields(login LoginKind) []string {
	fields := []string{
		FieldComments, FieldLiveComments, FieldMentions, FieldMessages, FieldMessageReactions, FieldMessageEdits, FieldPostbacks,
	}
	if login == FacebookLogin {
		fields = append(fields, FieldStoryInsights)
	}
	return fields
}

// Subscription is an address that Meta sends changes to, of all accounts that the app is connected with.
type Subscription = graph.Subscription

// SubscriptionField is a field of a [Subscription], and the version of the API in which its values come.
type SubscriptionField = graph.SubscriptionField

// SubscriptionParams is a new [Subscription] of accounts: the https address, where a [WebhookHandler] must answer
// already, the handler's secret VerifyToken, and Fields: nil means [ManagerFields].
type SubscriptionParams = graph.SubscriptionParams

// Subscriptions lists where Meta sends changes to, for this app. Facebook Login only: for Instagram Login the App
// Dashboard shows it. See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/.
func (a *Auth) Subscriptions(ctx context.Context) ([]*Subscription, error) {
	if err := a.needsFacebook(); err != nil {
		return nil, err
	}
	return a.Auth.Subscriptions(ctx)
}

// Subscribe has Meta send changes of accounts to an address, in place of the one before. Meta makes sure of the address
// at once. Each account must be connected, too: see [Client.SubscribeApp]. The app must be live, and have Advanced
// Access for comments. Facebook Login only: for Instagram Login the address is entered in the App Dashboard.
// See https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/#publish.
func (a *Auth) Subscribe(ctx context.Context, p *SubscriptionParams) error {
	if err := a.needsFacebook(); err != nil {
		return err
	}
	own := value(p)
	if own.Fields == nil {
		own.Fields = ManagerFields(FacebookLogin)
	}
	return a.Auth.Subscribe(ctx, network, own)
}

// Unsubscribe ends the sending of changes of accounts: of some fields, or of all if none is named. Facebook Login only.
func (a *Auth) Unsubscribe(ctx context.Context, fields ...string) error {
	if err := a.needsFacebook(); err != nil {
		return err
	}
	return a.Auth.Unsubscribe(ctx, network, fields...)
}

func (a *Auth) needsFacebook() error {
	if a.kind == InstagramLogin {
		return social.Unsupported(network, "Subscriptions", "with Instagram Login they are made in the App Dashboard; Facebook Login has calls for it")
	}
	return nil
}

// SubscribedApp is an app that an account is connected with.
type SubscribedApp = graph.SubscribedApp

// SubscribedApps lists the apps that the account sends changes to. Instagram Login only, as [Client.SubscribeApp].
func (c *Client) SubscribedApps(ctx context.Context) ([]*SubscribedApp, error) {
	if err := c.needsInstagram(); err != nil {
		return nil, err
	}
	return c.graph.SubscribedApps(ctx, c.userPath("subscribed_apps"))
}

// SubscribeApp connects the account with the app of the token: Meta then sends its changes to the address of the app.
// No fields means [ManagerFields]. It replaces the fields before.
//
// Instagram Login only. With Facebook Login it is the linked Page that is connected, whatever fields of the Page are
// named: see SubscribeApp of the client of package facebook. Take care not to replace fields that are needed there.
// See https://developers.facebook.com/docs/instagram-platform/webhooks.
func (c *Client) SubscribeApp(ctx context.Context, fields ...string) error {
	if err := c.needsInstagram(); err != nil {
		return err
	}
	if len(fields) == 0 {
		fields = ManagerFields(InstagramLogin)
	}
	return c.graph.SubscribeApp(ctx, c.userPath("subscribed_apps"), fields)
}

// UnsubscribeApp disconnects the account from the app of the token. Instagram Login only.
func (c *Client) UnsubscribeApp(ctx context.Context) error {
	if err := c.needsInstagram(); err != nil {
		return err
	}
	return c.graph.UnsubscribeApp(ctx, c.userPath("subscribed_apps"))
}

// needsInstagram refuses what is done to the Page where there is one.
func (c *Client) needsInstagram() error {
	if c.cfg.Login == InstagramLogin {
		return nil
	}
	return social.Unsupported(network, "SubscribeApp", "with Facebook Login the linked Page is connected instead: use package facebook; Instagram Login offers it")
}
