package linkedin

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/social"
)

// NotificationsParams says which notifications to list. nil means all of the last 60 days.
type NotificationsParams struct {
	Actions []Action  // nil means all
	Since   time.Time // zero: as far back as LinkedIn keeps them, 60 days
	Until   time.Time // what happened at this time or later is left out; zero: nothing is
}

// mostNotifications is how many notifications are asked for at once.
const mostNotifications = 100

// NotificationsPage reads a page of the notifications of the Page that the client acts for, newest first. It needs the
// scope rw_organization_admin, and a member who is an administrator of the Page. Members have none:
// [errors.ErrUnsupported].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications#pull-organizational-notifications.
func (c *Client) NotificationsPage(ctx context.Context, params *NotificationsParams, p *PageParams) (*Page[Notification], error) {
	l, err := c.notifications(params)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, c, l, p)
}

// Notifications iterates over the notifications of the Page that the client acts for, newest first: see
// [Client.NotificationsPage].
func (c *Client) Notifications(ctx context.Context, params *NotificationsParams, p *PageParams) iter.Seq2[*Notification, error] {
	l, err := c.notifications(params)
	if err != nil {
		return failing[Notification](err)
	}
	return paged(ctx, c, l, p)
}

func (c *Client) notifications(params *NotificationsParams) (*listing[Notification], error) {
	page, err := c.page()
	if err != nil {
		return nil, err
	}
	own := deref(params)
	q := finder("criteria")
	q.text("organizationalEntity", string(page))
	if len(own.Actions) > 0 {
		q.set("actions", textList(own.Actions))
	}
	if !own.Since.IsZero() && own.Until.IsZero() { // all samples have both
		own.Until = c.now().Add(time.Minute)
	}
	if !own.Since.IsZero() || !own.Until.IsZero() {
		q.set("timeRange", span(own.Since, own.Until))
	}
	return &listing[Notification]{
		request: request{
			Op: "organizationalEntityNotifications.finder-criteria", Method: MethodFinder, Path: "/rest/organizationalEntityNotifications",
			Query: q,
		},
		most: mostNotifications, id: (*Notification).name,
	}, nil
}

// page is the Page that the client acts for.
func (c *Client) page() (URN, error) {
	if c.cfg.Author.Kind() != KindOrganization {
		return "", social.Unsupported(network, "Config.Author", "LinkedIn tells Pages what happens to them, and members nothing")
	}
	return c.cfg.Author, nil
}
