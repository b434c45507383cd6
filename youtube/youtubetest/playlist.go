package youtubetest

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Playlist is a playlist as a test sees it.
type Playlist struct {
	ID, Channel                         string
	Title, Description, DefaultLanguage string
	Localizations                       map[string]Localization
	Privacy                             string
	Created                             time.Time
	Videos                              []string // ids, in their order
}

type playlist struct {
	Playlist
	owner   *channel
	items   []*playlistItem // in their order
	deleted bool
}

// listedBy reports whether a viewer finds a playlist in a list.
func (p *playlist) listedBy(viewer *channel) bool {
	return !p.deleted && (p.owner == viewer || p.Privacy == public)
}

// visibleTo reports whether a viewer can open a playlist.
func (p *playlist) visibleTo(viewer *channel) bool {
	return !p.deleted && (p.owner == viewer || p.Privacy != private)
}

func playlistNotFound(domain, parameter string) *apiError {
	return notFound(domain, "playlistNotFound", "The playlist identified with the request's <code>"+parameter+"</code> parameter cannot be found.").at(parameter)
}

// listPlaylists is playlists.list, see https://developers.google.com/youtube/v3/docs/playlists/list.
func listPlaylists(c *call) (any, error) {
	by, err := c.filter("channelId", "id", "mine")
	if err != nil {
		return nil, err
	}
	var found []*playlist
	switch by {
	case "id":
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if p := c.srv.playlists[id]; p != nil && p.visibleTo(c.channel) {
				found = append(found, p)
			}
		}
	default:
		ch := c.srv.channels[c.text("channelId")]
		if by == "mine" {
			if ch, err = c.mine("mine"); err != nil {
				return nil, err
			}
		}
		if ch == nil && by == "mine" {
			return nil, noChannel()
		}
		if ch == nil {
			return nil, notFound("youtube.playlist", "channelNotFound", "The channel specified in the request's <code>channelId</code> parameter cannot be found.").at("channelId")
		}
		for _, p := range slices.Backward(ch.lists) {
			if p.listedBy(c.channel) {
				found = append(found, p)
			}
		}
	}
	return listPage(c, "playlistListResponse", found, c.playlistJSON)
}

func (c *call) playlistJSON(p *playlist) object {
	o := object{}
	for part := range c.parts {
		switch part {
		case "snippet":
			snippet := object{
				"publishedAt": stamp(p.Created), "channelId": p.owner.id, "channelTitle": p.owner.Title, "title": p.Title,
				"description": p.Description, "thumbnails": p.pictures(),
				"localized": localized(Localization{p.Title, p.Description}, p.Localizations, c.text("hl")),
			}
			set(snippet, "defaultLanguage", p.DefaultLanguage)
			o[part] = snippet
		case "status":
			o[part] = object{"privacyStatus": p.Privacy}
		case "contentDetails":
			o[part] = object{"itemCount": len(p.items)}
		case "player":
			o[part] = object{"embedHtml": `<iframe width="640" height="360" src="http://www.youtube.com/embed/videoseries?list=` + p.ID + `" frameborder="0" allowfullscreen></iframe>`}
		case "localizations":
			if len(p.Localizations) > 0 {
				o[part] = localizationsJSON(p.Localizations)
			}
		}
	}
	return resource("playlist", p.ID, o)
}

func (p *playlist) pictures() object {
	if len(p.items) > 0 {
		return thumbnails(p.items[0].video)
	}
	return object{"default": object{"url": "https://i.ytimg.com/img/no_thumbnail.jpg", "width": 120, "height": 90}}
}

// apply replaces the parts that a request names.
func (p *playlist) apply(parts map[string]bool, b *playlistBody) error {
	if b.Snippet == nil || strings.TrimSpace(b.Snippet.Title) == "" {
		return badRequest("youtube.playlist", "playlistTitleRequired", "The request must specify a playlist title.").in("body.snippet.title")
	}
	if utf8.RuneCountInString(b.Snippet.Title) > 150 || utf8.RuneCountInString(b.Snippet.Description) > maxDescription {
		return badRequest("youtube.playlist", "invalidPlaylistSnippet", "The request provides an invalid playlist snippet.").in("body.snippet")
	}
	if len(b.Localizations) > 0 && parts["localizations"] && b.Snippet.DefaultLanguage == "" {
		return badRequest("youtube.playlist", "defaultLanguageNotSetError", "The defaultLanguage must be set to update localizations.")
	}
	if parts["snippet"] {
		p.Title, p.Description, p.DefaultLanguage = b.Snippet.Title, b.Snippet.Description, b.Snippet.DefaultLanguage
	}
	if parts["status"] {
		p.Privacy = public
		if b.Status != nil && b.Status.PrivacyStatus != "" {
			p.Privacy = b.Status.PrivacyStatus
		}
		if !slices.Contains([]string{public, unlisted, private}, p.Privacy) {
			return badRequest("youtube.playlist", "invalidPlaylistSnippet", "The privacy status is invalid.").in("body.status.privacyStatus")
		}
	}
	if parts["localizations"] {
		p.Localizations = b.Localizations
	}
	return nil
}

// insertPlaylist is playlists.insert, see https://developers.google.com/youtube/v3/docs/playlists/insert.
func insertPlaylist(c *call) (any, error) {
	var b playlistBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	p := &playlist{owner: me, Playlist: Playlist{Channel: me.id, Privacy: public, Created: c.srv.now()}}
	if err := p.apply(c.parts, &b); err != nil {
		return nil, err
	}
	c.srv.addPlaylist(p)
	return c.playlistJSON(p), nil
}

func (s *Server) addPlaylist(p *playlist) {
	p.ID = s.ids.playlist()
	s.playlists[p.ID] = p
	p.owner.lists = append(p.owner.lists, p)
}

// ownPlaylist is the playlist of an id, if it is the caller's.
func (c *call) ownPlaylist(id, domain, parameter string) (*playlist, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	p := c.srv.playlists[id]
	if p == nil || !p.visibleTo(me) {
		return nil, playlistNotFound(domain, parameter)
	}
	if p.owner != me {
		return nil, forbidden(domain, "playlistForbidden", "This operation is forbidden or the request might not be properly authorized.").at(parameter)
	}
	return p, nil
}

// updatePlaylist is playlists.update, see https://developers.google.com/youtube/v3/docs/playlists/update.
func updatePlaylist(c *call) (any, error) {
	var b playlistBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	p, err := c.ownPlaylist(b.ID, "youtube.playlist", "id")
	if err != nil {
		return nil, err
	}
	if err := c.unchanged(c.playlistJSON(p)); err != nil {
		return nil, err
	}
	changed := *p
	if err := changed.apply(c.parts, &b); err != nil {
		return nil, err
	}
	*p = changed
	return c.playlistJSON(p), nil
}

// deletePlaylist is playlists.delete, see https://developers.google.com/youtube/v3/docs/playlists/delete.
func deletePlaylist(c *call) (any, error) {
	p, err := c.ownPlaylist(c.text("id"), "youtube.playlist", "id")
	if err != nil {
		return nil, err
	}
	p.deleted = true
	return nil, nil //nolint:nilnil // 204
}

// CreatePlaylist makes a public playlist and returns its id.
func (s *Server) CreatePlaylist(channel, title string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.mustChannel(channel)
	p := &playlist{owner: ch, Playlist: Playlist{Channel: ch.id, Title: title, Privacy: public, Created: s.now()}}
	s.addPlaylist(p)
	return p.ID
}

// Playlists are the playlists of a channel that exist, oldest first, without its uploads.
func (s *Server) Playlists(channel string) []Playlist {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Playlist
	for _, p := range s.mustChannel(channel).lists {
		if p.deleted {
			continue
		}
		view := p.Playlist
		for _, item := range p.items {
			view.Videos = append(view.Videos, item.video.ID)
		}
		out = append(out, view)
	}
	return out
}
