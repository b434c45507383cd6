package linkedin

import (
	"strings"
)

// needed says what a refusal asks for: LinkedIn names the operation, not the scope or product. Which scopes open which
// endpoint is at https://learn.microsoft.com/en-us/linkedin/marketing/community-management/community-management-overview.
func needed(e *Error) string {
	text := e.Message
	switch {
	case strings.Contains(text, "Unpermitted fields present"):
		return "the member has no role on that Page that allows it, or it belongs to another member"
	case strings.Contains(text, "ADMIN_ONLY"):
		return "only administrators of the Page may read that"
	case strings.Contains(text, "rganization permissions must be used"):
		return "acting for a Page needs " + scopesOrganization + ", of the product " + productCommunity
	}
	_, operation, found := strings.Cut(text, "Not enough permissions to access: ")
	if !found {
		return ""
	}
	resource, method, _ := strings.Cut(operation, ".")
	resource = strings.ToLower(strings.TrimPrefix(resource, "partnerApi"))
	method, _, _ = strings.Cut(method, ".")
	return scopesFor(resource, writes(method))
}

// writes reports whether an operation of LinkedIn's list changes anything.
func writes(method string) bool {
	switch Method(method) {
	case MethodCreate, MethodPartialUpdate, MethodUpdate, MethodDelete, MethodAction:
		return true
	default:
		return false
	}
}

const (
	productCommunity   = "Community Management API"
	productShare       = "Share on LinkedIn"
	scopesOrganization = "w_organization_social and, for comments and reactions, w_organization_social_feed"
)

// scopesFor names what opens a resource.
func scopesFor(resource string, write bool) string {
	community := func(scopes string) string {
		return "the token needs " + scopes + ", of the product " + productCommunity
	}
	switch {
	case strings.HasPrefix(resource, "posts") && write:
		return "the token needs w_member_social, of the product " + productShare + ", or for a Page w_organization_social, of the product " +
			productCommunity
	case strings.HasPrefix(resource, "posts"):
		return community("r_organization_social") + "; LinkedIn opens reading a member's own posts, r_member_social, to few applications"
	case strings.HasPrefix(resource, "images"), strings.HasPrefix(resource, "documents"), strings.HasPrefix(resource, "videos"):
		if write {
			return "the token needs w_member_social or, for a Page, w_organization_social"
		}
		return community("w_organization_social")
	case strings.HasPrefix(resource, "socialactions"), strings.HasPrefix(resource, "reactions"), strings.HasPrefix(resource, "socialmetadata"):
		if write {
			return community("w_member_social_feed or, for a Page, w_organization_social_feed") + "; " + productShare + " does not open this"
		}
		return community("r_organization_social_feed")
	case strings.HasPrefix(resource, "organizationacls"):
		return community("r_organization_admin or rw_organization_admin")
	case strings.HasPrefix(resource, "organizationslookup"), resource == "organizations", strings.HasPrefix(resource, "networksizes"):
		return community("rw_organization_admin, r_organization_admin or r_organization_social")
	case strings.HasPrefix(resource, "organization"), strings.HasPrefix(resource, "eventsubscriptions"):
		return community("rw_organization_admin")
	case strings.HasPrefix(resource, "videoanalytics"):
		return community("r_organization_social")
	case resource == "me", strings.HasPrefix(resource, "people"):
		return community("r_basicprofile")
	case resource == "userinfo":
		return "the token needs openid and profile, of the product Sign In with LinkedIn using OpenID Connect"
	case strings.HasPrefix(resource, "membercreator"):
		return community("r_member_postAnalytics")
	case strings.HasPrefix(resource, "memberfollowers"):
		return community("r_member_profileAnalytics")
	default:
		return ""
	}
}
