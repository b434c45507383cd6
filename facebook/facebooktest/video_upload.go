package facebooktest

import (
	"net/http"
	"strconv"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// videoParams are the parameters of a new video, see https://developers.facebook.com/docs/graph-api/reference/page/videos/.
func videoParams() []string {
	return []string{
		"title", "description", "file_url", "source", "fbuploader_video_file_chunk", "thumb", "published", "scheduled_publish_time",
		"unpublished_content_type", "content_category", "content_tags", "custom_labels", "embeddable", "no_story", "secret", "targeting",
		"feed_targeting", "backdated_post", "expiration", "call_to_action", "crossposted_video_id", "reference_only", "upload_phase",
		"file_size", "start_offset", "end_offset", "upload_session_id", "video_file_chunk",
	}
}

func videoUpdateParams() []string {
	return []string{
		"name", "description", "published", "scheduled_publish_time", "embeddable", "expire_now", "content_category", "content_tags",
		"custom_labels", "backdated_time", "backdated_time_granularity", "call_to_action", "expiration", "preferred_thumbnail_id",
		"publish_to_news_feed",
	}
}

// createVideo is POST /{page}/videos, in all of its ways.
func (s *Server) createVideo(c *call, w *page) (any, error) {
	phase := c.Params.Text("upload_phase")
	if c.Params.Has("file_url") && phase != "" {
		return nil, graphtest.BadParam("file_url cannot be combined with upload_phase")
	}
	switch phase {
	case "start":
		return s.startChunks(c, w)
	case "transfer", "finish", "cancel":
		v := s.chunked(w, c.Params.Text("upload_session_id"))
		if v == nil {
			return nil, uploadProblem(1363041, "The upload session is invalid or has ended", nil)
		}
		switch phase {
		case "transfer":
			return s.transferChunk(c, v)
		case "finish":
			return s.finishChunks(c, v)
		}
		s.dropVideo(v)
		return object{"success": true}, nil
	case "":
		return s.wholeVideo(c, w)
	}
	return nil, graphtest.BadParam("Param upload_phase must be one of {cancel, finish, start, transfer}")
}

func uploadProblem(subcode int, message string, data any) error {
	return &graphtest.Error{
		Code: 6000, Subcode: subcode, Status: http.StatusBadRequest, Message: "(#6000) There was a problem uploading your video file. " + message,
		UserTitle: "Video Upload Error", UserMsg: message, Data: data,
	}
}

func (s *Server) chunked(w *page, session string) *video {
	for _, v := range w.videos {
		if v.chunks != nil && v.chunks.session == session && !v.chunks.done {
			return v
		}
	}
	return nil
}

func (s *Server) startChunks(c *call, w *page) (any, error) {
	size, err := c.Params.Int("file_size", 0)
	if err != nil {
		return nil, err
	}
	if size <= 0 {
		return nil, graphtest.BadParam("The parameter file_size is required.")
	}
	if err := s.checkVideoSize(size); err != nil {
		return nil, err
	}
	v := s.newVideo(w, plainVideo, c.App())
	v.chunks = &chunks{session: s.graph.NewID(), total: size}
	o := s.offsets(v)
	o["upload_session_id"], o["video_id"] = v.chunks.session, v.id
	return o, nil
}

func (s *Server) checkVideoSize(size int64) error {
	switch {
	case size <= 0:
		return graphtest.Coded(382, "The video file you tried to upload is too small. The minimum size for a video is 1 KB. Please try again with a larger file.")
	case size > s.opts.Video.MaxSize:
		return graphtest.Coded(352, "The video file you selected is too large.").Sub(1363023)
	}
	return nil
}

// offsets is what the server asks for next.
func (s *Server) offsets(v *video) object {
	from := v.chunks.at
	to := min(v.chunks.total, from+s.opts.Video.ChunkSize)
	return object{"start_offset": strconv.FormatInt(from, 10), "end_offset": strconv.FormatInt(to, 10)}
}

func (s *Server) transferChunk(c *call, v *video) (any, error) {
	at, err := c.Params.Int("start_offset", -1)
	if err != nil {
		return nil, err
	}
	if at != v.chunks.at {
		return nil, uploadProblem(1363037, "The start offset is not the expected one.", s.offsets(v))
	}
	if len(c.Files) != 1 || c.Files[0].Field != "video_file_chunk" {
		return nil, graphtest.BadParam("The parameter video_file_chunk is required.")
	}
	f := c.Files[0]
	if f.Size == 0 || f.Size > min(s.opts.Video.ChunkSize, v.chunks.total-at) {
		return nil, uploadProblem(1363037, "The chunk does not have the expected size.", s.offsets(v))
	}
	v.chunks.at += f.Size
	v.hashes = append(v.hashes, f.SHA256)
	return s.offsets(v), nil
}

func (s *Server) finishChunks(c *call, v *video) (any, error) {
	if v.chunks.at != v.chunks.total {
		return nil, uploadProblem(1363019, "The file is not complete.", s.offsets(v))
	}
	if err := s.readVideo(c, v); err != nil {
		return nil, err
	}
	v.chunks.done = true
	v.size, v.complete = v.chunks.total, true
	s.finish(v)
	return object{"success": true}, nil
}

// wholeVideo takes a file at once: from an address, a handle of the Resumable Upload API, or the form.
func (s *Server) wholeVideo(c *call, w *page) (any, error) {
	handle := c.Params.Text("fbuploader_video_file_chunk")
	f, fetched := c.Fetched["file_url"]
	switch {
	case handle != "":
		if f = s.graph.FileOf(handle, c.Token.User); f == nil {
			return nil, uploadProblem(1363041, "The handle is invalid.", nil)
		}
	case fetched && f == nil:
		return nil, graphtest.Coded(389, "Unable to fetch video file from URL.")
	case !fetched:
		for _, sent := range c.Files {
			if sent.Field != "thumb" {
				f = sent
			}
		}
		if f == nil {
			return nil, graphtest.BadParam("No video file was sent")
		}
	}
	if err := s.checkVideoSize(f.Size); err != nil {
		return nil, err
	}
	v := &video{draft: &post{wall: w, author: actor{page: w}, app: c.App()}, embeddable: true}
	if err := s.readVideo(c, v); err != nil { // before anything exists
		return nil, err
	}
	made := s.newVideo(w, plainVideo, c.App())
	made.title, made.description, made.draft, made.category, made.tags = v.title, v.description, v.draft, v.category, v.tags
	made.embeddable, made.noStory = v.embeddable, v.noStory
	made.hashes, made.size, made.fileURL, made.handle = []string{f.SHA256}, f.Size, f.URL, handle
	made.complete = true
	s.finish(made)
	for _, sent := range c.Files {
		if sent.Field == "thumb" {
			made.thumbnails, made.preferred = []string{"https://scontent.example.com/" + sent.SHA256[:16] + ".jpg"}, 1
		}
	}
	return object{"id": made.id}, nil
}

// readVideo reads what is said about a video.
func (s *Server) readVideo(c *call, v *video) error {
	p := v.draft
	window := s.opts.Schedule.Videos
	if err := s.readPublishing(c, p, window); err != nil {
		return err
	}
	var err error
	if p.targeting, err = readTargeting(c, "targeting"); err != nil {
		return err
	}
	if p.feedTarget, err = readTargeting(c, "feed_targeting"); err != nil {
		return err
	}
	if v.embeddable, err = c.Params.Bool("embeddable", true); err != nil {
		return err
	}
	if v.noStory, err = c.Params.Bool("no_story", false); err != nil {
		return err
	}
	if v.tags, err = c.Params.Texts("content_tags"); err != nil {
		return err
	}
	back, err := c.Params.Object("backdated_post")
	if err != nil {
		return err
	}
	if back != nil {
		if p.backdated, err = graphtest.Params(back).Time("backdated_time", s.now()); err != nil {
			return err
		}
	}
	if p.action, err = c.Params.Object("call_to_action"); err != nil {
		return err
	}
	v.title, v.description, v.category = c.Params.Text("title"), c.Params.Text("description"), c.Params.Text("content_category")
	return nil
}

// updateVideo is POST /{video}.
func (s *Server) updateVideo(c *call, v *video) (any, error) {
	if c.Params.Has("name") {
		v.title = c.Params.Text("name")
	}
	if c.Params.Has("description") {
		v.description = c.Params.Text("description")
		if v.post != nil {
			v.post.message, v.post.updated = v.description, s.now()
			s.notifyPost(v.post, "edited")
		}
	}
	var err error
	if v.embeddable, err = c.Params.Bool("embeddable", v.embeddable); err != nil {
		return nil, err
	}
	at, err := c.Params.Time("scheduled_publish_time", s.now())
	if err != nil {
		return nil, err
	}
	p := v.draft
	if v.post != nil {
		p = v.post
	}
	if !at.IsZero() {
		if err := s.inWindow(at, s.opts.Schedule.Videos); err != nil || p.published {
			return nil, graphtest.BadParam("The specified scheduled publish time is invalid.")
		}
		p.publishAt = at
	}
	on, err := c.Params.Bool("published", p.published)
	if err != nil {
		return nil, err
	}
	switch {
	case on && !p.published && v.post != nil:
		s.release(p, s.now())
	case on:
		p.published = true
	}
	return object{"success": true}, nil
}
