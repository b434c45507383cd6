package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// act does something to a status that may be repeated.
func (c *Client) act(ctx context.Context, f family, id ID, action string, body any) (*Status, error) {
	return post[Status](ctx, c, f, "statuses."+action, statusPath(id, action), body)
}

// Favourite likes a status. See https://docs.joinmastodon.org/methods/statuses/#favourite.
func (c *Client) Favourite(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "favourite", nil)
}

// Unfavourite takes the like back. See https://docs.joinmastodon.org/methods/statuses/#unfavourite.
func (c *Client) Unfavourite(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "unfavourite", nil)
}

// Reblog boosts a status to the given audience: public, unlisted or private; "" is the account's default. The
// answer is the boost, with an ID of its own; what was boosted is in Reblog.
// See https://docs.joinmastodon.org/methods/statuses/#boost.
func (c *Client) Reblog(ctx context.Context, id ID, v Visibility) (*Status, error) {
	var body any
	if v != "" {
		body = map[string]Visibility{"visibility": v}
	}
	return c.act(ctx, familyStatuses, id, "reblog", body)
}

// Unreblog takes the boost back. See https://docs.joinmastodon.org/methods/statuses/#unreblog.
func (c *Client) Unreblog(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyDelete, id, "unreblog", nil)
}

// Bookmark saves a status for oneself. See https://docs.joinmastodon.org/methods/statuses/#bookmark.
func (c *Client) Bookmark(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "bookmark", nil)
}

// Unbookmark removes the bookmark. See https://docs.joinmastodon.org/methods/statuses/#unbookmark.
func (c *Client) Unbookmark(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "unbookmark", nil)
}

// Pin puts an own public status on top of the profile, five at most by default.
// See https://docs.joinmastodon.org/methods/statuses/#pin.
func (c *Client) Pin(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "pin", nil)
}

// Unpin takes it off again. See https://docs.joinmastodon.org/methods/statuses/#unpin.
func (c *Client) Unpin(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "unpin", nil)
}

// MuteThread stops notifications about the thread of a status.
// See https://docs.joinmastodon.org/methods/statuses/#mute.
func (c *Client) MuteThread(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "mute", nil)
}

// UnmuteThread lets them come again. See https://docs.joinmastodon.org/methods/statuses/#unmute.
func (c *Client) UnmuteThread(ctx context.Context, id ID) (*Status, error) {
	return c.act(ctx, familyAll, id, "unmute", nil)
}

// SetQuotePolicy changes who may quote an own status without asking; Mastodon 4.5.
// See https://docs.joinmastodon.org/methods/statuses/#edit_interaction_policy.
func (c *Client) SetQuotePolicy(ctx context.Context, id ID, p QuotePolicy) (*Status, error) {
	r := &rest.Request{
		Op: "statuses.interaction_policy", Method: http.MethodPut, Path: statusPath(id, "interaction_policy"), Class: rest.Idempotent,
	}
	return send[Status](ctx, c, familyAll, r, map[string]QuotePolicy{"quote_approval_policy": p})
}

// QuotesPage reads a page of the statuses that quote an own one; Mastodon 4.5.
// See https://docs.joinmastodon.org/methods/statuses/#quotes.
func (c *Client) QuotesPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "statuses.quotes", statusPath(id, "quotes"), nil, p)
}

// Quotes iterates over the statuses that quote an own one; Mastodon 4.5.
func (c *Client) Quotes(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "statuses.quotes", statusPath(id, "quotes"), nil, p)
}

// RevokeQuote removes the own status id from the status quoting, which stays; Mastodon 4.5.
// See https://docs.joinmastodon.org/methods/statuses/#revoke_quote.
func (c *Client) RevokeQuote(ctx context.Context, id, quoting ID) (*Status, error) {
	return post[Status](ctx, c, familyAll, "statuses.revoke_quote", statusPath(id, "quotes", string(quoting), "revoke"), nil)
}
