package graph_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// vault takes uploads, and cuts the first ones off.
type vault struct {
	*httptest.Server

	mu      sync.Mutex
	got     []byte
	cuts    []int // after so many bytes of each attempt
	refuse  []string
	offsets []string
	headers []http.Header
}

func newVault(t *testing.T) *vault {
	t.Helper()
	v := &vault{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /video-upload/v26.0/77", v.take)
	mux.HandleFunc("GET /v26.0/77", func(w http.ResponseWriter, _ *http.Request) {
		v.mu.Lock()
		defer v.mu.Unlock()
		const arrived = `"bytes_transfered":` //nolint:misspell // Meta's own
		_, _ = io.WriteString(w, `{"id":"77","status":{"video_status":"uploading","uploading_phase":{"status":"in_progress",`+arrived+strconv.Itoa(len(v.got))+`}}}`)
	})
	v.Server = httptest.NewServer(mux)
	t.Cleanup(v.Close)
	return v
}

func (v *vault) take(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.offsets = append(v.offsets, r.Header.Get("Offset"))
	v.headers = append(v.headers, r.Header)
	if len(v.refuse) > 0 {
		body := v.refuse[0]
		v.refuse = v.refuse[1:]
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, body)
		return
	}
	if r.Header.Get("Offset") != strconv.Itoa(len(v.got)) && r.Header.Get("File_url") == "" {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"debug_info":{"retriable":false,"type":"OffsetInvalidError","message":"Request offset mismatch"}}`)
		return
	}
	if len(v.cuts) > 0 {
		n := v.cuts[0]
		v.cuts = v.cuts[1:]
		part, _ := io.ReadAll(io.LimitReader(r.Body, int64(n)))
		v.got = append(v.got, part...)
		panic(http.ErrAbortHandler)
	}
	rest, _ := io.ReadAll(r.Body)
	v.got = append(v.got, rest...)
	_, _ = io.WriteString(w, `{"success":true,"message":"Upload successful."}`)
}

// tries are the offsets of the attempts so far.
func (v *vault) tries() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]string{}, v.offsets...)
}

// head is the header of the first attempt.
func (v *vault) head() http.Header {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.headers[0]
}

// bytes is what has arrived.
func (v *vault) bytes() []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	return bytes.Clone(v.got)
}

// will sets what has arrived, and what happens next.
func (v *vault) will(got []byte, cuts []int, refuse ...string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.got, v.cuts, v.refuse = got, cuts, refuse
}

func (v *vault) client(t *testing.T) *graph.Client {
	t.Helper()
	s := &server{Server: v.Server}
	return s.client(t)
}

func (v *vault) upload(t *testing.T, c *graph.Client, m *social.Media) *graph.Upload {
	t.Helper()
	return &graph.Upload{
		Op: "reels.upload", URL: v.URL + "/video-upload/v26.0/77", Media: m, Field: "Media[0]",
		Arrived: func(ctx context.Context) (int64, error) { return c.Arrived(ctx, "reels.status", "77", "status") },
	}
}

func film(n int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), n/16) }

func TestUpload(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	c := v.client(t)
	data := film(1 << 16)
	var progress int64
	m := social.MediaBytes("film.mp4", data)
	m.Progress = func(sent, _ int64) { progress = sent }
	require.NoError(t, c.Upload(t.Context(), v.upload(t, c, m)))
	assert.Equal(t, data, v.bytes())
	assert.Equal(t, int64(len(data)), progress)
	h := v.head()
	assert.Equal(t, []string{"OAuth " + fakeToken(), "0", "65536", "application/octet-stream"},
		[]string{h.Get("Authorization"), h.Get("Offset"), h.Get("File_size"), h.Get("Content-Type")})

	// Elsewhere begun, here finished.
	v.will(data[:1000:1000], nil)
	u := v.upload(t, c, m)
	u.From = 1000
	require.NoError(t, c.Upload(t.Context(), u))
	assert.Equal(t, data, v.bytes())
	u.From = int64(len(data))
	before := len(v.tries())
	require.NoError(t, c.Upload(t.Context(), u))
	assert.Len(t, v.tries(), before, "nothing is missing")
}

func TestUploadGoesOnAfterBreaks(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	v.will(nil, []int{20_000, 10_000, 0, 30_000, 5000, 1000})
	c := v.client(t)
	data := film(1 << 20)
	require.NoError(t, c.Upload(t.Context(), v.upload(t, c, social.MediaBytes("film.mp4", data))))
	assert.True(t, bytes.Equal(data, v.bytes()), "each byte once")
	assert.Equal(t, []string{"0", "20000", "30000", "30000", "60000", "65000", "66000"}, v.tries())
}

func TestUploadGivesUp(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	v.will(nil, make([]int, 50)) // nothing ever arrives
	c := v.client(t)
	m := social.MediaBytes("film.mp4", film(1<<20))
	err := c.Upload(t.Context(), v.upload(t, c, m))
	require.ErrorIs(t, err, social.ErrUnavailable)
	require.NotErrorIs(t, err, social.ErrUncertain, "an upload shows nothing to anybody")
	assert.Len(t, v.tries(), 3)

	v = newVault(t)
	v.will(nil, nil, `{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"Request processing failed"}}`)
	err = c.Upload(t.Context(), v.upload(t, v.client(t), m))
	require.Error(t, err, "another server")
	c = v.client(t)
	err = c.Upload(t.Context(), v.upload(t, c, m))
	require.ErrorIs(t, err, social.ErrMedia)
	assert.Len(t, v.tries(), 1)

	v.will(nil, nil, `{"debug_info":{"retriable":true,"type":"ProcessingFailedError","message":"x"}}`, `{"debug_info":{"retriable":false,"type":"PartialRequestError","message":"x"}}`)
	require.NoError(t, c.Upload(t.Context(), v.upload(t, c, m)))
	alone := v.upload(t, c, m)
	alone.Arrived = nil
	v.will(nil, nil, `{"debug_info":{"retriable":true,"type":"ProcessingFailedError","message":"x"}}`)
	require.ErrorIs(t, c.Upload(t.Context(), alone), social.ErrUnavailable, "nobody knows where to go on")
}

func TestUploadOfUnknownSize(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	c := v.client(t)
	data := film(4096)
	m := &social.Media{Name: "film.mp4", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
	require.NoError(t, c.Upload(t.Context(), v.upload(t, c, m)))
	assert.Equal(t, "4096", v.head().Get("File_size"), "it is measured")
	assert.Equal(t, data, v.bytes())

	broken := errors.New("disk on fire")
	m.Open = func() (io.ReadCloser, error) { return nil, broken }
	err := c.Upload(t.Context(), v.upload(t, c, m))
	require.ErrorIs(t, err, broken)
	assert.Equal(t, "Media[0]", socialError(t, err).Field)
}

func TestPull(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	c := v.client(t)
	require.NoError(t, c.Pull(t.Context(), "reels.upload", v.URL+"/video-upload/v26.0/77", "https://cdn.example/film.mp4"))
	assert.Equal(t, "https://cdn.example/film.mp4", v.head().Get("File_url"))
	assert.Empty(t, v.head().Get("Offset"))
}

// The token goes nowhere else, whatever an answer says.
func TestUploadAddresses(t *testing.T) {
	t.Parallel()
	v, other := newVault(t), newVault(t)
	m := social.MediaBytes("a.mp4", []byte("abc"))
	send := func(c *graph.Client, address string) error {
		return c.Upload(t.Context(), &graph.Upload{Op: "u", URL: address, Media: m, Field: "Media[0]"})
	}
	c := v.client(t)
	require.NoError(t, send(c, "https://rupload.facebook.com/video-upload/v26.0/77"), "a proxy stands for all hosts")
	for _, address := range []string{other.URL + "/video-upload/v26.0/77", "", "/video-upload/v26.0/77", "https://user@rupload.facebook.com/x", "http://%zz"} {
		require.ErrorIs(t, send(c, address), social.ErrInvalid, address)
	}
	assert.Empty(t, other.tries())

	var asked []string
	meta, err := graph.New(&graph.Config{Network: "facebook"}, &social.Options{Retries: -1, HTTPClient: &http.Client{
		Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, r.URL.String())
			_, _ = io.Copy(io.Discard, r.Body)
			return canned(r, 200, `{"success":true}`), nil
		}),
	}})
	require.NoError(t, err)
	const address = "https://rupload.facebook.com/ig-api-upload/v26.0/77?x=1"
	require.NoError(t, send(meta, address))
	for _, bad := range []string{"https://rupload.facebook.com.evil.example/77", "http://rupload.facebook.com/77", "https://evil.example/77", "https://rupload.facebook.com:444/77"} {
		require.ErrorIs(t, send(meta, bad), social.ErrInvalid, bad)
	}
	assert.Equal(t, []string{address}, asked, "as Meta gave it")
}

func TestVideoStatus(t *testing.T) {
	t.Parallel()
	body := `{"id":"77","video_status":{"uploading_phase":{"status":"complete","bytes_transferred":"50002","source_file_size":"50002"},
		"processing_phase":{"status":"error","error":{"message":"bad codec"},"errors":[{"code":1363008,"message":"too long"}]},
		"publishing_phase":{"status":"completed","publish_status":"scheduled","publish_time":1900000000}}}`
	s := serve(t, func(int, *seen) (int, string) { return 200, body })
	c := s.client(t)
	v, err := c.VideoStatus(t.Context(), "status", "77", "video_status")
	require.NoError(t, err)
	assert.Equal(t, "id,video_status", s.last(t).Query.Get("fields"))
	assert.Equal(t, int64(50002), v.Uploading.Arrived)
	assert.Equal(t, graph.Int(50002), v.Uploading.Size)
	assert.True(t, v.Uploading.Complete())
	assert.True(t, v.Publishing.Complete())
	assert.False(t, v.Processing.Complete())
	assert.Equal(t, []graph.PhaseError{{Code: 1363008, Message: "too long"}, {Message: "bad codec"}}, v.Processing.Errors)
	assert.Equal(t, int64(1900000000), v.Publishing.PublishTime.Unix())
	for _, body = range []string{`{"id":"77"}`, `{"id":"77","video_status":null}`, `{"id":"77","video_status":"odd"}`} {
		v, err = c.VideoStatus(t.Context(), "status", "77", "video_status")
		require.NoError(t, err)
		assert.Nil(t, v, body)
		n, err := c.Arrived(t.Context(), "status", "77", "video_status")
		require.NoError(t, err)
		assert.Zero(t, n)
	}
}

func TestUploadMemory(t *testing.T) {
	const size = 256 << 20
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"success":true}`)
	}))
	defer sink.Close()
	c := (&server{Server: sink}).client(t)
	var peak uint64
	m := &social.Media{Name: "film.mp4", Size: size, Open: func() (io.ReadCloser, error) { return io.NopCloser(io.LimitReader(zeros{}, size)), nil }}
	var next int64
	m.Progress = func(sent, _ int64) {
		if sent >= next {
			next = sent + size/16
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			peak = max(peak, s.HeapInuse)
		}
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	require.NoError(t, c.Upload(t.Context(), &graph.Upload{Op: "u", URL: sink.URL + "/video-upload/1", Media: m, Field: "Media[0]"}))
	grown := (float64(peak) - float64(before.HeapInuse)) / (1 << 20)
	t.Logf("%d MiB sent, heap grew by %.1f MiB", size>>20, grown)
	assert.Less(t, grown, 16.0)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestSessions(t *testing.T) {
	t.Parallel()
	const session = "upload:MTph?sig=ARZq"
	var got strings.Builder
	broken := true
	s := serveHTTP(t, func(w http.ResponseWriter, _ int, r *seen) {
		assert.Equal(t, "OAuth "+fakeToken(), r.Header.Get("Authorization"))
		assert.Equal(t, "/v26.0/upload:MTph", r.Path)
		assert.Equal(t, "ARZq", r.Query.Get("sig"))
		switch {
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `{"id":"`+session+`","file_offset":`+strconv.Itoa(got.Len())+`}`)
		case broken:
			broken = false
			got.WriteString(r.Body[:2])
			panic(http.ErrAbortHandler)
		default:
			assert.Equal(t, "2", r.Header.Get("File_offset"))
			got.WriteString(r.Body)
			_, _ = io.WriteString(w, `{"h":"handle-1"}`)
		}
	})
	h, err := s.client(t).SendSession(t.Context(), session, social.MediaBytes("a.mp4", []byte("abcdef")), 0, "Media[0]")
	require.NoError(t, err)
	assert.Equal(t, "handle-1", h)
	assert.Equal(t, "abcdef", got.String())
	for _, bad := range []string{"", "1001", "upload:a?%zz", "/me/feed"} {
		_, err := s.client(t).SessionOffset(t.Context(), bad)
		require.ErrorIs(t, err, social.ErrInvalid, bad)
		_, err = s.client(t).SendSession(t.Context(), bad, social.MediaBytes("a", nil), 0, "")
		require.ErrorIs(t, err, social.ErrInvalid, bad)
	}
}
