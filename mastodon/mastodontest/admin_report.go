package mastodontest

import (
	"net/http"
	"slices"
	"time"
)

func reportID(r *report) string { return r.id }

func (s *Server) findReport(id string) (*report, error) {
	for _, r := range s.reports {
		if r.id == id {
			return r, nil
		}
	}
	return nil, errNotFound()
}

func (r *report) resolve(c *call) {
	r.resolved, r.resolvedBy, r.updated = c.srv.now(), c.me, c.srv.now()
}

func (s *Server) adminReportJSON(r *report) object {
	someone := func(a *account) any {
		if a == nil {
			return nil
		}
		return s.adminAccountJSON(a)
	}
	ruleList := []object{}
	for _, rule := range rules() {
		if id, ok := rule["id"].(string); ok && slices.Contains(r.rules, id) {
			ruleList = append(ruleList, rule)
		}
	}
	return object{
		"id": r.id, "action_taken": !r.resolved.IsZero(), "action_taken_at": stampOrNull(r.resolved),
		"category": r.category, "comment": r.comment, "forwarded": r.forwarded, "created_at": stamp(r.created),
		"updated_at": stamp(r.updated), "account": s.adminAccountJSON(r.by), "target_account": s.adminAccountJSON(r.target),
		"assigned_account": someone(r.assigned), "action_taken_by_account": someone(r.resolvedBy),
		"statuses": mapTo(r.statuses, func(st *status) object { return s.statusJSON(st, nil) }), "rules": ruleList,
	}
}

// adminReports is GET /api/v1/admin/reports: the open ones, or with resolved the others.
func adminReports(c *call) (any, error) {
	p := c.params
	cur := c.cursor(100)
	list := page(c.srv.reports, reportID, cur, func(r *report) bool {
		return r.resolved.IsZero() != p.isTrue("resolved") && (p.str("account_id") == "" || r.by.id == p.str("account_id")) &&
			(p.str("target_account_id") == "" || r.target.id == p.str("target_account_id"))
	})
	link(c, list, reportID, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, c.srv.adminReportJSON), nil
}

// handleReport makes the handler of an action on a report that answers with the report.
func handleReport(do func(c *call, r *report) error) handler {
	return func(c *call) (any, error) {
		r, err := c.srv.findReport(c.id())
		if err != nil {
			return nil, err
		}
		if err := do(c, r); err != nil {
			return nil, err
		}
		return c.srv.adminReportJSON(r), nil
	}
}

func showReport(*call, *report) error { return nil }

func updateReport(c *call, r *report) error {
	if v := c.params.str("category"); v != "" {
		if !slices.Contains([]string{"spam", "legal", "violation", "other"}, v) {
			return fail(http.StatusUnprocessableEntity, "'"+v+"' is not a valid category")
		}
		r.category = v
	}
	if c.params.given("rule_ids") {
		r.rules = c.params.strs("rule_ids")
	}
	r.updated = c.srv.now()
	return nil
}

func assignReport(c *call, r *report) error {
	r.assigned, r.updated = c.me, c.srv.now()
	return nil
}

func unassignReport(c *call, r *report) error {
	r.assigned, r.updated = nil, c.srv.now()
	return nil
}

func resolveReport(c *call, r *report) error {
	r.resolve(c)
	return nil
}

func reopenReport(c *call, r *report) error {
	r.resolved, r.resolvedBy, r.updated = time.Time{}, nil, c.srv.now()
	return nil
}
