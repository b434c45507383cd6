package instagram

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// Timing is how long a listener waits for what; see timing.
type Timing struct {
	Poll, Older, Safety, Margin, Mention time.Duration
	RetryWait, RetryMost                 time.Duration
}

// ListenerWith makes a listener that waits for other times than the options allow.
func (c *Client) ListenerWith(t Timing, o *ListenOptions) *Listener {
	l := c.Listener(o)
	l.timing = timing{
		poll: t.Poll, older: t.Older, safety: t.Safety, margin: t.Margin, mention: t.Mention, retryWait: t.RetryWait, retryMost: t.RetryMost,
	}
	return l
}

// Understood is what a listener makes of an update: events, and names of sources to be read again. It watches these
// media.
func (l *Listener) Understood(ctx context.Context, u *WebhookUpdate, media ...ID) (events []*social.Event, sources []string, err error) {
	h := &hearing{Listener: l, seen: map[ID]threadState{}}
	for _, id := range media {
		h.seen[id] = threadState{}
	}
	parts, err := h.pushed(ctx, u)
	for _, p := range parts {
		if p.Event != nil {
			events = append(events, p.Event)
		}
		sources = append(sources, p.Source)
	}
	return events, sources, err
}

// Queued takes what waits for an account.
func Queued(h *WebhookHandler, user ID) []*WebhookUpdate {
	var out []*WebhookUpdate
	q := h.queue(user)
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
