package facebooktest

import (
	"maps"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// The kinds of videos.
const (
	plainVideo = iota
	reelVideo
	storyVideo
)

// A video is one of the three kinds, from the start of its upload on.
type video struct {
	talk
	id          string
	kind        int
	page        *page
	app         *graphtest.App
	title       string
	description string
	created     time.Time
	draft       *post // what will be posted
	post        *post // what was
	upload      *graphtest.Upload
	chunks      *chunks
	hashes      []string
	size        int64
	fileURL     string
	handle      string
	category    string
	tags        []string
	embeddable  bool
	noStory     bool // it gets no post in the feed
	finished    bool // its upload was finished by a call
	complete    bool // all bytes are here
	processing  time.Time
	polls       int
	processed   bool
	failed      string
	duration    float64
	thumbnails  []string
	preferred   int
	captions    map[string]string // names of files by locale
	locale      string            // the default one
	partners    []string
}

// chunks is the classic upload of a video in parts.
type chunks struct {
	session string
	total   int64
	at      int64
	done    bool
}

func (s *Server) newVideo(w *page, kind int, app *graphtest.App) *video {
	v := &video{
		id: s.graph.NewID(), kind: kind, page: w, app: app, created: s.now(), embeddable: true, duration: 12.5,
		captions: map[string]string{}, draft: &post{wall: w, author: actor{page: w}, app: app},
	}
	v.talk = talk{page: w, root: v.id}
	w.videos = append(w.videos, v)
	s.graph.Put(s.types.video, v.id, v)
	return v
}

// voices are what is said about the video, which is what is said about its post.
func (v *video) voices() *talk {
	if v.post != nil {
		return &v.post.talk
	}
	return &v.talk
}

// live reports whether the video shows in lists.
func (v *video) live() bool { return v.processed && v.post != nil && v.post.published }

func (v *video) permalink() string {
	if v.kind == plainVideo {
		return "https://www.facebook.com/" + v.page.id + "/videos/" + v.id
	}
	return "https://www.facebook.com/reel/" + v.id
}

func (v *video) source() string  { return "https://video.example.com/" + v.id + ".mp4" }
func (v *video) picture() string { return "https://scontent.example.com/" + v.id + "-thumb.jpg" }

// finish begins the processing of a video that is complete.
func (s *Server) finish(v *video) {
	v.finished, v.processing, v.polls = true, s.now(), max(0, s.opts.Video.Polls)
}

// advance moves a video on: once it is complete and finished it is processed, then posted.
func (s *Server) advance(v *video, now time.Time) {
	if !v.finished || !v.complete || v.processed || v.failed != "" {
		return
	}
	if d := s.opts.Video.Duration; d > 0 {
		if now.Sub(v.processing) < d {
			return
		}
	} else if v.polls > 0 && now.Sub(v.processing) < time.Minute {
		return
	}
	if s.opts.Video.Fail != nil {
		if v.failed = s.opts.Video.Fail(s.videoView(v)); v.failed != "" {
			return
		}
	}
	v.processed = true
	if v.kind == storyVideo {
		return // its post exists since the finish
	}
	p := v.draft
	p.message, p.video, p.inline = v.description, v, v.noStory
	if p.message == "" {
		p.message = v.title
	}
	if !p.publishAt.IsZero() && !now.Before(p.publishAt) {
		p.published = true
	}
	s.addPost(p)
}

// dropVideo removes a video.
func (s *Server) dropVideo(v *video) {
	if s.graph.Node(v.id) == nil {
		return
	}
	v.page.videos = remove(v.page.videos, v)
	s.graph.Drop(v.id)
	if p := v.post; p != nil {
		p.video = nil
		s.dropPost(p)
	}
}

func (s *Server) videoList(w *page, keep func(*video) bool) *graphtest.List {
	var nodes []*node
	for _, v := range slices.Backward(w.videos) {
		if keep(v) {
			nodes = append(nodes, s.graph.Node(v.id))
		}
	}
	return graphtest.Nodes(nodes, func(n *node) time.Time { return n.Data.(*video).created }) //nolint:forcetypeassert // made above
}

func (s *Server) videoType() *graphtest.Type {
	t := &graphtest.Type{
		Name: "Video", Default: []string{"description", "updated_time"}, Lags: true,
		Owner:  func(n *node) string { return n.Data.(*video).page.id },
		Get:    &graphtest.Op{Needs: reading()},
		Post:   &graphtest.Op{Needs: publishing(), Params: videoUpdateParams(), Handle: graphtest.On(s.updateVideo)},
		Delete: &graphtest.Op{Needs: publishing(), Handle: graphtest.On(func(_ *call, v *video) (any, error) { s.dropVideo(v); return object{"success": true}, nil })},
		Fields: s.videoFields(),
		Edges:  talkable(s, func(v *video) *talk { return v.voices() }),
	}
	delete(t.Edges, "reactions")
	t.Edges["likes"].Delete = nil
	maps.Copy(t.Edges, s.videoEdges())
	return t
}

func (s *Server) videoFields() graphtest.Fields {
	get := graphtest.Get[*video]
	return graphtest.Fields{
		"title":        get(func(v *video) any { return graphtest.Text(v.title) }),
		"description":  get(func(v *video) any { return graphtest.Text(v.description) }),
		"created_time": get(func(v *video) any { return v.created }),
		"updated_time": get(func(v *video) any { return v.created }),
		"published":    get(func(v *video) any { return v.post != nil && v.post.published }),
		"scheduled_publish_time": get(func(v *video) any {
			if v.draft.published {
				return nil
			}
			return v.draft.publishAt
		}),
		"post_id": get(func(v *video) any {
			if v.post == nil {
				return nil
			}
			if s.opts.Traps.FullPostIDs {
				return v.post.id
			}
			return v.post.key()
		}),
		"permalink_url":    get(func(v *video) any { return "/" + v.permalink()[len("https://www.facebook.com/"):] + "/" }),
		"length":           get(func(v *video) any { return v.duration }),
		"views":            get(func(v *video) any { return s.total(v.page, v.id, "total_video_views") }),
		"post_views":       get(func(v *video) any { return s.total(v.page, v.id, "total_video_views") }),
		"content_category": get(func(v *video) any { return graphtest.Text(v.category) }),
		"content_tags": get(func(v *video) any {
			if len(v.tags) == 0 {
				return nil
			}
			return v.tags
		}),
		"embeddable":                  get(func(v *video) any { return v.embeddable }),
		"from":                        get(func(v *video) any { return object{"id": v.page.id, "name": v.page.name} }),
		"picture":                     get(func(v *video) any { return v.picture() }),
		"icon":                        get(func(*video) any { return "https://static.example.com/video.gif" }),
		"source":                      get(func(v *video) any { return v.source() }),
		"is_crosspost_video":          get(func(*video) any { return false }),
		"is_crossposting_eligible":    get(func(*video) any { return true }),
		"is_episode":                  get(func(*video) any { return false }),
		"is_instagram_eligible":       get(func(*video) any { return false }),
		"is_reference_only":           get(func(*video) any { return false }),
		"place":                       get(func(v *video) any { return placeOf(v.draft.place) }),
		"privacy":                     get(func(*video) any { return object{"value": "EVERYONE", "description": "Public"} }),
		"status":                      graphtest.With(s.videoStatus),
		"backdated_time":              get(func(v *video) any { return v.draft.backdated }),
		"copyright_monitoring_status": get(func(*video) any { return "NOT_EVALUATED" }),
	}
}

func (s *Server) videoEdges() graphtest.Edges {
	return graphtest.Edges{
		"video_insights": {Get: &graphtest.Op{
			Needs: analysing(), Params: []string{"metric", "period", "since", "until"},
			Handle: graphtest.On(func(c *call, v *video) (any, error) { return s.insights(c, v.page, v.id, videoMetrics(v.kind)) }),
		}},
		"thumbnails": {
			Get:  &graphtest.Op{Needs: reading(), Handle: graphtest.On(s.listThumbnails)},
			Post: &graphtest.Op{Needs: publishing(), Params: []string{"source", "is_preferred"}, Handle: graphtest.On(s.addThumbnail)},
		},
		"captions": {
			Get: &graphtest.Op{Needs: reading(), Handle: graphtest.On(s.listCaptions)},
			Post: &graphtest.Op{
				Needs: publishing(), Params: []string{"captions_file", "default_locale", "locales_to_delete"}, Handle: graphtest.On(s.addCaptions),
			},
		},
		"collaborators": {
			Get:  &graphtest.Op{Needs: reading(), Handle: graphtest.On(s.listCollaborators)},
			Post: &graphtest.Op{Needs: publishing(), Params: []string{"target_id"}, Handle: graphtest.On(s.addCollaborator)},
		},
	}
}
