package scalar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/scalar"
)

func TestMoment(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"2019-05-17T16:24:04+0000"`:  "2019-05-17T16:24:04Z",
		`"2019-05-17T18:24:04+0200"`:  "2019-05-17T16:24:04Z",
		`"2019-05-17T16:24:04Z"`:      "2019-05-17T16:24:04Z",
		`"2019-05-17T16:24:04.5Z"`:    "2019-05-17T16:24:04.5Z",
		`"2019-05-17T18:24:04+02:00"`: "2019-05-17T16:24:04Z",
		`1558110244`:                  "2019-05-17T16:24:04Z",
		`"1558110244"`:                "2019-05-17T16:24:04Z",
		`1558110244.25`:               "2019-05-17T16:24:04.25Z",
		`1.558110244E9`:               "2019-05-17T16:24:04Z",
		`1558110244000`:               "2019-05-17T16:24:04Z",
		`"1558110244123"`:             "2019-05-17T16:24:04.123Z",
		`"2019-05-17"`:                "2019-05-17T00:00:00Z",
	} {
		var got scalar.Moment
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		assert.Equal(t, want, got.Format(time.RFC3339Nano), in)
		assert.Equal(t, time.UTC, got.Location(), in)
		out, err := json.Marshal(got)
		require.NoError(t, err)
		assert.JSONEq(t, `"`+want+`"`, string(out))
	}
	for _, in := range []string{`null`, `""`, `0`, `"0"`, `"soon"`, `true`, `{}`, `[]`, `1e300`, `-1e14`, `99999999999999999`} {
		got := scalar.Moment{}
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		assert.True(t, got.IsZero(), in)
	}
	out, err := json.Marshal(scalar.Moment{})
	require.NoError(t, err)
	assert.Equal(t, "null", string(out))
}

func TestTypes(t *testing.T) {
	t.Parallel()
	var v struct {
		Text     scalar.ID     `json:"text"`
		Number   scalar.ID     `json:"number"`
		None     scalar.ID     `json:"none"`
		Quoted   scalar.Number `json:"quoted"`
		Fraction scalar.Number `json:"fraction"`
		Yes      scalar.Truth  `json:"yes"`
		One      scalar.Truth  `json:"one"`
		No       scalar.Truth  `json:"no"`
	}
	in := `{"text":"1001_9007199254740993","number":17841405309211844123,"none":null,"quoted":"12","fraction":12.9,"yes":"true","one":1,"no":false}`
	require.NoError(t, json.Unmarshal([]byte(in), &v))
	assert.Equal(t, scalar.ID("1001_9007199254740993"), v.Text)
	assert.Equal(t, scalar.ID("17841405309211844123"), v.Number, "beyond 2^53")
	assert.Empty(t, v.None)
	assert.Equal(t, []scalar.Number{12, 12}, []scalar.Number{v.Quoted, v.Fraction})
	assert.Equal(t, []scalar.Truth{true, true, false}, []scalar.Truth{v.Yes, v.One, v.No})
}
