package simulator_test

import (
	"bufio"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
)

func TestStreamsEndAsToldTo(t *testing.T) {
	t.Parallel()
	for _, mode := range []simulator.DisconnectMode{simulator.CloseClean, simulator.CloseReset} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			var srv *simulator.Server
			srv = simulator.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				stream := srv.Streams().Open("alice", nil)
				defer stream.Close()
				_, _ = io.WriteString(w, "hello\n")
				_ = http.NewResponseController(w).Flush()
				<-stream.Done()
				if stream.Mode() == simulator.CloseReset {
					simulator.Reset(w)
				}
			}), nil)
			run, err := srv.Start()
			require.NoError(t, err)
			defer run.Close()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, run.URL, nil)
			require.NoError(t, err)
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			defer func() { _ = resp.Body.Close() }()
			require.NoError(t, srv.Streams().Wait(t.Context(), 1))
			body := bufio.NewReader(resp.Body)
			line, err := body.ReadString('\n')
			require.NoError(t, err)
			assert.Equal(t, "hello\n", line)

			assert.Equal(t, 0, srv.Streams().DisconnectLabel("bob", mode))
			assert.Equal(t, 1, srv.Streams().DisconnectLabel("alice", mode))
			assert.Equal(t, 0, srv.Streams().Len())
			_, err = body.ReadString('\n')
			if mode == simulator.CloseClean {
				assert.ErrorIs(t, err, io.EOF)
				return
			}
			require.Error(t, err)
			assert.NotErrorIs(t, err, io.EOF)
		})
	}
}
