package mastodontest

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type mediaState int

const (
	mediaReady mediaState = iota
	mediaProcessing
	mediaFailed
)

type media struct {
	id          string
	owner       *account
	kind        string // image, gifv, video, audio
	file        *upload
	description string
	x, y        float64
	focused     bool
	thumbnail   *upload
	status      *status
	scheduled   *scheduled
	polls       int       // reads until ready
	ready       time.Time // not before
	failed      bool
	created     time.Time
}

// used reports whether the attachment belongs to a post already.
func (m *media) used() bool { return m.status != nil || m.scheduled != nil }

func (m *media) state(now time.Time) mediaState {
	switch {
	case m.polls > 0 || now.Before(m.ready):
		return mediaProcessing
	case m.failed:
		return mediaFailed
	}
	return mediaReady
}

// mimeTypes that can be uploaded, by the kind of attachment they become.
func mimeTypes() map[string][]string {
	return map[string][]string{
		"image": {"image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp", "image/avif"},
		"video": {"video/webm", "video/mp4", "video/quicktime", "video/ogg"},
		"audio": {
			"audio/wave", "audio/wav", "audio/x-wav", "audio/x-pn-wave", "audio/vnd.wave", "audio/ogg", "audio/vorbis",
			"audio/mpeg", "audio/mp3", "audio/webm", "audio/flac", "audio/aac", "audio/m4a", "audio/x-m4a", "audio/mp4",
			"audio/3gpp", "video/x-ms-asf",
		},
	}
}

func kindOf(contentType string) string {
	contentType, _, _ = strings.Cut(contentType, ";")
	for kind, list := range mimeTypes() {
		if slices.Contains(list, contentType) {
			return kind
		}
	}
	return ""
}

// uploadMedia is POST /api/v2/media, and the deprecated v1 which always waits for processing.
func uploadMedia(synchronous bool) handler {
	return func(c *call) (any, error) {
		s := c.srv
		file := c.files["file"]
		if file == nil {
			return nil, s.invalid("File can't be blank")
		}
		m := &media{owner: c.me, file: file, kind: kindOf(file.contentType), created: s.now(), thumbnail: c.files["thumbnail"]}
		if err := s.checkFile(m); err != nil {
			return nil, err
		}
		if err := s.checkDescription(c.params); err != nil {
			return nil, err
		}
		m.describe(c.params)
		failing := s.opts.Media.Fail != nil && s.opts.Media.Fail(file.name, file.contentType)
		if failing && (m.kind == "image" || synchronous) {
			return nil, fail(http.StatusInternalServerError, "Error processing thumbnail for uploaded media")
		}
		m.id = s.ids.next(m.created)
		s.media[m.id] = m
		if m.kind != "image" && !synchronous && s.opts.Flavour != GoToSocial {
			m.failed = failing
			m.polls, m.ready = s.opts.Media.Polls, m.created.Add(s.opts.Media.Duration)
			c.status = http.StatusAccepted
		}
		return s.mediaJSON(m), nil
	}
}

func (s *Server) checkFile(m *media) error {
	limit := s.opts.Limits.VideoSize
	switch {
	case m.kind == "":
		return s.invalid("File content type is invalid, File is invalid")
	case m.file.size == 0:
		return s.invalid("File can't be blank")
	case m.kind == "image":
		limit = s.opts.Limits.ImageSize
	}
	if m.file.size > limit {
		most := strconv.FormatInt(limit>>20, 10) + " MB"
		return s.invalid("File file size must be less than " + most + ", File must be less than " + most)
	}
	return nil
}

func (s *Server) checkDescription(p params) error {
	if clusters(p.str("description")) > s.opts.Limits.Description {
		return s.invalid("Description character limit of " + itoa(s.opts.Limits.Description) + " exceeded")
	}
	return nil
}

// describe sets description and focus as far as they are given, and reports whether anything changed.
func (m *media) describe(p params) bool {
	old := *m
	if p.given("description") {
		m.description = p.str("description")
	}
	if x, y, ok := strings.Cut(p.str("focus"), ","); ok {
		fx, errX := strconv.ParseFloat(strings.TrimSpace(x), 64)
		fy, errY := strconv.ParseFloat(strings.TrimSpace(y), 64)
		if errX == nil && errY == nil {
			m.x, m.y, m.focused = clampUnit(fx), clampUnit(fy), true
		}
	}
	return old.description != m.description || old.x != m.x || old.y != m.y
}

func clampUnit(v float64) float64 { return math.Max(-1, math.Min(1, v)) }

func (s *Server) mediaJSON(m *media) object {
	o := object{
		"id": m.id, "type": m.kind, "url": nil, "preview_url": nil, "remote_url": nil, "meta": nil,
		"description": orNull(m.description), "blurhash": nil,
	}
	if m.state(s.now()) != mediaReady {
		return o
	}
	root := s.web() + "/system/media_attachments/files/" + m.id
	o["url"], o["preview_url"] = root+"/original/"+m.file.sum[:16], root+"/small/"+m.file.sum[:16]
	meta := object{
		"original": object{"width": 1200, "height": 800, "size": "1200x800", "aspect": 1.5},
		"small":    object{"width": 588, "height": 392, "size": "588x392", "aspect": 1.5},
	}
	switch m.kind {
	case "image":
		o["blurhash"] = "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"
		if m.focused {
			meta["focus"] = object{"x": m.x, "y": m.y}
		}
	case "video":
		meta["original"] = object{"width": 1280, "height": 720, "frame_rate": "25/1", "duration": 10.0, "bitrate": 1500000}
	case "audio":
		meta = object{"original": object{"duration": 10.0, "bitrate": 128000}}
		if m.thumbnail == nil {
			o["preview_url"] = nil
		}
	}
	o["meta"] = meta
	return o
}

// loose is an attachment of the caller that no post has yet; only those can be reached by their id.
func (c *call) loose() (*media, error) {
	m := c.srv.media[c.id()]
	if m == nil || m.owner != c.me || m.used() {
		return nil, errNotFound()
	}
	return m, nil
}

// getMedia is GET /api/v1/media/:id: 206 while the attachment is being processed, 422 if that failed.
func getMedia(c *call) (any, error) {
	m, err := c.loose()
	if err != nil {
		return nil, err
	}
	switch m.state(c.srv.now()) {
	case mediaProcessing:
		if m.polls > 0 {
			m.polls--
		}
		o := c.srv.mediaJSON(m)
		o["url"], o["preview_url"], o["meta"] = nil, nil, nil
		c.status = http.StatusPartialContent
		return o, nil
	case mediaFailed:
		return nil, fail(http.StatusUnprocessableEntity, "Error processing thumbnail for uploaded media")
	case mediaReady:
	}
	return c.srv.mediaJSON(m), nil
}

// updateMedia is PUT /api/v1/media/:id.
func updateMedia(c *call) (any, error) {
	m, err := c.loose()
	if err != nil {
		return nil, err
	}
	if err := c.srv.checkDescription(c.params); err != nil {
		return nil, err
	}
	m.describe(c.params)
	if thumbnail := c.files["thumbnail"]; thumbnail != nil {
		m.thumbnail = thumbnail
	}
	return c.srv.mediaJSON(m), nil
}

// deleteMedia is DELETE /api/v1/media/:id, since 4.4.
func deleteMedia(c *call) (any, error) {
	m := c.srv.media[c.id()]
	if m == nil || m.owner != c.me {
		return nil, errNotFound()
	}
	if m.used() {
		return nil, fail(http.StatusUnprocessableEntity, "Media attachment is currently used by a status")
	}
	delete(c.srv.media, m.id)
	return object{}, nil
}
