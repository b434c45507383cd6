package facebook_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

// FuzzWebhook delivers whatever Meta may have signed. Nothing is refused, nothing panics, and what comes out is whole.
func FuzzWebhook(f *testing.F) {
	for _, p := range pushes() {
		f.Add(p.delivery)
	}
	f.Add(comments("7", 0, 3))
	f.Add(`{"object":"page","entry":[{"id":"7","time":1,"changed_fields":["feed"]}]}`)
	f.Add(`[{"object":"page","entry":[{"id":7,"messaging":[{"message":{"mid":5}},{},null,"x"]}]}]`)
	c, err := facebook.New("7", static("token"), nil)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, delivery string) {
		h, err := facebook.NewWebhookHandler(facebook.WebhookOptions{Secrets: []string{"secret-1"}})
		require.NoError(t, err)
		require.Equal(t, http.StatusForbidden, graphtest.Push(h, delivery, graphtest.Signature("secret-2", delivery)))
		require.Equal(t, http.StatusOK, graphtest.Push(h, delivery, graphtest.Signature("secret-1", delivery)))
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for range h.Updates(ended, "7") {
			t.Fatal("the context has ended")
		}
		l := c.Listener(&facebook.ListenOptions{Webhook: h})
		for _, u := range facebook.Queued(h, "7") {
			first, _ := l.Understood(u)
			again, _ := l.Understood(u)
			require.Len(t, again, len(first))
			for i, e := range first {
				require.NotEmpty(t, e.Kind)
				require.NotEmpty(t, e.ID)
				require.Equal(t, e.ID, again[i].ID, "an ID is the same each time")
				require.NotNil(t, e.Raw)
				assert.Contains(t, []string{"", "facebook"}, e.Ref.Network)
				if e.Kind == social.EventMessage {
					assert.True(t, e.Private)
				}
			}
		}
	})
}
