package mastodon_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
)

// FuzzEntities checks that what could be read can be written and reads the same again.
func FuzzEntities(f *testing.F) {
	f.Add([]byte(newPage().status(1, false)))
	f.Add([]byte(`{"id":12,"created_at":1777863721,"quote":{"state":"x","quoted_status":{"id":null}},"filtered":[{"filter":{"statuses":[{"phrase":"1"}]}}]}`))
	f.Add([]byte(`{"params":{"quote_approval_policy":1,"quote_approval_policy":"nobody","sensitive":"0"},"stream":["user"],"payload":{"a":1}}`))
	f.Add([]byte(`{"meta":{"original":{"frame_rate":30,"width":"1"}},"alerts":{"mention":"1"},"history":[{"day":"1"}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip[mastodon.Status](t, in)
		roundTrip[mastodon.Notification](t, in)
		roundTrip[mastodon.ScheduledStatus](t, in)
		roundTrip[mastodon.MediaAttachment](t, in)
		roundTrip[mastodon.Instance](t, in)
		roundTrip[mastodon.Tag](t, in)
		roundTrip[mastodon.PushSubscription](t, in)
		roundTrip[mastodon.StreamEvent](t, in)
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
