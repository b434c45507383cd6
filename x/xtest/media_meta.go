package xtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// setMetadata is POST /2/media/metadata.
func setMetadata(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"id": 's', "metadata": 'o'}); err != nil {
		return nil, err
	}
	m, err := c.ownMedia()
	if err != nil {
		return nil, err
	}
	meta := part(c.body, "metadata")
	if err := only(meta, "metadata.", "allow_download_status", "alt_text", "audience_policy", "content_expiration",
		"domain_restrictions", "found_media_origin", "geo_restrictions", "management_info", "preview_image",
		"sensitive_media_warning", "shared_info", "sticker_info", "upload_source"); err != nil {
		return nil, err
	}
	if alt := part(meta, "alt_text"); alt != nil {
		description := text(alt, "text")
		if n := len([]rune(description)); n > 1000 {
			return nil, badParameter("metadata.alt_text.text", "", fmt.Sprintf("$.metadata.alt_text.text: may only be 1000 characters long, not %d", n))
		}
		m.alt = description
	}
	if m.metadata == nil {
		m.metadata = object{}
	}
	maps.Copy(m.metadata, meta)
	c.charge(MediaMetadata, "")
	return data(object{"id": idText(m.id), "associated_metadata": m.metadata}), nil
}

func (c *call) ownMedia() (*media, error) {
	id, err := bodyID(c.body, "id")
	if err != nil {
		return nil, err
	}
	m := c.srv.media[id]
	if m == nil || !m.usable(c.user) {
		return nil, notFound("media", "id", idText(id))
	}
	return m, nil
}

// addSubtitles is POST /2/media/subtitles.
func addSubtitles(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"id": 's', "media_category": 's', "subtitles": 'o'}); err != nil {
		return nil, err
	}
	m, err := c.ownMedia()
	if err != nil {
		return nil, err
	}
	if err := videoCategory(text(c.body, "media_category")); err != nil {
		return nil, err
	}
	sub := part(c.body, "subtitles")
	language := text(sub, "language_code")
	id, err := bodyID(sub, "id")
	if err != nil {
		return nil, err
	}
	if len(language) != 2 || strings.ToUpper(language) != language {
		return nil, badParameter("subtitles.language_code", language, "$.subtitles.language_code: does not match the pattern ^[A-Z]{2}$")
	}
	if file := c.srv.media[id]; file == nil || file.category != "subtitles" || !file.usable(c.user) {
		return nil, notFound("media", "subtitles.id", idText(id))
	}
	m.subtitles = append(m.subtitles, subtitle{id: idText(id), language: language, name: text(sub, "display_name")})
	return data(object{
		"id": idText(m.id), "media_category": text(c.body, "media_category"),
		"associated_subtitles": object{"id": idText(id), "language_code": language, "display_name": text(sub, "display_name")},
	}), nil
}

func videoCategory(category string) error {
	if category != "TweetVideo" && category != "AmplifyVideo" {
		return badParameter("media_category", category, "$.media_category: does not have a value in the enumeration [AmplifyVideo, TweetVideo]")
	}
	return nil
}

// deleteSubtitles is DELETE /2/media/subtitles.
func deleteSubtitles(c *call) (any, error) {
	m, err := c.ownMedia()
	if err != nil {
		return nil, err
	}
	before := len(m.subtitles)
	m.subtitles = slices.DeleteFunc(m.subtitles, func(s subtitle) bool { return s.language == text(c.body, "language_code") })
	return data(object{"deleted": len(m.subtitles) < before}), nil
}

// mediaJSON is a file as the request wants to see it.
func (c *call) mediaJSON(m *media) object {
	v := c.seeing()
	o := object{"media_key": m.key, "type": m.kind()}
	fields := object{"width": 1200, "height": 675}
	link := "https://pbs.twimg.com/media/" + idText(m.id)
	switch m.kind() {
	case "photo":
		fields["url"] = link + ".jpg"
	default:
		fields["preview_image_url"] = link + "_preview.jpg"
		fields["variants"] = []object{{"bit_rate": 832_000, "content_type": "video/mp4", "url": "https://video.twimg.com/" + idText(m.id) + ".mp4"}}
	}
	if m.kind() == "video" {
		fields["duration_ms"] = max(1000, m.duration.Milliseconds())
		fields["public_metrics"] = object{"view_count": m.views}
		if c.user == m.owner {
			quarter := func(part int) int { return m.views * part / 4 }
			private := object{
				"playback_0_count": quarter(4), "playback_25_count": quarter(3), "playback_50_count": quarter(2),
				"playback_75_count": quarter(1), "playback_100_count": quarter(1),
			}
			fields["non_public_metrics"], fields["organic_metrics"] = private, private
		}
	}
	if m.alt != "" {
		fields["alt_text"] = m.alt
	}
	for name, value := range fields {
		if v.wants("media", name) {
			o[name] = value
		}
	}
	return o
}

// getMedia is GET /2/media and GET /2/media/{media_key}.
func getMedia(c *call) (any, error) {
	keys, single := c.list("media_keys"), c.path("media_key")
	if single != "" {
		keys = []string{single}
	}
	if len(keys) == 0 || len(keys) > 100 {
		return nil, badParameter("media_keys", strings.Join(keys, ","), "The number of values in the `media_keys` query parameter list is not between 1 and 100")
	}
	var out []object
	for _, key := range keys {
		if m := c.srv.mediaKeys[key]; m != nil && m.final {
			out = append(out, c.mediaJSON(m))
			continue
		}
		c.errs = append(c.errs, missing("media", "media_keys", key))
	}
	if single != "" && len(out) == 1 {
		return c.answer(out[0], 1, nil, nil), nil
	}
	return c.answer(out, len(out), nil, nil), nil
}

// AddViews adds views to a video.
func (s *Server) AddViews(mediaID string, views int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustMedia(mediaID).views += views
}
