package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
)

// TestStreamMemory: a connection that stays open has none of the large buffers that uploads want. Not parallel: it
// measures the heap of the process, the server's side included.
func TestStreamMemory(t *testing.T) {
	const streams = 50
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(srv.Close)
	runtime.GC()
	before := heap()
	open := make([]io.Closer, streams)
	for i := range open {
		c := newClient(t, srv.URL, func(cfg *rest.Config) { cfg.Options.HTTPClient = nil })
		resp, err := c.Open(t.Context(), &rest.Request{Op: "stream", Path: "/stream"}) //nolint:bodyclose // below
		require.NoError(t, err)
		open[i] = resp.Body
	}
	runtime.GC()
	each := (heap() - before) / streams
	for _, body := range open {
		_ = body.Close()
	}
	t.Logf("an open stream costs %d bytes on the heap, both sides together", each)
	assert.Less(t, each, int64(48<<10))
}
