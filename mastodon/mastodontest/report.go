package mastodontest

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

type report struct {
	id            string
	by, target    *account
	statuses      []*status
	comment       string
	category      string
	rules         []string
	forwarded     bool
	created       time.Time
	updated       time.Time
	resolved      time.Time
	resolvedBy    *account
	assigned      *account
	collectionIDs []string
}

// createReport is POST /api/v1/reports.
func createReport(c *call) (any, error) {
	s, p := c.srv, c.params
	target, err := s.findAccount(p.str("account_id"))
	if err != nil {
		return nil, err
	}
	r := &report{
		by: c.me, target: target, comment: p.str("comment"), category: orElse(p.str("category"), "other"),
		rules: p.strs("rule_ids"), forwarded: p.isTrue("forward"), created: s.now(), updated: s.now(),
		collectionIDs: p.strs("collection_ids"),
	}
	if len(r.rules) > 0 && p.str("category") == "" {
		r.category = "violation"
	}
	switch {
	case utf8.RuneCountInString(r.comment) > 1000:
		return nil, s.invalid("Comment is too long (maximum is 1000 characters)")
	case !slices.Contains([]string{"spam", "legal", "violation", "other"}, r.category):
		return nil, fail(http.StatusUnprocessableEntity, "'"+r.category+"' is not a valid category")
	}
	for _, id := range p.strs("status_ids") {
		st := s.byID[id]
		if st == nil || st.author != target {
			return nil, errNotFound()
		}
		r.statuses = append(r.statuses, st)
	}
	r.id = s.ids.nextSerial("report", r.created)
	s.reports = append(s.reports, r)
	for _, a := range s.people {
		if a.admin {
			s.deliver(a, &notification{kind: "admin.report", from: c.me, report: r})
		}
	}
	return s.reportJSON(r), nil
}

func (r *report) statusIDs() []string {
	ids := []string{}
	for _, st := range r.statuses {
		ids = append(ids, st.id)
	}
	return ids
}

func (s *Server) reportJSON(r *report) object {
	o := object{
		"id": r.id, "action_taken": !r.resolved.IsZero(), "action_taken_at": stampOrNull(r.resolved),
		"category": r.category, "comment": r.comment, "forwarded": r.forwarded, "created_at": stamp(r.created),
		"status_ids": r.statusIDs(), "rule_ids": append([]string{}, r.rules...), "target_account": s.accountJSON(r.target),
	}
	if s.opts.API >= 8 {
		o["collection_ids"] = append([]string{}, r.collectionIDs...)
	}
	return o
}
