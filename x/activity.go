package x

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func subscriptionPath(more ...string) string {
	return path(append([]string{"activity", "subscriptions"}, more...)...)
}

// SubscriptionParams ask X to tell of events of one type.
type SubscriptionParams struct {
	Type      ActivityType
	Filter    ActivityFilter // whose events; UserID is needed but for news
	Tag       string         // at most 200 characters; comes with the events
	WebhookID ID             // "": the events come over [Client.Activity] only
}

// Subscribe makes X deliver events of one type for one account. Events that only the account may see need its
// token with the scope that [ActivityType.Scope] names; public ones are asked for with the program's own if the
// client has it. Each event is billed: see [ActivityType.Billed]. A self-serve plan has 1,500 subscriptions.
//
// Asking for what is subscribed already is [social.ErrDuplicate] or [social.ErrInvalid]; [Client.SyncSubscriptions]
// avoids it. See https://docs.x.com/x-api/activity/create-x-activity-subscription.
func (c *Client) Subscribe(ctx context.Context, p *SubscriptionParams) (*ActivitySubscription, error) {
	own := value(p)
	switch {
	case own.Type == "":
		return nil, social.Invalid(network, "Type", "is empty")
	case own.Filter.UserID == "" && own.Filter.Keyword == "":
		return nil, social.Invalid(network, "Filter", "names neither an account nor a keyword")
	case len([]rune(own.Tag)) > 200:
		return nil, social.Invalid(network, "Tag", "is longer than 200 characters")
	}
	body := map[string]any{"event_type": own.Type, "filter": own.Filter}
	if own.Tag != "" {
		body["tag"] = own.Tag
	}
	if own.WebhookID != "" {
		body["webhook_id"] = own.WebhookID
	}
	a, err := one[ActivitySubscription](ctx, c, &request{
		Op: "activity.subscribe", Method: http.MethodPost, Path: subscriptionPath(), Body: body, Class: rest.Unsafe,
		App: c.app != nil && (own.Type.Scope() == "" || c.user == nil),
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// SubscriptionsPage reads a page of the program's subscriptions, 1,000 by default.
// See https://docs.x.com/x-api/activity/get-x-activity-subscriptions.
func (c *Client) SubscriptionsPage(ctx context.Context, p *PageParams) (*Page[ActivitySubscription], error) {
	l := &list{request: request{Op: "activity.subscriptions", Path: subscriptionPath(), App: c.app != nil}, least: 1, most: 1000}
	return pageOf[ActivitySubscription](ctx, c, l, p, nil)
}

// Subscriptions iterates over the program's subscriptions.
// See https://docs.x.com/x-api/activity/get-x-activity-subscriptions.
func (c *Client) Subscriptions(ctx context.Context, p *PageParams) iter.Seq2[*ActivitySubscription, error] {
	return paged(ctx, c, p, func(s *ActivitySubscription) ID { return s.ID }, c.SubscriptionsPage)
}

// UpdateSubscription changes tag and webhook. It needs the program's own token.
// See https://docs.x.com/x-api/activity/update-x-activity-subscription.
func (c *Client) UpdateSubscription(ctx context.Context, id ID, tag string, webhook ID) (*ActivitySubscription, error) {
	body := map[string]any{"tag": tag}
	if webhook != "" {
		body["webhook_id"] = webhook
	}
	a, err := one[ActivitySubscription](ctx, c, &request{
		Op: "activity.update", Method: http.MethodPut, Path: subscriptionPath(string(id)), Body: body, Class: rest.Idempotent, App: true,
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// Unsubscribe deletes subscriptions, 100 a request. It needs the program's own token.
// See https://docs.x.com/x-api/activity/delete-x-activity-subscription.
func (c *Client) Unsubscribe(ctx context.Context, ids ...ID) error {
	for part := range slices.Chunk(ids, 100) {
		r := &request{Op: "activity.unsubscribe", Method: http.MethodDelete, Path: subscriptionPath(), Query: url.Values{}, App: true}
		setList(r.Query, "ids", part)
		if len(part) == 1 {
			r.Path, r.Query = subscriptionPath(string(part[0])), nil
		}
		if _, err := order[any](ctx, c, r); err != nil {
			return err
		}
	}
	return nil
}

// Activity opens one connection to the stream of events that the program subscribes to, and iterates over them
// until the connection breaks. Reading ends, and goes on, as with [Client.Stream]; of p only the period counts. A
// self-serve plan has two connections. It needs the program's own token.
// See https://docs.x.com/x-api/activity/activity-stream.
func (c *Client) Activity(ctx context.Context, p *StreamParams) iter.Seq2[*ActivityEvent, error] {
	return streamOf(ctx, c, defaultTiming(), p.activity, readActivity)
}

func (p *StreamParams) activity() (*request, error) {
	own := value(p)
	q, err := own.period()
	if err != nil {
		return nil, err
	}
	return &request{Op: "activity", Path: path("activity", "stream"), Query: q, App: true, Priority: social.PriorityPoll}, nil
}

// ManagerActivities are the events of an account that a community manager wants to know: who mentions, answers,
// quotes or reposts it, likes its posts, follows it or writes to it.
func ManagerActivities() []ActivityType {
	return []ActivityType{
		ActivityMention, ActivityReply, ActivityQuote, ActivityRepost, ActivityLike, ActivityFollow, ActivityDMReceived,
	}
}

// SyncSubscriptions subscribes the account of the client to the events that it is not subscribed to yet, with one
// webhook, or with none for the stream. It deletes nothing. Events that have a direction are those that others
// cause. It returns what was new; on an error, what was subscribed so far.
func (c *Client) SyncSubscriptions(ctx context.Context, webhook ID, types ...ActivityType) ([]*ActivitySubscription, error) {
	me, err := c.myID(ctx)
	if err != nil {
		return nil, err
	}
	have := map[ActivityType]bool{}
	for s, err := range c.Subscriptions(ctx, nil) {
		if err != nil {
			return nil, err
		}
		if s.Filter.UserID == me && s.WebhookID == webhook && s.Filter.Direction != DirectionOutbound {
			have[s.Type] = true
		}
	}
	var made []*ActivitySubscription
	for _, t := range types {
		if have[t] {
			continue
		}
		p := &SubscriptionParams{Type: t, Filter: ActivityFilter{UserID: me}, WebhookID: webhook}
		if t == ActivityFollow || t == ActivityLike {
			p.Filter.Direction = DirectionInbound
		}
		s, err := c.Subscribe(ctx, p)
		if errors.Is(err, social.ErrDuplicate) {
			continue
		}
		if err != nil {
			return made, err
		}
		have[t] = true
		made = append(made, s)
	}
	return made, nil
}
