package youtubetest

import (
	"net/http"
	"time"
)

// videoUpload is videos.insert, see https://developers.google.com/youtube/v3/docs/videos/insert. The video
// comes into being with its last byte.
func videoUpload() *mediaMethod {
	return &mediaMethod{accept: []string{"video/*", "application/octet-stream"}, maxSize: 256 << 30, begin: beginVideo}
}

func beginVideo(c *call, metadata []byte) (finisher, error) {
	var b videoBody
	if err := decode(metadata, &b); err != nil {
		return nil, err
	}
	ch, err := c.me()
	if err != nil {
		return nil, err
	}
	s := c.srv
	if limit := s.opts.Uploads.PerDay; limit > 0 && recent(ch.uploads, s.now()) >= limit {
		return nil, badRequest("youtube.video", "uploadLimitExceeded", "The user has exceeded the number of videos they may upload.")
	}
	ch.uploads = append(ch.uploads, s.now())
	v, err := c.newVideo(&b)
	if err != nil {
		return nil, err
	}
	return func(f *blob, contentType string) (any, error) {
		v.ID = s.ids.video()
		v.Size, v.SHA256, v.ContentType = f.size, f.hex(), contentType
		s.addVideo(v)
		if f.size == 0 {
			v.outcome.FailureReason = "emptyFile"
		}
		return c.videoJSON(v), nil
	}, nil
}

func imageUpload(maxSize int64, begin func(*call, []byte) (finisher, error)) *mediaMethod {
	return &mediaMethod{accept: []string{"image/jpeg", "image/png", "application/octet-stream"}, maxSize: maxSize, begin: begin}
}

// beginThumbnail is thumbnails.set, see https://developers.google.com/youtube/v3/docs/thumbnails/set.
func beginThumbnail(c *call, _ []byte) (finisher, error) {
	v, err := c.ownVideo(c.text("videoId"), "youtube.thumbnail", "videoId")
	if err != nil {
		return nil, err
	}
	s, ch := c.srv, c.channel
	if ch.NoThumbnails {
		return nil, forbidden("youtube.thumbnail", "forbidden", "The authenticated user doesn't have permissions to upload and set custom video thumbnails.").at("videoId")
	}
	if limit := s.opts.ThumbnailsPerDay; limit > 0 && recent(ch.thumbnails, s.now()) >= limit {
		return nil, refuse(http.StatusTooManyRequests, "youtube.thumbnail", "uploadRateLimitExceeded", "The channel has uploaded too many thumbnails recently. Please try the request again later.")
	}
	return func(f *blob, _ string) (any, error) {
		if f.size == 0 {
			return nil, badRequest("youtube.thumbnail", "mediaBodyRequired", "The request does not include the image content.")
		}
		if !isImage(f) {
			return nil, badRequest("youtube.thumbnail", "invalidImage", "The provided image content is invalid.")
		}
		v.ThumbnailSHA256 = f.hex()
		ch.thumbnails = append(ch.thumbnails, s.now())
		return without(object{"kind": "youtube#thumbnailSetResponse", "items": []object{thumbnails(v)}}), nil
	}, nil
}

// beginBanner is channelBanners.insert, see
// https://developers.google.com/youtube/v3/docs/channelBanners/insert.
func beginBanner(c *call, _ []byte) (finisher, error) {
	if _, err := c.me(); err != nil {
		return nil, err
	}
	return func(f *blob, _ string) (any, error) {
		if f.size == 0 {
			return nil, badRequest("youtube.channelBanner", "mediaBodyRequired", "The request does not include the image content.")
		}
		if !isImage(f) {
			return nil, badRequest("global", "badContent", "The provided image content is invalid.")
		}
		url := "https://yt3.googleusercontent.com/" + c.srv.ids.text(40)
		c.srv.banners[url] = true
		return resource("channelBannerResource", "", object{"url": url}), nil
	}, nil
}

// A Caption is a caption track as a test sees it.
type Caption struct {
	ID, Video, Language, Name string
	Draft                     bool
	Content                   []byte
	Updated                   time.Time
}

type caption struct {
	Caption
	video *video
	size  int64
}

const maxCaption = 100 << 20

func captionUpload(begin func(*call, []byte) (finisher, error), optional bool) *mediaMethod {
	return &mediaMethod{accept: []string{"text/xml", "application/octet-stream", "*/*"}, maxSize: maxCaption, keep: true, optional: optional, begin: begin}
}
