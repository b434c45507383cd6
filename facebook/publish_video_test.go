package facebook_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// whole is the sum of a file, as the simulator keeps it of uploads in one piece.
func whole(t *testing.T, m *social.Media) string {
	t.Helper()
	r, err := m.Open()
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Close()) }()
	sum := sha256.New()
	_, err = io.Copy(sum, r)
	require.NoError(t, err)
	return hex.EncodeToString(sum.Sum(nil))
}

// parts are the sums of the chunks of a file.
func parts(t *testing.T, m *social.Media, size int64) []string {
	t.Helper()
	r, err := m.Open()
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Close()) }()
	var out []string
	for {
		sum := sha256.New()
		n, err := io.CopyN(sum, r, size)
		if n > 0 {
			out = append(out, hex.EncodeToString(sum.Sum(nil)))
		}
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
	}
}

// withParts is a film with a preview and subtitles.
func withParts(size int64) *social.Media {
	m := film(size)
	m.Thumbnail = jpeg("preview.jpg")
	for _, language := range []string{"en-US", "de_DE"} {
		sub := social.MediaBytes("talk.srt", []byte("1\n00:00:00,000 --> 00:00:01,000\nHi\n"))
		sub.Language = language
		m.Captions = append(m.Captions, sub)
	}
	return m
}

func TestPublishVideoInChunks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	m := withParts(20_000)
	var told []int64
	m.Progress = func(sent, _ int64) { told = append(told, sent) }
	post, err := w.client().Publish(t.Context(), &social.Draft{
		Title: "The garden", Text: "At noon", Link: "https://example.com", FirstComment: "Nice", Media: []*social.Media{m},
		Extras: []social.Extra{&facebook.Extra{
			Targeting: &facebook.Targeting{AgeMin: 18}, Backdated: time.Now().Add(-time.Hour), Category: "BUSINESS", ContentTags: []string{"garden"},
			CustomLabels: []string{"spring"}, Embeddable: new(false), Secret: new(false), Expires: time.Now().Add(48 * time.Hour),
			CallToAction: &facebook.CallToAction{Type: "LEARN_MORE"},
		}},
	})
	require.NoError(t, err)
	assert.Equal(t, social.StatePublished, post.State)
	videos := w.srv.Videos(w.page)
	require.Len(t, videos, 1)
	v := videos[0]
	assert.Equal(t, parts(t, m, 4096), v.Hashes, "the server chooses the chunks")
	assert.Equal(t, "The garden", v.Title)
	assert.Equal(t, "At noon\n\nhttps://example.com", v.Description)
	assert.Equal(t, []string{"de_DE", "en_US"}, v.Captions)
	assert.Equal(t, 1, v.Thumbnails)
	assert.Equal(t, post.Ref.ID, v.Post)
	assert.True(t, slices.IsSorted(told))
	assert.Equal(t, m.Size, told[len(told)-1])
	require.Len(t, w.srv.Comments(post.Ref.ID), 1)
	require.Len(t, post.Media, 1)
	assert.Equal(t, v.ID, post.Media[0].ID)
}

// TestPublishVideoByAddress reads the file through the client: Facebook's own fetching gives no ID in advance.
func TestPublishVideoByAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	m := film(10_000)
	elsewhere := newFileServer(t, m)
	far := social.MediaURL(elsewhere+"/film.mp4", "video/mp4")
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "From there", Media: []*social.Media{far}})
	require.NoError(t, err)
	assert.Equal(t, parts(t, m, 4096), w.srv.Videos(w.page)[0].Hashes)

	reel := social.MediaURL("https://media.example.com/film.mp4", "video/mp4")
	opts := prompt()
	opts.Transport = roundTrip(func(*http.Request) []byte { return []byte("film") })
	w = newWorld(t, opts)
	_, err = w.client().Publish(t.Context(), &social.Draft{Text: "Reel", Format: social.FormatReel, Media: []*social.Media{reel}})
	require.NoError(t, err)
	assert.Equal(t, "https://media.example.com/film.mp4", w.srv.Videos(w.page)[0].URL, "reels are fetched by Facebook")
}

func TestPublishVideoByHandle(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{0, 24 * time.Hour} {
		w := newWorld(t, prompt())
		m := film(10_000)
		d := &social.Draft{Text: "By handle", Title: "T", Media: []*social.Media{m}, Extras: []social.Extra{&facebook.Extra{
			UploadApp: facebook.ID(w.srv.App().ID), Targeting: &facebook.Targeting{AgeMin: 18}, Category: "BUSINESS", ContentTags: []string{"a"},
		}}}
		if at > 0 {
			d.At = time.Now().Add(at)
		}
		_, err := w.client().Publish(t.Context(), d)
		require.ErrorIs(t, err, social.ErrAuth)
		assert.Equal(t, []string{"Config.UserTokens"}, fields(err))

		user := w.srv.UserToken(w.srv.Owner(w.page))
		post, err := w.configured(facebook.Config{UserTokens: static(user)}).Publish(t.Context(), d)
		require.NoError(t, err)
		v := w.srv.Videos(w.page)[0]
		assert.NotEmpty(t, v.Handle)
		assert.Equal(t, []string{whole(t, m)}, v.Hashes)
		assert.Equal(t, "By handle", v.Description)
		assert.Equal(t, "T", v.Title)
		if at > 0 {
			assert.Equal(t, social.StateScheduled, post.State)
			assert.False(t, v.Published)
		} else {
			assert.Equal(t, social.StatePublished, post.State)
			assert.True(t, v.Published)
		}
		got := w.find(t, v.Post)
		assert.NotEmpty(t, got.Targeting, "what is said of the video goes along with it")
	}
}

func TestPublishReelWithCollaborators(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	partner := facebook.ID(w.srv.CreatePage("Partner"))
	m := withParts(20_000)
	post, err := c.Publish(t.Context(), &social.Draft{
		Text: "A reel", Title: "T", Format: social.FormatReel, Media: []*social.Media{m},
		Extras: []social.Extra{&facebook.Extra{Collaborators: []facebook.ID{partner}, Place: "12", Targeting: &facebook.Targeting{AgeMin: 18}}},
	})
	require.NoError(t, err)
	v := w.srv.Videos(w.page)[0]
	assert.Equal(t, "reel", v.Kind)
	assert.Equal(t, []string{whole(t, m)}, v.Hashes)
	assert.Equal(t, 1, v.Thumbnails)
	assert.Equal(t, post.Ref.ID, v.Post)
	assert.Contains(t, post.Ref.URL, "facebook.com")
	assert.Len(t, w.srv.Requests().Find("POST /*/*/collaborators"), 1)
	assert.NotEmpty(t, w.find(t, v.Post).Targeting)

	// What comes after the post and fails does not hide that it stands.
	post, err = c.Publish(t.Context(), &social.Draft{
		Text: "Another", Format: social.FormatReel, FirstComment: "First", Media: []*social.Media{withParts(20_000)},
		Extras: []social.Extra{&facebook.Extra{Collaborators: []facebook.ID{"1", partner}}},
	})
	require.ErrorIs(t, err, social.ErrInvalid)
	require.NotNil(t, post, "it stands")
	assert.Equal(t, []string{"Extras.Collaborators[0]"}, fields(err))
	require.Len(t, w.srv.Comments(post.Ref.ID), 1, "and goes on with what else there is")
}

// TestPublishVideoPartsLater goes on with a preview that was refused for the moment.
func TestPublishVideoPartsLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	fail := w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.FailBefore, Match: "POST /*/*/thumbnails", Times: facebooktest.Forever})
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "A video", FirstComment: "First", Media: []*social.Media{withParts(9000)}})
	require.ErrorIs(t, err, social.ErrUnavailable)
	require.NotNil(t, post)
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	fail()
	w.srv.Faults().Clear()
	again, err := w.client().Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, post.Ref.ID, again.Ref.ID)
	videos := w.srv.Videos(w.page)
	require.Len(t, videos, 1)
	assert.Equal(t, 1, videos[0].Thumbnails)
	assert.Len(t, videos[0].Captions, 2)
	assert.Len(t, w.srv.Comments(post.Ref.ID), 1, "what was done is not done again")
	assert.Len(t, w.srv.Requests().Find("POST /*/*/captions"), 2)
}

func TestPublishStories(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	photo, err := c.Publish(t.Context(), &social.Draft{Format: social.FormatStory, Media: []*social.Media{jpeg("a.jpg")}})
	require.NoError(t, err)
	video, err := c.Publish(t.Context(), &social.Draft{Format: social.FormatStory, Media: []*social.Media{film(20_000)}})
	require.NoError(t, err)
	ids, err := c.PublishPhotoStory(t.Context(), jpeg("b.jpg"))
	require.NoError(t, err)
	id, err := c.PublishVideoStory(t.Context(), film(20_000))
	require.NoError(t, err)
	want := []string{string(id), string(ids), video.Ref.ID, photo.Ref.ID}
	var got []string
	for s, err := range c.Stories(t.Context(), &facebook.StoriesParams{Status: facebook.StoryPublished}) {
		require.NoError(t, err)
		got = append(got, string(s.PostID))
		assert.Equal(t, facebook.StoryPublished, s.Status)
		assert.WithinDuration(t, time.Now(), s.Created.Time, time.Minute)
	}
	assert.Equal(t, want, got)
	assert.Contains(t, photo.Ref.URL, "/stories/")
	assert.Equal(t, social.StatePublished, video.State)
}

func TestNativeVideos(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	id, err := c.PublishVideo(t.Context(), film(9000), &facebook.VideoParams{Title: "V", Unpublished: true})
	require.NoError(t, err)
	v, err := c.Video(t.Context(), id)
	require.NoError(t, err)
	assert.False(t, *v.Published)
	require.NoError(t, c.UpdateVideo(t.Context(), id, &facebook.VideoUpdate{Title: new("W"), Description: new("D"), Published: new(true)}))
	v, err = c.Video(t.Context(), id)
	require.NoError(t, err)
	assert.True(t, *v.Published)
	assert.Equal(t, "W", v.Title)

	reel, err := c.PublishReel(t.Context(), film(9000), &facebook.VideoParams{Description: "R", Unpublished: true})
	require.NoError(t, err)
	v, err = c.Video(t.Context(), reel)
	require.NoError(t, err)
	assert.Equal(t, "draft", v.Status.Publishing.PublishStatus)
	require.NoError(t, c.DeleteVideo(t.Context(), reel))
	n := 0
	for _, err := range c.Videos(t.Context()) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 1, n)
	for _, err := range c.Reels(t.Context()) {
		require.NoError(t, err)
	}
}

// TestVideoProcessing waits for Facebook, or not.
func TestVideoProcessing(t *testing.T) {
	t.Parallel()
	slow := facebooktest.VideoOptions{Duration: time.Hour, ChunkSize: 1 << 20}
	for _, wait := range []time.Duration{-1, 100 * time.Millisecond} {
		w := newWorld(t, &facebooktest.Options{Video: slow})
		c := w.configured(facebook.Config{WaitVideo: wait})
		for _, format := range []social.Format{social.FormatPost, social.FormatReel, social.FormatStory} {
			d := &social.Draft{Text: "Slow", Format: format, Media: []*social.Media{film(9000)}}
			if format == social.FormatStory {
				d.Text = ""
			}
			post, err := c.Publish(t.Context(), d)
			require.NoError(t, err)
			assert.Equal(t, social.StateProcessing, post.State, format)
		}
	}
	bad := facebooktest.VideoOptions{Polls: -1, Fail: func(facebooktest.Video) string { return "The audio is not AAC." }}
	for _, format := range []social.Format{social.FormatPost, social.FormatReel, social.FormatStory} {
		w := newWorld(t, &facebooktest.Options{Video: bad})
		d := &social.Draft{Text: "Bad", Format: format, Media: []*social.Media{film(9000)}}
		if format == social.FormatStory {
			d.Text = ""
		}
		_, err := w.client().Publish(t.Context(), d)
		require.ErrorIs(t, err, social.ErrMedia, format)
		assert.Contains(t, err.Error(), "The audio is not AAC.")
		_, resumable := social.PendingOf(err)
		assert.False(t, resumable, "going on cannot help")
	}
}

func TestReelLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, ReelsPerDay: 1}})
	c := w.client()
	d := func(text string) *social.Draft {
		return &social.Draft{Text: text, Format: social.FormatReel, Media: []*social.Media{film(9000)}}
	}
	_, err := c.Publish(t.Context(), d("One"))
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), d("Two"))
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Contains(t, err.Error(), "30 reels")
	pending, ok := social.PendingOf(err)
	require.True(t, ok, "tomorrow it can go on")
	assert.Equal(t, social.StageCommit, pending.Stage)
	assert.Equal(t, 1, strings.Count(strings.Join(w.shown(), "\n"), "One"))
}
