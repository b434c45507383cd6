package instagram_test

import (
	"errors"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// TestLongUploadConstantMemory sends a large video and watches the heap.
func TestLongUploadConstantMemory(t *testing.T) { //nolint:paralleltest // measures the whole process
	size := int64(128 << 20)
	if os.Getenv("RELAIS_LONG") != "" {
		size = 1 << 30
	}
	w := newSite(t, nil)
	film := probetest.Movie{Duration: time.Minute, Width: 1080, Height: 1920, Size: size}
	m := film.Media("film.mp4")
	c := w.client()
	k, err := c.CreateContainer(t.Context(), &instagram.ContainerParams{Kind: instagram.KindReel, Resumable: true})
	require.NoError(t, err)
	heap := func() uint64 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapInuse
	}
	runtime.GC()
	before, most, next, arrived := heap(), uint64(0), int64(0), int64(0)
	m.Progress = func(sent, total int64) {
		assert.Equal(t, size, total)
		if arrived = sent; sent >= next {
			next = sent + size/32
			most = max(most, heap())
		}
	}
	start := time.Now()
	require.NoError(t, c.UploadVideo(t.Context(), k, m))
	took := time.Since(start)
	grown := (float64(most) - float64(before)) / (1 << 20)
	t.Logf("%d MiB in %v (%.0f MiB/s), heap grew by %.1f MiB at most", size>>20, took.Round(time.Millisecond), float64(size>>20)/took.Seconds(), grown)
	assert.Equal(t, size, arrived)
	assert.Less(t, grown, 16.0)
	if os.Getenv("RELAIS_LONG") == "" { // else it is larger than a reel may be
		_, err = c.PublishContainer(t.Context(), k.ID)
		require.NoError(t, err)
		assert.Equal(t, size, w.srv.Published(w.user)[0].File.Size)
	}
}

// TestUploadThroughCuts goes on where Instagram is when an upload breaks off, and in another process.
func TestUploadThroughCuts(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	film := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920, Size: 4 << 20}
	draft := func() *social.Draft {
		return &social.Draft{Text: "Cut", Media: []*social.Media{film.Media("film.mp4")}}
	}
	w.srv.CutUploads(1<<20, 3)
	_, err := w.quick().Publish(t.Context(), draft())
	require.NoError(t, err)
	assert.Equal(t, sum(t, film.Media("film.mp4")), w.srv.Published(w.user)[0].File.SHA256, "every byte, once")

	w.srv.CutUploads(1<<20, 1)
	asks := func(r *http.Request) bool { return strings.Contains(r.URL.Query().Get("fields"), "video_status") }
	down := w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.CutBefore, Where: asks, Times: instagramtest.Forever})
	d := draft()
	_, err = w.quick(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), d)
	p := interrupted(t, err, social.StageUpload)
	down()
	again := reload(t, p, d.Media...)
	first := int64(-1)
	again.Media[0].Progress = func(sent, _ int64) {
		if first < 0 {
			first = sent
		}
	}
	_, err = w.quick().Resume(t.Context(), again)
	require.NoError(t, err)
	published := w.srv.Published(w.user)
	require.Len(t, published, 2)
	assert.Equal(t, sum(t, film.Media("film.mp4")), published[1].File.SHA256)
	assert.GreaterOrEqual(t, first, int64(1<<20), "what has arrived is not sent again")
	assert.Len(t, w.srv.Containers(w.user), 2)
}

func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	c := w.client()
	requireField(t, c.UploadVideo(t.Context(), &instagram.Container{ID: "1"}, bytesOf()), social.ErrInvalid, "Container")
	requireField(t, c.UploadVideo(t.Context(), &instagram.Container{ID: "1", URI: w.host.URL()}, nil), social.ErrInvalid, "Media")
	requireField(t, w.as(il).client().UploadVideo(t.Context(), &instagram.Container{}, nil), errors.ErrUnsupported, "UploadVideo")
	stray := &instagram.Container{ID: "1", URI: "https://elsewhere.example/ig-api-upload/1"}
	err := c.UploadVideo(t.Context(), stray, bytesOf())
	require.Error(t, err, "the token is not sent to another server")
	require.ErrorContains(t, err, "elsewhere.example")
}
