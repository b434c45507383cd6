package social_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// brokenStore fails as often as it says, with or without having done what it was asked.
type brokenStore struct {
	social.MemoryCursors
	loads, saves, answers atomic.Int32
}

var errStore = errors.New("the store is down")

func (b *brokenStore) LoadCursor(ctx context.Context, name string) (string, error) {
	if b.loads.Add(-1) >= 0 {
		return "", errStore
	}
	return b.MemoryCursors.LoadCursor(ctx, name)
}

func (b *brokenStore) SaveCursor(ctx context.Context, name, old, next string) error {
	if b.saves.Add(-1) >= 0 {
		return errStore
	}
	err := b.MemoryCursors.SaveCursor(ctx, name, old, next)
	if b.answers.Add(-1) >= 0 {
		return errStore
	}
	return err
}

// stored is what a store holds.
func stored(t *testing.T, s social.CursorStore, names ...string) (all []string) {
	t.Helper()
	for _, name := range names {
		cursor, err := s.LoadCursor(t.Context(), name)
		require.NoError(t, err)
		all = append(all, cursor)
	}
	return all
}

// TestMergeStore: each listener goes on where the consumer was, though no cursor was kept but in the store.
func TestMergeStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1, 4), newFeed("b", 2, 3)
		store := &social.MemoryCursors{}
		require.NoError(t, store.SaveCursor(t.Context(), "a", "", "a@0"))
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
		assert.Equal(t, []string{"a@2", "b@2"}, stored(t, store, "a", "b"))
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
		a, store := newFeed("a", 1), &social.MemoryCursors{}
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
		a, store := newFeed("a", 1, 2, 3), &social.MemoryCursors{}
		saved := func() string { return stored(t, store, "a")[0] }
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
		assert.Equal(t, []string{"a@1", "b@1"}, stored(t, store, "a", "b"))
		saving, mended := 0, 0
		for _, s := range w.told {
			if strings.Contains(s, "social: save cursor: the store is down") {
				saving++
			}
			if strings.HasSuffix(s, "<nil>") {
				mended++
			}
		}
		assert.Equal(t, 1, saving, "of three attempts: %q", w.told)
		assert.Equal(t, 2, mended, "and the load: %q", w.told)

		store.saves.Store(9)
		a.happen(3)
		_, err = ids(merge(t, opts, sources(a, b)...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}))
		require.ErrorContains(t, err, "a: social: save cursor: the store is down")
	})
}

// TestMergeStoreUncertain: a save whose outcome is not known is not taken for somebody else's.
func TestMergeStoreUncertain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, store := newFeed("a", 1, 2, 3), &brokenStore{}
		store.answers.Store(3)
		n := 0
		for _, err := range merge(t, &social.MergeOptions{Store: store, New: social.FromStart}, sources(a)...).Listen(t.Context(), nil) {
			require.NoError(t, err)
			if n++; n == 3 {
				break
			}
			time.Sleep(10 * time.Second)
		}
		assert.Equal(t, []string{"a@2"}, stored(t, store, "a"))
	})
}

// TestMergeStoreMoved: a listener that another process hears by now is left to it, and the others go on.
func TestMergeStoreMoved(t *testing.T) {
	t.Parallel()
	for _, watched := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			a, b, store, w := newFeed("a", 1, 2, 3, 4, 5), newFeed("b", 6), &social.MemoryCursors{}, &watcher{}
			opts := &social.MergeOptions{Store: store, New: social.FromStart}
			if watched {
				opts.Watch = w.watch
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			var got []string
			var failed error
			for e, err := range merge(t, opts, sources(a, b)...).Listen(ctx, nil) {
				if failed = err; err != nil {
					break
				}
				if got = append(got, e.ID); len(got) == 2 {
					time.Sleep(10 * time.Second)
					require.NoError(t, store.SaveCursor(ctx, "a", "a@1", "a@5"))
				}
				time.Sleep(10 * time.Second)
			}
			assert.Equal(t, []string{"a@5"}, stored(t, store, "a"), "it is not moved back")
			assert.NotContains(t, got, "a4", "the other has heard it")
			if watched {
				require.NoError(t, failed)
				assert.Contains(t, got, "b0")
				assert.Len(t, w.told, 1)
				assert.Contains(t, w.told[0], "another process has moved the cursor")
			} else {
				require.ErrorIs(t, failed, social.ErrCursorMoved)
				require.ErrorContains(t, failed, "a: ")
			}
		})
	}
}

// TestMergeStoreMovedWhileDown: a listener that waits after a failure, and then is another process's for good, is down
// once: the others go on.
func TestMergeStoreMovedWhileDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b, store, w := newFeed("a", 1), newFeed("b", 2), &social.MemoryCursors{}, &watcher{}
		a.before = failingRuns(9, 1, errAuth)
		opts := &social.MergeOptions{Store: store, New: social.FromStart, Watch: w.watch, RetryWait: time.Hour}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
		defer cancel()
		var got []string
		for e, err := range merge(t, opts, sources(a, b)...).Listen(ctx, nil) {
			require.NoError(t, err)
			if got = append(got, e.ID); e.ID == "b0" {
				require.NoError(t, store.SaveCursor(ctx, "a", "", "a@9"))
				time.AfterFunc(time.Hour/2, func() { b.happen(3) })
			}
		}
		assert.Equal(t, []string{"a0", "b0", "b1"}, got)
		require.ErrorIs(t, ctx.Err(), context.DeadlineExceeded, "it listens until the end")
		assert.Equal(t, []string{"a@9", "b@2"}, stored(t, store, "a", "b"))
		assert.Len(t, w.told, 2, "%q", w.told)
	})
}

// TestMergeWithoutCursors: an event without a cursor leaves its listener's place where it was.
func TestMergeWithoutCursors(t *testing.T) {
	t.Parallel()
	a, store := newFeed("a", 1, 2), &social.MemoryCursors{}
	a.events[1].Cursor = ""
	var last string
	for e, err := range merge(t, &social.MergeOptions{Store: store}, sources(a)...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
		require.NoError(t, err)
		last = e.Cursor
	}
	assert.Equal(t, map[string]string{"a": "a@1"}, split(t, last))
	assert.Equal(t, []string{"a@1"}, stored(t, store, "a"))
}
