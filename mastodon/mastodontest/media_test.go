package mastodontest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// zeros is a reader of n zero bytes.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// upload streams a file with further fields.
func (r *rig) upload(t *testing.T, name, contentType string, file io.Reader, fields map[string]string) answer {
	t.Helper()
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	go func() {
		for k, v := range fields {
			_ = form.WriteField(k, v)
		}
		part, _ := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {contentType},
		})
		_, _ = io.Copy(part, file)
		_ = form.Close()
		_ = writer.Close()
	}()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.base+"/api/v2/media", reader)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	a := r.do(req)
	require.NoError(t, a.err)
	return a
}

func TestImage(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	data := bytes.Repeat([]byte("png"), 1000)
	a := r.upload(t, "cat.png", "image/png", bytes.NewReader(data), map[string]string{"description": "a cat", "focus": "0.5,-2"})
	require.Equal(t, 200, a.status)
	id := a.object(t)["id"].(string)
	assert.NotNil(t, a.object(t)["url"])
	r.put(t, "/api/v1/media/"+id, object{"description": "a black cat"})

	st := r.post(t, "/api/v1/statuses", object{"media_ids": []string{id}}).object(t)
	assert.Equal(t, "a black cat", st["media_attachments"].([]any)[0].(object)["description"])
	sum := sha256.Sum256(data)
	held := r.Statuses(r.alice)[0].Media[0]
	assert.Equal(t, hex.EncodeToString(sum[:]), held.SHA256)
	assert.EqualValues(t, 3000, held.Size)
	assert.InDelta(t, -1, held.FocusY, 0)
	assert.Equal(t, 404, r.get(t, "/api/v1/media/"+id).status, "attached media cannot be reached any more")
	assert.Equal(t, 422, r.post(t, "/api/v1/statuses", object{"media_ids": []string{id}}).status)

	path := "/api/v1/statuses/" + st["id"].(string)
	edited := r.put(t, path, object{"media_ids": []string{id}, "media_attributes": []object{{"id": id, "description": "new"}}}).object(t)
	assert.Equal(t, "new", edited["media_attachments"].([]any)[0].(object)["description"])
	assert.Empty(t, r.put(t, path, object{"status": "words"}).object(t)["media_attachments"], "left out means dropped")
}

func TestVideoIsProcessed(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.upload(t, "a.mp4", "video/mp4", zeros(1000), nil)
	require.Equal(t, http.StatusAccepted, a.status)
	assert.Nil(t, a.object(t)["url"])
	id := a.object(t)["id"].(string)
	assert.Equal(t, 422, r.post(t, "/api/v1/statuses", object{"status": "too early", "media_ids": []string{id}}).status)
	assert.Equal(t, http.StatusPartialContent, r.get(t, "/api/v1/media/"+id).status)
	assert.Equal(t, http.StatusPartialContent, r.get(t, "/api/v1/media/"+id).status)
	ready := r.get(t, "/api/v1/media/"+id)
	assert.Equal(t, 200, ready.status)
	assert.NotNil(t, ready.object(t)["url"])
	assert.Equal(t, 200, r.post(t, "/api/v1/statuses", object{"status": "now", "media_ids": []string{id}}).status)

	failing := newRig(t, &mastodontest.Options{Media: mastodontest.MediaProcessing{
		Polls: 1, Fail: func(name, _ string) bool { return name == "bad.mp4" },
	}})
	id = failing.upload(t, "bad.mp4", "video/mp4", zeros(10), nil).object(t)["id"].(string)
	assert.Equal(t, http.StatusPartialContent, failing.get(t, "/api/v1/media/"+id).status)
	assert.Equal(t, 422, failing.get(t, "/api/v1/media/"+id).status)
}

func TestMediaRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	assert.Equal(t, 422, r.upload(t, "a.bin", "application/octet-stream", zeros(10), nil).status)
	assert.Equal(t, 422, r.upload(t, "a.png", "image/png", zeros(16<<20+1), nil).status)
	assert.Equal(t, 422, r.post(t, "/api/v2/media", object{}).status)
	image := r.upload(t, "a.png", "image/png", zeros(10), nil).object(t)["id"].(string)
	other := r.as(r.CreateAccount("bob"))
	assert.Equal(t, 404, other.get(t, "/api/v1/media/"+image).status)
	assert.Len(t, r.Uploads(r.alice), 1)
	assert.Equal(t, 200, r.delete(t, "/api/v1/media/"+image).status)
	assert.Equal(t, 404, r.get(t, "/api/v1/media/"+image).status)
}

func TestUploadIsNotKept(t *testing.T) {
	r := newRig(t, nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.Equal(t, http.StatusAccepted, r.upload(t, "a.mp4", "video/mp4", zeros(64<<20), nil).status)
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
}
