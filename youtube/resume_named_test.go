package youtube_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// stranded is a publication that ended before there was a session.
func (w *world) stranded(c *youtube.Client, key string) (*social.Draft, *social.Pending) {
	w.t.Helper()
	d := &social.Draft{Title: "Stranded", Media: []*social.Media{big(2 * granule)}, Key: key}
	mend := w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Times: youtubetest.Forever, Where: func(r *http.Request) bool {
		return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/upload/")
	}})
	_, err := c.Publish(w.t.Context(), d)
	p, ok := social.PendingOf(err)
	require.True(w.t, ok)
	mend()
	return d, p
}

// TestResumeTogether: one Pending that several resume at once is one video from one session.
func TestResumeTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.uploader(func(o *social.Options) { o.Retries = -1 })
	d, p := w.stranded(c, "")
	ids := make([]string, 6)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			post, err := c.Resume(t.Context(), reload(t, p))
			if assert.NoError(t, err) {
				ids[i] = post.Ref.ID
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		assert.Equal(t, ids[0], id)
	}
	w.requireOne(d.Media[0], 1)
}

// TestResumeNamed: a draft with a key is one video from one session, whether it is resumed or published again, in
// either order.
func TestResumeNamed(t *testing.T) {
	t.Parallel()
	t.Run("ThenPublished", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		c := w.uploader(func(o *social.Options) { o.Retries = -1 })
		d, p := w.stranded(c, "spring-3")
		first, err := c.Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		second, err := c.Publish(t.Context(), d)
		require.NoError(t, err)
		assert.Equal(t, first.Ref, second.Ref)
		w.requireOne(d.Media[0], 1)
	})
	t.Run("AfterAnotherTry", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		c := w.uploader(func(o *social.Options) { o.Retries = -1 })
		d, p := w.stranded(c, "spring-4")
		w.srv.CutUploads(youtubetest.UploadCut{Skip: 1, After: 10})
		_, err := c.Publish(t.Context(), d)
		require.ErrorIs(t, err, social.ErrUnavailable)
		_, err = c.Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		w.requireOne(d.Media[0], 1)
	})
	t.Run("WhilePublished", func(t *testing.T) {
		t.Parallel()
		var w *world
		var c *youtube.Client
		var d *social.Draft
		var once atomic.Bool
		var other sync.WaitGroup
		w = newWorld(t, &youtubetest.Options{Uploads: youtubetest.UploadOptions{OnRequest: func(youtubetest.UploadSession) {
			if !once.Swap(true) {
				other.Go(func() {
					_, err := c.Publish(t.Context(), d)
					assert.NoError(t, err)
				})
			}
		}}})
		c = w.uploader(func(o *social.Options) { o.Retries = -1 })
		var p *social.Pending
		d, p = w.stranded(c, "spring-5")
		_, err := c.Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		other.Wait()
		w.requireOne(d.Media[0], 1)
	})
}
