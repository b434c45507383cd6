package xtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// subscription is one to the X Activity API.
type subscription struct {
	id               uint64
	app              *app
	kind, tag        string
	user             *user
	direction        string
	keyword          string
	hook             *webhook
	created, updated time.Time
}

func eventKinds() []string {
	return []string{
		"profile.update.bio", "profile.update.profile_picture", "profile.update.banner_picture", "profile.update.screenname",
		"profile.update.geo", "profile.update.url", "profile.update.verified_badge", "profile.update.affiliate_badge",
		"profile.update.handle", "news.new", "follow.follow", "follow.unfollow", "spaces.start", "spaces.end",
		"broadcast.start", "broadcast.end", "broadcast.chat", "post.create", "post.delete", "post.mention.create",
		"post.reply.create", "post.quote.create", "post.repost.create", "like.create", "dm.received", "dm.sent", "dm.read",
		"dm.indicate_typing", "chat.received", "chat.sent", "chat.conversation_join", "mute.mute", "mute.unmute",
		"block.block", "block.unblock", "oauth.revoke",
	}
}

// privateScope is the scope that a user's token needs to subscribe to a private event; "" for public ones.
func privateScope(kind string) string {
	family, _, _ := strings.Cut(kind, ".")
	switch family {
	case "dm", "chat":
		return "dm.read"
	case "like":
		return "like.read"
	case "mute":
		return "mute.read"
	case "block":
		return "block.read"
	case "oauth":
		return "tweet.read"
	}
	if strings.HasPrefix(kind, "post.") && strings.Count(kind, ".") == 2 {
		return "tweet.read"
	}
	return ""
}

func (sub *subscription) json() object {
	filter := object{}
	if sub.user != nil {
		filter["user_id"] = sub.user.idText()
	}
	for name, value := range map[string]string{"keyword": sub.keyword, "direction": sub.direction} {
		if value != "" {
			filter[name] = value
		}
	}
	o := object{
		"subscription_id": idText(sub.id), "event_type": sub.kind, "filter": filter,
		"created_at": stamp(sub.created), "updated_at": stamp(sub.updated),
	}
	if sub.tag != "" {
		o["tag"] = sub.tag
	}
	if sub.hook != nil {
		o["webhook_id"] = idText(sub.hook.id)
	}
	return o
}

// createSubscription is POST /2/activity/subscriptions.
func createSubscription(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"event_type": 's', "filter": 'o', "tag": 's', "webhook_id": 's'}); err != nil {
		return nil, err
	}
	now := c.srv.now()
	sub := &subscription{app: c.app, kind: text(c.body, "event_type"), tag: text(c.body, "tag"), created: now, updated: now}
	if !slices.Contains(eventKinds(), sub.kind) {
		return nil, badParameter("event_type", sub.kind, "$.event_type: does not have a value in the enumeration")
	}
	if len([]rune(sub.tag)) > 200 {
		return nil, badParameter("tag", sub.tag, "$.tag: may only be 200 characters long")
	}
	if err := c.readFilter(sub); err != nil {
		return nil, err
	}
	if value := text(c.body, "webhook_id"); value != "" {
		if sub.hook = c.hook(value); sub.hook == nil {
			return nil, notFound("webhook", "webhook_id", value)
		}
	}
	mine := 0
	for _, other := range c.srv.subs {
		if other.app != c.app {
			continue
		}
		mine++
		if other.kind == sub.kind && other.user == sub.user && other.keyword == sub.keyword && other.direction == sub.direction && other.hook == sub.hook {
			return nil, problem(http.StatusBadRequest, invalidRequest, "Invalid Request", "DuplicateSubscriptionFailed: a subscription with this event type and filter exists.")
		}
	}
	if mine >= c.srv.opts.Stream.Subscriptions {
		return nil, forbidden("SubscriptionLimitExceeded: the account has reached its limit of subscriptions.")
	}
	sub.id = c.srv.ids.next(now)
	c.srv.subs = append(c.srv.subs, sub)
	switch c.srv.opts.Stream.SubscriptionShape {
	case SubscriptionObject:
		return data(sub.json()), nil
	case SubscriptionArray:
		return data([]object{sub.json()}), nil
	case SubscriptionNested:
	}
	return object{"data": object{"subscription": sub.json()}, "meta": object{"total_subscriptions": mine + 1}}, nil
}

func (c *call) readFilter(sub *subscription) error {
	filter := part(c.body, "filter")
	if err := check(filter, "filter.", map[string]byte{"user_id": 's', "keyword": 's', "direction": 's'}); err != nil {
		return err
	}
	sub.keyword, sub.direction = text(filter, "keyword"), text(filter, "direction")
	if sub.direction != "" && sub.direction != "inbound" && sub.direction != "outbound" {
		return badParameter("filter.direction", sub.direction, "$.filter.direction: does not have a value in the enumeration [inbound, outbound]")
	}
	if sub.keyword != "" {
		if c.srv.opts.Plan != Enterprise {
			return notEnrolled("news.new is only available on the Enterprise plan.")
		}
		return nil
	}
	id, err := bodyID(filter, "user_id")
	if err != nil {
		return err
	}
	if sub.user, err = c.srv.userBy(id, "filter.user_id"); err != nil {
		return err
	}
	scope := privateScope(sub.kind)
	switch {
	case scope == "":
		return nil
	case c.user == nil:
		return wrongKind(c.kind, anyUser)
	case c.user != sub.user:
		return forbidden("Private events can only be subscribed to for the authenticating user.")
	case c.kind == oauth2User && !slices.Contains(c.scopes, scope):
		return forbidden("Forbidden")
	}
	return nil
}

// getSubscriptions is GET /2/activity/subscriptions.
func getSubscriptions(c *call) (any, error) {
	p, err := c.paging(1, 1000, 1000)
	if err != nil {
		return nil, err
	}
	var list []*subscription
	for _, sub := range newestFirst(c.srv.subs) {
		if sub.app == c.app && (c.user == nil || sub.user == c.user) {
			list = append(list, sub)
		}
	}
	page, meta := paginate(c.srv, p, list, func(sub *subscription) uint64 { return sub.id })
	var out []object
	for _, sub := range page {
		out = append(out, sub.json())
	}
	meta["total_subscriptions"] = len(list)
	return c.answer(out, len(out), nil, meta), nil
}

func (c *call) subscription(id uint64) *subscription {
	for _, sub := range c.srv.subs {
		if sub.id == id && sub.app == c.app {
			return sub
		}
	}
	return nil
}

// updateSubscription is PUT /2/activity/subscriptions/{subscription_id}.
func updateSubscription(c *call) (any, error) {
	id, err := c.pathID("subscription_id")
	if err != nil {
		return nil, err
	}
	sub := c.subscription(id)
	if sub == nil {
		return nil, notFound("subscription", "subscription_id", idText(id))
	}
	if err := check(c.body, "", map[string]byte{"tag": 's', "webhook_id": 's'}); err != nil {
		return nil, err
	}
	if tag, given := c.body["tag"].(string); given {
		sub.tag = tag
	}
	if value := text(c.body, "webhook_id"); value != "" {
		if sub.hook = c.hook(value); sub.hook == nil {
			return nil, notFound("webhook", "webhook_id", value)
		}
	}
	sub.updated = c.srv.now()
	return data(object{"subscription": sub.json(), "total_subscriptions": len(c.srv.subs)}), nil
}

// deleteSubscription is DELETE /2/activity/subscriptions/{subscription_id}.
func deleteSubscription(c *call) (any, error) {
	id, err := c.pathID("subscription_id")
	if err != nil {
		return nil, err
	}
	sub := c.subscription(id)
	if sub == nil {
		return nil, notFound("subscription", "subscription_id", idText(id))
	}
	c.srv.subs = slices.DeleteFunc(c.srv.subs, func(other *subscription) bool { return other == sub })
	return data(object{"deleted": true}), nil
}

// deleteSubscriptions is DELETE /2/activity/subscriptions?ids=.
func deleteSubscriptions(c *call) (any, error) {
	ids, err := c.idList()
	if err != nil {
		return nil, err
	}
	var out []object
	for _, value := range ids {
		id, _ := parseID(value)
		sub := c.subscription(id)
		if sub == nil {
			c.errs = append(c.errs, object{"subscription_id": value, "reason": "SubscriptionNotFound", "message": "The subscription does not exist."})
			continue
		}
		c.srv.subs = slices.DeleteFunc(c.srv.subs, func(other *subscription) bool { return other == sub })
		out = append(out, object{"subscription_id": value, "deleted": true})
	}
	return c.answer(out, len(out), nil, object{"total_subscriptions": len(c.srv.subs)}), nil
}
