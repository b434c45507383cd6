package xtest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func (s *site) initialize(token, kind, category string, total int) string {
	s.t.Helper()
	r := s.do(token, http.MethodPost, "/2/media/upload/initialize", object{"media_type": kind, "media_category": category, "total_bytes": total})
	require.Equal(s.t, http.StatusOK, r.status, r.text)
	return r.data()["id"].(string)
}

func TestChunkedUpload(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme := s.CreateUser("acme")
	token := s.Token(acme)
	id := s.initialize(token, "video/mp4", "tweet_video", 12)
	finalize := func() reply { return s.do(token, http.MethodPost, "/2/media/upload/"+id+"/finalize", nil) }
	require.Equal(t, http.StatusOK, s.segment(token, id, 1, []byte("world!")).status)
	assert.Contains(t, finalize().text, "Segments do not add up")
	require.Equal(t, http.StatusOK, s.segment(token, id, 0, []byte("short")).status)
	assert.Contains(t, finalize().text, "got 11 of 12 bytes")
	require.Equal(t, http.StatusOK, s.segment(token, id, 0, []byte("Hello ")).status, "again")
	assert.Equal(t, http.StatusBadRequest, s.segment(token, id, 1000, []byte("x")).status)
	assert.Equal(t, http.StatusRequestEntityTooLarge, s.segment(token, id, 2, make([]byte, 5<<20+1)).status)

	done := finalize()
	require.Equal(t, http.StatusOK, done.status, done.text)
	info := func(r reply) object { return r.data()["processing_info"].(object) }
	assert.Equal(t, "pending", info(done)["state"])
	post := object{"text": "Video", "media": object{"media_ids": []string{id}}}
	assert.Equal(t, http.StatusBadRequest, s.do(token, http.MethodPost, "/2/tweets", post).status, "not ready")
	status := func() reply {
		return s.do(token, http.MethodGet, "/2/media/upload?command=STATUS&media_id="+id, nil)
	}
	first := info(status())
	assert.Equal(t, "in_progress", first["state"])
	assert.EqualValues(t, 1, first["check_after_secs"])
	assert.Equal(t, "succeeded", info(status())["state"])

	alt := s.do(token, http.MethodPost, "/2/media/metadata", object{"id": id, "metadata": object{"alt_text": object{"text": "A cat"}}})
	require.Equal(t, http.StatusOK, alt.status, alt.text)
	made := s.do(token, http.MethodPost, "/2/tweets", post)
	require.Equal(t, http.StatusCreated, made.status, made.text)
	kept, ok := s.Media(id)
	require.True(t, ok)
	sum := func(text string) string {
		h := sha256.Sum256([]byte(text))
		return hex.EncodeToString(h[:])
	}
	assert.Equal(t, []string{sum("Hello "), sum("world!")}, kept.Hashes)
	assert.True(t, kept.Attached)

	read := s.do(token, http.MethodGet, "/2/tweets/"+made.data()["id"].(string)+"?expansions=attachments.media_keys&media.fields=alt_text,type", nil)
	assert.Equal(t, "A cat", read.body["includes"].(object)["media"].([]any)[0].(object)["alt_text"])
}

func TestOneShotFailureAndExpiry(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Media: xtest.MediaProcessing{Polls: 1, Fail: func(kind, _ string) bool { return kind == "video/mp4" }}})
	token := s.Token(s.CreateUser("acme"))
	png := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...)
	r := s.do(token, http.MethodPost, "/2/media/upload", object{"media": base64.StdEncoding.EncodeToString(png), "media_category": "tweet_image"})
	require.Equal(t, http.StatusOK, r.status, r.text)
	assert.NotContains(t, r.data(), "processing_info")
	s.clock.Advance(25 * time.Hour)
	s.do(token, http.MethodGet, "/2/users/me", nil)
	fresh := s.Token(s.CreateUser("other"))
	assert.NotEmpty(t, fresh)
	expired := s.do(s.Token(mustID(t, s, "acme")), http.MethodPost, "/2/tweets", object{"media": object{"media_ids": []any{r.data()["id"]}}})
	assert.Contains(t, expired.text, "media IDs are invalid")

	video := s.initialize(fresh, "video/mp4", "tweet_video", 1)
	s.segment(fresh, video, 0, []byte("x"))
	s.do(fresh, http.MethodPost, "/2/media/upload/"+video+"/finalize", nil)
	failed := s.do(fresh, http.MethodGet, "/2/media/upload?command=STATUS&media_id="+video, nil)
	assert.Equal(t, "failed", failed.data()["processing_info"].(object)["state"])
	assert.Contains(t, failed.text, "message")
}

func mustID(t *testing.T, s *site, name string) string {
	t.Helper()
	r := s.do(s.AppToken(), http.MethodGet, "/2/users/by/username/"+name, nil)
	return r.data()["id"].(string)
}

func TestLargeUploadInConstantMemory(t *testing.T) {
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	token := s.Token(s.CreateUser("acme"))
	const chunk, chunks = 4 << 20, 16
	id := s.initialize(token, "video/mp4", "tweet_video", chunk*chunks)
	content := bytes.Repeat([]byte("x"), chunk)
	var before, after runtime.MemStats
	s.segment(token, id, 0, content)
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range chunks {
		require.Equal(t, http.StatusOK, s.segment(token, id, i, content).status)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(2<<20))
	require.Equal(t, http.StatusOK, s.do(token, http.MethodPost, "/2/media/upload/"+id+"/finalize", nil).status)
}
