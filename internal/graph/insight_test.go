package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
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

// TestInsightsMissing reads metrics of which Meta refuses some.
func TestInsightsMissing(t *testing.T) {
	t.Parallel()
	refuse := func(code int, message string, bad ...string) answer {
		return func(_ int, r *seen) (int, string) {
			var list []string
			for name := range strings.SplitSeq(r.Query.Get("metric"), ",") {
				if slices.Contains(bad, name) {
					return 400, fmt.Sprintf(`{"error":{"message":%q,"type":"OAuthException","code":%d}}`, message, code)
				}
				list = append(list, fmt.Sprintf(`{"name":%q,"period":"day","values":[{"value":1}]}`, name))
			}
			return 200, `{"data":[` + strings.Join(list, ",") + `]}`
		}
	}
	all := []string{"a", "b", "c", "d", "e"}
	for name, test := range map[string]struct {
		say      answer
		nameless bool
		got      int // metrics
		missing  []string
		requests int
		err      error
	}{
		"nothing":       {refuse(100, "x"), false, 5, nil, 1, nil},
		"withdrawn":     {refuse(100, "(#100) metric[0] must be one of …", "b"), false, 4, []string{"b"}, 5, nil},
		"two":           {refuse(3001, "invalid metric", "a", "e"), false, 3, []string{"a", "e"}, 9, nil},
		"too few":       {refuse(10, "(#10) Not enough viewers for the media to show insights", all...), false, 0, all, 1, nil},
		"nameless":      {refuse(1, "An unknown error occurred", "c"), true, 4, []string{"c"}, 5, nil},
		"not permitted": {refuse(10, "no permission", "c"), false, 0, nil, 1, social.ErrPermission},
		"logged out":    {refuse(190, "expired", "c"), true, 0, nil, 1, social.ErrAuth},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.say)
			got, missing, err := s.client(t, func(_ *graph.Config, o *social.Options) { o.Retries = -1 }).Insights(t.Context(), &graph.InsightQuery{
				Op: "insights", Path: "/1/insights", Metrics: all, Nameless: test.nameless,
			})
			require.ErrorIs(t, err, test.err)
			assert.Len(t, got, test.got)
			assert.ElementsMatch(t, test.missing, slices.Collect(maps.Keys(missing)))
			assert.Len(t, s.all(), test.requests)
		})
	}
}
