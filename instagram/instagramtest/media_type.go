package instagramtest

import (
	"net/http"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// mediaType is IGMedia as its owner sees it, see
// https://developers.facebook.com/docs/instagram-platform/reference/instagram-media.
func (h *Host) mediaType() *graphtest.Type {
	t := &graphtest.Type{
		Name:  "IGMedia",
		Lags:  true,
		Owner: func(n *graphtest.Node) string { return h.owner(dataOf[*media](n).owner) },
		Get:   &graphtest.Op{Needs: h.needs(basic), Handle: h.readMedia},
		Post:  &graphtest.Op{Params: []string{"comment_enabled"}, Needs: h.needs(commenting), Handle: graphtest.On(h.updateMedia)},
		Edges: graphtest.Edges{
			"children": {Get: &graphtest.Op{Needs: h.needs(basic), Handle: graphtest.On(h.children)}},
			"comments": {
				Get:  h.commentsOp(h.needs(commenting)),
				Post: &graphtest.Op{Params: []string{"message"}, Needs: h.needs(commenting), Handle: graphtest.On(h.createComment)},
			},
			"insights": {Get: &graphtest.Op{
				Params: []string{"metric", "period", "breakdown"}, Needs: h.needs(measuring),
				Handle: graphtest.On(func(c *graphtest.Call, m *media) (any, error) {
					if err := h.present(m, http.MethodGet); err != nil {
						return nil, err
					}
					return h.srv.mediaInsights(c, m, h.API)
				}),
			}},
		},
	}
	t.Fields = h.mediaFields()
	if h.API == InstagramLogin {
		t.Fields = without(t.Fields, facebookMediaFields()...)
		return t
	}
	t.Delete = &graphtest.Op{Needs: h.needs(deleting), Handle: graphtest.On(h.deleteMedia)}
	t.Edges["collaborators"] = &graphtest.Edge{Get: &graphtest.Op{Needs: h.needs(basic), Handle: graphtest.On(h.collaborators)}}
	return t
}

// facebookMediaFields are those that Instagram Login does not have.
func facebookMediaFields() []string {
	return []string{
		"reposts_count", "saved_count", "shares_count", "total_like_count", "total_comments_count", "total_views_count",
		"copyright_check_information", "boost_eligibility_info", "legacy_instagram_media_id",
	}
}

// publicFields are those that others may read by expansion.
func publicFields() []string {
	return []string{
		"alt_text", "caption", "comments_count", "is_shared_to_feed", "like_count", "media_audio_type", "media_product_type",
		"media_type", "media_url", "owner", "permalink", "shortcode", "thumbnail_url", "timestamp", "username",
	}
}

// publicMedia is IGMedia as others see it: the fields of these names.
func (h *Host) publicMedia(names ...string) *graphtest.Type {
	t := &graphtest.Type{
		Name: "IGMedia", Fields: pick(h.mediaFields(), names...), Get: &graphtest.Op{Needs: h.public(basic)},
		Edges: graphtest.Edges{},
	}
	t.Edges["children"] = &graphtest.Edge{Get: &graphtest.Op{Needs: h.public(basic), Handle: graphtest.On(
		func(_ *graphtest.Call, m *media) (any, error) {
			var nodes []*graphtest.Node
			for _, child := range m.children {
				nodes = append(nodes, fresh(t, child.id, child))
			}
			return graphtest.Nodes(nodes, nil), nil
		})}}
	return t
}

func dataOf[T any](n *graphtest.Node) T {
	return n.Data.(T) //nolint:forcetypeassert // tables are consistent
}

// present refuses media that are not there any more.
func (h *Host) present(m *media, method string) error {
	if m.parent != nil {
		return h.present(m.parent, method)
	}
	if !m.shown(h.srv.now()) {
		return graphtest.Missing(method, m.id)
	}
	return nil
}

func (h *Host) readMedia(c *graphtest.Call, n *graphtest.Node) (any, error) {
	if err := h.visible(c, n); err != nil {
		return nil, err
	}
	return nil, h.present(dataOf[*media](n), http.MethodGet)
}

// mediaFields are all fields of IGMedia.
func (h *Host) mediaFields() graphtest.Fields {
	top := func(f func(*media) any) graphtest.Field { // not for items of carousels
		return graphtest.Get(func(m *media) any {
			if m.parent != nil {
				return nil
			}
			return f(m)
		})
	}
	owned := func(f func(*media) any) graphtest.Field { // for the owner alone
		return graphtest.With(func(c *graphtest.Call, m *media) (any, error) {
			if !h.manages(c, m.owner) {
				return nil, nil
			}
			return f(m), nil
		})
	}
	gained := func(metric string, products ...string) graphtest.Field {
		return top(func(m *media) any {
			if len(products) > 0 && !slices.Contains(products, m.product) {
				return nil
			}
			return total(m.gained(metric))
		})
	}
	return graphtest.Fields{
		"alt_text":           graphtest.Get(func(m *media) any { return graphtest.Text(m.alt) }),
		"caption":            graphtest.With(h.captionField),
		"comments_count":     top(func(m *media) any { return total(m.gained("comments")) }),
		"is_ai_generated":    top(func(m *media) any { return m.aiGenerated }),
		"is_comment_enabled": top(func(m *media) any { return !m.noComments }),
		"is_shared_to_feed": top(func(m *media) any {
			if m.product != productReels {
				return nil
			}
			return m.sharedToFeed
		}),
		"like_count": graphtest.With(h.likeCountField),
		"media_audio_type": top(func(m *media) any {
			if m.kind != typeVideo {
				return nil
			}
			return "ORIGINAL_SOUND"
		}),
		"media_product_type": graphtest.Get(func(m *media) any { return m.product }),
		"media_type":         graphtest.Get(func(m *media) any { return m.kind }),
		"media_url": graphtest.Get(func(m *media) any {
			if m.copyrighted || m.kind == typeCarousel && len(m.children) == 0 {
				return nil
			}
			return m.url
		}),
		"owner":     owned(func(m *media) any { return object{"id": m.owner.id} }),
		"permalink": top(func(m *media) any { return m.permalink() }),
		"shortcode": graphtest.Get(func(m *media) any { return shortcode(m.id) }),
		"thumbnail_url": graphtest.Get(func(m *media) any {
			if m.kind != typeVideo {
				return nil
			}
			return "https://scontent.cdninstagram.com/v/" + m.id + "_thumb.jpg"
		}),
		"timestamp": graphtest.Get(func(m *media) any { return m.created }),
		"username":  graphtest.Get(func(m *media) any { return m.owner.username }),

		"reposts_count":             gained("reposts", productFeed, productReels),
		"shares_count":              gained("shares", productFeed, productReels),
		"saved_count":               owned(func(m *media) any { return savedCount(m) }),
		"total_like_count":          gained("total_likes"),
		"total_comments_count":      gained("total_comments"),
		"total_views_count":         top(func(m *media) any { return viewsOf(m, typeVideo) }),
		"view_count":                top(func(m *media) any { return viewsOf(m, typeVideo) }),
		"legacy_instagram_media_id": graphtest.Get(func(m *media) any { return m.id[1:] }),
		"boost_eligibility_info":    top(func(*media) any { return object{"eligible_to_boost": true} }),
		"copyright_check_information": top(func(m *media) any {
			if m.kind != typeVideo {
				return nil
			}
			return object{"status": object{"status": "completed", "matches_found": m.copyrighted}}
		}),
	}
}

func savedCount(m *media) any {
	if m.parent != nil || m.product == productStory {
		return nil
	}
	return total(m.gained("saved"))
}

func viewsOf(m *media, kind string) any {
	if m.kind != kind {
		return nil
	}
	return total(m.gained("views"))
}

func (m *media) permalink() string {
	switch m.product {
	case productStory:
		return "https://www.instagram.com/stories/" + m.owner.username + "/" + m.id
	case productReels:
		return "https://www.instagram.com/reel/" + shortcode(m.id) + "/"
	}
	return "https://www.instagram.com/p/" + shortcode(m.id) + "/"
}

// captionField loses the "@" of mentions for everybody but the author.
func (h *Host) captionField(c *graphtest.Call, m *media) (any, error) {
	if m.parent != nil {
		return nil, nil
	}
	text := m.caption
	if !h.manages(c, m.owner) {
		text = withoutMarks(text)
	}
	return graphtest.Text(text), nil
}

// likeCountField hides what the owner hides, unless the owner asks for the media itself.
func (h *Host) likeCountField(c *graphtest.Call, m *media) (any, error) {
	direct := h.manages(c, m.owner)
	if m.parent != nil || m.hiddenLikes && !direct {
		return nil, nil
	}
	return total(m.gained("likes")), nil
}

func (h *Host) children(_ *graphtest.Call, m *media) (any, error) {
	if err := h.present(m, http.MethodGet); err != nil {
		return nil, err
	}
	var nodes []*graphtest.Node
	for _, child := range m.children {
		nodes = append(nodes, fresh(h.kinds.media, child.id, child))
	}
	return graphtest.Nodes(nodes, nil), nil
}

func (h *Host) collaborators(_ *graphtest.Call, m *media) (any, error) {
	out := &graphtest.List{}
	for _, c := range m.collaborators {
		out.Items = append(out.Items, graphtest.Item{Key: c.person.id, Value: h.kinds.collaborators.New(object{
			"id": c.person.id, "username": c.person.username, "invite_status": c.state,
		})})
	}
	return out, nil
}

// updateMedia is POST /{ig-media}: comments are opened or closed.
func (h *Host) updateMedia(c *graphtest.Call, m *media) (any, error) {
	if err := h.present(m, http.MethodPost); err != nil {
		return nil, err
	}
	if !c.Params.Has("comment_enabled") {
		return nil, badParam("The parameter comment_enabled is required")
	}
	enabled, err := c.Params.Bool("comment_enabled", true)
	if err != nil {
		return nil, err
	}
	if m.live {
		return nil, graphtest.Missing(http.MethodPost, m.id)
	}
	m.noComments = !enabled
	return object{"success": true}, nil
}

// deleteMedia is DELETE /{ig-media}.
func (h *Host) deleteMedia(_ *graphtest.Call, m *media) (any, error) {
	if err := h.present(m, http.MethodDelete); err != nil {
		return nil, err
	}
	if m.parent != nil || m.product == productAd {
		return nil, refuse(subMediaTypeWrong, "Media Type Not Supported", "The media type is not supported for this endpoint")
	}
	h.srv.removeMedia(m)
	return object{"success": true, "deleted_id": m.id}, nil
}

func (s *Server) removeMedia(m *media) {
	m.deleted = true
	for _, gone := range append([]*media{m}, m.children...) {
		for _, h := range s.hosts {
			h.graph.Drop(gone.id)
		}
	}
}

// mediaList is a list of own media, newest first.
func (h *Host) mediaList(list []*media, keep func(*media) bool) *graphtest.List {
	var nodes []*graphtest.Node
	for _, m := range slices.Backward(list) {
		n := h.graph.Node(m.id)
		if n != nil && m.shown(h.srv.now()) && keep(m) {
			nodes = append(nodes, n)
		}
	}
	return graphtest.Nodes(nodes, func(n *graphtest.Node) time.Time { return dataOf[*media](n).created })
}

// publicList is a list of others' media as a type shows them, newest first.
func (h *Host) publicList(t *graphtest.Type, list []*media, keep func(*media) bool) *graphtest.List {
	var nodes []*graphtest.Node
	for _, m := range slices.Backward(list) {
		if m.shown(h.srv.now()) && keep(m) {
			nodes = append(nodes, fresh(t, m.id, m))
		}
	}
	return graphtest.Nodes(nodes, nil)
}
