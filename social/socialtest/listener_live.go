package socialtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

func liveCases() []testCase {
	return []testCase{
		{
			name:        "live",
			explanation: "events come as they happen, behind those that were missed",
			run: func(ctx context.Context, r *run) {
				r.wantRefs(r.live(ctx, r.Client, social.FromStart, r.mentions(2), 5, r.mention))
			},
		},
		{
			name:        "live-from-now",
			explanation: "without After only what happens from now on is delivered",
			run:         fromNow,
		},
		{
			name:        "slow-consumer",
			explanation: "a slow consumer slows the reader down: nothing is dropped, and the order is kept",
			run: func(ctx context.Context, r *run) {
				var burst sync.Once
				act := func() []social.Ref {
					n := 0
					burst.Do(func() { n = 60 })
					return r.mentions(n)
				}
				r.wantRefs(r.live(ctx, r.Client, social.FromStart, r.mentions(1), 61, act))
			},
		},
		{
			name:        "several-listeners",
			explanation: "clients are safe for concurrent use: each of several sequences gets every event",
			run: func(ctx context.Context, r *run) {
				want := r.mentions(3)
				got := make([][]*social.Event, 3)
				var wg sync.WaitGroup
				for i := range got {
					wg.Go(func() {
						defer r.recoverStop()
						got[i] = r.catchUp(ctx, r.Client, social.FromStart)
					})
				}
				wg.Wait()
				for _, events := range got {
					r.wantRefs(events, want)
				}
			},
		},
	}
}

// endCases are the promises about how a sequence ends without an error.
func endCases() []testCase {
	return []testCase{
		{
			name:        "break",
			explanation: "when the consumer stops, the sequence ends and leaves no goroutine",
			run: func(ctx context.Context, r *run) {
				r.mentions(2)
				r.wantNoGoroutines(ctx, func(ctx context.Context) {
					for _, err := range r.listen(ctx, r.Client, &social.ListenQuery{After: social.FromStart}) {
						r.noError(err, "listening")
						break
					}
				})
			},
		},
		{
			name:        "context-ends",
			explanation: "when the context ends, the sequence ends without an error and leaves no goroutine",
			run: func(ctx context.Context, r *run) {
				r.mentions(1)
				r.wantNoGoroutines(ctx, func(ctx context.Context) {
					ctx, cancel := context.WithCancel(ctx)
					defer cancel()
					for _, err := range r.listen(ctx, r.Client, &social.ListenQuery{After: social.FromStart}) {
						r.noError(err, "listening until the context ended")
						cancel()
					}
				})
				if ctx.Err() != nil {
					r.errorf("the sequence went on after its context had ended")
				}
			},
		},
		{
			name:        "cancelled",
			explanation: "with a context that has ended the sequence is empty: the context's own error is not yielded",
			run: func(ctx context.Context, r *run) {
				r.mentions(1)
				ended, cancel := context.WithCancel(ctx)
				cancel()
				r.wantRefs(r.collect(r.listen(ended, r.Client, nil)), nil)
			},
		},
	}
}

// mention makes one person name the account.
func (r *run) mention() []social.Ref { return r.mentions(1) }

// live listens until n events have come, or ctx ends, and calls act after each of them. It returns what came
// and what should have: past, and what act did.
func (r *run) live(ctx context.Context, client any, after string, past []social.Ref, n int, act func() []social.Ref,
) (got []*social.Event, want []social.Ref) {
	want = slices.Clone(past)
	for e, err := range r.listen(ctx, client, &social.ListenQuery{After: after}) {
		r.noError(err, "listening")
		got = append(got, e)
		if len(got) >= n {
			break
		}
		if len(want) < n {
			want = append(want, act()...)
		}
	}
	return got, want
}

// fromNow repeats an event until the listener, which says nothing of when it is ready, has heard it.
func fromNow(ctx context.Context, r *run) {
	old := r.mentions(2)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	fresh := map[string]bool{}
	var acting sync.WaitGroup
	defer acting.Wait()
	defer cancel()
	acting.Go(func() {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			mu.Lock()
			fresh[r.mention()[0].ID] = true
			mu.Unlock()
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
	for e, err := range r.listen(ctx, r.Client, nil) {
		r.noError(err, "listening")
		mu.Lock()
		defer mu.Unlock()
		if !fresh[e.Ref.ID] {
			r.errorf("got an event on %s, old are %v", e.Ref.ID, old)
		}
		return
	}
	r.errorf("nothing was heard")
}

// gapCases are the promises about what happens while the network fails.
func gapCases() []testCase {
	during := func(f Fault) func(context.Context, *run) {
		return func(ctx context.Context, r *run) {
			var once sync.Once
			act := func() []social.Ref {
				once.Do(func() { r.breakWith(f) })
				return r.mention()
			}
			r.wantRefs(r.live(ctx, r.Client, social.FromStart, r.mentions(1), 6, act))
		}
	}
	return []testCase{
		{
			name:        "cut",
			explanation: "after a cut the client reads what it missed before it goes on: nothing is lost, nothing comes twice",
			run:         during(FaultCut),
		},
		{
			name:        "passing",
			explanation: "faults that pass are not yielded, and nothing is lost",
			run:         during(FaultPassing),
		},
	}
}

// finalCases are the promises about errors that end a sequence.
func finalCases() []testCase {
	return []testCase{
		{
			name:        "unknown-cursor",
			explanation: "a cursor that is not one of this network's is ErrInvalid: yielded once, last, with a nil event",
			run: func(ctx context.Context, r *run) {
				r.mentions(1)
				for _, catchUp := range []bool{true, false} {
					q := &social.ListenQuery{After: "no cursor, surely", CatchUp: catchUp}
					r.wantError(lastError(r, r.listen(ctx, r.Client, q)), social.ErrInvalid)
				}
			},
		},
		{
			name:        "revoked",
			explanation: "a token that the network no longer takes ends the sequence with ErrAuth: yielded once, last, with a nil event",
			run: func(ctx context.Context, r *run) {
				r.mentions(1)
				defer r.breakWith(FaultAuth)()
				for _, catchUp := range []bool{true, false} {
					q := &social.ListenQuery{After: social.FromStart, CatchUp: catchUp}
					r.wantError(lastError(r, r.listen(ctx, r.Client, q)), social.ErrAuth)
				}
			},
		},
		{
			name:        "revoked-live",
			explanation: "a token that is revoked while listening ends the sequence with ErrAuth",
			run:         revokedLive,
		},
	}
}

func revokedLive(ctx context.Context, r *run) {
	r.mentions(1)
	var last error
	mend := func() {}
	defer func() { mend() }()
	for _, err := range r.listen(ctx, r.Client, &social.ListenQuery{After: social.FromStart}) {
		if err != nil {
			last = err
			continue
		}
		mend = r.breakWith(FaultAuth)
		r.Server.Break(FaultCut) // a stream that is open notices when it is opened again
	}
	if ctx.Err() != nil {
		r.fatalf("the sequence went on")
	}
	r.wantError(last, social.ErrAuth)
}
