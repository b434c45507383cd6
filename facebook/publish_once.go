package facebook

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// onceWrite is something that shows, and of which there must be one.
type onceWrite struct {
	twin string // what a look-up cannot tell from others; see [rest.Write]
	name string // what tells it from others with the same key
	send func(context.Context) (ID, error)
	find func(context.Context, func(string) bool) (ID, bool, error)
}

// once makes something that shows, once. A repeat that Facebook refuses as a duplicate is looked for: the first one
// stands.
func (c *Client) once(ctx context.Context, a *attempt, w *onceWrite) (ID, error) {
	key := ""
	if a.Named {
		key = a.Key + "\x00" + w.name
	}
	sent, known := a.Sent, func(string) bool { return false }
	id, err := rest.WriteOnce(ctx, c.graph.Rest().Once(), &rest.Write[ID]{
		Key: key, Twin: w.twin, ID: func(id ID) string { return string(id) }, Sent: a.Sent,
		Send: func(ctx context.Context) (ID, error) {
			id, err := w.send(ctx)
			if sent && errors.Is(err, social.ErrDuplicate) {
				return c.duplicate(ctx, w, known, err)
			}
			sent = sent || errors.Is(err, social.ErrUncertain)
			return id, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
			known = taken
			return w.find(ctx, taken)
		},
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return id, err
}

// duplicate finds what an earlier attempt made, which Facebook says it has. If that does not show yet the outcome is
// uncertain, and no failure.
func (c *Client) duplicate(ctx context.Context, w *onceWrite, taken func(string) bool, refusal error) (ID, error) {
	id, ok, err := c.lookFor(ctx, func(ctx context.Context) (ID, bool, error) { return w.find(ctx, taken) })
	if ok {
		return id, nil
	}
	own := social.Error{Network: network, Op: "publish", Err: refusal}
	if e, known := errors.AsType[*social.Error](refusal); known {
		own = *e
	}
	own.Kind, own.Status = social.ErrUncertain, 0
	own.Err = errors.Join(lagging{}, refusal, err) // the first one tells that nothing is proven
	return "", &own
}

// lagging says that what stands does not show yet, so that not to find it proves nothing.
type lagging struct{}

func (lagging) Error() string {
	return "Facebook says that it has this already, and does not show it yet"
}
func (lagging) Timeout() bool   { return true }
func (lagging) Temporary() bool { return true }

// lookFor looks until something is found, for as long as things take to show.
func (c *Client) lookFor(ctx context.Context, find func(context.Context) (ID, bool, error)) (ID, bool, error) {
	settle := c.graph.Rest().Options().Settle
	end := time.Now().Add(settle)
	for pause := settle / 20; ; pause *= 2 {
		id, ok, err := find(ctx)
		if err != nil || ok {
			return id, ok, err
		}
		left := time.Until(end)
		if left <= 0 {
			return "", false, nil
		}
		if err := rest.Sleep(ctx, min(pause, left)); err != nil {
			return "", false, err
		}
	}
}

// doubtful is the error of a call that may have published, and whose answers were all lost: it could be repeated, but
// a caller who publishes anew instead would publish twice.
func doubtful(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(err, social.ErrUnavailable) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	own := *e
	own.Kind = social.ErrUncertain
	return &own
}

// unseen is the error of a write that showed nothing to anybody: not having been answered, it can be made again.
func unseen(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e.Kind, social.ErrUncertain) {
		return err
	}
	own := *e
	own.Kind = social.ErrUnavailable
	return &own
}
