package social

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Outcome is where a target of a [Broadcast] stands.
type Outcome string

// Outcomes.
const (
	OutcomeStands    Outcome = "stands"    // the post exists, and Post.State says whether people see it; an Err is about what else was owed
	OutcomeWaiting   Outcome = "waiting"   // not begun
	OutcomeBegun     Outcome = "begun"     // under way when the result was saved
	OutcomePending   Outcome = "pending"   // interrupted: the next call resumes it
	OutcomeFailed    Outcome = "failed"    // certainly nothing stands: the next call publishes it
	OutcomeUncertain Outcome = "uncertain" // it may stand, and nothing tells: no call touches it
)

// BroadcastResult is what became of a [Broadcast]: the targets in the order in which they first came. It marshals to
// JSON, so that another process can go on from it; it then holds the content of what is pending, but no credentials.
type BroadcastResult struct {
	Key     string          `json:"key"` // names the publication, for all targets
	Targets []*TargetResult `json:"targets"`
}

// TargetResult is what became of one target. JSON keeps all of it, but of Post only Ref, State and Time, and of the
// causes of Err only their text and what [errors.Is] finds of the sentinels of this package.
type TargetResult struct {
	Target  string    // the target's name
	Network string    // its network's
	Outcome Outcome   // what the next call will do
	Post    *Post     // what stands, nil if nothing is known to
	Pending *Pending  // what the next call resumes, nil if there is nothing
	Thread  *Thread   // how far the thread got that was made of the draft, nil if it is one post; Post is its first
	Err     error     // why it is not done, nil if it is
	Tries   int       // how often it was published or resumed
	Tried   time.Time // when that ended last

	// Changes are what [Fit] made of the draft for this target, if [BroadcastOptions].Fit asked for it.
	Changes []FitChange
}

// Target returns the result of the target with that name, nil if there is none.
func (r *BroadcastResult) Target(name string) *TargetResult {
	for _, t := range r.Targets {
		if t.Target == name {
			return t
		}
	}
	return nil
}

// Done reports whether nothing is left to do: all posts stand, with everything that belongs to them.
func (r *BroadcastResult) Done() bool {
	return !slices.ContainsFunc(r.Targets, func(t *TargetResult) bool { return t.Outcome != OutcomeStands || t.Err != nil })
}

// Err joins what went wrong, each as a [*TargetError]. It is nil if nothing did.
func (r *BroadcastResult) Err() error {
	var errs []error
	for _, t := range r.Targets {
		if t.Err != nil {
			errs = append(errs, &TargetError{Target: t.Target, Err: t.Err})
		}
	}
	return errors.Join(errs...)
}

// Settle records what somebody found out about a target, above all about one that is uncertain: the post that stands,
// or nil if there certainly is none, so that the next call publishes it. Of a thread it is about the piece that
// follows those of which it is known that they stand.
func (t *TargetResult) Settle(p *Post) {
	if t.Thread != nil {
		t.settleThread(p)
		return
	}
	t.Post, t.Pending, t.Err, t.Outcome = p, nil, nil, OutcomeWaiting
	if p != nil {
		t.Outcome = OutcomeStands
	}
}

// TargetError is the failure of one target of a [Broadcast].
type TargetError struct {
	Target string // its name
	Err    error
}

// Error gives the target's name and what went wrong.
func (e *TargetError) Error() string { return e.Target + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *TargetError) Unwrap() error { return e.Err }

// clone copies the result. What a call never changes, such as a Pending, is shared.
func (r *BroadcastResult) clone() *BroadcastResult {
	out := &BroadcastResult{Key: r.Key, Targets: make([]*TargetResult, 0, len(r.Targets))}
	for _, t := range r.Targets {
		own := *t
		out.Targets = append(out.Targets, &own)
	}
	return out
}

// validate finds what is wrong with a result from elsewhere.
func (r *BroadcastResult) validate() error {
	if r.Key == "" && len(r.Targets) > 0 {
		return wrongArgument("Earlier.Key", "is empty")
	}
	names := map[string]bool{}
	for i, t := range r.Targets {
		field := "Earlier.Targets[" + strconv.Itoa(i) + "]"
		switch {
		case t == nil:
			return wrongArgument(field, "is nil")
		case t.Target == "" || names[t.Target]:
			return wrongArgument(field+".Target", "is empty, or there twice")
		}
		names[t.Target] = true
		missing := false
		switch t.Outcome {
		case OutcomeStands:
			missing = t.Post == nil
		case OutcomePending:
			missing = t.Pending == nil && t.Thread == nil
		case OutcomeWaiting, OutcomeBegun, OutcomeFailed, OutcomeUncertain:
		default:
			return wrongArgument(field+".Outcome", "is unknown: "+strconv.Quote(string(t.Outcome)))
		}
		if missing {
			return wrongArgument(field, "lacks what it takes to be "+string(t.Outcome))
		}
	}
	return nil
}

// abandon decides about a target that was under way when its process ended. A Pending from before may have been
// overtaken, unless resuming it looks first.
func (t *TargetResult) abandon() {
	if t.Thread != nil {
		t.abandonThread()
		return
	}
	if t.Pending != nil && t.Pending.looksFirst() {
		t.Outcome = OutcomePending
		return
	}
	t.Outcome, t.Pending = OutcomeUncertain, nil
	t.Err = &Error{
		Network: t.Network, Op: opBroadcast, Kind: ErrUncertain, Err: t.Err,
		Message: "a call that ended without a word had begun to publish it",
	}
}

// conclude takes in what the client said. old is the target as it was before.
func (t *TargetResult) conclude(old *TargetResult, p *Post, err error) {
	t.Tries, t.Tried, t.Err, t.Pending = old.Tries+1, time.Now().UTC(), err, nil
	pending, interrupted := PendingOf(err)
	switch {
	case p != nil:
		t.Post = p
	case interrupted && pending.Post != nil && (t.Post == nil || !t.Post.Ref.Same(*pending.Post)):
		t.Post = &Post{Ref: *pending.Post}
	}
	switch {
	case err == nil && p == nil:
		t.Outcome = OutcomeUncertain
		t.Err = &Error{Network: t.Network, Op: opBroadcast, Kind: ErrUncertain, Message: "the client returned neither a post nor an error"}
	case interrupted:
		t.Outcome, t.Pending = OutcomePending, pending
	case p != nil:
		t.Outcome = OutcomeStands
	case old.Outcome == OutcomePending && old.Pending.outlives(err):
		t.Outcome, t.Pending = OutcomePending, old.Pending
	case certain(err):
		t.Outcome = OutcomeFailed
	default:
		t.Outcome = OutcomeUncertain
	}
}

// certain reports whether an error of Publish or Resume without a Pending means that nothing stands: the network, or
// the client, has said no. An error that is not classified says nothing.
func certain(err error) bool {
	if errors.Is(err, ErrUncertain) {
		return false
	}
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind != nil || endedContext(err)
}

func endedContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// looksFirst reports whether resuming starts by looking for what may stand.
func (p *Pending) looksFirst() bool { return p.Stage == StageConfirm || p.Stage == StageComment }

// outlives reports whether a publication can still be resumed from p after that has failed with an error that carries
// no Pending: when the error was about resuming rather than the post, or when publishing anew could be twice.
func (p *Pending) outlives(err error) bool {
	if p.looksFirst() {
		return true
	}
	if errors.Is(err, ErrUncertain) {
		return false // p does not know of what was sent since
	}
	for _, kind := range []error{
		ErrUnavailable, ErrRateLimited, ErrQuota, ErrAuth, ErrWrongAccount, ErrDryRun, errors.ErrUnsupported,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	about := func(e *Error) bool { return strings.HasPrefix(e.Field, "Pending") }
	return endedContext(err) || slices.ContainsFunc(Problems(err), about)
}

const opBroadcast = "broadcast"

// wrongArgument is the error of an argument of Broadcast.
func wrongArgument(field, message string) error {
	return &Error{Op: opBroadcast, Kind: ErrInvalid, Field: field, Message: message}
}
