package socialtest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/relais-go/relais/social"
)

// post is a call that publishes something.
type post func(ctx context.Context, client any, d *social.Draft) (*social.Post, error)

// scene prepares a call that publishes, and says how to make drafts for it.
type scene func(ctx context.Context, r *run) (do post, draft func() *social.Draft)

// guarded turns a scene into what the shared guard cases want.
func (s scene) guarded() prepare {
	return func(ctx context.Context, r *run) call {
		do, draft := s(ctx, r)
		d := draft()
		return func(ctx context.Context, client any) error {
			_, err := do(ctx, client, d)
			return err
		}
	}
}

// onceCases are the promises of Publish, Reply and Message about what happens when, and how often.
func onceCases(s scene) []testCase { return join(standCases(s), lostCases(s)) }

// standCases are the promises about what stands.
func standCases(s scene) []testCase {
	return []testCase{
		{
			name:        "stands",
			explanation: "what was published is returned with its reference, text and state, and stands exactly once",
			run: func(ctx context.Context, r *run) {
				do, draft := s(ctx, r)
				d := draft()
				p, err := do(ctx, r.Client, d)
				r.noError(err, "publishing")
				r.wantOnce(p, d.Text)
			},
		},
		{
			name:        "draft-unchanged",
			explanation: "arguments are never changed",
			run: func(ctx context.Context, r *run) {
				do, draft := s(ctx, r)
				d := draft()
				d.Variants = map[string]*social.Draft{r.network(): {Language: d.Language}, elsewhere: {Text: "other"}}
				d.Extras = append(d.Extras, foreignExtra{})
				check := r.frozen("the draft", d)
				_, err := do(ctx, r.Client, d)
				r.noError(err, "publishing")
				check()
			},
		},
		{
			name:        "concurrent",
			explanation: "clients are safe for concurrent use: each of many posts stands once",
			run:         func(ctx context.Context, r *run) { concurrently(ctx, r, s) },
		},
		{
			name:        "empty-draft",
			explanation: "a draft without content is ErrInvalid with the field's name, before anything is sent",
			run: func(ctx context.Context, r *run) {
				do, _ := s(ctx, r)
				before := r.snapshot()
				_, err := do(ctx, r.Client, &social.Draft{})
				r.wantField(err, "", social.ErrInvalid)
				r.wantSilence(before)
			},
		},
	}
}

// lostCases are the promises about answers that are lost, and calls that end early.
func lostCases(s scene) []testCase {
	return []testCase{
		{
			name:        "lost-after",
			explanation: "when the answer was lost after the post stood, the client finds it and returns it; it stands exactly once",
			run: func(ctx context.Context, r *run) {
				do, draft := s(ctx, r)
				d := draft()
				r.breakWith(FaultLostAfter)
				p, err := do(ctx, r.Client, d)
				r.noError(err, "publishing with the answer lost")
				r.wantOnce(p, d.Text)
			},
		},
		{
			name: "lost-before",
			explanation: "when the request was lost before the post stood, the client publishes it exactly once, " +
				"or returns ErrUncertain with a Pending",
			run: func(ctx context.Context, r *run) {
				do, draft := s(ctx, r)
				d := draft()
				r.breakWith(FaultLostBefore)
				p, err := do(ctx, r.Client, d)
				if err == nil {
					r.wantOnce(p, d.Text)
					return
				}
				r.wantUncertain(err)
				if n := len(r.standing(d.Text)); n != 0 {
					r.errorf("%d posts stand although the only request was lost", n)
				}
			},
		},
		{
			name:        "uncertain",
			explanation: "when it cannot be found out whether the post stands, the error is ErrUncertain with a Pending; at most one stands",
			run: func(ctx context.Context, r *run) {
				do, draft := s(ctx, r)
				d := draft()
				mend := r.breakWith(FaultBlindAfter)
				_, err := do(ctx, r.Client, d)
				mend()
				r.wantUncertain(err)
				if n := len(r.standing(d.Text)); n > 1 {
					r.errorf("%d posts stand, want 1", n)
				}
			},
		},
		{
			name:        "cancelled-during",
			explanation: "a call ends soon after its context does; what was begun is described by a Pending",
			run:         func(ctx context.Context, r *run) { cancelDuring(ctx, r, s) },
		},
	}
}

// wantUncertain demands ErrUncertain with a Pending that names network, key and stage, and survives JSON.
func (r *run) wantUncertain(err error) *social.Pending {
	r.wantError(err, social.ErrUncertain)
	return r.wantPending(err)
}

// wantPending demands a complete Pending and returns what JSON made of it, as another process would see it.
func (r *run) wantPending(err error) *social.Pending {
	p, ok := social.PendingOf(err)
	if !ok {
		r.fatalf("error %q carries no Pending", err)
	}
	if p.Network != r.network() || p.Key == "" || p.Stage == "" {
		r.errorf("the Pending has network %q, key %q, stage %q: want all", p.Network, p.Key, p.Stage)
	}
	data, err := json.Marshal(p)
	r.noError(err, "marshalling the Pending")
	var again social.Pending
	r.noError(json.Unmarshal(data, &again), "unmarshalling the Pending")
	for i, m := range again.Media { // memory is the caller's to reopen
		if m.Open == nil && i < len(p.Media) {
			m.Open = p.Media[i].Open
		}
	}
	return &again
}

// concurrently publishes from many goroutines at once.
func concurrently(ctx context.Context, r *run, s scene) {
	do, draft := s(ctx, r)
	const n = 8
	drafts := make([]*social.Draft, n)
	posts := make([]*social.Post, n)
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		drafts[i] = draft()
		wg.Go(func() { posts[i], errs[i] = do(ctx, r.Client, drafts[i]) })
	}
	wg.Wait()
	r.noError(errors.Join(errs...), "publishing from several goroutines")
	for i := range n {
		r.wantOnce(posts[i], drafts[i].Text)
	}
}

// cancelDuring ends the context while a write hangs.
func cancelDuring(ctx context.Context, r *run, s scene) {
	r.need("Server.Traffic", r.Server.Traffic != nil)
	do, draft := s(ctx, r)
	d := draft()
	before := r.snapshot()
	mend := r.breakWith(FaultHang)
	defer mend()
	ended, cancel := context.WithCancel(ctx)
	defer cancel()
	result := make(chan error, 1)
	go func() {
		_, err := do(ended, r.Client, d)
		result <- err
	}()
	arrived := r.poll(ctx, func() bool { return r.snapshot().writes > before.writes })
	cancel()
	var err error
	select {
	case err = <-result:
	case <-ctx.Done():
		r.fatalf("the call did not end with its context")
	}
	if !arrived {
		r.fatalf("the client sent no write: %v", err)
	}
	r.wantContext(err, context.Canceled)
	r.wantPending(err)
	r.wantUnchanged(before)
}

// foreignExtra is read by no network under test.
type foreignExtra struct{}

// ExtraFor implements [social.Extra].
func (foreignExtra) ExtraFor() string { return elsewhere }
