package youtubetest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// feedSubscription is a callback that is told about a channel's videos.
type feedSubscription struct {
	channel  *channel
	topic    string
	callback string
	secret   string
	expires  time.Time
	queue    []*delivery
	busy     bool
}

// HubSubscription is a subscription at the hub as a test sees it.
type HubSubscription struct {
	Channel, Topic, Callback string
	Signed                   bool
	Expires                  time.Time
}

// HubSubscriptions are the subscriptions at the hub whose leases have not ended, oldest first.
func (s *Server) HubSubscriptions() []HubSubscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []HubSubscription
	for _, f := range s.feeds {
		if s.now().Before(f.expires) {
			out = append(out, HubSubscription{
				Channel: f.channel.id, Topic: f.topic, Callback: f.callback, Signed: f.secret != "", Expires: f.expires,
			})
		}
	}
	return out
}

// SetHub changes the options of the hub.
func (s *Server) SetHub(change func(*HubOptions)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.opts.Hub)
}

// hubRequest is a parsed request to subscribe or unsubscribe.
type hubRequest struct {
	mode, topic, callback, secret, verifyToken string
	channel                                    *channel
	lease                                      time.Duration
	sync                                       bool
}

// serveHub is the WebSub hub, see https://developers.google.com/youtube/v3/guides/push_notifications and
// https://pubsubhubbub.appspot.com.
func (s *Server) serveHub(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	parseErr := r.ParseForm()
	s.mu.Lock()
	down := s.opts.Hub.Down
	s.mu.Unlock()
	if down {
		w.Header().Set("Retry-After", "120")
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	if parseErr != nil {
		http.Error(w, "Malformed body", http.StatusBadRequest)
		return
	}
	req, complaint := s.readHub(r.PostForm)
	if complaint != "" {
		http.Error(w, complaint, http.StatusBadRequest)
		return
	}
	if req.sync {
		if !s.verify(r.Context(), req) {
			http.Error(w, "The subscription could not be verified.", http.StatusConflict)
			return
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.deliveries.Go(func() { s.verify(s.life, req) })
	w.WriteHeader(http.StatusAccepted)
}

// readHub reads a request, or says what is wrong with it.
func (s *Server) readHub(form url.Values) (req *hubRequest, complaint string) {
	req = &hubRequest{
		mode: form.Get("hub.mode"), topic: form.Get("hub.topic"), callback: form.Get("hub.callback"),
		secret: form.Get("hub.secret"), verifyToken: form.Get("hub.verify_token"),
	}
	target, err := url.Parse(req.callback)
	switch {
	case req.mode != "subscribe" && req.mode != "unsubscribe":
		return nil, `Invalid value for hub.mode: "` + req.mode + `"`
	case err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" || target.Fragment != "":
		return nil, "Invalid parameter: hub.callback; must be valid URI with no fragment and optional port 80 or 443"
	case len(req.secret) >= 200:
		return nil, "Invalid parameter: hub.secret; must be less than 200 bytes"
	}
	for _, mode := range form["hub.verify"] { // the first one that is known counts
		if mode == "sync" || mode == "async" {
			req.sync = mode == "sync"
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	req.lease = s.opts.Hub.Lease
	if seconds, err := strconv.ParseInt(form.Get("hub.lease_seconds"), 10, 64); err == nil && seconds > 0 {
		req.lease = min(time.Duration(seconds)*time.Second, s.opts.Hub.MaxLease)
	}
	topic, err := url.Parse(req.topic)
	if err != nil || !strings.HasSuffix(topic.Path, "/feeds/videos.xml") || s.channels[topic.Query().Get("channel_id")] == nil {
		return nil, "Invalid parameter: hub.topic"
	}
	req.channel = s.channels[topic.Query().Get("channel_id")]
	return req, ""
}

func (s *Server) hubClient() *http.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &http.Client{
		Transport: s.opts.Hub.Transport, Timeout: s.opts.Hub.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// verify asks the callback whether the request is its own, and carries it out.
func (s *Server) verify(ctx context.Context, req *hubRequest) bool {
	s.mu.Lock()
	challenge := s.ids.text(32)
	s.mu.Unlock()
	target, err := url.Parse(req.callback)
	if err != nil {
		return false
	}
	q := target.Query()
	q.Set("hub.mode", req.mode)
	q.Set("hub.topic", req.topic)
	q.Set("hub.challenge", challenge)
	if req.mode == "subscribe" {
		q.Set("hub.lease_seconds", decimal(int64(req.lease.Seconds())))
	}
	if req.verifyToken != "" {
		q.Set("hub.verify_token", req.verifyToken)
	}
	target.RawQuery = q.Encode()
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody) //nolint:gosec // asking the callback is what a hub does
	if err != nil {
		return false
	}
	resp, err := s.hubClient().Do(ask) //nolint:gosec // as above
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil || resp.StatusCode/100 != 2 || string(answer) != challenge {
		return false
	}
	s.carryOut(req)
	return true
}

func (s *Server) carryOut(req *hubRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	same := func(f *feedSubscription) bool { return f.channel == req.channel && f.callback == req.callback }
	if req.mode == "unsubscribe" {
		s.feeds = slices.DeleteFunc(s.feeds, same)
	} else {
		at := slices.IndexFunc(s.feeds, same)
		if at < 0 {
			s.feeds = append(s.feeds, &feedSubscription{channel: req.channel, callback: req.callback})
			at = len(s.feeds) - 1
		}
		f := s.feeds[at]
		f.topic, f.secret, f.expires = req.topic, req.secret, s.now().Add(req.lease)
	}
	s.moved()
}

// moved wakes whoever waits for the hub; the server is locked.
func (s *Server) moved() {
	close(s.delivered)
	s.delivered = make(chan struct{})
}

// WaitSubscriptions returns when the hub has n subscriptions whose leases have not ended, or with the error
// of ctx.
func (s *Server) WaitSubscriptions(ctx context.Context, n int) error {
	return s.waitHub(ctx, func() bool {
		alive := 0
		for _, f := range s.feeds {
			if s.now().Before(f.expires) {
				alive++
			}
		}
		return alive == n
	})
}

// waitHub waits for a state of the hub.
func (s *Server) waitHub(ctx context.Context, reached func() bool) error {
	for {
		s.mu.Lock()
		done, changed := reached(), s.delivered
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
