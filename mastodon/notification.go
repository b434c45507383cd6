package mastodon

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// NotificationParams picks notifications. nil means the newest ones, of all types.
type NotificationParams struct {
	PageParams // 40 a page unless said otherwise, at most 80

	Types           []NotificationType // only these
	ExcludeTypes    []NotificationType // all but these
	AccountID       ID                 // only those that this account caused
	IncludeFiltered bool               // also what the policy has set aside; since Mastodon 4.3
	SupportedTypes  []NotificationType // other types come with a Fallback; since Mastodon 4.6
}

func (p *NotificationParams) query() url.Values {
	q := url.Values{}
	if p == nil {
		return q
	}
	addAll(q, "types[]", p.Types)
	addAll(q, "exclude_types[]", p.ExcludeTypes)
	addAll(q, "supported_types[]", p.SupportedTypes)
	setID(q, "account_id", p.AccountID)
	setTrue(q, "include_filtered", p.IncludeFiltered)
	return q
}

// paging is where the list begins.
func (p *NotificationParams) paging() *PageParams {
	if p == nil {
		return nil
	}
	return &p.PageParams
}

func notificationPath(more ...string) string {
	return rest.Path(append([]string{"api", "v1", "notifications"}, more...)...)
}

// NotificationsPage reads one page of the notifications, newest first.
// See https://docs.joinmastodon.org/methods/notifications/#get.
func (c *Client) NotificationsPage(ctx context.Context, p *NotificationParams) (*social.Page[Notification], error) {
	return page[Notification](ctx, c, "notifications", notificationPath(), p.query(), p.paging())
}

// Notifications iterates over the notifications, newest first. To follow them as they come use [Client.Listen].
// See https://docs.joinmastodon.org/methods/notifications/#get.
func (c *Client) Notifications(ctx context.Context, p *NotificationParams) iter.Seq2[*Notification, error] {
	return pages[Notification](ctx, c, "notifications", notificationPath(), p.query(), p.paging())
}

// Notification reads one notification. See https://docs.joinmastodon.org/methods/notifications/#get-one.
func (c *Client) Notification(ctx context.Context, id ID) (*Notification, error) {
	return get[Notification](ctx, c, "notifications.get", notificationPath(string(id)), nil)
}

// DismissNotification removes one notification for good. GoToSocial only removes all:
// [errors.ErrUnsupported]. See https://docs.joinmastodon.org/methods/notifications/#dismiss.
func (c *Client) DismissNotification(ctx context.Context, id ID) error {
	err := order(ctx, c, "notifications.dismiss", http.MethodPost, notificationPath(string(id), "dismiss"), nil)
	return c.absent(ctx, err, apiEarly, "dismissal of single notifications")
}

// ClearNotifications removes all notifications for good.
// See https://docs.joinmastodon.org/methods/notifications/#clear.
func (c *Client) ClearNotifications(ctx context.Context) error {
	return order(ctx, c, "notifications.clear", http.MethodPost, notificationPath("clear"), nil)
}

// UnreadParams limits the counting of unread notifications. nil counts all types up to 100.
type UnreadParams struct {
	Limit        int // where counting stops: 0 means 100, at most 1000
	Types        []NotificationType
	ExcludeTypes []NotificationType
	AccountID    ID
	GroupedTypes []NotificationType // [Client.UnreadGroups] only
}

func (p *UnreadParams) query() url.Values {
	q := url.Values{}
	if p == nil {
		return q
	}
	setCount(q, "limit", p.Limit)
	addAll(q, "types[]", p.Types)
	addAll(q, "exclude_types[]", p.ExcludeTypes)
	addAll(q, "grouped_types[]", p.GroupedTypes)
	setID(q, "account_id", p.AccountID)
	return q
}

type unread struct {
	Count Int `json:"count"`
}

// UnreadNotifications counts the notifications behind the marker of the account, up to a limit. It needs
// Mastodon 4.3: [errors.ErrUnsupported] elsewhere.
// See https://docs.joinmastodon.org/methods/notifications/#unread-count.
func (c *Client) UnreadNotifications(ctx context.Context, p *UnreadParams) (int, error) {
	n, err := get[unread](ctx, c, "notifications.unread_count", notificationPath("unread_count"), p.query())
	if err != nil {
		return 0, c.absent(ctx, err, api43, "count of unread notifications")
	}
	return int(n.Count), nil
}
