package linkedintest

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

const eventType = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"

// subscription sends the notifications of a Page to a webhook, for a member who runs it.
type subscription struct {
	app    *app
	member *member
	page   *organization
	hook   *webhook
}

// subscriptionKey reads the compound key of the path and checks that it is the caller's own.
func (c *call) subscriptionKey() (*organization, error) {
	fields, err := compound(c.keys["key"], kindApp, "user", "entity", "eventType")
	if err != nil {
		return nil, err
	}
	page := c.srv.orgs[fields["entity"]]
	switch {
	case fields["eventType"] != eventType:
		return nil, invalid(codeInvalid, "eventType", "The event type is not supported")
	case fields[kindApp] != c.app.URN:
		return nil, unpermitted("RESOURCE_KEY", kindApp)
	case fields["user"] != c.member.urn:
		return nil, unpermitted("RESOURCE_KEY", "user")
	case page == nil || !page.has(c.member, adminRoles()...):
		return nil, unpermitted("RESOURCE_KEY", "entity")
	}
	return page, nil
}

// putSubscription is PUT /rest/eventSubscriptions/(…). A webhook that is not known yet is challenged first.
func putSubscription(c *call) (any, error) {
	s := c.srv
	f := openForm(c.body, "", "webhook")
	f.need("webhook")
	target := f.address("webhook")
	if f.err != nil {
		return nil, f.err
	}
	s.mu.Lock()
	_, err := c.subscriptionKey()
	hook := s.hookBy(c.app, target)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if c.app.Tier == Development {
		return nil, denied("Webhooks are not available for applications of the Development tier")
	}
	if !reachable(target) {
		return nil, invalid(codeInvalid, "/webhook", "The webhook URL must use HTTPS")
	}
	if hook == nil && !s.challenge(c.r.Context(), c.app, target) {
		return nil, invalid(codeInvalid, "/webhook", challengeFailed)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page, err := c.subscriptionKey()
	if err != nil {
		return nil, err
	}
	hook = s.register(c.app, target)
	if sub := s.subscriptionOf(c.app, c.member, page); sub != nil {
		sub.hook = hook
	} else {
		s.subs = append(s.subs, &subscription{app: c.app, member: c.member, page: page, hook: hook})
	}
	c.status = http.StatusOK
	return nil, nil //nolint:nilnil // the answer has no body
}

// reachable reports whether the network would call a URL: with TLS, or, in tests, on a loopback address.
func reachable(target string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback() || u.Hostname() == "localhost"
}

func (s *Server) subscriptionOf(a *app, m *member, page *organization) *subscription {
	i := slices.IndexFunc(s.subs, func(sub *subscription) bool {
		return sub.app == a && sub.member == m && sub.page == page
	})
	if i < 0 {
		return nil
	}
	return s.subs[i]
}

// alive reports whether a subscription still has what it lives on: the consent and the role.
func (s *Server) alive(sub *subscription) bool {
	return s.granted(sub.app, sub.member) && sub.page.has(sub.member, adminRoles()...)
}

// prune ends subscriptions that are not alive any more. Nobody is told.
func (s *Server) prune() {
	s.subs = slices.DeleteFunc(s.subs, func(sub *subscription) bool { return !s.alive(sub) })
}

func (s *Server) subscriptionJSON(sub *subscription) object {
	expires := time.Time{}
	for _, t := range s.tokens {
		if t.app != sub.app || t.member != sub.member || t.revoked {
			continue
		}
		for _, end := range []time.Time{t.Expires, t.RefreshExpires} {
			if end.After(expires) {
				expires = end
			}
		}
	}
	return object{
		"webhook": sub.hook.url, "expiresAt": millis(expires), "eventType": eventType,
		kindApp: sub.app.URN, "user": sub.member.urn, "entity": sub.page.urn,
	}
}

func getSubscription(c *call) (any, error) {
	page, err := c.subscriptionKey()
	if err != nil {
		return nil, err
	}
	c.srv.prune()
	sub := c.srv.subscriptionOf(c.app, c.member, page)
	if sub == nil {
		return nil, notFound("Subscription")
	}
	return c.srv.subscriptionJSON(sub), nil
}

// findSubscriptions is GET /rest/eventSubscriptions?q=subscriberAndEventType.
func findSubscriptions(c *call) (any, error) {
	if _, err := c.oneOf("eventType", eventType); err != nil {
		return nil, err
	}
	c.srv.prune()
	found := []object{}
	for _, sub := range c.srv.subs {
		if sub.app == c.app && sub.member == c.member {
			found = append(found, c.srv.subscriptionJSON(sub))
		}
	}
	return c.page(found, most)
}

func deleteSubscription(c *call) (any, error) {
	page, err := c.subscriptionKey()
	if err != nil {
		return nil, err
	}
	sub := c.srv.subscriptionOf(c.app, c.member, page)
	if sub == nil {
		return nil, notFound("Subscription")
	}
	c.srv.subs = slices.DeleteFunc(c.srv.subs, func(other *subscription) bool { return other == sub })
	return c.noContent()
}

// A Subscription is a webhook subscription as a test sees it.
type Subscription struct{ App, Member, Page, Webhook string }

// Subscriptions are the webhook subscriptions that are alive.
func (s *Server) Subscriptions() []Subscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prune()
	var out []Subscription
	for _, sub := range s.subs {
		out = append(out, Subscription{App: sub.app.URN, Member: sub.member.urn, Page: sub.page.urn, Webhook: sub.hook.url})
	}
	return out
}
