package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// SubscriptionsParams say which subscriptions to list. nil means those of the channel.
// See https://developers.google.com/youtube/v3/docs/subscriptions/list.
type SubscriptionsParams struct {
	Subscribers bool // who subscribes to the channel, as far as they let it be known; the newest first
	ChannelID   ID   // those of another channel, if they are public
	To          []ID // only those to these channels
	Parts       []SubscriptionPart
}

// SubscriptionsPage reads a page of subscriptions. Subscribers are listed a thousand deep at most.
// See https://developers.google.com/youtube/v3/docs/subscriptions/list.
func (c *Client) SubscriptionsPage(ctx context.Context, params *SubscriptionsParams, p *PageParams) (*Page[Subscription], error) {
	return pageOf[Subscription](ctx, c, subscriptions(params), p)
}

// Subscriptions iterates over subscriptions: see [Client.SubscriptionsPage].
func (c *Client) Subscriptions(ctx context.Context, params *SubscriptionsParams, p *PageParams) iter.Seq2[*Subscription, error] {
	return paged[Subscription](ctx, c, subscriptions(params), p)
}

func subscriptions(params *SubscriptionsParams) *listing {
	own := value(params)
	q := partQuery(own.Parts, SubscriptionPartSnippet, SubscriptionPartSubscriber)
	switch {
	case own.Subscribers:
		q.Set("myRecentSubscribers", "true")
	case own.ChannelID != "":
		q.Set("channelId", string(own.ChannelID))
	default:
		q.Set("mine", "true")
	}
	setList(q, "forChannelId", own.To)
	return &listing{request{Op: "subscriptions.list", Path: data("subscriptions"), Query: q}, pageUsual}
}

// Subscribe subscribes the channel to another. [social.ErrDuplicate] means that it was already.
// See https://developers.google.com/youtube/v3/docs/subscriptions/insert.
func (c *Client) Subscribe(ctx context.Context, channel ID) (*Subscription, error) {
	if err := needID("channel", channel); err != nil {
		return nil, err
	}
	return change[Subscription](ctx, c, &request{
		Op: "subscriptions.insert", Method: http.MethodPost, Path: data("subscriptions"), Query: url.Values{"part": {"snippet"}},
		Body: fields{"snippet": fields{"resourceId": ChannelResource(channel)}},
	})
}

// Unsubscribe ends a subscription of the channel's; [social.ErrNotFound] if there is none. id is that of the
// subscription. See https://developers.google.com/youtube/v3/docs/subscriptions/delete.
func (c *Client) Unsubscribe(ctx context.Context, id ID) error {
	return c.remove(ctx, "subscriptions.delete", data("subscriptions"), id)
}
