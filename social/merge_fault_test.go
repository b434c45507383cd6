package social_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// watcher notes what Watch is told, and when.
type watcher struct {
	mu    sync.Mutex
	start time.Time
	told  []string
}

func (w *watcher) watch(source string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.start.IsZero() {
		w.start = time.Now()
	}
	w.told = append(w.told, fmt.Sprintf("%v %s: %v", time.Since(w.start), source, err))
}

// lost is the error of a listener that cannot go back far enough.
type lost struct{ behind string }

func (lost) Error() string          { return "a gap" }
func (l lost) CursorBehind() string { return l.behind }

var (
	errAuth  = &social.Error{Network: "feed", Op: "listen", Kind: social.ErrAuth}
	errLater = &social.Error{Network: "feed", Op: "listen", Kind: social.ErrQuota, RetryAfter: 10 * time.Minute}
)

// failingRuns is the before of a feed that fails at an event in its first runs.
func failingRuns(runs, number int, err error) func(context.Context, int, int) error {
	return func(_ context.Context, run, at int) error {
		if run <= runs && at == number {
			return err
		}
		return nil
	}
}

// TestMergeFailingListener: one that fails is told of by name, the others go on, and it comes back where it was.
func TestMergeFailingListener(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1, 3), newFeed("b", 2, 4)
		a.before = failingRuns(3, 1, errAuth)
		w := &watcher{}
		m := merge(t, &social.MergeOptions{Watch: w.watch, RetryWaitMax: 3 * time.Minute}, sources(a, b)...)
		go func() {
			time.Sleep(90 * time.Second)
			b.happen(5)
		}()
		var got []string
		for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			if got = append(got, e.ID); len(got) == 5 {
				break
			}
		}
		assert.Equal(t, []string{"a0", "b0", "b1", "b2", "a1"}, got)
		synctest.Wait()
		assert.Equal(t, []string{
			"0s a: a: feed: listen (not logged in)", "1m0s a: a: feed: listen (not logged in)",
			"3m0s a: a: feed: listen (not logged in)", "6m0s a: <nil>",
		}, w.told, "pauses double, up to the longest")
	})
}

// TestMergeFailureWithoutWatch: a failure that nobody would hear of ends the sequence, after what came before it.
func TestMergeFailureWithoutWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1, 3), newFeed("b", 2, 4)
		a.before = failingRuns(1, 1, errAuth)
		m := merge(t, nil, sources(a, b)...)
		var got []string
		var last *social.Event
		var failure error
		for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, failure, "an error comes last")
			if failure = err; err == nil {
				last = e
				got = append(got, e.ID)
			}
		}
		require.ErrorIs(t, failure, social.ErrAuth)
		require.EqualError(t, failure, "a: feed: listen (not logged in)")
		rest, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: last.Cursor, CatchUp: true}))
		require.NoError(t, err)
		assert.ElementsMatch(t, []string{"a0", "b0", "a1", "b1"}, append(got, rest...), "the cursor goes on for all")
	})
}

// TestMergeAllFail: when nobody is left to hear, the sequence ends with all errors.
func TestMergeAllFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1), newFeed("b", 2)
		a.before, b.before = failingRuns(9, 1, errAuth), failingRuns(9, 1, errLater)
		for _, wait := range []time.Duration{time.Hour, -1} {
			w := &watcher{}
			m := merge(t, &social.MergeOptions{Watch: w.watch, RetryWait: wait}, sources(a, b)...)
			got, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}))
			require.ErrorIs(t, err, social.ErrAuth)
			require.ErrorIs(t, err, social.ErrQuota)
			assert.Equal(t, "a: feed: listen (not logged in)\nb: feed: listen (allowance used up, retry after 10m0s)", err.Error())
			assert.Equal(t, []string{"a0", "b0"}, got)
			assert.Len(t, w.told, 2)
		}
	})
}

// TestMergeCatchUpWithFailure: everything that the others have is delivered, then the failure; the next run goes on.
func TestMergeCatchUpWithFailure(t *testing.T) {
	t.Parallel()
	a, b := newFeed("a", 1, 3), newFeed("b", 2, 4)
	a.before = failingRuns(1, 1, errAuth)
	m := merge(t, nil, sources(a, b)...)
	var cursor string
	var got []string
	for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
		if err != nil {
			require.ErrorIs(t, err, social.ErrAuth)
			_, gap := social.CursorBehind(err)
			assert.False(t, gap)
			continue
		}
		got, cursor = append(got, e.ID), e.Cursor
	}
	assert.Equal(t, []string{"a0", "b0", "b1"}, got)
	got, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: cursor, CatchUp: true}))
	require.NoError(t, err)
	assert.Equal(t, []string{"a1"}, got)
}

// TestMergeRetryAfter: a longer pause that the network asks for is kept; a listener that ends without a reason has
// failed; one that is quiet for a minute works again.
func TestMergeRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newFeed("a", 1)
		a.before = failingRuns(1, 1, errLater)
		w := &watcher{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		all := append(sources(a, newFeed("quiet")), social.Source{Name: "b", Listener: ends{}})
		_, err := ids(merge(t, &social.MergeOptions{Watch: w.watch}, all...).Listen(ctx, &social.ListenQuery{After: social.FromStart}))
		require.NoError(t, err)
		assert.Contains(t, w.told, "0s a: a: feed: listen (allowance used up, retry after 10m0s)")
		assert.Contains(t, w.told, "11m0s a: <nil>")
		assert.Contains(t, w.told, "3m0s b: b: the listener ended by itself")
	})
}

// ends is a listener that stops at once.
type ends struct{}

func (ends) Listen(context.Context, *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return func(func(*social.Event, error) bool) {}
}

// TestMergeGap: what is lost for good is told once, and the listener goes on behind it.
func TestMergeGap(t *testing.T) {
	t.Parallel()
	gap := &social.Error{Network: "feed", Kind: social.ErrNotFound, Err: lost{"a@3"}}
	feeds := func() []social.Source {
		a, b := newFeed("a", 1, 2, 3, 5), newFeed("b", 4)
		a.before = failingRuns(1, 1, gap)
		return sources(a, b)
	}
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		var got []string
		for e, err := range merge(t, &social.MergeOptions{Watch: w.watch}, feeds()...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			if got = append(got, e.ID); len(got) == 3 {
				break
			}
		}
		assert.Equal(t, []string{"a0", "b0", "a3"}, got, "a1 and a2 are lost")
		synctest.Wait()
		assert.Equal(t, []string{"0s a: a: feed: a gap (not found)", "1s a: <nil>"}, w.told)
	})
	for _, catchUp := range []bool{true, false} {
		m := merge(t, nil, feeds()...)
		_, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: catchUp}))
		require.ErrorIs(t, err, social.ErrNotFound)
		behind, ok := social.CursorBehind(fmt.Errorf("listening: %w", err))
		require.True(t, ok)
		rest, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: behind, CatchUp: true}))
		require.NoError(t, err)
		assert.Contains(t, rest, "a3")
		assert.NotContains(t, rest, "a1")
	}
	_, ok := social.CursorBehind(errAuth)
	assert.False(t, ok)
	_, ok = social.CursorBehind(nil)
	assert.False(t, ok)
}

// TestMergeKinds: a listener that has none of the kinds is left out, unless none has any.
func TestMergeKinds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1), newFeed("b", 2)
		b.before = failingRuns(9, 0, social.Unsupported("feed", "Kinds", "holds nothing that can be heard"))
		w := &watcher{}
		kinds := []social.EventKind{social.EventMention}
		for _, catchUp := range []bool{true, false} {
			for _, watch := range []func(string, error){nil, w.watch} {
				m := merge(t, &social.MergeOptions{Watch: watch}, sources(a, b)...)
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				got, err := ids(m.Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: catchUp, Kinds: kinds}))
				cancel()
				require.NoError(t, err)
				assert.Equal(t, []string{"a0"}, got)
			}
		}
		assert.Empty(t, w.told)
		_, err := ids(merge(t, nil, sources(b)...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart, Kinds: kinds}))
		require.ErrorIs(t, err, errors.ErrUnsupported)
		_, err = ids(merge(t, nil, sources(a, b)...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart}))
		require.ErrorIs(t, err, errors.ErrUnsupported, "nobody asked for kinds, so it is a failure")
	})
}

// TestMergeBeginsPatiently: a listener that cannot say yet where its present is does not stop the others, and then
// misses nothing that comes after.
func TestMergeBeginsPatiently(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1), newFeed("b")
		ready := time.Now().Add(10 * time.Second)
		a.now = func(context.Context) error {
			if time.Now().Before(ready) {
				return &social.Error{Network: "feed", Kind: social.ErrUnavailable}
			}
			return nil
		}
		go func() {
			time.Sleep(5 * time.Second)
			b.happen(5)
			time.Sleep(15 * time.Second)
			a.happen(20)
		}()
		start := time.Now()
		var at []time.Duration
		for e, err := range merge(t, nil, sources(a, b)...).Listen(t.Context(), nil) {
			require.NoError(t, err)
			at = append(at, time.Since(start))
			places, err := social.SplitCursor(e.Cursor)
			require.NoError(t, err)
			assert.Equal(t, map[string]string{"a": []string{"", "a@2"}[len(at)-1], "b": "b@1"}, places)
			if len(at) == 2 {
				break
			}
		}
		assert.Equal(t, []time.Duration{5 * time.Second, 20 * time.Second}, at)
	})
}

// TestMergeRepeats: what comes again after a failure is left out.
func TestMergeRepeats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n = 3000
		a := newFeed("a")
		for i := range n {
			a.happen(i)
		}
		a.first = func(number int) int { return max(0, number-1000) }
		a.before = func(_ context.Context, run, number int) error {
			if run < 4 && number == 700*run+500 {
				return errAuth
			}
			return nil
		}
		b := newFeed("b")
		var got []string
		for e, err := range merge(t, &social.MergeOptions{Watch: (&watcher{}).watch}, sources(a, b)...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			if got = append(got, e.ID); len(got) == n {
				break
			}
		}
		assert.Equal(t, inOrder([]*feed{a}), got)
	})
}

// TestMergeCannotBegin: a listener that will not say where its present is has failed.
func TestMergeCannotBegin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1), newFeed("b", 2)
		for _, failure := range []*social.Error{{Network: "feed", Kind: social.ErrUnavailable}, errAuth} {
			a.now = func(context.Context) error { return failure }
			opts := &social.MergeOptions{Store: &social.MemoryCursors{}}
			_, err := ids(merge(t, opts, sources(a, b)...).Listen(t.Context(), &social.ListenQuery{CatchUp: true}))
			require.ErrorIs(t, err, failure.Kind, "a catch-up does not wait")
			require.ErrorContains(t, err, "a: ")
		}
		_, err := ids(merge(t, nil, sources(a, b)...).Listen(t.Context(), nil))
		require.ErrorIs(t, err, social.ErrAuth)

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		a.now = func(context.Context) error { return &social.Error{Network: "feed", Kind: social.ErrUnavailable} }
		_, err = ids(merge(t, nil, sources(a, b)...).Listen(ctx, nil))
		require.NoError(t, err, "that passes: it goes on asking until the context ends")
	})
}
