package mastodontest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// An adminDomainBlock limits a whole other server.
type adminDomainBlock struct {
	id, domain, severity    string
	rejectMedia             bool
	rejectReports           bool
	obfuscate               bool
	publicNote, privateNote string
	created                 time.Time
}

func adminDomainBlockID(d *adminDomainBlock) string { return d.id }

func (d *adminDomainBlock) json() object {
	sum := sha256.Sum256([]byte(d.domain))
	return object{
		"id": d.id, "domain": d.domain, "digest": hex.EncodeToString(sum[:]), "created_at": stamp(d.created),
		"severity": d.severity, "reject_media": d.rejectMedia, "reject_reports": d.rejectReports,
		"obfuscate": d.obfuscate, "public_comment": orNull(d.publicNote), "private_comment": orNull(d.privateNote),
	}
}

func (d *adminDomainBlock) fill(p params) error {
	d.severity = orElse(p.str("severity"), d.severity)
	if !slices.Contains([]string{"silence", "suspend", "noop"}, d.severity) {
		return fail(http.StatusUnprocessableEntity, "'"+d.severity+"' is not a valid severity")
	}
	for name, target := range map[string]*bool{
		"reject_media": &d.rejectMedia, "reject_reports": &d.rejectReports, "obfuscate": &d.obfuscate,
	} {
		if v, given := p.boolean(name); given {
			*target = v
		}
	}
	d.publicNote = orElse(p.str("public_comment"), d.publicNote)
	d.privateNote = orElse(p.str("private_comment"), d.privateNote)
	return nil
}

func adminDomainBlocks(c *call) (any, error) {
	cur := c.cursor(100)
	list := page(c.srv.domains, adminDomainBlockID, cur, nil)
	link(c, list, adminDomainBlockID, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, (*adminDomainBlock).json), nil
}

func createAdminDomainBlock(c *call) (any, error) {
	d := &adminDomainBlock{domain: strings.ToLower(c.params.str("domain")), severity: "silence", created: c.srv.now()}
	if d.domain == "" || strings.ContainsAny(d.domain, " /") {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Domain is not a valid domain name")
	}
	for _, old := range c.srv.domains {
		if old.domain == d.domain {
			return nil, &apiError{http.StatusUnprocessableEntity, object{
				"error": "You have already imposed stricter limits on " + d.domain, "existing_domain_block": old.json(),
			}}
		}
	}
	if err := d.fill(c.params); err != nil {
		return nil, err
	}
	d.id = c.srv.ids.nextSerial("admin domain block", d.created)
	c.srv.domains = append(c.srv.domains, d)
	return d.json(), nil
}

// adminDomainBlockItem is GET, PUT and DELETE /api/v1/admin/domain_blocks/:id.
func adminDomainBlockItem(c *call) (any, error) {
	for _, d := range c.srv.domains {
		if d.id != c.id() {
			continue
		}
		switch c.r.Method {
		case http.MethodPut:
			if err := d.fill(c.params); err != nil {
				return nil, err
			}
		case http.MethodDelete:
			c.srv.domains = without(c.srv.domains, d)
			return object{}, nil
		}
		return d.json(), nil
	}
	return nil, errNotFound()
}

// period reads start_at and end_at; the default is the last week.
func (c *call) period() (start, end time.Time) {
	day := func(name string, otherwise time.Time) time.Time {
		text := c.params.str(name)
		for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
			if t, err := time.Parse(layout, text); err == nil {
				return t.UTC().Truncate(24 * time.Hour)
			}
		}
		return otherwise.Truncate(24 * time.Hour)
	}
	now := c.srv.now()
	return day("start_at", now.AddDate(0, 0, -7)), day("end_at", now)
}

// measured counts what a measure measures on the day that begins at a time; false for unknown measures.
func (c *call) measured(key string, day time.Time) (int, bool) {
	s := c.srv
	within := func(t time.Time) bool { return !t.Before(day) && t.Before(day.AddDate(0, 0, 1)) }
	n := 0
	count := func(hit bool) {
		if hit {
			n++
		}
	}
	tagged, domain := c.params.sub("tag_uses").str("id"), c.params.sub(key).str("domain")
	switch key {
	case "active_users", "new_users":
		for _, a := range s.people {
			count(a.local() && within(a.created) && key == "new_users" || key == "active_users" && a.local() && len(a.statuses) > 0)
		}
	case "interactions":
		for _, st := range s.statuses {
			count(st.reblogOf != nil && within(st.created))
		}
	case "opened_reports", "resolved_reports":
		for _, r := range s.reports {
			count(key == "opened_reports" && within(r.created) || key == "resolved_reports" && within(r.resolved))
		}
	case "tag_accounts", "tag_uses", "tag_servers":
		for _, st := range s.statuses {
			count(within(st.created) && slices.ContainsFunc(st.tags, func(name string) bool {
				return tagged == "" || s.tag(name).id == tagged
			}))
		}
	case "instance_statuses":
		for _, st := range s.statuses {
			count(st.author.domain == domain && within(st.created))
		}
	case "instance_accounts", "instance_media_attachments", "instance_reports", "instance_follows", "instance_followers":
		for _, a := range s.people {
			count(a.domain == domain && within(a.created))
		}
	default:
		return 0, false
	}
	return n, true
}

// adminMeasures is POST /api/v1/admin/measures.
func adminMeasures(c *call) (any, error) {
	start, end := c.period()
	out := []object{}
	for _, key := range c.params.strs("keys") {
		total, data, known := 0, []object{}, true
		for day := start; known && !day.After(end); day = day.AddDate(0, 0, 1) {
			var n int
			n, known = c.measured(key, day)
			total += n
			data = append(data, object{"date": stamp(day), "value": itoa(n)})
		}
		if known {
			out = append(out, object{"key": key, "unit": nil, "total": itoa(total), "previous_total": "0", "data": data})
		}
	}
	return out, nil
}

// adminDimensions is POST /api/v1/admin/dimensions.
func adminDimensions(c *call) (any, error) {
	out := []object{}
	for _, key := range c.params.strs("keys") {
		counts := map[string]int{}
		switch key {
		case "languages", "tag_languages", "instance_languages":
			for _, st := range c.srv.statuses {
				counts[orElse(st.language, "und")]++
			}
		case "servers", "tag_servers":
			for _, st := range c.srv.statuses {
				counts[orElse(st.author.domain, c.srv.opts.Domain)]++
			}
		case "sources":
			for _, st := range c.srv.statuses {
				if st.app != nil {
					counts[st.app.Name]++
				}
			}
		case "space_usage", "software_versions", "instance_accounts":
		default:
			continue
		}
		data := []object{}
		for name, n := range counts {
			data = append(data, object{"key": name, "human_key": name, "value": itoa(n)})
		}
		slices.SortFunc(data, func(a, b object) int { return strings.Compare(text(a["key"]), text(b["key"])) })
		out = append(out, object{"key": key, "data": data})
	}
	return out, nil
}

// adminRetention is POST /api/v1/admin/retention: cohorts of accounts by the day or month they came.
func adminRetention(c *call) (any, error) {
	start, end := c.period()
	frequency := c.params.str("frequency")
	step := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	switch frequency {
	case "day":
	case "month":
		start = time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC)
		step = func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	default:
		return nil, fail(http.StatusBadRequest, "frequency must be day or month")
	}
	out := []object{}
	for from := start; !from.After(end); from = step(from) {
		size := 0
		for _, a := range c.srv.people {
			if a.local() && !a.created.Before(from) && a.created.Before(step(from)) {
				size++
			}
		}
		data := []object{}
		for at := from; !at.After(end); at = step(at) {
			rate := 0
			if size > 0 {
				rate = 1
			}
			data = append(data, object{"date": stamp(at), "rate": rate, "value": itoa(size)})
		}
		out = append(out, object{"period": stamp(from), "frequency": frequency, "data": data})
	}
	return out, nil
}
