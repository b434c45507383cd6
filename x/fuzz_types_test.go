package x_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x"
)

// FuzzEntities checks that what could be read can be written and reads the same again.
func FuzzEntities(f *testing.F) {
	f.Add([]byte(tweetDialect))
	f.Add([]byte(postDialect))
	f.Add([]byte(`{"data":{"event_uuid":-5,"event_type":"dm.sent","payload":{"direct_message_events":[{"id":1}],"users":{"1":{"data":{"data":{"id":"1"}}}}}}}`))
	f.Add([]byte(`{"data":{"id":"1","note_post":{"text":"a"}},"matching_rules":[{"id":1}],"errors":[{"code":"1","parameters":{"a":["b"]}}]}`))
	f.Add([]byte(`{"id":"1","impressions":3,"timestamped_metrics":[{"metrics":{"likes":"2"}}],"public_metrics":{"retweet_count":"1","repost_count":2}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip[x.Answer[[]*x.Post]](t, in)
		roundTrip[x.Answer[*x.User]](t, in)
		roundTrip[x.Post](t, in)
		roundTrip[x.DMEvent](t, in)
		roundTrip[x.StreamMessage](t, in)
		roundTrip[x.ActivityMessage](t, in)
		roundTrip[x.ActivitySubscription](t, in)
		roundTrip[x.PostAnalytics](t, in)
		roundTrip[x.Error](t, in)
		roundTrip[x.Upload](t, in)
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
