package linkedin_test

import (
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// maxGrowth is by how much the heap may grow while a file of any size is sent, on both sides.
const maxGrowth = 24 << 20

// heap is the size of all objects, dead ones that were not collected yet included.
func heap() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// large is a file that is made while it is read.
func large(name string, size int64) *social.Media {
	return &social.Media{Name: name, Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(linkedintest.MP4(size)), nil
	}}
}

// growth sends a file and returns by how much the heap grew at most.
func growth(t *testing.T, m *social.Media) int64 {
	t.Helper()
	w := newWorld(t, &linkedintest.Options{AnyFile: true, Processing: linkedintest.Processing{Polls: -1}})
	runtime.GC()
	before, peak, next := heap(), int64(0), int64(0)
	m.Progress = func(sent, _ int64) {
		if sent >= next {
			next += 4 << 20
			peak = max(peak, heap()-before)
		}
	}
	began := time.Now()
	u, err := w.client().Upload(t.Context(), m)
	require.NoError(t, err)
	a, ok := w.srv.FindAsset(string(u))
	require.True(t, ok)
	assert.Equal(t, m.Size, a.Size)
	t.Logf("%d MiB sent in %v: the heap grew by %.1f MiB, on both sides", m.Size>>20, time.Since(began).Round(time.Millisecond), float64(peak)/(1<<20))
	return peak
}

// TestUploadMemory streams files that are many times larger than what may be held of them. Not parallel: it measures the
// heap of the process.
func TestUploadMemory(t *testing.T) {
	size := int64(64 << 20)
	if testing.Short() {
		size = 32 << 20
	}
	for _, name := range []string{"film.mp4", "report.pdf"} {
		assert.LessOrEqual(t, growth(t, large(name, size)), int64(maxGrowth), name)
	}
}

// TestLongUpload sends a video of 1 GiB in constant memory.
func TestLongUpload(t *testing.T) {
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to send 1 GiB")
	}
	assert.LessOrEqual(t, growth(t, large("film.mp4", 1<<30)), int64(maxGrowth))
}
