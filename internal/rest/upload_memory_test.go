package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

const (
	uploadSize = 512 << 20
	maxGrowth  = 16 << 20 // bytes on the heap that an upload of any size may add
	minSpeed   = 0.8      // of a plain POST's
)

// zeros is a film of zeros that nobody stores.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func film() io.ReadCloser { return io.NopCloser(io.LimitReader(zeros{}, uploadSize)) }

// discard is a server that reads and counts what it is sent.
func discard(tb testing.TB) string {
	tb.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil || n < uploadSize {
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	tb.Cleanup(srv.Close)
	return srv.URL
}

// heap is the size of all objects, dead ones that were not collected yet included.
func heap() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// send uploads through the pipeline, and returns how long it took and by how much the heap grew.
func send(tb testing.TB, c *rest.Client, m *social.Media) (time.Duration, int64) {
	tb.Helper()
	runtime.GC()
	before, most, next := heap(), int64(0), int64(0)
	m.Progress = func(sent, _ int64) {
		if sent >= next {
			next += 8 << 20
			most = max(most, heap()-before)
		}
	}
	begin := time.Now()
	_, err := c.Do(tb.Context(), upload("/media", m), nil)
	took := time.Since(begin)
	require.NoError(tb, err)
	return took, most
}

// post uploads with nothing but net/http.
func post(tb testing.TB, c *http.Client, base string, body io.Reader) time.Duration {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, base, body)
	require.NoError(tb, err)
	req.ContentLength = uploadSize
	begin := time.Now()
	resp, err := c.Do(req)
	took := time.Since(begin)
	require.NoError(tb, err)
	require.NoError(tb, resp.Body.Close())
	require.Equal(tb, http.StatusOK, resp.StatusCode)
	return took
}

// Not parallel: it measures the heap of the process and the speed of the machine. Both ways take turns, and the best
// of each counts: another program that takes the processor slows one of them down, never makes one faster.
func TestUploadMemory(t *testing.T) {
	base := discard(t)
	c := newClient(t, base, func(cfg *rest.Config) { cfg.Options.HTTPClient = nil })
	plain := &http.Client{Transport: &http.Transport{}}
	defer plain.CloseIdleConnections()
	m := &social.Media{Name: "film.mp4", Size: uploadSize, Open: func() (io.ReadCloser, error) { return film(), nil }}
	ours, theirs, growth, speed := time.Hour, time.Hour, int64(0), 0.0
	for round := 0; round < 2 || round < 60 && speed < minSpeed; round++ {
		took, grew := send(t, c, m)
		ours, growth = min(ours, took), max(growth, grew)
		theirs = min(theirs, post(t, plain, base, film()))
		speed = theirs.Seconds() / ours.Seconds()
	}
	t.Logf("512 MiB: heap grew by %.1f MiB; %.0f MiB/s, plain net/http %.0f MiB/s, ratio %.2f",
		float64(growth)/(1<<20), 512/ours.Seconds(), 512/theirs.Seconds(), speed)
	assert.LessOrEqual(t, growth, int64(maxGrowth))
	assert.GreaterOrEqual(t, speed, minSpeed)
}

// BenchmarkUploadFile compares uploads of a file on disk, which net/http hands to the kernel.
func BenchmarkUploadFile(b *testing.B) {
	name := filepath.Join(b.TempDir(), "film.mp4")
	require.NoError(b, os.WriteFile(name, nil, 0o600))
	require.NoError(b, os.Truncate(name, uploadSize))
	m, err := social.MediaFile(name)
	require.NoError(b, err)
	base := discard(b)
	b.Run("relais", func(b *testing.B) {
		c := newClient(b, base, func(cfg *rest.Config) { cfg.Options.HTTPClient = nil })
		b.SetBytes(uploadSize)
		for b.Loop() {
			_, err := c.Do(b.Context(), upload("/media", m), nil)
			require.NoError(b, err)
		}
	})
	b.Run("net-http", func(b *testing.B) {
		c := &http.Client{Transport: &http.Transport{}}
		defer c.CloseIdleConnections()
		b.SetBytes(uploadSize)
		for b.Loop() {
			f, err := os.Open(name)
			require.NoError(b, err)
			post(b, c, base, f)
		}
	})
}
