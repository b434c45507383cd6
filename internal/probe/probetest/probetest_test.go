package probetest_test

import (
	"bytes"
	"crypto/sha256"
	"image"
	"io"
	"io/fs"
	"runtime"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

func TestPicturesDecode(t *testing.T) {
	t.Parallel()
	for format, data := range map[string][]byte{
		"jpeg": probetest.JPEG(31, 17), "png": probetest.PNG(31, 17), "gif": probetest.GIF(31, 17, 3),
	} {
		picture, got, err := image.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		assert.Equal(t, format, got)
		assert.Equal(t, image.Pt(31, 17), picture.Bounds().Size())
	}
	assert.Panics(t, func() { probetest.JPEG(1<<16, 1) })
}

func read(t *testing.T, m *social.Media) []byte {
	t.Helper()
	r, err := m.Open()
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	_, err = r.Read(make([]byte, 1))
	require.ErrorIs(t, err, fs.ErrClosed)
	return data
}

func TestMedia(t *testing.T) {
	t.Parallel()
	picture := probetest.JPEG(31, 17)
	assert.Equal(t, picture, read(t, probetest.Media("a.jpg", picture, 0)))
	m := probetest.Media("a.jpg", picture, 200_000)
	assert.Equal(t, "image/jpeg", m.ContentType)
	assert.EqualValues(t, 200_000, m.Size)
	data := read(t, m)
	assert.Len(t, data, 200_000)
	assert.Equal(t, picture, data[:len(picture)])
	assert.Equal(t, data, read(t, m), "the same each time")
	assert.NotEqual(t, data[70_000:80_000], data[80_000:90_000], "pieces differ")
	assert.NotEqual(t, data[1<<16:1<<16+4096], data[2<<16:2<<16+4096], "those of the usual sizes too")
	r, err := m.Open()
	require.NoError(t, err)
	require.NoError(t, iotest.TestReader(r, data), "seeks as it reads")
}

func TestMovie(t *testing.T) {
	t.Parallel()
	for _, last := range []bool{false, true} {
		movie := &probetest.Movie{Duration: 3 * time.Second, Width: 1080, Height: 1920, Size: 150_000, MoovLast: last}
		data := movie.Bytes()
		assert.Len(t, data, 150_000)
		assert.Equal(t, data, read(t, movie.Media("a.mp4")))
		r, err := movie.Media("a.mp4").Open()
		require.NoError(t, err)
		require.NoError(t, iotest.TestReader(r, data))
	}
	info, err := probe.File(t.Context(), social.MediaBytes("a.mp4", probetest.MP4(3*time.Second, 1080, 1920)))
	require.NoError(t, err)
	d, ok := info.Duration()
	assert.True(t, ok)
	assert.Equal(t, 3*time.Second, d)
}

// A gigabyte costs no more memory than a kilobyte.
func TestConstantMemory(t *testing.T) {
	movie := &probetest.Movie{Duration: time.Minute, Width: 1920, Height: 1080, Size: 1 << 30}
	r, err := movie.Media("a.mp4").Open()
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, io.LimitReader(r, 64<<20), make([]byte, 1<<16))
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.EqualValues(t, 64<<20, n)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
	assert.Equal(t, "a.mp4", movie.Media("a.mp4").Name)
}

func BenchmarkMedia(b *testing.B) {
	m := probetest.Media("a.bin", nil, 1<<20)
	b.SetBytes(1 << 20)
	for b.Loop() {
		r, err := m.Open()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(sha256.New(), r); err != nil {
			b.Fatal(err)
		}
	}
}
