package graph

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// freshTries is how often a read of what was just made is repeated, freshPause the first wait for that.
const (
	freshTries = 4
	freshPause = time.Second
)

// again decides upon repeats that the pipeline cannot: of reads that came too early, and of harmless requests that
// failed within a success. try counts from 0.
func (c *Client) again(ctx context.Context, r *Request, err error, try int) (time.Duration, bool) {
	if err == nil || ctx.Err() != nil || r.Class != rest.Read && r.Class != rest.Idempotent {
		return 0, false
	}
	o := c.rest.Options()
	var pause time.Duration
	switch {
	case r.Fresh && r.Class == rest.Read && Is(err, 100, 33):
		if try >= freshTries {
			return 0, false
		}
		pause = freshPause << try
	case isInside(err) && errors.Is(err, social.ErrUnavailable):
		if try >= o.Retries {
			return 0, false
		}
		pause = min(o.RetryWait<<min(try, 16), o.RetryWaitMax)
	default:
		return 0, false
	}
	deadline, bounded := ctx.Deadline()
	return pause, !bounded || time.Until(deadline) > pause
}

// insideError marks an error that came within a success.
type insideError struct{ wire *Error }

func (e insideError) Error() string { return e.wire.Error() }
func (e insideError) Unwrap() error { return e.wire }

func isInside(err error) bool {
	_, ok := errors.AsType[insideError](err)
	return ok
}

// inside is the error for a success that holds one.
func (c *Client) inside(w *rest.Request, a *rest.Answer, wire *Error) error {
	e := wire.social()
	e.Network, e.Op, e.Status, e.Err = c.cfg.Network, w.Op, a.Status, insideError{wire}
	if e.RequestID = wire.TraceID; e.RequestID == "" {
		e.RequestID = requestID(a.Header)
	}
	if e.Kind == nil {
		e.Kind = social.ErrInvalid
	}
	e.Kind = doubt(w.Class, e.Kind)
	return e
}

// unreadable is the error for a success that is not as documented: a write has happened, then.
func (c *Client) unreadable(w *rest.Request, a *rest.Answer, cause error) error {
	if w.Secret { // a decoder may quote what it could not read
		cause = errUnreadable
	} else {
		cause = fmt.Errorf("%w: %w", errUnreadable, cause)
	}
	return &social.Error{
		Network: c.cfg.Network, Op: w.Op, Kind: doubt(w.Class, social.ErrUnavailable), Status: a.Status,
		RequestID: requestID(a.Header), Err: cause,
	}
}

// errUnreadable is the cause when an answer is of another shape than Meta documents.
var errUnreadable = errors.New("the answer is not what the documents say")

// doubt is the kind of a failure after which it is not known whether a write took effect.
func doubt(class rest.Class, kind error) error {
	if errors.Is(kind, social.ErrUnavailable) && (class == rest.Lookup || class == rest.Unsafe) {
		return social.ErrUncertain
	}
	return kind
}

// sign gives an error of the pipeline the name of the request that only its body told.
func (c *Client) sign(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || e.RequestID != "" {
		return err
	}
	if wire, ok := errors.AsType[*Error](err); ok {
		e.RequestID = wire.TraceID
	}
	return err
}
