package socialtest

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/relais-go/relais/social"
)

// Cursor implements [social.Cursorer].
func (c *Client) Cursor(ctx context.Context) (string, error) {
	var cursor string
	err := c.read(ctx, "cursor", func() error { cursor = c.n.cursor(c.me, len(c.me.inbox)); return nil })
	return cursor, err
}

// Listen implements [social.Listener].
func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	var query social.ListenQuery
	if q != nil {
		query = *q
	}
	return func(yield func(*social.Event, error) bool) {
		l := listener{c: c, kinds: query.Kinds, end: -1}
		err := l.begin(ctx, &query)
		for err == nil && l.at != l.end {
			var more bool
			if more, err = l.deliver(ctx, yield); !more {
				return
			}
		}
		if err != nil && ctx.Err() == nil {
			yield(nil, err)
		}
	}
}

// listener is one sequence of events.
type listener struct {
	c     *Client
	kinds []social.EventKind
	at    int // events of the inbox that are behind it
	end   int // where to stop, -1 if nowhere
}

// begin finds out where to start and where to stop.
func (l *listener) begin(ctx context.Context, q *social.ListenQuery) error {
	return l.patiently(ctx, func() error {
		inbox := len(l.c.me.inbox)
		switch q.After {
		case "":
			l.at = inbox
		case social.FromStart:
			l.at = 0
		default:
			at, ok := l.c.n.position(l.c.me, q.After)
			if !ok {
				return l.c.fail(social.ErrInvalid, "After", "is no cursor of this account")
			}
			l.at = at
		}
		if q.CatchUp {
			l.end = inbox
		}
		return nil
	})
}

// deliver yields what is there, and waits if there is nothing. more is false when the consumer is done.
func (l *listener) deliver(ctx context.Context, yield func(*social.Event, error) bool) (more bool, err error) {
	var events []*social.Event
	var changed chan struct{}
	err = l.patiently(ctx, func() error {
		changed = l.c.n.changed
		end := min(l.at+page, len(l.c.me.inbox))
		if l.end >= 0 {
			end = min(end, l.end)
		}
		for _, e := range l.c.me.inbox[l.at:end] {
			copied := *e
			events = append(events, &copied)
		}
		return nil
	})
	for _, e := range events {
		if ended(ctx) {
			return false, nil
		}
		l.at++
		if (l.kinds == nil || slices.Contains(l.kinds, e.Kind)) && !yield(e, nil) {
			return false, nil
		}
	}
	if err != nil || len(events) > 0 {
		return true, err
	}
	select {
	case <-ctx.Done():
		return false, nil
	case <-changed:
		return true, nil
	}
}

// patiently reads for as long as it takes the network to come back.
func (l *listener) patiently(ctx context.Context, f func() error) error {
	for {
		err := l.c.read(ctx, "listen", f)
		if !errors.Is(err, social.ErrUnavailable) || !l.c.pause(ctx) {
			return err
		}
	}
}

// ended reports whether the caller's context has ended, which is no error here.
func ended(ctx context.Context) bool { return ctx.Err() != nil }
