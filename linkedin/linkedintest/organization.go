package linkedintest

import (
	"net/http"
	"strings"
)

// A Role is what a member may do with a Page, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control-by-role.
type Role string

// The roles.
const (
	Administrator          Role = "ADMINISTRATOR"
	ContentAdministrator   Role = "CONTENT_ADMINISTRATOR"
	Analyst                Role = "ANALYST"
	Curator                Role = "CURATOR"
	SponsoredContentPoster Role = "DIRECT_SPONSORED_CONTENT_POSTER"
	RecruitingPoster       Role = "RECRUITING_POSTER"
	LeadGenFormsManager    Role = "LEAD_GEN_FORMS_MANAGER"
)

const stateApproved = "APPROVED"

// roles of Pages that operations ask for.
func postRoles() []Role {
	return []Role{Administrator, ContentAdministrator, SponsoredContentPoster}
}

func commentRoles() []Role { return []Role{Administrator, SponsoredContentPoster, RecruitingPoster} }

func readRoles() []Role { return []Role{Administrator, ContentAdministrator, SponsoredContentPoster} }

func adminRoles() []Role { return []Role{Administrator} }

// An Organization is the profile of a Page.
type Organization struct {
	Name        string
	VanityName  string // "" makes one of the name
	Description string
	Website     string
	Specialties []string
	Industries  []string // URNs
	Type        string   // "" means PRIVATELY_HELD
	PrimaryType string   // "" means NONE
	StaffCount  string   // range; "" means SIZE_2_TO_10
	Language    string   // "" means "en"
	Country     string   // "" means "US"
	Founded     int      // year; 0 means unknown
	Parent      string   // URN of the Page that this is a showcase of
	Followers   int      // at the beginning
}

// CreateOrganization adds a Page and returns the URN, "urn:li:organization:…". Its administrators are members
// such as CreateMember made.
func (s *Server) CreateOrganization(name string, administrators ...string) string {
	page := s.AddOrganization(Organization{Name: name})
	for _, m := range administrators {
		s.Assign(page, m, Administrator)
	}
	return page
}

// AddOrganization adds a Page with a whole profile and returns the URN.
func (s *Server) AddOrganization(profile Organization) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if profile.Parent != "" {
		s.mustOrg(profile.Parent)
	}
	o := &organization{
		number: s.ids.serial(), profile: profile, facets: map[string][]FollowerCount{},
		audience: standardAudience, created: s.now(),
	}
	o.urn = urnNumber(kindOrganization, o.number)
	o.id = ID(o.urn)
	orText(&o.profile.VanityName, strings.ToLower(strings.ReplaceAll(profile.Name, " ", "-")))
	orText(&o.profile.Type, "PRIVATELY_HELD")
	orText(&o.profile.PrimaryType, "NONE")
	orText(&o.profile.StaffCount, "SIZE_2_TO_10")
	orText(&o.profile.Language, "en")
	orText(&o.profile.Country, "US")
	s.orgs[o.urn] = o
	return o.urn
}

// standardAudience is the size of a targeted audience that nobody has set.
const standardAudience = 1000

// SetAudience says how many members a targeted post of a Page reaches; 300 are too few. It is 1,000 at first.
func (s *Server) SetAudience(page string, members int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustOrg(page).audience = members
}

// Assign gives a member a role on a Page.
func (s *Server) Assign(page, member string, role Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, m := s.mustOrg(page), s.mustMember(member)
	o.roles = append(o.roles, &grant{member: m, role: role, state: stateApproved})
}

// Dismiss takes all roles on a Page from a member.
func (s *Server) Dismiss(page, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.mustOrg(page).roles {
		if g.member.urn == member {
			g.state = "REVOKED"
		}
	}
}

// publicJSON is what everybody sees of a Page.
func (o *organization) publicJSON() object {
	p := o.profile
	return object{
		"id": o.number, "localizedName": p.Name, "vanityName": p.VanityName, "primaryOrganizationType": p.PrimaryType,
		"name": o.localized(p.Name), "locations": []object{},
		"logoV2": object{"original": urn("digitalmediaAsset", "logo-"+o.id), "cropped": urn("digitalmediaAsset", "logo-"+o.id)},
	}
}

func (o *organization) localized(text string) object {
	return object{
		"localized":       object{o.profile.Language + "_" + o.profile.Country: text},
		"preferredLocale": object{"country": o.profile.Country, "language": o.profile.Language},
	}
}

// adminJSON is what administrators see of a Page.
func (o *organization) adminJSON() object {
	p, out := o.profile, o.publicJSON()
	out["$URN"], out["versionTag"] = o.urn, o.id
	out["localizedDescription"], out["description"] = p.Description, o.localized(p.Description)
	out["localizedWebsite"], out["website"] = p.Website, o.localized(p.Website)
	out["localizedSpecialties"] = append([]string{}, p.Specialties...)
	out["industries"] = append([]string{}, p.Industries...)
	out["organizationType"], out["staffCountRange"] = p.Type, p.StaffCount
	out["defaultLocale"] = object{"country": p.Country, "language": p.Language}
	out["created"] = object{"time": millis(o.created)}
	if p.Founded != 0 {
		out["foundedOn"] = object{"year": p.Founded}
	}
	if p.Parent != "" {
		out["parentRelationship"] = object{"parent": p.Parent, "relationshipStatus": "ACTIVE"}
	}
	return out
}

// orgByNumber finds a Page by its number.
func (c *call) orgByNumber(key value) (*organization, error) {
	o := c.srv.orgs[urn(kindOrganization, key.text)]
	if key.kind != textValue || o == nil {
		return nil, notFound("Organization")
	}
	return o, nil
}

// adminOrganization is a Page for its administrators only.
func (c *call) adminOrganization(key value) (object, error) {
	o, err := c.orgByNumber(key)
	if err != nil {
		return nil, err
	}
	if !o.has(c.member, adminRoles()...) {
		return nil, denied("Viewer is not allowed to read this organization: failed ADMIN_ONLY VisibilityReduction")
	}
	return o.adminJSON(), nil
}

func (c *call) publicOrganization(key value) (object, error) {
	o, err := c.orgByNumber(key)
	if err != nil {
		return nil, err
	}
	return o.publicJSON(), nil
}

// getOrganization is GET /rest/organizations/{id}, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func getOrganization(c *call) (any, error) { return c.adminOrganization(c.keys["id"]) }

func batchOrganizations(c *call) (any, error) { return c.batch(c.adminOrganization) }

// lookupOrganizations is GET /rest/organizationsLookup?ids=List(…): what everybody may see.
func lookupOrganizations(c *call) (any, error) { return c.batch(c.publicOrganization) }

// findByVanityName finds a Page by the last part of its address.
func findByVanityName(c *call) (any, error) {
	name, err := c.needed("vanityName")
	if err != nil {
		return nil, err
	}
	var found []object
	for _, key := range sortedKeys(c.srv.orgs) {
		o := c.srv.orgs[key]
		if !strings.EqualFold(o.profile.VanityName, name) {
			continue
		}
		if o.has(c.member, adminRoles()...) {
			found = append(found, o.adminJSON())
		} else {
			found = append(found, o.publicJSON())
		}
	}
	return c.page(found, most)
}

// organizationParam is a parameter that names a Page on which the caller has one of some roles.
func (c *call) organizationParam(name string, roles ...Role) (*organization, error) {
	given, err := c.needed(name)
	if err != nil {
		return nil, err
	}
	kind, _, ok := splitURN(given)
	if !ok || kind != kindOrganization {
		return nil, invalid(codeURNType, name, "The URN type is not supported")
	}
	o := c.srv.orgs[given]
	if o == nil || !o.has(c.member, roles...) {
		return nil, unpermitted("PARAMETER", name)
	}
	return o, nil
}

// aclJSON is one entry of the list of roles.
func (o *organization) aclJSON(g *grant) object {
	return object{
		"organization": o.urn, "organizationTarget": o.urn, "role": string(g.role), "roleAssignee": g.member.urn, "state": g.state,
	}
}

// findACLs is GET /rest/organizationAcls: the roles of the member (q=roleAssignee) or on a Page
// (q=organization), see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control-by-role.
func findACLs(c *call) (any, error) {
	role, err := c.text("role")
	if err != nil {
		return nil, err
	}
	state, err := c.text("state")
	if err != nil {
		return nil, err
	}
	var only *organization
	if c.rt.name == "organization" {
		if only, err = c.organizationParam("organization", adminRoles()...); err != nil {
			return nil, err
		}
	}
	found := []object{}
	for _, key := range sortedKeys(c.srv.orgs) {
		o := c.srv.orgs[key]
		for _, g := range o.roles {
			mine := only == nil && g.member == c.member || only == o
			if mine && (role == "" || role == string(g.role)) && (state == "" || state == g.state) {
				found = append(found, o.aclJSON(g))
			}
		}
	}
	return c.page(found, most)
}

// networkSize is GET /rest/networkSizes/{urn}: the followers of a Page, or a member's connections.
func networkSize(c *call) (any, error) {
	key, err := c.key("urn")
	if err != nil {
		return nil, err
	}
	edge, err := c.needed("edgeType")
	if err != nil {
		return nil, err
	}
	kind, _, _ := splitURN(key)
	switch {
	case kind == kindOrganization && edge == "COMPANY_FOLLOWED_BY_MEMBER" && c.srv.orgs[key] != nil:
		return object{"firstDegreeSize": c.srv.orgs[key].followerCount()}, nil
	case kind == kindPerson && key == c.member.urn && edge == "FIRST_DEGREE_CONNECTION":
		if !c.granted(scopeConnections) {
			return nil, c.noPermission()
		}
		return object{"firstDegreeSize": c.member.Connections}, nil
	case kind == kindPerson:
		return nil, denied("Not enough permissions to read this network")
	case kind == kindOrganization && edge == "COMPANY_FOLLOWED_BY_MEMBER":
		return nil, notFound("Organization")
	}
	return nil, &apiError{status: http.StatusBadRequest, code: codeIllegal, message: "The edge type does not fit the entity"}
}
