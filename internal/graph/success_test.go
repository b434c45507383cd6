package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
)

func TestSuccess(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]any{
		`true`: true, `{"success":true}`: true, `{"success":"true"}`: true, `{"success":false}`: false, `false`: false,
		`{"id":"1"}`: nil, `null`: nil, `[]`: nil,
	} {
		var s graph.Success
		require.NoError(t, json.Unmarshal([]byte(in), &s), in)
		if want == nil {
			assert.Nil(t, s.OK, in)
			continue
		}
		require.NotNil(t, s.OK, in)
		assert.Equal(t, want, bool(*s.OK), in)
	}
}
