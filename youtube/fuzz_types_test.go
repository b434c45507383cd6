package youtube_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube"
)

// FuzzResources checks that what could be read can be written and reads the same again.
func FuzzResources(f *testing.F) {
	f.Add([]byte(videoJSON))
	f.Add([]byte(threadJSON))
	f.Add([]byte(`{"error":{"code":429,"message":"per day","errors":[{"reason":"rateLimitExceeded"}],"details":[{"metadata":{"quota_limit":"PerDay"}}]}}`))
	f.Add([]byte(`{"error":"invalid_grant","error_description":"Bad Request"}`))
	f.Add([]byte(`{"items":[{"id":1,"contentDetails":{"duration":"P1DT2H3M4.5S","caption":"true"},"statistics":{"viewCount":"12"}},null]}`))
	f.Add([]byte(`{"columnHeaders":[{"name":"day"}],"rows":[["2026-11-01",3,null]]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip[youtube.List[youtube.Video]](t, in)
		roundTrip[youtube.Video](t, in)
		roundTrip[youtube.VideoStats](t, in)
		roundTrip[youtube.Channel](t, in)
		roundTrip[youtube.PlaylistItem](t, in)
		roundTrip[youtube.CommentThread](t, in)
		roundTrip[youtube.Caption](t, in)
		roundTrip[youtube.Broadcast](t, in)
		roundTrip[youtube.ChatPage](t, in)
		roundTrip[youtube.Activity](t, in)
		roundTrip[youtube.Report](t, in)
		roundTrip[youtube.Error](t, in)
	})
}

func roundTrip[T any](t *testing.T, in []byte) {
	t.Helper()
	var first, second T
	if json.Unmarshal(in, &first) != nil {
		return
	}
	written, err := json.Marshal(first)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(written, &second), "%s", written)
	again, err := json.Marshal(second)
	require.NoError(t, err)
	assert.Equal(t, string(written), string(again))
}
