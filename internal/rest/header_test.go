package rest_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	c := s.client(t, func(cfg *rest.Config) { cfg.Options.UserAgent = "desk/1" })
	r := request(t, rest.Lookup)
	r.Header = http.Header{"idempotency-Key": {"k1"}, "Accept": {"text/plain"}}
	_, err := c.Do(t.Context(), r, nil)
	require.NoError(t, err)
	last, _ := s.sim.Log().Last("")
	for name, want := range map[string]string{
		"Idempotency-Key": "k1", "Accept": "text/plain", "Content-Type": "application/json",
		"User-Agent": "desk/1 relais (+https://github.com/relais-go/relais)",
	} {
		assert.Equal(t, want, last.Header.Get(name))
	}
	assert.Equal(t, http.Header{"idempotency-Key": {"k1"}, "Accept": {"text/plain"}}, r.Header, "a request can be used again")
}

func TestHeaderValuesAreChecked(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	r := request(t, rest.Lookup)
	r.Header = http.Header{"Idempotency-Key": {"k1\r\nX-Admin: 1"}}
	_, err := s.client(t, nil).Do(t.Context(), r, nil)
	e := socialError(t, err)
	assert.Equal(t, social.ErrInvalid, e.Kind)
	assert.Equal(t, "Idempotency-Key", e.Field)

	r = request(t, rest.Lookup)
	r.Body = rest.Bytes("image/png\r\nX-Admin: 1", nil)
	_, err = s.client(t, nil).Do(t.Context(), r, nil)
	assert.Equal(t, "ContentType", socialError(t, err).Field)

	_, err = s.client(t, nil).Do(t.Context(), &rest.Request{Op: "x", Method: "GET /", Path: "/items"}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Zero(t, s.sim.Log().Total())
}

// net/http replays requests with this header by itself, on connections that turn out dead. A write whose first
// copy may have been executed is not its to repeat.
func TestKeyedWriteIsNotReplayed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		s := newShelf(t)
		c := s.client(t, nil)
		_, err := c.Do(t.Context(), request(t, rest.Read), nil) // opens the connection that the write goes over
		require.NoError(t, err)
		s.sim.Faults().Add(simulator.Fault{Kind: simulator.CutAfter, Times: simulator.Forever})
		r := request(t, rest.Lookup)
		r.Header = http.Header{name: {"k1"}}
		_, err = c.Do(t.Context(), r, nil)
		require.ErrorIs(t, err, social.ErrUncertain)
		assert.Len(t, s.all(), 1)
		if last, _ := s.sim.Log().Last(""); name == "Idempotency-Key" { // the log keeps no others
			assert.Equal(t, "k1", last.Header.Get(name))
		}
	}
}

// deadConn is a connection that breaks once it is told to, before another byte is written.
type deadConn struct {
	net.Conn
	dead *atomic.Bool
}

func (d *deadConn) Write(p []byte) (int, error) {
	if d.dead.Load() {
		_ = d.Close()
		return 0, io.ErrClosedPipe
	}
	return d.Conn.Write(p)
}

// A pooled connection that is found dead before anything was written to it is the commonest failure of all. It
// leaves no doubt, and the write goes over another one.
func TestDeadPooledConnection(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{nil, {"Idempotency-Key": {"k1"}}} {
		s := newShelf(t)
		var dead atomic.Bool
		var dials atomic.Int64
		var sent int64
		c := s.client(t, func(cfg *rest.Config) {
			cfg.Options.Observer = func(o social.Observation) { sent = o.Sent }
			tr := cfg.Options.HTTPClient.Transport.(*http.Transport)
			dial := tr.DialContext
			tr.DialContext = nil
			tr.Dial = func(network, addr string) (net.Conn, error) { //nolint:staticcheck // shorter here
				dials.Add(1)
				conn, err := dial(t.Context(), network, addr)
				if dials.Load() > 1 {
					return conn, err
				}
				return &deadConn{conn, &dead}, err
			}
		})
		_, err := c.Do(t.Context(), request(t, rest.Read), nil)
		require.NoError(t, err)
		dead.Store(true)
		r := request(t, rest.Unsafe)
		r.Header = header
		a, err := c.Do(t.Context(), r, nil)
		require.NoError(t, err)
		assert.Equal(t, 1, a.Attempts)
		assert.EqualValues(t, r.Body.Size(), sent, "counted once")
		assert.EqualValues(t, 2, dials.Load())
		assert.Len(t, s.all(), 1)
	}
}

// A server that reads a request and closes the connection says nothing of what it did.
func TestClosedWithoutAnswer(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan int)
	go func() {
		n := 0
		for {
			conn, err := l.Accept()
			if err != nil {
				done <- n
				return
			}
			n++
			if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, req.Body)
			}
			_ = conn.Close()
		}
	}()
	c := newClient(t, "http://"+l.Addr().String(), nil)
	_, err = c.Do(t.Context(), request(t, rest.Unsafe), nil)
	require.ErrorIs(t, err, social.ErrUncertain)
	require.ErrorIs(t, err, io.EOF)
	require.NoError(t, l.Close())
	assert.Equal(t, 1, <-done)
}

func TestOptionsHaveDefaults(t *testing.T) {
	t.Parallel()
	o := newClient(t, "http://shelf.example", func(cfg *rest.Config) { cfg.Options = social.Options{} }).Options()
	assert.Equal(t, []any{4, 500 * time.Millisecond, 30 * time.Second, 5 * time.Second, 10 * time.Minute},
		[]any{o.Retries, o.RetryWait, o.RetryWaitMax, o.Settle, o.MediaWait})
	assert.NotNil(t, o.Logger)
	c := newClient(t, "http://shelf.example", nil)
	assert.Same(t, c.Fetcher(), c.Fetcher(), "one pool of connections")
	assert.Equal(t, "shelf", c.Network())
	assert.Equal(t, "shelf.example", c.Base().Host)
	assert.NotNil(t, c.Log())
}
