package inbox_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

func TestCursorThatIsNone(t *testing.T) {
	t.Parallel()
	good := "fake1:mfj0w000~AAAAAAAAAA;a=0;b=mfj0w000.AAAAAAAAAA0.BBBBBBBBBBzz~CCCCCCCCCC"
	again, err := inbox.CheckCursor(network, good)
	require.NoError(t, err)
	require.Equal(t, good, again)
	w := newWorld(t, "a")
	for _, bad := range []string{
		"no cursor", "fake1:", "fake2:mfj0w000", "x1:1234+5:0", "fake1:0", "fake1:-1", "fake1:+1", "fake1:mfj0w000;",
		"fake1:mfj0w000;a", "fake1:mfj0w000;A=1", "fake1:mfj0w000;=1", "fake1:mfj0w000;a=", "fake1:mfj0w000;b=1;a=1",
		"fake1:mfj0w000;a=1;a=1", "fake1:mfj0w000;a=1.", "fake1:mfj0w000;a=1.AAAAAAAAAA", "fake1:mfj0w000;a=1.AAAAAAAAA=1",
		"fake1:mfj0w000;a=1.AAAAAAAAAA-1", "fake1:mfj0w000~", "fake1:mfj0w000~AAA", "fake1:mfj0w000;a=1~AAAAAAAAA",
		"fake1:zzzzzzzzzzzz", "fake1:mfj0w000;a=zzzzzzzzzzzz",
		"fake1:mfj0w000" + strings.Repeat("~AAAAAAAAAA", inbox.MaxPushed+1),
		"fake1:mfj0w000;a=1" + strings.Repeat("~AAAAAAAAAA", inbox.MaxLate+1),
		"fake1:mfj0w000;a=1" + strings.Repeat(".AAAAAAAAAA1", inbox.MaxDone+1),
		"fake1:mfj0w000;" + strings.Repeat("a", 200_000),
	} {
		h := w.catchUp(bad)
		require.ErrorIs(t, h.err, social.ErrInvalid, bad)
		var e *social.Error
		require.ErrorAs(t, h.err, &e)
		assert.Equal(t, "After", e.Field)
	}
	assert.Empty(t, w.lists[0].reads)
}

// TestCursorOfOtherSources: a source that a cursor does not know begins at its event, and one that is no more is
// no harm.
func TestCursorOfOtherSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a9", "a10", "new")
		all := w.lists
		for i := range 30 {
			all[i%3].happens(ids("e", i, i)[0], 0)
			pass(time.Second)
		}
		w.lists = all[:2]
		h := w.catchUp(social.FromStart)
		require.NoError(t, h.err)
		w.lists = all
		assert.Equal(t, []string{"e19", "e20", "e21"}, w.caughtUp(h.cursors[12])[:3])
		w.lists = all[1:]
		assert.Equal(t, []string{"e19", "e20", "e22"}, w.caughtUp(h.cursors[12])[:3])
		w.lists = all[2:]
		h = w.catchUp(h.cursors[12])
		w.lists = all
		assert.Equal(t, ids("e", 21, 29), w.caughtUp(h.cursors[0]), "an event is a place in time for all")
	})
}

// TestCursorIsShort while little happens.
func TestCursorIsShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "comments", "messages", "mentions", "reviews", "tags")
		pass(time.Hour)
		for i := range 5 {
			w.lists[i].happens(ids("e", i, i)[0], 0)
			pass(time.Hour)
		}
		w.lists[0].happens("e5", 0)
		h := w.catchUp(social.FromStart)
		t.Log(h.cursors[0], h.cursor())
		assert.Less(t, len(h.cursors[0]), 150)
		assert.Less(t, len(h.cursor()), 150)
	})
}

// TestCursorIsBounded when everything happens at once.
func TestCursorIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		pass(time.Hour)
		for _, id := range ids("e", 1, 1000) {
			w.lists[0].happens(id, 0)
			pass(50 * time.Millisecond)
		}
		longest := 0
		for _, c := range w.catchUp(social.FromStart).cursors {
			longest = max(longest, len(c))
		}
		t.Log("longest cursor:", longest)
		assert.Less(t, longest, 1024+64)
	})
}

// FuzzCursor: whatever is taken for a cursor says the same when it is written again.
func FuzzCursor(f *testing.F) {
	f.Add("fake1:mfj0w000~AAAAAAAAAA;a=0;b=mfj0w000.AAAAAAAAAA0.BBBBBBBBBBzz~CCCCCCCCCC")
	f.Add("fake1:mfj0w000")
	f.Add("fake1:mfj0w000;a=MFJ0W000")
	f.Add("fake1:1;a=1.AAAAAAAAAA0~")
	f.Fuzz(func(t *testing.T, s string) {
		once, err := inbox.CheckCursor(network, s)
		if err != nil {
			require.ErrorIs(t, err, social.ErrInvalid)
			return
		}
		twice, err := inbox.CheckCursor(network, once)
		require.NoError(t, err, once)
		require.Equal(t, once, twice)
		require.LessOrEqual(t, len(once), len(s))
	})
}

func TestIDsAreComparedAsNetworksCount(t *testing.T) {
	t.Parallel()
	sorted := []string{"", "1", "02", "2", "10", "10_2", "10_10", "11", "a", "a1", "a02", "a2b", "a10", "b"}
	for i, a := range sorted {
		for j, b := range sorted {
			got := inbox.Compare(a, b)
			switch {
			case i < j:
				assert.Negative(t, got, "%q %q", a, b)
			case i > j:
				assert.Positive(t, got, "%q %q", a, b)
			default:
				assert.Zero(t, got)
			}
		}
	}
}

// TestCursorFromTheStart: what could not be read yet is still read from the start, however old the first event is.
func TestCursorFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.conf = func(c *inbox.Config) { c.Sources[1].Depth = 48 * time.Hour }
		w.lists[0].happens("e1", 0).at = time.Unix(-5, 0)
		w.lists[1].happens("e2", 0).at = time.Unix(-3, 0)
		w.lists[1].fail = fails(social.ErrUnavailable)
		h, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(time.Minute)
		stop()
		w.lists[1].fail = nil
		require.Equal(t, []string{"e1"}, h.ids)
		assert.Equal(t, []string{"e2"}, w.caughtUp(h.cursor()))
	})
}

// TestCursorWithinTheStart: an old event of one source does not make a gap in another, which does not go back as far.
func TestCursorWithinTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b", "c")
		w.conf = func(c *inbox.Config) { c.Sources[1].Depth, c.Sources[2].Depth = 48*time.Hour, 48*time.Hour }
		for i := range 3 {
			w.lists[i/2].happens(ids("e", i, i)[0], 0)
			pass(20 * time.Hour)
		}
		h := w.catchUp(social.FromStart)
		require.Equal(t, ids("e", 0, 2), h.ids)
		for i, cursor := range h.cursors {
			assert.Equal(t, append([]string{}, h.ids[i+1:]...), append([]string{}, w.caughtUp(cursor)...))
		}
	})
}
