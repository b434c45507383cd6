package facebooktest

import (
	"maps"
	"slices"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// notify tells a change of a page, see https://developers.facebook.com/docs/graph-api/webhooks/reference/page/.
func (s *Server) notify(p *page, field string, value object) {
	s.graph.Notify(graphtest.Event{Object: "page", ID: p.id, Field: field, Value: value})
}

// announce tells a post that has become public.
func (s *Server) announce(p *post) {
	if !p.inline {
		s.notifyPost(p, "add")
	}
}

func (s *Server) notifyPost(p *post, verb string) {
	s.notify(p.wall, "feed", s.postEvent(p, verb))
}

// postEvent is the value of the field feed for a post.
func (s *Server) postEvent(p *post, verb string) object {
	o := object{
		"from": s.who(p.wall, p.author), "post_id": p.id, "verb": verb, "item": p.item(), "created_time": p.created.Unix(),
		"published": boolInt(p.published), "is_hidden": p.hidden,
	}
	if p.message != "" && verb != "remove" {
		o["message"] = p.message
	}
	if verb == "edited" {
		o["edited_time"] = p.updated.Unix()
	}
	switch {
	case len(p.photos) == 1:
		o["photo_id"], o["link"] = p.photos[0].id, p.photos[0].source()
	case len(p.photos) > 1:
		var links []string
		var ids []string
		for _, ph := range p.photos {
			links, ids = append(links, ph.source()), append(ids, ph.id)
		}
		o["photos"], o["photo_ids"] = links, ids
	case p.video != nil:
		o["video_id"], o["link"] = p.video.id, p.video.source()
	case p.link != "":
		o["link"] = p.link
	}
	return o
}

// item is what webhooks call the kind of a post.
func (p *post) item() string {
	switch {
	case p.author.page != p.wall:
		return "post"
	case p.video != nil:
		return "video"
	case len(p.photos) == 1:
		return "photo"
	case p.link != "":
		return "share"
	}
	return "status"
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// postSummary stands in events about comments and reactions.
func postSummary(p *post) object {
	return object{
		"status_type": p.statusType(), "is_published": p.published, "updated_time": graphtest.FormatTime(p.updated),
		"permalink_url": p.permalink(), "promotion_status": "inactive", "id": p.id,
	}
}

// notifyComment tells a comment.
func (s *Server) notifyComment(c *comment, verb string) {
	w := c.on.page
	o := object{
		"from": s.who(w, c.author), "item": "comment", "verb": verb, "comment_id": c.id, "created_time": c.created.Unix(),
		"parent_id": c.on.root,
	}
	if c.on.post != nil {
		o["post_id"], o["post"], o["parent_id"] = c.on.post.id, postSummary(c.on.post), c.on.post.id
	} else {
		o["post_id"] = w.id + "_" + c.on.root
	}
	if c.parent != nil {
		o["parent_id"] = c.parent.id
	}
	if verb != "remove" {
		o["message"] = c.message
	}
	if verb == "edited" {
		o["edited_time"] = s.now().Unix()
	}
	if photo := c.attachment["media"]; photo != nil {
		o["photo"] = photo
	}
	s.notify(w, "feed", o)
}

// notifyReaction tells a reaction to a post or a comment.
func (s *Server) notifyReaction(t *talk, r reaction, verb string) {
	o := object{
		"from": s.who(t.page, r.by), "item": "reaction", "verb": verb, "reaction_type": webhookReaction(r.kind),
		"created_time": s.now().Unix(), "post_id": t.root, "parent_id": t.root,
	}
	if c, ok := find[*comment](s, t.root); ok {
		o["comment_id"] = c.id
		o["post_id"] = c.on.root
		if c.on.post != nil {
			o["post_id"] = c.on.post.id
		}
		o["parent_id"] = o["post_id"]
		if c.parent != nil {
			o["parent_id"] = c.parent.id
		}
	} else if t.post != nil {
		o["post_id"], o["parent_id"], o["post"] = t.post.id, t.post.id, postSummary(t.post)
	}
	s.notify(t.page, "feed", o)
}

// webhookReaction is how webhooks write a reaction.
func webhookReaction(kind string) string {
	return map[string]string{
		"LIKE": "like", "LOVE": "love", "CARE": "care", "WOW": "wow", "HAHA": "haha", "SAD": "sorry", "ANGRY": "anger",
	}[kind]
}

// due lets happen what has become due. The lock is held.
func (s *Server) due() {
	now := s.now()
	s.last = now
	for _, w := range s.pages {
		for _, p := range slices.Clone(w.posts) {
			if !p.published && !p.publishAt.IsZero() && !now.Before(p.publishAt) {
				s.release(p, p.publishAt)
			}
		}
		for _, v := range slices.Clone(w.videos) {
			s.advance(v, now)
		}
		for _, ph := range slices.Clone(w.photos) {
			if !ph.published && !ph.used && now.Sub(ph.created) >= s.opts.Photo.TTL {
				s.dropPhoto(ph)
			}
		}
	}
}

// messageTags are the names in a text that stand for somebody.
func (s *Server) messageTags(w *page, text string, tags []string) any {
	names := map[string]string{}
	for _, p := range s.pages {
		names[p.name] = p.id
	}
	for _, id := range tags {
		if who := s.byPSID(w, id); who != nil {
			names[who.name] = id
		}
	}
	var out []object
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if name == "" {
			continue
		}
		if at := indexRunes(text, name); at >= 0 {
			out = append(out, object{"id": names[name], "name": name, "type": "page", "offset": at, "length": len([]rune(name))})
		}
	}
	return listOrNil(out)
}
