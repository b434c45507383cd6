package x_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// film is a synthetic video of any size that is never in memory: its bytes tell their own position. It cannot seek.
type film struct {
	size, pos int64
	opened    *atomic.Int64
}

func (f *film) Read(b []byte) (int, error) {
	if f.pos == f.size {
		return 0, io.EOF
	}
	n := min(int64(len(b)), f.size-f.pos)
	for i := range n {
		b[i] = byte((f.pos + i) >> 12)
	}
	f.pos += n
	return int(n), nil
}

func (f *film) Close() error { return nil }

func newFilm(size int64) (*social.Media, *atomic.Int64) {
	opened := new(atomic.Int64)
	return &social.Media{
		Name: "film.mp4", ContentType: "video/mp4", Size: size,
		Open: func() (io.ReadCloser, error) { opened.Add(1); return &film{size: size, opened: opened}, nil },
	}, opened
}

// sums are the hashes of the segments of a film.
func sums(t *testing.T, size, segment int64) []string {
	t.Helper()
	var out []string
	f := &film{size: size}
	for f.pos < size {
		h := sha256.New()
		_, err := io.CopyN(h, f, min(segment, size-f.pos))
		require.NoError(t, err)
		out = append(out, hex.EncodeToString(h.Sum(nil)))
	}
	return out
}

// TestUploadConstantMemory sends a gibibyte in segments and watches the heap.
func TestUploadConstantMemory(t *testing.T) { //nolint:paralleltest // measures the whole process
	if testing.Short() {
		t.Skip("sends a gibibyte")
	}
	const size = 1 << 30
	w := newWorld(t, nil)
	c := w.client()
	m, opened := newFilm(size)
	heap := func() uint64 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	runtime.GC()
	before, most, sent := heap(), uint64(0), int64(0)
	calls := 0
	m.Progress = func(n, total int64) {
		assert.EqualValues(t, size, total)
		sent = n
		if calls++; calls%2000 == 0 {
			most = max(most, heap())
		}
	}
	start := time.Now()
	up, err := c.UploadMedia(t.Context(), m, "")
	require.NoError(t, err)
	took := time.Since(start)
	grown := int64(most) - int64(before)
	t.Logf("%d MiB in %v (%.0f MiB/s), heap grew by %.1f MiB at most", size>>20, took.Round(time.Millisecond),
		float64(size>>20)/took.Seconds(), float64(grown)/(1<<20))
	assert.EqualValues(t, size, sent)
	assert.EqualValues(t, 1, opened.Load(), "the film is opened once")
	assert.Less(t, grown, int64(16<<20))
	got, ok := w.srv.Media(string(up.ID))
	require.True(t, ok)
	assert.EqualValues(t, size, got.Size)
	assert.Equal(t, 256, w.srv.Requests().Count("POST /2/media/upload/*/append"))
}

// TestUploadThroughCuts sends a film whose segments are cut off now and then, from a source that can seek and from
// one that cannot.
func TestUploadThroughCuts(t *testing.T) {
	t.Parallel()
	const size = 22<<20 + 17
	path := filepath.Join(t.TempDir(), "film.mp4")
	data, err := io.ReadAll(&film{size: size})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	fromFile, err := social.MediaFile(path)
	require.NoError(t, err)
	fromReader, _ := newFilm(size)
	unknown, _ := newFilm(size)
	unknown.Size = -1
	for name, m := range map[string]*social.Media{"file": fromFile, "reader": fromReader, "unknown size": unknown} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			for _, f := range []xtest.Fault{
				{Kind: xtest.Refuse, Match: "POST /2/media/upload/*/append", Skip: 1},
				{Kind: xtest.CutAfter, Match: "POST /2/media/upload/*/append", Skip: 2},
				{Kind: xtest.FailBefore, Match: "POST /2/media/upload/*/append", Skip: 3, Times: 2},
				{Kind: xtest.CutAfter, Match: "POST /2/media/upload/*/finalize"},
			} {
				w.srv.Faults().Add(f)
			}
			post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Premiere", Media: []*social.Media{m}})
			require.NoError(t, err)
			p, ok := w.srv.FindPost(post.Ref.ID)
			require.True(t, ok)
			require.Len(t, p.Media, 1)
			got, ok := w.srv.Media(p.Media[0])
			require.True(t, ok)
			assert.Equal(t, sums(t, size, 4<<20), got.Hashes, "every byte is where it belongs")
		})
	}
}

// TestUploadResumes ends a publication between two segments and goes on in another process.
func TestUploadResumes(t *testing.T) {
	t.Parallel()
	const size = 20 << 20
	w := newWorld(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m, _ := newFilm(size)
	w.srv.Faults().Add(xtest.Fault{
		Kind: xtest.SlowBefore, Match: "POST /2/media/upload/*/append", Skip: 3, Delay: time.Hour,
		Where: func(r *http.Request) bool { return r.Context().Err() == nil },
	})
	m.Progress = func(sent, _ int64) {
		if sent > 13<<20 {
			cancel()
		}
	}
	_, err := w.client().Publish(ctx, &social.Draft{Text: "Premiere", Media: []*social.Media{m}})
	require.ErrorIs(t, err, context.Canceled)
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageUpload, pending.Stage)

	again := reload(t, pending)
	_, err = w.client().Resume(t.Context(), again)
	requireField(t, err, social.ErrInvalid, "Pending.Media[0].Open")
	again.Media[0].Open = m.Open
	post, err := w.client().Resume(t.Context(), again)
	require.NoError(t, err)
	arrived := 0 // the piece that was cut off does not count
	for _, e := range w.srv.Requests().Find("POST /2/media/upload/*/append") {
		if e.Status == http.StatusOK {
			arrived++
		}
	}
	assert.Equal(t, 5, arrived, "only what was missing is sent again")
	assert.Equal(t, 1, w.srv.Requests().Count("POST /2/media/upload/initialize"))
	p, _ := w.srv.FindPost(post.Ref.ID)
	got, _ := w.srv.Media(p.Media[0])
	assert.Equal(t, sums(t, size, 4<<20), got.Hashes)
}

func TestUploadChangedFile(t *testing.T) {
	t.Parallel()
	for name, real := range map[string]int64{"shorter": 5<<20 - 1, "longer": 5<<20 + 1} {
		w := newWorld(t, nil)
		m, _ := newFilm(real)
		m.Size = 5 << 20
		_, err := w.client().Publish(t.Context(), &social.Draft{Text: "x", Media: []*social.Media{m}})
		requireField(t, err, social.ErrInvalid, "Media[0]")
		assert.Empty(t, w.srv.Requests().Find("POST /2/media/upload/*/finalize"), name)
		assert.Empty(t, w.written())
	}
}

func TestPublishMedia(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	photo := social.MediaBytes("garden.png", png("garden"))
	photo.AltText = "A garden"
	other := social.MediaBytes("pond.jpg", []byte("\xff\xd8\xff pond"))
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Open again", Media: []*social.Media{photo, other}, Sensitive: new(true)})
	require.NoError(t, err)
	p, ok := w.srv.FindPost(post.Ref.ID)
	require.True(t, ok)
	require.Len(t, p.Media, 2)
	got, _ := w.srv.Media(p.Media[0])
	assert.Equal(t, "A garden", got.AltText)
	assert.Equal(t, "tweet_image", got.Category)
	assert.Equal(t, "A garden", post.Media[0].AltText)
	assert.Equal(t, 2, w.srv.Requests().Count("POST /2/media/upload"), "pictures go in one request each")

	film := social.MediaBytes("film.mp4", bytes.Repeat([]byte("film"), 1000))
	film.Thumbnail = social.MediaBytes("still.png", png("still"))
	sub := social.MediaBytes("film.srt", []byte("1\n00:00:00,000 --> 00:00:01,000\nHello\n"))
	sub.Language = "en-GB"
	film.Captions = []*social.Media{sub}
	post, err = c.Publish(t.Context(), &social.Draft{Text: "A film", Media: []*social.Media{film}})
	require.NoError(t, err)
	p, _ = w.srv.FindPost(post.Ref.ID)
	got, _ = w.srv.Media(p.Media[0])
	assert.Equal(t, "tweet_video", got.Category)
	assert.Equal(t, []string{"EN"}, got.Subtitles)
}

func TestPublishMediaFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Media: xtest.MediaProcessing{Fail: func(string, string) bool { return true }}})
	m := social.MediaBytes("film.mp4", []byte("....ftypmp42 a film"))
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{m}})
	requireField(t, err, social.ErrMedia, "Media[0]")
	_, pending := social.PendingOf(err)
	assert.False(t, pending, "a broken file does not get better")
	assert.Empty(t, w.written())
}

func TestUploadWaitEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Media: xtest.MediaProcessing{Duration: time.Hour, CheckAfter: 3}})
	m := social.MediaBytes("film.mp4", []byte("....ftypmp42 a film"))
	_, err := w.client(func(o *social.Options) { o.MediaWait = time.Second }).
		Publish(t.Context(), &social.Draft{Text: "Film", Media: []*social.Media{m}})
	require.ErrorIs(t, err, social.ErrUnavailable)
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageProcess, pending.Stage)
	assert.Empty(t, w.srv.Requests().Find("GET /2/media/upload"), "X said when to ask: not within the time that is left")
}

func TestVideoTooLongAtPost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	m := social.MediaBytes("film.mp4", []byte("....ftypmp42 a film"))
	up, err := c.UploadMedia(t.Context(), m, "")
	require.NoError(t, err)
	_, err = c.WaitUpload(t.Context(), up.ID)
	require.NoError(t, err)
	w.srv.SetMediaDuration(string(up.ID), time.Hour)
	_, err = c.CreatePost(t.Context(), &x.PostParams{Text: "Long", Media: &x.PostMedia{IDs: []x.ID{up.ID}}})
	requireField(t, err, social.ErrInvalid, "Media")
	assert.False(t, errors.Is(err, social.ErrAuth))
}

// TestSegmentsGrow: X takes a thousand segments, so those of a large film are larger.
func TestSegmentsGrow(t *testing.T) {
	t.Parallel()
	for _, total := range []int64{1, 4 << 20, 1000 * 4 << 20, 1000*4<<20 + 1, 8_000_000_000, 16_000_000_000} {
		size := x.SegmentOf(total)
		assert.GreaterOrEqual(t, size, int64(4<<20))
		assert.LessOrEqual(t, (total+size-1)/size, int64(1000), "%d bytes", total)
	}
	assert.EqualValues(t, 4<<20, x.SegmentOf(1000*4<<20), "no larger than needed")
}
