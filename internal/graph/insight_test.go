package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
)

func TestInsightValues(t *testing.T) {
	t.Parallel()
	const text = `{"name":"m","period":"day","values":[
		{"value":7,"end_time":"2026-05-02T07:00:00+0000"},
		{"value":{"like":3,"love":"2","odd":null}},
		{"value":"12"},
		{"value":4,"is_from_ads":"1"},
		{"value":null}],
		"total_value":{"value":9,"breakdowns":[{"dimension_keys":["age"],"results":[{"dimension_values":["18-24"],"value":9}]}]}}`
	var in graph.Insight
	require.NoError(t, json.Unmarshal([]byte(text), &in))
	require.Len(t, in.Values, 5)
	for i, want := range []float64{7, 5, 12, 4} {
		n, ok := in.Values[i].Sum()
		assert.True(t, ok, i)
		assert.InDelta(t, want, n, 0, i)
	}
	_, ok := in.Values[4].Sum()
	assert.False(t, ok, "nothing was said, which is not 0")
	assert.Equal(t, 2026, in.Values[0].End.Year())
	assert.Equal(t, "1", in.Values[3].Part)
	require.NotNil(t, in.Total)
	assert.InDelta(t, 9, *in.Total.Value, 0)
	assert.Equal(t, []string{"18-24"}, in.Total.Breakdowns[0].Results[0].Values)
}
