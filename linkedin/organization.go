package linkedin

import (
	"context"
	"maps"
	"strings"

	"github.com/relais-go/relais/social"
)

const organizationsPath = "/rest/organizations"

func isPage(u URN) bool { return u.Kind() == KindOrganization || u.Kind() == KindBrand }

// OrganizationProfile reads all of a Page, as administrators see it; "" is the client's own. For others it is
// [social.ErrPermission]: see [Client.LookupOrganizations]. It needs [ScopeAdmin] or [ScopeReadAdmin].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func (c *Client) OrganizationProfile(ctx context.Context, page URN) (*OrganizationProfile, error) {
	if page == "" {
		page = c.cfg.Author
	}
	if !isPage(page) {
		return nil, social.Invalid(network, "page", "is not the URN of a Page")
	}
	return get[OrganizationProfile](ctx, c, &request{Op: "organizations.get", Method: MethodGet, Path: organizationsPath + "/" + escapeText(page.ID())})
}

// OrganizationProfiles reads several Pages as administrators see them, in one call where the application may, else one by
// one. failed says why one is not among those found, as for Pages that the member does not administer.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func (c *Client) OrganizationProfiles(ctx context.Context, pages ...URN) (found map[URN]*OrganizationProfile, failed map[URN]error, err error) {
	return c.organizations(ctx, "organizations", pages, c.OrganizationProfile)
}

// LookupOrganizations reads what everybody may see of Pages, in one call where the application may; applications of the
// Development tier may not, and have [Client.FindOrganization]. failed says why one is not among those found.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func (c *Client) LookupOrganizations(ctx context.Context, pages ...URN) (found map[URN]*OrganizationProfile, failed map[URN]error, err error) {
	return c.organizations(ctx, "organizationsLookup", pages, nil)
}

func (c *Client) organizations(
	ctx context.Context, resource string, pages []URN, single func(context.Context, URN) (*OrganizationProfile, error),
) (found map[URN]*OrganizationProfile, failed map[URN]error, err error) {
	byID, ids := map[string]URN{}, []string(nil)
	for _, u := range pages {
		if !isPage(u) {
			return nil, nil, social.Invalid(network, "pages", "hold "+string(u)+", which is not the URN of a Page")
		}
		if _, again := byID[u.ID()]; !again {
			byID[u.ID()] = u
			ids = append(ids, u.ID())
		}
	}
	many := &multiple[OrganizationProfile]{op: resource, path: "/rest/" + resource, keys: ids}
	if single != nil {
		many.single = func(ctx context.Context, id string) (*OrganizationProfile, error) { return single(ctx, byID[id]) }
	}
	byKey, failures, err := many.read(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	found, failed = map[URN]*OrganizationProfile{}, map[URN]error{}
	for id, o := range byKey {
		found[byID[id]] = o
	}
	for id, why := range failures {
		failed[byID[id]] = why
	}
	return found, failed, nil
}

// FindOrganization reads a Page by its vanity name, the last part of its address; what is seen depends on the member's
// role. See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func (c *Client) FindOrganization(ctx context.Context, vanityName string) (*OrganizationProfile, error) {
	name := strings.Trim(strings.TrimSpace(vanityName), "@/")
	if name == "" || strings.Contains(name, "/") {
		return nil, social.Invalid(network, "vanityName", "is not the last part of a Page's address")
	}
	const op = "organizations.finder-vanityName"
	q := finder("vanityName")
	q.text("vanityName", name)
	page, err := pageOf(ctx, c, &listing[OrganizationProfile]{request: request{Op: op, Path: organizationsPath, Query: q}, most: 10}, nil)
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, &social.Error{Network: network, Op: op, Kind: social.ErrNotFound, Message: "there is no Page of this name"}
	}
	return page.Items[0], nil
}

// OrganizationUpdate is what to change on a Page. nil keeps what is there.
type OrganizationUpdate struct {
	Description *string
	Website     *string
	// Set are further fields by LinkedIn's names, in LinkedIn's form; they win.
	Set map[string]any
}

// UpdateOrganization changes a Page; "" is the client's own. Texts are changed in the Page's preferred language, and stay
// as they are in the others. It needs [ScopeAdmin] and the role ADMINISTRATOR.
//
// This is not verified: LinkedIn names changes of Pages among what the API is for and describes neither the call nor its
// fields. The call is the partial update that all its resources have; what LinkedIn refuses is returned.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations.
func (c *Client) UpdateOrganization(ctx context.Context, page URN, u *OrganizationUpdate) error {
	own := deref(u)
	if page == "" {
		page = c.cfg.Author
	}
	if !isPage(page) {
		return social.Invalid(network, "page", "is not the URN of a Page")
	}
	set := map[string]any{}
	if own.Description != nil || own.Website != nil {
		o, err := c.OrganizationProfile(ctx, page)
		if err != nil {
			return err
		}
		if own.Description != nil {
			set["description"] = o.Descriptions.with(*own.Description, o.Names)
		}
		if own.Website != nil {
			set["website"] = o.Websites.with(*own.Website, o.Names)
		}
	}
	maps.Copy(set, own.Set)
	if len(set) == 0 {
		return social.Invalid(network, "OrganizationUpdate", "changes nothing")
	}
	return c.order(ctx, &request{
		Op: "organizations.update", Method: MethodPartialUpdate, Path: organizationsPath + "/" + escapeText(page.ID()), Body: patchBody(patch{Set: set}),
	})
}
