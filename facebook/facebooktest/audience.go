package facebooktest

import (
	"slices"
	"strings"
)

// CreatePerson adds somebody of the audience and returns a handle for the methods below. It is not an id of
// the API: that is different for each page, see [Server.PSID].
func (s *Server) CreatePerson(name string) string {
	defer s.lock()()
	p := &person{id: "person:" + s.graph.NewID(), name: name, blocks: map[*page]bool{}}
	s.people[p.id] = p
	return p.id
}

// PSID is the id under which a page sees a person.
func (s *Server) PSID(page, person string) string {
	defer s.lock()()
	return s.psid(s.mustPage(page), s.mustPerson(person))
}

// HidePerson withholds from apps who a person is: their comments and reviews have no author.
func (s *Server) HidePerson(person string) {
	defer s.lock()()
	s.mustPerson(person).private = true
}

// by is a person or a page.
func (s *Server) by(id string) actor {
	if p := s.people[id]; p != nil {
		return actor{person: p}
	}
	return actor{page: s.mustPage(id)}
}

// blockedBy reports whether a page has blocked the actor.
func (a actor) blockedBy(w *page) bool {
	return a.person != nil && slices.Contains(w.blocked, a.person)
}

// talkOf is what can be commented on and reacted to.
func (s *Server) talkOf(id string) *talk {
	n := s.graph.Node(id)
	if n == nil {
		panic("facebooktest: there is nothing with the id " + id)
	}
	switch v := n.Data.(type) {
	case *post:
		return &v.talk
	case *photo:
		return v.voices()
	case *video:
		return v.voices()
	case *album:
		return &v.talk
	case *comment:
		return &v.talk
	}
	panic("facebooktest: nobody can comment on " + id)
}

// Comment makes a person, or another page, comment on a post, photo, video or album, or answer a comment,
// and returns the id. It is "" if the page has blocked the person.
func (s *Server) Comment(by, object, text string) string {
	defer s.lock()()
	who := s.by(by)
	made := &comment{author: who, message: text}
	t := s.talkOf(object)
	if who.blockedBy(t.page) {
		return ""
	}
	if of, ok := find[*comment](s, object); ok {
		s.addComment(made, of.on, of)
	} else {
		s.addComment(made, t, nil)
	}
	s.notifyMention(made.on.page, made.author, text, made)
	return made.id
}

// EditComment makes the author of a comment change its text.
func (s *Server) EditComment(id, text string) {
	defer s.lock()()
	c := mustFind[*comment](s, id)
	c.message = text
	s.notifyComment(c, "edited")
}

// DeleteComment makes the author of a comment delete it.
func (s *Server) DeleteComment(id string) {
	defer s.lock()()
	s.dropComment(mustFind[*comment](s, id))
}

// HideComment makes a manager of the page hide a comment on the site, or show it again.
func (s *Server) HideComment(id string, hidden bool) {
	defer s.lock()()
	c := mustFind[*comment](s, id)
	c.hidden = hidden
	s.notifyComment(c, map[bool]string{true: "hide", false: "unhide"}[hidden])
}

// React sets the reaction of a person to a post, comment, photo or video: "LIKE", "LOVE", "CARE", "WOW",
// "HAHA", "SAD" or "ANGRY". "" takes it back.
func (s *Server) React(by, object, kind string) {
	defer s.lock()()
	if kind != "" && !slices.Contains(reactionKinds(), kind) {
		panic("facebooktest: there is no reaction " + kind)
	}
	t := s.talkOf(object)
	if who := s.by(by); !who.blockedBy(t.page) {
		s.react(t, who, kind)
	}
}

// Share makes a person share a post.
func (s *Server) Share(by, id string) {
	defer s.lock()()
	p := mustFind[*post](s, id)
	sh := share{by: s.by(by), at: s.now(), id: s.graph.NewID() + "_" + s.graph.NewID()}
	p.shares = append(p.shares, sh)
	value := s.postEvent(p, "add")
	value["item"], value["from"], value["share_id"], value["link"] = "share", s.who(p.wall, sh.by), sh.id, p.permalink()
	value["created_time"] = sh.at.Unix()
	s.notify(p.wall, "feed", value)
}

// VisitorPost makes a person write on a page, and returns the id of the post. It is "" if the page has
// blocked the person or does not let people post.
func (s *Server) VisitorPost(by, page, text string) string {
	defer s.lock()()
	w, who := s.mustPage(page), s.by(by)
	if who.blockedBy(w) || !w.settings["USERS_CAN_POST"] {
		return ""
	}
	p := &post{wall: w, author: who, message: text, published: true}
	s.addPost(p)
	return p.id
}

// Tag makes a person, or another page, write a public post of their own that tags a page, and returns the id
// of the post.
func (s *Server) Tag(by, page, text string) string {
	defer s.lock()()
	w, who := s.mustPage(page), s.by(by)
	if !strings.Contains(text, w.name) {
		text = w.name + " " + text
	}
	p := &post{wall: w, author: who, message: text, published: true, created: s.now(), updated: s.now()}
	p.id = w.id + "_" + s.graph.NewID()
	p.talk = talk{page: w, root: p.id, post: p}
	w.tagged = append(w.tagged, p)
	s.graph.Put(s.types.post, p.id, p)
	s.notify(w, "mention", object{
		"item": "post", "verb": "add", "post_id": p.id, "sender_id": s.idFor(w, who), "sender_name": who.name(),
		"created_time": p.created.Unix(), "message": p.message, "message_tags": s.messageTags(w, p.message, nil),
	})
	return p.id
}

// notifyMention tells other pages that a comment names them.
func (s *Server) notifyMention(on *page, by actor, text string, c *comment) {
	for _, w := range s.pages {
		if w == on || w.name == "" || !strings.Contains(text, w.name) {
			continue
		}
		value := object{
			"item": "comment", "verb": "add", "comment_id": c.id, "sender_id": s.idFor(w, by), "sender_name": by.name(),
			"created_time": c.created.Unix(), "message": text, "message_tags": s.messageTags(w, text, nil), "parent_id": c.on.root,
		}
		if c.on.post != nil {
			value["post_id"] = c.on.post.id
		}
		s.notify(w, "mention", value)
	}
}

// EditPost makes the author of a post change its text on the site.
func (s *Server) EditPost(id, text string) {
	defer s.lock()()
	p := mustFind[*post](s, id)
	p.message, p.updated, p.edited = text, s.now(), true
	s.notifyPost(p, "edited")
}

// DeletePost makes the author of a post delete it.
func (s *Server) DeletePost(id string) {
	defer s.lock()()
	s.dropPost(mustFind[*post](s, id))
}

// PublishInApp makes a manager publish a text with Meta's own tools, and returns the id of the post, which no
// app can edit.
func (s *Server) PublishInApp(page, text string) string {
	defer s.lock()()
	w := s.mustPage(page)
	p := &post{wall: w, author: actor{page: w}, app: s.studio, message: text, published: true}
	s.addPost(p)
	return p.id
}

// Review makes a person recommend a page or advise against it, and returns the id. People have one review;
// another replaces it.
func (s *Server) Review(by, page string, recommend bool, text string) string {
	defer s.lock()()
	w, who := s.mustPage(page), s.mustPerson(by)
	verb := "add"
	r := &rating{id: s.graph.NewID(), page: w, by: who, positive: recommend, text: text, created: s.now()}
	if at := slices.IndexFunc(w.ratings, func(have *rating) bool { return have.by == who }); at >= 0 {
		r.id, verb = w.ratings[at].id, "edited"
		w.ratings = slices.Delete(w.ratings, at, at+1)
	}
	w.ratings = append(w.ratings, r)
	s.notifyRating(r, verb)
	return r.id
}

// DeleteReview makes a person take their review back.
func (s *Server) DeleteReview(by, page string) {
	defer s.lock()()
	w, who := s.mustPage(page), s.mustPerson(by)
	for _, r := range w.ratings {
		if r.by == who {
			w.ratings = remove(w.ratings, r)
			s.notifyRating(r, "remove")
			return
		}
	}
}

func (s *Server) notifyRating(r *rating, verb string) {
	s.notify(r.page, "ratings", object{
		"item": "rating", "verb": verb, "reviewer_id": s.psid(r.page, r.by), "reviewer_name": r.by.name,
		"recommendation_type": strings.ToUpper(map[bool]string{true: "positive", false: "negative"}[r.positive]),
		"review_text":         r.text, "created_time": r.created.Unix(), "open_graph_story_id": r.id, "comment_id": "", "rating": 0,
	})
}

// Follow makes a person like and follow a page.
func (s *Server) Follow(person, page string) {
	defer s.lock()()
	s.mustPage(page).likes[s.mustPerson(person)] = true
}

// Unfollow takes it back.
func (s *Server) Unfollow(person, page string) {
	defer s.lock()()
	delete(s.mustPage(page).likes, s.mustPerson(person))
}
