package social

import (
	"context"
	"errors"
)

// Broadcast publishes one draft to many accounts at once, of one network or several, and never stops at a failure:
// each target has its own result, and the error joins what went wrong, each as a [*TargetError]. The result is never
// nil. opts may be nil.
//
// # Calling it again
//
// Give the result of a call to [BroadcastOptions].Earlier of the next one, in this process or, by way of JSON, in
// another. What stands is never published again; what was interrupted is resumed from its [*Pending]; what certainly
// failed, or was not begun, is published with the same Key. What is uncertain and has no Pending is left alone and
// reported each time, until [TargetResult.Settle] says what a person found out. The draft may be mended in between,
// but a publication that is resumed keeps the content that it began with. Targets may be added; those that are left
// out stay in the result as they are.
//
// The Key is that of the draft or of the earlier result, or made once for all targets. A Key in a variant stands for
// that network or account.
//
// # When ctx ends
//
// Targets that were not begun are [OutcomeWaiting]; of those that were, the result says what the client knows, with a
// Pending where something is under way.
//
// Errors of the arguments wrap [ErrInvalid] and name their field; then nothing was sent, and the result is the earlier
// one, or empty.
func Broadcast(ctx context.Context, targets []Target, d *Draft, opts *BroadcastOptions) (*BroadcastResult, error) {
	b, err := newBroadcast(targets, d, opts)
	if err != nil {
		return b.result, err
	}
	if !b.opts.CheckFirst || b.check(ctx) {
		b.run(ctx)
	}
	return b.result, errors.Join(append([]error{b.result.Err()}, b.unsaved...)...)
}

// CheckAll validates a draft with the client of each target, without any write, and reports every problem of all of
// them at once, each as a [*TargetError]. Targets whose clients are no [Checker] are passed over.
func CheckAll(ctx context.Context, targets []Target, d *Draft) error {
	b, err := newBroadcast(targets, d, nil)
	if err != nil {
		return err
	}
	b.check(ctx)
	return b.result.Err()
}

// Target is one account that a draft goes to.
type Target struct {
	// Name is the caller's own for the account, the same in each repeat and unique among the targets. "" means the
	// name of the network, which will do if there is one account of each.
	Name string

	// Client is the [Publisher]; usually also a [Resumer], without which what was interrupted stays so, and a
	// [Checker].
	Client any

	// Variant replaces fields for this account alone, as [Draft].Variants does for a network, and after it.
	Variant *Draft
}

// BroadcastOptions adjusts a [Broadcast]. The zero value is a good start.
type BroadcastOptions struct {
	// Earlier is the result of the call that this one goes on from. It is not changed.
	Earlier *BroadcastResult

	// Parallel is how many targets are served at once: 0 means 8.
	Parallel int

	// Fit, if set, makes of the draft what each target takes, by [Fit] and that target's own limits; a thread is
	// published by [PublishThread]. A target whose client is no [Checker] gets the draft as it is. Give the same options
	// and draft to the call that goes on with a thread: a thread does not change halfway.
	Fit *FitOptions

	// CheckFirst validates the draft with every target that it is still to be published to before anything is sent to
	// any of them, as [CheckAll] does. If one has a problem nothing is sent at all: the others are [OutcomeWaiting].
	CheckFirst bool

	// Save, if set, is given the result before each target's publication begins and after it has ended, one call at
	// a time, so that a caller who stores it loses nothing in a crash: a target that is [OutcomeBegun] in what was
	// stored is uncertain, and not published again. If saving fails beforehand, nothing is sent to the target. ctx
	// does not end when that of Broadcast does. The result is a copy, which Save may keep.
	Save func(ctx context.Context, r *BroadcastResult) error
}
