package x_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

// TestLive publishes, reads and deletes one post on a real account; X bills it. X_TOKEN is an access token with the
// scopes of x.ManagerScopes, X_BASE_URL another address than X's own.
func TestLive(t *testing.T) { //nolint:paralleltest // one account
	token := os.Getenv("X_TOKEN")
	if token == "" {
		t.Skip("X_TOKEN is not set")
	}
	c, err := x.New(static(token), &social.Options{BaseURL: os.Getenv("X_BASE_URL")})
	require.NoError(t, err)
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	post, err := c.Publish(t.Context(), &social.Draft{Text: "A test of relais: gone in a moment. " + t.Name()})
	require.NoError(t, err)
	read, err := c.Post(t.Context(), x.ID(post.Ref.ID), nil)
	require.NoError(t, err)
	assert.Equal(t, me.ID, read.AuthorID)
	require.NoError(t, c.Delete(t.Context(), post.Ref))
}
