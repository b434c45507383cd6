package graph_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// TestOnce: what an attempt remembers is enough for another process to go on, and not to write twice.
func TestOnce(t *testing.T) {
	t.Parallel()
	c := serve(t, always(200, `{}`)).client(t)
	sends, stands := 0, false
	write := func(lose, show bool) *rest.Write[graph.ID] {
		return &rest.Write[graph.ID]{
			Twin: "note\x00text", ID: func(id graph.ID) string { return string(id) },
			Send: func(context.Context) (graph.ID, error) {
				sends++
				stands = true
				if lose {
					return "", &social.Error{Network: "facebook", Kind: social.ErrUncertain}
				}
				return "7", nil
			},
			Find: func(context.Context, func(string) bool) (graph.ID, bool, error) {
				if !show {
					return "", false, &social.Error{Network: "facebook", Kind: social.ErrUnavailable}
				}
				return "7", stands, nil
			},
		}
	}
	a := &graph.Attempt{Key: "k", Named: true}
	_, err := graph.Once(t.Context(), c, a, write(true, false))
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.True(t, a.Sent)
	assert.WithinDuration(t, time.Now(), a.Since, time.Minute)
	assert.Equal(t, time.UTC, a.Since.Location())

	state, err := json.Marshal(a)
	require.NoError(t, err)
	var later graph.Attempt
	require.NoError(t, json.Unmarshal(state, &later))
	assert.Equal(t, *a, later)
	other := serve(t, always(200, `{}`)).client(t) // another process
	id, err := graph.Once(t.Context(), other, &later, write(false, true))
	require.NoError(t, err)
	assert.Equal(t, graph.ID("7"), id)
	assert.Equal(t, 1, sends, "it was found")
	assert.False(t, later.Sent)
	assert.Equal(t, a.Since, later.Since)

	_, err = graph.Once(t.Context(), other, &graph.Attempt{Key: "k", Named: true}, write(false, true))
	require.NoError(t, err)
	assert.Equal(t, 1, sends, "the same key")
	_, err = graph.Once(t.Context(), other, &graph.Attempt{Key: "k"}, write(false, true))
	require.NoError(t, err)
	assert.Equal(t, 2, sends, "a key that nobody chose is none")
}
