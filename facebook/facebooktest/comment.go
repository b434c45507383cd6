package facebooktest

import (
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// commentType is Comment, see https://developers.facebook.com/docs/graph-api/reference/comment/.
func (s *Server) commentType() *graphtest.Type {
	t := &graphtest.Type{
		Name: "Comment", Default: []string{"created_time", "from", "message"}, Lags: true,
		Owner: func(n *node) string { return n.Data.(*comment).on.page.id },
		Get:   &graphtest.Op{Needs: reading("pages_read_user_content")},
		Post: &graphtest.Op{
			Needs: moderating(), Params: []string{"message", "is_hidden", "attachment_id", "attachment_url"}, Handle: graphtest.On(s.updateComment),
		},
		Delete: &graphtest.Op{Needs: moderating(), Handle: graphtest.On(s.deleteComment)},
		Fields: s.commentFields(),
		Edges:  talkable(s, func(c *comment) *talk { return &c.talk }),
	}
	t.Edges["comments"].Get.Handle = graphtest.On(func(c *call, of *comment) (any, error) { return s.listComments(c, of.on, of) })
	t.Edges["comments"].Post.Handle = graphtest.On(func(c *call, of *comment) (any, error) { return s.createComment(c, of.on, of) })
	return t
}

func (s *Server) commentFields() graphtest.Fields {
	get := graphtest.Get[*comment]
	yes := func(c *comment) any { return true }
	foreign := func(c *comment) any { return c.author.page != c.on.page }
	return graphtest.Fields{
		"message":      get(func(c *comment) any { return c.message }),
		"created_time": get(func(c *comment) any { return c.created }),
		"from": graphtest.With(func(call *call, c *comment) (any, error) {
			if !call.As(c.on.page.id) || c.author.person != nil && c.author.person.private {
				return nil, nil
			}
			return s.who(c.on.page, c.author), nil
		}),
		"parent": get(func(c *comment) any {
			if c.parent == nil {
				return nil
			}
			return s.graph.Node(c.parent.id)
		}),
		"attachment":    get(func(c *comment) any { return orNil(c.attachment) }),
		"comment_count": get(func(c *comment) any { return len(replies(c)) }),
		"like_count":    get(func(c *comment) any { return len(c.reactions) }),
		"user_likes":    get(func(c *comment) any { return c.reactionOf(actor{page: c.on.page}) >= 0 }),
		"is_hidden":     get(func(c *comment) any { return c.hidden }),
		"is_private":    get(func(c *comment) any { return c.private }),
		"can_comment":   get(yes), "can_like": get(yes), "can_remove": get(yes),
		"can_hide":            get(foreign),
		"can_reply_privately": get(func(c *comment) any { return s.canReplyPrivately(c) }),
		"permalink_url": get(func(c *comment) any {
			_, number, _ := strings.Cut(c.id, "_")
			return "https://www.facebook.com/" + c.on.root + "?comment_id=" + number
		}),
		"message_tags": get(func(c *comment) any { return s.messageTags(c.on.page, c.message, nil) }),
		"object":       get(func(c *comment) any { return s.graph.Node(c.on.root) }),
		"application": get(func(c *comment) any {
			if c.app == nil || c.app == s.studio {
				return nil
			}
			return object{"id": c.app.ID, "name": c.app.Name}
		}),
		"private_reply_conversation": get(func(c *comment) any {
			if !c.replied {
				return nil
			}
			if t := s.threadWith(c.on.page, c.author.person); t != nil {
				return s.graph.Node(t.id)
			}
			return nil
		}),
	}
}

// replies are the answers to a comment, oldest first.
func replies(c *comment) []*comment {
	var out []*comment
	for _, have := range c.on.comments {
		if have.parent == c {
			out = append(out, have)
		}
	}
	return out
}

// listComments lists the comments of an object, or the answers to one comment. A person's token sees none.
func (s *Server) listComments(c *call, t *talk, of *comment) (any, error) {
	filter, order := c.Params.Text("filter"), c.Params.Text("order")
	switch {
	case filter != "" && filter != "toplevel" && filter != "stream":
		return nil, graphtest.BadParam("Param filter must be one of {stream, toplevel}")
	case order != "" && order != "chronological" && order != "reverse_chronological" && order != "ranked":
		return nil, graphtest.BadParam("Param order must be one of {chronological, reverse_chronological}")
	case order == "":
		order = "chronological"
	}
	var list []*comment
	for _, have := range t.comments {
		if of != nil && have.parent == of || of == nil && (filter == "stream" || have.parent == nil) {
			list = append(list, have)
		}
	}
	if !c.As(t.page.id) {
		list = nil
	}
	var nodes []*node
	for _, have := range list {
		nodes = append(nodes, s.graph.Node(have.id))
	}
	l := graphtest.Nodes(nodes, func(n *node) time.Time { return n.Data.(*comment).created }) //nolint:forcetypeassert // made above
	if order == "reverse_chronological" {
		l.Reversed()
	}
	l.Summary = object{"order": order, "total_count": len(list), "can_comment": true}
	return l, nil
}

// createComment is POST /{object}/comments. Threads have two levels: an answer to an answer belongs to the
// first comment.
func (s *Server) createComment(c *call, t *talk, of *comment) (any, error) {
	made := &comment{author: actor{page: t.page}, app: c.App(), message: c.Params.Text("message")}
	var err error
	if made.attachment, err = s.commentAttachment(c, t.page); err != nil {
		return nil, err
	}
	if strings.TrimSpace(made.message) == "" && made.attachment == nil {
		return nil, graphtest.BadParam("A comment needs a message or an attachment").Sub(1705)
	}
	if len([]rune(made.message)) > 8000 {
		return nil, graphtest.BadParam("The comment is too long: at most 8000 characters")
	}
	if t.post != nil && !t.post.published {
		return nil, graphtest.Missing("POST", t.root)
	}
	s.addComment(made, t, of)
	return object{"id": made.id}, nil
}

func (s *Server) commentAttachment(c *call, w *page) (object, error) {
	id, address, shared := c.Params.Text("attachment_id"), c.Params.Text("attachment_url"), c.Params.Text("attachment_share_url")
	given := 0
	for _, v := range []string{id, address, shared} {
		if v != "" {
			given++
		}
	}
	switch {
	case given == 0:
		return nil, nil
	case given > 1:
		return nil, graphtest.BadParam("Only one of attachment_id, attachment_url and attachment_share_url can be sent")
	case shared != "":
		return object{"type": "animated_image_share", "url": shared, "media": object{"image": object{"src": shared}}}, nil
	case address != "":
		return object{"type": "photo", "url": address, "media": object{"image": object{"src": address}}}, nil
	}
	ph, ok := find[*photo](s, id)
	if !ok || ph.owner != w || ph.published || ph.used {
		return nil, graphtest.BadParam("Param attachment_id must be a photo that is not published")
	}
	ph.used = true
	return object{
		"type": "photo", "url": ph.link(), "target": object{"id": ph.id, "url": ph.link()}, "media": object{"image": object{"src": ph.source()}},
	}, nil
}

// addComment puts a comment into a thread.
func (s *Server) addComment(c *comment, t *talk, of *comment) {
	key := t.root
	if t.post != nil {
		key = t.post.key()
	}
	if of != nil && of.parent != nil {
		of = of.parent
	}
	c.id, c.on, c.parent, c.created = key+"_"+s.graph.NewID(), t, of, s.now()
	c.talk = talk{page: t.page, root: c.id, post: t.post}
	t.comments = append(t.comments, c)
	s.graph.Put(s.types.comment, c.id, c)
	s.notifyComment(c, "add")
}

// updateComment edits an own comment, or hides one of others.
func (s *Server) updateComment(c *call, of *comment) (any, error) {
	own := of.author.page == of.on.page
	if c.Params.Has("message") || c.Params.Has("attachment_id") || c.Params.Has("attachment_url") {
		if !own {
			return nil, graphtest.Coded(200, "Permissions error: only the author can edit a comment")
		}
		attachment, err := s.commentAttachment(c, of.on.page)
		if err != nil {
			return nil, err
		}
		if attachment != nil {
			of.attachment = attachment
		}
		if c.Params.Has("message") {
			of.message = c.Params.Text("message")
		}
		s.notifyComment(of, "edited")
	}
	if c.Params.Has("is_hidden") {
		hide, err := c.Params.Bool("is_hidden", false)
		if err != nil {
			return nil, err
		}
		if own {
			return nil, graphtest.Coded(200, "Permissions error: this comment cannot be hidden")
		}
		if hide != of.hidden {
			of.hidden = hide
			s.notifyComment(of, map[bool]string{true: "hide", false: "unhide"}[hide])
		}
	}
	return object{"success": true}, nil
}

func (s *Server) deleteComment(_ *call, c *comment) (any, error) {
	s.dropComment(c)
	return object{"success": true}, nil
}

// dropComment removes a comment with its answers.
func (s *Server) dropComment(c *comment) {
	for _, answer := range replies(c) {
		s.dropComment(answer)
	}
	c.on.comments = remove(c.on.comments, c)
	s.graph.Drop(c.id)
	s.notifyComment(c, "remove")
}

// listReactions lists who has reacted, by type.
func (s *Server) listReactions(t *talk, kind string) (any, error) {
	if kind != "" && kind != "NONE" && !slices.Contains(reactionKinds(), kind) {
		return nil, graphtest.BadParam("Param type must be one of {" + strings.Join(reactionKinds(), ", ") + "}")
	}
	l := &graphtest.List{}
	viewer := "NONE"
	for _, r := range slices.Backward(t.reactions) {
		if r.by.page == t.page {
			viewer = r.kind
		}
		if kind != "" && kind != "NONE" && r.kind != kind {
			continue
		}
		o := s.who(t.page, r.by)
		o["type"] = r.kind
		l.Items = append(l.Items, graphtest.Item{Key: s.idFor(t.page, r.by), Value: o, Rank: r.at.UnixNano()})
	}
	l.Summary = object{"total_count": len(l.Items), "viewer_reaction": viewer, "can_like": true, "has_liked": viewer != "NONE"}
	return l, nil
}

func reactionKinds() []string {
	return []string{"LIKE", "LOVE", "CARE", "WOW", "HAHA", "SAD", "ANGRY", "THANKFUL", "PRIDE"}
}

// like is POST or DELETE /{object}/likes: a page can like and nothing else.
func (s *Server) like(t *talk, on bool) (any, error) {
	s.react(t, actor{page: t.page}, map[bool]string{true: "LIKE"}[on])
	return object{"success": true}, nil
}

// react sets, changes or takes away ("") somebody's reaction.
func (s *Server) react(t *talk, by actor, kind string) {
	at := t.reactionOf(by)
	switch {
	case kind == "" && at >= 0:
		r := t.reactions[at]
		t.reactions = slices.Delete(t.reactions, at, at+1)
		s.notifyReaction(t, r, "remove")
	case kind == "":
	case at >= 0:
		if t.reactions[at].kind != kind {
			t.reactions[at].kind = kind
			s.notifyReaction(t, t.reactions[at], "edit")
		}
	default:
		r := reaction{by: by, kind: kind, at: s.now()}
		t.reactions = append(t.reactions, r)
		s.notifyReaction(t, r, "add")
	}
}
