package youtube_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// shortsRefuse has YouTube take no picture for a video that is being processed, as it does for Shorts.
func (w *world) shortsRefuse() {
	f := youtubetest.Refusal("POST /upload/youtube/v3/thumbnails/set", http.StatusForbidden, "youtube.thumbnail", "forbidden", "Not yet")
	f.Times = youtubetest.Forever
	f.Where = func(*http.Request) bool {
		for _, v := range w.srv.Videos(w.brand) {
			if v.UploadStatus != "processed" {
				return true
			}
		}
		return false
	}
	w.srv.Faults().Add(f)
}

// TestThumbnailOfAShort is set once the film is processed. What is not there yet is owed, never forgotten.
func TestThumbnailOfAShort(t *testing.T) {
	t.Parallel()
	short := func() *social.Draft {
		d := draftOf("Short")
		d.Media[0].Thumbnail = social.MediaBytes("cover.jpg", jpeg)
		return d
	}
	t.Run("Processed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.shortsRefuse()
		p, err := w.client().Publish(t.Context(), short())
		require.NoError(t, err)
		v, _ := w.srv.FindVideo(p.Ref.ID)
		assert.NotEmpty(t, v.ThumbnailSHA256)
		assert.Equal(t, 2, w.srv.Requests().Count("POST /upload/youtube/v3/thumbnails/set"))
	})
	t.Run("StillProcessed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, &youtubetest.Options{Processing: youtubetest.ProcessingOptions{Duration: time.Hour}})
		w.shortsRefuse()
		d := short()
		p, err := w.client(func(o *social.Options) { o.MediaWait = 20 * time.Millisecond }).Publish(t.Context(), d)
		require.NotNil(t, p, "the video stands")
		assert.Equal(t, social.StateProcessing, p.State)
		requireField(t, err, social.ErrUnavailable, "Media[0].Thumbnail")
		owed, ok := social.PendingOf(err)
		require.True(t, ok)
		w.srv.EditVideo(p.Ref.ID, func(v *youtubetest.Video) { v.UploadStatus = "processed" })
		again := reload(t, owed)
		again.Media[0] = d.Media[0]
		_, err = w.client().Resume(t.Context(), again)
		require.NoError(t, err)
		v, _ := w.srv.FindVideo(p.Ref.ID)
		assert.NotEmpty(t, v.ThumbnailSHA256)
	})
	t.Run("Never", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.srv.SetProfile(w.brand, func(p *youtubetest.Profile) { p.NoThumbnails = true })
		p, err := w.client().Publish(t.Context(), short())
		require.NotNil(t, p)
		requireField(t, err, social.ErrPermission, "Media[0].Thumbnail")
		assert.Equal(t, 2, w.srv.Requests().Count("POST /upload/youtube/v3/thumbnails/set"))
	})
	t.Run("NoWait", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.shortsRefuse()
		d := short()
		d.Extras = []social.Extra{&youtube.Extra{NoWait: true}}
		p, err := w.client().Publish(t.Context(), d)
		require.NotNil(t, p)
		requireField(t, err, social.ErrPermission, "Media[0].Thumbnail")
	})
}

// TestNewVideoIsNotKnownEverywhere: YouTube says of a video that is just there that it is not, and may do what it was
// asked for all the same. It is tried again once the video is processed, and is there once.
func TestNewVideoIsNotKnownEverywhere(t *testing.T) {
	t.Parallel()
	for name, done := range map[string]bool{"not done": false, "done all the same": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			list := w.srv.CreatePlaylist(w.brand, "Gardens")
			unknown := youtubetest.Refusal("POST /youtube/v3/playlistItems", http.StatusNotFound, "youtube.playlistItem", "videoNotFound", "Video not found.")
			if done {
				unknown.Kind = youtubetest.FailAfter
			}
			w.srv.Faults().Add(unknown)
			w.srv.Faults().Add(youtubetest.Refusal("POST /upload/youtube/v3/captions", http.StatusNotFound, "youtube.caption", "videoNotFound", "Video not found."))
			d := draftOf("New")
			sub := social.MediaBytes("en.vtt", []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"))
			sub.Language = "en"
			d.Media[0].Captions = []*social.Media{sub}
			d.Extras = []social.Extra{&youtube.Extra{Playlists: []youtube.ID{youtube.ID(list)}}}
			p, err := w.client().Publish(t.Context(), d)
			require.NoError(t, err)
			assert.Equal(t, []string{p.Ref.ID}, w.srv.Playlists(w.brand)[0].Videos)
			assert.Len(t, w.srv.Captions(p.Ref.ID), 1)
		})
	}
	w := newWorld(t, nil)
	d := draftOf("New")
	d.Extras = []social.Extra{&youtube.Extra{Playlists: []youtube.ID{"PLnothing"}}}
	p, err := w.client().Publish(t.Context(), d)
	require.NotNil(t, p)
	requireField(t, err, social.ErrNotFound, "Extras.Playlists[0]")
	assert.Equal(t, 1, w.srv.Requests().Count("GET /youtube/v3/playlistItems"), "a playlist that is missing will not come to be")
}

// TestThumbnailSize: since September 2026 a picture may have 50 MiB, not 2 MB.
func TestThumbnailSize(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	d := draftOf("Large cover")
	cover := social.MediaBytes("cover.jpg", jpeg)
	cover.Size = 50 << 20
	d.Media[0].Thumbnail = cover
	require.NoError(t, w.client().Check(t.Context(), d))
	cover.Size++
	requireField(t, w.client().Check(t.Context(), d), social.ErrInvalid, "Media[0].Thumbnail.Size")
}

// TestForcedPrivacy: what a video became is told, not what was asked for, as YouTube may lock the uploads of a program
// that it has not verified, or go by the account's settings.
func TestForcedPrivacy(t *testing.T) {
	t.Parallel()
	for name, forced := range map[string]bool{"Locked": true, "Free": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{ForcePrivate: forced})
			d := draftOf(name)
			d.Visibility = social.VisibilityPublic
			p, err := w.client().Publish(t.Context(), d)
			require.NoError(t, err)
			want := social.VisibilityPublic
			if forced {
				want = social.VisibilityPrivate
			}
			assert.Equal(t, want, p.Visibility)
		})
	}
	w := newWorld(t, &youtubetest.Options{ForcePrivate: true})
	d := draftOf("Planned")
	d.At = time.Now().Add(time.Hour)
	p, err := w.client().Publish(t.Context(), d)
	require.NoError(t, err)
	assert.NotEqual(t, social.StateScheduled, p.State, "it has no hour any more")
	assert.Equal(t, social.VisibilityPrivate, p.Visibility)
}

// TestUploadBucket: uploads have an allowance of a hundred calls, which no other call draws on, and which a refused
// upload uses up like one that worked.
func TestUploadBucket(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 10_000, Uploads: 100, Searches: 100}})
	c := w.configured(youtube.Config{Tokens: static(w.token)})
	ctx, cancel := withTimeout(t, beforeMidnight)
	defer cancel()
	for range 100 {
		_, err := c.StartUpload(ctx, big(1), titled("One"), nil)
		require.NoError(t, err)
	}
	p, err := c.Publish(ctx, draftOf("Too many"))
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Nil(t, p)
	pending, ok := social.PendingOf(err)
	require.True(t, ok, "it can go on tomorrow")
	assert.Equal(t, social.StageUpload, pending.Stage)
	assert.Len(t, w.srv.Sessions(), 100, "it was not asked for")
	used := w.srv.Quota("")
	assert.Equal(t, 100, used.Uploads)
	assert.Less(t, used.Pool, 10)
	left, known := c.Left(youtube.BucketUploads)
	assert.True(t, known)
	assert.Zero(t, left)
	_, err = c.SearchPage(ctx, &youtube.SearchParams{Query: "garden"}, nil)
	require.NoError(t, err, "searches are counted apart")
}

// TestCommentPicture: since September 2026 comments may hold a picture.
func TestCommentPicture(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})
	id := w.srv.Comment(w.person(""), video, "Look")
	w.srv.EditComment(id, func(m *youtubetest.Comment) { m.ImageURL = "https://i.example.com/x" })
	m, err := c.Comment(t.Context(), youtube.ID(id))
	require.NoError(t, err)
	assert.Equal(t, "https://i.example.com/x", m.Snippet.Image)
}

// TestViewsAndEngagedViews: since August 2026 views are starts of playback, and the former figure has another name.
func TestViewsAndEngagedViews(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{AnalyticsLag: -1})
	w.srv.AddMetrics(w.brand, youtubetest.MetricsRow{Day: "2026-08-28", Values: map[string]float64{"views": 12, "engagedViews": 7}})
	day := time.Date(2026, 8, 28, 12, 0, 0, 0, time.UTC)
	r, err := w.client().Report(t.Context(), &youtube.ReportParams{From: day, To: day, Metrics: []string{"engagedViews", "views"}})
	require.NoError(t, err)
	views, _ := r.Float(0, "views")
	engaged, _ := r.Float(0, "engagedViews")
	assert.InDelta(t, 12, views, 0)
	assert.InDelta(t, 7, engaged, 0)
}

// TestUploadTokenRefused: a token that nobody can renew ends the publication, which goes on in the same session after
// the next login.
func TestUploadTokenRefused(t *testing.T) {
	t.Parallel()
	var w *world
	var once atomic.Bool
	w = newWorld(t, &youtubetest.Options{Uploads: youtubetest.UploadOptions{NeedToken: true, OnRequest: func(s youtubetest.UploadSession) {
		if s.Requests == 3 && !once.Swap(true) {
			w.srv.ExpireToken(w.token)
		}
	}}})
	m := big(5 * granule)
	_, err := w.uploader().Publish(t.Context(), &social.Draft{Title: "Long", Media: []*social.Media{m}})
	require.ErrorIs(t, err, social.ErrAuth)
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	w.token = w.srv.Token(w.brand)
	_, err = w.uploader().Resume(t.Context(), reload(t, p))
	require.NoError(t, err)
	w.requireOne(m, 1)
}
