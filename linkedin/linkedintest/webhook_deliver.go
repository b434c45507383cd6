package linkedintest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
)

// How events are delivered.
const (
	batchSize   = 10
	retryAfter  = 5 * time.Minute
	retryWithin = 8 * time.Hour
)

// item is a notification on its way to a subscriber.
type item struct {
	sub *subscription
	n   *notification
}

// batch is what goes into one request.
type batch struct {
	ids     []uint64
	body    []byte
	first   time.Time
	next    time.Time
	attempt int
}

// A Delivery is an attempt to hand notifications to a webhook.
type Delivery struct {
	URL           string
	Notifications []uint64 // ids
	Attempt       int      // from 1
	Status        int      // 0 if there was no answer
	At            time.Time
}

// push queues a notification for those who have subscribed; the server is locked. What is queued for one
// webhook goes out one request after the other.
func (s *Server) push(n *notification) {
	s.prune()
	for _, sub := range s.subs {
		if sub.page != n.page || sub.hook.blocked {
			continue
		}
		h := sub.hook
		h.queue = append(h.queue, item{sub, n})
		if !h.busy {
			h.busy = true
			s.deliveries.Go(func() { s.drain(h) })
		}
	}
}

// drain sends what waits for a webhook.
func (s *Server) drain(h *webhook) {
	for {
		s.mu.Lock()
		if len(h.queue) == 0 || s.life.Err() != nil {
			h.queue, h.busy = nil, false
			close(s.idle)
			s.idle = make(chan struct{})
			s.mu.Unlock()
			return
		}
		items := h.queue[:min(batchSize, len(h.queue))]
		h.queue = h.queue[len(items):]
		b := s.batchOf(items)
		s.requests++
		again := s.opts.Webhook.Duplicate > 0 && s.requests%s.opts.Webhook.Duplicate == 0
		s.mu.Unlock()
		s.deliver(s.life, h, b)
		if again {
			s.deliver(s.life, h, b)
		}
	}
}

func (s *Server) batchOf(items []item) *batch {
	b := &batch{first: s.now()}
	list := []object{}
	for _, it := range items {
		b.ids = append(b.ids, it.n.id)
		list = append(list, it.n.json(it.sub.member.urn))
	}
	if s.opts.Webhook.Reverse {
		slices.Reverse(list)
		slices.Reverse(b.ids)
	}
	b.body, _ = json.Marshal(object{"type": eventType, "notifications": list}) // cannot fail
	return b
}

// deliver sends a batch once. If it is not taken, it is put by for a later attempt.
func (s *Server) deliver(ctx context.Context, h *webhook, b *batch) {
	b.attempt++
	status := s.postHook(ctx, h, b)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.attempts = append(s.attempts, Delivery{URL: h.url, Notifications: b.ids, Attempt: b.attempt, Status: status, At: now})
	taken := status >= http.StatusOK && status < http.StatusMultipleChoices
	h.late = slices.DeleteFunc(h.late, func(other *batch) bool { return other == b })
	if b.next = now.Add(retryAfter); !taken && b.next.Sub(b.first) <= retryWithin {
		h.late = append(h.late, b)
	}
}

func (s *Server) postHook(ctx context.Context, h *webhook, b *batch) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(b.body))
	if err != nil {
		return 0
	}
	signature := sign(h.app.ClientSecret, append([]byte("hmacsha256="), b.body...))
	s.mu.Lock()
	if s.opts.Traps.SignaturePrefix {
		signature = "hmacsha256=" + signature
	}
	s.mu.Unlock()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Li-Signature", signature)
	resp, err := s.hookClient().Do(req) //nolint:gosec // the URL that the test subscribed
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	_ = resp.Body.Close()
	return resp.StatusCode
}

// RetryWebhooks sends again what webhooks have refused and what is due by the server's clock: five minutes
// after each attempt, for eight hours. It returns the number of requests. Nothing is sent again without it,
// so that a test decides when.
func (s *Server) RetryWebhooks(ctx context.Context) int {
	type due struct {
		h *webhook
		b *batch
	}
	var list []due
	s.mu.Lock()
	now := s.now()
	for _, h := range s.webhooks {
		for _, b := range h.late {
			if !h.blocked && !now.Before(b.next) {
				list = append(list, due{h, b})
			}
		}
	}
	s.mu.Unlock()
	for _, d := range list {
		s.deliver(ctx, d.h, d.b)
	}
	return len(list)
}

// Deliveries are all attempts to reach webhooks so far, oldest first.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.attempts)
}

// WaitWebhooks returns when no delivery is waiting or under way, save for those that were refused, or with the
// error of ctx.
func (s *Server) WaitWebhooks(ctx context.Context) error {
	for {
		s.mu.Lock()
		busy, changed := false, s.idle
		for _, h := range s.webhooks {
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
