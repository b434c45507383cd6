package facebooktest

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// reelParams are the parameters of reels and video stories, see
// https://developers.facebook.com/docs/video-api/guides/reels-publishing.
func reelParams() []string {
	return []string{
		"upload_phase", "video_id", "video_state", "description", "title", "scheduled_publish_time", "place", "targeting", "feed_targeting",
	}
}

// reel is POST /{page}/video_reels.
func (s *Server) reel(c *call, w *page) (any, error) {
	switch c.Params.Text("upload_phase") {
	case "start":
		return s.startUpload(c, w, reelVideo), nil
	case "finish":
		return s.finishReel(c, w)
	}
	return nil, graphtest.BadParam("Param upload_phase must be one of {FINISH, START}")
}

func (s *Server) startUpload(c *call, w *page, kind int) object {
	v := s.newVideo(w, kind, c.App())
	v.upload = s.graph.NewUpload("video-upload", v.id, w.id, func(u *graphtest.Upload) {
		v.complete, v.size, v.fileURL, v.hashes = true, u.File.Size, u.FileURL, []string{u.File.SHA256}
	})
	return object{"video_id": v.id, "upload_url": c.UploadURL(v.upload)}
}

// started is the video whose upload a call finishes.
func (s *Server) started(c *call, w *page, kind int) (*video, error) {
	v, ok := find[*video](s, c.Params.Text("video_id"))
	switch {
	case !ok || v.page != w || v.kind != kind:
		return nil, graphtest.BadParam("Param video_id must be a valid video")
	case v.finished:
		return nil, graphtest.BadParam("The upload of this video was finished already").Sub(1363041)
	case !v.complete:
		return nil, uploadProblem(1363019, "The file is not complete.", nil)
	}
	return v, nil
}

func (s *Server) finishReel(c *call, w *page) (any, error) {
	v, err := s.started(c, w, reelVideo)
	if err != nil {
		return nil, err
	}
	at, err := c.Params.Time("scheduled_publish_time", s.now())
	if err != nil {
		return nil, err
	}
	p := v.draft
	state := c.Params.Text("video_state")
	switch state {
	case "PUBLISHED", "DRAFT":
		if !at.IsZero() {
			return nil, graphtest.BadParam("A scheduled publish time needs video_state=SCHEDULED")
		}
	case "SCHEDULED":
		if at.IsZero() {
			return nil, graphtest.BadParam("You must specify a scheduled publish time for a scheduled reel")
		}
		if err := s.inWindow(at, s.opts.Schedule.Reels); err != nil {
			return nil, err
		}
	default:
		return nil, graphtest.BadParam("Param video_state must be one of {DRAFT, PUBLISHED, SCHEDULED}")
	}
	if p.targeting, err = readTargeting(c, "targeting"); err != nil {
		return nil, err
	}
	if p.feedTarget, err = readTargeting(c, "feed_targeting"); err != nil {
		return nil, err
	}
	if state != "DRAFT" {
		if err := s.countReel(w); err != nil {
			return nil, err
		}
	}
	p.published, p.publishAt, p.place = state == "PUBLISHED", at, c.Params.Text("place")
	if state == "DRAFT" {
		p.unpublished = "DRAFT"
	}
	v.title, v.description = c.Params.Text("title"), c.Params.Text("description")
	s.finish(v)
	return object{"success": true}, nil
}

// countReel refuses more reels than a page may publish in 24 hours.
func (s *Server) countReel(w *page) error {
	w.reels = slices.DeleteFunc(w.reels, func(at time.Time) bool { return s.now().Sub(at) >= day })
	if len(w.reels) >= s.opts.Video.ReelsPerDay {
		return graphtest.Coded(s.opts.Video.ReelLimitCode, "The page has published as many reels by the API as it can within 24 hours.")
	}
	w.reels = append(w.reels, s.now())
	return nil
}

// videoStory is POST /{page}/video_stories, see https://developers.facebook.com/docs/page-stories-api.
func (s *Server) videoStory(c *call, w *page) (any, error) {
	switch c.Params.Text("upload_phase") {
	case "start":
		return s.startUpload(c, w, storyVideo), nil
	case "finish":
		v, err := s.started(c, w, storyVideo)
		if err != nil {
			return nil, err
		}
		s.finish(v)
		v.draft.inline, v.draft.published, v.draft.video = true, true, v
		return s.addStory(v.draft, &story{page: w, video: v}), nil
	}
	return nil, graphtest.BadParam("Param upload_phase must be one of {FINISH, START}")
}

func (s *Server) photoStory(c *call, w *page) (any, error) {
	ph, ok := find[*photo](s, c.Params.Text("photo_id"))
	switch {
	case !ok || ph.owner != w:
		return nil, graphtest.BadParam("Param photo_id must be a valid photo")
	case ph.published || ph.used:
		return nil, graphtest.BadParam("The photo was used in a post already").Sub(1366051)
	}
	p := &post{wall: w, author: actor{page: w}, app: c.App(), inline: true, published: true, photos: []*photo{ph}}
	return s.addStory(p, &story{page: w, photo: ph}), nil
}

func (s *Server) addStory(p *post, st *story) object {
	s.addPost(p)
	st.post, st.created = p, s.now()
	st.page.stories = append(st.page.stories, st)
	s.graph.Put(s.types.story, p.id, st).Age()
	s.graph.Put(s.types.story, p.key(), st).Age()
	return object{"success": true, "post_id": p.key()}
}

// status of a story: shown for 24 hours, then archived.
func (s *Server) storyStatus(st *story) string {
	if s.now().Sub(st.created) >= day {
		return "ARCHIVED"
	}
	return "PUBLISHED"
}

func (s *Server) storyType() *graphtest.Type {
	get := graphtest.Get[*story]
	return &graphtest.Type{
		Name: "Stories", Default: []string{"post_id", "status", "creation_time", "media_type", "media_id", "url"},
		Owner:  func(n *node) string { return n.Data.(*story).page.id },
		Get:    &graphtest.Op{Needs: reading()},
		Delete: &graphtest.Op{Needs: publishing(), Handle: graphtest.On(s.deleteStory)},
		Fields: graphtest.Fields{
			"post_id":       get(func(st *story) any { return st.post.key() }),
			"status":        get(func(st *story) any { return s.storyStatus(st) }),
			"creation_time": get(func(st *story) any { return formatUnix(st.created) }),
			"media_id":      get(func(st *story) any { return st.mediaID() }),
			"media_type": get(func(st *story) any {
				if st.photo != nil {
					return "photo"
				}
				return "video"
			}),
			"url": get(func(st *story) any { return "https://www.facebook.com/stories/" + st.page.id + "/" + st.post.key() }),
		},
		Edges: graphtest.Edges{"insights": {Get: &graphtest.Op{
			Needs: analysing(), Params: []string{"metric"},
			Handle: graphtest.On(func(c *call, st *story) (any, error) { return s.insights(c, st.page, st.post.key(), storyMetrics()) }),
		}}},
	}
}

func (s *Server) deleteStory(_ *call, st *story) (any, error) {
	s.graph.Drop(st.post.key())
	st.page.stories = remove(st.page.stories, st)
	st.page.posts = remove(st.page.posts, st.post)
	s.graph.Drop(st.post.id)
	return object{"success": true}, nil
}

func (s *Server) listStories(c *call, w *page) (any, error) {
	want, err := c.Params.Texts("status")
	if err != nil {
		return nil, err
	}
	if len(want) == 0 {
		want = []string{"PUBLISHED"}
	}
	l := &graphtest.List{Timed: true}
	for _, st := range slices.Backward(w.stories) {
		ready := st.video == nil || st.video.processed
		if !ready || !slices.Contains(want, s.storyStatus(st)) {
			continue
		}
		n := s.types.story.New(st)
		l.Items = append(l.Items, graphtest.Item{Value: n, Key: st.post.id, Rank: st.created.UnixNano(), Time: st.created})
	}
	return l, nil
}
