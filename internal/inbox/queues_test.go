package inbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
)

func TestQueues(t *testing.T) {
	t.Parallel()
	q := inbox.NewQueues(2, time.Millisecond, func(s string) byte { return s[0] })
	require.NoError(t, q.Put(t.Context(), "a1", "b1", "a2"))
	assert.Equal(t, 2, q.Of('a').Len())
	assert.Equal(t, 1, q.Of('b').Len())
	assert.Zero(t, q.Of('c').Len())
	require.ErrorIs(t, q.Put(t.Context(), "a3", "b2"), inbox.ErrFull)
	assert.Equal(t, 2, q.Of('b').Len(), "one that is full does not keep the others from theirs")
	var got []string
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for item := range q.Of('a').All(ctx) {
		if got = append(got, item); len(got) == 2 {
			break
		}
	}
	assert.Equal(t, []string{"a1", "a2"}, got, "in their order")
}
