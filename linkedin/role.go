package linkedin

import (
	"context"
	"iter"
)

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
