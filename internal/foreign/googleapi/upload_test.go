package googleapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/youtube/youtubetest"
)

const granule = googleapi.MinUploadChunkSize

func film(size int) []byte {
	out := make([]byte, size)
	for i := range out {
		out[i] = byte(i * 7 >> 3)
	}
	return out
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

func titled(title string) *youtube.Video {
	return &youtube.Video{Snippet: &youtube.VideoSnippet{Title: title, Tags: []string{"a", "b"}}, Status: &youtube.VideoStatus{PrivacyStatus: "unlisted"}}
}

func (s *studio) insert(v *youtube.Video, data []byte) *youtube.VideosInsertCall {
	return s.c.Videos.Insert([]string{"snippet", "status"}, v).Media(bytes.NewReader(data), googleapi.ChunkSize(2*granule), googleapi.ContentType("video/mp4"))
}

func TestUploadInChunks(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	data := film(7*granule + 100)
	var steps []int64
	v := must(s.insert(titled("Film"), data).ProgressUpdater(func(now, _ int64) { steps = append(steps, now) }).Do())(t)
	assert.Equal(t, "Film", v.Snippet.Title)
	assert.Equal(t, "uploaded", v.Status.UploadStatus)
	assert.Equal(t, []int64{2 * granule, 4 * granule, 6 * granule, 7*granule + 100}, steps)
	stored, ok := s.FindVideo(v.Id)
	require.True(t, ok)
	assert.Equal(t, sum(data), stored.SHA256)
	assert.Equal(t, "unlisted", stored.Privacy)
	assert.Equal(t, []string{"a", "b"}, stored.Tags)
	assert.Equal(t, 4, s.Sessions()[0].Requests)
}

// TestSmallUpload: what fits into one chunk goes out in one request.
func TestSmallUpload(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	v := must(s.insert(titled("Short"), film(1000)).Do())(t)
	stored, ok := s.FindVideo(v.Id)
	require.True(t, ok)
	assert.Equal(t, sum(film(1000)), stored.SHA256)
	assert.Empty(t, s.Sessions())
	whole := must(s.c.Videos.Insert([]string{"snippet"}, titled("Whole")).Media(bytes.NewReader(film(3*granule)), googleapi.ChunkSize(0)).Do())(t)
	stored, ok = s.FindVideo(whole.Id)
	require.True(t, ok)
	assert.Equal(t, sum(film(3*granule)), stored.SHA256)
}

// TestUploadGoesOn breaks an upload in the middle of its second chunk, in every way in which that may happen.
func TestUploadGoesOn(t *testing.T) {
	t.Parallel()
	data := film(9*granule + 5)
	for name, c := range map[string]struct {
		keep youtubetest.CutKeep
		cut  youtubetest.UploadCut
	}{
		"reset, granules stay":  {youtubetest.KeepGranules, youtubetest.UploadCut{After: granule + 1000, Skip: 1}},
		"reset, all stays":      {youtubetest.KeepAll, youtubetest.UploadCut{After: granule + 1000, Skip: 1}},
		"reset, nothing stays":  {youtubetest.KeepNothing, youtubetest.UploadCut{After: granule + 1000, Skip: 1}},
		"503, granules stay":    {youtubetest.KeepGranules, youtubetest.UploadCut{After: granule + 1000, Skip: 1, Status: http.StatusServiceUnavailable}},
		"thrice in the last":    {youtubetest.KeepGranules, youtubetest.UploadCut{After: 100, Skip: 4, Times: 3}},
		"before the first byte": {youtubetest.KeepGranules, youtubetest.UploadCut{Skip: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStudio(t, &youtubetest.Options{Uploads: youtubetest.UploadOptions{Keep: c.keep}})
			s.CutUploads(c.cut)
			v := must(s.insert(titled("Film"), data).Do())(t)
			videos := s.Videos(s.acme)
			require.Len(t, videos, 1)
			assert.Equal(t, v.Id, videos[0].ID)
			assert.Equal(t, sum(data), videos[0].SHA256)
			assert.Equal(t, int64(len(data)), videos[0].Size)
			assert.Len(t, s.Sessions(), 1)
			assert.Equal(t, 5+max(1, c.cut.Times), s.Sessions()[0].Requests)
		})
	}
}

// TestAnswerIsLost: the last answer does not arrive, and the client asks once more for the same video.
func TestAnswerIsLost(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	s.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /upload/youtube/v3/videos", Skip: 3})
	data := film(5 * granule)
	v := must(s.insert(titled("Film"), data).Do())(t)
	require.Len(t, s.Videos(s.acme), 1)
	assert.Equal(t, s.Videos(s.acme)[0].ID, v.Id)
	assert.Equal(t, 4, s.Sessions()[0].Requests)
}

func TestUploadRefused(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Quota: youtubetest.QuotaLimits{Uploads: 4}})
	_, err := s.insert(&youtube.Video{Snippet: &youtube.VideoSnippet{Title: "<b>"}}, film(3*granule)).Do()
	refused(t, err, http.StatusBadRequest, "invalidTitle")
	_, err = s.insert(&youtube.Video{Snippet: &youtube.VideoSnippet{Title: "x"}, Status: &youtube.VideoStatus{PrivacyStatus: "private", PublishAt: "soon"}}, film(10)).Do()
	var api *googleapi.Error
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusBadRequest, api.Code)
	var gone bool
	_, err = s.insert(titled("Film"), film(5*granule)).ProgressUpdater(func(int64, int64) {
		if sessions := s.Sessions(); !gone {
			s.ExpireSession(sessions[len(sessions)-1].ID)
			gone = true
		}
	}).Do()
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusNotFound, api.Code)
	assert.Empty(t, s.Videos(s.acme))
	_, err = s.insert(titled("Film"), film(10)).Do()
	require.NoError(t, err)
	_, err = s.insert(titled("Film"), film(10)).Do()
	refused(t, err, http.StatusTooManyRequests, "rateLimitExceeded")
}

func TestOtherUploads(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	video := s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	picture := append([]byte("\x89PNG\r\n\x1a\n"), film(1000)...)
	set := must(s.c.Thumbnails.Set(video).Media(bytes.NewReader(picture), googleapi.ContentType("image/png")).Do())(t)
	require.Len(t, set.Items, 1)
	assert.NotEmpty(t, set.Items[0].Default.Url)
	stored, _ := s.FindVideo(video)
	assert.Equal(t, sum(picture), stored.ThumbnailSHA256)
	_, err := s.c.Thumbnails.Set("nothing").Media(bytes.NewReader(picture), googleapi.ContentType("image/png")).Do()
	refused(t, err, http.StatusNotFound, "videoNotFound")

	banner := must(s.c.ChannelBanners.Insert(&youtube.ChannelBannerResource{}).Media(bytes.NewReader(picture), googleapi.ContentType("image/png")).Do())(t)
	assert.NotEmpty(t, banner.Url)
	changed := must(s.c.Channels.Update([]string{"brandingSettings"}, &youtube.Channel{Id: s.acme, BrandingSettings: &youtube.ChannelBrandingSettings{
		Channel: &youtube.ChannelSettings{Description: "We grow"}, Image: &youtube.ImageSettings{BannerExternalUrl: banner.Url},
	}}).Do())(t)
	assert.Equal(t, "We grow", changed.BrandingSettings.Channel.Description)
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	video := s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	const first, second = "1\n00:00:01,000 --> 00:00:02,000\nHello\n", "1\n00:00:01,000 --> 00:00:02,000\nBye\n"
	made := must(s.c.Captions.Insert([]string{"snippet"}, &youtube.Caption{Snippet: &youtube.CaptionSnippet{VideoId: video, Language: "en", Name: "", ForceSendFields: []string{"Name"}}}).
		Media(bytes.NewReader([]byte(first)), googleapi.ContentType("text/plain")).Do())(t)
	list := must(s.c.Captions.List([]string{"snippet"}, video).Do())(t)
	require.Len(t, list.Items, 1)
	assert.Equal(t, made.Id, list.Items[0].Id)
	must(s.c.Captions.Update([]string{"snippet"}, &youtube.Caption{Id: made.Id, Snippet: &youtube.CaptionSnippet{IsDraft: true}}).
		Media(bytes.NewReader([]byte(second)), googleapi.ContentType("text/plain")).Do())(t)
	resp, err := s.c.Captions.Download(made.Id).Download()
	require.NoError(t, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, second, string(text))
	assert.True(t, s.Server.Captions(video)[0].Draft)
	require.NoError(t, s.c.Captions.Delete(made.Id).Do())
	refused(t, s.c.Captions.Delete(made.Id).Do(), http.StatusNotFound, "captionNotFound")
}

// TestScheduledUpload: the time at which a video becomes public goes out as the client writes it.
func TestScheduledUpload(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	at := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	v := must(s.insert(&youtube.Video{Snippet: &youtube.VideoSnippet{Title: "Later"}, Status: &youtube.VideoStatus{PrivacyStatus: "private", PublishAt: at.Format(time.RFC3339)}}, film(10)).Do())(t)
	got := must(s.c.Videos.List([]string{"status"}).Id(v.Id).Do())(t)
	assert.Equal(t, at.Format("2006-01-02T15:04:05Z"), got.Items[0].Status.PublishAt)
}
