package socialtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestSeenSet tests a [social.SeenSet]. For each case newSet makes an empty set with that age of what was settled and
// that life of claims; the function that it returns opens that same set, each time as another process would. The clock
// is the real one; it takes a few seconds.
func TestSeenSet(t *testing.T, newSet func(t *testing.T, age, claim time.Duration) (open func() social.SeenSet)) {
	t.Helper()
	seenSetSuite().test(t, seenHarness(newSet))
}

// seenMaker makes an empty set.
type seenMaker func(age, claim time.Duration) (open func() social.SeenSet)

// seenHarness makes a harness whose client is a maker of sets.
func seenHarness(newSet func(t *testing.T, age, claim time.Duration) func() social.SeenSet) func(t *testing.T) *Harness {
	return func(t *testing.T) *Harness {
		t.Helper()
		return &Harness{Client: seenMaker(func(age, claim time.Duration) func() social.SeenSet { return newSet(t, age, claim) })}
	}
}

func seenSetSuite() suite {
	return suite{name: "SeenSet", cases: join(claimCases(), lapseCases(), seenKeyCases())}
}

const (
	seenLong  = time.Hour              // does not pass while a case runs
	seenShort = 400 * time.Millisecond // passes
	seenExact = 20 * time.Millisecond  // how exact clocks are
)

func claimCases() []testCase {
	return []testCase{
		{
			name:        "once",
			explanation: "an event that was settled is nobody's to deal with any more",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				r.noError(one.SettleEvent(ctx, "x/1", r.claim(ctx, one, "x/1")), "settling")
				for _, s := range []social.SeenSet{one, other} {
					if claim, err := s.ClaimEvent(ctx, "x/1"); claim != "" || err != nil {
						r.errorf("claiming what was settled: got claim %q and error %v, want neither", claim, err)
					}
				}
			},
		},
		{
			name:        "claimed",
			explanation: "while one has claimed an event, others get ErrClaimed, since it may still come to nothing",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				r.claim(ctx, one, "x/1")
				r.wantClaimed(ctx, other, "x/1")
				r.wantClaimed(ctx, one, "x/1")
			},
		},
		{
			name:        "release",
			explanation: "an event that was released is the next one's to deal with",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				first := r.claim(ctx, one, "x/1")
				r.noError(one.ReleaseEvent(ctx, "x/1", first), "releasing")
				second := r.claim(ctx, other, "x/1")
				if second == first {
					r.errorf("two claims are the same")
				}
				r.noError(one.ReleaseEvent(ctx, "x/1", first), "releasing what is another's by now")
				r.wantClaimed(ctx, one, "x/1")
			},
		},
		{
			name:        "release-after-settle",
			explanation: "what was settled stays settled, whoever releases it",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				claim := r.claim(ctx, one, "x/1")
				r.noError(one.SettleEvent(ctx, "x/1", claim), "settling")
				r.noError(one.ReleaseEvent(ctx, "x/1", claim), "releasing")
				r.noError(one.ReleaseEvent(ctx, "x/1", ""), "releasing")
				if claim, err := other.ClaimEvent(ctx, "x/1"); claim != "" || err != nil {
					r.errorf("claiming what was settled: got claim %q and error %v, want neither", claim, err)
				}
			},
		},
		{
			name:        "one-winner",
			explanation: "of many who claim an event at once one gets it",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				var mu sync.Mutex
				claims := 0
				var wg sync.WaitGroup
				for i := range 16 {
					s := one
					if i%2 == 1 {
						s = other
					}
					wg.Go(func() {
						claim, err := s.ClaimEvent(ctx, "x/1")
						mu.Lock()
						defer mu.Unlock()
						switch {
						case claim != "":
							claims++
						case !errors.Is(err, social.ErrClaimed):
							r.errorf("got error %v, want one that wraps %q", err, social.ErrClaimed)
						}
					})
				}
				wg.Wait()
				if claims != 1 {
					r.errorf("%d got the event", claims)
				}
			},
		},
	}
}

func lapseCases() []testCase {
	return []testCase{
		{
			name:        "lapse",
			explanation: "a claim that is neither settled nor released lapses, not before its time: whoever made it has died",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenShort)
				start := time.Now()
				first := r.claim(ctx, one, "x/1")
				r.reclaim(ctx, other, "x/1", start, seenShort)
				r.noError(one.ReleaseEvent(ctx, "x/1", first), "releasing by a claim that has lapsed")
				claim, err := one.ClaimEvent(ctx, "x/1")
				if claim != "" && time.Since(start) < 2*seenShort-seenExact { // later the second has lapsed as well
					r.errorf("a claim that has lapsed released that of another; error %v", err)
				}
			},
		},
		{
			name:        "settle-late",
			explanation: "what was dealt with is settled, even if the claim has lapsed meanwhile",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenShort)
				start := time.Now()
				first := r.claim(ctx, one, "x/1")
				second := r.reclaim(ctx, other, "x/1", start, seenShort)
				r.noError(one.SettleEvent(ctx, "x/1", first), "settling by a claim that has lapsed")
				r.noError(other.ReleaseEvent(ctx, "x/1", second), "releasing what was settled")
				if claim, err := other.ClaimEvent(ctx, "x/1"); claim != "" || err != nil {
					r.errorf("claiming what was settled: got claim %q and error %v, want neither", claim, err)
				}
			},
		},
		{
			name:        "age",
			explanation: "what was settled is forgotten once its age is reached, not before: a set does not grow for ever",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenShort, seenLong)
				claim := r.claim(ctx, one, "x/1")
				start := time.Now()
				r.noError(one.SettleEvent(ctx, "x/1", claim), "settling")
				r.reclaim(ctx, other, "x/1", start, seenShort)
			},
		},
	}
}

func seenKeyCases() []testCase {
	return []testCase{
		{
			name:        "keys",
			explanation: "events are kept apart, whatever characters their keys hold, and a key there must be",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				keys := []string{"x/1", "X/1", "x/1 ", "x/1/", "x:1", "../1", "é", "e\u0301", "{x}", "*"}
				for _, key := range keys {
					r.claim(ctx, one, key)
				}
				for _, key := range keys {
					r.wantClaimed(ctx, other, key)
				}
				_, err := one.ClaimEvent(ctx, "")
				for _, err := range []error{err, one.SettleEvent(ctx, "", "1"), one.ReleaseEvent(ctx, "", "1")} {
					if !errors.Is(err, social.ErrInvalid) {
						r.errorf("an empty key: got error %v, want one that wraps %q", err, social.ErrInvalid)
					}
				}
			},
		},
		{
			name:        "ended",
			explanation: "an ended context is an error, and then nothing is claimed",
			run: func(ctx context.Context, r *run) {
				one, other := r.seen(seenLong, seenLong)
				over, cancel := context.WithCancel(ctx)
				cancel()
				if _, err := one.ClaimEvent(over, "x/1"); !errors.Is(err, context.Canceled) {
					r.errorf("got error %v, want one that wraps %q", err, context.Canceled)
				}
				r.claim(ctx, other, "x/1")
			},
		},
	}
}

// seen makes a set and opens it for two processes.
func (r *run) seen(age, claim time.Duration) (one, other social.SeenSet) {
	open := as[seenMaker](r, r.Client)(age, claim)
	return open(), open()
}

// claim demands the event.
func (r *run) claim(ctx context.Context, s social.SeenSet, key string) string {
	claim, err := s.ClaimEvent(ctx, key)
	r.noError(err, "claiming")
	if claim == "" {
		r.fatalf("event %q was never dealt with, but is said to be", key)
	}
	return claim
}

// reclaim waits until the event can be had again, which must take so long from start on.
func (r *run) reclaim(ctx context.Context, s social.SeenSet, key string, start time.Time, after time.Duration) string {
	for {
		claim, err := s.ClaimEvent(ctx, key)
		if claim != "" {
			if elapsed := time.Since(start); elapsed < after-seenExact {
				r.errorf("the event could be had again after %v, want %v", elapsed, after)
			}
			return claim
		}
		if err != nil && !errors.Is(err, social.ErrClaimed) {
			r.fatalf("claiming: %v", err)
		}
		timer := time.NewTimer(5 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			r.fatalf("the event could not be had again, although %v have passed", time.Since(start))
		}
	}
}

func (r *run) wantClaimed(ctx context.Context, s social.SeenSet, key string) {
	if claim, err := s.ClaimEvent(ctx, key); claim != "" || !errors.Is(err, social.ErrClaimed) {
		r.errorf("claiming what another has claimed: got claim %q and error %v, want one that wraps %q", claim, err, social.ErrClaimed)
	}
}
