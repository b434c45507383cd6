package linkedin_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
)

func TestScalars(t *testing.T) {
	t.Parallel()
	var v struct {
		ID    linkedin.ID    `json:"id"`
		Count linkedin.Count `json:"count"`
		At    linkedin.Time  `json:"at"`
	}
	at := time.UnixMilli(1691574506310).UTC()
	for in, want := range map[string]struct {
		id    linkedin.ID
		count linkedin.Count
		at    time.Time
	}{
		`{"id":"7","count":3,"at":1691574506310}`:                     {"7", 3, at},
		`{"id":7094977717598625792,"count":"3","at":"1691574506310"}`: {"7094977717598625792", 3, at},
		`{"id":null,"count":null,"at":null}`:                          {},
		`{"id":{},"count":"many","at":"soon"}`:                        {},
		`{"id":"x","count":2.9,"at":"2023-08-09T09:48:26.31Z"}`:       {"x", 2, at},
		`{"at":0}`: {},
	} {
		v.ID, v.Count, v.At = "", 0, linkedin.Time{}
		require.NoError(t, json.Unmarshal([]byte(in), &v), in)
		assert.Equal(t, want.id, v.ID, in)
		assert.Equal(t, want.count, v.Count, in)
		assert.True(t, want.at.Equal(v.At.Time), "%s: %v", in, v.At)
	}
	out, err := json.Marshal([]linkedin.Time{{}, {Time: at}})
	require.NoError(t, err)
	assert.JSONEq(t, `[null,1691574506310]`, string(out))
}
