package mastodontest

import (
	"crypto/ecdh"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A pushSubscription belongs to an access token.
type pushSubscription struct {
	id, endpoint string
	standard     bool
	policy       string
	alerts       map[string]bool
}

func alertNames() []string {
	return []string{
		"mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "quote",
		"quoted_update", "admin.sign_up", "admin.report",
	}
}

func (p *pushSubscription) json() object {
	alerts := object{}
	for _, name := range alertNames() {
		alerts[name] = p.alerts[name]
	}
	return object{
		"id": p.id, "endpoint": p.endpoint, "standard": p.standard, "alerts": alerts, "policy": p.policy,
		"server_key": vapidKey,
	}
}

func decodeKey(text string) []byte {
	text = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(text), "=")
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return data
}

// createPush is POST /api/v1/push/subscription. It replaces the one that the token had.
func createPush(c *call) (any, error) {
	sub := c.params.sub("subscription")
	keys := sub.sub("keys")
	endpoint, err := url.Parse(sub.str("endpoint"))
	if err != nil || endpoint.Scheme != "https" || endpoint.Host == "" {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Endpoint is not a valid URL")
	}
	if _, err := ecdh.P256().NewPublicKey(decodeKey(keys.str("p256dh"))); err != nil {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Key p256dh is invalid")
	}
	if len(decodeKey(keys.str("auth"))) != 16 {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Key auth is invalid")
	}
	p := &pushSubscription{
		id: c.srv.ids.nextSerial("push", c.srv.now()), endpoint: endpoint.String(), standard: sub.isTrue("standard"),
		policy: "all", alerts: map[string]bool{},
	}
	if err := p.fill(c.params.sub("data")); err != nil {
		return nil, err
	}
	c.srv.pushes[c.token.Value] = p
	return p.json(), nil
}

func (p *pushSubscription) fill(data params) error {
	if v := data.str("policy"); v != "" {
		if !slices.Contains([]string{"all", "followed", "follower", "none"}, v) {
			return fail(http.StatusUnprocessableEntity, "Validation failed: Data is invalid")
		}
		p.policy = v
	}
	alerts := data.sub("alerts")
	for _, name := range alertNames() {
		if v, given := alerts.boolean(name); given {
			p.alerts[name] = v
		}
	}
	return nil
}

func (c *call) findPush() (*pushSubscription, error) {
	p := c.srv.pushes[c.token.Value]
	if p == nil {
		return nil, errNotFound()
	}
	return p, nil
}

func getPush(c *call) (any, error) {
	p, err := c.findPush()
	if err != nil {
		return nil, err
	}
	return p.json(), nil
}

// updatePush is PUT /api/v1/push/subscription: the data is replaced as a whole.
func updatePush(c *call) (any, error) {
	p, err := c.findPush()
	if err != nil {
		return nil, err
	}
	fresh := *p
	fresh.policy, fresh.alerts = "all", map[string]bool{}
	if err := fresh.fill(c.params.sub("data")); err != nil {
		return nil, err
	}
	*p = fresh
	return p.json(), nil
}

func deletePush(c *call) (any, error) {
	delete(c.srv.pushes, c.token.Value)
	return object{}, nil
}
