package facebook_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// TestUploadMemory sends a video of 128 MiB in each way, and watches the heap.
func TestUploadMemory(t *testing.T) { uploadMemory(t, 128<<20) } //nolint:paralleltest // measures the whole process

// TestLongUploadMemory does the same with a gibibyte.
func TestLongUploadMemory(t *testing.T) { //nolint:paralleltest // measures the whole process
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to send a gibibyte")
	}
	uploadMemory(t, 1<<30)
}

func uploadMemory(t *testing.T, size int64) {
	t.Helper()
	heap := func() int64 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	for name, format := range map[string]social.Format{"chunked": social.FormatPost, "rupload": social.FormatReel} {
		w := newWorld(t, &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ChunkSize: 8 << 20}})
		movie := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920, Size: size}
		m := movie.Media("film.mp4")
		runtime.GC()
		before, most, calls, last := heap(), int64(0), 0, int64(0)
		m.Progress = func(sent, total int64) {
			assert.Equal(t, size, total)
			assert.GreaterOrEqual(t, sent, last, "it never goes back")
			last = sent
			if calls++; calls%500 == 0 {
				most = max(most, heap())
			}
		}
		start := time.Now()
		_, err := w.client().Publish(t.Context(), &social.Draft{Format: format, Media: []*social.Media{m}})
		require.NoError(t, err)
		took := time.Since(start)
		t.Logf("%s: %d MiB in %v (%.0f MiB/s), heap grew by %.1f MiB at most", name, size>>20, took.Round(time.Millisecond),
			float64(size>>20)/took.Seconds(), float64(most-before)/(1<<20))
		assert.Equal(t, size, last)
		assert.Positive(t, most)
		assert.Less(t, most-before, int64(16<<20), name)
		assert.Equal(t, size, w.srv.Videos(w.page)[0].Received)
	}
}
