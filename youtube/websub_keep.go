package youtube

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// subscription to a channel's videos that is to be kept.
type keeping struct {
	channel ID
	until   time.Time // the lease that was seen last
	due     time.Time // when the hub is asked next
	backoff stream.Backoff
}

// Keep subscribes to channels and renews the subscriptions at half of their leases, until ctx ends, whose error it
// returns. What the hub refuses is tried again, for as long as it takes; the log tells. The subscriptions stay with the
// hub until they run out, so that nothing is missed while a program starts again: see [WebSub.Unsubscribe].
func (h *WebSub) Keep(ctx context.Context, channels ...ID) error {
	var all []*keeping
	now := time.Now()
	for _, id := range distinct(channels) {
		if id != "" {
			all = append(all, &keeping{channel: id, due: now, backoff: stream.Backoff{First: h.pause.first, Max: h.pause.most}})
		}
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		leases, changed := h.kept(channels)
		next := time.Now().Add(h.pause.most)
		for _, k := range all {
			if until := leases[k.channel]; !until.Equal(k.until) {
				k.verified(until)
			}
			if !k.due.After(time.Now()) {
				h.renew(ctx, k)
			}
			if k.due.Before(next) {
				next = k.due
			}
		}
		timer.Reset(time.Until(next))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-timer.C:
		}
	}
}

// verified notes that the hub has made sure of the address, or has ended the subscription.
func (k *keeping) verified(until time.Time) {
	k.until = until
	k.backoff.Reset()
	k.due = time.Now().Add(max(time.Until(until)/2, 0))
}

// hubPatience is for how long the hub may keep silent.
const hubPatience = 30 * time.Second

// renew asks the hub, and once more if it does not make sure of the address in time.
func (h *WebSub) renew(ctx context.Context, k *keeping) {
	limited, cancel := context.WithTimeout(ctx, hubPatience) // it hangs at times, and there are others
	defer cancel()
	err := h.Subscribe(limited, k.channel)
	if err == nil {
		k.due = time.Now().Add(max(h.pause.verify, k.backoff.Next()))
		return
	}
	pause := k.backoff.Next()
	if e, ok := errors.AsType[*social.Error](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	k.due = time.Now().Add(pause)
	if ctx.Err() == nil {
		h.log.WarnContext(ctx, "websub: the hub does not take a subscription, trying again", "network", network,
			"channel", string(k.channel), "lease_ends", k.until, "error", err, "pause", pause)
	}
}
