package youtube_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// requireWhole asserts that there is one video, with all that it was to get, once.
func (w *world) requireWhole(id string) {
	w.t.Helper()
	require.Len(w.t, w.srv.Videos(w.brand), 1)
	assert.Len(w.t, w.srv.Captions(id), 2)
	assert.Len(w.t, w.srv.Comments(id), 1)
	assert.Equal(w.t, []string{id}, w.srv.Playlists(w.brand)[0].Videos)
}

// TestSameKeyIsTheSameVideo, with all that belongs to it, however often and however fast it is published.
func TestSameKeyIsTheSameVideo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	d := w.fullDraft()
	d.Key = "spring-2"
	var wg sync.WaitGroup
	ids := make([]string, 4)
	for i := range ids {
		wg.Go(func() {
			p, err := c.Publish(t.Context(), d)
			if assert.NoError(t, err) {
				ids[i] = p.Ref.ID
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		assert.Equal(t, ids[0], id)
	}
	w.requireWhole(ids[0])
	assert.Len(t, w.srv.Sessions(), 3, "a film and two caption tracks")
	assert.Equal(t, 1, w.srv.Requests().Count("POST /upload/youtube/v3/thumbnails/set"))

	other := *d
	other.Title = "Another"
	_, err := c.Publish(t.Context(), &other)
	require.NoError(t, err)
	assert.Len(t, w.srv.Videos(w.brand), 2, "other content is another video")
}

// TestResumeTwice: a Pending may be resumed again by somebody who does not know that it was.
func TestResumeTwice(t *testing.T) {
	t.Parallel()
	for name, match := range map[string]func(r *http.Request) bool{
		"BeforeTheSession": func(r *http.Request) bool {
			return r.Method == http.MethodPost && r.URL.Path == "/upload/youtube/v3/videos"
		},
		"InTheFilm": isSession,
		"AtTheCaptions": func(r *http.Request) bool {
			return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/captions")
		},
		"AtTheComment": func(r *http.Request) bool {
			return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/commentThreads")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			d := w.fullDraft()
			mend := w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Times: youtubetest.Forever, Where: match})
			_, err := w.client(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), d)
			require.ErrorIs(t, err, social.ErrUnavailable)
			p, ok := social.PendingOf(err)
			require.True(t, ok)
			assert.False(t, p.Since.IsZero())
			mend()
			var first *social.Post
			for range 3 {
				again := reload(t, p)
				again.Media[0] = d.Media[0]
				post, err := w.client().Resume(t.Context(), again)
				require.NoError(t, err)
				if first == nil {
					first = post
				}
				assert.Equal(t, first.Ref, post.Ref)
			}
			w.requireWhole(first.Ref.ID)
		})
	}
}

// TestResumeCommentTwice does not say the same thing twice.
func TestResumeCommentTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	video := w.srv.Publish(w.person(""), youtubetest.Video{Title: "Theirs"})
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.Unauthorized, Match: "POST /youtube/v3/commentThreads", Times: youtubetest.Forever})
	_, err := w.client(func(o *social.Options) { o.Retries = -1 }).Publish(t.Context(), &social.Draft{Text: "Well done", ReplyTo: videoRef(video)})
	p, ok := social.PendingOf(err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, social.StageCommit, p.Stage)
	w.srv.Faults().Clear()
	ids := map[string]bool{}
	for range 3 {
		post, err := w.client().Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		ids[post.Ref.ID] = true
	}
	assert.Len(t, ids, 1)
	assert.Len(t, w.srv.Comments(video), 1)
}
