package facebooktest

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// updateParams are the parameters of an update, see https://developers.facebook.com/docs/graph-api/reference/page-post/.
func updateParams() []string {
	return []string{
		"message", "attached_media", "is_published", "is_hidden", "is_pinned", "scheduled_publish_time", "backdated_time",
		"backdated_time_granularity", "timeline_visibility", "place", "tags", "text_format_preset_id",
	}
}

// readPost lets the page itself see what is not public.
func (s *Server) readPost(c *call, p *post) (any, error) {
	if !p.published && !c.As(p.wall.id) && s.graph.Tasks(c.Token.User, p.wall.id) == nil {
		return nil, graphtest.Missing("GET", p.id)
	}
	return nil, nil //nolint:nilnil // nil lets the fields be rendered
}

// updatePost is POST /{post}. Only the app that made a post can change it.
func (s *Server) updatePost(c *call, p *post) (any, error) {
	if p.app == nil || c.App() == nil || p.app.ID != c.App().ID {
		return nil, graphtest.Coded(10, "Application does not have permission for this action")
	}
	draft := *p
	for _, step := range []func(*call, *post) error{s.editText, s.editState, s.editTime, s.editPhotos} {
		if err := step(c, &draft); err != nil {
			return nil, err
		}
	}
	wasPublished, wasHidden, oldMessage := p.published, p.hidden, p.message
	*p = draft
	p.updated = s.now()
	switch {
	case p.published && !wasPublished:
		s.release(p, s.now())
	case p.published && p.message != oldMessage:
		p.edited = true
		s.notifyPost(p, "edited")
	}
	if p.published && wasPublished && p.hidden != wasHidden {
		s.notifyPost(p, map[bool]string{true: "hide", false: "unhide"}[p.hidden])
	}
	return object{"success": true}, nil
}

func (s *Server) editText(c *call, p *post) error {
	if c.Params.Has("message") {
		p.message = c.Params.Text("message")
		if p.message == "" && p.link == "" && len(p.photos) == 0 && p.video == nil {
			return graphtest.BadParam("Missing message or attachment").Sub(1349125)
		}
	}
	if c.Params.Has("text_format_preset_id") {
		p.preset = c.Params.Text("text_format_preset_id")
	}
	if c.Params.Has("place") {
		p.place = c.Params.Text("place")
	}
	if c.Params.Has("tags") {
		var err error
		p.tags, err = c.Params.Texts("tags")
		return err
	}
	return nil
}

func (s *Server) editPhotos(c *call, p *post) error {
	if !c.Params.Has("attached_media") {
		return nil
	}
	list, err := c.Params.Objects("attached_media")
	if err != nil {
		return err
	}
	var photos []*photo
	for _, o := range list {
		ph, ok := find[*photo](s, graphtest.Params(o).Text("media_fbid"))
		if !ok || ph.owner != p.wall || ph.used && !slices.Contains(p.photos, ph) {
			return graphtest.BadParam("Invalid media_fbid")
		}
		photos = append(photos, ph)
	}
	for _, ph := range photos {
		ph.used, ph.published = true, ph.published || p.published
	}
	p.photos = photos
	return nil
}

func (s *Server) editState(c *call, p *post) error {
	for name, flag := range map[string]*bool{"is_hidden": &p.hidden, "is_pinned": &p.pinned, "is_published": &p.published} {
		was := *flag
		on, err := c.Params.Bool(name, was)
		if err != nil {
			return err
		}
		if name == "is_published" && was && !on {
			return graphtest.BadParam("A published post cannot be unpublished")
		}
		*flag = on
	}
	visibility := c.Params.Text("timeline_visibility")
	if visibility == "" {
		return nil
	}
	if !slices.Contains([]string{"normal", "hidden", "forced_allow", "starred"}, visibility) {
		return graphtest.BadParam("Param timeline_visibility must be one of {hidden, normal, forced_allow}")
	}
	p.visibility = visibility
	p.hidden = visibility == "hidden"
	return nil
}

func (s *Server) editTime(c *call, p *post) error {
	if c.Params.Has("backdated_time") {
		if err := s.readBackdate(c, p); err != nil {
			return err
		}
	}
	if !c.Params.Has("scheduled_publish_time") {
		return nil
	}
	at, err := c.Params.Time("scheduled_publish_time", s.now())
	if err != nil {
		return err
	}
	if p.published {
		return graphtest.BadParam("You cannot specify a scheduled publish time on a published post")
	}
	if err := s.inWindow(at, s.opts.Schedule.Feed); err != nil {
		return err
	}
	p.publishAt, p.unpublished = at, "SCHEDULED"
	return nil
}

// release makes a post public that was not.
func (s *Server) release(p *post, at time.Time) {
	p.published, p.unpublished = true, ""
	p.created, p.updated = at, at
	for _, ph := range p.photos {
		ph.published, ph.temporary = true, false
	}
	s.announce(p)
}

// deletePost is DELETE /{post}.
func (s *Server) deletePost(_ *call, p *post) (any, error) {
	s.dropPost(p)
	return object{"success": true}, nil
}

// dropPost removes a post with its comments, and the photo or video that was posted with it alone.
func (s *Server) dropPost(p *post) {
	if s.graph.Node(p.id) == nil {
		return
	}
	p.wall.posts = remove(p.wall.posts, p)
	p.wall.tagged = remove(p.wall.tagged, p)
	s.graph.Drop(p.id)
	for _, c := range p.comments {
		s.graph.Drop(c.id)
	}
	for _, ph := range p.photos {
		ph.post = nil
		s.dropPhoto(ph)
	}
	if p.video != nil {
		p.video.post = nil
		s.dropVideo(p.video)
	}
	p.wall.stories = slices.DeleteFunc(slices.Clone(p.wall.stories), func(st *story) bool { return st.post == p })
	if p.published && !p.inline {
		s.notifyPost(p, "remove")
	}
}
