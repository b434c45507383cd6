package instagramtest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

func (s *site) rupload(token, uri string, offset int64, size int64, body io.Reader) (reply, error) {
	return s.send(http.MethodPost, uri, http.Header{
		"Authorization": {"OAuth " + token}, "Offset": {strconv.FormatInt(offset, 10)}, "File_size": {strconv.FormatInt(size, 10)},
	}, body)
}

func resumable() url.Values { return url.Values{"media_type": {"REELS"}, "upload_type": {"resumable"}} }

func TestAVideoIsUploadedInParts(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Polls: 1}})
	k := s.container(fl, s.page, resumable())
	uri, _ := k.body["uri"].(string)
	require.Contains(t, uri, "/ig-api-upload/v26.0/"+k.id())
	assert.Equal(t, 2207027, s.publish(fl, s.page, k.id()).subcode(), "nothing has arrived")
	status := "/" + k.id() + "?fields=status_code,video_status"
	assert.Equal(t, "not_started", member(s.get(fl, s.user, status).body, "video_status", "uploading_phase", "status"))

	film := instagramtest.Video{Size: 3 << 20}
	data := film.Bytes()
	s.CutUploads(1<<20, 1)
	_, err := s.rupload(s.page, uri, 0, film.Len(), bytes.NewReader(data))
	require.Error(t, err, "the connection was cut")
	phase := member(s.get(fl, s.user, status).body, "video_status", "uploading_phase").(object)
	assert.Equal(t, object{"status": "in_progress", "bytes_transferred": 1048576.0, "source_file_size": 3145728.0}, phase)

	r, err := s.rupload(s.page, uri, 0, film.Len(), bytes.NewReader(data))
	require.NoError(t, err)
	assert.Equal(t, true, member(r.body, "debug_info", "retriable"), r.text)
	r, err = s.rupload(s.user, uri, 1<<20, film.Len(), bytes.NewReader(data[1<<20:]))
	require.NoError(t, err)
	require.Equal(t, true, r.body["success"], r.text)

	assert.Equal(t, 2207027, s.publish(fl, s.page, k.id()).subcode(), "it is being processed")
	assert.Equal(t, "FINISHED", s.status(fl, s.user, k.id()).body["status_code"])
	m, _ := s.FindMedia(s.publish(fl, s.page, k.id()).id())
	sum := sha256.Sum256(data)
	assert.Equal(t, instagramtest.File{
		Size: film.Len(), SHA256: hex.EncodeToString(sum[:]), Width: 1080, Height: 1920, Duration: 10 * time.Second,
	}, m.File)
}

func TestUploadsThatFail(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Polls: -1}})
	k := s.container(fl, s.page, resumable())
	uri := k.body["uri"].(string)
	stranger := s.Connect(s.CreateAccount("stranger", nil))
	r, err := s.rupload(stranger.PageToken, uri, 0, 3, bytes.NewReader([]byte("abc")))
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, r.status)
	r, err = s.rupload(s.page, uri, 0, 3, bytes.NewReader([]byte("abc")))
	require.NoError(t, err)
	assert.Equal(t, true, r.body["success"], "the bytes are taken whatever they are")
	assert.Contains(t, s.status(fl, s.user, k.id()).body["status"], "2207026")

	k = s.container(fl, s.page, resumable())
	r, err = s.send(http.MethodPost, k.body["uri"].(string), http.Header{
		"Authorization": {"OAuth " + s.page}, "File_url": {s.files + "/film.mp4"},
	}, http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, true, r.body["success"], r.text)
	assert.Equal(t, "FINISHED", s.status(fl, s.user, k.id()).body["status_code"])
	both := url.Values{"media_type": {"REELS"}, "upload_type": {"resumable"}, "video_url": {s.files + "/film.mp4"}}
	assert.Equal(t, 100, s.container(fl, s.page, both).code())
	other := url.Values{"media_type": {"REELS"}, "upload_type": {"simple"}}
	assert.Equal(t, 100, s.container(fl, s.page, other).code())
}

func TestLongVideosTakeNoMemory(t *testing.T) {
	s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Polls: -1}})
	film := instagramtest.Video{Size: 64 << 20}
	k := s.container(fl, s.page, resumable())
	body, err := film.Open()
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := s.rupload(s.page, k.body["uri"].(string), 0, film.Len(), body)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Equal(t, true, r.body["success"], r.text)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20))
	assert.Equal(t, "FINISHED", s.status(fl, s.user, k.id()).body["status_code"])
}

func TestAnyFileIsAVideoIfTheTestSaysSo(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{AnyVideo: true, Processing: instagramtest.Processing{Polls: -1}})
	k := s.container(il, s.token, url.Values{"media_type": {"REELS"}, "video_url": {s.files + "/text.jpg"}})
	assert.Equal(t, "FINISHED", s.status(il, s.token, k.id()).body["status_code"])
}

func TestAFetchThatTakesTooLong(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	s := start(t, instagramtest.Options{FetchTimeout: 50 * time.Millisecond, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
		return nil, r.Context().Err()
	})})
	defer close(hang)
	r := s.container(il, s.token, url.Values{"image_url": {"https://slow.example/x.jpg"}})
	assert.Equal(t, []int{-2, 2207003}, []int{r.code(), r.subcode()})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
