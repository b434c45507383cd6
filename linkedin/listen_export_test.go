package linkedin

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// Timing is how long a listener waits for what; see timing.
type Timing struct {
	Poll, Safety, Margin time.Duration
	RetryWait, RetryMost time.Duration
}

// ListenerWith makes a listener that waits for other times than the options allow.
func (c *Client) ListenerWith(t Timing, o *ListenOptions) *Listener {
	l := c.Listener(o)
	l.timing = timing{poll: t.Poll, safety: t.Safety, margin: t.Margin, retryWait: t.RetryWait, retryMost: t.RetryMost}
	return l
}

// Event is what a notification alone is told as.
func (n *Notification) Event() *social.Event { return n.event(n.Post()) }

// Queued takes what waits for a Page.
func Queued(h *WebhookHandler, page URN) []*Notification {
	var out []*Notification
	q := h.queue(page)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for left := q.Len(); left > 0; left-- {
		for n := range q.All(ctx) {
			out = append(out, n)
			break
		}
	}
	return out
}
