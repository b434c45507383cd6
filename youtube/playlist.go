package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PlaylistsParams says whose playlists to list. nil means the channel's own, those that are private included.
type PlaylistsParams struct {
	ChannelID ID             // of another channel; "": the channel's own
	Parts     []PlaylistPart // nil: snippet, status and contentDetails
}

// PlaylistsPage reads a page of a channel's playlists.
// See https://developers.google.com/youtube/v3/docs/playlists/list.
func (c *Client) PlaylistsPage(ctx context.Context, params *PlaylistsParams, p *PageParams) (*Page[Playlist], error) {
	return pageOf[Playlist](ctx, c, playlists(params), p)
}

// Playlists iterates over a channel's playlists.
func (c *Client) Playlists(ctx context.Context, params *PlaylistsParams, p *PageParams) iter.Seq2[*Playlist, error] {
	return paged[Playlist](ctx, c, playlists(params), p)
}

func playlists(params *PlaylistsParams) *listing {
	own := value(params)
	q := playlistQuery(own.Parts)
	if own.ChannelID == "" {
		q.Set("mine", "true")
	} else {
		q.Set("channelId", string(own.ChannelID))
	}
	return &listing{request{Op: "playlists.list", Path: data("playlists"), Query: q}, pageUsual}
}

func playlistQuery(parts []PlaylistPart) url.Values {
	return partQuery(parts, PlaylistPartSnippet, PlaylistPartStatus, PlaylistPartContent)
}

// Playlist reads one playlist; [social.ErrNotFound] if there is none, or it is private and not the channel's own.
// See https://developers.google.com/youtube/v3/docs/playlists/list.
func (c *Client) Playlist(ctx context.Context, id ID, parts ...PlaylistPart) (*Playlist, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	q := playlistQuery(parts)
	q.Set("id", string(id))
	return one[Playlist](ctx, c, &request{Op: "playlists.list", Path: data("playlists"), Query: q})
}

// PlaylistParams are the properties of a playlist that can be set. nil leaves one out: a new playlist then has
// YouTube's default, an existing one keeps what it has.
// See https://developers.google.com/youtube/v3/docs/playlists/update.
type PlaylistParams struct {
	Title       *string // 150 characters; new playlists need one
	Description *string
	Language    *string // of title and description, BCP 47
	Privacy     *PrivacyStatus
	Podcast     *bool // the videos are the episodes of a podcast

	// Localizations are title and description in other languages; a nil entry removes one, and those that are not
	// named are kept.
	Localizations map[string]*Localization
}

func (p PlaylistParams) fields() fields {
	f := fields{}
	snippet, status := f.in("snippet"), f.in("status")
	set(snippet, "title", p.Title)
	set(snippet, "description", p.Description)
	set(snippet, "defaultLanguage", p.Language)
	set(status, "privacyStatus", p.Privacy)
	if p.Podcast != nil {
		status["podcastStatus"] = map[bool]string{true: "enabled", false: "disabled"}[*p.Podcast]
	}
	localizations(f.in("localizations"), p.Localizations)
	return f
}

// CreatePlaylist makes a playlist of the channel's, once: when the answer is lost, the channel's playlists are looked
// through before anything is sent again. Two of the same title are possible, and are told apart by time.
// See https://developers.google.com/youtube/v3/docs/playlists/insert.
func (c *Client) CreatePlaylist(ctx context.Context, p *PlaylistParams) (*Playlist, error) {
	own := value(p)
	if value(own.Title) == "" {
		return nil, social.Invalid(network, "Title", "is empty")
	}
	body := own.fields()
	query := url.Values{}
	setList(query, "part", body.parts())
	r := &request{Op: "playlists.insert", Method: http.MethodPost, Path: data("playlists"), Query: query, Body: body}
	before := looking()
	return insert(ctx, c, r, &rest.Write[*Playlist]{
		Twin: "playlist " + *own.Title,
		Find: func(ctx context.Context, taken func(string) bool) (*Playlist, bool, error) {
			for l, err := range c.Playlists(ctx, nil, nil) {
				if err != nil {
					return nil, false, err
				}
				if s := l.Snippet; s != nil && s.Title == *own.Title && !s.PublishedAt.Before(before) && !taken(string(l.ID)) {
					return l, true, nil
				}
			}
			return nil, false, nil
		},
		ID: func(l *Playlist) string { return string(l.ID) },
	})
}

// UpdatePlaylist changes what is set and nothing else, and returns the parts that changed.
// See https://developers.google.com/youtube/v3/docs/playlists/update.
func (c *Client) UpdatePlaylist(ctx context.Context, id ID, p *PlaylistParams) (*Playlist, error) {
	f := value(p).fields()
	if snippet, _ := f["snippet"].(fields); len(snippet) == 0 && len(f.parts()) > 0 {
		f["snippet"] = fields{"title": keep{}} // YouTube wants the title whatever is changed
	}
	return revise[Playlist](ctx, c, &revision{kind: "playlists", id: id, set: f, readOnly: func(part string) []string {
		if part == "snippet" {
			return []string{"publishedAt", "channelId", "channelTitle", "thumbnails", "localized", "tags"}
		}
		return nil
	}})
}

// DeletePlaylist deletes a playlist, not its videos; [social.ErrNotFound] if there is none.
// See https://developers.google.com/youtube/v3/docs/playlists/delete.
func (c *Client) DeletePlaylist(ctx context.Context, id ID) error {
	return c.remove(ctx, "playlists.delete", data("playlists"), id)
}
