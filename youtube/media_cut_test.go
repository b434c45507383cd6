package youtube_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// publishAll publishes n films of up to three granules, some at a time, and requires all to stand once, as they are.
func publishAll(t *testing.T, w *world, c *youtube.Client, n int, rnd *rand.Rand) {
	t.Helper()
	films := make([]*social.Media, n)
	for i := range films {
		films[i] = big(1 + rnd.Int64N(3*granule))
	}
	refs := make([]string, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, m := range films {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			d := &social.Draft{Title: fmt.Sprint("Film ", i), Text: "Alike", Media: []*social.Media{m}}
			p, err := c.Publish(t.Context(), d)
			for range 2 { // what certainly was not published may be published again
				if !errors.Is(err, social.ErrUnavailable) {
					break
				}
				p, err = c.Publish(t.Context(), d)
			}
			if assert.NoError(t, err) {
				refs[i] = p.Ref.ID
			}
		})
	}
	wg.Wait()
	videos := w.srv.Videos(w.brand)
	require.Equal(t, n, len(videos), "no duplicate, no loss")
	byID := map[string]youtubetest.Video{}
	for _, v := range videos {
		byID[v.ID] = v
	}
	for i, m := range films {
		v := byID[refs[i]]
		assert.Equal(t, fmt.Sprint("Film ", i), v.Title)
		assert.Equal(t, sum(t, m), v.SHA256, "film %d arrived as it is", i)
	}
}

// sessionsOf are those of videos.
func (w *world) sessionsOf() (done, unused, left int) {
	for _, s := range w.srv.Sessions() {
		switch {
		case s.Done:
			done++
		case s.Requests == 0:
			unused++
		default:
			left++
		}
	}
	return done, unused, left
}

// TestUploadCutAnywhere publishes 500 films, each of which is cut off at a random byte, or after the last byte: there is
// one video and one session for each.
func TestUploadCutAnywhere(t *testing.T) {
	t.Parallel()
	const n = 500
	for name, keep := range map[string]youtubetest.CutKeep{
		"Granules": youtubetest.KeepGranules, "All": youtubetest.KeepAll, "Nothing": youtubetest.KeepNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			share, chunk, reach, skip := n/4, int64(1), int64(granule), 2
			if keep == youtubetest.KeepGranules {
				share, chunk, reach, skip = n/2, -1, 3*granule, 1 // the whole film at once
			}
			rnd := rand.New(rand.NewPCG(uint64(keep), 8))
			w := newWorld(t, &youtubetest.Options{
				Seed: 8, Processing: youtubetest.ProcessingOptions{Polls: -1}, Uploads: youtubetest.UploadOptions{Keep: keep},
			})
			for range 2 * share {
				cut := youtubetest.UploadCut{After: rnd.Int64N(reach), Skip: rnd.IntN(skip)}
				if rnd.IntN(4) == 0 {
					cut.Status = http.StatusServiceUnavailable
				}
				w.srv.CutUploads(cut)
			}
			lost := w.srv.Faults().Add(youtubetest.Fault{ // after the last byte, too
				Kind: youtubetest.CutAfter, Where: isSession, Probability: 0.25, Times: youtubetest.Forever,
			})
			half := w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBody, Where: isSession, Probability: 0.1, Times: youtubetest.Forever})
			c := w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless(), ChunkSize: chunk}, func(o *social.Options) { o.Retries = 40 })
			publishAll(t, w, c, share, rnd)
			done, unused, left := w.sessionsOf()
			broken := 0
			for _, e := range w.srv.Requests().All() {
				if e.Method == http.MethodPut && e.Status != http.StatusOK && e.Status != http.StatusPermanentRedirect {
					broken++
				}
			}
			t.Logf("%d films, %d requests broken, %d of them after they were executed, %d answers cut: %d sessions, %d unused, %d left",
				share, broken, lost(), half(), done, unused, left)
			assert.GreaterOrEqual(t, broken, share)
			assert.Equal(t, share, done)
			assert.Zero(t, unused, "sessions that were not needed")
			assert.Zero(t, left, "sessions that were given up")
		})
	}
}

// errSevered is how a connection ends that is cut.
var errSevered = errors.New("severed")

// severed is a connection that breaks after so many bytes in either direction, whatever these are.
type severed struct {
	net.Conn
	left *atomic.Int64
}

func (s *severed) take(n int) (int, error) {
	left := s.left.Add(-int64(n))
	if left >= 0 {
		return n, nil
	}
	_ = s.Close()
	return max(0, n+int(left)), errSevered
}

func (s *severed) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	kept, cut := s.take(n)
	if cut != nil {
		err = cut
	}
	return kept, err
}

func (s *severed) Write(p []byte) (int, error) {
	n, cut := s.take(len(p))
	kept, err := s.Conn.Write(p[:n])
	if cut != nil {
		err = cut
	}
	return kept, err
}

// TestUploadSevered has every connection break after a random number of bytes, in the middle of requests as of answers.
// Another session is begun only where the answer that named one was lost.
func TestUploadSevered(t *testing.T) {
	t.Parallel()
	const n = 120
	rnd := rand.New(rand.NewPCG(9, 9))
	var mu sync.Mutex
	w := newWorld(t, &youtubetest.Options{Seed: 9, Processing: youtubetest.ProcessingOptions{Polls: -1}})
	var conns, named atomic.Int64
	dialer := &net.Dialer{}
	c := w.uploader(func(o *social.Options) {
		o.Retries = 300 // five connections of six end before a granule: so many in a row never happen, and no session has to be given up
		plain := &http.Transport{MaxIdleConnsPerHost: 64}
		t.Cleanup(plain.CloseIdleConnections)
		plain.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			conns.Add(1)
			cut := &severed{Conn: conn, left: new(atomic.Int64)}
			mu.Lock()
			defer mu.Unlock()
			if rnd.IntN(3) == 0 {
				cut.left.Store(300 + rnd.Int64N(2*granule)) // in a film
			} else {
				cut.left.Store(300 + rnd.Int64N(3000)) // around the beginning
			}
			return cut, nil
		}
		o.HTTPClient = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			resp, err := plain.RoundTrip(r)
			if err == nil && resp.Header.Get("Location") != "" {
				named.Add(1)
			}
			return resp, err
		})}
	})
	publishAll(t, w, c, n, rand.New(rand.NewPCG(10, 10)))
	done, unused, left := w.sessionsOf()
	t.Logf("%d films over %d connections: %d sessions, %d unused, %d left", n, conns.Load(), done, unused, left)
	assert.Equal(t, n, done)
	assert.Zero(t, left, "a session that the client knew of is not given up")
	assert.Equal(t, int64(n), named.Load(), "the others are those whose address was lost on its way")
}
