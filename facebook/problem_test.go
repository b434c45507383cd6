package facebook_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// requireProblem asserts that err names a field and is of a kind.
func requireProblem(t *testing.T, err error, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
		assert.Equal(t, "facebook", p.Network)
	}
	require.True(t, slices.Contains(fields, field), "fields %q, want %q: %v", fields, field, err)
}

// reloaded sends a Pending through JSON, as another process would get it.
func reloaded(t *testing.T, p *social.Pending) *social.Pending {
	t.Helper()
	data, err := json.Marshal(p)
	require.NoError(t, err)
	out := new(social.Pending)
	require.NoError(t, json.Unmarshal(data, out))
	return out
}
