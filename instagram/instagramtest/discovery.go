package instagramtest

import (
	"github.com/relais-go/relais/internal/graph/graphtest"
)

// discoveredType is IGUser as others see it, see
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery.
func (h *Host) discoveredType() *graphtest.Type {
	if h.API == InstagramLogin {
		return nil
	}
	return &graphtest.Type{
		Name: "IGUser",
		Fields: pick(h.accountFields(), "username", "name", "biography", "website", "followers_count", "follows_count", "media_count",
			"profile_picture_url", "ig_id"),
		Edges: graphtest.Edges{"media": {Get: &graphtest.Op{
			Needs: h.public(basic), NoNestedNext: true,
			Handle: graphtest.On(func(_ *graphtest.Call, a *account) (any, error) {
				return h.publicList(h.kinds.discoveredMedia, a.media, func(m *media) bool { return m.product != productStory }), nil
			}),
		}}},
	}
}

// discover is the field business_discovery.
func (h *Host) discover(c *graphtest.Call, _ *account) (any, error) {
	name := c.Params.Text("username")
	if name == "" {
		return nil, badParam("The parameter username is required")
	}
	found := h.srv.person(name)
	if found == nil || !found.professional() || found.AgeGated {
		return nil, &graphtest.Error{
			Code: 110, Subcode: 2207013, Message: "Invalid user id", UserTitle: "Cannot find User",
			UserMsg: "The user with username: " + name + " cannot be found.",
		}
	}
	return fresh(h.kinds.discovered, found.id, found), nil
}
