package social_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// unruly makes a feed stall, fail, come back with repeats, and lie about its time.
func unruly(f *feed, r *rand.Rand, events int) {
	fails := map[int]int{} // by event, how often
	for range r.IntN(4) {
		fails[r.IntN(events+1)] += 1 + r.IntN(2)
	}
	stalls := map[int]time.Duration{}
	for range r.IntN(4) {
		stalls[r.IntN(events+1)] = time.Duration(r.IntN(60)) * time.Second
	}
	back := r.IntN(5)
	f.first = func(number int) int { return max(0, number-back) }
	f.before = func(ctx context.Context, _, number int) error {
		if d := stalls[number]; d > 0 {
			delete(stalls, number)
			wait := time.NewTimer(d)
			defer wait.Stop()
			select {
			case <-ctx.Done():
			case <-wait.C:
			}
		}
		if fails[number] > 0 {
			fails[number]--
			return errAuth
		}
		return nil
	}
	if r.IntN(2) == 0 {
		r.Shuffle(len(f.events), func(i, j int) {
			f.events[i].Time, f.events[j].Time = f.events[j].Time, f.events[i].Time
		})
	}
}

// TestMergeLosesNothing: whatever the listeners do, and wherever the consumer stops and another process goes on, each
// event comes, in the order of its listener, and once in a run.
func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			count := 1 + r.IntN(5)
			feeds := randomFeeds(r, count, 80, "f")
			want := map[string][]string{}
			for _, f := range feeds {
				for _, e := range f.events {
					want[f.name] = append(want[f.name], e.ID)
				}
				unruly(f, r, len(f.events))
			}
			// One that never fails keeps the sequence going when all others are down.
			all := append(sources(feeds...), social.Source{Name: "calm", Listener: newFeed("calm")})
			got := map[string][]string{}
			left, cursor := 80, social.FromStart
			for run := 0; left > 0; run++ {
				require.Less(t, run, 200, "seed %d", seed)
				m := merge(t, &social.MergeOptions{Watch: (&watcher{}).watch, Patience: time.Second}, shuffled(r, all)...)
				stop := 1 + r.IntN(30)
				seen := map[string]bool{}
				ctx, cancel := context.WithTimeout(t.Context(), 12*time.Hour)
				for e, err := range m.Listen(ctx, &social.ListenQuery{After: cursor, CatchUp: r.IntN(3) == 0}) {
					if err != nil {
						break
					}
					assert.False(t, seen[e.ID], "seed %d: %s came twice in a run", seed, e.ID)
					seen[e.ID] = true
					cursor = e.Cursor
					if !slices.Contains(got[e.Source], e.ID) {
						got[e.Source] = append(got[e.Source], e.ID)
						left--
					}
					if stop--; stop == 0 || left == 0 {
						break
					}
				}
				cancel()
			}
			assert.Equal(t, want, got, "seed %d", seed)
		})
	}
}
