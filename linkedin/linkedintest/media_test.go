package linkedintest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func (s *site) initialize(kind string, request object) object {
	s.t.Helper()
	r := s.post("/rest/"+kind+"?action=initializeUpload", object{"initializeUploadRequest": request})
	require.Equal(s.t, 200, r.status, r.text)
	return r.body["value"].(object)
}

func (s *site) put(token, address string, content []byte) reply {
	s.t.Helper()
	return s.do(token, http.MethodPut, address, content, with("Content-Type", "application/octet-stream"))
}

func sum(content []byte) string {
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}

func film(t *testing.T, size int64) []byte {
	t.Helper()
	data, err := io.ReadAll(linkedintest.MP4(size))
	require.NoError(t, err)
	return data
}

// video uploads a video of the Page whole and returns its URN.
func (s *site) video(content []byte) string {
	s.t.Helper()
	v := s.initialize("videos", object{"owner": s.acme, "fileSizeBytes": len(content)})
	var etags []string
	for _, part := range objects(v["uploadInstructions"]) {
		first, last := int(part["firstByte"].(float64)), int(part["lastByte"].(float64))
		r := s.put("", part["uploadUrl"].(string), content[first:last+1])
		require.Equal(s.t, 200, r.status, r.text)
		etags = append(etags, r.header.Get("ETag"))
	}
	r := s.finalize(v["video"], v["uploadToken"], etags)
	require.Equal(s.t, 200, r.status, r.text)
	return v["video"].(string)
}

func (s *site) finalize(video, token any, etags []string) reply {
	s.t.Helper()
	return s.post("/rest/videos?action=finalizeUpload", object{
		"finalizeUploadRequest": object{"video": video, "uploadToken": token, "uploadedPartIds": etags},
	})
}

func (s *site) statusOf(urn string) string {
	s.t.Helper()
	kind := strings.Split(urn, ":")[2]
	status, _ := s.get("/rest/" + kind + "s/" + enc(urn)).body["status"].(string)
	return status
}

func TestImageUpload(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	v := s.initialize("images", object{"owner": s.acme})
	urn, address := v["image"].(string), v["uploadUrl"].(string)
	assert.True(t, strings.HasPrefix(address, s.WebURL()+"/dms-uploads/"), address)
	assert.Equal(t, "WAITING_UPLOAD", s.statusOf(urn))
	media := object{"content": object{"media": object{"id": urn, "altText": "a square"}}}
	assert.Equal(t, "MEDIA_ASSET_WAITING_UPLOAD", s.post("/rest/posts", draft(s.acme, "look", media)).code())

	picture := linkedintest.JPEG(40, 30)
	assert.Equal(t, 401, s.put("", address, picture).status, "images need the token")
	assert.Equal(t, 403, s.put(s.Token(s.bob), address, picture).status)
	assert.Equal(t, 404, s.put(s.token, strings.Replace(address, "ut=", "ut=x", 1), picture).status)
	assert.Equal(t, 405, s.do(s.token, http.MethodPost, address, picture).status)
	assert.Equal(t, 201, s.put(s.token, address, picture).status)
	assert.Equal(t, 201, s.put(s.token, address, picture).status, "again")
	assert.Equal(t, "AVAILABLE", s.statusOf(urn))
	asset, ok := s.FindAsset(urn)
	require.True(t, ok)
	assert.Equal(t, []string{sum(picture)}, asset.Hashes)
	assert.EqualValues(t, len(picture), asset.Size)

	p := s.get("/rest/posts/" + enc(s.publish("look", media))).body
	assert.Equal(t, object{"id": urn, "altText": "a square"}, in(p, "content", "media"))
	assert.Equal(t, 403, s.do(s.share, "GET", "/rest/images/"+enc(urn), nil).status, "w_member_social is write-only")
	assert.Equal(t, 403, s.do(s.Token(s.bob), "GET", "/rest/images/"+enc(urn), nil).status)
	r := s.get("/rest/images?ids=List(" + enc(urn) + ",urn%3Ali%3Aimage%3Ano)")
	assert.Equal(t, "AVAILABLE", in(r.body, "results", enc(urn), "status"))
	assert.InDelta(t, 404, in(r.body, "statuses", "urn%3Ali%3Aimage%3Ano"), 0)
}

func TestSelfServeUpload(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	request := object{"initializeUploadRequest": object{"owner": s.ann}}
	r := s.do(s.share, http.MethodPost, "/rest/images?action=initializeUpload", request)
	require.Equal(t, 200, r.status, r.text)
	urn := in(r.body, "value", "image").(string)
	require.Equal(t, 201, s.put(s.share, in(r.body, "value", "uploadUrl").(string), linkedintest.JPEG(10, 10)).status)
	assert.Equal(t, 403, s.do(s.share, "GET", "/rest/images/"+enc(urn), nil).status)
	media := object{"content": object{"media": object{"id": urn}}}
	assert.Equal(t, 201, s.do(s.share, http.MethodPost, "/rest/posts", draft(s.ann, "look", media)).status)
	s.SetTraps(linkedintest.Traps{ReadableImages: true})
	assert.Equal(t, 200, s.do(s.share, "GET", "/rest/images/"+enc(urn), nil).status)
	refused := s.do(s.share, http.MethodPost, "/rest/images?action=initializeUpload", object{"initializeUploadRequest": object{"owner": s.acme}})
	assert.Equal(t, "Organization permissions must be used when using organization as owner", refused.message())
}

func TestMediaBelongToTheAuthor(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	mine := s.image(s.ann)
	r := s.post("/rest/posts", draft(s.acme, "look", object{"content": object{"media": object{"id": mine}}}))
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "INVALID_VALUE_FOR_FIELD", r.code())
	r = s.post("/rest/posts", draft(s.ann, "look", object{"content": object{"media": object{"id": "urn:li:image:no"}}}))
	assert.Equal(t, "INVALID_URN_ID", r.code())
	r = s.post("/rest/posts", draft(s.ann, "look", object{"content": object{"media": object{"id": s.acme}}}))
	assert.Equal(t, "INVALID_URN_TYPE", r.code())
}

func TestSeveralImages(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	images := []object{{"id": s.image(s.acme), "altText": "one"}, {"id": s.image(s.acme), "altText": "two"}}
	urn := s.publish("look", object{"content": object{"multiImage": object{"images": images}}})
	assert.Contains(t, urn, "urn:li:ugcPost:")
	p, _ := s.FindPost(urn)
	assert.Len(t, p.Media, 2)
	r := s.post("/rest/posts", draft(s.acme, "one only", object{"content": object{"multiImage": object{"images": images[:1]}}}))
	assert.Equal(t, 400, r.status)
}

func TestVideoUpload(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	content := film(t, 9<<20)
	v := s.initialize("videos", object{"owner": s.acme, "fileSizeBytes": len(content), "uploadCaptions": true, "uploadThumbnail": true})
	parts := objects(v["uploadInstructions"])
	require.Len(t, parts, 3)
	assert.InDelta(t, 4194303, parts[0]["lastByte"], 0)
	assert.InDelta(t, 4194304, parts[1]["firstByte"], 0)
	assert.InDelta(t, 9<<20-1, parts[2]["lastByte"], 0)
	assert.Empty(t, v["uploadToken"])
	var etags []string
	for i, part := range parts {
		chunk := content[i<<22 : min((i+1)<<22, len(content))]
		assert.Equal(t, 400, s.put("", part["uploadUrl"].(string), chunk[1:]).status, "a byte is missing")
		r := s.put("", part["uploadUrl"].(string), chunk)
		require.Equal(t, 200, r.status, r.text)
		assert.NotContains(t, r.header.Get("ETag"), `"`)
		etags = append(etags, r.header.Get("ETag"))
	}
	form := "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.srt\"\r\n\r\n1\r\n--b--\r\n"
	r := s.do("", http.MethodPost, v["captionsUploadUrl"].(string), form, with("Content-Type", "multipart/form-data; boundary=b"))
	assert.Equal(t, 200, r.status, r.text)
	thumbnail := linkedintest.JPEG(20, 20)
	assert.Equal(t, 200, s.put("", v["thumbnailUploadUrl"].(string), thumbnail).status)

	urn := v["video"].(string)
	assert.Equal(t, "All chunks IDs must be signed", s.finalize(urn, "", []string{etags[1], etags[0], etags[2]}).message())
	assert.Equal(t, "INVALID_VIDEO_ID", s.finalize("urn:li:video:no", "", etags).code())
	require.Equal(t, 200, s.finalize(urn, "", etags).status)
	require.Equal(t, 200, s.finalize(urn, "", etags).status, "again")
	assert.Equal(t, "PROCESSING", s.statusOf(urn))
	assert.Equal(t, "PROCESSING", s.statusOf(urn))
	assert.Equal(t, "AVAILABLE", s.statusOf(urn))
	asset, _ := s.FindAsset(urn)
	assert.Equal(t, []string{sum(content[:4<<20]), sum(content[4<<20 : 8<<20]), sum(content[8<<20:])}, asset.Hashes)
	assert.Equal(t, sum([]byte("1")), asset.Captions)
	assert.Equal(t, sum(thumbnail), asset.Thumbnail)
	post := s.publish("film", object{"content": object{"media": object{"id": urn, "title": "A film"}}})
	assert.Contains(t, post, "urn:li:ugcPost:")
}

func TestVideoTraps(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{AnyFile: true, Traps: linkedintest.Traps{QuotedETags: true, UploadTokens: true, PartsRefuseToken: true}})
	v := s.initialize("videos", object{"owner": s.acme, "fileSizeBytes": 3})
	address := objects(v["uploadInstructions"])[0]["uploadUrl"].(string)
	assert.Equal(t, 401, s.put(s.token, address, []byte("abc")).status)
	etag := s.put("", address, []byte("abc")).header.Get("ETag")
	assert.True(t, strings.HasPrefix(etag, `"/ambry-video/`), etag)
	etag = strings.Trim(etag, `"`)
	require.NotEmpty(t, v["uploadToken"])
	assert.Equal(t, 400, s.finalize(v["video"], "", []string{etag}).status)
	assert.Equal(t, 200, s.finalize(v["video"], v["uploadToken"], []string{etag}).status)
}

func TestUnfinishedVideo(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	v := s.initialize("videos", object{"owner": s.acme, "fileSizeBytes": 80 << 10})
	assert.Equal(t, "MEDIA_ASSET_WAITING_UPLOAD", s.finalize(v["video"], "", []string{}).code())
	s.ExpireUploads()
	address := objects(v["uploadInstructions"])[0]["uploadUrl"].(string)
	r := s.put("", address, film(t, 80<<10))
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "EXPIRED_UPLOAD_URL", r.code())
	for _, size := range []any{0, -1, 6 << 30, "12"} {
		r := s.post("/rest/videos?action=initializeUpload", object{"initializeUploadRequest": object{"owner": s.acme, "fileSizeBytes": size}})
		assert.Equal(t, 400, r.status)
	}
}

func TestFilesAreJudged(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Processing: linkedintest.Processing{Polls: -1}})
	small := s.video(film(t, 60<<10))
	assert.Equal(t, "PROCESSING_FAILED", s.statusOf(small))
	assert.Contains(t, s.get("/rest/videos/" + enc(small)).body["processingFailureReason"], "75 KB")
	assert.Equal(t, "PROCESSING_FAILED", s.statusOf(s.video(make([]byte, 80<<10))))
	assert.Equal(t, "AVAILABLE", s.statusOf(s.video(film(t, 80<<10))))

	v := s.initialize("images", object{"owner": s.acme})
	require.Equal(t, 201, s.put(s.token, v["uploadUrl"].(string), []byte("no image")).status)
	assert.Equal(t, "PROCESSING_FAILED", s.statusOf(v["image"].(string)))
	r := s.post("/rest/posts", draft(s.acme, "look", object{"content": object{"media": object{"id": v["image"]}}}))
	assert.Equal(t, "MEDIA_ASSET_PROCESSING_FAILED", r.code())

	d := s.initialize("documents", object{"owner": s.acme})
	require.Equal(t, 201, s.put(s.token, d["uploadUrl"].(string), linkedintest.PDF()).status)
	assert.Equal(t, "AVAILABLE", s.statusOf(d["document"].(string)))
	media := object{"id": d["document"]}
	r = s.post("/rest/posts", draft(s.acme, "read", object{"content": object{"media": media}}))
	assert.Equal(t, "MISSING_FIELD", r.code(), "documents need a title")
	media["title"] = "A paper"
	assert.Equal(t, 201, s.post("/rest/posts", draft(s.acme, "read", object{"content": object{"media": media}})).status)
}

func TestProcessingCanBeSet(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Processing: linkedintest.Processing{
		Duration: time.Minute, Fail: func(a linkedintest.Asset) string {
			if a.Kind == "image" {
				return "broken"
			}
			return ""
		},
	}})
	urn := s.video(film(t, 80<<10))
	assert.Equal(t, "PROCESSING", s.statusOf(urn))
	s.clock.Advance(time.Minute)
	assert.Equal(t, "AVAILABLE", s.statusOf(urn))
	s.clock.Advance(-time.Minute)
	picture := s.image(s.acme)
	assert.Equal(t, "PROCESSING", s.statusOf(picture))
	s.clock.Advance(time.Minute)
	assert.Equal(t, "PROCESSING_FAILED", s.statusOf(picture))
	s.HoldAsset(urn)
	assert.Equal(t, "PROCESSING", s.statusOf(urn))
	s.FailAsset(urn, "no")
	s.ReleaseAsset(urn)
	assert.Equal(t, "PROCESSING_FAILED", s.statusOf(urn))
}

func TestPostWaitsForItsMedia(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Unready: linkedintest.UnreadyWaits, Processing: linkedintest.Processing{Duration: time.Minute}})
	good, bad := s.video(film(t, 80<<10)), s.video(film(t, 81<<10))
	s.FailAsset(bad, "broken")
	first := s.publish("good", object{"content": object{"media": object{"id": good}}})
	second := s.publish("bad", object{"content": object{"media": object{"id": bad}}})
	state := func(urn string) string {
		s, _ := s.get("/rest/posts/" + enc(urn) + "?viewContext=AUTHOR").body["lifecycleState"].(string)
		return s
	}
	assert.Equal(t, "PUBLISH_REQUESTED", state(first))
	assert.Equal(t, 404, s.get("/rest/posts/"+enc(first)).status, "readers do not see it")
	assert.Empty(t, s.get("/rest/posts?q=author&author="+enc(s.acme)).elements())
	s.clock.Advance(time.Minute)
	assert.Equal(t, "PUBLISHED", state(first))
	assert.Equal(t, "PUBLISH_FAILED", state(second))
	assert.Len(t, s.get("/rest/posts?q=author&author="+enc(s.acme)).elements(), 1)

	s = start(t, linkedintest.Options{})
	r := s.post("/rest/posts", draft(s.acme, "early", object{"content": object{"media": object{"id": s.video(film(t, 80<<10))}}}))
	assert.Equal(t, "MEDIA_ASSET_WAITING_UPLOAD", r.code())
}
