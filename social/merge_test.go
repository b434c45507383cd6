package social_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// inOrder is what a merge must deliver of feeds: by time, then by name, then as it came.
func inOrder(feeds []*feed) []string {
	type entry struct {
		feed string
		e    *social.Event
	}
	var all []entry
	for _, f := range feeds {
		for _, e := range f.events {
			all = append(all, entry{f.name, e})
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		return cmp.Or(a.e.Time.Compare(b.e.Time), strings.Compare(a.feed, b.feed))
	})
	var out []string
	for _, x := range all {
		out = append(out, x.e.ID)
	}
	return out
}

// shuffled is another order of the same sources.
func shuffled(r *rand.Rand, all []social.Source) []social.Source {
	out := slices.Clone(all)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestMergeResumesEverywhere: from every event's cursor another process gets exactly the rest, in the same order,
// whether it catches up or listens.
func TestMergeResumesEverywhere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			name, count := "f", 1+r.IntN(6)
			if seed%3 == 0 { // so many that cursors are made of the ones before
				name, count = strings.Repeat("long", 20), 20
			}
			feeds := randomFeeds(r, count, 60, name)
			want := inOrder(feeds)
			all := sources(feeds...)
			var got []*social.Event
			for e, err := range merge(t, nil, all...).Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
				require.NoError(t, err)
				require.Equal(t, e.Source, strings.TrimRight(e.ID, "0123456789"))
				got = append(got, e)
			}
			for i, e := range got {
				require.Equal(t, want[i], e.ID)
				if count < 10 {
					require.Equal(t, social.JoinCursors(split(t, e.Cursor)), e.Cursor, "of few listeners it is as short as can be")
				}
				m := merge(t, nil, shuffled(r, all)...)
				rest, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: e.Cursor, CatchUp: true}))
				require.NoError(t, err)
				require.Equal(t, want[i+1:], append([]string{}, rest...))

				rest = []string{}
				ctx, cancel := context.WithCancel(t.Context())
				if i+1 == len(got) {
					cancel()
				}
				for e, err := range m.Listen(ctx, &social.ListenQuery{After: e.Cursor}) {
					require.NoError(t, err)
					if rest = append(rest, e.ID); len(rest) == len(got)-i-1 {
						break
					}
				}
				cancel()
				require.Equal(t, want[i+1:], rest)
			}
			require.Len(t, got, len(want))
		})
	}
}

// TestMergeSourcesComeAndGo: a listener that the cursor does not know begins where New says; the place of one that is
// left out is kept.
func TestMergeSourcesComeAndGo(t *testing.T) {
	t.Parallel()
	a, b, c := newFeed("a", 1, 4), newFeed("b", 2, 5), newFeed("c", 3, 6)
	hear := func(after string, opts *social.MergeOptions, feeds ...*feed) (all []string, cursor string) {
		cursor = after
		for e, err := range merge(t, opts, sources(feeds...)...).Listen(t.Context(), &social.ListenQuery{After: after, CatchUp: true}) {
			require.NoError(t, err)
			all, cursor = append(all, e.ID), e.Cursor
		}
		return all, cursor
	}
	got, cursor := hear(social.FromStart, nil, a, b)
	assert.Equal(t, []string{"a0", "b0", "a1", "b1"}, got)

	a.happen(7)
	b.happen(8)
	got, cursor = hear(cursor, nil, b, c)
	assert.Equal(t, []string{"b2"}, got, "a is left out, and c begins now")
	c.happen(9)
	got, cursor = hear(cursor, nil, c, a)
	assert.Equal(t, []string{"a2", "c2"}, got, "a comes back where it was, and c began")

	d := newFeed("d", 10)
	got, cursor = hear(cursor, &social.MergeOptions{New: social.FromStart}, a, b, c, d)
	assert.Equal(t, []string{"d0"}, got)
	places, err := social.SplitCursor(cursor)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a": "a@3", "b": "b@3", "c": "c@3", "d": "d@1"}, places)

	delete(places, "d")
	places["b"] = "b@1"
	got, _ = hear(social.JoinCursors(places), nil, a, b, c, d)
	assert.Equal(t, []string{"b1", "b2"}, got)
}

// TestMergeCursorOfNow: what happened before the call is not delivered after it, all that follows is.
func TestMergeCursorOfNow(t *testing.T) {
	t.Parallel()
	a, b := newFeed("a", 1), newFeed("b", 2)
	m := merge(t, nil, sources(a, b)...)
	cursor, err := m.Cursor(t.Context())
	require.NoError(t, err)
	b.happen(3)
	a.happen(4)
	got, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: cursor, CatchUp: true}))
	require.NoError(t, err)
	assert.Equal(t, []string{"b1", "a1"}, got)

	b.now = func(context.Context) error { return &social.Error{Network: "feed", Kind: social.ErrAuth} }
	_, err = m.Cursor(t.Context())
	require.ErrorIs(t, err, social.ErrAuth)
	var named *social.SourceError
	require.ErrorAs(t, err, &named)
	assert.Equal(t, "b", named.Source)
}

// TestMergeLive: events come as they happen, the oldest first of those that are there.
func TestMergeLive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b, c := newFeed("a", 1), newFeed("b"), newFeed("c", 2)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var got []string
		go func() {
			time.Sleep(time.Second)
			b.happen(20)
			time.Sleep(time.Second)
			c.happen(40) // the consumer is at work until all three are there
			a.happen(30)
			b.happen(35)
			time.Sleep(time.Minute)
			cancel()
		}()
		start := time.Now()
		for e, err := range merge(t, nil, sources(a, b, c)...).Listen(ctx, nil) {
			require.NoError(t, err)
			if got = append(got, e.ID); len(got) == 1 {
				assert.Equal(t, time.Second, time.Since(start), "an event is not held back")
				time.Sleep(10 * time.Second)
			}
		}
		assert.Equal(t, []string{"b0", "a1", "b1", "c1"}, got)
	})
}

// TestMergeBackPressure: a slow consumer slows the listeners down, nothing is dropped, and little waits.
func TestMergeBackPressure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a"), newFeed("b")
		for i := range 100 {
			a.happen(2 * i)
			b.happen(2*i + 1)
		}
		m := merge(t, nil, sources(a, b)...)
		n := 0
		for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			n++
			time.Sleep(time.Second)
			synctest.Wait()
			assert.LessOrEqual(t, a.delivered()+b.delivered(), n+2, "at %s", e.ID)
			if n == 200 {
				break
			}
		}
		assert.Equal(t, 200, n)
	})
}

// TestMergeSilentListener: what was missed waits for a listener that is silent, but not for ever; a catch-up waits.
func TestMergeSilentListener(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newFeed("a", 1, 3), newFeed("b", 2)
		slow := time.Minute
		b.before = func(ctx context.Context, _, _ int) error {
			select {
			case <-ctx.Done():
			case <-time.After(slow):
			}
			return nil
		}
		m := merge(t, &social.MergeOptions{Patience: 5 * time.Second}, sources(a, b)...)
		start := time.Now()
		got, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}))
		require.NoError(t, err)
		assert.Equal(t, []string{"a0", "b0", "a1"}, got)
		assert.Equal(t, 2*slow, time.Since(start))

		got, start = nil, time.Now()
		for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			if got = append(got, e.ID); len(got) == 2 {
				assert.Equal(t, 5*time.Second, time.Since(start))
			}
			if len(got) == 3 {
				break
			}
		}
		assert.Equal(t, []string{"a0", "a1", "b0"}, got)
		assert.Equal(t, slow, time.Since(start))
	})
}

// TestMergeKeepsEachOrder: the order of one listener is its own, even if its times are not in order; repeats are left
// out.
func TestMergeKeepsEachOrder(t *testing.T) {
	t.Parallel()
	a, b := newFeed("a", 1, 9, 2, 5, 10), newFeed("b", 3, 9)
	a.events[3].ID = "a1" // delivered once more
	a.events[4].Time = time.Time{}
	m := merge(t, nil, sources(a, b)...)
	got, err := ids(m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}))
	require.NoError(t, err)
	assert.Equal(t, []string{"a0", "b0", "a1", "a2", "a4", "b1"}, got)
	assert.Equal(t, "a@1", a.events[0].Cursor, "what a listener gives is not changed")
}

func TestMergeArguments(t *testing.T) {
	t.Parallel()
	f := newFeed("f")
	for field, test := range map[string]struct {
		sources []social.Source
		opts    *social.MergeOptions
	}{
		"Sources":             {},
		"Sources[0].Listener": {sources: []social.Source{{Name: "a"}}},
		"Sources[1].Name":     {sources: []social.Source{{Name: "a", Listener: f}, {Name: "a", Listener: f}}},
		"New":                 {sources: sources(f), opts: &social.MergeOptions{New: "a@1"}},
	} {
		_, err := social.Merge(test.sources, test.opts)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, field, social.Problems(err)[0].Field)
	}
	m := merge(t, nil, social.Source{Listener: f})
	assert.Equal(t, "feed", m.Network())
	for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: "f@1"}) {
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Nil(t, e)
	}
}
