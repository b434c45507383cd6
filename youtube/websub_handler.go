package youtube

import (
	"crypto/sha1" //nolint:gosec // what the hub signs with
	"crypto/sha256"
	"crypto/sha512"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/webhook"
)

// Modes of the hub.
const (
	modeSubscribe   = "subscribe"
	modeUnsubscribe = "unsubscribe"
	modeDenied      = "denied"
)

// signatures are the ways in which a hub may sign; Google's takes the first.
// See https://www.w3.org/TR/websub/#signature-validation.
func signatures() []webhook.Scheme {
	const header = "X-Hub-Signature"
	return []webhook.Scheme{
		{Header: header, Prefix: "sha1=", Hash: sha1.New},
		{Header: header, Prefix: "sha256=", Hash: sha256.New},
		{Header: header, Prefix: "sha384=", Hash: sha512.New384},
		{Header: header, Prefix: "sha512=", Hash: sha512.New},
	}
}

// ServeHTTP implements http.Handler.
func (h *WebSub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		h.verify(w, r.URL.Query())
		return
	}
	h.handler.ServeHTTP(w, r)
}

// verify answers the hub, which makes sure that a subscription was asked for.
func (h *WebSub) verify(w http.ResponseWriter, q url.Values) {
	mode, channel := q.Get("hub.mode"), channelOfTopic(q.Get("hub.topic"))
	challenge := q.Get("hub.challenge")
	switch {
	case mode == modeDenied && h.ours(modeSubscribe, channel, q.Get("hub.verify_token")):
		h.log.Warn("websub: the hub has denied a subscription", "network", network, "channel", string(channel))
		w.WriteHeader(http.StatusOK)
		return
	case mode != modeSubscribe && mode != modeUnsubscribe, challenge == "", !h.ours(mode, channel, q.Get("hub.verify_token")):
		h.refused(http.StatusNotFound, "a subscription that nobody asked for")
		http.Error(w, "no such subscription", http.StatusNotFound)
		return
	case mode == modeSubscribe:
		h.lease(channel, time.Now().Add(h.granted(q.Get("hub.lease_seconds"))))
	default:
		h.lease(channel, time.Time{})
	}
	head := w.Header()
	head.Set("Content-Type", "text/plain; charset=utf-8")
	head.Set("X-Content-Type-Options", "nosniff") // a stranger's text
	_, _ = w.Write([]byte(challenge))             //nolint:gosec // plain text, which no browser takes for anything else
}

// granted is the lease that the hub grants.
func (h *WebSub) granted(seconds string) time.Duration {
	const most = 366 * 24 * 3600
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 {
		return h.o.Lease
	}
	return time.Duration(min(n, most)) * time.Second
}

// channelOfTopic is the channel whose feed a topic is, "" if it is none.
func channelOfTopic(topic string) ID {
	u, err := url.Parse(topic)
	if err != nil || !strings.HasSuffix(u.Path, "/feeds/videos.xml") {
		return ""
	}
	return ID(u.Query().Get("channel_id"))
}

// genuine reports whether the hub signed a notification with one of the secrets.
func (h *WebSub) genuine(head http.Header, body []byte) bool {
	if h.signed(head, body) {
		return true
	}
	h.forged.Add(1)
	h.log.Warn("websub: a notification with a wrong signature was refused", "network", network)
	return false
}

// accept takes a notification in.
func (h *WebSub) accept(r *http.Request, body []byte) error {
	entries, err := ParseFeed(body)
	if err != nil { // it would be the same again
		h.log.Warn("websub: a notification that is no feed was dropped", "network", network, "error", err)
		return nil
	}
	var fresh []*FeedEntry
	for _, e := range entries {
		if h.seen.Add(e.key()) {
			fresh = append(fresh, e)
		}
	}
	if err := h.queue.Put(r.Context(), fresh...); err != nil {
		for _, e := range fresh {
			h.seen.Forget(e.key())
		}
		h.missed.Add(int64(len(fresh)))
		h.log.Warn("websub: there is no room for notifications, the hub was told to come again", "network", network)
		return err
	}
	return nil
}

func (h *WebSub) signed(head http.Header, body []byte) bool {
	valid := false
	for _, s := range signatures() {
		valid = s.Verify(head, body, h.secrets...) || valid
	}
	return valid
}

func (h *WebSub) refused(status int, reason string) {
	h.log.Info("websub: a request was refused", "network", network, "status", status, "reason", reason)
}
