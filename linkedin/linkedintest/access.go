package linkedintest

import "net/http"

// A deed is something that a token may allow for the member or for a Page.
type deed struct {
	field  string // of the body, or the parameter, that names who acts
	part   string // REQUEST_BODY or PARAMETER
	member []string
	org    []string
	roles  []Role
}

func posting(field string) deed {
	return deed{
		field: field, part: "REQUEST_BODY", member: []string{scopeMemberWrite}, org: []string{scopeOrgWrite}, roles: postRoles(),
	}
}

// reacting is what comments, reactions and the state of comments need. The scopes of posts do not do any more.
func reacting(part string) deed {
	return deed{
		field: "actor", part: part, member: []string{scopeMemberFeed}, org: []string{scopeOrgFeed}, roles: commentRoles(),
	}
}

// actAs checks that the caller may do something in the name of a URN.
func (c *call) actAs(who string, d deed) error {
	kind, _, _ := splitURN(who)
	switch kind {
	case kindPerson:
		if !c.holds(d.member) {
			return c.noPermission()
		}
		if who != c.member.urn {
			return unpermitted(d.part, d.field)
		}
		return nil
	case kindOrganization:
		if !c.holds(d.org) {
			return &apiError{
				status: http.StatusBadRequest, code: codeIllegal,
				message: "Organization permissions must be used when using organization as " + d.field,
			}
		}
		if o := c.srv.orgs[who]; o == nil || !o.has(c.member, d.roles...) {
			return unpermitted(d.part, d.field)
		}
		return nil
	}
	return invalid(codeURNType, "/"+d.field, "The URN type is not valid for this field")
}

// manages reports whether the caller has a role on a Page.
func (c *call) manages(page string, roles ...Role) bool {
	o := c.srv.orgs[page]
	return o != nil && o.has(c.member, roles...)
}

// mayRead reports whether the caller may read a post of an author: of a Page with a role, or the member's own
// with a scope that is closed to most. What mentions a Page can be read by those who run it.
func (c *call) mayRead(p *post, memberScopes, orgScopes []string, roles ...Role) bool {
	if p.author == c.member.urn {
		return c.holds(memberScopes)
	}
	if !c.holds(orgScopes) {
		return false
	}
	if c.manages(p.author, roles...) {
		return true
	}
	if c.srv.opts.Traps.ForeignPostsDenied || p.visibility != visibilityPublic {
		return false
	}
	for _, mentioned := range p.text.mentions() {
		if c.manages(mentioned, roles...) {
			return true
		}
	}
	return p.parent != nil && c.manages(p.root().author, roles...)
}

func (c *call) readsPost(p *post) bool {
	return c.mayRead(p, []string{scopeMemberRead}, []string{scopeOrgRead}, readRoles()...)
}

// readsFeedback is about comments, reactions and counters.
func (c *call) readsFeedback(p *post) bool {
	return c.mayRead(p, []string{scopeMemberRead, scopeMemberReadFeed}, []string{scopeOrgRead, scopeOrgReadFeed}, Administrator, SponsoredContentPoster)
}
