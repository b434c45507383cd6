package simulator_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
)

// TestCloseWhileRequestsArrive: once Close has returned, no handler begins, not even for what was read just then.
func TestCloseWhileRequestsArrive(t *testing.T) {
	t.Parallel()
	for range 100 {
		var closed, late atomic.Bool
		run, err := simulator.Start(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			late.CompareAndSwap(false, closed.Load())
		}), nil)
		require.NoError(t, err)
		var clients sync.WaitGroup
		dialer := new(net.Dialer)
		for range 8 {
			conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(run.URL, "http://"))
			require.NoError(t, err)
			clients.Go(func() {
				defer func() { _ = conn.Close() }()
				_, _ = fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: simulated\r\n\r\n")
			})
		}
		run.Close()
		closed.Store(true)
		clients.Wait()
		assert.False(t, late.Load(), "a handler ran after Close")
	}
}
