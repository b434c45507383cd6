package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PlaylistItemsParams says what of a playlist to list.
type PlaylistItemsParams struct {
	PlaylistID ID
	VideoID    ID                 // only where this video is; "": all
	Parts      []PlaylistItemPart // nil: snippet, contentDetails and status
}

// PlaylistItemsPage reads a page of a playlist, in its order; the list of a channel's uploads begins with the newest.
// See https://developers.google.com/youtube/v3/docs/playlistItems/list.
func (c *Client) PlaylistItemsPage(ctx context.Context, params *PlaylistItemsParams, p *PageParams) (*Page[PlaylistItem], error) {
	return pageOf[PlaylistItem](ctx, c, playlistItems(params), p)
}

// PlaylistItems iterates over a playlist, in its order.
func (c *Client) PlaylistItems(ctx context.Context, params *PlaylistItemsParams, p *PageParams) iter.Seq2[*PlaylistItem, error] {
	return paged[PlaylistItem](ctx, c, playlistItems(params), p)
}

func playlistItems(params *PlaylistItemsParams) *listing {
	own := value(params)
	q := partQuery(own.Parts, PlaylistItemPartSnippet, PlaylistItemPartContent, PlaylistItemPartStatus)
	setText(q, "playlistId", string(own.PlaylistID))
	setText(q, "videoId", string(own.VideoID))
	return &listing{request{Op: "playlistItems.list", Path: data("playlistItems"), Query: q}, pageUsual}
}

// PlaylistItemParams are the place of a video in a playlist. nil keeps what is there.
// See https://developers.google.com/youtube/v3/docs/playlistItems/update.
type PlaylistItemParams struct {
	Position *int    // 0 is the first; nil for a new item: the end
	Note     *string // 280 characters
}

func (p PlaylistItemParams) fields() fields {
	f := fields{}
	set(f.in("snippet"), "position", p.Position)
	set(f.in("contentDetails"), "note", p.Note)
	return f
}

// AddToPlaylist puts a video into a playlist of the channel's, once: when the answer is lost, the playlist is looked
// through before anything is sent again. A video that is there already is there twice then. p may be nil.
// See https://developers.google.com/youtube/v3/docs/playlistItems/insert.
func (c *Client) AddToPlaylist(ctx context.Context, playlist, video ID, p *PlaylistItemParams) (*PlaylistItem, error) {
	if playlist == "" || video == "" {
		return nil, social.Invalid(network, "playlist", "is empty, or video is")
	}
	return c.addToPlaylist(ctx, playlist, video, p, false)
}

// addToPlaylist makes the one write; sent says that an earlier one may have taken effect.
func (c *Client) addToPlaylist(ctx context.Context, playlist, video ID, p *PlaylistItemParams, sent bool) (*PlaylistItem, error) {
	body := value(p).fields()
	snippet := body.in("snippet")
	snippet["playlistId"], snippet["resourceId"] = playlist, VideoResource(video)
	query := url.Values{}
	setList(query, "part", body.parts())
	had, err := c.placesOf(ctx, playlist, video)
	if err != nil {
		return nil, err
	}
	if sent && len(had) > 0 {
		return had[0], nil
	}
	r := &request{Op: "playlistItems.insert", Method: http.MethodPost, Path: data("playlistItems"), Query: query, Body: body}
	return insert(ctx, c, r, &rest.Write[*PlaylistItem]{
		Twin: "item " + string(playlist) + " " + string(video),
		Find: func(ctx context.Context, taken func(string) bool) (*PlaylistItem, bool, error) {
			now, err := c.placesOf(ctx, playlist, video)
			if err != nil {
				return nil, false, err
			}
			for _, i := range now {
				if !taken(string(i.ID)) && !holds(had, i.ID) {
					return i, true, nil
				}
			}
			return nil, false, nil
		},
		ID: func(i *PlaylistItem) string { return string(i.ID) },
	})
}

// placesOf lists where a video is in a playlist.
func (c *Client) placesOf(ctx context.Context, playlist, video ID) ([]*PlaylistItem, error) {
	l := playlistItems(&PlaylistItemsParams{PlaylistID: playlist, VideoID: video})
	l.Fresh = true
	page, err := pageOf[PlaylistItem](ctx, c, l, nil)
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

func holds(items []*PlaylistItem, id ID) bool {
	for _, i := range items {
		if i.ID == id {
			return true
		}
	}
	return false
}

// UpdatePlaylistItem changes what is set and nothing else, and returns the parts that changed.
// See https://developers.google.com/youtube/v3/docs/playlistItems/update.
func (c *Client) UpdatePlaylistItem(ctx context.Context, id ID, p *PlaylistItemParams) (*PlaylistItem, error) {
	f := value(p).fields()
	if snippet, _ := f["snippet"].(fields); len(snippet) == 0 && len(f.parts()) > 0 {
		f["snippet"] = fields{"playlistId": keep{}} // YouTube wants playlist and video whatever is changed
	}
	return revise[PlaylistItem](ctx, c, &revision{kind: "playlistItems", id: id, set: f, readOnly: func(part string) []string {
		switch part {
		case "snippet":
			return []string{
				"publishedAt", "channelId", "channelTitle", "title", "description", "thumbnails", "videoOwnerChannelId", "videoOwnerChannelTitle",
			}
		case "contentDetails":
			return []string{"videoPublishedAt"}
		default:
			return nil
		}
	}})
}

// RemoveFromPlaylist takes an item out of its playlist; [social.ErrNotFound] if there is none. id is that of the item.
// See https://developers.google.com/youtube/v3/docs/playlistItems/delete.
func (c *Client) RemoveFromPlaylist(ctx context.Context, id ID) error {
	return c.remove(ctx, "playlistItems.delete", data("playlistItems"), id)
}
