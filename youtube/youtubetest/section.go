package youtubetest

import (
	"slices"
)

// section is a row on the page of a channel.
type section struct {
	id                  string
	owner               *channel
	kind, title         string
	playlists, channels []string
}

const (
	maxSections   = 10
	sectionDomain = "youtube.channelSection"
)

type sectionBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		Type            string `json:"type"`
		Title           string `json:"title"`
		Position        *int   `json:"position"`
		ChannelID       any    `json:"channelId"`
		DefaultLanguage any    `json:"defaultLanguage"`
		Localized       any    `json:"localized"`
		Style           any    `json:"style"`
	} `json:"snippet"`
	ContentDetails *struct {
		Playlists []string `json:"playlists"`
		Channels  []string `json:"channels"`
	} `json:"contentDetails"`
	Localizations any `json:"localizations"`
	Targeting     any `json:"targeting"`
}

// sectionTypes are those that can still be made.
func sectionTypes() []string {
	return []string{
		"allPlaylists", "completedEvents", "liveEvents", "multipleChannels", "multiplePlaylists", "popularUploads", "recentUploads",
		"singlePlaylist", "subscriptions", "upcomingEvents",
	}
}

func sectionNotFound() *apiError {
	return notFound(sectionDomain, "channelSectionNotFound", "The channel section cannot be found. The value of the request's <code>id</code> parameter may be invalid.").at("id")
}

// apply takes over what a request says.
func (sec *section) apply(b *sectionBody) error {
	switch {
	case b.Snippet == nil || b.Snippet.Type == "":
		return badRequest(sectionDomain, "typeRequired", "The <code>snippet.type</code> property must be set.").in("body.snippet.type")
	case !slices.Contains(sectionTypes(), b.Snippet.Type):
		return badRequest(sectionDomain, "notEditable", "Sections of this type cannot be made or changed.").in("body.snippet.type")
	}
	sec.kind, sec.title, sec.playlists, sec.channels = b.Snippet.Type, b.Snippet.Title, nil, nil
	if b.ContentDetails != nil {
		sec.playlists, sec.channels = b.ContentDetails.Playlists, b.ContentDetails.Channels
	}
	switch {
	case sec.kind == "singlePlaylist" && len(sec.playlists) != 1, sec.kind == "multiplePlaylists" && len(sec.playlists) == 0:
		return badRequest(sectionDomain, "playlistRequired", "The <code>contentDetails.playlists</code> property must name playlists.").in("body.contentDetails.playlists")
	case sec.kind == "multipleChannels" && len(sec.channels) == 0:
		return badRequest(sectionDomain, "channelsRequired", "The <code>contentDetails.channels</code> property must name channels.").in("body.contentDetails.channels")
	case sec.title == "" && (sec.kind == "multiplePlaylists" || sec.kind == "multipleChannels"):
		return badRequest(sectionDomain, "titleRequired", "The <code>snippet.title</code> property must be set.").in("body.snippet.title")
	}
	return nil
}

// place puts a section where a request wants it.
func (c *call) place(sec *section, b *sectionBody) {
	rest := slices.DeleteFunc(c.channel.sections, func(other *section) bool { return other == sec })
	at := len(rest)
	if b.Snippet.Position != nil {
		at = min(max(0, *b.Snippet.Position), len(rest))
	}
	c.channel.sections = slices.Insert(rest, at, sec)
}

func (c *call) sectionJSON(sec *section) object {
	o := object{}
	if c.parts["snippet"] {
		snippet := object{"type": sec.kind, "channelId": sec.owner.id, "position": slices.Index(sec.owner.sections, sec)}
		set(snippet, "title", sec.title)
		o["snippet"] = snippet
	}
	if c.parts["contentDetails"] && len(sec.playlists)+len(sec.channels) > 0 {
		details := object{}
		if len(sec.playlists) > 0 {
			details["playlists"] = sec.playlists
		}
		if len(sec.channels) > 0 {
			details["channels"] = sec.channels
		}
		o["contentDetails"] = details
	}
	return resource("channelSection", sec.id, o)
}

// listSections is channelSections.list, see https://developers.google.com/youtube/v3/docs/channelSections/list.
func listSections(c *call) (any, error) {
	by, err := c.filter("channelId", "id", "mine")
	if err != nil {
		return nil, err
	}
	owners := c.srv.order
	switch by {
	case "mine":
		me, err := c.me()
		if err != nil {
			return nil, err
		}
		owners = []*channel{me}
	case "channelId":
		ch := c.srv.channels[c.text(by)]
		if ch == nil {
			return nil, notFound(sectionDomain, "channelNotFound", "The channel specified in the request's <code>channelId</code> parameter cannot be found.").at("channelId")
		}
		owners = []*channel{ch}
	}
	ids := c.list("id")
	var items []object
	for _, ch := range owners {
		for _, sec := range ch.sections {
			if by != "id" || slices.Contains(ids, sec.id) {
				items = append(items, c.sectionJSON(sec))
			}
		}
	}
	return without(fullList("channelSectionListResponse", items), "pageInfo"), nil
}

// insertSection is channelSections.insert, see https://developers.google.com/youtube/v3/docs/channelSections/insert.
func insertSection(c *call) (any, error) {
	var b sectionBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if len(me.sections) >= maxSections {
		return nil, badRequest(sectionDomain, "maxChannelSectionExceeded", "The maximum number of channel sections has been reached.")
	}
	sec := &section{id: me.id + "." + c.srv.ids.text(11), owner: me}
	if err := sec.apply(&b); err != nil {
		return nil, err
	}
	c.place(sec, &b)
	return c.sectionJSON(sec), nil
}

// ownSection is the section of an id, if it is the caller's.
func (c *call) ownSection(id string) (*section, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	for _, sec := range me.sections {
		if sec.id == id {
			return sec, nil
		}
	}
	return nil, sectionNotFound()
}

// updateSection is channelSections.update, see https://developers.google.com/youtube/v3/docs/channelSections/update.
func updateSection(c *call) (any, error) {
	var b sectionBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	sec, err := c.ownSection(b.ID)
	if err != nil {
		return nil, err
	}
	changed := *sec
	if err := changed.apply(&b); err != nil {
		return nil, err
	}
	*sec = changed
	if b.Snippet.Position != nil {
		c.place(sec, &b)
	}
	return c.sectionJSON(sec), nil
}

// deleteSection is channelSections.delete, see https://developers.google.com/youtube/v3/docs/channelSections/delete.
func deleteSection(c *call) (any, error) {
	sec, err := c.ownSection(c.text("id"))
	if err != nil {
		return nil, err
	}
	c.channel.sections = slices.DeleteFunc(c.channel.sections, func(other *section) bool { return other == sec })
	return nil, nil //nolint:nilnil // 204
}
