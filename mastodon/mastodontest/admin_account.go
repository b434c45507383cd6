package mastodontest

import (
	"net/http"
	"slices"
	"strings"
)

func (s *Server) adminAccountJSON(a *account) object {
	role := object{"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": false}
	if a.admin {
		role = object{"id": "3", "name": "Owner", "permissions": "1048575", "color": "", "highlighted": true}
	}
	ips := []object{}
	if a.local() {
		ips = append(ips, object{"ip": "192.0.2.1", "used_at": stamp(a.created)})
	}
	return object{
		"id": a.id, "username": a.username, "domain": orNull(a.domain), "created_at": stamp(a.created),
		"email": a.email, "ip": nil, "ips": ips, "locale": "en", "invite_request": nil, "role": role,
		"confirmed": true, "approved": !a.pending, "disabled": a.disabled, "sensitized": a.forced,
		"silenced": a.silenced, "suspended": a.suspended, "account": s.accountJSON(a),
		"created_by_application_id": nil, "invited_by_account_id": nil,
	}
}

func accountID(a *account) string { return a.id }

// adminAccounts lists accounts: v1 has one boolean per state, v2 has origin and status.
func adminAccounts(c *call) (any, error) {
	p := c.params
	origin, state := p.str("origin"), p.str("status")
	for _, name := range []string{"active", "pending", "disabled", "silenced", "suspended"} {
		if p.isTrue(name) {
			state = name
		}
	}
	local, remote := p.isTrue("local") || origin == "local", p.isTrue("remote") || origin == "remote"
	matches := func(name, value string) bool {
		return p.str(name) == "" || strings.Contains(strings.ToLower(value), strings.ToLower(p.str(name)))
	}
	cur := c.cursor(100)
	list := page(c.srv.people, accountID, cur, func(a *account) bool {
		return (!local || a.local()) && (!remote || !a.local()) && a.inState(state) && matches("username", a.username) &&
			matches("display_name", a.displayName) && matches("email", a.email) && matches("by_domain", a.domain) &&
			(!p.isTrue("staff") && p.str("permissions") != "staff" || a.admin)
	})
	link(c, list, accountID, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, c.srv.adminAccountJSON), nil
}

func (a *account) inState(name string) bool {
	switch name {
	case "active":
		return !a.pending && !a.disabled && !a.suspended
	case "pending":
		return a.pending
	case "disabled":
		return a.disabled
	case "silenced":
		return a.silenced
	case "suspended":
		return a.suspended
	}
	return true
}

// moderate makes the handler of an action on an account that answers with the account.
func moderate(do func(c *call, a *account) error) handler {
	return func(c *call) (any, error) {
		a, err := c.srv.findAccount(c.id())
		if err != nil {
			return nil, err
		}
		if err := do(c, a); err != nil {
			return nil, err
		}
		return c.srv.adminAccountJSON(a), nil
	}
}

func adminShow(*call, *account) error { return nil }

func adminApprove(_ *call, a *account) error {
	if !a.pending {
		return errForbidden()
	}
	a.pending = false
	return nil
}

func adminReject(c *call, a *account) error {
	if !a.pending {
		return errForbidden()
	}
	c.srv.dropAccount(a)
	return nil
}

func adminEnable(_ *call, a *account) error {
	a.disabled = false
	return nil
}

func adminUnsilence(_ *call, a *account) error {
	a.silenced = false
	return nil
}

func adminUnsuspend(_ *call, a *account) error {
	if !a.suspended {
		return errForbidden()
	}
	a.suspended = false
	return nil
}

func adminUnsensitive(_ *call, a *account) error {
	a.forced = false
	return nil
}

// adminDelete removes a suspended account for good.
func adminDelete(c *call, a *account) error {
	if !a.suspended {
		return errForbidden()
	}
	c.srv.dropAccount(a)
	return nil
}

func (s *Server) dropAccount(a *account) {
	for _, st := range slices.Clone(a.statuses) {
		s.removeStatus(st)
	}
	delete(s.accounts, a.id)
	delete(s.byAcct, strings.ToLower(a.acct()))
	s.people = without(s.people, a)
}

// adminAction is POST /api/v1/admin/accounts/:id/action.
func adminAction(c *call) (any, error) {
	a, err := c.srv.findAccount(c.id())
	if err != nil {
		return nil, err
	}
	if a.admin {
		return nil, errForbidden()
	}
	switch c.params.str("type") {
	case "none":
	case "sensitive":
		a.forced = true
	case "disable":
		a.disabled = true
	case "silence":
		a.silenced = true
	case "suspend":
		a.suspended = true
	default:
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Type is not included in the list")
	}
	if id := c.params.str("report_id"); id != "" {
		r, err := c.srv.findReport(id)
		if err != nil {
			return nil, err
		}
		r.resolve(c)
	}
	return object{}, nil
}
