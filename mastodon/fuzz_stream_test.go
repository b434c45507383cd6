package mastodon_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// FuzzStream reads what a server may send over a WebSocket: an event, or one error of the usual kind.
func FuzzStream(f *testing.F) {
	for _, s := range []string{
		`{"stream":["user"],"event":"update","payload":"{\"id\":\"1\",\"content\":\"<p>a</p>\"}"}`,
		`{"stream":["hashtag","go"],"event":"delete","payload":"12"}`,
		`{"stream":["user"],"event":"notification","payload":"{\"id\":\"1\",\"type\":\"mention\",\"status\":{\"id\":2}}"}`,
		`{"stream":"user","event":"delete","payload":12}`,
		`{"stream":["list:1"],"event":"filters_changed","payload":""}`,
		`{"event":"announcement","payload":{"id":"1"}}`,
		`{"event":"conversation","payload":null}`,
		`{"error":"Unknown stream type","status":400}`,
		`{"error":"","status":"400"}`,
		`[]`, `null`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := mastodon.ReadWSMessage(data)
		if err != nil {
			_, ok := errors.AsType[*social.Error](err)
			require.True(t, ok, "%T", err)
			return
		}
		v, err := e.Decode()
		if err != nil {
			require.ErrorIs(t, err, social.ErrUnavailable)
			return
		}
		if n, ok := v.(*mastodon.Notification); ok {
			event := mastodon.EventOf(n, "1")
			assert.NotEmpty(t, event.Kind)
			assert.Equal(t, string(n.ID), event.ID)
		}
	})
}
