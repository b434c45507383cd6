package graph_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
)

// TestTake hands over whole deliveries; what was not taken comes again as new, what was is not handed over twice.
func TestTake(t *testing.T) {
	t.Parallel()
	var taken [][]*graph.Update
	var full error
	w := newWebhook(t, func(c *graph.WebhookConfig) {
		c.Take = func(ctx context.Context, updates []*graph.Update) error {
			_, bounded := ctx.Deadline()
			assert.True(t, bounded, "Meta does not wait for ever")
			if full == nil {
				taken = append(taken, updates)
			}
			return full
		}
	})
	full = errors.New("no room")
	assert.Equal(t, http.StatusServiceUnavailable, push(w, twoComments, fakeSecret()).Code)
	assert.Equal(t, int64(2), w.Missed())
	full = nil
	for range 2 {
		assert.Equal(t, http.StatusOK, push(w, twoComments, fakeSecret()).Code)
	}
	require.Len(t, taken, 1, "once: the repeat is known")
	assert.Len(t, taken[0], 2)
	assert.Empty(t, queued(w))
	assert.Equal(t, http.StatusOK, push(w, `{"object":"user","entry":[{"id":"1","changes":[{"field":"feed","value":{}}]}]}`, fakeSecret()).Code)
	assert.Len(t, taken, 1, "not the object that is listened for")
}
