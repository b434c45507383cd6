package xtest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Delivery is an attempt to hand an event to a webhook.
type Delivery struct {
	URL, EventType string
	Status         int // 0 if there was no answer
	At             time.Time
}

// Deliveries are all attempts so far, oldest first.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.attempts...)
}

// WaitDeliveries returns when no delivery is waiting or under way, or with the error of ctx.
func (s *Server) WaitDeliveries(ctx context.Context) error {
	for {
		s.mu.Lock()
		busy, changed := false, s.delivered
		for _, h := range s.hooks {
			busy = busy || h.busy
		}
		s.mu.Unlock()
		if !busy {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// RecheckWebhooks sends the periodic challenge to all webhooks; one that fails it gets no more deliveries
// until it is validated again.
func (s *Server) RecheckWebhooks(ctx context.Context) {
	s.mu.Lock()
	hooks := append([]*webhook(nil), s.hooks...)
	s.mu.Unlock()
	for _, h := range hooks {
		valid := s.challenge(ctx, h.app, h.url)
		s.mu.Lock()
		h.valid = valid
		s.mu.Unlock()
	}
}

func (s *Server) hookSecret(a *app) string {
	if s.opts.Webhook.OAuth2 {
		return a.ClientSecret
	}
	return a.APISecret
}

func signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(body) // never fails
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func (s *Server) hookClient() *http.Client {
	return &http.Client{
		Transport: s.opts.Webhook.Transport, Timeout: s.opts.Webhook.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// challenge asks a URL to prove that it knows the secret.
func (s *Server) challenge(ctx context.Context, a *app, target string) bool {
	s.mu.Lock()
	token := s.secret("crc")
	s.mu.Unlock()
	separator := "?"
	if strings.Contains(target, "?") {
		separator = "&"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target+separator+"crc_token="+url.QueryEscape(token), http.NoBody)
	if err != nil {
		return false
	}
	resp, err := s.hookClient().Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	var answer struct {
		ResponseToken string `json:"response_token"`
	}
	if err != nil || resp.StatusCode != http.StatusOK || json.Unmarshal(body, &answer) != nil {
		return false
	}
	return sameSecret(answer.ResponseToken, signature(s.hookSecret(a), []byte(token)))
}

// deliverHook queues an event for a webhook; the server is locked. Deliveries of one webhook follow each
// other.
func (s *Server) deliverHook(h *webhook, d *delivery) {
	if !h.valid {
		return
	}
	h.queue = append(h.queue, d)
	if h.busy {
		return
	}
	h.busy = true
	s.deliveries.Go(func() { s.drainHook(h) })
}

func (s *Server) drainHook(h *webhook) {
	client := s.hookClient()
	for {
		s.mu.Lock()
		if len(h.queue) == 0 || s.life.Err() != nil {
			h.busy, h.queue = false, nil
			close(s.delivered)
			s.delivered = make(chan struct{})
			s.mu.Unlock()
			return
		}
		d := h.queue[0]
		h.queue = h.queue[1:]
		secret := s.hookSecret(h.app)
		s.mu.Unlock()
		status := s.postHook(client, h, d, secret)
		s.mu.Lock()
		s.attempts = append(s.attempts, Delivery{URL: h.url, EventType: d.kind, Status: status, At: s.now()})
		s.mu.Unlock()
	}
}

func (s *Server) postHook(client *http.Client, h *webhook, d *delivery, secret string) int {
	req, err := http.NewRequestWithContext(s.life, http.MethodPost, h.url, strings.NewReader(d.body))
	if err != nil {
		return 0
	}
	header := "X-Twitter-Webhooks-Signature"
	if s.opts.Webhook.OAuth2 {
		header = "X-Twitter-Webhooks-Signature-Oauth2"
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(header, signature(secret, []byte(d.body)))
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	_ = resp.Body.Close()
	return resp.StatusCode
}
