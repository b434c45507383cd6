package rest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
)

// One odd value costs itself, not the page around it; what is no answer at all is an error.
func TestDecodeOddField(t *testing.T) {
	t.Parallel()
	type item struct {
		Name  string `json:"name"`
		Count int    `json:"count"`
		Tags  []string
	}
	var items []*item
	require.NoError(t, rest.Decode([]byte(`[{"name":"a","count":"many","Tags":{"x":1}},{"name":7,"count":2}]`), &items))
	require.Len(t, items, 2)
	assert.Equal(t, "a", items[0].Name)
	assert.Equal(t, 2, items[1].Count)
	assert.Empty(t, items[1].Name)

	require.NoError(t, rest.Decode([]byte(`[{"name":"a","name":"b","count":1,"name":"\ud800"}]`), &items), "repeats and broken text")
	for _, bad := range []string{`{"name":"a"}`, `[{"name":"a"`, ``, `"a"`} {
		require.Error(t, rest.Decode([]byte(bad), &items), bad)
	}
}

// The same for text, and for a text that is decoded.
func TestDecodeStringOddField(t *testing.T) {
	t.Parallel()
	var got struct{ A, B string }
	require.NoError(t, rest.DecodeString(`{"A":7,"B":"x"}`, &got))
	assert.Equal(t, "x", got.B)
	require.Error(t, rest.DecodeString(`{"A":7,"B":"x"`, &got))
}
