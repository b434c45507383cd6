package instagramtest

import (
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

const maxComments = 50 // per page

// commentType is IGComment on media of the account, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment.
func (h *Host) commentType() *graphtest.Type {
	needs := h.needs(commenting)
	return &graphtest.Type{
		Name:    "IGComment",
		Default: []string{"timestamp", "text"},
		Owner:   func(n *graphtest.Node) string { return h.owner(dataOf[*comment](n).media.owner) },
		Fields:  h.commentFields(),
		Get:     &graphtest.Op{Needs: needs, Handle: graphtest.On(h.readComment)},
		Post:    &graphtest.Op{Params: []string{"hide"}, Needs: needs, Handle: graphtest.On(h.hideComment)},
		Delete:  &graphtest.Op{Needs: needs, Handle: graphtest.On(h.deleteComment)},
		Edges: graphtest.Edges{"replies": {
			Get: &graphtest.Op{
				Needs: needs, Handle: graphtest.On(h.replies), Default: []string{"timestamp", "text"},
				MaxLimit: maxComments, NoNestedNext: true,
			},
			Post: &graphtest.Op{Params: []string{"message"}, Needs: needs, Handle: graphtest.On(h.createReply)},
		}},
	}
}

// foreignCommentType is IGComment where the account is only mentioned.
func (h *Host) foreignCommentType() *graphtest.Type {
	return &graphtest.Type{
		Name: "IGComment", Fields: without(h.commentFields(), "hidden", "user"), Get: &graphtest.Op{Needs: h.public(commenting)},
	}
}

func (h *Host) commentFields() graphtest.Fields {
	return graphtest.Fields{
		"text": graphtest.With(func(c *graphtest.Call, k *comment) (any, error) {
			if !h.manages(c, k.author) && !h.manages(c, k.media.owner) {
				return withoutMarks(k.text), nil
			}
			return k.text, nil
		}),
		"timestamp":  graphtest.Get(func(k *comment) any { return k.created }),
		"username":   graphtest.Get(func(k *comment) any { return k.author.username }),
		"like_count": graphtest.Get(func(k *comment) any { return len(k.likes) }),
		"hidden":     graphtest.Get(func(k *comment) any { return k.showsHidden() }),
		"parent_id": graphtest.Get(func(k *comment) any {
			if k.parent == nil {
				return nil
			}
			return k.parent.id
		}),
		"from": graphtest.Get(func(k *comment) any { return h.from(k) }),
		"user": graphtest.With(func(c *graphtest.Call, k *comment) (any, error) {
			if !h.manages(c, k.author) {
				return nil, nil
			}
			return object{"id": k.author.id}, nil
		}),
		"media": graphtest.With(func(c *graphtest.Call, k *comment) (any, error) {
			if h.manages(c, k.media.owner) {
				return fresh(h.kinds.media, k.media.id, k.media), nil
			}
			return fresh(h.kinds.mentioned, k.media.id, k.media), nil
		}),
		"legacy_instagram_comment_id": graphtest.Get(func(k *comment) any { return k.id[1:] }),
	}
}

// from names a comment's author by the id that he has for the account.
func (h *Host) from(k *comment) object {
	id := h.srv.relate(k.media.owner, k.author).id
	if k.author == k.media.owner && h.srv.opts.Traps.OwnFromID {
		id = k.author.id
	}
	return object{"id": id, "username": k.author.username}
}

func (h *Host) readComment(_ *graphtest.Call, k *comment) (any, error) {
	return nil, h.readable(k, http.MethodGet)
}

func (h *Host) readable(k *comment, method string) error {
	if k.deleted || k.media.owner.restricted[k.author] || k.media.ageGated || !k.media.shown(h.srv.now()) {
		return graphtest.Missing(method, k.id)
	}
	return nil
}

// commentList are comments, newest first, without those of people whom the owner has restricted.
func (h *Host) commentList(t *graphtest.Type, list []*comment) *graphtest.List {
	out := &graphtest.List{}
	for _, k := range slices.Backward(list) {
		if h.readable(k, http.MethodGet) == nil {
			out.Items = append(out.Items, graphtest.Item{Value: fresh(t, k.id, k), Key: k.id, Rank: k.created.UnixNano()})
		}
	}
	return out
}

// commentsOp is GET /{ig-media}/comments.
func (h *Host) commentsOp(needs graphtest.Needs) *graphtest.Op {
	return &graphtest.Op{
		Needs: needs, Default: []string{"timestamp", "text"}, MaxLimit: maxComments, NoNestedNext: true,
		Handle: graphtest.On(func(c *graphtest.Call, m *media) (any, error) {
			if err := h.present(m, http.MethodGet); err != nil {
				return nil, err
			}
			t := h.kinds.foreignComment
			if h.manages(c, m.owner) {
				t = h.kinds.comment
			}
			return h.commentList(t, m.comments), nil
		}),
	}
}

// replies is GET /{ig-comment}/replies, in the order of the thread.
func (h *Host) replies(_ *graphtest.Call, k *comment) (any, error) {
	if err := h.readable(k, http.MethodGet); err != nil {
		return nil, err
	}
	return h.commentList(h.kinds.comment, k.replies).Reversed(), nil
}

// checkMessage checks the text of a comment.
func checkMessage(text string) error {
	switch {
	case text == "":
		return badParam("The parameter message is required")
	case utf8.RuneCountInString(text) > maxComment:
		return badParam("The total length of the comment cannot exceed %d characters", maxComment)
	case len(tagged(text, '#')) > maxCommentHashtags:
		return badParam("The comment cannot contain more than %d hashtags", maxCommentHashtags)
	case links(text) > maxCommentLinks:
		return badParam("The comment cannot contain more than %d URL", maxCommentLinks)
	case shouted(text):
		return badParam("The comment cannot consist of all capital letters")
	}
	return nil
}

// createComment is POST /{ig-media}/comments.
func (h *Host) createComment(c *graphtest.Call, m *media) (any, error) {
	if err := h.present(m, http.MethodPost); err != nil {
		return nil, err
	}
	text := c.Params.Text("message")
	if err := checkMessage(text); err != nil {
		return nil, err
	}
	if m.live || m.product == productStory || m.noComments || m.parent != nil {
		return nil, badParam("Comments are not possible on this media")
	}
	return object{"id": h.srv.comment(m, m.owner, nil, text).id}, nil
}

// createReply is POST /{ig-comment}/replies. What answers a reply stands beside it, under the first comment.
func (h *Host) createReply(c *graphtest.Call, k *comment) (any, error) {
	if err := h.readable(k, http.MethodPost); err != nil {
		return nil, err
	}
	text := c.Params.Text("message")
	if err := checkMessage(text); err != nil {
		return nil, err
	}
	if k.showsHidden() || k.media.live || k.media.noComments {
		return nil, badParam("Replies are not possible to this comment")
	}
	return object{"id": h.srv.comment(k.media, k.media.owner, k, text).id}, nil
}

// comment adds a comment or a reply.
func (s *Server) comment(m *media, author *account, to *comment, text string) *comment {
	k := &comment{id: s.ids.next(objectID), media: m, author: author, text: text, created: s.now(), likes: map[*account]bool{}}
	if to != nil {
		k.parent = to
		if to.parent != nil {
			k.parent = to.parent
		}
		k.parent.replies = append(k.parent.replies, k)
	} else {
		m.comments = append(m.comments, k)
	}
	s.comments[k.id] = k
	for _, h := range s.hosts {
		h.graph.Put(h.kinds.comment, k.id, k)
	}
	s.announceComment(k)
	return k
}

// hideComment is POST /{ig-comment}.
func (h *Host) hideComment(c *graphtest.Call, k *comment) (any, error) {
	if err := h.readable(k, http.MethodPost); err != nil {
		return nil, err
	}
	if !c.Params.Has("hide") {
		return nil, badParam("The parameter hide is required")
	}
	hide, err := c.Params.Bool("hide", false)
	if err != nil {
		return nil, err
	}
	if k.media.live {
		return nil, badParam("Comments on live media cannot be hidden")
	}
	k.hidden = hide
	return object{"success": true}, nil
}

// deleteComment is DELETE /{ig-comment}: the owner of the media may, and nobody else.
func (h *Host) deleteComment(_ *graphtest.Call, k *comment) (any, error) {
	if err := h.readable(k, http.MethodDelete); err != nil {
		return nil, err
	}
	h.srv.removeComment(k)
	return object{"success": true}, nil
}

func (s *Server) removeComment(k *comment) {
	k.deleted = true
	for _, gone := range append([]*comment{k}, k.replies...) {
		gone.deleted = true
		for _, h := range s.hosts {
			h.graph.Drop(gone.id)
		}
	}
}
