package probe_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

func TestFileOnDisk(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "clip.txt")
	require.NoError(t, os.WriteFile(name, probetest.MP4(time.Second, 640, 360), 0o600))
	m, err := social.MediaFile(name)
	require.NoError(t, err)
	info, err := probe.File(t.Context(), m)
	require.NoError(t, err)
	assert.Equal(t, "video/mp4", info.Type, "by content, not by name")
	require.NoError(t, os.Remove(name))
	_, err = probe.File(t.Context(), m)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestNothingToOpen(t *testing.T) {
	t.Parallel()
	for _, m := range []*social.Media{nil, {}, social.MediaURL("https://cdn.acme.invalid/a.jpg", "image/jpeg")} {
		info, err := probe.File(t.Context(), m)
		require.NoError(t, err)
		assert.Equal(t, probe.Info{}, info)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	r := &tracked{failing: broken}
	_, err := through(t.Context(), t, probetest.Media("a.mp4", probetest.MP4(time.Second, 1, 1), 0), r)
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, "probe: a.mp4: ")
	assert.True(t, r.closed)

	ctx, cancel := context.WithCancel(t.Context())
	r = &tracked{noSeek: true, before: func() {
		if r.read > 1<<20 {
			cancel()
		}
	}}
	movie := &probetest.Movie{Duration: time.Second, Width: 1, Height: 1, MoovLast: true, Size: 8 << 20}
	info, err := through(ctx, t, movie.Media("a.mp4"), r)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, "video/mp4", info.Type, "what was found out before")
	assert.Less(t, r.read, int64(2<<20))
	assert.True(t, r.closed)
	_, err = probe.File(ctx, &social.Media{Open: func() (io.ReadCloser, error) {
		t.Error("opened in vain")
		return nil, fs.ErrInvalid
	}})
	require.ErrorIs(t, err, context.Canceled)
}

// A file of any size costs little: the data is sought over.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	const huge = 6 << 40
	first := &probetest.Movie{Duration: time.Second, Width: 640, Height: 360, Size: huge}
	last := &probetest.Movie{Duration: time.Second, Width: 640, Height: 360, Size: huge, MoovLast: true}
	for name, m := range map[string]*social.Media{
		"index first": first.Media("a.mp4"), "index last": last.Media("a.mp4"),
		"picture": probetest.Media("a.jpg", probetest.JPEG(640, 360), huge),
	} {
		r := new(tracked)
		info, err := through(t.Context(), t, m, r)
		require.NoError(t, err)
		width, height, ok := info.Size()
		assert.True(t, ok, name)
		assert.Equal(t, [2]int{640, 360}, [2]int{width, height}, name)
		assert.Less(t, r.read, int64(32<<10), name)
	}
}

// Where the reader cannot seek, a limit holds.
func TestStreamedFiles(t *testing.T) {
	t.Parallel()
	for size, known := range map[int64]bool{1 << 20: true, 31 << 20: true, 1 << 30: false} {
		movie := &probetest.Movie{Duration: time.Second, Width: 640, Height: 360, Size: size, MoovLast: true}
		r := &tracked{noSeek: true}
		info, err := through(t.Context(), t, movie.Media("a.mp4"), r)
		require.NoError(t, err)
		_, _, ok := info.Size()
		assert.Equal(t, known, ok, size)
		first, ok := info.MoovFirst()
		assert.True(t, ok)
		assert.False(t, first)
		assert.Equal(t, "video/mp4", info.Type)
		if !known {
			assert.Less(t, r.read, int64(64<<10), "nothing is read in vain")
		}
	}
}

// Many small pieces are not walked over for ever.
func TestManyPieces(t *testing.T) {
	t.Parallel()
	film, picture := box("ftyp", []byte("isom\x00\x00\x00\x00")), []byte{0xff, 0xd8}
	for name, c := range map[string]struct{ head, piece []byte }{
		"boxes": {film, box("free")}, "segments": {picture, []byte{0xff, 0xe2, 0, 2}}, "markers": {picture, []byte{0xff, 1}},
		"fill bytes": {picture, []byte{0xff}}, "blocks": {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00!\xfe"), []byte{1, 1}},
	} {
		r := &tracked{ReadSeeker: newEndless(c.head, c.piece)}
		_, err := probe.File(t.Context(), &social.Media{Open: func() (io.ReadCloser, error) { return r, nil }})
		require.NoError(t, err, name)
		assert.Positive(t, r.read, name)
		assert.Less(t, r.read, int64(24<<20), name)
	}
}

// Long pieces are not read over for ever where the reader cannot seek.
func TestLongPieces(t *testing.T) {
	t.Parallel()
	piece := append([]byte{0xff, 0xe2, 0xff, 0xff}, make([]byte, 0xffff-2)...)
	r := &tracked{noSeek: true, ReadSeeker: newEndless([]byte{0xff, 0xd8}, piece[:0xffff+2])}
	_, err := probe.File(t.Context(), &social.Media{Open: func() (io.ReadCloser, error) { return r, nil }})
	require.NoError(t, err)
	assert.Greater(t, r.read, int64(30<<20))
	assert.LessOrEqual(t, r.read, int64(32<<20))
}

// endless repeats a piece for ever.
type endless struct {
	head, pieces []byte // pieces are many of the same
	pos          int64
}

func newEndless(head, piece []byte) *endless {
	return &endless{head: head, pieces: bytes.Repeat(piece, 1+(1<<12)/len(piece))}
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	if e.pos < int64(len(e.head)) {
		n = copy(p, e.head[e.pos:])
	} else {
		n = copy(p, e.pieces[(e.pos-int64(len(e.head)))%int64(len(e.pieces)):])
	}
	e.pos += int64(n)
	return n, nil
}

func (e *endless) Seek(offset int64, _ int) (int64, error) {
	e.pos += offset
	return e.pos, nil
}

func FuzzFile(f *testing.F) {
	for _, movie := range []*probetest.Movie{
		{Duration: time.Second, Width: 64, Height: 48}, {Duration: time.Second, Width: 64, Height: 48, MoovLast: true, Turned: true, Brand: "qt  "},
	} {
		f.Add(movie.Bytes())
	}
	f.Add(probetest.JPEG(8, 8))
	f.Add(probetest.PNG(8, 8))
	f.Add(probetest.GIF(8, 8, 2))
	f.Add([]byte("RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x7f\x07\x00\x37\x04\x00"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x00\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		info := look(t, data)
		if width, height, ok := info.Size(); ok && (width < 1 || height < 1) {
			t.Errorf("size %d × %d", width, height)
		}
		if d, ok := info.Duration(); ok && d <= 0 {
			t.Errorf("duration %v", d)
		}
		if rate, ok := info.FrameRate(); ok && !(rate > 0) {
			t.Errorf("frame rate %v", rate)
		}
		if strconv.Quote(info.Codec) != `"`+info.Codec+`"` && !bytes.ContainsAny([]byte(info.Codec), `"\`) {
			t.Errorf("codec %q", info.Codec)
		}
	})
}
