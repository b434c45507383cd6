package youtube_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// served hands requests to a handler without a network, so that the clock of a bubble moves.
func served(h http.Handler) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		rec, own := httptest.NewRecorder(), r.Clone(r.Context())
		if own.Body == nil {
			own.Body = http.NoBody
		}
		h.ServeHTTP(rec, own)
		return rec.Result(), nil
	})
}

// keeper is a WebSub and a hub that reach each other without a network.
func keeper(t *testing.T, hub youtubetest.HubOptions) (*youtubetest.Server, *youtube.WebSub) {
	t.Helper()
	var h *youtube.WebSub
	hub.Transport = served(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	srv := youtubetest.New(&youtubetest.Options{Hub: hub})
	h, err := youtube.NewWebSub(
		youtube.WebSubOptions{Callback: "https://acme.example/hub", Secrets: []string{hubSecret()}},
		&social.Options{HTTPClient: &http.Client{Transport: served(srv)}, BaseURL: "https://hub.example"},
	)
	require.NoError(t, err)
	return srv, h
}

// TestKeepRenews at half of the lease, and goes on trying while the hub is down, as seldom as it asks.
func TestKeepRenews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, h := keeper(t, youtubetest.HubOptions{MaxLease: 24 * time.Hour, Down: true})
		rival, other := youtube.ID(srv.CreateChannel("rival")), youtube.ID(srv.CreateChannel("other"))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- h.Keep(ctx, rival, other, rival) }()
		time.Sleep(12 * time.Hour)
		synctest.Wait()
		assert.Empty(t, srv.HubSubscriptions())
		tried := srv.Requests().Count("POST /subscribe")
		assert.GreaterOrEqual(t, tried, 2*10, "it goes on")
		assert.LessOrEqual(t, tried, 2*100, "not all the time")
		srv.SetHub(func(o *youtubetest.HubOptions) { o.Down = false })
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		require.Len(t, srv.HubSubscriptions(), 2)
		srv.Requests().Reset()
		for range 10 * 24 {
			time.Sleep(time.Hour)
			synctest.Wait()
			require.Len(t, srv.HubSubscriptions(), 2, "renewed before it ends")
			assert.True(t, h.Leases()[rival].After(time.Now()))
		}
		n := srv.Requests().Count("POST /subscribe")
		assert.GreaterOrEqual(t, n, 2*19, "twice a lease")
		assert.LessOrEqual(t, n, 2*22)
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		assert.Len(t, srv.HubSubscriptions(), 2, "they stay with the hub")
		for _, e := range srv.Requests().Find("POST /subscribe") {
			assert.False(t, e.HadToken)
		}
		srv.Close()
	})
}

// TestKeepWaits for as long as the hub asks.
func TestKeepWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, h := keeper(t, youtubetest.HubOptions{Down: true})
		h.Hasten(time.Millisecond, time.Millisecond, 5*time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		require.ErrorIs(t, h.Keep(ctx, youtube.ID(srv.CreateChannel("rival"))), context.DeadlineExceeded)
		n := srv.Requests().Count("POST /subscribe")
		assert.GreaterOrEqual(t, n, 4)
		assert.LessOrEqual(t, n, 6, "every two minutes")
		srv.Close()
	})
}
