package social_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

func TestMemoryCursors(t *testing.T) {
	t.Parallel()
	socialtest.TestCursorStore(t, func(*testing.T) func() social.CursorStore {
		store := &social.MemoryCursors{}
		return func() social.CursorStore { return store }
	})
}

func TestFileCursors(t *testing.T) {
	t.Parallel()
	socialtest.TestCursorStore(t, func(t *testing.T) func() social.CursorStore {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "made", "when needed")
		return func() social.CursorStore { return social.NewFileCursors(dir) }
	})
}

func TestFileCursorsWithoutAFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	store := social.NewFileCursors(filepath.Join(file, "cursors"))
	_, err := store.LoadCursor(t.Context(), key)
	require.Error(t, err, "else what happened would be taken for dealt with")
	require.Error(t, store.SaveCursor(t.Context(), key, "", "a"))
}

func TestMemorySeen(t *testing.T) {
	t.Parallel()
	socialtest.TestSeenSet(t, func(_ *testing.T, age, claim time.Duration) func() social.SeenSet {
		set := &social.MemorySeen{Age: age, Claim: claim}
		return func() social.SeenSet { return set }
	})
}

func TestMemorySeenForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		set := &social.MemorySeen{}
		fill := func(n int, prefix string) {
			for i := range n {
				k := prefix + string(rune(i))
				claim, err := set.ClaimEvent(t.Context(), k)
				require.NoError(t, err)
				require.NoError(t, set.SettleEvent(t.Context(), k, claim))
			}
		}
		fill(5000, "a")
		assert.Equal(t, 5000, social.SeenSize(set))
		pass(t.Context(), social.DefaultSeenAge-time.Second)
		fill(5000, "b")
		assert.Equal(t, 10000, social.SeenSize(set), "nothing is forgotten before its time")
		pass(t.Context(), 2*time.Second)
		fill(10000, "c")
		assert.Equal(t, 15000, social.SeenSize(set), "what is old goes when the set has doubled")
	})
}

// pass lets time pass in a synctest bubble.
func pass(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
