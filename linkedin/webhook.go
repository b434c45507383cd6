package linkedin

import (
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/webhook"
	"github.com/relais-go/relais/social"
)

// WebhookOptions configure a [WebhookHandler].
type WebhookOptions struct {
	// Secrets are the client secrets that LinkedIn may sign with. During a change of secrets give both, the new one
	// first: it answers the challenges.
	Secrets []string

	// Pages are those that somebody listens for: what comes for others is acknowledged and dropped. nil means all that
	// LinkedIn sends something for; then all of them must be listened for, or LinkedIn is told to come again, and in the
	// end gives up.
	Pages []URN

	// Queue is how many notifications of each Page are kept until somebody listens to them: 0 means 1024.
	Queue int

	// Wait is how long a delivery waits for room before LinkedIn is told to come again: 0 means 2 seconds. LinkedIn
	// waits for 3.
	Wait time.Duration

	// MaxBody bounds a request, in bytes: 0 means 4 MiB. LinkedIn sends up to ten notifications at once.
	MaxBody int64

	// Logger hears of requests that were refused, and of overload. Default: silence.
	Logger *slog.Logger
}

// WebhookHandler receives what LinkedIn pushes for one or many Pages. Mount it at the https address that is registered in
// the developer portal, subscribe the Pages with [Client.Subscribe], and hand it to [ListenOptions], or range over
// [WebhookHandler.Notifications].
//
// A request that LinkedIn did not sign gets 403 and leaves nothing behind. Signatures are checked over the body as it
// came, in constant time. What LinkedIn signed is acknowledged once it is in the queue of its Page; repeats, by the ID of
// the notification, are acknowledged and dropped. When a queue is full for longer than Wait, LinkedIn gets 503 and comes
// again, every five minutes for eight hours. Challenges, by which LinkedIn makes sure of the address every two hours, are
// answered at once.
//
// It is an http.Handler, safe for concurrent use.
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation.
type WebhookHandler struct {
	opts    WebhookOptions
	http    webhook.Handler
	secrets [][]byte
	seen    *webhook.Seen
	queues  *inbox.Queues[URN, *Notification]
	missed  atomic.Int64
}

const (
	webhookMemory = 20_000 // notifications that are remembered to tell repeats
	webhookWait   = 2 * time.Second
)

// NewWebhookHandler makes a handler. Errors: [social.ErrInvalid] with Field "Secrets" if there is none, or an empty one.
func NewWebhookHandler(o WebhookOptions) (*WebhookHandler, error) {
	if len(o.Secrets) == 0 {
		return nil, social.Invalid(network, "Secrets", "is empty: anybody could send events")
	}
	h := &WebhookHandler{opts: o, seen: webhook.NewSeen(webhookMemory)}
	h.opts.Pages = slices.Clone(o.Pages)
	for _, s := range o.Secrets {
		if s == "" {
			return nil, social.Invalid(network, "Secrets", "holds an empty one: anybody could send events")
		}
		h.secrets = append(h.secrets, []byte(s))
	}
	if h.opts.Wait <= 0 {
		h.opts.Wait = webhookWait
	}
	h.queues = inbox.NewQueues(o.Queue, h.opts.Wait, func(n *Notification) URN { return n.Page })
	if h.opts.Logger == nil {
		h.opts.Logger = slog.New(slog.DiscardHandler)
	}
	h.http = webhook.Handler{
		Challenge: h.challenge, Verify: h.verify, Accept: h.accept, MaxBody: o.MaxBody,
		Refused: func(status int, reason string) {
			h.opts.Logger.Warn("webhook: request refused", slog.String("network", network), slog.Int("status", status), slog.String("reason", reason))
		},
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *WebhookHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.http.ServeHTTP(w, r) }

// Missed is how many notifications there was no room for; LinkedIn was told to bring them again.
func (h *WebhookHandler) Missed() int64 { return h.missed.Load() }

// Notifications iterates over what LinkedIn pushes for a Page until ctx ends, or the consumer stops. What is in the
// queue then is kept for the next one. Of several consumers each gets a part.
func (h *WebhookHandler) Notifications(ctx context.Context, page URN) iter.Seq[*Notification] {
	return h.queue(page).All(ctx)
}

// queue keeps what came for a Page.
func (h *WebhookHandler) queue(page URN) *inbox.Queue[*Notification] { return h.queues.Of(page) }

// longestChallenge bounds what is answered; LinkedIn asks with a UUID.
const longestChallenge = 128

// challenge proves that the secret is known. Whoever asks gets the code signed, with the same key by which events are
// signed: so a code with anything but letters, digits and "-" or "_" is refused, since it could be an event in disguise.
func (h *WebhookHandler) challenge(q url.Values) (webhook.Answer, bool) {
	code := q.Get("challengeCode")
	if code == "" || len(code) > longestChallenge || strings.ContainsFunc(code, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) {
		return webhook.Answer{}, false
	}
	body, err := json.Marshal(struct {
		Code     string `json:"challengeCode"`
		Response string `json:"challengeResponse"`
	}{code, webhook.Scheme{}.Sign(h.secrets[0], []byte(code))})
	if err != nil { // cannot happen: both are texts
		return webhook.Answer{}, false
	}
	return webhook.Answer{ContentType: "application/json", Body: body}, true
}

// signed is written before the body when it is signed, and by some before the signature.
const signed = "hmacsha256="

// verify checks a signature in either of the forms that have been seen.
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation#webhook-event-signature-verification.
func (h *WebhookHandler) verify(head http.Header, body []byte) bool {
	text := append([]byte(signed), body...)
	plain := webhook.Scheme{Header: "X-Li-Signature"}
	marked := plain
	marked.Prefix = signed
	bare, prefixed := plain.Verify(head, text, h.secrets...), marked.Verify(head, text, h.secrets...)
	return bare || prefixed
}

// delivery is the body of a push.
type delivery struct {
	Type          string          `json:"type"`
	Notifications []*Notification `json:"notifications"`
}

// accept puts what LinkedIn signed into the queues of its Pages: all of it or, with an error, so that LinkedIn brings
// all of it again. What was put where there is room comes twice if there is none elsewhere.
func (h *WebhookHandler) accept(r *http.Request, body []byte) error {
	var d delivery
	if err := rest.Decode(body, &d); err != nil { // it would come again for hours, and no better
		h.opts.Logger.Error("webhook: what LinkedIn sent cannot be read", slog.String("network", network))
		return nil
	}
	if d.Type != "" && d.Type != EventSocialActions {
		h.opts.Logger.Warn("webhook: events of another type are dropped", slog.String("network", network), slog.String("type", rest.Clip(d.Type)))
		return nil
	}
	fresh := h.fresh(d.Notifications)
	ctx, cancel := context.WithTimeout(r.Context(), h.opts.Wait)
	defer cancel()
	if err := h.queues.Put(ctx, fresh...); err != nil {
		h.missed.Add(int64(len(fresh)))
		h.opts.Logger.Error("webhook: no room for notifications: listen faster", slog.String("network", network), slog.Any("error", err))
		return err
	}
	for _, n := range fresh {
		h.seen.Add(n.key())
	}
	return nil
}

// key is the same for every delivery of a notification.
func (n *Notification) key() string { return string(n.Page) + " " + n.name() }

// fresh are the notifications that are listened for, and new.
func (h *WebhookHandler) fresh(list []*Notification) []*Notification {
	here := map[string]bool{}
	return slices.DeleteFunc(list, func(n *Notification) bool {
		if n == nil || n.Page == "" {
			h.opts.Logger.Warn("webhook: a notification that names no Page is dropped", slog.String("network", network))
			return true
		}
		known := here[n.key()] || h.seen.Has(n.key())
		here[n.key()] = true
		return known || h.opts.Pages != nil && !slices.Contains(h.opts.Pages, n.Page)
	})
}
