package x

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/internal/link"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/webhook"
	"github.com/relais-go/relais/social"
)

// WebhookOptions configure a [WebhookHandler].
type WebhookOptions struct {
	// Secrets are those that X may sign with: the consumer secret (API key secret) of the program, or the client
	// secret of OAuth 2.0. The first one answers X's challenges. During a change of secrets give both.
	Secrets []string

	// Queue is how many events are kept until somebody listens to them: 0 means 1024.
	Queue int

	// Wait is how long a delivery waits for room in the queue before X is told to come again: 0 means 5 seconds.
	// X waits 10 seconds for an answer.
	Wait time.Duration

	// MaxBody bounds a request, in bytes: 0 means 4 MiB.
	MaxBody int64

	// Logger hears of requests that were refused, and of overload. Default: silence.
	Logger *slog.Logger
}

// WebhookHandler receives what X pushes. Mount it at the https address that is registered with
// [Client.CreateWebhook], and hand it to [ListenOptions], or range over [WebhookHandler.Deliveries].
//
// A request that X did not sign gets 403 and leaves nothing behind; what is signed and no JSON object is dropped. Signatures are checked over the body as it
// came, in constant time. What X signed is acknowledged once it is in the queue; X sends some events more than
// once, repeats are acknowledged and dropped. When the queue is full for longer than Wait, X gets 503: X does
// not document that it comes again, [Client.ReplayWebhook] makes it.
//
// It is safe for concurrent use. See https://docs.x.com/x-api/webhooks/introduction.
type WebhookHandler struct {
	http    webhook.Handler
	secrets [][]byte
	seen    *webhook.Seen
	queue   chan *WebhookDelivery
	wait    time.Duration
	log     *slog.Logger
	missed  atomic.Int64 // events that there was no room for
}

// WebhookDelivery is what one request brought. One of Activity and Stream is set, none if X sent something that
// this package does not know.
type WebhookDelivery struct {
	Activity *ActivityEvent
	Stream   *StreamMessage  // of a filtered stream that [Client.LinkStream] sends to webhooks
	Body     json.RawMessage // as X sent it
	Received time.Time
}

// webhookMemory is how many events are remembered to tell repeats.
const webhookMemory = 10_000

// errQueueFull is why a delivery is put off.
var errQueueFull = errors.New("the queue is full")

// NewWebhookHandler makes a handler. Errors: [social.ErrInvalid] with Field "Secrets" if there is none, or an
// empty one.
func NewWebhookHandler(o WebhookOptions) (*WebhookHandler, error) {
	if len(o.Secrets) == 0 {
		return nil, social.Invalid(network, "Secrets", "is empty: anybody could send events")
	}
	h := &WebhookHandler{seen: webhook.NewSeen(webhookMemory), wait: o.Wait, log: o.Logger}
	for _, s := range o.Secrets {
		if s == "" {
			return nil, social.Invalid(network, "Secrets", "holds an empty one: anybody could send events")
		}
		h.secrets = append(h.secrets, []byte(s))
	}
	if o.Queue <= 0 {
		o.Queue = 1024
	}
	if h.wait <= 0 {
		h.wait = 5 * time.Second
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.queue = make(chan *WebhookDelivery, o.Queue)
	h.http = webhook.Handler{
		Challenge: h.challenge, Verify: h.verify, Accept: h.accept, MaxBody: o.MaxBody,
		Refused: func(status int, reason string) {
			h.log.Warn("webhook: request refused", slog.String("network", network), slog.Int("status", status), slog.String("reason", reason))
		},
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *WebhookHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.http.ServeHTTP(w, r) }

// signatures are the headers in which X signs: the newer one goes with the client secret of OAuth 2.0.
// See https://docs.x.com/x-api/webhooks/introduction.
func signatures() []webhook.Scheme {
	const prefix = "sha256="
	return []webhook.Scheme{
		{Header: "X-Twitter-Webhooks-Signature", Prefix: prefix, Encoding: webhook.Base64},
		{Header: "X-Twitter-Webhooks-Signature-Oauth2", Prefix: prefix, Encoding: webhook.Base64},
	}
}

// longestChallenge bounds what is answered. X asks with a UUID, or with one in base64.
const longestChallenge = 256

// challenge proves that the address belongs to the program. Whoever asks gets the token signed, with the same key by
// which events are signed: so one with signs that neither form of base64 has is refused, since it could be an event in
// disguise.
func (h *WebhookHandler) challenge(q url.Values) (webhook.Answer, bool) {
	token := q.Get("crc_token")
	if token == "" || len(token) > longestChallenge || strings.ContainsFunc(token, func(r rune) bool {
		return !link.IsAlnum(r) && !strings.ContainsRune("-_.~+/=", r)
	}) {
		return webhook.Answer{}, false
	}
	body, err := json.Marshal(map[string]string{"response_token": signatures()[0].Sign(h.secrets[0], []byte(token))})
	return webhook.Answer{ContentType: "application/json", Body: body}, err == nil
}

func (h *WebhookHandler) verify(head http.Header, body []byte) bool {
	valid := false
	for _, s := range signatures() {
		if s.Verify(head, body, h.secrets...) {
			valid = true
		}
	}
	return valid
}

// accept puts what X signed into the queue. X sends objects: what is none may be the token of a challenge, which
// anybody can have signed.
func (h *WebhookHandler) accept(r *http.Request, body []byte) error {
	if !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) {
		h.log.Warn("webhook: what came is no event, and was dropped", slog.String("network", network))
		return nil
	}
	d := readDelivery(body)
	key := d.key()
	if !h.seen.Add(key) {
		return nil
	}
	select {
	case h.queue <- d:
		return nil
	default:
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.queue <- d:
		return nil
	case <-timer.C:
	case <-r.Context().Done(): // X has gone, and will count it as not delivered
	}
	h.seen.Forget(key)
	h.missed.Add(1)
	h.log.Error("webhook: no room for an event: listen faster, or ask X for a replay", slog.String("network", network))
	return errQueueFull
}

// Deliveries iterates over what X pushes until ctx ends, or the consumer stops. What is in the queue then is kept
// for the next one. Of several consumers each gets a part.
func (h *WebhookHandler) Deliveries(ctx context.Context) iter.Seq[*WebhookDelivery] {
	return func(yield func(*WebhookDelivery) bool) {
		for {
			select {
			case d := <-h.queue:
				if !yield(d) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// readDelivery finds out what a body holds.
func readDelivery(body []byte) *WebhookDelivery {
	d := &WebhookDelivery{Body: body, Received: time.Now()}
	var form struct {
		Data struct {
			Type ActivityType `json:"event_type"`
			ID   ID           `json:"id"`
		} `json:"data"`
	}
	_ = rest.Decode(body, &form) // what is of another form is known by its body only
	switch {
	case form.Data.Type != "":
		if m := new(ActivityMessage); rest.Decode(body, m) == nil && m.Event != nil {
			d.Activity = m.Event
		}
	case form.Data.ID != "":
		if m, err := readStreamMessage(body); err == nil && m.Post != nil {
			d.Stream = m
		}
	}
	return d
}

// key is the same for every delivery of one event.
func (d *WebhookDelivery) key() string {
	switch {
	case d.Activity != nil && d.Activity.ID != "":
		return "activity " + string(d.Activity.ID)
	case d.Stream != nil && d.Stream.Post.ID != "":
		return "post " + string(d.Stream.Post.ID)
	default:
		sum := sha256.Sum256(d.Body)
		return "body " + hex.EncodeToString(sum[:])
	}
}
