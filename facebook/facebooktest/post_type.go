package facebooktest

import (
	"fmt"
	"maps"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// postType is PagePost, see https://developers.facebook.com/docs/graph-api/reference/page-post/.
func (s *Server) postType() *graphtest.Type {
	return &graphtest.Type{
		Name: "PagePost", Default: []string{"created_time", "message", "story"}, Lags: true,
		Owner:  func(n *node) string { return n.Data.(*post).wall.id },
		Get:    &graphtest.Op{Needs: reading(), Handle: graphtest.On(s.readPost)},
		Post:   &graphtest.Op{Needs: publishing(), Params: updateParams(), Handle: graphtest.On(s.updatePost)},
		Delete: &graphtest.Op{Needs: publishing(), Handle: graphtest.On(s.deletePost)},
		Fields: s.postFields(),
		Edges:  s.talkEdges(func(p *post) *talk { return &p.talk }, s.postOnlyEdges()),
	}
}

// talkable makes the edges of what can be commented on and reacted to.
func talkable[T any](s *Server, of func(T) *talk) graphtest.Edges {
	read := reading("pages_read_user_content")
	return graphtest.Edges{
		"comments": {
			Get: &graphtest.Op{
				Needs: read, Params: []string{"filter", "live_filter", "order", "since"},
				Handle: graphtest.On(func(c *call, v T) (any, error) { return s.listComments(c, of(v), nil) }),
			},
			Post: &graphtest.Op{
				Needs: moderating(), Params: []string{"message", "attachment_id", "attachment_url", "attachment_share_url"},
				Handle: graphtest.On(func(c *call, v T) (any, error) { return s.createComment(c, of(v), nil) }),
			},
		},
		"likes": {
			Get:    &graphtest.Op{Needs: read, Handle: graphtest.On(func(c *call, v T) (any, error) { return s.listReactions(of(v), "LIKE") })},
			Post:   &graphtest.Op{Needs: moderating(), Handle: graphtest.On(func(_ *call, v T) (any, error) { return s.like(of(v), true) })},
			Delete: &graphtest.Op{Needs: moderating(), Handle: graphtest.On(func(_ *call, v T) (any, error) { return s.like(of(v), false) })},
		},
		"reactions": {Get: &graphtest.Op{
			Needs: read, Params: []string{"type"},
			Handle: graphtest.On(func(c *call, v T) (any, error) { return s.listReactions(of(v), c.Params.Text("type")) }),
		}},
	}
}

func (s *Server) talkEdges(of func(*post) *talk, more graphtest.Edges) graphtest.Edges {
	edges := talkable(s, of)
	maps.Copy(edges, more)
	return edges
}

func (s *Server) postOnlyEdges() graphtest.Edges {
	return graphtest.Edges{
		"attachments": {Get: &graphtest.Op{Needs: reading(), Handle: graphtest.On(s.attachments)}},
		"sharedposts": {Get: &graphtest.Op{Needs: reading("pages_read_user_content"), Handle: graphtest.On(s.sharedPosts)}},
		"insights": {Get: &graphtest.Op{
			Needs: analysing(), Params: []string{"date_preset", "metric", "period", "since", "until", "breakdown"}, Newer: []string{"breakdown"},
			Handle: graphtest.On(func(c *call, p *post) (any, error) { return s.insights(c, p.wall, p.id, postMetrics()) }),
		}},
	}
}

func (s *Server) postFields() graphtest.Fields {
	get := graphtest.Get[*post]
	// What only the page itself is told.
	private := func(f func(*post) any) graphtest.Field {
		return graphtest.With(func(c *call, p *post) (any, error) {
			if !c.As(p.wall.id) {
				return nil, nil
			}
			return f(p), nil
		})
	}
	return graphtest.Fields{
		"message":                   get(func(p *post) any { return graphtest.Text(p.message) }),
		"story":                     get(func(p *post) any { return graphtest.Text(p.story()) }),
		"created_time":              get(func(p *post) any { return p.shownTime() }),
		"updated_time":              get(func(p *post) any { return p.updated }),
		"permalink_url":             get(func(p *post) any { return p.permalink() }),
		"status_type":               get(func(p *post) any { return p.statusType() }),
		"is_published":              get(func(p *post) any { return p.published }),
		"is_hidden":                 get(func(p *post) any { return p.hidden }),
		"is_expired":                get(func(*post) any { return false }),
		"is_popular":                get(func(*post) any { return false }),
		"is_eligible_for_promotion": private(func(p *post) any { return p.published }),
		"promotion_status":          private(func(*post) any { return "inactive" }),
		"subscribed":                private(func(*post) any { return true }),
		"timeline_visibility":       get(func(p *post) any { return p.visibilityText() }),
		"scheduled_publish_time": get(func(p *post) any {
			if p.publishAt.IsZero() || p.published {
				return nil
			}
			return p.publishAt.Unix()
		}),
		"backdated_time": get(func(p *post) any { return p.backdated }),
		"from":           private(func(p *post) any { return s.who(p.wall, p.author) }),
		"admin_creator": private(func(p *post) any {
			if p.author.page == nil {
				return nil
			}
			return object{"id": p.wall.owner, "name": p.wall.name + " Owner"}
		}),
		"application": private(func(p *post) any {
			if p.app == nil {
				return nil
			}
			return object{"id": p.app.ID, "name": p.app.Name, "link": "https://www.facebook.com/games/?app_id=" + p.app.ID}
		}),
		"full_picture": get(func(p *post) any { return p.picture() }),
		"picture":      get(func(p *post) any { return p.picture() }),
		"shares": get(func(p *post) any {
			if len(p.shares) == 0 {
				return nil
			}
			return object{"count": len(p.shares)}
		}),
		"message_tags":   get(func(p *post) any { return s.messageTags(p.wall, p.message, p.tags) }),
		"place":          get(func(p *post) any { return placeOf(p.place) }),
		"targeting":      private(func(p *post) any { return orNil(p.targeting) }),
		"feed_targeting": private(func(p *post) any { return orNil(p.feedTarget) }),
		"call_to_action": get(func(p *post) any { return orNil(p.action) }),
		"privacy": get(func(*post) any {
			return object{"value": "EVERYONE", "description": "Public", "allow": "", "deny": "", "friends": ""}
		}),
		"parent_id":             get(func(*post) any { return nil }),
		"child_attachments":     get(func(p *post) any { return listOrNil(p.children) }),
		"can_reply_privately":   private(func(p *post) any { return p.author.person != nil }),
		"instagram_eligibility": private(func(*post) any { return "eligible" }),
	}
}

func orNil(o object) any {
	if o == nil {
		return nil
	}
	return o
}

func listOrNil(list []object) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

func placeOf(id string) any {
	if id == "" {
		return nil
	}
	return object{"id": id, "name": "Place " + id}
}

func (p *post) permalink() string {
	return "https://www.facebook.com/" + p.wall.id + "/posts/" + p.key()
}

func (p *post) shownTime() any {
	if !p.backdated.IsZero() {
		return p.backdated
	}
	return p.created
}

func (p *post) visibilityText() string {
	if p.visibility != "" {
		return p.visibility
	}
	return "normal"
}

func (p *post) story() string {
	switch {
	case p.message != "" || p.author.page == nil:
		return ""
	case len(p.photos) > 1:
		return fmt.Sprintf("%s added %d new photos.", p.wall.name, len(p.photos))
	case len(p.photos) == 1:
		return p.wall.name + " added a new photo."
	case p.video != nil:
		return p.wall.name + " added a new video."
	}
	return ""
}

func (p *post) statusType() string {
	switch {
	case p.author.page != p.wall:
		return "wall_post"
	case p.video != nil:
		return "added_video"
	case len(p.photos) > 0:
		return "added_photos"
	case p.link != "":
		return "shared_story"
	}
	return "mobile_status_update"
}

func (p *post) picture() any {
	switch {
	case len(p.photos) > 0:
		return p.photos[0].source()
	case p.video != nil:
		return p.video.picture()
	case p.link != "":
		return "https://external.example.com/safe_image.php?url=" + p.link
	}
	return nil
}

// attachments are what a post shows beside its text.
func (s *Server) attachments(_ *call, p *post) (any, error) {
	l := &graphtest.List{}
	add := func(key string, o object) {
		l.Items = append(l.Items, graphtest.Item{Key: key, Value: s.types.attachment.New(o)})
	}
	switch {
	case len(p.photos) > 1:
		sub := &graphtest.List{}
		for _, ph := range p.photos {
			sub.Items = append(sub.Items, graphtest.Item{Key: ph.id, Value: s.types.attachment.New(photoAttachment(ph))})
		}
		o := photoAttachment(p.photos[0])
		o["media_type"], o["type"], o["title"], o["subattachments"] = "album", "album", "Photos from "+p.wall.name+"'s post", sub
		o["target"] = object{"id": p.key(), "url": p.permalink()}
		add(p.key(), o)
	case len(p.photos) == 1:
		add(p.photos[0].id, photoAttachment(p.photos[0]))
	case p.video != nil:
		v := p.video
		o := object{
			"media_type": "video", "type": "video_inline", "url": v.permalink(), "unshimmed_url": v.permalink(),
			"media":  object{"image": object{"src": v.picture(), "height": 720, "width": 1280}, "source": v.source()},
			"target": object{"id": v.id, "url": v.permalink()},
		}
		for name, text := range map[string]string{"title": v.title, "description": v.description} {
			if text != "" {
				o[name] = text
			}
		}
		add(v.id, o)
	case p.link != "":
		add(p.link, object{
			"media_type": "link", "type": "share", "title": p.link, "url": "https://l.facebook.com/l.php?u=" + p.link, "unshimmed_url": p.link,
			"target": object{"url": "https://l.facebook.com/l.php?u=" + p.link},
		})
	}
	return l, nil
}

func photoAttachment(ph *photo) object {
	o := object{
		"media_type": "photo", "type": "photo", "url": ph.link(), "unshimmed_url": ph.link(),
		"media":  object{"image": object{"src": ph.source(), "height": 720, "width": 720}},
		"target": object{"id": ph.id, "url": ph.link()},
	}
	if ph.caption != "" {
		o["description"] = ph.caption
	}
	return o
}

func (s *Server) sharedPosts(_ *call, p *post) (any, error) {
	l := &graphtest.List{}
	for _, sh := range p.shares {
		l.Items = append(l.Items, graphtest.Item{Key: sh.id, Time: sh.at, Value: object{
			"id": sh.id, "created_time": sh.at, "story": sh.by.name() + " shared a post.",
		}})
	}
	return l, nil
}
