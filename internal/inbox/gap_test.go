package inbox_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// wantGap demands that a listening ended with a gap.
func wantGap(t *testing.T, h *heard) *inbox.GapError {
	t.Helper()
	require.ErrorIs(t, h.err, social.ErrNotFound, "what cannot be read any more must show")
	var gap *inbox.GapError
	require.ErrorAs(t, h.err, &gap)
	assert.Equal(t, network, gap.Network)
	behind, ok := social.CursorBehind(h.err)
	assert.True(t, ok)
	assert.Equal(t, gap.Cursor, behind)
	return gap
}

// TestGapBeyondDepth goes back further than the network does. What there still is comes first, of all sources, and
// the gap's cursor goes on behind it.
func TestGapBeyondDepth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.conf = func(c *inbox.Config) { c.Sources[0].Depth = 48 * time.Hour }
		w.lists[0].happens("e0", 0)
		cursor := w.catchUp(social.FromStart).cursor()
		began := time.Now()
		for _, id := range ids("a", 1, 100) {
			w.lists[0].happens(id, 0)
			pass(time.Hour)
		}
		w.lists[1].happens("b1", 0)
		now := time.Now()
		h := w.catchUp(cursor)
		gap := wantGap(t, h)
		assert.Equal(t, append(ids("a", 53, 100), "b1"), h.ids)
		assert.Equal(t, "a", gap.Source)
		assert.WithinDuration(t, began, gap.From, time.Minute+time.Second)
		assert.WithinDuration(t, now.Add(-48*time.Hour), gap.Until, time.Second)
		assert.Contains(t, h.err.Error(), "a gap in a")

		again := w.catchUp(h.cursors[10])
		wantGap(t, again)
		assert.Equal(t, append(ids("a", 64, 100), "b1"), again.ids, "its cursors are still before the gap")
		assert.Empty(t, w.caughtUp(gap.Cursor), "behind the gap")
		w.lists[0].happens("later", 0)
		assert.Equal(t, []string{"later"}, w.caughtUp(gap.Cursor))
		assert.Len(t, w.caughtUp(social.FromStart), 103, "from the start there is no gap")
	})
}

type ownGapError struct{ inbox.GapError }

// TestGapThatTheSourceFinds is a bound in numbers.
func TestGapThatTheSourceFinds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.conf = func(c *inbox.Config) {
			c.Gap = func(g *inbox.GapError) error { return &ownGapError{*g} }
		}
		cursor, err := inbox.Cursor(t.Context(), w.config())
		require.NoError(t, err)
		pass(time.Hour)
		x := w.lists[0].happens("a1", 0)
		w.lists[1].happens("b1", 0)
		bound := func() error { return &inbox.GapError{Until: x.at} }
		w.lists[0].after = bound
		assert.Equal(t, []string{"a1", "b1"}, w.caughtUp(social.FromStart), "from the start there is no gap")
		h := w.catchUp(cursor)
		assert.Equal(t, []string{"a1", "b1"}, h.ids)
		require.ErrorIs(t, h.err, social.ErrNotFound)
		var gap *ownGapError
		require.ErrorAs(t, h.err, &gap, "the network's own error")
		assert.Equal(t, x.at, gap.Until)
		assert.Equal(t, "a", gap.Source)
		w.lists[0].after = nil
		assert.Empty(t, w.caughtUp(gap.Cursor))

		w.lists[0].after, w.lists[1].after = bound, bound
		h = w.catchUp(cursor)
		assert.Len(t, social.Problems(h.err), 2, "both are told")
		w.lists[0].after = func() error { return errors.Join(bound(), social.ErrUnavailable) }
		w.lists[1].after = func() error { return &inbox.GapError{Until: x.at.Add(-48 * time.Hour)} }
		h = w.catchUp(cursor)
		require.ErrorAs(t, h.err, &gap)
		assert.Equal(t, "a", gap.Source)
		assert.Len(t, social.Problems(h.err), 1, "what is from before the cursor is none")
	})
}

// TestGapWhileListening: a source that failed for too long.
func TestGapWhileListening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.conf = func(c *inbox.Config) { c.Sources[0].Depth = time.Hour }
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.lists[0].fail = fails(social.ErrUnavailable)
		pass(2 * time.Hour)
		require.NoError(t, h.err)
		w.lists[0].fail = nil
		pass(10 * time.Minute)
		stop()
		wantGap(t, h)
	})
}
