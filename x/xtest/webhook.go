package xtest

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// webhook is a registered URL.
type webhook struct {
	id      uint64
	app     *app
	url     string
	valid   bool
	created time.Time
	queue   []*delivery
	busy    bool
}

func (h *webhook) json() object {
	return object{"id": idText(h.id), "url": h.url, "valid": h.valid, "created_at": stamp(h.created)}
}

func (c *call) hook(value string) *webhook {
	id, _ := parseID(value)
	for _, h := range c.srv.hooks {
		if h.id == id && h.app == c.app {
			return h
		}
	}
	return nil
}

func hookFailure(reason, detail string) *apiError {
	return problem(http.StatusBadRequest, invalidRequest, "Invalid Request", reason+": "+detail).with(object{"reason": reason})
}

// checkHookURL demands https without a port, except on loopback addresses.
func checkHookURL(value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || len(value) > 200 {
		return hookFailure("UrlValidationFailed", "The URL is invalid.")
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
		return nil
	}
	if u.Scheme != "https" || u.Port() != "" {
		return hookFailure("UrlValidationFailed", "The URL must be https and have no port.")
	}
	return nil
}

// createWebhook is POST /2/webhooks. It locks by itself: the challenge goes out in between.
func createWebhook(c *call) (any, error) {
	if err := c.readBody(); err != nil {
		return nil, err
	}
	if err := check(c.body, "", map[string]byte{"url": 's'}); err != nil {
		return nil, err
	}
	target := text(c.body, "url")
	if err := checkHookURL(target); err != nil {
		return nil, err
	}
	s := c.srv
	s.mu.Lock()
	mine := 0
	duplicate := slices.ContainsFunc(s.hooks, func(h *webhook) bool { return h.app == c.app && h.url == target })
	for _, h := range s.hooks {
		if h.app == c.app {
			mine++
		}
	}
	s.mu.Unlock()
	switch {
	case duplicate:
		return nil, hookFailure("DuplicateUrlFailed", "The URL is registered already.")
	case mine >= s.hookLimit():
		return nil, hookFailure("WebhookLimitExceeded", "The account has reached its limit of webhooks.")
	case !s.challenge(c.r.Context(), c.app, target):
		return nil, hookFailure("CrcValidationFailed", "The URL did not answer the challenge correctly.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &webhook{id: s.ids.next(s.now()), app: c.app, url: target, valid: true, created: s.now()}
	s.hooks = append(s.hooks, h)
	return data(h.json()), nil
}

func (s *Server) hookLimit() int {
	if s.opts.Plan == Enterprise {
		return 5
	}
	return 1
}

// getWebhooks is GET /2/webhooks.
func getWebhooks(c *call) (any, error) {
	var out []object
	for _, h := range c.srv.hooks {
		if h.app == c.app {
			out = append(out, h.json())
		}
	}
	return c.answer(out, len(out), nil, object{"result_count": len(out)}), nil
}

// validateWebhook is PUT /2/webhooks/{webhook_id}: a challenge, which enables the webhook again.
func validateWebhook(c *call) (any, error) {
	s := c.srv
	s.mu.Lock()
	h := c.hook(c.path("webhook_id"))
	s.mu.Unlock()
	if h == nil {
		return nil, hookFailure("WebhookIdInvalid", "There is no such webhook.")
	}
	valid := s.challenge(c.r.Context(), h.app, h.url)
	s.mu.Lock()
	defer s.mu.Unlock()
	h.valid = valid
	if !valid {
		return nil, hookFailure("CrcValidationFailed", "The URL did not answer the challenge correctly.")
	}
	return data(object{"valid": true}), nil
}

// deleteWebhook is DELETE /2/webhooks/{webhook_id}.
func deleteWebhook(c *call) (any, error) {
	h := c.hook(c.path("webhook_id"))
	if h == nil {
		return nil, hookFailure("WebhookIdInvalid", "There is no such webhook.")
	}
	c.srv.hooks = slices.DeleteFunc(c.srv.hooks, func(other *webhook) bool { return other == h })
	for _, sub := range c.srv.subs {
		if sub.hook == h {
			sub.hook = nil
		}
	}
	return data(object{"deleted": true}), nil
}

// replayWebhook is POST /2/webhooks/replay: what was sent or failed in a period of the last 24 hours comes
// again.
func replayWebhook(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"webhook_id": 's', "from_date": 's', "to_date": 's'}); err != nil {
		return nil, err
	}
	h := c.hook(text(c.body, "webhook_id"))
	if h == nil {
		return nil, hookFailure("WebhookIdInvalid", "There is no such webhook.")
	}
	const layout = "200601021504"
	from, errFrom := time.Parse(layout, text(c.body, "from_date"))
	to, errTo := time.Parse(layout, text(c.body, "to_date"))
	if errFrom != nil || errTo != nil || !from.Before(to) || from.Before(c.srv.now().Add(-24*time.Hour-time.Minute)) {
		return nil, badParameter("from_date", text(c.body, "from_date"), "$.from_date: must be a UTC time of the last 24 hours in the form yyyymmddhhmm, before to_date")
	}
	for _, d := range c.srv.history {
		if d.hook == h && !d.at.Before(from) && d.at.Before(to) {
			c.srv.deliverHook(h, d)
		}
	}
	return data(object{"job_id": idText(c.srv.ids.next(c.srv.now())), "created_at": stamp(c.srv.now())}), nil
}
