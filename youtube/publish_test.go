package youtube_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

var (
	jpeg = []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00 a picture")
	srt  = []byte("1\n00:00:00,000 --> 00:00:02,000\nHello\n")
)

// fullDraft has everything that a video can have.
func (w *world) fullDraft() *social.Draft {
	m := film("Garden")
	m.Thumbnail = social.MediaBytes("cover.jpg", jpeg)
	de, fr := social.MediaBytes("de.srt", srt), social.MediaBytes("fr.vtt", []byte("WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour\n"))
	de.Language, fr.Language = "de", "fr"
	m.Captions = []*social.Media{de, fr}
	return &social.Draft{
		Title: "The garden", Text: "At noon.", Link: "https://example.com/garden", Media: []*social.Media{m},
		Tags: []string{"garden", "open air"}, Language: "en", Visibility: social.VisibilityUnlisted, FirstComment: "More on our site",
		Extras: []social.Extra{&youtube.Extra{
			CategoryID: "10", AudioLanguage: "en-GB", License: youtube.LicenseCC, Embeddable: new(false), PublicStatsViewable: new(false),
			MadeForKids: new(false), SyntheticMedia: new(true), PaidPlacement: new(true), NotifySubscribers: new(false),
			RecordingDate: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC),
			Localizations: map[string]*youtube.Localization{"fr": {Title: "Le jardin", Description: "À midi."}},
			Playlists:     []youtube.ID{youtube.ID(w.srv.CreatePlaylist(w.brand, "Gardens"))},
		}},
	}
}

func TestPublishEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p, err := w.client().Publish(t.Context(), w.fullDraft())
	require.NoError(t, err)
	v, ok := w.srv.FindVideo(p.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, "The garden", v.Title)
	assert.Equal(t, "At noon.\n\nhttps://example.com/garden", v.Description)
	assert.Equal(t, []string{"garden", "open air"}, v.Tags)
	assert.Equal(t, "10", v.CategoryID)
	assert.Equal(t, "en", v.DefaultLanguage)
	assert.Equal(t, "en-GB", v.DefaultAudioLang)
	assert.Equal(t, "unlisted", v.Privacy)
	assert.Equal(t, "creativeCommon", v.License)
	assert.False(t, v.Embeddable)
	assert.False(t, v.StatsViewable)
	assert.False(t, v.MadeForKids)
	assert.True(t, v.Synthetic)
	assert.True(t, v.PaidPromotion)
	assert.False(t, v.Notified)
	assert.True(t, v.RecordingDate.Equal(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)))
	assert.Equal(t, youtubetest.Localization{Title: "Le jardin", Description: "À midi."}, v.Localizations["fr"])
	assert.NotEmpty(t, v.ThumbnailSHA256)
	captions := w.srv.Captions(v.ID)
	require.Len(t, captions, 2)
	assert.Equal(t, "de", captions[0].Language)
	assert.Equal(t, srt, captions[0].Content)
	assert.Equal(t, []string{v.ID}, w.srv.Playlists(w.brand)[0].Videos)
	comments := w.srv.Comments(v.ID)
	require.Len(t, comments, 1)
	assert.Equal(t, "More on our site", comments[0].Text)

	assert.Equal(t, social.StatePublished, p.State)
	assert.Equal(t, v.Description, p.Text)
	assert.Equal(t, "https://www.youtube.com/watch?v="+v.ID, p.Ref.URL)
	assert.Equal(t, social.VisibilityUnlisted, p.Visibility)
	assert.IsType(t, &youtube.Video{}, p.Raw)
	assert.Equal(t, w.brand, p.Author.Ref.ID)
}

// TestPublishDefaults: what a draft does not say is not decided here.
func TestPublishDefaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p, err := w.client().Publish(t.Context(), draftOf("Plain"))
	require.NoError(t, err)
	v, _ := w.srv.FindVideo(p.Ref.ID)
	assert.Equal(t, "public", v.Privacy)
	assert.Equal(t, "22", v.CategoryID)
	assert.True(t, v.Embeddable)
	assert.True(t, v.Notified)
	assert.Empty(t, v.DefaultLanguage)
}

func TestPublishScheduled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	d := draftOf("Tomorrow")
	d.At = time.Now().Add(24 * time.Hour).Truncate(time.Second)
	p, err := w.client().Publish(t.Context(), d)
	require.NoError(t, err)
	assert.Equal(t, social.StateScheduled, p.State)
	assert.Equal(t, social.RefScheduled, p.Ref.Kind)
	assert.True(t, p.Time.Equal(d.At))
	v, _ := w.srv.FindVideo(p.Ref.ID)
	assert.Equal(t, "private", v.Privacy)
	assert.True(t, v.PublishAt.Equal(d.At))
}

// TestPublishWaits until the film is processed, and no longer than it may.
func TestPublishWaits(t *testing.T) {
	t.Parallel()
	t.Run("Processed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, &youtubetest.Options{Processing: youtubetest.ProcessingOptions{Polls: 4}})
		p, err := w.client().Publish(t.Context(), draftOf("Slow"))
		require.NoError(t, err)
		assert.Equal(t, social.StatePublished, p.State)
	})
	t.Run("TooLong", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, &youtubetest.Options{Processing: youtubetest.ProcessingOptions{Duration: time.Hour}})
		c := w.client(func(o *social.Options) { o.MediaWait = 30 * time.Millisecond })
		p, err := c.Publish(t.Context(), draftOf("Slower"))
		require.NoError(t, err, "the video stands")
		assert.Equal(t, social.StateProcessing, p.State)

		d := draftOf("With a comment")
		d.FirstComment = "First"
		p, err = c.Publish(t.Context(), d)
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.NotNil(t, p)
		owed, ok := social.PendingOf(err)
		require.True(t, ok)
		assert.Equal(t, social.StageProcess, owed.Stage)
		assert.Empty(t, w.srv.Comments(p.Ref.ID), "what is not processed takes no comments")
	})
	t.Run("NoWait", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, &youtubetest.Options{Processing: youtubetest.ProcessingOptions{Duration: time.Hour}})
		d := draftOf("At once")
		d.Extras = []social.Extra{&youtube.Extra{NoWait: true}}
		p, err := w.client().Publish(t.Context(), d)
		require.NoError(t, err)
		assert.Equal(t, social.StateProcessing, p.State)
		assert.Zero(t, w.srv.Requests().Count("GET /youtube/v3/videos"))
	})
	t.Run("Cancelled", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, &youtubetest.Options{Processing: youtubetest.ProcessingOptions{Duration: time.Hour}})
		ctx, cancel := context.WithCancel(t.Context())
		w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Where: func(r *http.Request) bool {
			if r.Method == http.MethodGet && r.URL.Path == "/youtube/v3/videos" {
				cancel()
			}
			return false
		}})
		p, err := w.client().Publish(ctx, draftOf("Broken off"))
		require.ErrorIs(t, err, context.Canceled)
		require.NotNil(t, p, "the video stands")
		pending, ok := social.PendingOf(err)
		require.True(t, ok)
		w.srv.EditVideo(p.Ref.ID, func(v *youtubetest.Video) { v.UploadStatus = "processed" })
		again, err := w.client().Resume(t.Context(), reload(t, pending))
		require.NoError(t, err)
		assert.Equal(t, p.Ref.ID, again.Ref.ID)
		assert.Equal(t, social.StatePublished, again.State)
	})
}

// TestPublishUnusable: what YouTube makes nothing of is an error that says why.
func TestPublishUnusable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		outcome youtubetest.Outcome
		kind    error
		code    string
	}{
		"Codec":     {youtubetest.Outcome{FailureReason: "codec"}, social.ErrMedia, "codec"},
		"Duplicate": {youtubetest.Outcome{RejectionReason: "duplicate"}, social.ErrDuplicate, "duplicate"},
		"Length":    {youtubetest.Outcome{RejectionReason: "length"}, social.ErrMedia, "length"},
		"Copyright": {youtubetest.Outcome{RejectionReason: "copyright"}, social.ErrPermission, "copyright"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &youtubetest.Options{Processing: youtubetest.ProcessingOptions{
				Outcome: func(youtubetest.Video) youtubetest.Outcome { return test.outcome },
			}})
			p, err := w.client().Publish(t.Context(), draftOf(name))
			requireField(t, err, test.kind, "Media[0]")
			assert.Nil(t, p)
			_, ok := social.PendingOf(err)
			assert.False(t, ok, "going on is of no use")
			e, _ := errors.AsType[*social.Error](err)
			assert.Equal(t, test.code, e.Code)
		})
	}
}

// TestPublishRestFails: the video stands whatever happens to what belongs to it; each failure names its field, and
// what can still be done is owed.
func TestPublishRestFails(t *testing.T) {
	t.Parallel()
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.srv.SetProfile(w.brand, func(p *youtubetest.Profile) { p.NoThumbnails = true })
		d := w.fullDraft()
		e := social.ExtraOf[*youtube.Extra](d)
		e.Playlists = append([]youtube.ID{"PLmissing"}, e.Playlists...)
		p, err := w.client().Publish(t.Context(), d)
		require.NotNil(t, p)
		requireField(t, err, social.ErrPermission, "Media[0].Thumbnail")
		requireField(t, err, social.ErrNotFound, "Extras.Playlists[0]")
		_, ok := social.PendingOf(err)
		assert.False(t, ok)
		assert.Len(t, w.srv.Captions(p.Ref.ID), 2, "nothing keeps the rest from being done")
		assert.Len(t, w.srv.Comments(p.Ref.ID), 1)
		assert.Len(t, w.srv.Playlists(w.brand)[0].Videos, 1)
	})
	t.Run("Owed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		down := func(path string) func() int {
			return w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Times: youtubetest.Forever, Where: func(r *http.Request) bool {
				return r.Method != http.MethodGet && strings.HasSuffix(r.URL.Path, path)
			}})
		}
		mend := []func() int{down("/thumbnails/set"), down("/captions"), down("/playlistItems"), down("/commentThreads")}
		p, err := w.client(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), w.fullDraft())
		require.NotNil(t, p)
		pending, ok := social.PendingOf(err)
		require.True(t, ok)
		assert.Equal(t, social.StageComment, pending.Stage)
		assert.Equal(t, p.Ref.ID, pending.Post.ID)
		for _, f := range []string{"Media[0].Thumbnail", "Media[0].Captions[0]", "Media[0].Captions[1]", "Extras.Playlists[0]", "FirstComment"} {
			assert.Contains(t, err.Error(), f)
		}
		for _, f := range mend {
			f()
		}
		again := reload(t, pending)
		m := w.fullDraft().Media[0]
		again.Media[0] = m
		_, err = w.client().Resume(t.Context(), again)
		require.NoError(t, err)
		v, _ := w.srv.FindVideo(p.Ref.ID)
		assert.NotEmpty(t, v.ThumbnailSHA256)
		assert.Len(t, w.srv.Captions(v.ID), 2)
		assert.Len(t, w.srv.Comments(v.ID), 1)
		assert.Equal(t, []string{v.ID}, w.srv.Playlists(w.brand)[0].Videos)
		assert.Len(t, w.srv.Videos(w.brand), 1)

		again.Media[0].Captions = nil
		_, err = w.client().Resume(t.Context(), again)
		requireField(t, err, social.ErrInvalid, "Pending.Media[0].Captions")
	})
	t.Run("AnswersLost", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		for _, path := range []string{"/thumbnails/set", "/playlistItems", "/commentThreads"} {
			w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Where: func(r *http.Request) bool {
				return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, path)
			}})
		}
		w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Where: func(r *http.Request) bool {
			return isSession(r) && strings.HasSuffix(r.URL.Path, "/captions")
		}})
		p, err := w.client().Publish(t.Context(), w.fullDraft())
		require.NoError(t, err)
		assert.Len(t, w.srv.Captions(p.Ref.ID), 2)
		assert.Len(t, w.srv.Comments(p.Ref.ID), 1)
		assert.Len(t, w.srv.Playlists(w.brand)[0].Videos, 1)
	})
}

// TestPublishWithUploadScope: a token that may upload and nothing else uploads.
func TestPublishWithUploadScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	token := w.srv.Token(w.brand, youtubetest.ScopeUpload)
	w.srv.Faults().Add(youtubetest.Fault{
		Kind: youtubetest.FailBefore, Match: "GET /youtube/v3/videos", Status: http.StatusForbidden,
		Body: `{"error":{"code":403,"message":"No.","status":"PERMISSION_DENIED","details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}`,
	})
	c := w.configured(youtube.Config{Tokens: static(token), Quota: boundless()})
	d := draftOf("Uploader")
	d.Media[0].Thumbnail = social.MediaBytes("cover.jpg", jpeg)
	p, err := c.Publish(t.Context(), d)
	require.NoError(t, err)
	assert.Equal(t, social.StateProcessing, p.State, "it may not ask how far the processing is")
	assert.Equal(t, []string{"Uploader"}, w.titles())
	d = draftOf("Once more")
	_, err = c.Publish(t.Context(), d)
	require.NoError(t, err, "however YouTube says so")
}

func TestPublishWithoutChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.configured(youtube.Config{Tokens: static(w.srv.Token("")), Quota: boundless()})
	_, err := c.Publish(t.Context(), draftOf("Nowhere"))
	require.ErrorIs(t, err, social.ErrPermission)
	e, _ := errors.AsType[*social.Error](err)
	assert.Equal(t, "youtubeSignupRequired", e.Code)
	assert.Contains(t, e.Message, "no YouTube channel")
}

// TestPublishComment: a draft that answers something is a comment, on one level.
func TestPublishComment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.person(""), youtubetest.Video{Title: "Theirs"})
	p, err := c.Publish(t.Context(), &social.Draft{Text: "Well done", ReplyTo: videoRef(video)})
	require.NoError(t, err)
	assert.Equal(t, social.RefComment, p.Ref.Kind)
	assert.Equal(t, video, p.ReplyTo.ID)
	assert.Equal(t, "https://www.youtube.com/watch?v="+video+"&lc="+p.Ref.ID, p.Ref.URL)
	theirs := w.srv.Comment(w.person(""), video, "How?")
	answer := w.srv.Reply(w.person(""), theirs, "I wonder, too")
	p, err = c.Publish(t.Context(), &social.Draft{Text: "Like this", Link: "https://example.com", ReplyTo: commentRef(answer)})
	require.NoError(t, err)
	m, ok := w.srv.FindComment(p.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, theirs, m.Parent, "answers to answers belong to the comment at the top")
	assert.Regexp(t, `^@viewer\d+ Like this\n\nhttps://example.com$`, m.Text, "with the name of whom it answers")
	assert.Equal(t, theirs, p.ReplyTo.ID)

	_, err = c.Publish(t.Context(), &social.Draft{Text: "No", ReplyTo: commentRef("UgxMissing")})
	require.ErrorIs(t, err, social.ErrNotFound)
}

// TestCommentLikeAnOldOne: what was said in the same words long ago is not what was lost.
func TestCommentLikeAnOldOne(t *testing.T) {
	t.Parallel()
	clock := youtubetest.NewManualClock(time.Now().Add(-2 * time.Hour))
	w := newWorld(t, &youtubetest.Options{Clock: clock.Now, TokenTTL: 24 * time.Hour})
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})
	top := w.srv.Comment(w.brand, video, "Thank you all")
	w.srv.Reply(w.brand, top, "And thank you")
	clock.Advance(2 * time.Hour)
	for path, write := range map[string]func(*youtube.Client) error{
		"POST /youtube/v3/commentThreads": func(c *youtube.Client) error {
			_, err := c.AddComment(t.Context(), youtube.ID(video), "Thank you all")
			return err
		},
		"POST /youtube/v3/comments": func(c *youtube.Client) error {
			_, err := c.ReplyToComment(t.Context(), youtube.ID(top), "And thank you")
			return err
		},
	} {
		w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBefore, Match: path})
		require.NoError(t, write(w.client()), path)
	}
	assert.Len(t, w.srv.Comments(video), 4)
}

// TestCommentOnce: comments whose answers are lost are found, and those that were lost before are written once.
func TestCommentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.person(""), youtubetest.Video{Title: "Theirs"})
	parent := w.srv.Comment(w.person(""), video, "How?")
	for _, kind := range []simulator.FaultKind{youtubetest.CutAfter, youtubetest.FailAfter, youtubetest.CutBody, youtubetest.CutBefore} {
		for _, to := range []social.Ref{videoRef(video), commentRef(parent)} {
			w.srv.Faults().Add(youtubetest.Fault{Kind: kind, Where: isWrite})
			p, err := c.Publish(t.Context(), &social.Draft{Text: "Thanks & <3", ReplyTo: to})
			require.NoError(t, err, "%s", kind)
			m, ok := w.srv.FindComment(p.Ref.ID)
			require.True(t, ok)
			assert.Equal(t, "Thanks & <3", m.Text)
		}
	}
	own := 0
	for _, m := range w.srv.Comments(video) {
		if m.Author == w.brand {
			own++
		}
	}
	assert.Equal(t, 8, own, "the same words again are another comment")

	w.srv.Comment(w.person(""), video, "Same words")
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBefore, Where: isWrite})
	p, err := c.Publish(t.Context(), &social.Draft{Text: "Same words", ReplyTo: videoRef(video)})
	require.NoError(t, err)
	m, _ := w.srv.FindComment(p.Ref.ID)
	assert.Equal(t, w.brand, m.Author, "somebody else's words are theirs")
}
