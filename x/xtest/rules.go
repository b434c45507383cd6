package xtest

import (
	"fmt"
	"slices"
	"time"
)

// rule is a rule of the filtered stream.
type rule struct {
	id         uint64
	value, tag string
	query      *query
	active     time.Time
}

func (r *rule) json() object {
	o := object{"id": idText(r.id), "value": r.value}
	if r.tag != "" {
		o["tag"] = r.tag
	}
	return o
}

// getRules is GET /2/tweets/search/stream/rules.
func getRules(c *call) (any, error) {
	p, err := c.paging(1, 1000, 1000)
	if err != nil {
		return nil, err
	}
	rules := newestFirst(c.srv.rules[c.app])
	if ids := c.list("ids"); len(ids) > 0 {
		rules = slices.DeleteFunc(rules, func(r *rule) bool { return !slices.Contains(ids, idText(r.id)) })
	}
	page, meta := paginate(c.srv, p, rules, func(r *rule) uint64 { return r.id })
	var out []object
	for _, r := range page {
		out = append(out, r.json())
	}
	return c.answer(out, len(out), nil, meta), nil
}

// countRules is GET /2/tweets/search/stream/rules/counts.
func countRules(c *call) (any, error) {
	n, limit := len(c.srv.rules[c.app]), c.srv.opts.Stream.Rules
	mine := object{"client_app_id": c.app.ID, "rule_count": n}
	return data(object{
		"all_project_client_apps": []object{mine}, "client_app_rules_count": mine, "project_rules_count": fmt.Sprint(n),
		"cap_per_client_app": fmt.Sprint(limit), "cap_per_project": fmt.Sprint(limit),
	}), nil
}

// changeRules is POST /2/tweets/search/stream/rules.
func changeRules(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"add": 'l', "delete": 'o'}); err != nil {
		return nil, err
	}
	dry := c.query.Get("dry_run") == "true"
	_, adds := c.body["add"]
	removal := part(c.body, "delete")
	switch {
	case c.query.Get("delete_all") == "true":
		return c.deleteRules(func(*rule) bool { return true }, len(c.srv.rules[c.app]), dry), nil
	case adds && removal == nil:
		return c.addRules(dry)
	case removal != nil && !adds:
		ids, values := texts(removal, "ids"), texts(removal, "values")
		return c.deleteRules(func(r *rule) bool {
			return slices.Contains(ids, idText(r.id)) || slices.Contains(values, r.value)
		}, len(ids)+len(values), dry), nil
	}
	return nil, badBody("Exactly one of `add` and `delete` must be given.")
}

func (c *call) deleteRules(gone func(*rule) bool, asked int, dry bool) object {
	kept := slices.DeleteFunc(slices.Clone(c.srv.rules[c.app]), gone)
	n := len(c.srv.rules[c.app]) - len(kept)
	if !dry {
		c.srv.rules[c.app] = kept
	}
	if n < asked {
		c.errs = append(c.errs, object{
			"title": "Invalid Request", "type": invalidRequest, "detail": "One or more parameters to your request was invalid.",
			"errors": []object{{"message": "Rule does not exist", "parameters": object{}}},
		})
	}
	return c.answer(nil, 0, nil, object{
		"sent": stamp(c.srv.now()), "summary": object{"deleted": n, "not_deleted": max(0, asked-n)},
	})
}

func (c *call) addRules(dry bool) (any, error) {
	items, _ := c.body["add"].([]any)
	rules := slices.Clone(c.srv.rules[c.app])
	var out []object
	invalid, created := 0, 0
	for i, item := range items {
		body, _ := item.(object)
		if err := check(body, fmt.Sprintf("add[%d].", i), map[string]byte{"value": 's', "tag": 's'}); err != nil {
			return nil, err
		}
		value := text(body, "value")
		q, problem := c.checkRule(value)
		if problem != nil {
			invalid++
			c.errs = append(c.errs, problem)
			continue
		}
		same := func(r *rule) bool { return r.value == value }
		if j := slices.IndexFunc(rules, same); j >= 0 {
			c.errs = append(c.errs, object{"value": value, "id": idText(rules[j].id), "title": "DuplicateRule", "type": duplicateRules})
			continue
		}
		if len(rules) >= c.srv.opts.Stream.Rules {
			return nil, problemRuleCap(c.srv.opts.Stream.Rules)
		}
		now := c.srv.now()
		r := &rule{id: c.srv.ids.next(now), value: value, tag: text(body, "tag"), query: q, active: now.Add(c.srv.opts.RuleDelay)}
		rules = append(rules, r)
		out = append(out, r.json())
		created++
	}
	meta := object{"sent": stamp(c.srv.now()), "summary": object{
		"created": created, "not_created": len(items) - created, "valid": len(items) - invalid, "invalid": invalid,
	}}
	if invalid > 0 { // all or nothing
		meta["summary"] = object{"created": 0, "not_created": len(items), "valid": len(items) - invalid, "invalid": invalid}
		return nil, &apiError{status: 400, body: object{
			"errors": c.errs, "meta": meta, "title": "Invalid Rules", "type": invalidRules, "detail": "One or more rules are invalid.",
		}}
	}
	if !dry {
		c.srv.rules[c.app] = rules
	}
	return c.answer(out, len(out), nil, meta), nil
}

func problemRuleCap(limit int) *apiError {
	return problem(403, ruleCap, "RulesCapExceeded", fmt.Sprintf("The number of rules exceeds the cap of %d.", limit))
}

func (c *call) checkRule(value string) (*query, object) {
	limit := 1024
	if c.srv.opts.Plan == Enterprise {
		limit = 2048
	}
	q, err := parseQuery(value, true)
	if n := len([]rune(value)); n > limit {
		err = &queryError{fmt.Sprintf("Rule length %d exceeds the maximum of %d", n, limit)}
	}
	if err != nil {
		return nil, object{"value": value, "details": []string{err.Error()}, "title": "UnprocessableEntity", "type": invalidRules}
	}
	return q, nil
}

// matching are the rules of an app that a post fits.
func (s *Server) matching(a *app, p *post) []object {
	var out []object
	now := s.now()
	for _, r := range s.rules[a] {
		if !now.Before(r.active) && s.match(r.query, p) {
			item := object{"id": idText(r.id)}
			if r.tag != "" {
				item["tag"] = r.tag
			}
			out = append(out, item)
		}
	}
	return out
}
