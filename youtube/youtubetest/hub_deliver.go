package youtubetest

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what the hub signs with
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Notification is an attempt to tell a callback about a video.
type Notification struct {
	Callback, Video string
	Deleted         bool
	Body            string
	Status          int // of the callback's answer; 0 if there was none
	At              time.Time
}

type delivery struct {
	video   string
	deleted bool
	body    string
}

// Notifications are all attempts so far, oldest first.
func (s *Server) Notifications() []Notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notices)
}

// WaitNotifications returns when nothing waits to be sent or is under way, or with the error of ctx.
func (s *Server) WaitNotifications(ctx context.Context) error {
	return s.waitHub(ctx, func() bool {
		return !slices.ContainsFunc(s.feeds, func(f *feedSubscription) bool { return f.busy })
	})
}

// Notify tells the subscribers about a video once more, as the hub does at times.
func (s *Server) Notify(video string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.announce(s.mustVideo(video))
}

// announce tells the subscribers about a video that is new or has changed; the server is locked.
func (s *Server) announce(v *video) {
	s.tell(v, false, func(topic string) string { return notice(topic, v, s.now()) })
}

// announceDeleted tells the subscribers about a video that cannot be seen any more.
func (s *Server) announceDeleted(v *video) {
	s.tell(v, true, func(string) string { return tombstone(v, s.now()) })
}

func (s *Server) tell(v *video, deleted bool, body func(topic string) string) {
	if s.opts.Hub.Silent {
		return
	}
	for _, f := range s.feeds {
		if f.channel != v.owner || !s.now().Before(f.expires) {
			continue
		}
		d := &delivery{video: v.ID, deleted: deleted, body: body(f.topic)}
		f.queue = append(f.queue, d)
		if s.opts.Hub.Duplicates {
			f.queue = append(f.queue, d)
		}
		if !f.busy {
			f.busy = true
			s.deliveries.Go(func() { s.drain(f) })
		}
	}
}

// drain sends what waits for one callback, one after the other.
func (s *Server) drain(f *feedSubscription) {
	client := s.hubClient()
	for {
		s.mu.Lock()
		if len(f.queue) == 0 || s.life.Err() != nil {
			f.busy, f.queue = false, nil
			s.moved()
			s.mu.Unlock()
			return
		}
		d, secret, topic := f.queue[0], f.secret, f.topic
		f.queue = f.queue[1:]
		s.mu.Unlock()
		status := s.send(client, f.callback, topic, secret, d.body)
		s.mu.Lock()
		s.notices = append(s.notices, Notification{
			Callback: f.callback, Video: d.video, Deleted: d.deleted, Body: d.body, Status: status, At: s.now(),
		})
		s.mu.Unlock()
	}
}

func (s *Server) send(client *http.Client, callback, topic, secret, body string) int {
	req, err := http.NewRequestWithContext(s.life, http.MethodPost, callback, strings.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", atomType)
	req.Header.Set("Link", "<"+topic+">; rel=self, <http://pubsubhubbub.appspot.com/>; rel=hub")
	if secret != "" {
		mac := hmac.New(sha1.New, []byte(secret))
		_, _ = mac.Write([]byte(body)) // never fails
		req.Header.Set("X-Hub-Signature", "sha1="+hex.EncodeToString(mac.Sum(nil)))
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	_ = resp.Body.Close()
	return resp.StatusCode
}
