package social

import (
	"context"
	"fmt"
	"time"
)

// fits reports whether the draft is fitted for a target: if that is wanted and the client can say what it takes, or if
// a part of a thread stands already.
func (b *broadcast) fits(j *job) bool {
	if j.result.Outcome == OutcomePending {
		return j.result.Thread != nil
	}
	return b.opts.Fit != nil && Can[Checker](j.Client)
}

// fit makes of the draft what a target takes.
func (b *broadcast) fit(ctx context.Context, j *job) (*Fitted, error) {
	if b.opts.Fit == nil {
		return nil, wrongArgument("Fit", "is nil, and "+j.result.Target+" has a part of a thread")
	}
	return Fit(ctx, j.Client, b.draftFor(j), b.opts.Fit)
}

// serveThread publishes a draft that is more than one post, or goes on with it. The progress is saved with each piece.
func (b *broadcast) serveThread(ctx context.Context, j *job, f *Fitted) {
	old := *j.result
	var unsaved error
	save := func(ctx context.Context, t *Thread) error {
		unsaved = b.change(ctx, func() {
			j.result.Thread, j.result.Changes, j.result.Outcome = t, f.Changes, OutcomeBegun
		})
		return unsaved
	}
	t, err := PublishThread(ctx, j.Client, f.Drafts, &ThreadOptions{From: old.Thread, Save: save})
	if unsaved != nil && t.Done() {
		b.mu.Lock()
		b.unsaved = append(b.unsaved, &TargetError{Target: old.Target, Err: fmt.Errorf("social: broadcast: saving the result: %w", unsaved)})
		b.mu.Unlock()
		err = nil
	}
	finish := func() { j.result.concludeThread(&old, t, err) }
	if saving := b.change(ctx, finish); saving != nil && unsaved == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.unsaved = append(b.unsaved, &TargetError{Target: old.Target, Err: fmt.Errorf("social: broadcast: saving the result: %w", saving)})
	}
}

// unfitted records that a draft could not be fitted: nothing was sent.
func (t *TargetResult) unfitted(err error) {
	t.Err = err
	if t.Thread == nil && !endedContext(err) {
		t.Outcome = OutcomeFailed
	}
}

// concludeThread takes in how far a thread got. old is the target as it was before.
func (t *TargetResult) concludeThread(old *TargetResult, thread *Thread, err error) {
	t.Tries, t.Tried, t.Err, t.Pending = old.Tries+1, time.Now().UTC(), err, nil
	if thread == nil { // the arguments were wrong
		t.Thread, t.Outcome = old.Thread, old.Outcome
		return
	}
	t.Thread = thread
	if t.Post == nil && len(thread.Posts) > 0 {
		t.Post = &Post{Ref: thread.Posts[0]}
		if len(thread.Published) == len(thread.Posts) {
			t.Post = thread.Published[0]
		}
	}
	switch {
	case thread.Done():
		t.Outcome = OutcomeStands
	case thread.Uncertain:
		t.Outcome = OutcomeUncertain
	case len(thread.Posts) > 0 || thread.Pending != nil:
		t.Outcome = OutcomePending
	default:
		t.Outcome, t.Thread = OutcomeFailed, nil
	}
}

// abandonThread decides about a thread of which a piece was being sent when its process ended.
func (t *TargetResult) abandonThread() {
	t.Outcome = OutcomePending
	if t.Thread.Uncertain && (t.Thread.Pending == nil || !t.Thread.Pending.looksFirst()) {
		t.Outcome = OutcomeUncertain
		t.Err = &Error{
			Network: t.Network, Op: opBroadcast, Kind: ErrUncertain, Err: t.Err,
			Message: fmt.Sprintf("a call that ended without a word had begun to publish piece %d", len(t.Thread.Posts)+1),
		}
	}
}

// settleThread is Settle for the piece of a thread that was not known to stand.
func (t *TargetResult) settleThread(p *Post) {
	t.Thread = t.Thread.clone()
	t.Thread.Settle(p)
	t.Err, t.Outcome = nil, OutcomePending
	if t.Post == nil && p != nil {
		t.Post = p
	}
	switch {
	case t.Thread.Done():
		t.Outcome = OutcomeStands
	case len(t.Thread.Posts) == 0:
		t.Thread, t.Outcome = nil, OutcomeWaiting
	}
}
