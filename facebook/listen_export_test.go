package facebook

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// Timing is how long a listener waits for what; see timing.
type Timing struct {
	Poll, Older, Safety, Margin time.Duration
	RetryWait, RetryMost        time.Duration
}

// ListenerWith makes a listener that waits for other times than the options allow.
func (c *Client) ListenerWith(t Timing, o *ListenOptions) *Listener {
	l := c.Listener(o)
	l.timing = timing{poll: t.Poll, older: t.Older, safety: t.Safety, margin: t.Margin, retryWait: t.RetryWait, retryMost: t.RetryMost}
	return l
}

// Understood is what a listener makes of an update: events, and names of sources to be read again.
func (l *Listener) Understood(u *WebhookUpdate) (events []*social.Event, nudged []string) {
	for _, p := range (&hearing{Listener: l}).pushed(u) {
		if p.Event != nil {
			events = append(events, p.Event)
		} else {
			nudged = append(nudged, p.Source)
		}
	}
	return events, nudged
}

// Queued takes what waits for a Page.
func Queued(h *WebhookHandler, page ID) []*WebhookUpdate {
	var out []*WebhookUpdate
	q := h.queue(page)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for left := q.Len(); left > 0; left-- {
		for u := range q.All(ctx) {
			out = append(out, u)
			break
		}
	}
	return out
}
