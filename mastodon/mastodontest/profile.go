package mastodontest

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// updateCredentials is PATCH /api/v1/accounts/update_credentials.
func updateCredentials(c *call) (any, error) {
	if err := c.updateProfile(); err != nil {
		return nil, err
	}
	source := c.params.sub("source")
	a := c.me
	if v := source.str("privacy"); v != "" {
		if !slices.Contains([]string{visibilityPublic, visibilityUnlisted, visibilityPrivate, visibilityDirect}, v) {
			return nil, c.srv.invalid("Privacy is not included in the list")
		}
		a.privacy = v
	}
	if v, given := source.boolean("sensitive"); given {
		a.sensitive = v
	}
	a.language = orElse(source.str("language"), a.language)
	a.quotePolicy = orElse(source.str("quote_policy"), a.quotePolicy)
	return c.srv.credentialJSON(a), nil
}

// updateProfile applies what both ways of editing a profile have in common.
func (c *call) updateProfile() error {
	s, p := c.srv, c.params
	a := *c.me
	set := func(name string, target *string, limit int, label string) error {
		if !p.given(name) {
			return nil
		}
		if utf8.RuneCountInString(p.str(name)) > limit {
			return s.invalid(label + " is too long (maximum is " + itoa(limit) + " characters)")
		}
		*target = p.str(name)
		return nil
	}
	for _, err := range []error{
		set("display_name", &a.displayName, 30, "Display name"),
		set("note", &a.note, 500, "Note"),
		set("avatar_description", &a.avatarDescription, 1500, "Avatar description"),
		set("header_description", &a.headerDescription, 1500, "Header description"),
		c.updateFields(&a), c.updatePicture("avatar", &a.avatar), c.updatePicture("header", &a.header),
	} {
		if err != nil {
			return err
		}
	}
	for name, target := range map[string]*bool{
		"locked": &a.locked, "bot": &a.bot, "discoverable": &a.discoverable, "indexable": &a.indexable,
		"hide_collections": &a.hideCollections, "show_media": &a.showMedia,
		"show_media_replies": &a.showMediaReplies, "show_featured": &a.showFeatured,
	} {
		if v, given := p.boolean(name); given {
			*target = v
		}
	}
	if p.given("attribution_domains") {
		a.attribution = p.strs("attribution_domains")
		if len(a.attribution) > 10 {
			return s.invalid("Attribution domains is too long (maximum is 10 elements)")
		}
	}
	*c.me = a
	return nil
}

// updateFields replaces the whole table of fields. Indexes of a hash only give the order.
func (c *call) updateFields(a *account) error {
	if !c.params.given("fields_attributes") {
		return nil
	}
	var fields []field
	for _, attributes := range c.params.list("fields_attributes") {
		f := field{name: attributes.str("name"), value: attributes.str("value")}
		if f.name == "" && f.value == "" {
			continue
		}
		if f.name == "" || utf8.RuneCountInString(f.name) > 255 || utf8.RuneCountInString(f.value) > 255 {
			return c.srv.invalid("Fields contains an invalid field")
		}
		for _, old := range a.fields {
			if old.name == f.name && old.value == f.value {
				f.verified = old.verified
			}
		}
		fields = append(fields, f)
	}
	if len(fields) > 4 {
		return c.srv.invalid("Fields is too long (maximum is 4 elements)")
	}
	a.fields = fields
	return nil
}

// updatePicture takes a file part, or a data URI as Mastodon also allows.
func (c *call) updatePicture(name string, target **upload) error {
	file := c.files[name]
	if value := c.params.str(name); file == nil && value != "" {
		if c.srv.opts.Flavour == GoToSocial {
			return c.srv.invalid(name + " must be a file")
		}
		head, data, ok := strings.Cut(value, ";base64,")
		raw, err := base64.StdEncoding.DecodeString(data)
		if !ok || err != nil {
			return c.srv.invalid(name + " content type is invalid")
		}
		file = &upload{
			name: name, contentType: strings.TrimPrefix(head, "data:"), size: int64(len(raw)),
			sum: strings.Repeat("0", 64), head: raw[:min(len(raw), keptHead)],
		}
	}
	if file == nil {
		return nil
	}
	if !strings.HasPrefix(file.contentType, "image/") || kindOf(file.contentType) == "" {
		return c.srv.invalid(name + " content type is invalid")
	}
	if file.size > 8<<20 {
		return c.srv.invalid(name + " file size must be less than 8 MB")
	}
	*target = file
	return nil
}

// deletePicture is DELETE /api/v1/profile/avatar and header.
func deletePicture(c *call) (any, error) {
	if strings.HasSuffix(c.r.URL.Path, "/avatar") {
		c.me.avatar, c.me.avatarDescription = nil, ""
	} else {
		c.me.header, c.me.headerDescription = nil, ""
	}
	return c.srv.credentialJSON(c.me), nil
}

// profileJSON is the editable profile, since 4.6.
func (s *Server) profileJSON(a *account) object {
	picture := func(kind string, file *upload) any {
		if file == nil {
			return nil
		}
		return s.picture(a, kind, file)
	}
	return object{
		"id": a.id, "display_name": a.displayName, "note": a.note, "fields": s.fieldsJSON(a, false),
		"avatar": picture("avatars", a.avatar), "avatar_static": picture("avatars", a.avatar),
		"avatar_description": a.avatarDescription,
		"header":             picture("headers", a.header), "header_static": picture("headers", a.header),
		"header_description": a.headerDescription, "locked": a.locked, "bot": a.bot,
		"hide_collections": a.hideCollections, "discoverable": a.discoverable, "indexable": a.indexable,
		"show_media": a.showMedia, "show_media_replies": a.showMediaReplies, "show_featured": a.showFeatured,
		"attribution_domains": append([]string{}, a.attribution...),
	}
}

func getProfile(c *call) (any, error) { return c.srv.profileJSON(c.me), nil }

// updateWholeProfile is PATCH /api/v1/profile.
func updateWholeProfile(c *call) (any, error) {
	if _, isList := c.params["fields_attributes"].([]any); c.params.given("fields_attributes") && !isList {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Fields must be an array")
	}
	if err := c.updateProfile(); err != nil {
		return nil, err
	}
	return c.srv.profileJSON(c.me), nil
}

func getPreferences(c *call) (any, error) {
	return object{
		"posting:default:visibility": c.me.privacy, "posting:default:sensitive": c.me.sensitive,
		"posting:default:language": orNull(c.me.language), "posting:default:quote_policy": c.me.quotePolicy,
		"reading:expand:media": "default", "reading:expand:spoilers": false, "reading:autoplay:gifs": true,
	}, nil
}
