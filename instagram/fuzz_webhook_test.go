package instagram_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

func parse(delivery string) ([]*instagram.WebhookUpdate, error) {
	return graph.ParseUpdates([]byte(delivery))
}

// FuzzWebhook delivers whatever Meta may have signed. Nothing is refused, nothing panics, and what comes out is whole.
func FuzzWebhook(f *testing.F) {
	for _, p := range pushes() {
		f.Add(p.delivery)
	}
	f.Add(comments("7", 0, 3))
	f.Add(`{"object":"instagram","entry":[{"id":"7","time":1,"field":"comments","value":{"id":5}}]}`)
	f.Add(`[{"object":"instagram","entry":[{"id":7,"messaging":[{"message":{"mid":5}},{},null,"x"],"standby":[{}]}]}]`)
	c := deaf(f)
	f.Fuzz(func(t *testing.T, delivery string) {
		h, err := instagram.NewWebhookHandler(instagram.WebhookOptions{Secrets: []string{"secret-1"}})
		require.NoError(t, err)
		require.Equal(t, http.StatusForbidden, graphtest.Push(h, delivery, graphtest.Signature("secret-2", delivery)))
		require.Equal(t, http.StatusOK, graphtest.Push(h, delivery, graphtest.Signature("secret-1", delivery)))
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		for range h.Updates(ended, "7") {
			t.Fatal("the context has ended")
		}
		l := c.Listener(&instagram.ListenOptions{Webhook: h})
		for _, u := range instagram.Queued(h, "7") {
			first, _, err := l.Understood(t.Context(), u)
			if err != nil {
				require.ErrorIs(t, err, social.ErrUnavailable, "it will be asked for again")
				continue
			}
			again, _, _ := l.Understood(t.Context(), u)
			require.Len(t, again, len(first))
			for i, e := range first {
				require.NotEmpty(t, e.Kind)
				require.NotEmpty(t, e.ID)
				require.Equal(t, e.ID, again[i].ID, "an ID is the same each time")
				require.False(t, e.Time.IsZero())
				require.NotNil(t, e.Raw)
				assert.Contains(t, []string{"", "instagram"}, e.Ref.Network)
				if e.Kind == social.EventMessage {
					assert.True(t, e.Private)
				}
			}
		}
	})
}
