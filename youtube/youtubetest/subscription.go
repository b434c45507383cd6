package youtubetest

import (
	"slices"
	"strings"
	"time"
)

type subscription struct {
	id           string
	from, target *channel
	at           time.Time
}

// subscribersOf are the subscriptions to a channel, oldest first.
func (s *Server) subscribersOf(ch *channel) []*subscription {
	var out []*subscription
	for _, sub := range s.subs {
		if sub.target == ch {
			out = append(out, sub)
		}
	}
	return out
}

func (s *Server) subscriptionsOf(ch *channel) []*subscription {
	var out []*subscription
	for _, sub := range s.subs {
		if sub.from == ch {
			out = append(out, sub)
		}
	}
	return out
}

// listSubscriptions is subscriptions.list, see
// https://developers.google.com/youtube/v3/docs/subscriptions/list.
func listSubscriptions(c *call) (any, error) {
	by, err := c.filter("channelId", "id", "mine", "myRecentSubscribers", "mySubscribers")
	if err != nil {
		return nil, err
	}
	var found []*subscription
	switch by {
	case "id":
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		for _, sub := range c.srv.subs {
			if slices.Contains(ids, sub.id) {
				found = append(found, sub)
			}
		}
	case "channelId":
		ch := c.srv.channels[c.text(by)]
		switch {
		case ch == nil:
			return nil, notFound("youtube.subscription", "subscriberNotFound", "The subscriber identified with the request cannot be found.").at(by)
		case ch.PrivateFollowing && ch != c.channel:
			return nil, forbidden("youtube.subscription", "subscriptionForbidden", "The requester is not allowed to access the requested subscriptions.").at(by)
		}
		found = c.srv.subscriptionsOf(ch)
	default:
		me, err := c.mine(by)
		if err != nil {
			return nil, err
		}
		if me == nil {
			return nil, noChannel()
		}
		found = c.followers(me, by)
	}
	if wanted := c.list("forChannelId"); len(wanted) > 0 {
		ids := strings.Split(strings.Join(wanted, ","), ",")
		found = slices.DeleteFunc(found, func(sub *subscription) bool { return !slices.Contains(ids, sub.target.id) })
	}
	if c.text("order") == "alphabetical" {
		slices.SortStableFunc(found, func(a, b *subscription) int { return strings.Compare(a.target.Title, b.target.Title) })
	}
	return listPage(c, "subscriptionListResponse", found, c.subscriptionJSON)
}

// followers are the caller's subscriptions, or the subscribers who do not hide it.
func (c *call) followers(me *channel, by string) []*subscription {
	if by == "mine" {
		return c.srv.subscriptionsOf(me)
	}
	found := slices.DeleteFunc(c.srv.subscribersOf(me), func(sub *subscription) bool { return sub.from.PrivateFollowing })
	if by == "myRecentSubscribers" {
		slices.Reverse(found)
	}
	return found
}

func (c *call) subscriptionJSON(sub *subscription) object {
	o := object{}
	for part := range c.parts {
		switch part {
		case "snippet":
			o[part] = object{
				"publishedAt": stamp(sub.at), "title": sub.target.Title, "description": sub.target.Description,
				"resourceId": object{"kind": "youtube#channel", "channelId": sub.target.id}, "channelId": sub.from.id,
				"thumbnails": avatars(sub.target),
			}
		case "contentDetails":
			o[part] = object{"totalItemCount": len(sub.target.videos), "newItemCount": 0, "activityType": "all"}
		case "subscriberSnippet":
			o[part] = object{
				"title": sub.from.Title, "description": sub.from.Description, "channelId": sub.from.id, "thumbnails": avatars(sub.from),
			}
		}
	}
	return resource("subscription", sub.id, o)
}

// insertSubscription is subscriptions.insert, see
// https://developers.google.com/youtube/v3/docs/subscriptions/insert.
func insertSubscription(c *call) (any, error) {
	var b subscriptionBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if b.Snippet == nil || b.Snippet.ResourceID == nil || b.Snippet.ResourceID.ChannelID == "" {
		return nil, notFound("youtube.subscription", "publisherNotFound", "The resource specified by the requests <code>snippet.resourceId</code> property cannot be found.")
	}
	target := c.srv.channels[b.Snippet.ResourceID.ChannelID]
	switch {
	case target == nil:
		return nil, notFound("youtube.subscription", "publisherNotFound", "The resource specified by the requests <code>snippet.resourceId</code> property cannot be found.")
	case target == me:
		return nil, badRequest("youtube.subscription", "subscriptionForbidden", "You cannot subscribe to your own channel.")
	case c.srv.subscribed(me, target) != nil:
		return nil, badRequest("youtube.subscription", "subscriptionDuplicate", "The subscription that you are trying to create already exists.")
	}
	return c.subscriptionJSON(c.srv.subscribe(me, target)), nil
}

func (s *Server) subscribed(from, target *channel) *subscription {
	for _, sub := range s.subs {
		if sub.from == from && sub.target == target {
			return sub
		}
	}
	return nil
}

func (s *Server) subscribe(from, target *channel) *subscription {
	if sub := s.subscribed(from, target); sub != nil {
		return sub
	}
	sub := &subscription{id: s.ids.text(43), from: from, target: target, at: s.now()}
	s.subs = append(s.subs, sub)
	if !from.PrivateFollowing {
		s.act(from, "subscription", object{"subscription": object{
			"resourceId": object{"kind": "youtube#channel", "channelId": target.id},
		}}, target.Title, s.now())
	}
	return sub
}

func (s *Server) unsubscribe(sub *subscription) {
	s.subs = slices.DeleteFunc(s.subs, func(other *subscription) bool { return other == sub })
}

// deleteSubscription is subscriptions.delete, see
// https://developers.google.com/youtube/v3/docs/subscriptions/delete.
func deleteSubscription(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	for _, sub := range c.srv.subs {
		if sub.id != c.text("id") {
			continue
		}
		if sub.from != me {
			return nil, forbidden("youtube.subscription", "subscriptionForbidden", "The authenticated user cannot delete the subscription.").at("id")
		}
		c.srv.unsubscribe(sub)
		return nil, nil //nolint:nilnil // 204
	}
	return nil, notFound("youtube.subscription", "subscriptionNotFound", "The subscription that you are trying to delete cannot be found.").at("id")
}

type activity struct {
	id      string
	owner   *channel
	kind    string
	title   string
	details object
	at      time.Time
}

// act records what a channel did in public.
func (s *Server) act(ch *channel, kind string, details object, title string, at time.Time) {
	s.activities = append(s.activities, &activity{id: s.ids.text(40), owner: ch, kind: kind, details: details, title: title, at: at})
}

// listActivities is activities.list, see https://developers.google.com/youtube/v3/docs/activities/list.
func listActivities(c *call) (any, error) {
	by, err := c.filter("channelId", "mine")
	if err != nil {
		return nil, err
	}
	ch := c.srv.channels[c.text("channelId")]
	if by == "mine" {
		if ch, err = c.mine("mine"); err != nil {
			return nil, err
		}
	}
	if ch == nil {
		return nil, notFound("youtube.activity", "channelNotFound", "The channel specified in the <code>channelId</code> parameter cannot be found.").at("channelId")
	}
	after, before := c.moment("publishedAfter"), c.moment("publishedBefore")
	var found []*activity
	for _, a := range slices.Backward(c.srv.activities) {
		if a.owner == ch && (after.IsZero() || !a.at.Before(after)) && (before.IsZero() || a.at.Before(before)) && c.still(a) {
			found = append(found, a)
		}
	}
	return listPage(c, "activityListResponse", found, c.activityJSON)
}

// still reports whether what an activity is about can be seen.
func (c *call) still(a *activity) bool {
	if a.kind != "upload" {
		return true
	}
	details, _ := a.details["upload"].(object)
	id, _ := details["videoId"].(string)
	v := c.srv.videos[id]
	return v != nil && c.srv.listed(v, c.channel)
}

func (c *call) activityJSON(a *activity) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = object{
			"publishedAt": stamp(a.at), "channelId": a.owner.id, "channelTitle": a.owner.Title, "title": a.title, "description": "",
			"type": a.kind, "thumbnails": avatars(a.owner),
		}
	}
	if c.parts["contentDetails"] {
		o["contentDetails"] = a.details
	}
	return resource("activity", a.id, o)
}
