package social_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// TestListenStoredPassesAGap: what is lost for good is told of once, also when nothing stands behind it.
func TestListenStoredPassesAGap(t *testing.T) {
	t.Parallel()
	f := newFeed("a", 1, 2, 3)
	f.first = func(number int) int { return max(number, 3) } // the network keeps nothing
	told := func(at string) func(context.Context, int, int) error {
		return func(_ context.Context, run, _ int) error {
			if run == 1 {
				return lost{at}
			}
			return nil
		}
	}
	f.before = told("a@3")
	store := &social.MemoryCursors{}
	require.NoError(t, store.SaveCursor(t.Context(), inbox, "", "a@1"))
	var gap lost
	require.ErrorAs(t, job(t, f, store, nil, nil), &gap)
	assert.Equal(t, []string{"a@3"}, stored(t, store, inbox))
	require.NoError(t, job(t, f, store, nil, nil), "the next run is not told again")

	// One that cannot be stored is told of again.
	broken := &brokenCursors{save: errors.New("the store is down")}
	f = newFeed("a", 1)
	f.before = told("a@1")
	var errs []error
	for _, err := range social.ListenStored(t.Context(), f, broken, inbox, &social.ListenQuery{After: "a@0", CatchUp: true}) {
		errs = append(errs, err)
	}
	require.Len(t, errs, 2)
	require.ErrorAs(t, errs[0], &gap)
	require.ErrorContains(t, errs[1], "the store is down")
	assert.Equal(t, []string{""}, stored(t, broken, inbox))

	// Other errors move nothing.
	f = newFeed("a", 1)
	f.before = failingRuns(1, 3, errAuth)
	require.ErrorIs(t, job(t, f, store, &social.ListenQuery{After: "a@0"}, nil), social.ErrAuth)
	assert.Equal(t, []string{"a@3"}, stored(t, store, inbox))
}
