package linkedintest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

const (
	uploadPath = "/dms-uploads/"
	partSize   = 4 << 20 // of a video
	largest    = 5 << 30 // video that can be announced

	uploadTTL      = 24 * time.Hour      // of images and documents
	videoUploadTTL = 30 * 24 * time.Hour //
)

// newAsset begins an upload for an owner.
func (c *call) newAsset(f *form, kind string) (*asset, error) {
	f.need("owner")
	owner := f.urn("owner", kindPerson, kindOrganization)
	if f.err != nil {
		return nil, f.err
	}
	if err := c.actAs(owner, posting("owner")); err != nil {
		return nil, err
	}
	a := &asset{kind: kind, owner: owner, member: c.member, id: c.srv.ids.opaque("D4E10AQ", 15)}
	a.urn = urn(kind, a.id)
	c.srv.assets[a.urn] = a
	return a, nil
}

// address makes an upload URL.
func (c *call) uploadURL(u *upload, name string, ttl time.Duration) string {
	u.token, u.expires = c.srv.ids.opaque("", 14), c.now().Add(ttl)
	path := uploadPath + u.asset.id + "/" + name
	c.srv.uploads[path] = u
	return c.srv.webBase(c.r) + path + "?ca=vector_feedshare&cn=uploads&sync=0&v=beta&ut=" + u.token
}

// initializeRequest is the body of the action initializeUpload.
func (c *call) initializeRequest(allowed ...string) *form {
	f := openForm(c.body, "", "initializeUploadRequest")
	f.need("initializeUploadRequest")
	return f.inner("initializeUploadRequest", append(allowed, "owner")...)
}

// initializeFile is POST /rest/images?action=initializeUpload, and the same of documents, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/images-api and
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/documents-api.
func initializeFile(kind string) handler {
	return func(c *call) (any, error) {
		a, err := c.newAsset(c.initializeRequest("mediaLibraryMetadata"), kind)
		if err != nil {
			return nil, err
		}
		a.main = &upload{asset: a}
		address := c.uploadURL(a.main, "uploaded-"+kind+"/0", uploadTTL)
		return object{"value": object{
			"uploadUrl": address, "uploadUrlExpiresAt": millis(a.main.expires), kind: a.urn,
		}}, nil
	}
}

// initializeVideo is POST /rest/videos?action=initializeUpload, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/videos-api.
func initializeVideo(c *call) (any, error) {
	f := c.initializeRequest("fileSizeBytes", "uploadCaptions", "uploadThumbnail", "purpose", "mediaLibraryMetadata")
	f.need("fileSizeBytes")
	size := f.integer("fileSizeBytes")
	captions, thumbnail := f.bool("uploadCaptions"), f.bool("uploadThumbnail")
	if f.err == nil && (size <= 0 || size > largest) {
		f.fail(codeInvalid, "fileSizeBytes", "The size of the video must be between 1 byte and 5 GB")
	}
	a, err := c.newAsset(f, kindVideo)
	if err != nil {
		return nil, err
	}
	a.total = size
	if c.srv.opts.Traps.UploadTokens {
		a.token = c.srv.ids.opaque("", 20)
	}
	value := object{"video": a.urn, "uploadToken": a.token, "uploadUrlsExpireAt": millis(c.now().Add(videoUploadTTL))}
	instructions := []object{}
	for first := int64(0); first < size; first += partSize {
		u := &upload{asset: a, kind: partUpload, first: first, last: min(first+partSize, size) - 1}
		a.parts = append(a.parts, u)
		instructions = append(instructions, object{
			"uploadUrl": c.uploadURL(u, fmt.Sprintf("uploadedVideo/%d", len(a.parts)-1), videoUploadTTL),
			"firstByte": u.first, "lastByte": u.last,
		})
	}
	value["uploadInstructions"] = instructions
	if captions {
		a.captions = &upload{asset: a, kind: captionsUpload}
		value["captionsUploadUrl"] = c.uploadURL(a.captions, "captions/0", videoUploadTTL)
	}
	if thumbnail {
		a.thumbnail = &upload{asset: a, kind: thumbnailUpload}
		value["thumbnailUploadUrl"] = c.uploadURL(a.thumbnail, "thumbnail/0", videoUploadTTL)
	}
	return object{"value": value}, nil
}

// finalizeVideo is POST /rest/videos?action=finalizeUpload. Doing it again is no error.
func finalizeVideo(c *call) (any, error) {
	outer := openForm(c.body, "", "finalizeUploadRequest")
	outer.need("finalizeUploadRequest")
	f := outer.inner("finalizeUploadRequest", "video", "uploadToken", "uploadedPartIds")
	f.need("video", "uploadedPartIds")
	name, uploadToken := f.urn("video", kindVideo), f.text("uploadToken", 0)
	list, isList := f.object["uploadedPartIds"].([]any)
	if f.err == nil && !isList {
		f.fail(codeInvalid, "uploadedPartIds", "The value must be an array")
	}
	if f.err != nil {
		return nil, f.err
	}
	a := c.srv.assets[name]
	if a == nil {
		return nil, invalid("INVALID_VIDEO_ID", "/finalizeUploadRequest/video", "This Video ID is invalid")
	}
	if err := c.actAs(a.owner, posting("video")); err != nil {
		return nil, err
	}
	var etags []string
	for _, u := range a.parts {
		if u.etag == "" {
			return nil, invalid(codeUnready, "/finalizeUploadRequest/uploadedPartIds", "Media asset is waiting upload")
		}
		etags = append(etags, u.etag)
	}
	var given []string
	for _, item := range list {
		id, _ := item.(string)
		given = append(given, id)
	}
	switch {
	case uploadToken != a.token:
		return nil, invalid(codeInvalid, "/finalizeUploadRequest/uploadToken", "The upload token does not fit the video")
	case !slices.Equal(given, etags):
		return nil, &apiError{status: http.StatusBadRequest, code: codeIllegal, message: "All chunks IDs must be signed"}
	}
	if !a.complete {
		a.size = a.total
		c.srv.arrived(a, nil)
	}
	c.status = http.StatusOK
	return nil, nil //nolint:nilnil // the answer has no body
}

// getAsset reads the status of an image, video or document.
func getAsset(kind string) handler {
	return func(c *call) (any, error) { return c.visibleAsset(kind)(c.keys["urn"]) }
}

func batchAssets(kind string) handler {
	return func(c *call) (any, error) { return c.batch(c.visibleAsset(kind)) }
}

func (c *call) visibleAsset(kind string) func(value) (object, error) {
	return func(key value) (object, error) {
		given, _, ok := splitURN(key.text)
		switch {
		case key.kind != textValue || !ok:
			return nil, badKey()
		case given != kind:
			return nil, invalid(codeURNType, "id", "The URN type "+given+" is not valid here")
		}
		a := c.srv.assets[key.text]
		if a == nil {
			return nil, notFound("Media asset")
		}
		if a.owner != c.member.urn && !c.manages(a.owner, postRoles()...) {
			return nil, unpermitted("RESOURCE_KEY", "id")
		}
		return c.assetJSON(a), nil
	}
}

func (c *call) assetJSON(a *asset) object {
	state := c.srv.ask(a)
	out := object{"id": a.urn, "owner": a.owner, "status": string(state)}
	switch state {
	case mediaFailed:
		if a.kind == kindVideo {
			out["processingFailureReason"] = a.failed
		}
	case mediaAvailable:
		out["downloadUrl"] = c.srv.webBase(c.r) + "/dms/" + a.kind + "/" + a.id
		out["downloadUrlExpiresAt"] = millis(c.now().Add(uploadTTL))
		if a.kind == kindVideo {
			out["duration"], out["aspectRatioWidth"], out["aspectRatioHeight"] = 10_000, 16, 9
			if a.thumbnail != nil && a.thumbnail.etag != "" {
				out["thumbnail"] = c.srv.webBase(c.r) + "/dms/thumbnail/" + a.id
			}
			if a.captions != nil && a.captions.etag != "" {
				out["captions"] = c.srv.webBase(c.r) + "/dms/captions/" + a.id
			}
		}
	case mediaWaiting, mediaProcessing:
	}
	return out
}
