package graphtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// WebhookOptions are about deliveries.
type WebhookOptions struct {
	Batch   int           // most updates in one delivery, if several are waiting; 0: 1
	Timeout time.Duration // of a delivery; 0: 5 seconds
	Keep    time.Duration // how long what was not taken is kept for retries; 0: 36 hours
	Array   bool          // the whole body is the one element of an array
}

func (o WebhookOptions) withDefaults() WebhookOptions {
	if o.Batch == 0 {
		o.Batch = 1
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Keep == 0 {
		o.Keep = 36 * time.Hour
	}
	return o
}

// WebhookFaults spoil deliveries.
type WebhookFaults struct {
	DuplicateEvery int  // every n-th update is delivered twice; 0: never
	DropEvery      int  // every n-th update is lost; 0: never
	SwapEvery      int  // every n-th update comes after the one that follows it; 0: never
	BadSignature   bool // deliveries are signed with another secret
	Plain          bool // characters beyond ASCII are sent as they are
}

// An Event is an update of an asset that webhooks tell.
type Event struct {
	Object string // "page", "instagram"
	ID     string // of the entry
	Field  string // what apps subscribe to
	Value  Object
	// Member is where the value stands in the entry: "" is a change with field and value, else a list such
	// as "messaging".
	Member string
	// Flat puts field and value into the entry itself, as one documented form has it.
	Flat bool
	// Milliseconds writes the time of the entry in milliseconds.
	Milliseconds bool
	// Install is the asset on which the app must be installed; "" is ID.
	Install string
}

// subscription is the webhook of an app for one kind of object.
type subscription struct {
	app, object, callback string
	fields                []string
	values                bool

	queue []*update
	held  *update // waits for the one that follows it
	busy  bool
}

type update struct {
	Event
	at time.Time
}

// A Delivery is an attempt to hand updates over.
type Delivery struct {
	App, URL string
	Body     string
	Updates  int
	Status   int // 0 if there was no answer
	At       time.Time
}

type hooks struct {
	subs      []*subscription
	installs  map[string]map[string][]string // fields by asset and app
	faults    WebhookFaults
	seen      int
	paused    bool
	failed    []failedUpdates
	attempts  []Delivery
	delivered chan struct{} // closed and replaced when a queue is empty

	life context.Context //nolint:containedctx // ends deliveries that no request waits for
	end  context.CancelFunc
	work sync.WaitGroup
}

type failedUpdates struct {
	sub *subscription
	upd []*update
}

func (h *hooks) initHooks() {
	h.installs, h.delivered = map[string]map[string][]string{}, make(chan struct{})
	h.life, h.end = context.WithCancel(context.Background())
}

func (h *hooks) closeHooks() {
	h.end()
	h.work.Wait()
}

// Subscribe sets the webhook of an app as the dashboard does, without a handshake. The lock must be held.
func (s *Server) Subscribe(app, object, callback string, fields ...string) {
	s.subs = slices.DeleteFunc(s.subs, func(sub *subscription) bool { return sub.app == app && sub.object == object })
	s.subs = append(s.subs, &subscription{app: app, object: object, callback: callback, fields: fields, values: true})
}

// Install sets the fields that an app gets of an asset; none takes the app off it. The lock must be held.
func (s *Server) Install(assetID, app string, fields ...string) {
	if s.installs[assetID] == nil {
		s.installs[assetID] = map[string][]string{}
	}
	if len(fields) == 0 {
		delete(s.installs[assetID], app)
		return
	}
	s.installs[assetID][app] = fields
}

// Installed are the fields of an asset by app. The lock must be held.
func (s *Server) Installed(assetID string) map[string][]string { return s.installs[assetID] }

// Notify tells an event to all apps that have subscribed to it. The lock must be held.
func (s *Server) Notify(e Event) {
	if e.Install == "" {
		e.Install = e.ID
	}
	for _, sub := range s.subs {
		if sub.object != e.Object || !slices.Contains(sub.fields, e.Field) || !slices.Contains(s.installs[e.Install][sub.app], e.Field) {
			continue
		}
		s.enqueue(sub, &update{Event: e, at: s.Now()})
	}
}

// enqueue applies the faults and starts the delivery.
func (s *Server) enqueue(sub *subscription, u *update) {
	s.seen++
	every := func(n int) bool { return n > 0 && s.seen%n == 0 }
	if every(s.faults.DropEvery) {
		return
	}
	if every(s.faults.SwapEvery) && sub.held == nil {
		sub.held = u
		return
	}
	sub.queue = append(sub.queue, u)
	if every(s.faults.DuplicateEvery) {
		sub.queue = append(sub.queue, u)
	}
	if sub.held != nil {
		sub.queue = append(sub.queue, sub.held)
		sub.held = nil
	}
	s.start(sub)
}

func (s *Server) start(sub *subscription) {
	if sub.busy || s.paused || len(sub.queue) == 0 || s.life.Err() != nil {
		return
	}
	sub.busy = true
	s.work.Go(func() { s.drain(sub) })
}

// PauseWebhooks holds deliveries back until ResumeWebhooks, so that they pile up. The lock must be held.
func (s *Server) PauseWebhooks() { s.paused = true }

// ResumeWebhooks delivers what has piled up. The lock must be held.
func (s *Server) ResumeWebhooks() {
	s.paused = false
	for _, sub := range s.subs {
		if sub.held != nil {
			sub.queue = append(sub.queue, sub.held)
			sub.held = nil
		}
		s.start(sub)
	}
}

// RetryWebhooks delivers again what was not taken, as the network does for 36 hours, and returns the number
// of updates. The lock must be held.
func (s *Server) RetryWebhooks() int {
	n := 0
	failed := s.failed
	s.failed = nil
	for _, f := range failed {
		for _, u := range f.upd {
			if s.Now().Sub(u.at) < s.opts.Webhook.Keep {
				f.sub.queue = append(f.sub.queue, u)
				n++
			}
		}
		s.start(f.sub)
	}
	return n
}

// SetWebhookFaults replaces the faults of deliveries. The lock must be held.
func (s *Server) SetWebhookFaults(f WebhookFaults) { s.faults = f }

// Deliveries are all attempts so far, oldest first. The lock must be held.
func (s *Server) Deliveries() []Delivery { return slices.Clone(s.attempts) }

func (s *Server) waitHooks(ctx context.Context) error {
	for {
		s.mu.Lock()
		busy, changed := false, s.delivered
		for _, sub := range s.subs {
			busy = busy || sub.busy
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

func (s *Server) hookClient() *http.Client {
	return &http.Client{
		Transport: s.opts.Transport, Timeout: s.opts.Webhook.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// handshake asks a callback to prove that it expects this subscription, see
// https://developers.facebook.com/docs/graph-api/webhooks/getting-started. It needs no lock.
func (s *Server) handshake(ctx context.Context, callback, verify string) error {
	s.mu.Lock()
	challenge := s.NewID()
	s.mu.Unlock()
	failed := func(detail string) error {
		return Coded(2200, "Callback verification failed with the following errors: "+detail)
	}
	u, err := url.Parse(callback)
	if err != nil || u.Host == "" {
		return failed("the callback URL is not valid")
	}
	q := u.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.challenge", challenge)
	q.Set("hub.verify_token", verify)
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return failed("the callback URL is not valid")
	}
	resp, err := s.hookClient().Do(req)
	if err != nil {
		return failed("curl_errno = 7; the callback URL could not be reached")
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil || resp.StatusCode != http.StatusOK {
		return failed(fmt.Sprintf("HTTP Status Code = %d; HTTP Message = %s", resp.StatusCode, http.StatusText(resp.StatusCode)))
	}
	if strings.TrimSpace(string(body)) != challenge {
		return failed("the response does not match the challenge")
	}
	return nil
}
