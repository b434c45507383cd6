package facebook_test

import (
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
