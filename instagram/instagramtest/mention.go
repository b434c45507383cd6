package instagramtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// mentions reports whether a text names an account.
func mentions(text string, a *account) bool {
	return slices.Contains(tagged(text, '@'), strings.ToLower(a.username))
}

// mentionedMedia is the field mentioned_media, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media.
func (h *Host) mentionedMedia(c *graphtest.Call, a *account) (any, error) {
	id := c.Params.Text("media_id")
	m := h.srv.media[id]
	if m == nil || !m.shown(h.srv.now()) || m.product == productStory || !mentions(m.caption, a) {
		return nil, graphtest.Missing(http.MethodGet, id)
	}
	return fresh(h.kinds.mentioned, m.id, m), nil
}

// mentionedComment is the field mentioned_comment.
func (h *Host) mentionedComment(c *graphtest.Call, a *account) (any, error) {
	id := c.Params.Text("comment_id")
	k := h.srv.comments[id]
	if k == nil || k.deleted || !mentions(k.text, a) {
		return nil, graphtest.Missing(http.MethodGet, id)
	}
	return fresh(h.kinds.foreignComment, k.id, k), nil
}

// answerMention is POST /{ig-user}/mentions.
func (h *Host) answerMention(c *graphtest.Call, a *account) (any, error) {
	m := h.srv.media[c.Params.Text("media_id")]
	if m == nil || !m.shown(h.srv.now()) {
		return nil, graphtest.Missing(http.MethodPost, c.Params.Text("media_id"))
	}
	text := c.Params.Text("message")
	if err := checkMessage(text); err != nil {
		return nil, err
	}
	var to *comment
	if id := c.Params.Text("comment_id"); id != "" {
		to = h.srv.comments[id]
		if to == nil || to.deleted || to.media != m || !mentions(to.text, a) {
			return nil, graphtest.Missing(http.MethodPost, id)
		}
	} else if !mentions(m.caption, a) {
		return nil, graphtest.Missing(http.MethodPost, m.id)
	}
	if m.noComments {
		return nil, badParam("Comments are not possible on this media")
	}
	return object{"id": h.srv.comment(m, a, to, text).id}, nil
}
