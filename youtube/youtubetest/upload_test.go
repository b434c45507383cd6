package youtubetest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

const granule = 256 << 10

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

func TestResumableUpload(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	file := film(granule*2 + 10)
	uri := s.begin(insertVideo, len(file), titled("Film"))
	assert.Contains(t, uri, s.base+"/upload/youtube/v3/videos?")
	assert.Contains(t, uri, "upload_id=")

	empty := s.probe(uri, len(file))
	assert.Equal(t, http.StatusPermanentRedirect, empty.status)
	assert.Empty(t, empty.header.Values("Range"), "nothing yet")
	assert.Empty(t, s.Videos(s.acme), "the video comes into being with its last byte")

	first := s.put(uri, file, 0, granule)
	assert.Equal(t, http.StatusPermanentRedirect, first.status)
	assert.Equal(t, "bytes=0-262143", first.header.Get("Range"))
	assert.Empty(t, first.text)

	again := s.put(uri, file, 0, granule*2)
	assert.Equal(t, "bytes=0-524287", again.header.Get("Range"), "what is there already is skipped")
	gap := s.put(uri, file, granule*2+1, len(file))
	assert.Equal(t, http.StatusServiceUnavailable, gap.status)
	assert.Equal(t, "Invalid request.  According to the Content-Range header, the upload offset is 524289 byte(s), which exceeds already uploaded size of 524288 byte(s).", gap.text)

	done := s.put(uri, file, granule*2, len(file))
	require.Equal(t, http.StatusOK, done.status, done.text)
	assert.Equal(t, "youtube#video", done.body["kind"])
	assert.Equal(t, "Film", done.dig("snippet", "title"))
	assert.Equal(t, "public", done.dig("status", "privacyStatus"))
	for range 2 { // the answer may have been lost
		assert.Equal(t, done.text, s.probe(uri, len(file)).text)
		assert.Equal(t, done.text, s.put(uri, file, granule*2, len(file)).text)
	}
	whole, err := s.send(s.token, put, uri, nil, bytes.NewReader(file))
	require.NoError(t, err)
	assert.Equal(t, done.text, whole.text)
	assert.EqualValues(t, len(file), s.Sessions()[0].Received)
	videos := s.Videos(s.acme)
	require.Len(t, videos, 1)
	assert.Equal(t, done.id(), videos[0].ID)
	assert.Equal(t, sum(file), videos[0].SHA256)
	assert.EqualValues(t, len(file), videos[0].Size)
	assert.True(t, videos[0].Notified)
	session := s.Sessions()[0]
	assert.True(t, session.Done)
	assert.Equal(t, "videos.insert", session.Method)
	assert.Equal(t, s.acme, session.Channel)
}

func TestRangesThatDoNotFit(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	file := film(granule + 100)
	uri := s.begin(insertVideo, len(file), titled("Film"))
	odd := s.put(uri, file, 0, granule-1)
	assert.Equal(t, http.StatusPermanentRedirect, odd.status)
	assert.Empty(t, odd.header.Get("Range"), "only whole granules stay of what is not the end")
	for header, want := range map[string]string{
		"bytes 0-99/50":     "Failed to parse Content-Range header.",
		"whatever":          "Failed to parse Content-Range header.",
		"bytes 0-9/262244":  "There were 4 byte(s) in the request body.  There should have been 10 byte(s)",
		"bytes 0-3/262245":  "does not match the 262244 byte(s) announced",
		"bytes 5-2/262244":  "Failed to parse Content-Range header.",
		"bytes */x":         "Failed to parse Content-Range header.",
		"bytes -5-2/262244": "Failed to parse Content-Range header.",
	} {
		r, err := s.send(s.token, put, uri, with("Content-Range", header), bytes.NewReader(file[:4]))
		require.NoError(t, err)
		assert.Equal(t, http.StatusBadRequest, r.status, header)
		assert.Contains(t, r.text, want)
		assert.Contains(t, r.header.Get("Content-Type"), "text/plain")
	}
	whole, err := s.send(s.token, put, uri, with("Content-Type", "video/mp4"), bytes.NewReader(file))
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, whole.status, "all in one, without a range")
	assert.Equal(t, sum(file), s.Videos(s.acme)[0].SHA256)
}

// Google's own Go client posts chunks with an open end, and asks for 200 in place of 308.
func TestUploadAsGoogleDoes(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	file := film(granule * 2)
	uri := s.begin("/resumable"+insertVideo, len(file), titled("Film"))
	chunk, err := s.send(s.token, post, uri, with("Content-Range", "bytes 0-262143/*", "X-GUploader-No-308", "yes"), bytes.NewReader(file[:granule]))
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, chunk.status)
	assert.Equal(t, "308", chunk.header.Get("X-Http-Status-Code-Override"))
	assert.Equal(t, "bytes=0-262143", chunk.header.Get("Range"))
	_, err = s.send(s.token, post, uri, with("Content-Range", "bytes 262144-524287/*"), bytes.NewReader(file[granule:]))
	require.NoError(t, err)
	end, err := s.send(s.token, post, uri, with("Content-Range", "bytes */524288"), http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, end.status)
	assert.NotEmpty(t, end.id())
	assert.Empty(t, end.header.Get("X-Http-Status-Code-Override"))
}

func TestCutUploads(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keep youtubetest.CutKeep
		want string
	}{
		"granules": {youtubetest.KeepGranules, "bytes=0-524287"},
		"all":      {youtubetest.KeepAll, "bytes=0-624287"},
		"nothing":  {youtubetest.KeepNothing, "bytes=0-262143"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, youtubetest.Options{Uploads: youtubetest.UploadOptions{Keep: c.keep}})
			file := film(granule * 4)
			uri := s.begin(insertVideo, len(file), titled("Film"))
			s.put(uri, file, 0, granule)
			s.CutUploads(youtubetest.UploadCut{After: 362144})
			_, err := s.tryPut(uri, file, granule, len(file))
			require.Error(t, err, "reset")
			r := s.probe(uri, len(file))
			assert.Equal(t, c.want, r.header.Get("Range"))
			next, err := strconv.Atoi(r.header.Get("Range")[len("bytes=0-"):])
			require.NoError(t, err)

			s.CutUploads(youtubetest.UploadCut{After: 10, Status: http.StatusServiceUnavailable, RetryAfter: 7 * time.Second})
			busy := s.put(uri, file, next+1, len(file))
			assert.Equal(t, http.StatusServiceUnavailable, busy.status)
			assert.Equal(t, "7", busy.header.Get("Retry-After"))
			s.put(uri, file, granule, len(file))
			assert.Equal(t, sum(file), s.Videos(s.acme)[0].SHA256, "the hash follows what was kept")
		})
	}
}

// A client that goes away in the middle of a chunk finds what arrived.
func TestClientBreaksOff(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	file := film(granule * 3)
	uri := s.begin(insertVideo, len(file), titled("Film"))
	arrived := func() bool { return s.probe(uri, len(file)).header.Get("Range") == "bytes=0-262143" }
	for range 1000 {
		// A connection that is reset takes along what the server has not read yet: then the client begins anew.
		body := io.MultiReader(bytes.NewReader(file[:granule+granule/2]), failing{})
		_, err := s.send(s.token, put, uri, with("Content-Range", "bytes 0-786431/786432"), io.NopCloser(body))
		require.Error(t, err)
		if arrived() {
			break
		}
	}
	require.True(t, arrived())
	s.put(uri, file, granule, len(file))
	assert.Equal(t, sum(file), s.Videos(s.acme)[0].SHA256)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestStoredInPart(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Uploads: youtubetest.UploadOptions{StoreAtMost: granule + 1, FinalStatus: http.StatusCreated}})
	file := film(granule*2 + 9)
	uri := s.begin(insertVideo, len(file), titled("Film"))
	assert.Equal(t, "bytes=0-262143", s.put(uri, file, 0, len(file)).header.Get("Range"))
	assert.Equal(t, "bytes=0-524287", s.put(uri, file, granule, len(file)).header.Get("Range"))
	assert.Equal(t, http.StatusCreated, s.put(uri, file, granule*2, len(file)).status)
	assert.Equal(t, sum(file), s.Videos(s.acme)[0].SHA256)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	var s *site
	expire := 0
	s = start(t, youtubetest.Options{Uploads: youtubetest.UploadOptions{
		GoneStatus: http.StatusGone, OnRequest: func(up youtubetest.UploadSession) {
			if expire > 0 && up.Requests == expire {
				s.ExpireToken(s.token)
			}
		},
	}})
	file := film(granule * 2)
	old := s.begin(insertVideo, len(file), titled("Old"))
	s.put(old, file, 0, granule)
	s.clock.Advance(7 * 24 * time.Hour)
	s.token = s.Token(s.acme)
	assert.Equal(t, http.StatusGone, s.probe(old, len(file)).status, "after a week")

	cancelled := s.begin(insertVideo, len(file), titled("Cancelled"))
	gone, err := s.send(s.token, del, cancelled, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, 499, gone.status)
	assert.Equal(t, http.StatusGone, s.probe(cancelled, len(file)).status)
	s.begin(insertVideo, len(file), titled("Expired"))
	sessions := s.Sessions()
	s.ExpireSession(sessions[2].ID)
	assert.True(t, s.Sessions()[2].Expired)

	uri := s.begin(insertVideo, len(file), titled("New"))
	expire = 2
	s.put(uri, file, 0, granule)
	late := s.put(uri, file, granule, len(file))
	assert.Equal(t, http.StatusUnauthorized, late.status, "the token has ended in the middle")
	assert.Equal(t, "authError", late.reason())
	s.token = s.Token(s.acme)
	assert.Equal(t, "bytes=0-262143", s.probe(uri, len(file)).header.Get("Range"), "the session stays")
	stranger, err := s.send(s.Token(s.fan), put, uri, with("Content-Range", "bytes */*"), http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, stranger.status)
	bare, err := s.send("", put, uri, with("Content-Range", "bytes */*"), http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, http.StatusPermanentRedirect, bare.status, "the URI is credential enough")
	assert.Equal(t, http.StatusOK, s.put(uri, file, granule, len(file)).status)
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	file := film(100)
	for _, kind := range []youtubetest.Fault{{Kind: youtubetest.CutAfter}, {Kind: youtubetest.FailAfter}, {Kind: youtubetest.CutBefore}, {Kind: youtubetest.FailBefore}} {
		uri := s.begin(insertVideo, len(file), titled(string(kind.Kind)))
		kind.Match = "PUT /upload/youtube/v3/videos"
		s.Faults().Add(kind)
		r, err := s.tryPut(uri, file, 0, len(file))
		require.True(t, err != nil || r.status >= 500, kind.Kind)
		found := s.probe(uri, len(file))
		if kind.Kind == youtubetest.CutAfter || kind.Kind == youtubetest.FailAfter {
			assert.Equal(t, http.StatusOK, found.status, kind.Kind)
		} else {
			assert.Equal(t, http.StatusPermanentRedirect, found.status, kind.Kind)
		}
	}
	assert.Len(t, s.Videos(s.acme), 2)
}

func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Uploads: youtubetest.UploadOptions{PerDay: 3, NeedToken: true}})
	begin := func(token, kind, size string) reply {
		r, err := s.send(token, post, insertVideo, with("Content-Type", "application/json", "X-Upload-Content-Type", kind, "X-Upload-Content-Length", size),
			bytes.NewReader([]byte(`{"snippet":{"title":"A"}}`)))
		require.NoError(t, err)
		return r
	}
	assert.Equal(t, "badContent", begin(s.token, "image/png", "1").reason())
	assert.Equal(t, http.StatusRequestEntityTooLarge, begin(s.token, "video/mp4", "274877906945").status)
	ok := begin(s.token, "video/mp4", "274877906944")
	require.Equal(t, http.StatusOK, ok.status)
	bare, err := s.send("", put, ok.header.Get("Location"), with("Content-Range", "bytes */*"), http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUnauthorized, bare.status)
	assert.Equal(t, http.StatusOK, s.upload(titled("A")).status)
	assert.Equal(t, "invalidTitle", s.simple("/upload/youtube/v3/videos?part=snippet", "video/mp4", film(5)).reason(), "no metadata, but it counts")
	r := s.upload(titled("A"))
	assert.Equal(t, "uploadLimitExceeded", r.reason())
	assert.Equal(t, http.StatusBadRequest, r.status)
	s.clock.Advance(24 * time.Hour)
	s.token = s.Token(s.acme)
	assert.Equal(t, http.StatusOK, s.upload(titled("A")).status)
	upload := s.Token(s.acme, youtubetest.ScopeUpload)
	assert.Equal(t, http.StatusOK, s.multipart(upload, post, "/upload/youtube/v3/videos?part=snippet", titled("A"), "video/mp4", film(5)).status)
	assert.Equal(t, http.StatusForbidden, s.do(upload, get, "/youtube/v3/channels?part=id&mine=true", nil).status)
}

// Memory does not grow with files.
func TestLargeUpload(t *testing.T) { //nolint:paralleltest // counts what is allocated meanwhile
	s := start(t, youtubetest.Options{})
	const size = 64 << 20
	uri := s.begin(insertVideo, size, titled("Large"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := s.send(s.token, put, uri, with("Content-Length", strconv.Itoa(size), "Content-Range", "bytes 0-67108863/67108864"), io.LimitReader(zeros{}, size))
	require.NoError(t, err)
	runtime.ReadMemStats(&after)
	require.Equal(t, http.StatusOK, r.status, r.text)
	t.Logf("allocated %d KiB for %d MiB", (after.TotalAlloc-before.TotalAlloc)>>10, size>>20)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(size/2), "other tests allocate too")
	assert.EqualValues(t, size, s.Videos(s.acme)[0].Size)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
