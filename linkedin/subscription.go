package linkedin

import (
	"context"
	"iter"
	"net/url"

	"github.com/relais-go/relais/social"
)

// KindApplication is the kind of the URN of an application.
const KindApplication = "developerApplication"

// Application is the URN of an application, by the number in its address in the developer portal. It is another than the
// client ID.
func Application(id string) URN { return NewURN(KindApplication, id) }

// EventSocialActions is the type of events of notifications, the one that can be subscribed to here.
const EventSocialActions = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"

// Subscription has LinkedIn send the notifications of a Page to a webhook.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#event-subscription-api.
type Subscription struct {
	Application URN    `json:"developerApplication"`
	User        URN    `json:"user"`   // the member on whose consent and role it lives
	Page        URN    `json:"entity"` // the organisation
	Type        string `json:"eventType"`
	Webhook     string `json:"webhook"`
	Expires     Time   `json:"expiresAt"`
}

const resourceSubscriptions = "/rest/eventSubscriptions"

// Subscribe has LinkedIn send the notifications of the Page that the client acts for to a webhook: an https address at
// which a [WebhookHandler] answers already, since LinkedIn makes sure of it at once. It replaces the address before.
//
// The subscription ends with the consent of the member whom the token belongs to, or with that member's role of an
// administrator, and LinkedIn does not tell: ask with [Client.Subscription] now and then. Webhooks are for applications
// that LinkedIn has approved for them, and not of the Development tier.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#create-an-event-subscription.
func (c *Client) Subscribe(ctx context.Context, application URN, webhook string) error {
	u, err := url.Parse(webhook)
	if err != nil || u.Host == "" {
		return social.Invalid(network, "webhook", "is no address")
	}
	path, err := c.subscriptionPath(ctx, application)
	if err != nil {
		return err
	}
	return c.order(ctx, &request{
		Op: "eventSubscriptions.update", Method: MethodUpdate, Path: path,
		Body: struct {
			Webhook string `json:"webhook"`
		}{webhook},
	})
}

// Subscription reads the subscription of the Page; [social.ErrNotFound] if there is none, or none any more.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#retrieve-an-event-subscription.
func (c *Client) Subscription(ctx context.Context, application URN) (*Subscription, error) {
	path, err := c.subscriptionPath(ctx, application)
	if err != nil {
		return nil, err
	}
	return get[Subscription](ctx, c, &request{Op: "eventSubscriptions.get", Method: MethodGet, Path: path})
}

// Unsubscribe ends the subscription of the Page; [social.ErrNotFound] if there is none.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#delete-an-event-subscription.
func (c *Client) Unsubscribe(ctx context.Context, application URN) error {
	path, err := c.subscriptionPath(ctx, application)
	if err != nil {
		return err
	}
	return c.order(ctx, &request{Op: "eventSubscriptions.delete", Method: MethodDelete, Path: path, Gone: true})
}

// Subscriptions iterates over the subscriptions of the member whom the token belongs to, of all Pages.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#retrieve-event-subscriptions.
func (c *Client) Subscriptions(ctx context.Context) iter.Seq2[*Subscription, error] {
	q := finder("subscriberAndEventType")
	q.text("eventType", EventSocialActions)
	return paged(ctx, c, &listing[Subscription]{
		request: request{
			Op: "eventSubscriptions.finder-subscriberAndEventType", Method: MethodFinder, Path: resourceSubscriptions, Query: q,
		},
		most: 100, id: func(s *Subscription) string { return string(s.Page) + " " + s.Webhook },
	}, nil)
}

// subscriptionPath is that of the subscription of the Page by the member.
func (c *Client) subscriptionPath(ctx context.Context, application URN) (string, error) {
	if application.Kind() != KindApplication {
		return "", social.Invalid(network, "application", "is not the URN of an application: see Application")
	}
	page, err := c.page()
	if err != nil {
		return "", err
	}
	member, err := c.Member(ctx)
	if err != nil {
		return "", err
	}
	key := recordValue(
		field{KindApplication, textValue(application)}, field{"user", textValue(member)}, field{"entity", textValue(page)},
		field{"eventType", textValue(EventSocialActions)},
	)
	return resourceSubscriptions + "/" + key.encode(), nil
}
