package mastodon_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// Do decodes as encoding/json does, whatever the client itself decodes with.
func TestDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	var me struct{ Acct string }
	require.NoError(t, c.Do(t.Context(), http.MethodGet, "/api/v1/accounts/verify_credentials", nil, nil, &me))
	assert.Equal(t, "acme", me.Acct)
	var s struct{ Content string }
	require.NoError(t, c.Do(t.Context(), http.MethodPost, "/api/v1/statuses", nil, map[string]string{"status": "by hand"}, &s))
	assert.Equal(t, "<p>by hand</p>", s.Content)
	require.ErrorIs(t, c.Do(t.Context(), http.MethodGet, "/api/v1/statuses/0", nil, nil, nil), social.ErrNotFound)
}
