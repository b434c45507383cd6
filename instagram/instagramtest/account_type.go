package instagramtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// maxListed is how many media the list of an account reaches back to.
const maxListed = 10_000

// accountType is IGUser, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user.
func (h *Host) accountType() *graphtest.Type {
	t := &graphtest.Type{
		Name:   "IGUser",
		Owner:  func(n *graphtest.Node) string { return h.owner(dataOf[*account](n)) },
		Fields: h.accountFields(),
		Get:    &graphtest.Op{Needs: h.needs(basic), Handle: h.checkPath},
		Edges: graphtest.Edges{
			"media": {
				Get: h.op(basic, func(_ *graphtest.Call, a *account) (any, error) {
					list := a.media[max(0, len(a.media)-maxListed):]
					return h.mediaList(list, func(m *media) bool { return m.product != productStory && !m.live }), nil
				}),
				Post: h.with(h.op(publishing, h.createContainer), func(op *graphtest.Op) {
					op.Params, op.Ahead = h.containerParams(), h.prepareContainer
				}),
			},
			"media_publish": {Post: h.with(h.op(publishing, h.publish), func(op *graphtest.Op) { op.Params = []string{"creation_id"} })},
			"content_publishing_limit": {Get: h.with(h.op(publishing, h.publishingLimit), func(op *graphtest.Op) {
				op.Params = []string{"since"}
			})},
			"stories": {Get: h.op(basic, func(_ *graphtest.Call, a *account) (any, error) {
				return h.mediaList(a.media, func(m *media) bool { return m.product == productStory }), nil
			})},
			"live_media": {Get: h.op(basic, func(_ *graphtest.Call, a *account) (any, error) {
				return h.mediaList(a.media, func(m *media) bool { return m.live }), nil
			})},
			"tags": {Get: h.with(h.op(commenting, h.tags), func(op *graphtest.Op) { op.NoNext = true })},
			"insights": {Get: h.with(h.op(measuring, h.srv.accountInsights), func(op *graphtest.Op) {
				op.Params = []string{"metric", "period", "metric_type", "breakdown", "timeframe", "since", "until"}
			})},
			"mentions": {Post: h.with(h.op(commenting, h.answerMention), func(op *graphtest.Op) {
				op.Params = []string{"media_id", "comment_id", "message"}
			})},
		},
	}
	if h.API == FacebookLogin {
		h.addFacebookEdges(t)
		return t
	}
	t.Edges["conversations"] = h.conversationsEdge()
	t.Edges["messages"] = h.messagesEdge()
	t.Edges["subscribed_apps"] = h.graph.InstallEdge(h.needs(basic), webhookFields(InstagramLogin)...)
	return t
}

func (h *Host) addFacebookEdges(t *graphtest.Type) {
	edges := graphtest.Edges{
		"recently_searched_hashtags": {Get: h.op(basic, h.recentHashtags)},
		"collaborative_media": {Get: h.op(basic, func(_ *graphtest.Call, a *account) (any, error) {
			return h.publicList(h.kinds.tagged, h.srv.order, func(m *media) bool { return m.invited(a, inviteAccepted) != nil }), nil
		}), Newer: "https://developers.facebook.com/docs/instagram-platform/changelog"},
		"collaboration_invites": {
			Get: h.op(basic, h.invitations),
			Post: h.with(h.op(publishing, h.answerInvitation), func(op *graphtest.Op) {
				op.Params = []string{"media_id", "accept"}
			}),
		},
		"likes": {
			Post:   h.with(h.op(engaging, h.likeOp(true)), func(op *graphtest.Op) { op.Params = []string{"media_id", "comment_id"} }),
			Delete: h.with(h.op(engaging, h.likeOp(false)), func(op *graphtest.Op) { op.Params = []string{"media_id", "comment_id"} }),
			Newer:  "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/user-likes",
		},
		"moderate_conversations": {Post: h.with(h.op(messaging, h.moderate), func(op *graphtest.Op) {
			op.Params = []string{"user_ids", "actions"}
		})},
	}
	maps.Copy(t.Edges, edges)
}

// op makes an operation on an account.
func (h *Host) op(f feature, handle func(*graphtest.Call, *account) (any, error)) *graphtest.Op {
	return &graphtest.Op{Needs: h.needs(f), Handle: func(c *graphtest.Call, n *graphtest.Node) (any, error) {
		if _, err := h.checkPath(c, n); err != nil {
			return nil, err
		}
		return handle(c, dataOf[*account](n))
	}}
}

func (h *Host) with(op *graphtest.Op, change func(*graphtest.Op)) *graphtest.Op {
	change(op)
	return op
}

// containerParams are the parameters of a new container that the API has.
func (h *Host) containerParams() []string {
	return slices.DeleteFunc(containerParams(), func(name string) bool { return h.API == InstagramLogin && facebookOnly(name) })
}

// checkPath refuses Instagram Login's app-scoped id where the id of the account belongs, if that is asked for.
func (h *Host) checkPath(c *graphtest.Call, n *graphtest.Node) (any, error) {
	if h.API == InstagramLogin && h.srv.opts.Traps.ScopedIDRefused &&
		slices.Contains(strings.Split(c.Request.URL.Path, "/"), dataOf[*account](n).appUser) {
		return nil, &graphtest.Error{
			Code: 100, Type: "IGApiException", Message: "Unsupported request - method type: " + strings.ToLower(c.Request.Method),
		}
	}
	return nil, nil
}

func (h *Host) accountFields() graphtest.Fields {
	fields := graphtest.Fields{
		"username":            graphtest.Get(func(a *account) any { return a.username }),
		"name":                graphtest.Get(func(a *account) any { return graphtest.Text(a.Name) }),
		"biography":           graphtest.Get(func(a *account) any { return graphtest.Text(a.Biography) }),
		"website":             graphtest.Get(func(a *account) any { return graphtest.Text(a.Website) }),
		"profile_picture_url": graphtest.Get(func(a *account) any { return graphtest.Text(a.PictureURL) }),
		"followers_count":     graphtest.Get(func(a *account) any { return a.followers() }),
		"follows_count":       graphtest.Get(func(a *account) any { return a.follows() }),
		"media_count":         graphtest.Get(func(a *account) any { return a.mediaCount() }),
	}
	fields["mentioned_media"] = graphtest.With(h.mentionedMedia)
	fields["mentioned_comment"] = graphtest.With(h.mentionedComment)
	if h.API == InstagramLogin {
		fields["user_id"] = graphtest.Get(func(a *account) any { return a.id })
		fields["account_type"] = graphtest.Get(func(a *account) any { return a.Type.wire() })
		return fields
	}
	fields["ig_id"] = graphtest.Get(func(a *account) any { n, _ := strconv.ParseInt(a.legacy, 10, 64); return n })
	fields["has_profile_pic"] = graphtest.Get(func(a *account) any { return a.PictureURL != "" })
	fields["is_published"] = graphtest.Get(func(*account) any { return true })
	fields["legacy_instagram_user_id"] = graphtest.Get(func(a *account) any { return a.legacy })
	fields["business_discovery"] = graphtest.With(h.discover)
	return fields
}

// tags is GET /{ig-user}/tags.
func (h *Host) tags(_ *graphtest.Call, a *account) (any, error) {
	return h.publicList(h.kinds.tagged, h.srv.order, func(m *media) bool {
		return m.owner != a && !m.owner.Private && m.product != productStory && m.tagsPerson(a)
	}), nil
}

func (m *media) tagsPerson(a *account) bool {
	is := func(t userTag) bool { return t.person == a }
	return slices.ContainsFunc(m.tags, is) || slices.ContainsFunc(m.children, func(c *media) bool {
		return slices.ContainsFunc(c.tags, is)
	})
}
