package inbox_test

import (
	"context"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// TestListenFindsWhatShowsLate: within the margin, nothing is passed over, however the clock stands to the second at
// which it happened.
func TestListenFindsWhatShowsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.conf = func(c *inbox.Config) { c.Sources[0].Every = 10 * time.Second }
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		var want []string
		for i := range 300 {
			want = append(want, w.lists[0].happens(ids("e", i, i)[0], time.Minute).id)
			pass(1370 * time.Millisecond)
		}
		pass(3 * time.Minute)
		stop()
		require.NoError(t, h.err)
		assert.Equal(t, want, h.ids)
	})
}

// TestCursorWaitsForWhatShowsLate: an event between others shows only after a restart.
func TestCursorWaitsForWhatShowsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		pass(time.Hour)
		w.lists[0].happens("e1", 0)
		pass(time.Second)
		w.lists[0].happens("late", 50*time.Second)
		pass(time.Second)
		w.lists[0].happens("e2", 0)
		pass(time.Second)
		h := w.catchUp(social.FromStart)
		require.Equal(t, []string{"e1", "e2"}, h.ids)
		pass(49 * time.Second)
		assert.Equal(t, []string{"late"}, w.caughtUp(h.cursor()))
	})
}

// TestSourceThatIsLate gives what is older than asked for: each once, as far as a cursor remembers.
func TestSourceThatIsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.conf = func(c *inbox.Config) { c.Sources[0].Late = true }
		w.lists[0].happens("old", 0)
		pass(time.Hour)
		w.lists[0].happens("new", 0)
		cursor := w.catchUp(social.FromStart).cursor()
		for _, id := range ids("approved", 1, inbox.MaxLate) {
			x := w.lists[0].happens(id, 0)
			x.at, x.insists = x.at.Add(-5*time.Hour), true
			pass(10 * time.Minute)
			h := w.catchUp(cursor)
			require.Equal(t, []string{id}, h.ids)
			cursor = h.cursor()
			assert.Empty(t, w.caughtUp(cursor))
		}
		x := w.lists[0].happens("beyond", 0)
		x.at, x.insists = x.at.Add(-5*time.Hour), true
		cursor = w.catchUp(cursor).cursor()
		assert.Len(t, w.caughtUp(cursor), 1, "the oldest is forgotten, and comes again")
	})
}

// TestSourceThatGivesTooMuch is one that shows what is older than asked for, since it does not look.
func TestSourceThatGivesTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.conf = func(c *inbox.Config) {
			c.Sources[0].Read = func(ctx context.Context, _ time.Time) iter.Seq2[*social.Event, error] {
				return w.lists[0].read(ctx, time.Time{})
			}
		}
		w.lists[0].happens("old", 0)
		pass(time.Hour)
		w.lists[0].happens("new", 0)
		cursor := w.catchUp(social.FromStart).cursor()
		assert.Empty(t, w.caughtUp(cursor))
	})
}

// TestManyWithinTheMargin are more than a cursor holds, too: the oldest come again, since they soon will not matter.
func TestManyWithinTheMargin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		pass(time.Hour)
		for _, id := range ids("e", 1, 100) {
			w.lists[0].happens(id, 0)
			pass(time.Second / 2)
		}
		assert.Equal(t, ids("e", 1, 100-inbox.MaxDone), w.caughtUp(w.catchUp(social.FromStart).cursor()))
	})
}

// TestManyAtOnce are more than a cursor holds: some come again after a restart, none is lost.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		pass(time.Hour)
		for _, id := range ids("e", 1, 200) {
			w.lists[0].happens(id, 0)
		}
		h := w.catchUp(social.FromStart)
		require.Equal(t, ids("e", 1, 200), h.ids)
		for i, cursor := range h.cursors {
			again := w.caughtUp(cursor)
			missing := max(0, i+1-inbox.MaxDone) // they come again
			want := append(ids("e", 1, missing), ids("e", i+2, 200)...)
			require.Equal(t, append([]string{}, want...), append([]string{}, again...), "after %d", i+1)
		}
	})
}
