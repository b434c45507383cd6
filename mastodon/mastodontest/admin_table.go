package mastodontest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// An adminRow is an entry of one of the simple tables of the administration: allowed domains and blocked
// mail domains, mail addresses and IP ranges.
type adminRow struct {
	id     string
	fields object
}

func adminRowID(r *adminRow) string { return r.id }

func (r *adminRow) json() object {
	o := object{"id": r.id}
	maps.Copy(o, r.fields)
	return o
}

// An adminTable says how an entry of one table is made of a request.
type adminTable struct {
	name, scope string
	fill        func(c *call, fields object) error
}

func adminTables() []adminTable {
	return []adminTable{
		{"domain_allows", "domain_allows", fillDomain},
		{"email_domain_blocks", "email_domain_blocks", fillDomain},
		{"canonical_email_blocks", "canonical_email_blocks", fillEmail},
		{"ip_blocks", "ip_blocks", fillIP},
	}
}

func (s *Server) adminTableRoutes() {
	for _, table := range adminTables() {
		path := "/api/v1/admin/" + table.name
		read, write := "admin:read:"+table.scope, "admin:write:"+table.scope
		s.on("GET "+path, adminToken, table.list, read)
		s.on("POST "+path, adminToken, table.create, write)
		s.on("GET "+path+"/{id}", adminToken, table.item, read)
		s.on("PUT "+path+"/{id}", adminToken, table.item, write)
		s.on("DELETE "+path+"/{id}", adminToken, table.item, write)
	}
	s.on("POST /api/v1/admin/canonical_email_blocks/test", adminToken, testEmail, "admin:read:canonical_email_blocks")
}

func (t adminTable) list(c *call) (any, error) {
	cur := c.cursor(100)
	list := page(c.srv.tables[t.name], adminRowID, cur, nil)
	link(c, list, adminRowID, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, (*adminRow).json), nil
}

func (t adminTable) create(c *call) (any, error) {
	r := &adminRow{fields: object{"created_at": stamp(c.srv.now())}}
	if err := t.fill(c, r.fields); err != nil {
		return nil, err
	}
	r.id = c.srv.ids.nextSerial(t.name, c.srv.now())
	c.srv.tables[t.name] = append(c.srv.tables[t.name], r)
	return r.json(), nil
}

func (t adminTable) item(c *call) (any, error) {
	rows := c.srv.tables[t.name]
	i := slices.IndexFunc(rows, func(r *adminRow) bool { return r.id == c.id() })
	if i < 0 {
		return nil, errNotFound()
	}
	switch c.r.Method {
	case http.MethodPut:
		if t.name != "ip_blocks" {
			return nil, errNotFound()
		}
		if err := t.fill(c, rows[i].fields); err != nil {
			return nil, err
		}
	case http.MethodDelete:
		c.srv.tables[t.name] = slices.Delete(rows, i, i+1)
		return object{}, nil
	}
	return rows[i].json(), nil
}

func fillDomain(c *call, fields object) error {
	domain := strings.ToLower(c.params.str("domain"))
	if domain == "" || strings.ContainsAny(domain, " /") {
		return c.srv.invalid("Domain is not a valid domain name")
	}
	fields["domain"] = domain
	if strings.HasSuffix(c.r.URL.Path, "/email_domain_blocks") {
		fields["history"] = []object{{"day": dayOf(c.srv.now()), "accounts": "0", "uses": "0"}}
	}
	return nil
}

// canonical is the hash under which an address is blocked, whatever its spelling.
func canonical(email string) string {
	user, domain, _ := strings.Cut(strings.ToLower(email), "@")
	user, _, _ = strings.Cut(strings.ReplaceAll(user, ".", ""), "+")
	sum := sha256.Sum256([]byte(user + "@" + domain))
	return hex.EncodeToString(sum[:])
}

func fillEmail(c *call, fields object) error {
	hash := c.params.str("canonical_email_hash")
	if email := c.params.str("email"); email != "" {
		hash = canonical(email)
	}
	if hash == "" {
		return c.srv.invalid("Canonical email hash can't be blank")
	}
	delete(fields, "created_at")
	fields["canonical_email_hash"] = hash
	return nil
}

// testEmail is POST /api/v1/admin/canonical_email_blocks/test.
func testEmail(c *call) (any, error) {
	if c.params.str("email") == "" {
		return nil, fail(http.StatusBadRequest, "param is missing or the value is empty: email")
	}
	hash := canonical(c.params.str("email"))
	out := []object{}
	for _, r := range c.srv.tables["canonical_email_blocks"] {
		if r.fields["canonical_email_hash"] == hash {
			out = append(out, r.json())
		}
	}
	return out, nil
}

func fillIP(c *call, fields object) error {
	p := c.params
	if text := p.str("ip"); text != "" || fields["ip"] == nil {
		if !strings.Contains(text, "/") {
			text += "/32"
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return c.srv.invalid("Ip is invalid")
		}
		fields["ip"] = prefix.String()
	}
	severity := p.str("severity")
	switch {
	case slices.Contains([]string{"sign_up_requires_approval", "sign_up_block", "no_access"}, severity):
		fields["severity"] = severity
	case severity != "" || fields["severity"] == nil:
		return c.srv.invalid("Severity can't be blank")
	}
	if p.given("comment") || fields["comment"] == nil {
		fields["comment"] = p.str("comment")
	}
	if seconds, ok := p.number("expires_in"); ok {
		fields["expires_at"] = stamp(c.srv.now().Add(time.Duration(seconds) * time.Second))
	} else if fields["expires_at"] == nil {
		fields["expires_at"] = nil
	}
	return nil
}

// adminTrends lists what trends, or would if somebody approved it, for the review of moderators.
func adminTrends(c *call) (any, error) {
	switch c.r.PathValue("kind") {
	case "tags":
		return trendPage(c, c.srv.trending.tags, 10, func(name string) object {
			o := c.srv.tagJSON(c.srv.tag(name), c.me)
			o["trendable"], o["usable"], o["requires_review"] = true, true, false
			return o
		})
	case "statuses":
		return trendingStatuses(c)
	case "links":
		return trendingLinks(c)
	}
	return nil, errNotFound()
}
