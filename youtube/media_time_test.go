package youtube_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// inProcess hands requests to a server without a network, for tests about time. A request whose connection the server
// would cut fails.
func inProcess(srv http.Handler) transport {
	return func(r *http.Request) (resp *http.Response, err error) {
		defer func() {
			if p := recover(); p != nil {
				resp, err = nil, fmt.Errorf("%w: %v", io.ErrUnexpectedEOF, p)
			}
		}()
		rec, own := httptest.NewRecorder(), r.Clone(r.Context())
		if own.Body == nil {
			own.Body = http.NoBody
		}
		defer func() { _ = own.Body.Close() }()
		srv.ServeHTTP(rec, own)
		return rec.Result(), nil
	}
}

// inBubble runs a test with a server and a client whose pauses are the usual ones, on a clock that jumps.
func inBubble(t *testing.T, opts youtubetest.Options, test func(w *world, c *youtube.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opts.Quota = youtubetest.QuotaLimits{Pool: 1e9, Uploads: 1e9, Searches: 1e9}
		w := &world{t: t, srv: youtubetest.New(&opts)}
		w.brand = w.srv.CreateChannel("acme")
		w.token = w.srv.Token(w.brand)
		c, err := youtube.NewClient(&youtube.Config{Tokens: static(w.token), Quota: boundless(), ChunkSize: 1}, &social.Options{
			HTTPClient: &http.Client{Transport: inProcess(w.srv)}, BaseURL: "http://youtube.example",
		})
		require.NoError(t, err)
		test(w, c)
		w.srv.Close()
	})
}

// TestUploadWaits as long as the server asks, with growing pauses if it does not say, and not at all when there is no
// time for it.
func TestUploadWaits(t *testing.T) {
	t.Parallel()
	down := youtubetest.UploadCut{Status: http.StatusServiceUnavailable, RetryAfter: 2 * time.Minute}
	t.Run("Asked", func(t *testing.T) {
		t.Parallel()
		inBubble(t, youtubetest.Options{}, func(w *world, c *youtube.Client) {
			t := w.t
			w.srv.CutUploads(down)
			begin, m := time.Now(), big(2*granule)
			_, err := c.UploadVideo(t.Context(), m, titled("Asked"), nil)
			require.NoError(t, err)
			assert.GreaterOrEqual(t, time.Since(begin), 2*time.Minute)
			assert.Less(t, time.Since(begin), 2*time.Minute+2*time.Second)
			w.requireOne(m, 1)
		})
	})
	t.Run("NotAsked", func(t *testing.T) {
		t.Parallel()
		inBubble(t, youtubetest.Options{}, func(w *world, c *youtube.Client) {
			t := w.t
			w.srv.CutUploads(youtubetest.UploadCut{Status: http.StatusBadGateway, Times: 4})
			begin, m := time.Now(), big(2*granule)
			_, err := c.UploadVideo(t.Context(), m, titled("Not asked"), nil)
			require.NoError(t, err)
			assert.GreaterOrEqual(t, time.Since(begin), (500+1000+2000+4000)/2*time.Millisecond)
			assert.LessOrEqual(t, time.Since(begin), (500+1000+2000+4000)*time.Millisecond)
			w.requireOne(m, 1)
		})
	})
	t.Run("NoTime", func(t *testing.T) {
		t.Parallel()
		inBubble(t, youtubetest.Options{}, func(w *world, c *youtube.Client) {
			t := w.t
			w.srv.CutUploads(down)
			ctx, cancel := withTimeout(t, time.Minute)
			defer cancel()
			begin, m := time.Now(), big(2*granule)
			_, err := c.Publish(ctx, &social.Draft{Title: "No time", Media: []*social.Media{m}})
			require.ErrorIs(t, err, social.ErrUnavailable)
			e, _ := errors.AsType[*social.Error](err)
			assert.Equal(t, 2*time.Minute, e.RetryAfter)
			assert.Zero(t, time.Since(begin), "it says so at once")
			p, ok := social.PendingOf(err)
			require.True(t, ok)
			_, err = c.Resume(t.Context(), reload(t, p))
			require.NoError(t, err)
			w.requireOne(m, 1)
		})
	})
}

// slow is a file that comes in pieces with pauses between them, which Close ends.
type slow struct {
	pattern
	pause  func(at int64) time.Duration
	closed chan struct{}
	once   sync.Once
}

func (s *slow) Read(b []byte) (int, error) {
	timer := time.NewTimer(s.pause(s.at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return s.pattern.Read(b[:min(len(b), granule/4)])
	case <-s.closed:
		return 0, os.ErrClosed
	}
}

func (s *slow) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

// TestUploadSlowly: a film that comes slowly is sent for as long as it takes, and one that stands still for too long
// goes on where the server stands.
func TestUploadSlowly(t *testing.T) {
	t.Parallel()
	send := func(w *world, c *youtube.Client, pause func(int64) time.Duration) (requests int) {
		t := w.t
		t.Helper()
		m := big(4 * granule)
		m.Open = func() (io.ReadCloser, error) {
			return &slow{pattern: pattern{size: m.Size}, pause: pause, closed: make(chan struct{})}, nil
		}
		_, err := c.UploadVideo(t.Context(), m, titled("Slow"), nil)
		require.NoError(t, err)
		require.Len(t, w.srv.Sessions(), 1)
		assert.Equal(t, sum(t, big(4*granule)), w.srv.Videos(w.brand)[0].SHA256)
		return w.srv.Sessions()[0].Requests
	}
	t.Run("Steady", func(t *testing.T) {
		t.Parallel()
		inBubble(t, youtubetest.Options{TokenTTL: 24 * time.Hour}, func(w *world, c *youtube.Client) {
			begin := time.Now()
			assert.Equal(w.t, 4, send(w, c, func(int64) time.Duration { return 25 * time.Second }))
			assert.Greater(w.t, time.Since(begin), 6*time.Minute)
		})
	})
	t.Run("Stalled", func(t *testing.T) {
		t.Parallel()
		inBubble(t, youtubetest.Options{TokenTTL: 24 * time.Hour}, func(w *world, c *youtube.Client) {
			stalls := 1
			assert.Equal(w.t, 6, send(w, c, func(at int64) time.Duration {
				if at > 2*granule && stalls > 0 {
					stalls--
					return time.Hour
				}
				return 0
			}), "one is broken off, one asks")
		})
	})
}

// TestPublishClocks: YouTube's clock and this machine's need not agree. What is past there becomes public at once, and
// the post says so; what lies ahead there is scheduled.
func TestPublishClocks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ahead time.Duration // of YouTube
		in    time.Duration
		state social.State
	}{
		"Behind": {-time.Hour, 30 * time.Minute, social.StateScheduled},
		"Ahead":  {time.Hour, 30 * time.Minute, social.StatePublished},
		"Little": {90 * time.Second, 5 * time.Minute, social.StateScheduled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{
				Clock:      func() time.Time { return time.Now().Add(test.ahead) },
				Processing: youtubetest.ProcessingOptions{Polls: -1},
			})
			d := draftOf(name)
			d.At = time.Now().Add(test.in).Truncate(time.Second)
			p, err := w.client().Publish(t.Context(), d)
			require.NoError(t, err)
			assert.Equal(t, test.state, p.State)
			v, _ := w.srv.FindVideo(p.Ref.ID)
			assert.Equal(t, test.state == social.StatePublished, v.Privacy == "public")
		})
	}
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.srv.Faults().Add(youtubetest.Refusal("POST /upload/**", http.StatusBadRequest, "youtube.video", "invalidPublishAt", "Past"))
		d := draftOf("Refused")
		d.At = time.Now().Add(time.Hour)
		_, err := w.client().Publish(t.Context(), d)
		requireField(t, err, social.ErrInvalid, "At")
		_, ok := social.PendingOf(err)
		assert.False(t, ok)
	})
}
