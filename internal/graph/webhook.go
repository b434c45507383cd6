package graph

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/internal/inbox"
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

	// Accounts are those that somebody listens for: what comes for others is acknowledged and dropped. nil: all.
	Accounts []ID

	Queue   int           // updates of each account that are kept until somebody listens; 0 means 1024
	Wait    time.Duration // for room in a queue, before Meta is told to come again; 0 means 3 s, as Meta waits 5
	MaxBody int64         // of a request, in bytes; 0 means 4 MiB
	Logger  *slog.Logger  // hears of refused requests and overload; nil: silence
}

// Webhook receives what Meta pushes. A request that Meta did not sign gets 403 and leaves nothing behind. Signatures
// are checked over the body as it came, in constant time. Updates are acknowledged once they are in the queues of their
// accounts; repeats are acknowledged and dropped. When a queue stays full Meta gets 503 and comes again, for up to 36
// hours.
//
// It is an http.Handler, safe for concurrent use.
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
type Webhook struct {
	cfg     WebhookConfig
	http    webhook.Handler
	secrets [][]byte
	seen    *webhook.Seen
	queues  *inbox.Queues[ID, *Update]
	missed  atomic.Int64
}

// webhookMemory is how many updates are remembered to tell repeats.
const webhookMemory = 20_000

// NewWebhook makes a receiver. Errors: [social.ErrInvalid] with Field "Secrets" if there is none, or an empty one.
func NewWebhook(cfg WebhookConfig) (*Webhook, error) {
	if len(cfg.Secrets) == 0 {
		return nil, social.Invalid(cfg.Network, "Secrets", "is empty: anybody could send events")
	}
	w := &Webhook{cfg: cfg, seen: webhook.NewSeen(webhookMemory)}
	w.cfg.Accounts = slices.Clone(cfg.Accounts)
	for _, s := range cfg.Secrets {
		if s == "" {
			return nil, social.Invalid(cfg.Network, "Secrets", "holds an empty one: anybody could send events")
		}
		w.secrets = append(w.secrets, []byte(s))
	}
	if w.cfg.Wait <= 0 {
		w.cfg.Wait = 3 * time.Second
	}
	w.queues = inbox.NewQueues(cfg.Queue, w.cfg.Wait, func(u *Update) ID { return u.Account })
	if w.cfg.Logger == nil {
		w.cfg.Logger = slog.New(slog.DiscardHandler)
	}
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

// accept puts what Meta signed into the queues of its accounts: all of it or, with an error, so that Meta brings all of it
// again. What was put where there is room comes twice if there is none elsewhere.
func (w *Webhook) accept(r *http.Request, body []byte) error {
	updates, err := ParseUpdates(body)
	if err != nil { // Meta would bring it again for hours, and no better
		w.cfg.Logger.Error("webhook: what Meta sent cannot be read", slog.String("network", w.cfg.Network))
		return nil
	}
	fresh := w.fresh(updates)
	ctx, cancel := context.WithTimeout(r.Context(), w.cfg.Wait)
	defer cancel()
	if err := w.queues.Put(ctx, fresh...); err != nil {
		w.missed.Add(int64(len(fresh)))
		w.cfg.Logger.Error("webhook: no room for updates: listen faster", slog.String("network", w.cfg.Network), slog.Any("error", err))
		return err
	}
	for _, u := range fresh {
		w.seen.Add(w.key(u))
	}
	return nil
}

// fresh are the updates that are listened for, and new. What is in two deliveries at once is new in both: only what was
// put into a queue is known.
func (w *Webhook) fresh(updates []*Update) []*Update {
	here := map[string]bool{}
	return slices.DeleteFunc(updates, func(u *Update) bool {
		key := w.key(u)
		known := here[key] || w.seen.Has(key)
		here[key] = true
		return known || w.cfg.Object != "" && u.Object != w.cfg.Object ||
			w.cfg.Accounts != nil && !slices.Contains(w.cfg.Accounts, u.Account)
	})
}

// Queue keeps what came for an account until somebody listens to it.
func (w *Webhook) Queue(account ID) *inbox.Queue[*Update] { return w.queues.Of(account) }

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
