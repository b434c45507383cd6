package inbox_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// edge orders what a test has looked at before what goes on in the bubble: time that passes does not.
var edge atomic.Int64

// pass lets time go by, and everything come to rest.
func pass(d time.Duration) {
	edge.Add(1)
	time.Sleep(d)
	synctest.Wait()
}

func TestListenFromStartMergesSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		for i := range 10 {
			w.lists[i%2].happens(ids("e", i, i)[0], 0)
			pass(time.Second)
		}
		assert.Equal(t, ids("e", 0, 9), w.caughtUp(social.FromStart), "in the order of time, whichever list they are in")
	})
}

// TestListenTiesByID: times are exact to a second, and networks count.
func TestListenTiesByID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		for _, i := range []int{10, 9, 101, 11, 100} {
			w.lists[0].happens(ids("p_", i, i)[0], 0)
		}
		assert.Equal(t, []string{"p_9", "p_10", "p_11", "p_100", "p_101"}, w.caughtUp(social.FromStart))
	})
}

// TestListenTiesByPlace: IDs say nothing, but lists have an order.
func TestListenTiesByPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.conf = func(c *inbox.Config) { c.NewestFirst = true }
		want := []string{"x", "b", "y", "a", "c"}
		for _, id := range want {
			w.lists[0].happens(id, 0)
			pass(time.Millisecond)
		}
		h := w.catchUp(social.FromStart)
		assert.Equal(t, want, h.ids)
	})
}

// TestListenResumesAtEachEvent stops at each of several events, of which some share a second, some are too new to be
// sure of, and some are in several lists.
func TestListenResumesAtEachEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b", "c")
		n := 0
		for _, pause := range []time.Duration{time.Hour, 0, 0, time.Minute, 10 * time.Second, 0, 300 * time.Millisecond, 0, time.Second} {
			pass(pause)
			n++
			x := w.lists[n%2].happens(ids("e", n, n)[0], 0)
			w.lists[2].things = append(w.lists[2].things, x)
		}
		h := w.catchUp(social.FromStart)
		require.Equal(t, ids("e", 1, 9), h.ids)
		for i, cursor := range h.cursors {
			assert.Equal(t, h.ids[i+1:], append([]string{}, w.caughtUp(cursor)...), "after %d: %s", i, cursor)
		}
		pass(time.Hour)
		for i, cursor := range h.cursors {
			assert.Equal(t, h.ids[i+1:], append([]string{}, w.caughtUp(cursor)...), "an hour later, after %d: %s", i, cursor)
		}
	})
}

func TestListenLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.lists[0].happens("old", 0)
		pass(500 * time.Millisecond)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		assert.Empty(t, w.lists[0].reads, "there is nothing to read yet")
		want := ids("e", 1, 40)
		for i, id := range want {
			w.lists[i%2].happens(id, time.Duration(i%3)*20*time.Second)
			pass(17 * time.Second)
		}
		pass(10 * time.Minute)
		stop()
		require.NoError(t, h.err)
		got := slices.Clone(h.ids)
		slices.SortFunc(got, func(a, b string) int { return slices.Index(want, a) - slices.Index(want, b) })
		assert.Equal(t, want, got, "each once")
		assert.Equal(t, w.lists[0].reads, w.lists[1].reads, "equal intervals stay together")
		assert.InDelta(t, 10, len(w.lists[0].reads), 2, "21 minutes")
		for i, since := range w.lists[0].since[1:] {
			assert.WithinDuration(t, w.lists[0].reads[i].Add(-time.Minute), since, time.Second, "no more is read than may have come to show")
		}
	})
}

func TestListenNothingNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].happens("old", 0)
		assert.Empty(t, w.caughtUp(""))
		assert.Empty(t, w.lists[0].reads)
	})
}

// TestListenFromNow: what happened in the same second, before, is not told. What happens in the rest of that second
// is given up for it.
func TestListenFromNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		pass(300 * time.Millisecond)
		w.lists[0].happens("old", 0)
		h, stop := w.listen(nil)
		defer stop()
		pass(800 * time.Millisecond)
		w.lists[0].happens("new", 0)
		pass(3 * time.Minute)
		assert.Equal(t, []string{"new"}, h.ids)
	})
}

func TestCursorIsOfNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.skew = 42 * time.Minute // the network's clock is another
		for i := range 20 {
			pass(time.Duration(i) * 70 * time.Millisecond)
			w.lists[0].things = nil
			event := func(id string) { w.lists[0].happens(id, 0).at = time.Now().Add(w.skew) }
			event("old")
			cursor, err := inbox.Cursor(t.Context(), w.config())
			require.NoError(t, err)
			event("new")
			pass(time.Minute)
			assert.Equal(t, []string{"new"}, w.caughtUp(cursor))
		}
	})
}

func TestCursorEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := inbox.Cursor(ctx, w.config())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = inbox.Cursor(ctx, w.config())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		w.conf = func(c *inbox.Config) {
			c.Now = func(context.Context) (time.Time, error) { return time.Time{}, social.ErrAuth }
		}
		_, err = inbox.Cursor(t.Context(), w.config())
		require.ErrorIs(t, err, social.ErrAuth)
	})
}

func TestListenKinds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "comments", "messages")
		w.conf = func(c *inbox.Config) { c.Sources[1].Kinds = []social.EventKind{social.EventMessage} }
		for i := range 6 {
			x := w.lists[i%2].happens(ids("e", i, i)[0], 0)
			if i%2 == 1 {
				x.kind = social.EventMessage
			}
			pass(2 * time.Second)
		}
		h := w.catchUp(social.FromStart, social.EventMessage)
		assert.Equal(t, []string{"e1", "e3", "e5"}, h.ids)
		assert.Empty(t, w.lists[0].reads, "nobody asked for those")
		assert.Equal(t, []string{"e4", "e5"}, w.caughtUp(h.cursors[1]), "its cursor is good for all kinds")
		assert.Equal(t, []string{"e4"}, w.caughtUp(h.cursors[1], social.EventComment))
		assert.Equal(t, []string{"e3", "e4", "e5"}, w.caughtUp(w.catchUp(social.FromStart).cursors[2]))
		h = w.catchUp(social.FromStart, social.EventFollow)
		require.ErrorIs(t, h.err, errors.ErrUnsupported)
	})
}

// TestListenKindsOfOneSource: what is not wanted was dealt with too.
func TestListenKindsOfOneSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "all")
		w.conf = func(c *inbox.Config) { c.Sources[0].Kinds = nil }
		for i := range 5 {
			x := w.lists[0].happens(ids("e", i, i)[0], 0)
			if i == 2 {
				x.kind = social.EventFollow
			}
		}
		h := w.catchUp(social.FromStart, social.EventFollow)
		require.Equal(t, []string{"e2"}, h.ids)
		assert.Equal(t, []string{"e3", "e4"}, w.caughtUp(h.cursor()))
	})
}

func TestListenLeavesOutWhatIsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].happens("mine", 0).own = true
		w.lists[0].happens("theirs", 0)
		assert.Equal(t, []string{"theirs"}, w.caughtUp(social.FromStart))
	})
}

func TestListenSlowConsumer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		var got []string
		for i := range 50 {
			w.lists[0].happens(ids("e", i, i)[0], 0)
			pass(time.Second)
		}
		for e, err := range inbox.Listen(t.Context(), w.config(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			got = append(got, e.ID)
			reads := len(w.lists[0].reads)
			pass(10 * time.Minute)
			assert.Len(t, w.lists[0].reads, reads, "nobody reads ahead of the consumer")
			if n := len(w.lists[0].things); n < 100 {
				w.lists[0].happens(ids("e", n, n)[0], 0)
			}
			if len(got) == 100 {
				break
			}
		}
		assert.Equal(t, ids("e", 0, 99), got)
	})
}

func TestListenEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].happens("e1", 0)
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		for _, err := range inbox.Listen(ctx, w.config(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err, "the context's own error is not yielded")
			n++
			cancel()
		}
		assert.Equal(t, 1, n)
		for range inbox.Listen(ctx, w.config(), nil) {
			assert.Fail(t, "a context that has ended")
		}
		w.lists[0].took = time.Hour // in the middle of a read
		ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range inbox.Listen(ctx, w.config(), &social.ListenQuery{After: social.FromStart}) {
			assert.Fail(t, "nothing was read")
		}
	})
}

func TestListenQueryIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].happens("e1", 0)
		q := &social.ListenQuery{After: social.FromStart, CatchUp: true, Kinds: []social.EventKind{social.EventComment}}
		seq := inbox.Listen(t.Context(), w.config(), q)
		q.Kinds[0], q.After = social.EventFollow, "x"
		n := 0
		for _, err := range seq {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 1, n)
	})
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*inbox.Config){
		"network":  func(c *inbox.Config) { c.Network = "" },
		"clock":    func(c *inbox.Config) { c.Now = nil },
		"name":     func(c *inbox.Config) { c.Sources[0].Name = "A" },
		"no name":  func(c *inbox.Config) { c.Sources[0].Name = "" },
		"twice":    func(c *inbox.Config) { c.Sources[0].Name = c.Sources[1].Name },
		"no read":  func(c *inbox.Config) { c.Sources[0].Read = nil },
		"dull eye": func(c *inbox.Config) { c.Sources[0].Peek, c.Sources[0].PeekEvery = c.Sources[0].Read, time.Hour },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "a", "b")
			w.conf = spoil
			h := w.catchUp("")
			require.ErrorContains(t, h.err, "inbox: ")
			_, err := inbox.Cursor(t.Context(), w.config())
			require.ErrorContains(t, err, "inbox: ")
		})
	}
}
