package mastodontest

import (
	"html"
	"strings"
	"time"
)

func (s *Server) accountURL(a *account) string {
	if a.local() {
		return s.web() + "/@" + a.username
	}
	return "https://" + a.domain + "/@" + a.username
}

func (s *Server) accountURI(a *account) string {
	if a.local() {
		return s.web() + "/users/" + a.username
	}
	return "https://" + a.domain + "/users/" + a.username
}

// newAccount makes an account. The handle is "user" or "user@domain", with or without a first "@".
func (s *Server) newAccount(handle string) *account {
	user, domain, _ := strings.Cut(strings.TrimPrefix(handle, "@"), "@")
	if strings.EqualFold(domain, s.opts.Domain) {
		domain = ""
	}
	now := s.now()
	a := &account{
		id: s.ids.next(now), username: user, domain: domain, displayName: user, created: now,
		discoverable: true, indexable: true, showMedia: true, showMediaReplies: true, showFeatured: true,
		privacy: "public", language: "", quotePolicy: "public", email: user + "@mail.example",
		following: map[string]*relation{}, notes: map[string]string{}, mutedThreads: map[*thread]bool{}, dismissed: map[*account]bool{},
		markers: map[string]*marker{}, policy: newPolicy(),
	}
	s.accounts[a.id] = a
	s.byAcct[strings.ToLower(a.acct())] = a
	s.people = append(s.people, a)
	if s.consents == "" && a.local() {
		s.consents = a.id
	}
	return a
}

func (s *Server) accountJSON(a *account) object {
	note := ""
	if a.note != "" {
		note, _, _ = s.render(a.note)
	}
	avatar, header := s.picture(a, "avatars", a.avatar), s.picture(a, "headers", a.header)
	o := object{
		"id": a.id, "username": a.username, "acct": a.acct(), "display_name": a.displayName,
		"locked": a.locked, "bot": a.bot, "group": false, "discoverable": a.discoverable,
		"created_at": a.created.UTC().Format("2006-01-02T00:00:00.000Z"), "note": note,
		"url": s.accountURL(a), "uri": s.accountURI(a),
		"avatar": avatar, "avatar_static": avatar, "header": header, "header_static": header,
		"followers_count": len(a.followers), "following_count": len(a.followees),
		"statuses_count": a.statusCount(), "last_status_at": a.lastStatus(),
		"emojis": []object{}, "fields": s.fieldsJSON(a, true),
	}
	if s.opts.Flavour == Mastodon {
		o["indexable"], o["hide_collections"] = a.indexable, a.hideCollections
		o["avatar_description"], o["header_description"] = a.avatarDescription, a.headerDescription
		o["show_media"], o["show_media_replies"], o["show_featured"] = a.showMedia, a.showMediaReplies, a.showFeatured
		o["feature_approval"] = object{"automatic": []string{"public"}, "manual": []string{}, "current_user": "automatic"}
		if a.local() {
			o["noindex"], o["roles"] = !a.indexable, rolesJSON(a)
		}
	}
	if a.suspended {
		o["suspended"] = true
	}
	if a.silenced {
		o["limited"] = true
	}
	return o
}

func rolesJSON(a *account) []object {
	if !a.admin {
		return []object{}
	}
	return []object{{"id": "3", "name": "Owner", "color": ""}}
}

func (s *Server) picture(a *account, kind string, file *upload) string {
	if file == nil {
		return s.web() + "/" + kind + "/original/missing.png"
	}
	return s.web() + "/system/accounts/" + kind + "/" + a.id + "/original/" + file.sum[:16] + ".png"
}

func (s *Server) fieldsJSON(a *account, asHTML bool) []object {
	out := []object{}
	for _, f := range a.fields {
		value := f.value
		if asHTML {
			value, _, _ = s.render(f.value)
			value = strings.TrimSuffix(strings.TrimPrefix(value, "<p>"), "</p>")
		}
		out = append(out, object{"name": html.EscapeString(f.name), "value": value, "verified_at": stampOrNull(f.verified)})
	}
	return out
}

// statusCount leaves out direct messages, as Mastodon does.
func (a *account) statusCount() int {
	n := 0
	for _, st := range a.statuses {
		if st.visibility != visibilityDirect {
			n++
		}
	}
	return n
}

func (a *account) lastStatus() any {
	if len(a.statuses) == 0 {
		return nil
	}
	return a.statuses[len(a.statuses)-1].created.Format(time.DateOnly)
}

// credentialJSON is an account as its owner sees it.
func (s *Server) credentialJSON(a *account) object {
	o := s.accountJSON(a)
	o["source"] = object{
		"note": a.note, "fields": s.fieldsJSON(a, false), "privacy": a.privacy, "sensitive": a.sensitive,
		"language": orNull(a.language), "follow_requests_count": len(a.requests),
		"hide_collections": a.hideCollections, "discoverable": a.discoverable, "indexable": a.indexable,
		"attribution_domains": append([]string{}, a.attribution...), "quote_policy": a.quotePolicy,
	}
	role := object{"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": false}
	if a.admin {
		role = object{"id": "3", "name": "Owner", "permissions": "1048575", "color": "", "highlighted": true}
	}
	o["role"] = role
	return o
}

// findAccount is the account of a path or parameter.
func (s *Server) findAccount(id string) (*account, error) {
	a := s.accounts[id]
	if a == nil {
		return nil, errNotFound()
	}
	return a, nil
}
