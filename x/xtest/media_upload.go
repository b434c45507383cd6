package xtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// appendUpload is POST /2/media/upload/{id}/append. Segments may come in any order; one that comes again
// replaces the one before.
func appendUpload(c *call) (any, error) {
	s := c.srv
	s.mu.Lock()
	m, err := c.uploadOf()
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	fields, size, err := readParts(c.r, sum, 16<<20)
	if err != nil {
		return nil, err
	}
	index, convErr := strconv.Atoi(fields["segment_index"])
	if convErr != nil || index < 0 || index > 999 {
		return nil, badParameter("segment_index", fields["segment_index"], "$.segment_index: must be between 0 and 999")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if size > s.opts.Media.MaxSegment {
		return nil, problem(http.StatusRequestEntityTooLarge, noType, "Request Entity Too Large", "Segment size exceeds the maximum.")
	}
	if size == 0 {
		return nil, badParameter("media", "", "$.media: is missing but it is required")
	}
	m.segments[index] = segment{size: size, sum: hex.EncodeToString(sum.Sum(nil))}
	if s.opts.Traps.AppendNoContent {
		c.status = http.StatusNoContent
	}
	return data(object{"expires_at": m.expires.Unix()}), nil
}

// uploadOf is the unfinished upload in the path.
func (c *call) uploadOf() (*media, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	m := c.srv.media[id]
	if m == nil || m.owner != c.user || !c.srv.now().Before(m.expires) {
		return nil, problem(http.StatusNotFound, resourceNotFound, "Not Found Error", "Could not find media with id: ["+idText(id)+"].")
	}
	if m.final {
		return nil, badBody("The media was finalized already.")
	}
	return m, nil
}

// finalizeUpload is POST /2/media/upload/{id}/finalize.
func finalizeUpload(c *call) (any, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	s := c.srv
	m := s.media[id]
	if m != nil && m.owner == c.user && m.final {
		return data(s.uploadJSON(m)), nil // again: the answer may have been lost
	}
	if m, err = c.uploadOf(); err != nil {
		return nil, err
	}
	size := int64(0)
	for i := range len(m.segments) {
		part, ok := m.segments[i]
		if !ok {
			return nil, badBody(fmt.Sprintf("Segments do not add up to provided total file size: segment %d is missing.", i))
		}
		size += part.size
	}
	if size != m.total {
		return nil, badBody(fmt.Sprintf("Segments do not add up to provided total file size: got %d of %d bytes.", size, m.total))
	}
	m.size, m.final = size, true
	m.expires = s.now().Add(s.opts.Media.TTL)
	if m.kind() != "photo" {
		m.polls, m.ready = s.opts.Media.Polls, s.now().Add(s.opts.Media.Duration)
		m.failed = s.opts.Media.Fail != nil && s.opts.Media.Fail(m.mediaType, m.category)
	}
	return data(s.uploadJSON(m)), nil
}

// uploadStatus is GET /2/media/upload?command=STATUS.
func uploadStatus(c *call) (any, error) {
	if command := c.query.Get("command"); command != "" && command != "STATUS" {
		return nil, badParameter("command", command, "The `command` query parameter value ["+command+"] is not one of [STATUS]")
	}
	id, _ := parseID(c.query.Get("media_id"))
	m := c.srv.media[id]
	if m == nil || !m.usable(c.user) || !c.srv.now().Before(m.expires) {
		return nil, problem(http.StatusNotFound, resourceNotFound, "Not Found Error", "Could not find media with id: ["+c.query.Get("media_id")+"].")
	}
	if !m.final {
		return nil, badBody("The media was not finalized yet.")
	}
	if m.polls > 0 {
		m.polls--
	}
	return data(c.srv.uploadJSON(m)), nil
}

func (s *Server) uploadJSON(m *media) object {
	o := object{"id": idText(m.id), "media_key": m.key, "size": m.size, "expires_after_secs": s.secondsLeft(m)}
	if m.kind() == "photo" {
		if m.category != "subtitles" {
			o["image"] = object{"image_type": m.mediaType, "w": 1200, "h": 675}
		}
		return o
	}
	o["video"] = object{"video_type": m.mediaType}
	state := s.processing(m)
	info := object{"state": string(state)}
	switch state {
	case mediaPending:
		info["check_after_secs"] = s.opts.Media.CheckAfter
	case mediaInProgress:
		info["check_after_secs"], info["progress_percent"] = s.opts.Media.CheckAfter, 50
	case mediaSucceeded:
		info["progress_percent"] = 100
	case mediaFailed:
		info["error"] = object{"code": 3, "name": "UnsupportedMedia", "message": "Unsupported video format"}
	}
	o["processing_info"] = info
	return o
}

// Media is an upload as a test sees it.
type Media struct {
	ID, Key, Owner      string
	MediaType, Category string
	Size                int64
	// Hashes are the SHA-256 sums of the segments in their order, in hexadecimal. A one-shot upload has one.
	Hashes    []string
	Final     bool // the upload is complete
	Attached  bool // to a post or message
	AltText   string
	Subtitles []string // language codes
}

// Media returns an upload, and false if there is none with this id.
func (s *Server) Media(id string) (Media, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, _ := parseID(id)
	m := s.media[n]
	if m == nil {
		return Media{}, false
	}
	out := Media{
		ID: id, Key: m.key, Owner: m.owner.idText(), MediaType: m.mediaType, Category: m.category, Size: m.size,
		Final: m.final, Attached: m.attached, AltText: m.alt,
	}
	indexes := make([]int, 0, len(m.segments))
	for i, part := range m.segments {
		indexes = append(indexes, i)
		if !m.final {
			out.Size += part.size
		}
	}
	slices.Sort(indexes)
	for _, i := range indexes {
		out.Hashes = append(out.Hashes, m.segments[i].sum)
	}
	if len(indexes) == 0 && m.sum != "" {
		out.Hashes = []string{m.sum}
	}
	for _, sub := range m.subtitles {
		out.Subtitles = append(out.Subtitles, sub.language)
	}
	return out, true
}

// SetMediaDuration sets how long a video is, which posts check once more.
func (s *Server) SetMediaDuration(id string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustMedia(id).duration = d
}

// Upload makes a finished file of a user, for the audience's posts and messages, and returns its id.
func (s *Server) Upload(user, mediaType string, size int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.newMedia(s.mustUser(user), mediaType, "", size, nil)
	if err != nil {
		panic("xtest: " + err.Error())
	}
	m.size, m.final = size, true
	return idText(m.id)
}
