package graph

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/internal/webhook"
	"github.com/relais-go/relais/social"
)

// WebhookConfig configures a [Webhook].
type WebhookConfig struct {
	Network string

	// Object is the one that is listened for: "page" or "instagram"; "" takes all.
	Object string

	// Secrets are those that Meta may sign with: that of the app, and of the Instagram app within it. During a
	// change of secrets give both.
	Secrets []string

	// VerifyToken is what was given to Meta when the address was subscribed, which it says again. "" refuses all
	// subscriptions.
	VerifyToken string

	// Key names what an update tells, to drop repeats; nil, or "", takes a digest of its content.
	Key func(*Update) string

	// Take puts the updates of a delivery where they wait until somebody deals with them, instead of the queue: all
	// of them or, with an error, so that Meta brings all of them again. ctx ends with Wait. nil: the queue.
	Take func(ctx context.Context, updates []*Update) error

	Queue   int           // updates that are kept until somebody listens; 0 means 1024
	Wait    time.Duration // for room in the queue, before Meta is told to come again; 0 means 3 s, as Meta waits 5
	MaxBody int64         // of a request, in bytes; 0 means 4 MiB
	Logger  *slog.Logger  // hears of refused requests and overload; nil: silence
}

// Webhook receives what Meta pushes. A request that Meta did not sign gets 403 and leaves nothing behind. Signatures
// are checked over the body as it came, in constant time. Updates are acknowledged once they are in the queue;
// repeats are acknowledged and dropped. When the queue stays full Meta gets 503 and comes again, for up to 36 hours.
//
// It is an http.Handler, safe for concurrent use.
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
type Webhook struct {
	cfg     WebhookConfig
	http    webhook.Handler
	secrets [][]byte
	seen    *webhook.Seen
	queue   chan *Update
	missed  atomic.Int64
}

// webhookMemory is how many updates are remembered to tell repeats.
const webhookMemory = 20_000

// errQueueFull is why a delivery is put off.
var errQueueFull = errors.New("the queue is full")

// NewWebhook makes a receiver. Errors: [social.ErrInvalid] with Field "Secrets" if there is none, or an empty one.
func NewWebhook(cfg WebhookConfig) (*Webhook, error) {
	if len(cfg.Secrets) == 0 {
		return nil, social.Invalid(cfg.Network, "Secrets", "is empty: anybody could send events")
	}
	w := &Webhook{cfg: cfg, seen: webhook.NewSeen(webhookMemory)}
	for _, s := range cfg.Secrets {
		if s == "" {
			return nil, social.Invalid(cfg.Network, "Secrets", "holds an empty one: anybody could send events")
		}
		w.secrets = append(w.secrets, []byte(s))
	}
	if cfg.Queue <= 0 {
		cfg.Queue = 1024
	}
	if w.cfg.Wait <= 0 {
		w.cfg.Wait = 3 * time.Second
	}
	if w.cfg.Logger == nil {
		w.cfg.Logger = slog.New(slog.DiscardHandler)
	}
	w.queue = make(chan *Update, cfg.Queue)
	w.http = webhook.Handler{
		Challenge: w.challenge, Verify: w.verify, Accept: w.accept, MaxBody: cfg.MaxBody,
		Refused: func(status int, reason string) {
			w.cfg.Logger.Warn("webhook: request refused", slog.String("network", cfg.Network), slog.Int("status", status), slog.String("reason", reason))
		},
	}
	return w, nil
}

// ServeHTTP implements http.Handler.
func (w *Webhook) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.http.ServeHTTP(rw, r) }

// Missed is how many updates there was no room for; Meta was told to bring them again.
func (w *Webhook) Missed() int64 { return w.missed.Load() }

// signature is how Meta signs.
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads.
func signature() webhook.Scheme {
	return webhook.Scheme{Header: "X-Hub-Signature-256", Prefix: "sha256=", Encoding: webhook.Hex}
}

func (w *Webhook) verify(h http.Header, body []byte) bool {
	return signature().Verify(h, body, w.secrets...)
}

// challenge answers Meta's question whether the address wants updates.
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests.
func (w *Webhook) challenge(q url.Values) (webhook.Answer, bool) {
	same := subtle.ConstantTimeCompare([]byte(q.Get("hub.verify_token")), []byte(w.cfg.VerifyToken)) == 1
	if q.Get("hub.mode") != "subscribe" || !same || w.cfg.VerifyToken == "" || !q.Has("hub.challenge") {
		return webhook.Answer{}, false
	}
	return webhook.Answer{ContentType: "text/plain; charset=utf-8", Body: []byte(q.Get("hub.challenge"))}, true
}

// accept puts what Meta signed into the queue. What does not fit is forgotten, so that it counts as new when Meta
// brings all of it again.
func (w *Webhook) accept(r *http.Request, body []byte) error {
	updates, err := ParseUpdates(body)
	if err != nil { // Meta would bring it again for hours, and no better
		w.cfg.Logger.Error("webhook: what Meta sent cannot be read", slog.String("network", w.cfg.Network))
		return nil
	}
	if w.cfg.Take != nil {
		return w.take(r.Context(), updates)
	}
	timer := time.NewTimer(w.cfg.Wait)
	defer timer.Stop()
	for i, u := range updates {
		if w.cfg.Object != "" && u.Object != w.cfg.Object {
			continue
		}
		key := w.key(u)
		if !w.seen.Add(key) {
			continue
		}
		select {
		case w.queue <- u:
			continue
		default:
		}
		select {
		case w.queue <- u:
			continue
		case <-timer.C:
		case <-r.Context().Done(): // Meta has gone, and will come again
		}
		w.seen.Forget(key)
		w.missed.Add(int64(len(updates) - i))
		w.cfg.Logger.Error("webhook: no room for updates: listen faster", slog.String("network", w.cfg.Network))
		return errQueueFull
	}
	return nil
}

// take hands over what is new. What comes twice at once is handed over twice: only what was taken is known.
func (w *Webhook) take(ctx context.Context, updates []*Update) error {
	var fresh []*Update
	var keys []string
	for _, u := range updates {
		if w.cfg.Object != "" && u.Object != w.cfg.Object {
			continue
		}
		if key := w.key(u); !w.seen.Has(key) {
			fresh, keys = append(fresh, u), append(keys, key)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, w.cfg.Wait)
	defer cancel()
	if err := w.cfg.Take(ctx, fresh); err != nil {
		w.missed.Add(int64(len(fresh)))
		w.cfg.Logger.Error("webhook: no room for updates: listen faster", slog.String("network", w.cfg.Network), slog.Any("error", err))
		return err
	}
	for _, key := range keys {
		w.seen.Add(key)
	}
	return nil
}

// Updates iterates over what Meta pushes until ctx ends, or the consumer stops. What is in the queue then is kept
// for the next one. Of several consumers each gets a part.
func (w *Webhook) Updates(ctx context.Context) iter.Seq[*Update] {
	return func(yield func(*Update) bool) {
		for {
			select {
			case u := <-w.queue:
				if !yield(u) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// Queue is where updates come from, for consumers that wait for other things too.
func (w *Webhook) Queue() <-chan *Update { return w.queue }

// key is the same for every delivery of one update.
func (w *Webhook) key(u *Update) string {
	if w.cfg.Key != nil {
		if k := w.cfg.Key(u); k != "" {
			return k
		}
	}
	parts := []string{u.Object, string(u.Account), u.Field, string(u.Value)}
	switch {
	case u.Message != nil:
		parts = append(parts, string(u.Message.Raw))
	case u.Value == nil:
		parts = append(parts, u.Time.String()) // nothing else tells one change from the next
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}
