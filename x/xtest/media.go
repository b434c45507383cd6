package xtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// media is an upload, with or without a post. Of its content only sizes and hashes are kept.
type media struct {
	id        uint64
	key       string
	owner     *user
	others    []string // further owners
	mediaType string
	category  string
	total     int64
	segments  map[int]segment
	size      int64
	sum       string // of a one-shot upload
	final     bool
	failed    bool
	attached  bool
	polls     int
	ready     time.Time
	expires   time.Time
	duration  time.Duration
	alt       string
	metadata  object
	subtitles []subtitle
	views     int
}

type segment struct {
	size int64
	sum  string
}

type subtitle struct{ id, language, name string }

type mediaState string

const (
	mediaPending    mediaState = "pending"
	mediaInProgress mediaState = "in_progress"
	mediaSucceeded  mediaState = "succeeded"
	mediaFailed     mediaState = "failed"
)

// kind is the type of the media object.
func (m *media) kind() string {
	switch {
	case strings.HasSuffix(m.category, "_gif") || m.mediaType == "image/gif":
		return "animated_gif"
	case strings.HasPrefix(m.mediaType, "video/"):
		return "video"
	}
	return "photo"
}

func (m *media) usable(u *user) bool { return m.owner == u || slices.Contains(m.others, u.idText()) }

// processing is where a finalized file stands.
func (s *Server) processing(m *media) mediaState {
	busy := m.polls > 0 || s.now().Before(m.ready)
	switch {
	case m.kind() == "photo" || m.category == "subtitles":
		return mediaSucceeded
	case busy && m.polls >= s.opts.Media.Polls && s.opts.Media.Polls > 0:
		return mediaPending
	case busy:
		return mediaInProgress
	case m.failed:
		return mediaFailed
	}
	return mediaSucceeded
}

func mediaTypes() []string {
	return []string{
		"video/mp4", "video/webm", "video/mp2t", "video/quicktime", "text/srt", "text/vtt", "image/jpeg", "image/gif",
		"image/bmp", "image/png", "image/webp", "image/pjpeg", "image/tiff", "model/gltf-binary", "model/vnd.usdz+zip",
	}
}

func mediaCategories() []string {
	return []string{"amplify_video", "tweet_gif", "tweet_image", "tweet_video", "dm_gif", "dm_image", "dm_video", "subtitles"}
}

func standardCategory(mediaType string) string {
	switch {
	case mediaType == "image/gif":
		return "tweet_gif"
	case strings.HasPrefix(mediaType, "video/"):
		return "tweet_video"
	case strings.HasPrefix(mediaType, "text/"):
		return "subtitles"
	}
	return "tweet_image"
}

// sizeLimit is the largest file of a category.
func sizeLimit(category string, premium bool) int64 {
	const mb, gb = 1_000_000, 1_000_000_000
	switch category {
	case "tweet_image", "dm_image":
		return 5 * mb
	case "tweet_gif", "dm_gif":
		return 15 * mb
	case "dm_video":
		if premium {
			return gb
		}
		return 512 * mb
	case "subtitles":
		return mb
	}
	if premium {
		return 16 * gb
	}
	return 8 * gb
}

func (s *Server) newMedia(u *user, mediaType, category string, total int64, others []string) (*media, error) {
	if !slices.Contains(mediaTypes(), mediaType) {
		return nil, badParameter("media_type", mediaType, "$.media_type: does not have a value in the enumeration")
	}
	if category == "" {
		category = standardCategory(mediaType)
	}
	if !slices.Contains(mediaCategories(), category) {
		return nil, badParameter("media_category", category, "$.media_category: does not have a value in the enumeration")
	}
	if total <= 0 || total > sizeLimit(category, u.Premium()) {
		return nil, badBody(fmt.Sprintf("File size exceeds %d bytes.", sizeLimit(category, u.Premium())))
	}
	id := s.ids.next(s.now())
	prefix := map[string]string{"photo": "3_", "video": "7_", "animated_gif": "16_"}
	m := &media{
		id: id, owner: u, others: others, mediaType: mediaType, category: category, total: total,
		segments: map[int]segment{}, expires: s.now().Add(s.opts.Media.TTL),
	}
	m.key = prefix[m.kind()] + idText(id)
	s.media[id] = m
	s.mediaKeys[m.key] = m
	return m, nil
}

// initializeUpload is POST /2/media/upload/initialize.
func initializeUpload(c *call) (any, error) {
	b := c.body
	if err := check(b, "", map[string]byte{"media_type": 's', "total_bytes": 'n', "media_category": 's', "additional_owners": 'l', "shared": 'b'}); err != nil {
		return nil, err
	}
	total, _ := strconv.ParseInt(fmt.Sprint(b["total_bytes"]), 10, 64)
	m, err := c.srv.newMedia(c.user, text(b, "media_type"), text(b, "media_category"), total, texts(b, "additional_owners"))
	if err != nil {
		return nil, err
	}
	return data(object{"id": idText(m.id), "media_key": m.key, "expires_after_secs": c.srv.secondsLeft(m)}), nil
}

func (s *Server) secondsLeft(m *media) int {
	return max(0, int(m.expires.Sub(s.now()).Seconds()))
}

// readParts reads the fields of a multipart or JSON body. What the field media carries goes to sink.
func readParts(r *http.Request, sink io.Writer, limit int64) (map[string]string, int64, error) {
	fields := map[string]string{}
	kind, args, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		var b object
		decoder := json.NewDecoder(io.LimitReader(r.Body, limit*2))
		decoder.UseNumber()
		if err := decoder.Decode(&b); err != nil {
			return nil, 0, badBody("Invalid JSON in the request body.")
		}
		content, err := base64.StdEncoding.DecodeString(text(b, "media"))
		if err != nil {
			return nil, 0, badParameter("media", "", "$.media: is not valid base64")
		}
		for name, value := range b {
			if name != "media" {
				fields[name] = fmt.Sprint(value)
			}
		}
		_, _ = sink.Write(content) // a hash
		return fields, int64(len(content)), nil
	}
	if kind != "multipart/form-data" || args["boundary"] == "" {
		return nil, 0, badBody("Unsupported content type.")
	}
	reader, size := multipart.NewReader(r.Body, args["boundary"]), int64(0)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, size, nil
		}
		if err != nil {
			panic(http.ErrAbortHandler) // the client went away
		}
		if part.FormName() == "media" {
			fields["content type"] = part.Header.Get("Content-Type")
			n, err := io.Copy(sink, part)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			size += n
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, 1<<10))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		fields[part.FormName()] = string(value)
	}
}

// upload is the one-shot POST /2/media/upload. The type is guessed from the first bytes.
func upload(c *call) (any, error) {
	sum, head := sha256.New(), new(headWriter)
	fields, size, err := readParts(c.r, io.MultiWriter(sum, head), 16<<20)
	if err != nil {
		return nil, err
	}
	s := c.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	if fields["command"] != "" {
		return nil, problem(http.StatusBadRequest, invalidRequest, "Invalid Request", "The command parameter is not supported any more.")
	}
	category := fields["media_category"]
	kind, _, _ := strings.Cut(http.DetectContentType(head.data), ";")
	if category == "subtitles" {
		kind = "text/srt"
	}
	if strings.HasPrefix(kind, "video/") {
		return nil, badBody("Video must be uploaded in segments.")
	}
	if kind == "text/plain" || kind == "application/octet-stream" {
		return nil, badBody("media type unrecognized.")
	}
	m, err := s.newMedia(c.user, kind, category, size, strings.FieldsFunc(fields["additional_owners"], func(r rune) bool { return r == ',' }))
	if err != nil {
		return nil, err
	}
	m.size, m.sum, m.final = size, hex.EncodeToString(sum.Sum(nil)), true
	return data(s.uploadJSON(m)), nil
}

// headWriter keeps the beginning of what is written.
type headWriter struct{ data []byte }

func (h *headWriter) Write(p []byte) (int, error) {
	if room := 512 - len(h.data); room > 0 {
		h.data = append(h.data, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
