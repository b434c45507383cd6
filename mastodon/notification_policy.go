package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// What a policy has filtered is left out of lists unless asked for, and bundled in one request for each
// sender, to be accepted or dismissed. All of this needs Mastodon 4.3: [errors.ErrUnsupported] elsewhere.

// PolicyParams changes a policy. "" leaves a rule as it is.
type PolicyParams struct {
	ForNotFollowing    PolicyAction `json:"for_not_following,omitempty"`
	ForNotFollowers    PolicyAction `json:"for_not_followers,omitempty"`
	ForNewAccounts     PolicyAction `json:"for_new_accounts,omitempty"`
	ForPrivateMentions PolicyAction `json:"for_private_mentions,omitempty"`
	ForLimitedAccounts PolicyAction `json:"for_limited_accounts,omitempty"`
}

// NotificationPolicy reads which notifications are filtered.
// See https://docs.joinmastodon.org/methods/notifications/#get-policy.
func (c *Client) NotificationPolicy(ctx context.Context) (*NotificationPolicy, error) {
	p, err := get[NotificationPolicy](ctx, c, "notifications.policy", groupPath("policy"), nil)
	return p, c.noPolicy(ctx, err)
}

// UpdateNotificationPolicy changes which notifications are filtered from now on.
// See https://docs.joinmastodon.org/methods/notifications/#update-the-filtering-policy-for-notifications.
func (c *Client) UpdateNotificationPolicy(ctx context.Context, change *PolicyParams) (*NotificationPolicy, error) {
	if change == nil {
		change = &PolicyParams{}
	}
	r := &rest.Request{
		Op: "notifications.policy.update", Method: http.MethodPatch, Path: groupPath("policy"), Class: rest.Idempotent,
	}
	p, err := send[NotificationPolicy](ctx, c, familyAll, r, change)
	return p, c.noPolicy(ctx, err)
}

func requestPath(more ...string) string {
	return notificationPath(append([]string{"requests"}, more...)...)
}

// NotificationRequestsPage reads one page of the senders whose notifications were filtered, newest first; 40 a
// page unless said otherwise, at most 80.
// See https://docs.joinmastodon.org/methods/notifications/#get-requests.
func (c *Client) NotificationRequestsPage(ctx context.Context, p *PageParams) (*social.Page[NotificationRequest], error) {
	out, err := page[NotificationRequest](ctx, c, "notifications.requests", requestPath(), nil, p)
	return out, c.noPolicy(ctx, err)
}

// NotificationRequests iterates over the senders whose notifications were filtered, newest first.
// See https://docs.joinmastodon.org/methods/notifications/#get-requests.
func (c *Client) NotificationRequests(ctx context.Context, p *PageParams) iter.Seq2[*NotificationRequest, error] {
	return rest.Pages(ctx, "", func(ctx context.Context, cursor string) (*social.Page[NotificationRequest], error) {
		return c.NotificationRequestsPage(ctx, p.at(cursor))
	})
}

// NotificationRequest reads one request. See https://docs.joinmastodon.org/methods/notifications/#get-one-request.
func (c *Client) NotificationRequest(ctx context.Context, id ID) (*NotificationRequest, error) {
	r, err := get[NotificationRequest](ctx, c, "notifications.requests.get", requestPath(string(id)), nil)
	return r, c.noPolicy(ctx, err)
}

// AcceptNotificationRequests lets the senders of these requests through from now on, and moves what was filtered
// of them into the list, which takes a while: see [Client.NotificationRequestsMerged].
// See https://docs.joinmastodon.org/methods/notifications/#accept-multiple-requests.
func (c *Client) AcceptNotificationRequests(ctx context.Context, ids ...ID) error {
	return c.decideRequests(ctx, "accept", ids)
}

// DismissNotificationRequests removes these requests with their notifications. The senders stay filtered.
// See https://docs.joinmastodon.org/methods/notifications/#dismiss-multiple-requests.
func (c *Client) DismissNotificationRequests(ctx context.Context, ids ...ID) error {
	return c.decideRequests(ctx, "dismiss", ids)
}

func (c *Client) decideRequests(ctx context.Context, action string, ids []ID) error {
	path, body := requestPath(action), any(map[string][]ID{"id": ids})
	switch len(ids) {
	case 0:
		return social.Invalid(network, "ids", "is empty")
	case 1: // the older of the two forms, which says so if there is no such request
		path, body = requestPath(string(ids[0]), action), nil
	}
	return c.noPolicy(ctx, order(ctx, c, "notifications.requests."+action, http.MethodPost, path, body))
}

// NotificationRequestsMerged reports whether everything that was accepted has arrived in the list.
// See https://docs.joinmastodon.org/methods/notifications/#requests-merged.
func (c *Client) NotificationRequestsMerged(ctx context.Context) (bool, error) {
	var out struct {
		Merged Bool `json:"merged"`
	}
	r := &rest.Request{Op: "notifications.requests.merged", Path: requestPath("merged")}
	if _, err := c.do(ctx, familyAll, r, &out); err != nil {
		return false, c.noPolicy(ctx, err)
	}
	return bool(out.Merged), nil
}

func (c *Client) noPolicy(ctx context.Context, err error) error {
	return c.absent(ctx, err, api43, "notification policy")
}
