package facebooktest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

func sum(content string) string {
	h := sha256.Sum256([]byte(content))
	return hex.EncodeToString(h[:])
}

func TestPhotos(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	r := s.file(s.page+"/photos", "source", "a.png", png(), "caption", "Look", "alt_text_custom", "A hammer")
	post, _ := r.body["post_id"].(string)
	require.NotEmpty(t, post, r.text)
	got := s.Photos(s.page)[0]
	assert.Equal(t, sum(string(png())), got.SHA256)
	assert.Equal(t, "A hammer", got.AltText)
	assert.Equal(t, "A hammer", s.get(r.id() + "?fields=alt_text_custom,name,album{name},page_story_id").body["alt_text_custom"])
	assert.Equal(t, "Look", s.get(post + "?fields=message").body["message"])
	assert.Equal(t, []string{r.id()}, column(s.get(s.page+"/photos?type=uploaded").list(), "id"))
	albums := s.get(s.page + "/albums?fields=name,count").list()
	assert.Equal(t, []string{"Timeline photos", "Cover photos", "Profile pictures"}, column(albums, "name"))
	assert.Equal(t, []string{r.id()}, column(s.get(albums[0]["id"].(string)+"/photos").list(), "id"))

	silent := s.file(s.page+"/photos", "source", "b.png", png(), "no_story", "true")
	assert.NotContains(t, silent.body, "post_id")
	s.remove(r.id())
	_, ok := s.FindPost(post)
	assert.False(t, ok, "the post of a photo goes with it")
}

func TestPhotosByAddress(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Photo: facebooktest.PhotoOptions{MaxSize: 1000}})
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a.png":
			_, _ = w.Write(png())
		case "/big.png":
			_, _ = w.Write(append(png(), make([]byte, 2000)...))
		case "/page.html":
			_, _ = io.WriteString(w, "<html>")
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer files.Close()
	s.ok(s.page+"/photos", "url", files.URL+"/a.png")
	assert.Equal(t, files.URL+"/a.png", s.Photos(s.page)[0].URL)
	for path, want := range map[string]string{"/big.png": "1/1366046", "/page.html": "324/2069019", "/none": "324/2069019"} {
		assert.Equal(t, want, s.post(s.page+"/photos", "url", files.URL+path).code(), path)
	}
	assert.Equal(t, "324", s.post(s.page+"/photos", "caption", "x").code())
}

func TestPostsWithSeveralPhotos(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	a, b := s.photo("published", "false"), s.photo("published", "false")
	attach := func(ids ...string) string {
		var items []string
		for _, id := range ids {
			items = append(items, fmt.Sprintf(`{"media_fbid":"%s"}`, id))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	id := s.ok(s.page+"/feed", "message", "Two", "attached_media", attach(a, b)).id()
	got := list(s.get(id + "?fields=attachments").body["attachments"].(object))[0]
	assert.Equal(t, "album", got["media_type"])
	assert.Len(t, list(got["subattachments"].(object)), 2)
	assert.Equal(t, "100/1366051", s.post(s.page+"/feed", "message", "Again", "attached_media", attach(a)).code())

	indexed := s.photo("published", "false")
	s.ok(s.page+"/feed", "message", "Indexed", "attached_media[0]", fmt.Sprintf(`{"media_fbid":"%s"}`, indexed))

	plain, temporary := s.photo("published", "false"), s.photo("published", "false", "temporary", "true")
	later := []string{"message", "Later", "published", "false", "unpublished_content_type", "SCHEDULED", "scheduled_publish_time", s.in(time.Hour)}
	assert.Equal(t, "100", s.post(s.page+"/feed", append(later, "attached_media", attach(plain))...).code())
	s.ok(s.page+"/feed", append(later, "attached_media", attach(temporary))...)
	s.clock.Advance(24 * time.Hour)
	assert.Equal(t, "100/33", s.get(plain).code(), "what is not used goes after a day")
	assert.Equal(t, http.StatusOK, s.get(temporary).status)
}

func TestClassicChunks(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{ChunkSize: 4, Polls: 2}})
	const content = "0123456789"
	begun := s.ok(s.page+"/videos", "upload_phase", "start", "file_size", "10").body
	session, video := begun["upload_session_id"].(string), begun["video_id"].(string)
	assert.Equal(t, []any{"0", "4"}, []any{begun["start_offset"], begun["end_offset"]})
	assert.Equal(t, "6000/1363019", s.post(s.page+"/videos", "upload_phase", "finish", "upload_session_id", session).code())
	send := func(at int, part string) reply {
		return s.file(s.page+"/videos", "video_file_chunk", "blob", []byte(part), "upload_phase", "transfer", "upload_session_id", session, "start_offset", fmt.Sprint(at))
	}
	r := send(0, content[:4])
	assert.Equal(t, []any{"4", "8"}, []any{r.body["start_offset"], r.body["end_offset"]})
	r = send(0, content[:4])
	assert.Equal(t, "6000/1363037", r.code(), "a part that has arrived is refused")
	assert.Equal(t, object{"start_offset": "4", "end_offset": "8"}, r.problem()["error_data"])
	send(4, content[4:8])
	r = send(8, content[8:])
	assert.Equal(t, []any{"10", "10"}, []any{r.body["start_offset"], r.body["end_offset"]})
	assert.Empty(t, s.Posts(s.page), "nothing is visible before the end")
	s.ok(s.page+"/videos", "upload_phase", "finish", "upload_session_id", session, "title", "T", "description", "D")

	state := func() any { return s.get(video + "?fields=status").body["status"].(object)["video_status"] }
	assert.Equal(t, []any{"processing", "processing", "ready"}, []any{state(), state(), state()})
	v := s.Videos(s.page)[0]
	assert.Equal(t, []string{sum("0123"), sum("4567"), sum("89")}, v.Hashes)
	assert.True(t, v.Published)
	got := s.get(video + "?fields=post_id,permalink_url,title,description,published").body
	assert.Equal(t, v.Post, s.page+"_"+got["post_id"].(string))
	assert.Equal(t, "T", got["title"])
	assert.Equal(t, "video", list(s.get(v.Post + "?fields=attachments").body["attachments"].(object))[0]["media_type"])
}

func TestVideosByAddressAndHandle(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}})
	films := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/none" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, "film")
	}))
	defer films.Close()
	assert.Equal(t, "389", s.post(s.page+"/videos", "file_url", films.URL+"/none").code())
	assert.Equal(t, "100", s.post(s.page+"/videos", "file_url", films.URL, "upload_phase", "start").code())
	s.ok(s.page+"/videos", "file_url", films.URL, "description", "By address")

	user := s.UserToken(s.Owner(s.page))
	r := s.do(user, http.MethodPost, s.App().ID+"/uploads", form("file_length", "4", "file_type", "video/mp4"))
	header := http.Header{"Authorization": {"OAuth " + user}, "File_offset": {"0"}}
	up, err := s.send(user, http.MethodPost, "/v26.0/"+r.id(), header, strings.NewReader("FILM"))
	require.NoError(t, err)
	handle := up.body["h"].(string)
	s.ok(s.page+"/videos", "fbuploader_video_file_chunk", handle, "description", "By handle")
	assert.Equal(t, "6000/1363041", s.post(s.page+"/videos", "fbuploader_video_file_chunk", "4::x").code())
	s.file(s.page+"/videos", "source", "c.mp4", []byte("whole"), "description", "At once")

	var texts, hashes []string
	for _, v := range s.Videos(s.page) {
		texts, hashes = append(texts, v.Description), append(hashes, v.Hashes...)
	}
	assert.Equal(t, []string{"By address", "By handle", "At once"}, texts)
	assert.Equal(t, []string{sum("film"), sum("FILM"), sum("whole")}, hashes)
	assert.Len(t, s.get(s.page+"/published_posts").list(), 3)
}

func TestReels(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Duration: time.Minute, ReelsPerDay: 2}})
	publish := func(fields ...string) (string, reply) {
		begun := s.ok(s.page+"/video_reels", "upload_phase", "start").body
		id := begun["video_id"].(string)
		assert.Equal(t, "6000/1363019", s.post(s.page+"/video_reels", "upload_phase", "finish", "video_id", id, "video_state", "PUBLISHED").code())
		r, err := s.rupload(begun["upload_url"].(string), 0, 4, "reel")
		require.NoError(t, err)
		require.Equal(t, true, r.body["success"], r.text)
		return id, s.post(s.page+"/video_reels", append([]string{"upload_phase", "finish", "video_id", id}, fields...)...)
	}
	status := func(id string) object { return s.get(id + "?fields=status").body["status"].(object) }
	id, r := publish("video_state", "PUBLISHED", "description", "A reel")
	assert.Equal(t, object{"success": true}, r.body)
	assert.Equal(t, "processing", status(id)["video_status"])
	assert.Equal(t, object{"status": "complete", "bytes_transfered": 4.0, "source_file_size": 4.0}, status(id)["uploading_phase"]) //nolint:misspell // the network's spelling
	s.clock.Advance(time.Minute)
	publishing := status(id)["publishing_phase"].(object)
	assert.Equal(t, "published", publishing["publish_status"])
	assert.Equal(t, []string{id}, column(s.get(s.page+"/video_reels").list(), "id"))

	_, r = publish("video_state", "SCHEDULED", "scheduled_publish_time", s.in(30*24*time.Hour))
	assert.Equal(t, "100", r.code())
	later, r := publish("video_state", "SCHEDULED", "scheduled_publish_time", s.in(time.Hour))
	require.Equal(t, 200, r.status, r.text)
	s.clock.Advance(time.Minute)
	assert.Equal(t, "scheduled", status(later)["publishing_phase"].(object)["publish_status"])
	s.clock.Advance(time.Hour)
	assert.Equal(t, "published", status(later)["publishing_phase"].(object)["publish_status"])

	_, r = publish("video_state", "PUBLISHED")
	assert.Equal(t, "613", r.code(), "so many reels a day")
	_, r = publish("video_state", "DRAFT")
	assert.Equal(t, 200, r.status)
	s.clock.Advance(24 * time.Hour)
	_, r = publish("video_state", "PUBLISHED")
	assert.Equal(t, 200, r.status)
}

func TestProcessingThatFails(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1, Fail: func(v facebooktest.Video) string {
		if v.Description == "bad" {
			return "The video is too short"
		}
		return ""
	}}})
	begun := s.ok(s.page+"/video_reels", "upload_phase", "start").body
	_, err := s.rupload(begun["upload_url"].(string), 0, 4, "reel")
	require.NoError(t, err)
	id := begun["video_id"].(string)
	s.ok(s.page+"/video_reels", "upload_phase", "finish", "video_id", id, "video_state", "PUBLISHED", "description", "bad")
	r := s.get(id + "?fields=status")
	status := r.body["status"].(object)
	assert.Equal(t, "error", status["video_status"])
	assert.Contains(t, r.text, "The video is too short")
	assert.Empty(t, s.Posts(s.page))
}

func TestUploadsOfReelsGoOn(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	begun := s.ok(s.page+"/video_reels", "upload_phase", "start").body
	target, id := begun["upload_url"].(string), begun["video_id"].(string)
	s.CutUploads(3, 1)
	_, err := s.rupload(target, 0, 10, "0123456789")
	require.Error(t, err)
	uploading := s.get(id + "?fields=status").body["status"].(object)["uploading_phase"].(object)
	assert.InDelta(t, 3, uploading["bytes_transfered"], 0) //nolint:misspell // the network's spelling
	r, err := s.rupload(target, 3, 10, "3456789")
	require.NoError(t, err)
	assert.Equal(t, true, r.body["success"], r.text)
	assert.Equal(t, []string{sum("0123456789")}, s.Videos(s.page)[0].Hashes)
}

func TestStories(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}})
	posted := s.photo()
	assert.Equal(t, "100/1366051", s.post(s.page+"/photo_stories", "photo_id", posted).code())
	ph := s.photo("published", "false")
	r := s.ok(s.page+"/photo_stories", "photo_id", ph)
	assert.Equal(t, true, r.body["success"])
	require.NotEmpty(t, r.body["post_id"])
	s.clock.Advance(time.Hour)

	begun := s.ok(s.page+"/video_stories", "upload_phase", "start").body
	_, err := s.rupload(begun["upload_url"].(string), 0, 4, "film")
	require.NoError(t, err)
	film := s.ok(s.page+"/video_stories", "upload_phase", "finish", "video_id", begun["video_id"].(string))
	require.NotEmpty(t, film.body["post_id"])

	stories := s.get(s.page + "/stories").list()
	require.Len(t, stories, 2)
	assert.Equal(t, []string{"video", "photo"}, column(stories, "media_type"))
	assert.Equal(t, []string{"PUBLISHED", "PUBLISHED"}, column(stories, "status"))
	assert.Equal(t, begun["video_id"], stories[0]["media_id"])
	assert.Equal(t, []string{posted}, func() []string {
		var out []string
		for _, p := range s.Posts(s.page) {
			if !p.Story {
				out = append(out, p.Photos...)
			}
		}
		return out
	}())
	assert.Len(t, s.get(s.page+"/feed").list(), 1, "stories are not in the feed")
	s.clock.Advance(23*time.Hour + time.Minute)
	assert.Len(t, s.get(s.page+"/stories").list(), 1)
	assert.Len(t, s.get(s.page+"/stories?status=ARCHIVED").list(), 1)
}

func TestCaptionsThumbnailsCollaborators(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}})
	video := s.file(s.page+"/videos", "source", "c.mp4", []byte("whole")).id()
	assert.Equal(t, "386", s.file(video+"/captions", "captions_file", "x.srt", []byte("1")).code())
	s.file(video+"/captions", "captions_file", "x.en_US.srt", []byte("1"), "default_locale", "en_US")
	assert.Equal(t, []string{"en_US"}, column(s.get(video+"/captions").list(), "locale"))
	s.file(video+"/thumbnails", "source", "x.png", png(), "is_preferred", "true")
	assert.Equal(t, []string{"false", "true"}, column(s.get(video+"/thumbnails").list(), "is_preferred"))
	other := s.CreatePage("Other")
	s.ok(video+"/collaborators", "target_id", other)
	assert.Equal(t, []string{other}, column(s.get(video+"/collaborators").list(), "collaborator_id"))
	s.ok(video, "name", "New title", "description", "New text")
	assert.Equal(t, "New title", s.get(video + "?fields=title").body["title"])
	s.remove(video)
	assert.Empty(t, s.Posts(s.page))
}
