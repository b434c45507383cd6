package scale_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// TestBroadcast publishes one draft to forty accounts of the networks that take plain text. Repeated by another
// process, it costs no request.
func TestBroadcast(t *testing.T) {
	const each = 10
	f := newFleet(t, startSimulators(t, each))
	targets := func() (all []social.Target) {
		for _, network := range []string{"facebook", "x", "linkedin", "mastodon"} {
			for i := range each {
				all = append(all, social.Target{Name: network + "/" + name(i), Client: f.client(t, network, i)})
			}
		}
		return all
	}
	d := &social.Draft{Text: "We are open again.", Variants: map[string]*social.Draft{"x": {Text: "Open again."}}}
	r, err := social.Broadcast(t.Context(), targets(), d, &social.BroadcastOptions{CheckFirst: true})
	require.NoError(t, err)
	assert.True(t, r.Done())
	refs := map[social.Ref]bool{}
	for _, target := range r.Targets {
		refs[target.Post.Ref] = true
		assert.Contains(t, target.Post.Text, "pen again.")
	}
	assert.Len(t, refs, 4*each)

	data, err := json.Marshal(r)
	require.NoError(t, err)
	var stored social.BroadcastResult
	require.NoError(t, json.Unmarshal(data, &stored))
	before := f.requests.Load()
	r, err = social.Broadcast(t.Context(), targets(), d, &social.BroadcastOptions{Earlier: &stored, CheckFirst: true})
	require.NoError(t, err)
	assert.True(t, r.Done())
	assert.Equal(t, before, f.requests.Load())
	t.Logf("%d requests for %d posts; the result is %d bytes of JSON", before, 4*each, len(data))
}
