package instagramtest

import (
	"net/http"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// containerType is a container, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container.
func (h *Host) containerType() *graphtest.Type {
	now := h.srv.now
	t := &graphtest.Type{
		Name:  "IGContainer",
		Lags:  true,
		Owner: func(n *graphtest.Node) string { return h.owner(dataOf[*container](n).account) },
		Get: &graphtest.Op{Needs: h.needs(publishing), Handle: func(c *graphtest.Call, n *graphtest.Node) (any, error) {
			return h.readContainer(c, n, dataOf[*container](n))
		}},
		Fields: graphtest.Fields{
			"status_code": graphtest.Get(func(k *container) any { return k.code(now()) }),
			"status":      graphtest.Get(func(k *container) any { return k.status(now()) }),
		},
	}
	if h.API == FacebookLogin {
		t.Fields["video_status"] = graphtest.Get(func(k *container) any {
			if !k.kind.video() {
				return nil
			}
			return k.videoStatus(now())
		})
		t.Fields["copyright_check_status"] = graphtest.Get(func(k *container) any {
			if !k.kind.video() {
				return nil
			}
			return object{"status": "completed", "matches_found": k.copyrighted}
		})
	}
	return t
}

// pageType is the part of Page that leads to Instagram.
func (h *Host) pageType() *graphtest.Type {
	if h.API == InstagramLogin {
		return nil
	}
	linked := graphtest.Get(func(p *page) any {
		if p.account == nil {
			return nil
		}
		return h.graph.Node(p.account.id)
	})
	installing := graphtest.Needs{Kinds: graphtest.PageToken, Scopes: []string{"pages_manage_metadata"}}
	return &graphtest.Type{
		Name:    "Page",
		Default: []string{"name"},
		Owner:   func(n *graphtest.Node) string { return n.ID },
		Fields: graphtest.Fields{
			"name":                        graphtest.Get(func(p *page) any { return p.name }),
			"category":                    graphtest.Get(func(*page) any { return "Brand" }),
			"category_list":               graphtest.Get(func(*page) any { return []object{{"id": "1605186416478696", "name": "Brand"}} }),
			"access_token":                h.graph.AccessTokenField,
			"instagram_business_account":  linked,
			"connected_instagram_account": linked,
		},
		Edges: graphtest.Edges{
			"conversations":   h.conversationsEdge(),
			"messages":        h.messagesEdge(),
			"subscribed_apps": h.graph.InstallEdge(installing, webhookFields(FacebookLogin)...),
		},
	}
}

// personType is a person as the account knows him by his Instagram-scoped id, see
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/user-profile.
func (h *Host) personType() *graphtest.Type {
	field := func(f func(*relation) any) graphtest.Field { return graphtest.Get(f) }
	return &graphtest.Type{
		Name:    "IGScopedUser",
		Default: []string{"name", "username"},
		Owner:   func(n *graphtest.Node) string { return h.owner(dataOf[*relation](n).business) },
		Get: &graphtest.Op{Needs: h.needs(messaging), Handle: graphtest.On(func(_ *graphtest.Call, r *relation) (any, error) {
			switch {
			case r.other.blocked[r.business]:
				return nil, graphtest.Missing(http.MethodGet, r.id)
			case !r.consent:
				return nil, graphtest.Coded(230, "User consent is required to access user profile")
			}
			return nil, nil
		})},
		Fields: graphtest.Fields{
			"name":                    field(func(r *relation) any { return graphtest.Text(r.other.Name) }),
			"username":                field(func(r *relation) any { return r.other.username }),
			"profile_pic":             field(func(r *relation) any { return graphtest.Text(r.other.PictureURL) }),
			"follower_count":          field(func(r *relation) any { return r.other.followers() }),
			"is_verified_user":        field(func(r *relation) any { return r.other.Verified }),
			"is_user_follow_business": field(func(r *relation) any { return r.other.following[r.business] }),
			"is_business_follow_user": field(func(r *relation) any { return r.business.following[r.other] }),
		},
	}
}
