package mastodontest

import (
	"net/http"
	"slices"
	"strings"
)

// vapidKey is a well-formed public key whose private key nobody has.
const vapidKey = "BCk-QqERU0q-CfYZjcuB6lnyyOYfJ2AifKqfeGIm7Z-HiTU5T9eTG5GxVA0_OH5mMlI4UkkDTpaZwozy0TzdZ2M="

// streamingURL is the announced host of streams.
func (s *Server) streamingURL(r *http.Request) string {
	switch {
	case s.opts.StreamingURL != "":
		return s.opts.StreamingURL
	case s.opts.AdvertiseWSS:
		return "wss://" + s.opts.Domain
	case s.opts.Flavour == GoToSocial:
		return "wss://" + r.Host
	}
	return "ws" + strings.TrimPrefix(s.base(r), "http")
}

func (s *Server) configuration() object {
	l := s.opts.Limits
	var types []string
	for _, list := range mimeTypes() {
		types = append(types, list...)
	}
	slices.Sort(types)
	attachments := object{
		"supported_mime_types": types, "image_size_limit": l.ImageSize, "image_matrix_limit": 33177600,
		"video_size_limit": l.VideoSize, "video_frame_rate_limit": 120, "video_matrix_limit": 8294400,
	}
	accounts := object{"max_featured_tags": 10}
	return object{
		"accounts": accounts,
		"statuses": object{
			"max_characters": l.MaxCharacters, "max_media_attachments": l.MaxAttachments,
			"characters_reserved_per_url": l.CharactersPerURL,
		},
		"media_attachments": attachments,
		"polls": object{
			"max_options": l.PollOptions, "max_characters_per_option": l.PollOptionLength,
			"min_expiration": int(l.PollMinExpiry.Seconds()), "max_expiration": int(l.PollMaxExpiry.Seconds()),
		},
	}
}

// grow adds what only the second version tells.
func (s *Server) grow(config object) {
	l, accounts := s.opts.Limits, config["accounts"].(object)
	config["media_attachments"].(object)["description_limit"] = l.Description
	accounts["max_pinned_statuses"] = l.PinnedStatuses
	if s.opts.Flavour == Mastodon {
		for name, value := range map[string]int{
			"max_display_name_length": 30, "max_note_length": 500, "max_profile_fields": 4,
			"profile_field_name_limit": 255, "profile_field_value_limit": 255,
			"max_avatar_description_length": 1500, "max_header_description_length": 1500,
		} {
			accounts[name] = value
		}
	}
}

func rules() []object {
	return []object{
		{"id": "1", "text": "Be kind.", "hint": ""},
		{"id": "2", "text": "No advertising.", "hint": ""},
	}
}

// instanceV2 is GET /api/v2/instance.
func instanceV2(c *call) (any, error) {
	s := c.srv
	if s.opts.Flavour == OldMastodon {
		return nil, fail(http.StatusNotFound, "Not Found")
	}
	if s.opts.WhitelistMode && c.me == nil {
		return nil, fail(http.StatusUnauthorized, "This method requires an authenticated user")
	}
	config := s.configuration()
	s.grow(config)
	config["urls"] = object{"streaming": s.streamingURL(c.r), "status": nil}
	config["translation"] = object{"enabled": !s.opts.NoTranslation && s.opts.Flavour == Mastodon}
	config["vapid"] = object{"public_key": vapidKey}
	o := object{
		"domain": s.opts.Domain, "title": s.opts.Title, "version": s.opts.Version,
		"source_url": "https://github.com/mastodon/mastodon", "description": "A simulated server.",
		"usage": object{"users": object{"active_month": len(s.people)}}, "languages": []string{"en"},
		"thumbnail": object{"url": s.web() + "/packs/preview.png", "blurhash": nil, "versions": object{}},
		"icon":      []object{}, "configuration": config,
		"registrations": object{"enabled": false, "approval_required": false, "message": nil, "url": nil},
		"contact":       object{"email": "staff@mail.example", "account": nil}, "rules": rules(),
	}
	if s.opts.Flavour == GoToSocial {
		o["account_domain"] = s.opts.Domain
		return o, nil
	}
	config["limited_federation"] = s.opts.WhitelistMode
	access := object{"local": "public", "remote": "public"}
	config["timelines_access"] = object{"live_feeds": access, "hashtag_feeds": access, "trending_link_feeds": access}
	o["api_versions"] = object{"mastodon": s.opts.API}
	return o, nil
}

// instanceV1 is GET /api/v1/instance, deprecated by the second version.
func instanceV1(c *call) (any, error) {
	s := c.srv
	if s.opts.WhitelistMode && c.me == nil {
		return nil, fail(http.StatusUnauthorized, "This method requires an authenticated user")
	}
	if s.opts.Flavour == Mastodon {
		c.header.Set("Deprecation", "@1668384000")
	}
	return object{
		"uri": s.opts.Domain, "title": s.opts.Title, "short_description": "A simulated server.",
		"description": "A simulated server.", "email": "staff@mail.example", "version": s.opts.Version,
		"urls":      object{"streaming_api": s.streamingURL(c.r)},
		"stats":     object{"user_count": len(s.people), "status_count": len(s.statuses), "domain_count": 1},
		"thumbnail": nil, "languages": []string{"en"}, "registrations": false, "approval_required": false,
		"invites_enabled": false, "configuration": s.configuration(), "contact_account": nil, "rules": rules(),
	}, nil
}

func instanceRules(*call) (any, error) { return rules(), nil }

// instanceActivity is GET /api/v1/instance/activity: twelve weeks, numbers as strings.
func instanceActivity(c *call) (any, error) {
	const week = 7 * 24 * 3600
	now := c.srv.now().Unix()
	out := []object{}
	for i := range int64(12) {
		start := now - now%week - i*week
		count := 0
		for _, st := range c.srv.statuses {
			if at := st.created.Unix(); at >= start && at < start+week {
				count++
			}
		}
		out = append(out, object{
			"week": itoa(int(start)), "statuses": itoa(count), "logins": itoa(len(c.srv.people)), "registrations": "0",
		})
	}
	return out, nil
}

func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, object{"status": "UP"})
}

// serveAlive is what GoToSocial has instead: no body.
func (s *Server) serveAlive(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }

// serveNodeInfo is the pair of documents of https://nodeinfo.diaspora.software.
func (s *Server) serveNodeInfo(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/.well-known/nodeinfo" {
		writeJSON(w, http.StatusOK, object{"links": []object{{
			"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": s.base(r) + "/nodeinfo/2.0",
		}}})
		return
	}
	name := "mastodon"
	if s.opts.Flavour == GoToSocial {
		name = "gotosocial"
	}
	writeJSON(w, http.StatusOK, object{
		"version": "2.0", "software": object{"name": name, "version": s.opts.Version},
		"protocols": []string{"activitypub"}, "services": object{"outbound": []string{}, "inbound": []string{}},
		"usage": object{"users": object{"total": 1}, "localPosts": 0}, "openRegistrations": false, "metadata": object{},
	})
}
