package youtube_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

const granule = 256 << 10

// pattern is a file of any size whose bytes tell their place.
type pattern struct{ at, size int64 }

func (p *pattern) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	n := min(int64(len(b)), p.size-p.at)
	for i := range n {
		b[i] = byte((p.at+i)>>8) ^ byte(p.at+i)
	}
	p.at += n
	return int(n), nil
}

func (p *pattern) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	p.at = offset
	return offset, nil
}

func (p *pattern) Close() error { return nil }

func big(size int64) *social.Media {
	return &social.Media{
		Name: "big.mp4", ContentType: "video/mp4", Size: size,
		Open: func() (io.ReadCloser, error) { return &pattern{size: size}, nil },
	}
}

func sum(t *testing.T, m *social.Media) string {
	t.Helper()
	src, err := m.Open()
	require.NoError(t, err)
	h := sha256.New()
	_, err = io.Copy(h, src)
	require.NoError(t, err)
	require.NoError(t, src.Close())
	return hex.EncodeToString(h.Sum(nil))
}

// uploader is a client that sends small pieces.
func (w *world) uploader(change ...func(*social.Options)) *youtube.Client {
	w.t.Helper()
	return w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless(), ChunkSize: 1}, change...)
}

func titled(title string) *youtube.VideoParams { return &youtube.VideoParams{Title: &title} }

// requireOne asserts that the brand has one video with this content, from so many sessions.
func (w *world) requireOne(m *social.Media, sessions int) {
	w.t.Helper()
	videos := w.srv.Videos(w.brand)
	require.Len(w.t, videos, 1)
	assert.Equal(w.t, sum(w.t, m), videos[0].SHA256, "the film arrived as it is")
	assert.Len(w.t, w.srv.Sessions(), sessions)
}

// TestUploadInPieces: all requests but the last hold a multiple of 256 KiB, each goes on where the one before ended.
func TestUploadInPieces(t *testing.T) {
	t.Parallel()
	var ranges []string
	w := newWorld(t, nil)
	var told []int64
	m := big(3*granule + 17)
	m.Progress = func(sent, total int64) {
		told = append(told, sent)
		assert.Equal(t, m.Size, total)
	}
	c := w.uploader(func(o *social.Options) {
		o.HTTPClient = &http.Client{Transport: spy(o.HTTPClient.Transport, func(r *http.Request) {
			if r.Method == http.MethodPut {
				ranges = append(ranges, r.Header.Get("Content-Range"))
			}
		})}
	})
	v, err := c.UploadVideo(t.Context(), m, titled("In pieces"), nil)
	require.NoError(t, err)
	assert.Equal(t, "In pieces", v.Snippet.Title)
	assert.Equal(t, []string{
		"bytes 0-262143/786449", "bytes 262144-524287/786449", "bytes 524288-786431/786449", "bytes 786432-786448/786449",
	}, ranges)
	w.requireOne(m, 1)
	assert.IsIncreasing(t, told)
	assert.Equal(t, m.Size, told[len(told)-1])
}

// spy looks at requests on their way out.
func spy(next http.RoundTripper, look func(*http.Request)) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		look(r)
		return next.RoundTrip(r)
	})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestUploadThroughFailures: whatever breaks, the upload goes on from where the server stands, in the same session.
func TestUploadThroughFailures(t *testing.T) {
	t.Parallel()
	put := func(f youtubetest.Fault) youtubetest.Fault {
		f.Where = isSession
		return f
	}
	cases := map[string]struct {
		opts  youtubetest.UploadOptions
		cut   *youtubetest.UploadCut
		fault *youtubetest.Fault
	}{
		"CutGranules":    {cut: &youtubetest.UploadCut{After: granule + 5, Times: 3}},
		"CutKeepAll":     {opts: youtubetest.UploadOptions{Keep: youtubetest.KeepAll}, cut: &youtubetest.UploadCut{After: 1000, Times: 3}},
		"CutKeepNothing": {opts: youtubetest.UploadOptions{Keep: youtubetest.KeepNothing}, cut: &youtubetest.UploadCut{After: granule, Times: 2}},
		"StoredInPart":   {opts: youtubetest.UploadOptions{StoreAtMost: granule}},
		"Unavailable":    {cut: &youtubetest.UploadCut{After: 10, Status: http.StatusServiceUnavailable, Times: 3}},
		"RateLimited":    {cut: &youtubetest.UploadCut{After: 10, Status: http.StatusTooManyRequests, Times: 2}},
		"FirstLost":      {fault: new(put(youtubetest.Fault{Kind: youtubetest.CutBefore, Times: 2}))},
		"LastLost":       {fault: new(put(youtubetest.Fault{Kind: youtubetest.CutAfter, Skip: 1}))},
		"LastFailed":     {fault: new(put(youtubetest.Fault{Kind: youtubetest.FailAfter, Skip: 1}))},
		"LastHalf":       {fault: new(put(youtubetest.Fault{Kind: youtubetest.CutBody, Skip: 1}))},
		"LastMalformed":  {fault: new(put(youtubetest.Fault{Kind: youtubetest.Malformed, Skip: 1}))},
		"Created":        {opts: youtubetest.UploadOptions{FinalStatus: http.StatusCreated}},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{Uploads: test.opts})
			if test.cut != nil {
				w.srv.CutUploads(*test.cut)
			}
			if test.fault != nil {
				w.srv.Faults().Add(*test.fault)
			}
			c := w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless(), ChunkSize: 4 * granule})
			m := big(6*granule + 3)
			v, err := c.UploadVideo(t.Context(), m, titled("Through"), nil)
			require.NoError(t, err)
			w.requireOne(m, 1)
			assert.Equal(t, w.srv.Videos(w.brand)[0].ID, string(v.ID))
		})
	}
}

// TestUploadStuck: a server that takes nothing ends the upload after so many tries, not never.
func TestUploadStuck(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	remove := w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Where: isSession, Times: youtubetest.Forever})
	c := w.uploader(func(o *social.Options) { o.Retries = 3 })
	_, err := c.UploadVideo(t.Context(), big(granule), titled("Stuck"), nil)
	require.ErrorIs(t, err, social.ErrUnavailable)
	assert.NotErrorIs(t, err, social.ErrUncertain, "the session says that it waits")
	assert.Equal(t, 4, remove())
	assert.Empty(t, w.srv.Videos(w.brand))
}

// TestUploadSessionForgotten: before the last byte, another session is begun; nothing is there twice.
func TestUploadSessionForgotten(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"404": http.StatusNotFound, "410": http.StatusGone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var w *world
			var once atomic.Bool
			w = newWorld(t, &youtubetest.Options{Uploads: youtubetest.UploadOptions{GoneStatus: status, OnRequest: func(s youtubetest.UploadSession) {
				if s.Requests == 3 && !once.Swap(true) {
					w.srv.ExpireSession(s.ID)
				}
			}}})
			m := big(4 * granule)
			_, err := w.uploader().Publish(t.Context(), &social.Draft{Title: "Again", Media: []*social.Media{m}})
			require.NoError(t, err)
			w.requireOne(m, 2)
		})
	}
}

// loseLast arms the loss of the answer to the last piece, and the end of the session right after.
func (w *world) loseLast(after func()) {
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Where: isSession})
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBefore, Where: func(r *http.Request) bool {
		if strings.Contains(r.Header.Get("Content-Range"), "*/") {
			for _, s := range w.srv.Sessions() {
				w.srv.ExpireSession(s.ID)
			}
			if after != nil {
				after()
			}
		}
		return false
	}})
}

// TestUploadEndLost: the session is forgotten after the last byte. The channel's uploads tell what came of it; where
// they do not, the outcome is uncertain and nothing is sent again.
func TestUploadEndLost(t *testing.T) {
	t.Parallel()
	t.Run("Found", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.loseLast(nil)
		d := draftOf("Found")
		p, err := w.client().Publish(t.Context(), d)
		require.NoError(t, err)
		w.requireOne(d.Media[0], 1)
		assert.Equal(t, w.srv.Videos(w.brand)[0].ID, p.Ref.ID)
	})
	t.Run("NotFound", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.loseLast(func() {
			for _, v := range w.srv.Videos(w.brand) {
				w.srv.DeleteVideo(v.ID)
			}
		})
		_, err := w.client().Publish(t.Context(), draftOf("Hidden"))
		require.ErrorIs(t, err, social.ErrUncertain)
		p, ok := social.PendingOf(err)
		require.True(t, ok)
		assert.Equal(t, social.StageConfirm, p.Stage)
		assert.Len(t, w.srv.Sessions(), 1, "nothing is sent again while the video may come to show")
	})
	t.Run("Twin", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		d := draftOf("Twin")
		other := ""
		w.loseLast(func() {
			if other == "" {
				other = w.srv.Publish(w.brand, youtubetest.Video{Title: d.Title, Description: d.Text, Size: 1})
			}
		})
		p, err := w.client().Publish(t.Context(), d)
		require.NoError(t, err)
		assert.NotEqual(t, other, p.Ref.ID, "a video of another size is another")
	})
}

// renewing is a token source whose token the server can refuse.
type renewing struct {
	w       *world
	current atomic.Pointer[string]
	renewed atomic.Int64
}

func (r *renewing) Token() (*oauth2.Token, error) {
	if p := r.current.Load(); p != nil {
		return &oauth2.Token{AccessToken: *p}, nil
	}
	token := r.w.srv.Token(r.w.brand)
	r.current.Store(&token)
	r.renewed.Add(1)
	return &oauth2.Token{AccessToken: token}, nil
}

func (r *renewing) ForgetToken(string) { r.current.Store(nil) }

// TestUploadTokenEnds: a token that ends in the middle is renewed, and the same session goes on.
func TestUploadTokenEnds(t *testing.T) {
	t.Parallel()
	var tokens *renewing
	w := newWorld(t, &youtubetest.Options{Uploads: youtubetest.UploadOptions{NeedToken: true, OnRequest: func(s youtubetest.UploadSession) {
		if s.Requests == 3 {
			tokens.w.srv.ExpireToken(*tokens.current.Load())
		}
	}}})
	tokens = &renewing{w: w}
	c := w.configured(youtube.Config{Tokens: tokens, Quota: boundless(), ChunkSize: 1})
	m := big(5 * granule)
	_, err := c.UploadVideo(t.Context(), m, titled("Long"), nil)
	require.NoError(t, err)
	w.requireOne(m, 1)
	assert.Equal(t, int64(2), tokens.renewed.Load())
}

// TestUploadElsewhere: an upload goes on in another process, with what JSON made of it.
func TestUploadElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	m := big(8 * granule)
	ctx, cancel := context.WithCancel(t.Context())
	m.Progress = func(sent, _ int64) {
		if sent > 5*granule {
			cancel()
		}
	}
	_, err := w.uploader().Publish(ctx, &social.Draft{Title: "Elsewhere", Media: []*social.Media{m}})
	require.ErrorIs(t, err, context.Canceled)
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageUpload, p.Stage)
	again := reload(t, p)
	least := m.Size
	again.Media[0].Progress = func(sent, _ int64) { least = min(least, sent) }
	post, err := w.uploader().Resume(t.Context(), again)
	require.NoError(t, err)
	w.requireOne(m, 1)
	assert.Greater(t, least, int64(4*granule), "what has arrived is not sent again")
	_, writes := w.traffic()
	second, err := w.uploader().Resume(t.Context(), reload(t, p))
	require.NoError(t, err)
	_, after := w.traffic()
	assert.Equal(t, writes, after, "the session is asked before anything is sent")
	assert.Equal(t, post.Ref, second.Ref, "resuming twice gives the same video")
	w.requireOne(m, 1)

	other := reload(t, p)
	other.Media[0] = big(7 * granule)
	_, err = w.uploader().Resume(t.Context(), other)
	requireField(t, err, social.ErrInvalid, "Media[0].Size")
}

// TestUploadSameKey: publishing a named draft again goes on with its session.
func TestUploadSameKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.uploader(func(o *social.Options) { o.Retries = -1 })
	m := big(4 * granule)
	d := &social.Draft{Title: "Named", Media: []*social.Media{m}, Key: "spring-1"}
	w.srv.CutUploads(youtubetest.UploadCut{Skip: 2, After: 10})
	_, err := c.Publish(t.Context(), d)
	require.ErrorIs(t, err, social.ErrUnavailable)
	p, err := c.Publish(t.Context(), d)
	require.NoError(t, err)
	w.requireOne(m, 1)
	again, err := c.Publish(t.Context(), d)
	require.NoError(t, err)
	assert.Equal(t, p.Ref, again.Ref)
	w.requireOne(m, 1)
}

// TestUploadStart: a lost answer to the beginning is no risk, and the beginning is not repeated for ever.
func TestUploadStart(t *testing.T) {
	t.Parallel()
	start := func(r *http.Request) bool {
		return r.Method == http.MethodPost && r.URL.Path == "/upload/youtube/v3/videos"
	}
	t.Run("Lost", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Where: start})
		m := big(granule)
		_, err := w.uploader().UploadVideo(t.Context(), m, titled("Lost"), nil)
		require.NoError(t, err)
		w.requireOne(m, 2)
	})
	t.Run("Down", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		hits := w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Where: start, Times: youtubetest.Forever})
		_, err := w.uploader(func(o *social.Options) { o.Retries = 10 }).UploadVideo(t.Context(), big(granule), titled("Down"), nil)
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.NotErrorIs(t, err, social.ErrUncertain)
		assert.Equal(t, 3, hits(), "each may count as an upload of the channel")
	})
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, &youtubetest.Options{Uploads: youtubetest.UploadOptions{PerDay: 1}})
		c := w.uploader()
		_, err := c.UploadVideo(t.Context(), big(granule), titled("First"), nil)
		require.NoError(t, err)
		_, err = c.UploadVideo(t.Context(), big(granule), titled("Second"), nil)
		require.ErrorIs(t, err, social.ErrQuota)
		e, ok := errors.AsType[*social.Error](err)
		require.True(t, ok)
		assert.Equal(t, "uploadLimitExceeded", e.Code)
		assert.Equal(t, 24*time.Hour, e.RetryAfter)
		assert.Contains(t, e.Message, "nothing to do with the program's quota")
	})
}

// TestUploadOfAFileThatChanged never makes a video of half a film.
func TestUploadOfAFileThatChanged(t *testing.T) {
	t.Parallel()
	for name, real := range map[string]int64{"Shorter": 3*granule - 1, "Longer": 3*granule + 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			m := big(3 * granule)
			m.Open = func() (io.ReadCloser, error) { return &pattern{size: real}, nil }
			_, err := w.uploader().UploadVideo(t.Context(), m, titled("Changed"), nil)
			require.ErrorIs(t, err, social.ErrInvalid)
			assert.Empty(t, w.srv.Videos(w.brand))
		})
	}
}

// TestUploadOfUnknownSize: a file whose size nobody knows is measured first.
func TestUploadOfUnknownSize(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	m := big(2*granule + 9)
	known := *m
	m.Size = -1
	_, err := w.uploader().UploadVideo(t.Context(), m, titled("Unknown"), nil)
	require.NoError(t, err)
	w.requireOne(&known, 1)
	assert.Equal(t, known.Size, w.srv.Videos(w.brand)[0].Size)
}
