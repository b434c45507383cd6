package rest_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// frames is a server of HTTP/2 that treats the first whole request as it is told, and answers the others.
func frames(t *testing.T, first func(f *http2.Framer, stream uint32) (closes bool)) (base string, requests *atomic.Int64) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	requests = counter()
	serve := func(conn net.Conn) {
		defer func() { _ = conn.Close() }()
		if _, err := io.CopyN(io.Discard, conn, int64(len(http2.ClientPreface))); err != nil {
			return
		}
		f := http2.NewFramer(conn, conn)
		_ = f.WriteSettings()
		for {
			frame, err := f.ReadFrame()
			if err != nil {
				return
			}
			if s, ok := frame.(*http2.SettingsFrame); ok && !s.IsAck() {
				_ = f.WriteSettingsAck()
			}
			if !frame.Header().Flags.Has(http2.FlagDataEndStream) || frame.Header().Type != http2.FrameData && frame.Header().Type != http2.FrameHeaders {
				continue
			}
			stream := frame.Header().StreamID
			if requests.Add(1) == 1 {
				if first(f, stream) {
					return
				}
				continue
			}
			var head bytes.Buffer
			_ = hpack.NewEncoder(&head).WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: head.Bytes(), EndHeaders: true})
			_ = f.WriteData(stream, true, []byte(`{"id":"1"}`))
		}
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
	return "http://" + l.Addr().String(), requests
}

// A server of HTTP/2 may say that it has not looked at a request: then it goes out once more, whatever it is. One that
// leaves without saying so may have done it.
func TestHTTP2ServerThatLeaves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first func(f *http2.Framer, stream uint32) bool
		once  error // how a write ends that must not be made twice
	}{
		"refused": {func(f *http2.Framer, stream uint32) bool {
			return f.WriteRSTStream(stream, http2.ErrCodeRefusedStream) != nil
		}, nil},
		"went before it": {func(f *http2.Framer, stream uint32) bool {
			_ = f.WriteGoAway(stream-1, http2.ErrCodeNo, nil)
			return false
		}, nil},
		"went after it": {func(f *http2.Framer, stream uint32) bool {
			_ = f.WriteGoAway(stream, http2.ErrCodeNo, nil)
			return true
		}, social.ErrUncertain},
		"went in anger": {func(f *http2.Framer, stream uint32) bool {
			_ = f.WriteGoAway(stream, http2.ErrCodeInternal, nil)
			return true
		}, social.ErrUncertain},
		"broke off": {func(f *http2.Framer, stream uint32) bool {
			return f.WriteRSTStream(stream, http2.ErrCodeInternal) != nil
		}, social.ErrUncertain},
		"closed": {func(*http2.Framer, uint32) bool { return true }, social.ErrUncertain},
	} {
		for _, class := range []rest.Class{rest.Read, rest.Idempotent, rest.Unsafe} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				base, requests := frames(t, c.first)
				client := newClient(t, base, func(cfg *rest.Config) {
					cfg.Options.HTTPClient.Transport.(*http.Transport).Protocols = new(http.Protocols)
					cfg.Options.HTTPClient.Transport.(*http.Transport).Protocols.SetUnencryptedHTTP2(true)
				})
				var out item
				_, err := client.Do(t.Context(), request(t, class), &out)
				if class == rest.Unsafe && c.once != nil {
					require.ErrorIs(t, err, c.once)
					assert.EqualValues(t, 1, requests.Load())
					return
				}
				require.NoError(t, err)
				assert.Equal(t, item{ID: "1"}, out)
				assert.EqualValues(t, 2, requests.Load())
			})
		}
	}
}
