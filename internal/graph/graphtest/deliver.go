package graphtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"unicode/utf16"
)

// drain delivers what waits for a subscription, one delivery after the other.
func (s *Server) drain(sub *subscription) {
	client := s.hookClient()
	for {
		s.mu.Lock()
		if len(sub.queue) == 0 || s.paused || s.life.Err() != nil {
			sub.busy = false
			close(s.delivered)
			s.delivered = make(chan struct{})
			s.mu.Unlock()
			return
		}
		n := min(s.opts.Webhook.Batch, len(sub.queue))
		batch := sub.queue[:n:n]
		sub.queue = sub.queue[n:]
		body, secret := s.envelope(sub, batch), s.apps[sub.app].Secret
		if s.faults.BadSignature {
			secret += "-another"
		}
		s.mu.Unlock()
		taken := false
		for range 2 { // the network tries again at once, then ever more rarely
			if taken = s.deliver(client, sub, body, secret, n); taken {
				break
			}
		}
		if !taken {
			s.mu.Lock()
			s.failed = append(s.failed, failedUpdates{sub, batch})
			s.mu.Unlock()
		}
	}
}

func (s *Server) deliver(client *http.Client, sub *subscription, body, secret string, updates int) bool {
	d := Delivery{App: sub.app, URL: sub.callback, Body: body, Updates: updates}
	req, err := http.NewRequestWithContext(s.life, http.MethodPost, sub.callback, strings.NewReader(body))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("User-Agent", "facebookexternalua")
		req.Header.Set("X-Hub-Signature-256", Signature(secret, body))
		var resp *http.Response
		if resp, err = client.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody)) // only the status counts
			_ = resp.Body.Close()
			d.Status = resp.StatusCode
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.At = s.Now()
	s.attempts = append(s.attempts, d)
	return d.Status == http.StatusOK
}

// Signature is how the network signs the body of a delivery, see
// https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads.
func Signature(secret, body string) string { return "sha256=" + Sign(secret, []byte(body)) }

// Push hands a body to a callback as the network does, and returns the status of the answer.
func Push(callback http.Handler, body, signature string) int {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", signature)
	answer := httptest.NewRecorder()
	callback.ServeHTTP(answer, r)
	return answer.Code
}

// envelope puts updates into the form of a delivery; those of one asset share an entry as long as they
// follow each other.
func (s *Server) envelope(sub *subscription, batch []*update) string {
	var entries []Object
	var last *update
	for _, u := range batch {
		member, value := "changes", any(Object{"field": u.Field, "value": u.Value})
		switch {
		case u.Flat:
			entries = append(entries, Object{"id": u.ID, "time": s.entryTime(u), "field": u.Field, "value": u.Value})
			last = nil
			continue
		case u.Member != "":
			member, value = u.Member, u.Value
		case !sub.values:
			member, value = "changed_fields", u.Field
		}
		if last != nil && last.ID == u.ID && last.Member == u.Member && !last.Flat {
			entry := entries[len(entries)-1]
			list, _ := entry[member].([]any)
			entry[member] = append(list, value)
		} else {
			entries = append(entries, Object{"id": u.ID, "time": s.entryTime(u), member: []any{value}})
		}
		last = u
	}
	body := any(Object{"object": sub.object, "entry": entries})
	if s.opts.Webhook.Array {
		body = []any{body}
	}
	data, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("graphtest: an event is no JSON: %v", err))
	}
	if s.faults.Plain {
		return string(data)
	}
	return Escape(string(data))
}

func (s *Server) entryTime(u *update) int64 {
	if u.Milliseconds {
		return s.Now().UnixMilli()
	}
	return s.Now().Unix()
}

// Escape writes JSON as the network does in deliveries: characters beyond ASCII as \u and lower-case
// digits, and slashes with a backslash.
func Escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '/':
			b.WriteString(`\/`)
		case r < 0x80:
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			_, _ = fmt.Fprintf(&b, `\u%04x\u%04x`, high, low) // never fails
		default:
			_, _ = fmt.Fprintf(&b, `\u%04x`, r) // never fails
		}
	}
	return b.String()
}
