package social

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrClaimed is what a [SeenSet] returns, wrapped, while somebody else is dealing with the event: it may still fail.
var ErrClaimed = errors.New("somebody else is dealing with the event")

// SeenSet remembers which events were dealt with, so that of many processes only one deals with each, and repeats are
// known for what they are: networks deliver again for a day or more, and not always to the same process. Keys are
// chosen by the caller, one per event, as "x/acme-brand/" and [Event].ID. Empty keys are [ErrInvalid].
//
// An event is claimed before it is dealt with and settled after, so that it is not lost with a process that dies in
// between: a claim that is neither settled nor released lapses after a while. Most callers leave that to [DealOnce].
//
// Implementations honour ctx and are safe for concurrent use.
type SeenSet interface {
	// ClaimEvent gives the caller the event to deal with, by a claim that is not empty. It returns "" if the event
	// was dealt with already, and an error that wraps [ErrClaimed] while somebody else has claimed it.
	ClaimEvent(ctx context.Context, key string) (claim string, err error)

	// SettleEvent remembers that the event was dealt with, even if the claim has lapsed meanwhile.
	SettleEvent(ctx context.Context, key, claim string) error

	// ReleaseEvent leaves the event to others, unless the claim has lapsed or was settled.
	ReleaseEvent(ctx context.Context, key, claim string) error
}

// How long an implementation remembers if its caller does not say.
const (
	// DefaultSeenAge is for how long an event that was dealt with is remembered: twice as long as networks are known
	// to deliver again.
	DefaultSeenAge = 72 * time.Hour
	// DefaultClaim is for how long a claim holds: longer than dealing with one event may take.
	DefaultClaim = 5 * time.Minute
)

// DealOnce runs f unless the event was dealt with before. While somebody else is at it, DealOnce waits, and runs f if
// that comes to nothing. So when it returns nil, the event has been dealt with, here or elsewhere, and a cursor may
// move past it.
//
// An error of f is returned as it is, and leaves the event to the next who comes with it. F should end well before
// claims lapse. An error of the store after f has succeeded is returned too: the event may then be dealt with again.
func DealOnce(ctx context.Context, seen SeenSet, key string, f func(ctx context.Context) error) error {
	claim, err := waitForClaim(ctx, seen, key)
	if err != nil {
		return fmt.Errorf("social: claim event: %w", err)
	}
	if claim == "" {
		return nil
	}
	released := false
	// The end of ctx must not have others wait until the claim lapses, nor have what was done be done again.
	after := func(end func(ctx context.Context, key, claim string) error) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
		defer cancel()
		released = true
		return end(ctx, key, claim)
	}
	defer func() { // f may panic
		if !released {
			_ = after(seen.ReleaseEvent)
		}
	}()
	if err := f(ctx); err != nil {
		if releaseErr := after(seen.ReleaseEvent); releaseErr != nil {
			return errors.Join(err, releaseErr)
		}
		return err
	}
	if err := after(seen.SettleEvent); err != nil {
		return fmt.Errorf("social: the event was dealt with, but that was not remembered: %w", err)
	}
	return nil
}

// Pauses between two looks at an event that somebody else has claimed.
const (
	claimWait    = 20 * time.Millisecond
	claimWaitMax = time.Second
)

func waitForClaim(ctx context.Context, seen SeenSet, key string) (claim string, err error) {
	for wait := claimWait; ; wait = min(2*wait, claimWaitMax) {
		claim, err = seen.ClaimEvent(ctx, key)
		if !errors.Is(err, ErrClaimed) {
			return claim, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return "", errors.Join(err, ctx.Err())
		}
	}
}
