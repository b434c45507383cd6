package social_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// brokenStore fails as often as it says.
type brokenStore struct {
	cursors
	loads, saves atomic.Int32
}

func (b *brokenStore) LoadCursor(ctx context.Context, name string) (string, error) {
	if b.loads.Add(-1) >= 0 {
		return "", errors.New("the store is down")
	}
	return b.cursors.LoadCursor(ctx, name)
}

func (b *brokenStore) SaveCursor(ctx context.Context, name, cursor string) error {
	if b.saves.Add(-1) >= 0 {
		return errors.New("the store is down")
	}
	return b.cursors.SaveCursor(ctx, name, cursor)
}

// TestMergeStore: each listener goes on where the consumer was, though no cursor was kept but in the store.
func TestMergeStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1, 4), newFeed("b", 2, 3)
		store := &cursors{saved: map[string]string{"a": "a@0"}}
		m := merge(t, &social.MergeOptions{Store: store, New: social.FromStart}, sources(a, b)...)
		want := []string{"a0", "b0", "b1", "a1"}
		var got []string
		for range want {
			for e, err := range m.Listen(t.Context(), nil) {
				require.NoError(t, err)
				if n := len(got); n > 0 && got[n-1] == e.ID {
					continue // the one at which the loop was left: it was not dealt with
				}
				got = append(got, e.ID)
				break
			}
		}
		assert.Equal(t, want, got)
		rest, err := ids(m.Listen(t.Context(), &social.ListenQuery{CatchUp: true}))
		require.NoError(t, err)
		assert.Equal(t, []string{"a1"}, rest)
		assert.Equal(t, map[string]string{"a": "a@2", "b": "b@2"}, store.saved)
		rest, err = ids(m.Listen(t.Context(), &social.ListenQuery{CatchUp: true}))
		require.NoError(t, err)
		assert.Empty(t, rest)
		rest, err = ids(m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}))
		require.NoError(t, err)
		assert.Equal(t, want, rest, "a cursor wins over the store")
	})
}

// TestMergeStoreKeepsNow: a listener to which nothing has happened yet has its place in the store at once, so that
// what happens while nobody listens is not lost.
func TestMergeStoreKeepsNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, store := newFeed("a", 1), &cursors{}
		m := merge(t, &social.MergeOptions{Store: store}, sources(a)...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got, err := ids(m.Listen(ctx, nil))
		require.NoError(t, err)
		assert.Empty(t, got)
		a.happen(2)
		got, err = ids(m.Listen(t.Context(), &social.ListenQuery{CatchUp: true}))
		require.NoError(t, err)
		assert.Equal(t, []string{"a1"}, got)
	})
}

// TestMergeStoreBehind: places are saved soon after an event was dealt with, not before.
func TestMergeStoreBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, store := newFeed("a", 1, 2, 3), &cursors{}
		saved := func() string {
			at, err := store.LoadCursor(t.Context(), "a")
			require.NoError(t, err)
			return at
		}
		m := merge(t, &social.MergeOptions{Store: store}, sources(a)...)
		want := []string{"a@0", "a@1", "a@2"}
		for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
			require.NoError(t, err)
			time.Sleep(2 * time.Second)
			if e.ID != "a0" {
				assert.Equal(t, want[0], saved())
			}
			want = want[1:]
		}
		assert.Equal(t, "a@3", saved(), "and when the sequence ends")
	})
}

// TestMergeStoreFails: a store that fails for a while loses nothing; one that fails at the end is an error.
func TestMergeStoreFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b, store, w := newFeed("a", 1), newFeed("b", 2), &brokenStore{}, &watcher{}
		store.loads.Store(1)
		store.saves.Store(3)
		opts := &social.MergeOptions{Store: store, Watch: w.watch, New: social.FromStart}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		got, err := ids(merge(t, opts, sources(a, b)...).Listen(ctx, nil))
		require.NoError(t, err)
		assert.ElementsMatch(t, []string{"a0", "b0"}, got)
		assert.Equal(t, map[string]string{"a": "a@1", "b": "b@1"}, store.saved)
		told := 0
		for _, s := range w.told {
			if assert.NotContains(t, s, "secret") && len(s) > 40 {
				told++
			}
		}
		assert.GreaterOrEqual(t, told, 3, "%q", w.told)

		store.saves.Store(9)
		_, err = ids(merge(t, opts, sources(a, b)...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}))
		require.ErrorContains(t, err, "a: social: saving the cursor: the store is down")
	})
}
