package mastodon

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// signal is what the stream tells the listener.
type signal struct {
	kind  signalKind
	event *StreamEvent // of streamPush
}

type signalKind int

const (
	streamUp      signalKind = iota // a connection stands: read what came before it
	streamDown                      // it does not any more
	streamMissing                   // there is none for now: the list has to do
	streamPush                      // a notification
)

// readAhead is how many signals wait for a slow consumer.
const readAhead = 16

// pump keeps a connection to the stream of notifications, and passes on what comes.
type pump struct {
	dialer  dialer
	backoff stream.Backoff
	signals chan signal
	done    chan struct{}
}

// startPump runs until ctx ends. Call wait afterwards.
func startPump(ctx context.Context, c *Client, t *timing) *pump {
	p := &pump{
		dialer:  dialer{c: c, timing: t},
		backoff: stream.Backoff{First: t.firstPause, Max: t.maxPause, Stable: t.stable},
		signals: make(chan signal, readAhead),
		done:    make(chan struct{}),
	}
	go p.run(ctx)
	return p
}

// wait returns when nothing runs any more.
func (p *pump) wait() { <-p.done }

func (p *pump) run(ctx context.Context) {
	defer close(p.done)
	for first := true; ctx.Err() == nil; first = false {
		err := p.connect(ctx)
		if ctx.Err() == nil {
			p.stayAway(ctx, err, first)
		}
	}
}

// stayAway waits after a connection until it is time for the next.
func (p *pump) stayAway(ctx context.Context, err error, first bool) {
	pause := p.pause(err)
	p.dialer.c.rest.Log().Warn("listening: no stream, connecting again",
		slog.String("network", network), slog.Duration("pause", pause), slog.Any("error", err))
	if first || errors.Is(err, social.ErrAuth) || errors.Is(err, social.ErrPermission) {
		p.send(ctx, signal{kind: streamMissing})
	}
	_ = rest.Sleep(ctx, pause) // fails when ctx ends, which the caller sees
}

// connect passes on what one connection brings. It returns why there is none any more.
func (p *pump) connect(ctx context.Context) error {
	conn, err := p.dialer.dial(ctx, []Topic{TopicUserNotification})
	if err != nil {
		return err
	}
	defer conn.close()
	p.backoff.Up()
	p.dialer.c.rest.Log().Debug("listening: connected", slog.String("network", network))
	p.send(ctx, signal{kind: streamUp})
	defer p.send(ctx, signal{kind: streamDown})
	return p.pass(ctx, conn)
}

// pass hands on what a connection brings until it breaks. Its stack is that of thousands of listeners who wait.
func (p *pump) pass(ctx context.Context, conn streamConn) error {
	for {
		e, err := conn.next()
		if err != nil {
			return err
		}
		if e.Event == StreamNotification {
			p.send(ctx, signal{kind: streamPush, event: e})
		}
	}
}

// send waits for the consumer, and no longer than ctx.
func (p *pump) send(ctx context.Context, s signal) {
	select {
	case p.signals <- s:
	case <-ctx.Done():
	}
}

// pause is how long to stay away: a server that is down comes back, one that has no streaming, or not for this
// token, will not have it soon.
func (p *pump) pause(err error) time.Duration {
	if errors.Is(err, social.ErrUnavailable) || errors.Is(err, social.ErrRateLimited) {
		return p.backoff.Next()
	}
	return p.dialer.timing.refused
}

// notificationID is the ID in the payload of a notification, "" if there is none.
func (e *StreamEvent) notificationID() ID {
	var n struct {
		ID ID `json:"id"`
	}
	if rest.DecodeString(string(e.Payload), &n) != nil {
		return ""
	}
	return n.ID
}
