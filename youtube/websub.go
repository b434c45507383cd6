package youtube

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/webhook"
	"github.com/relais-go/relais/social"
)

// hubBase is where Google's hub is, topicBase what it knows channels by.
const (
	hubBase   = "https://pubsubhubbub.appspot.com"
	topicBase = "https://www.youtube.com/xml/feeds/videos.xml?channel_id="
)

// WebSubOptions configure a [WebSub].
type WebSubOptions struct {
	// Callback is the address at which the WebSub is mounted, and which the hub can reach. Needed.
	Callback string

	// Secrets are words of the program's own, of less than 200 bytes, with which the hub signs what it sends: it is told
	// the first one; what the others signed is taken, too, during a change. At least one is needed. Processes that share
	// an address share the secrets.
	Secrets []string

	// Lease is for how long to subscribe: 0 means five days. The hub grants about ten at most. Subscriptions are renewed
	// at half of it.
	Lease time.Duration

	// Queue is how many notifications are kept until somebody listens to them: 0 means 1024.
	Queue int

	// Wait is how long a notification waits for room before the hub is told to come again: 0 means 3 seconds.
	Wait time.Duration

	// MaxBody bounds a request, in bytes: 0 means 4 MiB.
	MaxBody int64
}

// WebSub hears from Google's hub when a channel publishes a video, or changes its title or description: within a minute
// or two, about any channel, and without a login or units. It says nothing about comments, numbers and privacy.
//
// Mount it at the address of Callback, and hand it to [ListenOptions], which subscribes and renews; or run
// [WebSub.Keep], and range over [WebSub.Entries].
//
// It answers the hub's questions about subscriptions that were asked for with these secrets, by whichever process, and
// refuses all others with 404. What bears a wrong signature, or none, is refused with 403, and leaves nothing behind
// but a count: see [WebSub.Forged]. Signatures are checked over the body as it came, in constant time.
// Repeats, which are usual, are dropped. When the queue is full for longer than Wait the hub gets 503 and comes again.
//
// The hub fails at times, for hours or days: then subscriptions that stand go on, and new ones and renewals are
// refused. So they are renewed early and tried again until they succeed, and a [Listener] reads meanwhile.
//
// It is an http.Handler, safe for concurrent use.
// See https://developers.google.com/youtube/v3/guides/push_notifications.
type WebSub struct {
	o       WebSubOptions
	rest    *rest.Client
	secrets [][]byte
	handler webhook.Handler
	queue   *inbox.Queue[*FeedEntry]
	seen    *webhook.Seen
	log     *slog.Logger
	pause   pauses
	missed  atomic.Int64
	forged  atomic.Int64

	mu      sync.Mutex
	asked   map[string]bool // "subscribe" or "unsubscribe", and the channel
	leases  map[ID]time.Time
	changed chan struct{} // closed when leases change
}

// pauses are how long Keep waits.
type pauses struct {
	verify      time.Duration // for the hub to make sure of the address
	first, most time.Duration // after a failure
}

// NewWebSub makes a WebSub. Of opts, which may be nil, the transport, the retries, the logger and the observer are
// used, and the address in place of the hub's. NewWebSub does no I/O.
//
// Errors: [social.ErrInvalid] with Field "Callback" or "Secrets".
func NewWebSub(o WebSubOptions, opts *social.Options) (*WebSub, error) {
	h := &WebSub{
		o: o, asked: map[string]bool{}, leases: map[ID]time.Time{}, changed: make(chan struct{}), seen: webhook.NewSeen(4096),
		queue: inbox.NewQueue[*FeedEntry](o.Queue, o.Wait),
		pause: pauses{verify: 10 * time.Minute, first: 2 * time.Minute, most: time.Hour},
	}
	callback, err := url.Parse(o.Callback)
	if err != nil || callback.Host == "" || callback.Scheme != "https" && callback.Scheme != "http" || callback.Fragment != "" {
		return nil, social.Invalid(network, "Callback", "is no address")
	}
	for _, s := range o.Secrets {
		if s == "" || len(s) >= 200 {
			return nil, social.Invalid(network, "Secrets", "hold one that is empty, or has 200 bytes or more")
		}
		h.secrets = append(h.secrets, []byte(s))
	}
	if len(h.secrets) == 0 {
		return nil, social.Invalid(network, "Secrets", "are none: anybody could send notifications")
	}
	if h.o.Lease <= 0 {
		h.o.Lease = 5 * 24 * time.Hour
	}
	own := value(opts)
	own.ExpectAccount = ""
	address := own.BaseURL
	if address == "" {
		address = hubBase
	}
	base, err := url.Parse(address)
	if err != nil {
		return nil, social.Invalid(network, "BaseURL", "is no address")
	}
	if h.rest, err = rest.New(rest.Config{Network: network, Base: base, Options: own}); err != nil {
		return nil, err
	}
	h.log = h.rest.Log()
	h.handler = webhook.Handler{Verify: h.genuine, Accept: h.accept, Refused: h.refused, MaxBody: o.MaxBody}
	return h, nil
}

// Subscribe asks the hub for notifications about channels, or to go on with them. The hub makes sure of the address
// afterwards: see [WebSub.Leases]. Errors: [social.ErrUnavailable] while the hub is down.
func (h *WebSub) Subscribe(ctx context.Context, channels ...ID) error {
	return h.ask(ctx, modeSubscribe, channels)
}

// Unsubscribe asks the hub to end notifications about channels.
func (h *WebSub) Unsubscribe(ctx context.Context, channels ...ID) error {
	return h.ask(ctx, modeUnsubscribe, channels)
}

func (h *WebSub) ask(ctx context.Context, mode string, channels []ID) error {
	var failures []error
	for _, channel := range channels {
		if err := needID("channels", channel); err != nil {
			return err
		}
		h.mu.Lock()
		h.asked[mode+" "+string(channel)] = true
		h.mu.Unlock()
		form := url.Values{
			"hub.mode": {mode}, "hub.topic": {topicOf(channel)}, "hub.callback": {h.o.Callback}, "hub.verify": {"async"},
			"hub.verify_token": {token(h.secrets[0], mode, channel)}, "hub.secret": {h.o.Secrets[0]},
			"hub.lease_seconds": {strconv.FormatInt(int64(h.o.Lease.Seconds()), 10)},
		}
		_, err := h.rest.Do(ctx, &rest.Request{
			Op: "websub." + mode, Method: http.MethodPost, Path: rest.Path("subscribe"), Body: rest.Form(form), Class: rest.Idempotent,
			Priority: social.PriorityPoll, NoAuth: true, Secret: true, Free: true,
		}, nil)
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// Leases tells until when the hub notifies about channels, as far as it made sure of the address in this process.
func (h *WebSub) Leases() map[ID]time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.leases)
}

// Entries iterates over what the hub sends until ctx ends, or the consumer stops. What is in the queue then is kept for
// the next one. Of several consumers, a [Listener] among them, each gets a part.
func (h *WebSub) Entries(ctx context.Context) iter.Seq[*FeedEntry] { return h.queue.All(ctx) }

// Missed is how many notifications there was no room for; the hub was told to bring them again.
func (h *WebSub) Missed() int64 { return h.missed.Load() }

// Forged is how many notifications bore no signature, or a wrong one, and were refused.
func (h *WebSub) Forged() int64 { return h.forged.Load() }

func topicOf(channel ID) string { return topicBase + url.QueryEscape(string(channel)) }

// token proves to another process with the same secret that a subscription was asked for. It is good for nothing else.
func token(secret []byte, mode string, channel ID) string {
	mac := hmac.New(sha256.New, secret)
	_, _ = mac.Write([]byte("websub " + mode + " " + string(channel))) // never fails
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// ours reports whether a subscription, or its end, was asked for.
func (h *WebSub) ours(mode string, channel ID, given string) bool {
	if channel == "" {
		return false
	}
	valid := false
	for _, s := range h.secrets {
		valid = hmac.Equal([]byte(given), []byte(token(s, mode, channel))) || valid
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return valid || h.asked[mode+" "+string(channel)]
}

// kept reports until when the hub notifies about a channel, and a channel that is closed when that changes.
func (h *WebSub) kept(channels []ID) (map[ID]time.Time, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[ID]time.Time{}
	for _, id := range channels {
		out[id] = h.leases[id]
	}
	return out, h.changed
}

func (h *WebSub) lease(channel ID, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until.IsZero() {
		delete(h.leases, channel)
	} else {
		h.leases[channel] = until
	}
	close(h.changed)
	h.changed = make(chan struct{})
}

// distinct sorts channels and drops repeats.
func distinct(channels []ID) []ID { return slices.Compact(slices.Sorted(slices.Values(channels))) }
