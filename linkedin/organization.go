package linkedin

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// OrganizationProfile is how a Page presents itself. Administrators see all of it; others ID, Name, VanityName, Type of
// the page, Logo and Locations.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
type OrganizationProfile struct {
	ID          ID     `json:"id"`
	Name        string `json:"localizedName"`
	VanityName  string `json:"vanityName"` // the last part of the Page's address
	Description string `json:"localizedDescription"`
	Website     string `json:"localizedWebsite"`

	Names        *Localized `json:"name"` // in all languages
	Descriptions *Localized `json:"description"`
	Websites     *Localized `json:"website"`

	Specialties []string       `json:"localizedSpecialties"`
	Industries  []URN          `json:"industries"`
	Type        string         `json:"organizationType"`        // "PUBLIC_COMPANY"
	PageType    string         `json:"primaryOrganizationType"` // "SCHOOL", "BRAND", "NONE"
	StaffCount  string         `json:"staffCountRange"`         // "SIZE_2_TO_10"
	Founded     *Founded       `json:"foundedOn"`
	Locations   []Location     `json:"locations"`
	Logo        *Picture       `json:"logoV2"`
	Cover       *Picture       `json:"coverPhotoV2"`
	Version     string         `json:"versionTag"`
	Parent      *ParentCompany `json:"parentRelationship"`
}

// Localized is a text in several languages.
type Localized struct {
	Texts     map[string]string `json:"localized"` // by "en_US"
	Preferred Locale            `json:"preferredLocale"`
}

// Locale is a language and a country.
type Locale struct {
	Country  string `json:"country,omitempty"` // ISO 3166-1
	Language string `json:"language"`          // ISO 639-1
}

// String is the locale as the key of a text: "en_US".
func (l Locale) String() string { return l.Language + "_" + l.Country }

// Founded is when an organisation began.
type Founded struct {
	Year int `json:"year"`
}

// Location is a place of an organisation.
type Location struct {
	Type    string `json:"locationType"` // "HEADQUARTERS"
	Address struct {
		Line       string `json:"line1"`
		City       string `json:"city"`
		Area       string `json:"geographicArea"`
		PostalCode string `json:"postalCode"`
		Country    string `json:"country"`
	} `json:"address"`
}

// Picture is a picture by the URNs of its files.
type Picture struct {
	Original URN `json:"original"`
	Cropped  URN `json:"cropped"`
}

// ParentCompany is the Page that another one, as a showcase page, belongs to.
type ParentCompany struct {
	Parent URN    `json:"parent"`
	Status string `json:"relationshipStatus"`
}

// URN is the Page's URN.
func (o *OrganizationProfile) URN() URN { return Organization(string(o.ID)) }

// Address is where people see the Page.
func (o *OrganizationProfile) Address() string {
	if o.VanityName == "" {
		return webBase + "/company/" + string(o.ID) + "/"
	}
	return webBase + "/company/" + o.VanityName + "/"
}

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

// multiple is a read of several things: in batches, or one by one where LinkedIn does not let the application batch.
type multiple[T any] struct {
	op, path string
	keys     []string
	encode   func(key string) value // nil: as a text
	more     params                 // beside the keys
	single   func(ctx context.Context, key string) (*T, error)
	priority social.Priority
}

// read gives what was found, and why the others were not, by their keys.
func (m *multiple[T]) read(ctx context.Context, c *Client) (found map[string]*T, failed map[string]error, err error) {
	found, failed = map[string]*T{}, map[string]error{}
	for part := range slices.Chunk(m.keys, mostPosts) {
		ids := value{kind: kindList}
		for _, key := range part {
			v := textValue(key)
			if m.encode != nil {
				v = m.encode(key)
			}
			ids.list = append(ids.list, v)
		}
		var q params
		q.set("ids", ids)
		q = append(q, m.more...)
		some, why, err := batchGet[T](ctx, c, &request{Op: m.op + ".batchGet", Path: m.path, Query: q, Priority: m.priority})
		if errors.Is(err, social.ErrPermission) && m.single != nil {
			if err := m.oneByOne(ctx, part, found, failed); err != nil {
				return nil, nil, err
			}
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		m.assign(part, some, why, found, failed)
	}
	return found, failed, nil
}

// assign finds the answers to the keys of a part.
func (m *multiple[T]) assign(part []string, some map[string]*T, why map[string]error, found map[string]*T, failed map[string]error) {
	for _, key := range part {
		name := key
		if m.encode != nil {
			v := m.encode(key)
			name = plainKey(v.reduced())
		}
		switch {
		case some[name] != nil:
			found[key] = some[name]
		case why[name] != nil:
			failed[key] = why[name]
		default:
			failed[key] = &social.Error{Network: network, Op: m.op + ".batchGet", Kind: social.ErrNotFound, Message: "the answer does not hold it"}
		}
	}
}

// mostDenied is after how many refusals in a row, with nothing but refusals before, it is the token and not the things.
const mostDenied = 3

// oneByOne reads what may not be read in a batch. A failure that is not about one thing ends it.
func (m *multiple[T]) oneByOne(ctx context.Context, keys []string, found map[string]*T, failed map[string]error) error {
	denied := 0
	for i, key := range keys {
		v, err := m.single(ctx, key)
		switch {
		case err == nil:
			found[key] = v
		case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrPermission), errors.Is(err, social.ErrInvalid):
			failed[key] = err
		default:
			return err
		}
		if denied++; !errors.Is(err, social.ErrPermission) {
			denied = -len(keys)
		}
		if denied == mostDenied {
			for _, rest := range keys[i+1:] {
				failed[rest] = err
			}
			return nil
		}
	}
	return nil
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

// PageRole is a role of a member on a Page.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control-by-role.
type PageRole struct {
	Page   URN    `json:"organization"`
	Target URN    `json:"organizationTarget"` // the same, in older versions
	Member URN    `json:"roleAssignee"`
	Role   string `json:"role"`  // "ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "ANALYST", …
	State  string `json:"state"` // "APPROVED", "REQUESTED", "REJECTED", "REVOKED"
}

// Values of PageRole.
const (
	RoleAdministrator = "ADMINISTRATOR" // all, and alone statistics and notifications
	RoleContent       = "CONTENT_ADMINISTRATOR"
	RoleSponsored     = "DIRECT_SPONSORED_CONTENT_POSTER"
	RoleRecruiting    = "RECRUITING_POSTER"
	RoleAnalyst       = "ANALYST"
	StateApproved     = "APPROVED"
)

// RolesParams say which roles to read.
type RolesParams struct {
	Page  URN    // the roles on this Page; "": those of the member on all Pages
	Role  string // only this one; "": all
	State string // "": all
}

// Roles iterates over the roles of the member, which says what Pages they may run:
//
//	for r, err := range client.Roles(ctx, &linkedin.RolesParams{State: linkedin.StateApproved}) { … r.Page … }
//
// or over those of everybody on one Page, for its administrators. p may be nil. It needs [ScopeAdmin] or
// [ScopeReadAdmin].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control-by-role.
func (c *Client) Roles(ctx context.Context, p *RolesParams) iter.Seq2[*PageRole, error] {
	own := deref(p)
	name := "roleAssignee"
	if own.Page != "" {
		name = "organization"
	}
	q := finder(name)
	q.text("organization", string(own.Page))
	q.text("role", own.Role)
	q.text("state", own.State)
	list := paged(ctx, c, &listing[PageRole]{
		request: request{Op: "organizationAcls.finder-" + name, Path: "/rest/organizationAcls", Query: q}, most: 100,
		id: func(r *PageRole) string { return string(r.Page+r.Target+r.Member) + r.Role + r.State },
	}, nil)
	return func(yield func(*PageRole, error) bool) {
		for r, err := range list {
			if err == nil && r.Page == "" {
				r.Page = r.Target
			}
			if !yield(r, err) {
				return
			}
		}
	}
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

// with is the text with another one in its preferred language, which is that of the Page's name if there is no text yet.
func (l *Localized) with(text string, name *Localized) *Localized {
	out := &Localized{Texts: map[string]string{}, Preferred: Locale{Country: "US", Language: "en"}}
	switch {
	case l != nil && l.Preferred.Language != "":
		out.Preferred = l.Preferred
	case name != nil && name.Preferred.Language != "":
		out.Preferred = name.Preferred
	}
	if l != nil {
		maps.Copy(out.Texts, l.Texts)
	}
	out.Texts[out.Preferred.String()] = text
	return out
}
