package rest_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Silence ends an attempt, wherever it sets in.
func TestSilenceEndsAnAttempt(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]transportFunc{
		"no answer": untilEnd,
		"in the body": func(r *http.Request) (*http.Response, error) {
			return answered(200, nil, &stalledBody{`{"id":`, r.Context()}), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := inBubble(t, answer, func(cfg *rest.Config) { cfg.Options.Retries = -1 })
				begin := time.Now()
				_, err := c.Do(t.Context(), request(t, rest.Read), new(item))
				assert.Equal(t, time.Minute, time.Since(begin))
				require.ErrorIs(t, err, rest.ErrStalled)
				require.ErrorIs(t, err, social.ErrUnavailable)

				r := request(t, rest.Unsafe)
				r.Idle = 3 * time.Second
				begin = time.Now()
				_, err = c.Do(t.Context(), r, new(item))
				assert.Equal(t, 3*time.Second, time.Since(begin))
				require.ErrorIs(t, err, social.ErrUncertain)
			})
		})
	}
}

// slowReader gives a byte every 50 seconds, until the request ends.
type slowReader struct {
	left int
	ctx  context.Context //nolint:containedctx // ends the reading
}

func (s *slowReader) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	if err := rest.Sleep(s.ctx, 50*time.Second); err != nil {
		return 0, err
	}
	s.left--
	p[0] = 'x'
	return 1, nil
}

// An hour of upload and an hour of answer are well as long as something moves.
func TestSlowIsNotSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := inBubble(t, func(r *http.Request) (*http.Response, error) {
			n, err := io.Copy(io.Discard, r.Body)
			assert.NoError(t, err)
			assert.EqualValues(t, 72, n)
			return answered(200, nil, io.MultiReader(strings.NewReader(`"`), &slowReader{72, r.Context()}, strings.NewReader(`"`))), nil
		}, nil)
		m := &social.Media{Size: 72, Open: func() (io.ReadCloser, error) { return io.NopCloser(&slowReader{72, t.Context()}), nil }}
		var out string
		begin := time.Now()
		_, err := c.Do(t.Context(), &rest.Request{
			Op: "x", Method: http.MethodPost, Path: "/x", Class: rest.Unsafe, Body: &rest.File{Media: m},
		}, &out)
		require.NoError(t, err)
		assert.Len(t, out, 72)
		assert.Equal(t, 2*time.Hour, time.Since(begin))
	})
}

// A stream on which nothing happens is no failure, unless its reader says so.
func TestOpenStreamMayBeSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := inBubble(t, func(r *http.Request) (*http.Response, error) {
			if err := rest.Sleep(r.Context(), 10*time.Minute); err != nil {
				return nil, err
			}
			return answered(200, nil, &slowReader{200, r.Context()}), nil
		}, func(cfg *rest.Config) { cfg.Options.Retries = -1 })
		resp, err := c.Open(t.Context(), request(t, rest.Read))
		require.NoError(t, err)
		got, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Len(t, got, 200)

		r := request(t, rest.Read)
		r.Idle = time.Minute
		_, err = c.Open(t.Context(), r) //nolint:bodyclose // there is none
		require.ErrorIs(t, err, rest.ErrStalled)
	})
}

// mute accepts a connection, reads what comes and says only what it is told.
func mute(t *testing.T, says string) (base string, reached <-chan struct{}) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	got := make(chan struct{}, 10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = bufio.NewReaderSize(conn, 16).Peek(1)
			_, _ = io.WriteString(conn, says)
			got <- struct{}{}
			t.Cleanup(func() { _ = conn.Close() })
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return "http://" + l.Addr().String(), got
}

// Over real connections: the end of the context ends an exchange at once, and goroutines with it (TestMain).
func TestContextEndsARealExchange(t *testing.T) {
	t.Parallel()
	blocked := make(chan struct{})
	t.Cleanup(func() { close(blocked) })
	for name, c := range map[string]struct {
		says string
		body rest.Body
	}{
		"no answer":    {"", nil},
		"half a head":  {"HTTP/1.1 200 OK\r\nContent-Le", nil},
		"half a body":  {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", nil},
		"error body":   {"HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n{", nil},
		"full pipe":    {"", &rest.File{Media: &social.Media{Size: uploadSize, Open: func() (io.ReadCloser, error) { return film(), nil }}}},
		"stuck source": {"", &rest.File{Media: &social.Media{Size: 9, Open: func() (io.ReadCloser, error) { return newPipe(), nil }}}},
		"deaf source": {"", &rest.File{Media: &social.Media{Size: 9, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(deaf(blocked)), nil
		}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, reached := mute(t, c.says)
			ctx, cancel := context.WithCancel(t.Context())
			cancelled := make(chan time.Time, 1)
			go func() {
				<-reached
				cancelled <- time.Now()
				cancel()
			}()
			_, err := newClient(t, base, nil).Do(ctx, &rest.Request{
				Op: "x", Method: http.MethodPost, Path: "/x", Class: rest.Idempotent, Body: c.body,
			}, new(item))
			took := time.Since(<-cancelled)
			require.ErrorIs(t, err, context.Canceled)
			assert.Less(t, took, 30*time.Second, "not by the end of a minute of silence")
			t.Log("ended after", took)
		})
	}
}

// deaf gives nothing, closed or not.
type deaf chan struct{}

func (d deaf) Read([]byte) (int, error) {
	<-d
	return 0, io.ErrUnexpectedEOF
}

// newPipe is a source that never gives anything, until it is closed.
func newPipe() io.ReadCloser {
	r, _ := io.Pipe()
	return r
}

func TestSilentServerOverARealConnection(t *testing.T) {
	t.Parallel()
	for _, says := range []string{"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"} {
		base, _ := mute(t, says)
		_, err := newClient(t, base, nil).Do(t.Context(), &rest.Request{Op: "x", Path: "/x", Idle: 20 * time.Millisecond}, new(item))
		require.ErrorIs(t, err, rest.ErrStalled)
	}
}

// A download that stalls is given up with the upload that it feeds, although the context goes on.
func TestStalledDownload(t *testing.T) {
	t.Parallel()
	source, _ := mute(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
	base, _ := mediaServer(t, 0)
	c := newClient(t, base, func(cfg *rest.Config) { cfg.Options.Retries = -1 })
	_, err := c.Do(context.WithoutCancel(t.Context()), &rest.Request{
		Op: "media.upload", Method: http.MethodPost, Path: "/media", Class: rest.Idempotent, Idle: 50 * time.Millisecond,
		Body: rest.Multipart(rest.Part{Name: "file", File: &rest.File{Media: social.MediaURL(source+"/a", ""), Fetch: c.Fetcher()}}),
	}, nil)
	require.ErrorIs(t, err, rest.ErrStalled)
}

// A server that answers before it has read an upload ends the upload.
func TestEarlyAnswerEndsTheUpload(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		http.Error(w, `{"error":"too large"}`, http.StatusRequestEntityTooLarge)
	}))
	t.Cleanup(srv.Close)
	m := &social.Media{Size: 1 << 30, Open: func() (io.ReadCloser, error) { return newPipe(), nil }}
	_, err := newClient(t, srv.URL, nil).Do(t.Context(), upload("/media", m), nil)
	assert.Equal(t, 413, socialError(t, err).Status)
}

// Failures cost no connections but those that they broke.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	c := s.client(t, func(cfg *rest.Config) { cfg.Options.Retries = -1 })
	failed := 0
	for i := range 100 {
		switch i % 5 {
		case 1:
			s.sim.Faults().Add(failing(500, repeated, repeated).fault)
		case 2:
			s.sim.Faults().Add(failing(404, repeated, repeated).fault)
		case 3:
			s.sim.Faults().Add(failing(429, repeated, repeated).fault)
		}
		var out any = new(item)
		if i%2 == 0 {
			out = nil
		}
		if _, err := c.Do(t.Context(), request(t, rest.Unsafe), out); err != nil {
			failed++
		}
	}
	assert.Equal(t, 60, failed)
	// Now and then net/http opens one because the last is not back in the pool yet.
	assert.LessOrEqual(t, s.new.Load(), int64(10), "connections")
	assert.Equal(t, 100, s.sim.Log().Total())
}

// An upgraded connection belongs to the caller: no alarm ends it.
func TestConnect(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n" + r.Header.Get("Authorization") + "\n")
		_ = rw.Flush()
		line, _ := rw.ReadString('\n')
		_, _ = rw.WriteString(line)
		_ = rw.Flush()
	}))
	t.Cleanup(srv.Close)
	var seen []social.Observation
	c := newClient(t, srv.URL, func(cfg *rest.Config) {
		withToken(staticToken(), nil)(cfg)
		cfg.Options.Observer = func(o social.Observation) { seen = append(seen, o) }
	})
	var conn io.ReadWriteCloser
	dial := func(ctx context.Context, h *http.Client, u string) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
		require.NoError(t, err)
		req.Header.Set("Connection", "Upgrade")
		req.Header.Set("Upgrade", "echo")
		resp, err := h.Do(req) //nolint:bodyclose // it is the connection, closed below
		if err != nil {
			return err
		}
		conn = resp.Body.(io.ReadWriteCloser)
		return nil
	}
	require.NoError(t, connect(t, c, dial))
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "Bearer "+fakeToken()+"\n", line)
	_, err = io.WriteString(conn, "hello\n")
	require.NoError(t, err)
	line, err = in.ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "hello\n", line)

	broken := errors.New("no such protocol")
	assert.Equal(t, broken, connect(t, c, func(context.Context, *http.Client, string) error { return broken }))
	require.Len(t, seen, 2)
	require.NoError(t, seen[0].Err)
	require.ErrorIs(t, seen[1].Err, broken)
}
