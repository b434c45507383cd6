package inbox_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// newPushWorld has one list of which the network pushes what happens.
func newPushWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "a")
	w.queue = inbox.NewQueue[*push](0, 0)
	w.conf = func(c *inbox.Config) { c.Sources[0].Safety = 20 * time.Minute }
	return w
}

// pushed is the push of something that list a shows.
func (x *thing) pushed() inbox.Pushed { return inbox.Pushed{Event: x.event(), Source: "a"} }

func TestPushIsDeliveredAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		var want []string
		for _, id := range ids("e", 1, 100) {
			x := w.lists[0].happens(id, 10*time.Second)
			w.pushes(x.pushed())
			w.pushes(x.pushed()) // networks repeat themselves
			want = append(want, id)
			synctest.Wait()
			require.Equal(t, want, h.ids)
			pass(9 * time.Second)
		}
		pass(time.Hour)
		stop()
		require.NoError(t, h.err)
		assert.Equal(t, want, h.ids, "once, though pushed twice and listed")
		assert.Less(t, len(w.lists[0].reads), 10, "pushes make reads rare")
	})
}

// TestPushDoesNotMoveCursors: what is pushed says nothing of what is not.
func TestPushDoesNotMoveCursors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		w.lists[0].happens("lost", 0)
		pass(time.Minute + 30*time.Second)
		w.pushes(w.lists[0].happens("pushed", 0).pushed())
		pass(time.Second)
		stop()
		require.Equal(t, []string{"pushed"}, h.ids)
		assert.Equal(t, []string{"lost"}, w.caughtUp(h.cursor()))
		pass(time.Hour)
		assert.Equal(t, []string{"lost"}, w.caughtUp(h.cursor()))
	})
}

// TestPushWaitsForOlderOnes: after a restart, what was missed comes first.
func TestPushWaitsForOlderOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		cursor, err := inbox.Cursor(t.Context(), w.config())
		require.NoError(t, err)
		w.lists[0].happens("e1", 0)
		pass(time.Second)
		w.pushes(w.lists[0].happens("e2", 0).pushed())
		w.lists[0].took = 10 * time.Second
		h, stop := w.listen(&social.ListenQuery{After: cursor})
		pass(5 * time.Second)
		w.pushes(w.lists[0].happens("e3", 0).pushed())
		assert.Empty(t, h.ids)
		pass(6 * time.Second)
		stop()
		assert.Equal(t, ids("e", 1, 3), h.ids)
	})
}

// TestPushAtTheTimeOfARead comes when a read is due that has older ones.
func TestPushAtTheTimeOfARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		w.conf = func(*inbox.Config) {}
		w.lists[0].happens("e1", 0)
		h, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(time.Second)
		w.lists[0].happens("e2", 0)
		for len(h.ids) < 2 { // pushes all the time
			pass(time.Second)
			w.pushes(inbox.Pushed{})
		}
		stop()
		assert.Equal(t, ids("e", 1, 2), h.ids)
		assert.Len(t, w.lists[0].reads, 2)
	})
}

// TestLostPushIsFound by the next read, after which the pushes are not relied upon for a while.
func TestLostPushIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		w.pushes(w.lists[0].happens("e1", 0).pushed())
		pass(10 * time.Minute)
		require.Len(t, w.lists[0].reads, 1, "the first, which was due before, and none more")
		w.lists[0].happens("e2", 0)
		pass(15 * time.Minute)
		require.Equal(t, ids("e", 1, 2), h.ids)
		reads := len(w.lists[0].reads)
		w.pushes(w.lists[0].happens("e3", 0).pushed())
		pass(inbox.DoubtFor - 10*time.Minute)
		assert.Greater(t, len(w.lists[0].reads)-reads, 120, "each two minutes")
		pass(20 * time.Minute)
		w.pushes(w.lists[0].happens("e4", 0).pushed())
		pass(time.Minute)
		reads = len(w.lists[0].reads)
		pass(5 * time.Hour)
		assert.Less(t, len(w.lists[0].reads)-reads, 18, "relied upon again")
		pass(inbox.TrustFor)
		reads = len(w.lists[0].reads)
		pass(5 * time.Hour)
		assert.Greater(t, len(w.lists[0].reads)-reads, 120, "nothing was pushed for a day")
		stop()
		assert.Equal(t, ids("e", 1, 4), h.ids)
	})
}

// TestPushThatIsSlow is none that is lost.
func TestPushThatIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		_, stop := w.listen(nil)
		pass(2 * time.Second)
		w.pushes(w.lists[0].happens("e1", 0).pushed())
		pass(10 * time.Minute)
		for n := range 100 { // all the time something has just happened
			w.lists[0].happens(ids("e", n, n)[0], 0)
			pass(10 * time.Second)
			w.pushes(w.lists[0].things[len(w.lists[0].things)-1].pushed())
		}
		reads := len(w.lists[0].reads)
		pass(time.Hour)
		stop()
		assert.LessOrEqual(t, len(w.lists[0].reads)-reads, 4)
	})
}

// TestPushesWhileReadsAreDue: a consumer that is slower than reads are rare gets pushes, too.
func TestPushesWhileReadsAreDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		w.conf = func(*inbox.Config) {}
		n := 0
		var got []string
		w.lists[0].happens("first", 0)
		for e, err := range inbox.Listen(t.Context(), w.config(), &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			got = append(got, e.ID)
			if e.ID == "pushed" || len(got) > 20 {
				break
			}
			n++
			w.lists[0].happens(ids("e", n, n)[0], 0)
			pass(5 * time.Minute)
			if n == 5 {
				w.pushes(w.lists[0].happens("pushed", time.Hour).pushed())
			}
		}
		assert.Len(t, got, 6)
	})
}

// TestPushesAreSorted: networks push in no order. What has come by the time that it is taken is put into one.
func TestPushesAreSorted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		var things []*thing
		for _, id := range ids("e", 1, 20) {
			things = append(things, w.lists[0].happens(id, time.Hour))
			pass(time.Second / 2)
		}
		rand.Shuffle(len(things), func(i, j int) { things[i], things[j] = things[j], things[i] })
		for _, x := range things {
			w.pushes(inbox.Pushed{Source: "a"}, x.pushed())
		}
		assert.Equal(t, ids("e", 1, 20), w.caughtUp(social.FromStart))
		pass(time.Second)
		for i, x := range things {
			w.pushes(x.pushed()).took = 300 * time.Millisecond
			w.pushes(things[(i+1)%len(things)].pushed())
		}
		var got []string
		cursor := social.FromStart
		for len(got) < 20 { // stopped at each
			for e, err := range inbox.Listen(t.Context(), w.config(), &social.ListenQuery{After: cursor}) {
				require.NoError(t, err)
				got = append(got, e.ID)
				cursor = e.Cursor
				break
			}
		}
		slices.Sort(got)
		assert.Len(t, slices.Compact(got), 20, "each once")
	})
}

// TestPushesThatTie come as they were pushed where IDs say nothing.
func TestPushesThatTie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		w.conf = func(c *inbox.Config) { c.NewestFirst = true }
		want := []string{"x", "b", "y", "a", "c"}
		for _, id := range want {
			w.pushes(w.lists[0].happens(id, time.Hour).pushed())
		}
		assert.Equal(t, want, w.caughtUp(social.FromStart))
	})
}

// TestPushesOfOneMoment: what takes something back is told after it, whatever the IDs say.
func TestPushesOfOneMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		now := time.Now().Truncate(time.Second)
		for _, e := range []*social.Event{
			{Kind: social.EventDeleted, ID: "deleted:m9"}, {Kind: social.EventEdited, ID: "edited:m9"},
			{Kind: social.EventMessage, ID: "m10"}, {Kind: social.EventReaction, ID: "m9:love"}, {Kind: social.EventMessage, ID: "m9"},
			{Kind: social.EventDeleted, ID: "m9:2"}, // numbered as the others are
		} {
			e.Time = now
			w.pushes(inbox.Pushed{Event: e})
		}
		assert.Equal(t, []string{"m9", "m9:2", "m9:love", "m10", "edited:m9", "deleted:m9"}, w.caughtUp(social.FromStart))
	})
}

// TestPushIsForgotten in the end: what is sent again after so long is taken for new.
func TestPushIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		like := inbox.Pushed{Event: (&thing{id: "like", kind: social.EventReaction, at: time.Now()}).event()}
		for range 3 {
			w.pushes(like)
			pass(inbox.MemoryAge - time.Hour)
		}
		assert.Len(t, h.ids, 1)
		pass(inbox.MemoryAge)
		w.pushes(like)
		pass(time.Second)
		stop()
		assert.Len(t, h.ids, 2)
	})
}

// TestPushFromTheFuture does not make cursors pass over what happens until then.
func TestPushFromTheFuture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(&social.ListenQuery{Kinds: []social.EventKind{social.EventReaction}})
		pass(2 * time.Second)
		w.pushes(inbox.Pushed{Event: (&thing{id: "like", kind: social.EventReaction, at: time.Now().Add(time.Hour)}).event()})
		pass(time.Second)
		stop()
		w.lists[0].happens("e1", 0)
		pass(time.Minute)
		assert.Equal(t, []string{"e1"}, w.caughtUp(h.cursor()))
	})
}

// TestManyPushesOfASourceThatFails do not have it read before its time.
func TestManyPushesOfASourceThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		w.lists[0].fail = func() error { return &social.Error{Kind: social.ErrRateLimited, RetryAfter: time.Hour} }
		for _, id := range ids("e", 1, 100) {
			w.pushes(w.lists[0].happens(id, 0).pushed(), inbox.Pushed{Source: "a"})
			pass(5 * time.Second)
		}
		stop()
		assert.Equal(t, ids("e", 1, 100), h.ids)
		assert.Len(t, w.lists[0].reads, 1)
	})
}

// TestNudge: a push that says only that there is something.
func TestNudge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.lists[0].happens("e1", 0)
		w.pushes(inbox.Pushed{Source: "a"})
		synctest.Wait()
		assert.Equal(t, ids("e", 1, 1), h.ids, "read at once")
		w.lists[0].happens("e2", 40*time.Second)
		for range 100 {
			w.pushes(inbox.Pushed{Source: "a"})
			pass(10 * time.Millisecond)
		}
		assert.Len(t, w.lists[0].reads, 1, "many are one")
		pass(70 * time.Second)
		assert.Equal(t, ids("e", 1, 2), h.ids, "read once more when it must show")
		assert.LessOrEqual(t, len(w.lists[0].reads), 4)
		reads := len(w.lists[0].reads)
		pass(19 * time.Minute)
		assert.Len(t, w.lists[0].reads, reads, "what a nudge found is no sign of lost pushes")
		w.pushes(inbox.Pushed{Source: "unknown"})
		pass(time.Second)
		stop()
		require.NoError(t, h.err)
	})
}

// TestManyPushesAreReadBefore the cursor runs out of room for them.
func TestManyPushesAreReadBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		w.conf = func(c *inbox.Config) { c.Sources[0].Safety = 24 * time.Hour }
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		for _, id := range ids("e", 1, 500) {
			w.pushes(w.lists[0].happens(id, 0).pushed())
			pass(5 * time.Second)
		}
		stop()
		require.Equal(t, ids("e", 1, 500), h.ids)
		for i, cursor := range h.cursors {
			require.Equal(t, append([]string{}, h.ids[i+1:]...), append([]string{}, w.caughtUp(cursor)...), "after %d", i)
		}
	})
}

func TestPushOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		like := func(id string) inbox.Pushed {
			x := &thing{id: id, kind: social.EventReaction, at: time.Now()}
			return inbox.Pushed{Event: x.event()}
		}
		before := like("before")
		pass(time.Second)
		cursor, err := inbox.Cursor(t.Context(), w.config())
		require.NoError(t, err)
		last := like("like2")
		w.pushes(before, like("like1"), last)
		w.pushes(like("like3"))
		h := w.catchUp(cursor)
		require.NoError(t, h.err)
		assert.Equal(t, ids("like", 1, 3), h.ids, "what happened before is not told")
		w.pushes(last, like("like4"))
		assert.Equal(t, []string{"like4"}, w.caughtUp(h.cursor()), "cursors remember the last")
		w.pushes(like("like5"))
		assert.Empty(t, w.caughtUp(h.cursor(), social.EventComment))

		pass(time.Minute)
		w.pushes(last)
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.pushes(like("like6"))
		pass(time.Second)
		stop()
		assert.Equal(t, []string{"like6"}, h.ids, "from now on")
	})
}

// TestPushesThatNobodyWants do not push out of cursors what was wanted.
func TestPushesThatNobodyWants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		push := func(kind social.EventKind, ids ...string) {
			for _, id := range ids {
				w.pushes(inbox.Pushed{Event: (&thing{id: id, kind: kind, at: time.Now()}).event()})
			}
		}
		push(social.EventFollow, "f1")
		push(social.EventReaction, ids("like", 1, 2*inbox.MaxPushed)...)
		pass(time.Second)
		push(social.EventFollow, "f2")
		h := w.catchUp(social.FromStart, social.EventFollow)
		require.Equal(t, ids("f", 1, 2), h.ids)
		push(social.EventFollow, "f1", "f3")
		assert.Equal(t, []string{"f3"}, w.caughtUp(h.cursor()))
	})
}

// TestPushOfTheLastRun: networks send again for a day and more what was not acknowledged in time.
func TestPushOfTheLastRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		x, y := w.lists[0].happens("e1", 0), w.lists[0].happens("e2", 0)
		y.hidden = true // no list shows it
		pass(time.Hour)
		w.lists[0].happens("e3", 0)
		cursor := w.catchUp(social.FromStart).cursor()
		z := w.lists[0].happens("e4", 0)
		z.hidden = true
		pass(time.Hour)
		w.pushes(x.pushed(), y.pushed(), z.pushed())
		assert.Equal(t, []string{"e4"}, w.caughtUp(cursor), "from before the cursor is known; all else may be new")
	})
}

type pushGap struct{ from, until time.Time }

func TestPushGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		kept := 30 * time.Minute
		w.conf = func(c *inbox.Config) {
			c.Push.Kinds = []social.EventKind{social.EventComment, social.EventReaction}
			c.Push.Gap = func(from, until time.Time) any {
				if until.Sub(from) < kept {
					return nil
				}
				return &pushGap{from, until}
			}
		}
		x := w.lists[0].happens("e1", 0)
		pass(time.Second)
		cursor := w.catchUp(social.FromStart).cursor()
		told := func(q *social.ListenQuery) []string {
			h, stop := w.listen(q)
			defer stop()
			pass(time.Minute)
			require.NoError(t, h.err)
			for _, e := range h.events {
				require.Equal(t, social.EventOther, e.Kind)
				gap, ok := e.Raw.(*pushGap)
				require.True(t, ok)
				assert.WithinDuration(t, x.at, gap.from, time.Second)
				assert.WithinDuration(t, time.Now(), gap.until, 2*time.Minute)
				assert.Empty(t, w.caughtUp(e.Cursor))
			}
			return h.ids
		}
		assert.Empty(t, told(&social.ListenQuery{After: cursor}), "the network sends again for half an hour")
		pass(time.Hour)
		assert.Len(t, told(&social.ListenQuery{After: cursor}), 1)
		assert.Len(t, told(&social.ListenQuery{After: cursor, Kinds: []social.EventKind{social.EventReaction}}), 1)
		assert.Empty(t, told(&social.ListenQuery{After: cursor, Kinds: []social.EventKind{social.EventComment}}), "those can be read")
		kept = -time.Hour
		assert.Empty(t, told(nil))
		assert.Empty(t, w.caughtUp(cursor), "nor a job, which does not listen in between anyway")
		conf := w.conf
		w.conf = func(c *inbox.Config) {
			conf(c)
			c.Sources[0].Kinds = nil
		}
		assert.Empty(t, told(&social.ListenQuery{After: cursor, Kinds: []social.EventKind{social.EventReaction}}), "all can be read")
	})
}
