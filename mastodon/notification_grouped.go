package mastodon

import (
	"context"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
)

// GroupedParams picks notification groups. nil means the newest ones, of all types.
type GroupedParams struct {
	PageParams // 40 a page unless said otherwise, at most 80; bounds are IDs of notifications

	Types           []NotificationType
	ExcludeTypes    []NotificationType
	AccountID       ID
	IncludeFiltered bool
	GroupedTypes    []NotificationType // types to bundle; nil means all that can be
	PartialAccounts bool               // all but one account of a group come as [PartialAccount]
}

func (p *GroupedParams) query() (url.Values, error) {
	q := url.Values{}
	if p == nil {
		return q, nil
	}
	addAll(q, "types[]", p.Types)
	addAll(q, "exclude_types[]", p.ExcludeTypes)
	addAll(q, "grouped_types[]", p.GroupedTypes)
	setID(q, "account_id", p.AccountID)
	setTrue(q, "include_filtered", p.IncludeFiltered)
	if p.PartialAccounts {
		q.Set("expand_accounts", "partial_avatars")
	}
	return p.PageParams.query(q)
}

func groupPath(more ...string) string {
	return rest.Path(append([]string{"api", "v2", "notifications"}, more...)...)
}

// GroupedPage is one page of notification groups with the cursors of its neighbours, for
// [PageParams].Cursor. "" means that there is none.
type GroupedPage struct {
	GroupedNotifications

	Next string // towards older groups
	Prev string // towards newer groups
}

// GroupedNotifications reads one page of notification groups, newest first. It needs Mastodon 4.3, as do all
// methods on groups: [errors.ErrUnsupported] elsewhere.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#get-grouped.
func (c *Client) GroupedNotifications(ctx context.Context, p *GroupedParams) (*GroupedPage, error) {
	q, err := p.query()
	if err != nil {
		return nil, err
	}
	out := new(GroupedPage)
	r := &rest.Request{Op: "notifications.grouped", Path: groupPath(), Query: q}
	a, err := c.do(ctx, familyAll, r, &out.GroupedNotifications)
	if err != nil {
		return nil, c.noGroups(ctx, err)
	}
	if len(out.Groups) > 0 {
		out.Next, out.Prev = cursorOf(a, "next"), cursorOf(a, "prev")
	}
	return out, nil
}

// NotificationGroup reads one group by its key.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#get-notification-group.
func (c *Client) NotificationGroup(ctx context.Context, key string) (*GroupedNotifications, error) {
	g, err := get[GroupedNotifications](ctx, c, "notifications.group", groupPath(key), nil)
	return g, c.noGroups(ctx, err)
}

// GroupAccounts reads all accounts behind a group.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#get-group-accounts.
func (c *Client) GroupAccounts(ctx context.Context, key string) ([]*Account, error) {
	list, err := readAll[Account](ctx, c, "notifications.group.accounts", groupPath(key, "accounts"), nil)
	return list, c.noGroups(ctx, err)
}

// DismissGroup removes a group for good.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#dismiss-group.
func (c *Client) DismissGroup(ctx context.Context, key string) error {
	err := order(ctx, c, "notifications.group.dismiss", http.MethodPost, groupPath(key, "dismiss"), nil)
	return c.noGroups(ctx, err)
}

// UnreadGroups counts the groups behind the marker of the account, up to a limit.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#unread-group-count.
func (c *Client) UnreadGroups(ctx context.Context, p *UnreadParams) (int, error) {
	n, err := get[unread](ctx, c, "notifications.group.unread_count", groupPath("unread_count"), p.query())
	if err != nil {
		return 0, c.noGroups(ctx, err)
	}
	return int(n.Count), nil
}

func (c *Client) noGroups(ctx context.Context, err error) error {
	return c.absent(ctx, err, api43, "grouped notifications")
}
