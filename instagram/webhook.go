package instagram

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
)

// WebhookOptions configure a [WebhookHandler].
type WebhookOptions struct {
	// Secrets are those that Meta may sign with: of the app and, with Instagram Login, of the Instagram app within it.
	// Give both if in doubt, and old and new ones during a change.
	Secrets []string

	// VerifyToken is what was given to Meta with the address, which it says again when it makes sure of the address.
	// "" refuses all of that.
	VerifyToken string

	// Accounts are those that somebody listens for: what comes for others is acknowledged and dropped. nil means all
	// that Meta sends something for; then all of them must be listened for, or Meta is told to come again, and in the
	// end gives up on all.
	Accounts []ID

	// Queue is how many updates of each account are kept until somebody listens to them: 0 means 1024.
	Queue int

	// Wait is how long a delivery waits for room before Meta is told to come again: 0 means 3 seconds. Meta waits for
	// 5.
	Wait time.Duration

	// MaxBody bounds a request, in bytes: 0 means 4 MiB. Meta sends up to 1,000 updates at once.
	MaxBody int64

	// Logger hears of requests that were refused, and of overload. Default: silence.
	Logger *slog.Logger
}

// WebhookHandler receives what Meta pushes for one or many accounts, with either login. Mount it at the https address
// that is registered in the App Dashboard, or with [Auth.Subscribe], have the accounts send to it (see
// [Client.SubscribeApp]), and hand it to [ListenOptions], or range over [WebhookHandler.Updates].
//
// A request that Meta did not sign gets 403 and leaves nothing behind. Signatures are checked over the body as it
// came, in constant time. What Meta signed is acknowledged once it is in the queue of its account; repeats are
// acknowledged and dropped. When a queue is full for longer than Wait, Meta gets 503 and comes again: at once, and ever
// more rarely for 36 hours. It turns webhooks for messages off when they fail for an hour.
//
// It is an http.Handler, safe for concurrent use.
// See https://developers.facebook.com/docs/instagram-platform/webhooks.
type WebhookHandler struct {
	http *graph.Webhook
	o    WebhookOptions

	mu     sync.Mutex
	queues map[ID]*inbox.Queue[*WebhookUpdate]
}

// WebhookUpdate is one thing that Meta pushed: a change, in Field and Value, or something private, in Message.
type WebhookUpdate = graph.Update

// NewWebhookHandler makes a handler. Errors: [social.ErrInvalid] with Field "Secrets" if there is none, or an empty
// one.
func NewWebhookHandler(o WebhookOptions) (*WebhookHandler, error) {
	h := &WebhookHandler{o: o, queues: map[ID]*inbox.Queue[*WebhookUpdate]{}}
	h.o.Accounts = slices.Clone(o.Accounts)
	var err error
	h.http, err = graph.NewWebhook(graph.WebhookConfig{
		Network: network, Object: network, Secrets: o.Secrets, VerifyToken: o.VerifyToken, Key: updateKey, Take: h.take,
		Wait: o.Wait, MaxBody: o.MaxBody, Logger: o.Logger,
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *WebhookHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.http.ServeHTTP(w, r) }

// Missed is how many updates there was no room for; Meta was told to bring them again.
func (h *WebhookHandler) Missed() int64 { return h.http.Missed() }

// Updates iterates over what Meta pushes for an account until ctx ends, or the consumer stops. What is in the queue
// then is kept for the next one. Of several consumers each gets a part.
func (h *WebhookHandler) Updates(ctx context.Context, user ID) iter.Seq[*WebhookUpdate] {
	return h.queue(user).All(ctx)
}

// queue keeps what came for an account.
func (h *WebhookHandler) queue(user ID) *inbox.Queue[*WebhookUpdate] {
	h.mu.Lock()
	defer h.mu.Unlock()
	q := h.queues[user]
	if q == nil {
		q = inbox.NewQueue[*WebhookUpdate](h.o.Queue, h.o.Wait)
		h.queues[user] = q
	}
	return q
}

// take puts updates into the queues of their accounts. What was put where there is room comes twice if there is none
// elsewhere; a [Listener] tells it once all the same.
func (h *WebhookHandler) take(ctx context.Context, updates []*WebhookUpdate) error {
	var users []ID
	of := map[ID][]*WebhookUpdate{}
	for _, u := range updates {
		if h.o.Accounts != nil && !slices.Contains(h.o.Accounts, u.Account) {
			continue
		}
		if of[u.Account] == nil {
			users = append(users, u.Account)
		}
		of[u.Account] = append(of[u.Account], u)
	}
	var full error
	for _, user := range users {
		if err := h.queue(user).Put(ctx, of[user]...); err != nil {
			full = err
		}
	}
	return full
}
