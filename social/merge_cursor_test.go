package social_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

func TestJoinCursors(t *testing.T) {
	t.Parallel()
	for _, places := range []map[string]string{
		{}, {"a": ""}, {"a": "x:1", "b": "2;=3:4", "ü ": "merge1:1;1:a1:b"}, {"inner": social.JoinCursors(map[string]string{"a": "1"})},
	} {
		cursor := social.JoinCursors(places)
		got, err := social.SplitCursor(cursor)
		require.NoError(t, err, cursor)
		assert.Equal(t, places, got)
	}
	assert.Equal(t, "merge1:2;1:a3:x:11:b0:", social.JoinCursors(map[string]string{"b": "", "a": "x:1"}), "the form is for ever")
	got, err := social.SplitCursor("merge1:2;1:a3:x:11:b0:1=2:yy0=1:z1=1:y")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a": "z", "b": "y"}, got, "and so is that of changes")
}

func TestSplitCursorRefuses(t *testing.T) {
	t.Parallel()
	for _, cursor := range []string{
		"", "start", "mastodon:1", "merge1:", "merge1:1", "merge1:1;", "merge1:-1;", "merge1:9;1:a1:b", "merge1:1;0:1:b", "merge1:2;1:a1:b1:a1:c",
		"merge1:1;1:a2:b", "merge1:1;1:a1:b ", "merge1:1;1:a1:b1=1:c", "merge1:1;1:a1:b0=9:c", "merge1:1;1:a1:b0", "merge1:99999999999;", "merge2:0;",
	} {
		_, err := social.SplitCursor(cursor)
		require.ErrorIs(t, err, social.ErrInvalid, cursor)
	}
}

// TestSplitCursorCutOff: a cursor that a store has cut off is none, or an earlier one that lacks nobody.
func TestSplitCursorCutOff(t *testing.T) {
	t.Parallel()
	whole := "merge1:3;1:a2:a11:b2:b11:c0:" + "0=2:a2" + "2=2:c1"
	for n := range len(whole) {
		got, err := social.SplitCursor(whole[:n])
		if err != nil {
			continue
		}
		assert.Len(t, got, 3, "%d letters", n)
		assert.Contains(t, []string{"a1", "a2"}, got["a"])
		assert.Equal(t, "b1", got["b"])
	}
}

func FuzzSplitCursor(f *testing.F) {
	f.Add("merge1:2;1:a3:x:11:b0:1=2:yy")
	f.Add("merge1:1;999999999:a")
	f.Add("merge1:1;1:a1:b0=999999999:")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := social.SplitCursor(s)
		if err != nil {
			require.ErrorIs(t, err, social.ErrInvalid)
			return
		}
		again, err := social.SplitCursor(social.JoinCursors(got))
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}

// TestMergeCursorsShareMemory: the cursors of a thousand listeners cost about what changes from one to the next.
func TestMergeCursorsShareMemory(t *testing.T) {
	const listeners, events = 1000, 5000
	feeds := make([]*feed, listeners)
	for i := range feeds {
		feeds[i] = newFeed(fmt.Sprintf("account-number-%04d", i))
	}
	for i := range events {
		feeds[i*7%listeners].happen(i)
	}
	m := merge(t, nil, sources(feeds...)...)
	cursors := make([]string, 0, events)
	heap()
	before := heap()
	for e, err := range m.Listen(t.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
		require.NoError(t, err)
		cursors = append(cursors, e.Cursor)
	}
	each := float64(heap()-before) / events
	runtime.KeepAlive(feeds)
	t.Logf("%d listeners: a cursor is %d letters long at last, %d at most, and costs %.0f bytes", listeners, len(cursors[events-1]), longest(cursors), each)
	assert.Less(t, each, 400.0)
	assert.Less(t, longest(cursors), len(social.JoinCursors(split(t, cursors[events-1])))*5/4+1)
	for i := 0; i < events; i += 997 {
		assert.Equal(t, fmt.Sprintf("account-number-%04d@%d", i*7%listeners, i/listeners+1), split(t, cursors[i])[fmt.Sprintf("account-number-%04d", i*7%listeners)])
	}
}

func split(t *testing.T, cursor string) map[string]string {
	t.Helper()
	got, err := social.SplitCursor(cursor)
	require.NoError(t, err)
	return got
}

func longest(all []string) (n int) {
	for _, s := range all {
		n = max(n, len(s))
	}
	return n
}
