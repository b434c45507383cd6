package youtube

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// WatermarkParams say when a watermark shows. nil means throughout.
// See https://developers.google.com/youtube/v3/docs/watermarks#resource.
type WatermarkParams struct {
	After    time.Duration // from the beginning
	FromEnd  time.Duration // or so long before the end
	Duration time.Duration // 0: until the end
}

// SetWatermark shows a picture in the corner of all videos of the channel: JPEG or PNG of at most 10 MiB, square, of 150
// pixels at least. It takes the place of the one before.
// See https://developers.google.com/youtube/v3/docs/watermarks/set.
func (c *Client) SetWatermark(ctx context.Context, picture *social.Media, p *WatermarkParams) error {
	me, err := c.Me(ctx)
	if err != nil {
		return err
	}
	own := value(p)
	timing := fields{"type": "offsetFromStart", "offsetMs": Count(own.After.Milliseconds())}
	if own.FromEnd > 0 {
		timing = fields{"type": "offsetFromEnd", "offsetMs": Count(own.FromEnd.Milliseconds())}
	}
	if own.Duration > 0 {
		timing["durationMs"] = Count(own.Duration.Milliseconds())
	}
	return c.sendFile(ctx, &intent{
		op: "watermarks.set", method: http.MethodPost, path: uploadPath("watermarks", "set"), query: url.Values{"channelId": {string(me.ID)}},
		body: fields{"timing": timing, "position": fields{"type": "corner", "cornerPosition": "topRight"}},
	}, picture, nil)
}

// RemoveWatermark takes the watermark out of all videos of the channel.
// See https://developers.google.com/youtube/v3/docs/watermarks/unset.
func (c *Client) RemoveWatermark(ctx context.Context) error {
	me, err := c.Me(ctx)
	if err != nil {
		return err
	}
	return c.order(ctx, &request{
		Op: "watermarks.unset", Path: data("watermarks", "unset"), Query: url.Values{"channelId": {string(me.ID)}},
	})
}

// A PlaylistImage is the picture of a playlist.
// See https://developers.google.com/youtube/v3/docs/playlistImages#resource.
type PlaylistImage struct {
	ID      ID                    `json:"id,omitempty"`
	Snippet *PlaylistImageSnippet `json:"snippet,omitempty"`
}

// A PlaylistImageSnippet says whose picture it is.
type PlaylistImageSnippet struct {
	PlaylistID ID     `json:"playlistId,omitempty"`
	Type       string `json:"type,omitempty"`   // "hero"
	Width      Int    `json:"width,omitempty"`  // pixels
	Height     Int    `json:"height,omitempty"` // pixels
}

// PlaylistImage reads the picture that a playlist was given; [social.ErrNotFound] if it was given none.
// See https://developers.google.com/youtube/v3/docs/playlistImages/list.
func (c *Client) PlaylistImage(ctx context.Context, playlist ID) (*PlaylistImage, error) {
	if err := needID("playlist", playlist); err != nil {
		return nil, err
	}
	return one[PlaylistImage](ctx, c, &request{
		Op: "playlistImages.list", Path: data("playlistImages"), Query: url.Values{"part": {"id,snippet"}, "parent": {string(playlist)}}, Fresh: true,
	})
}

// SetPlaylistImage gives a playlist of the channel's its own picture, in the place of the one before: JPEG or PNG, square,
// of at most 50 MiB. See https://developers.google.com/youtube/v3/docs/playlistImages/insert.
func (c *Client) SetPlaylistImage(ctx context.Context, playlist ID, picture *social.Media) (*PlaylistImage, error) {
	if err := picture.Validate(network, "picture"); err != nil {
		return nil, err
	}
	had, err := c.PlaylistImage(ctx, playlist)
	if err != nil && !errors.Is(err, social.ErrNotFound) || isMissingList(err) {
		return nil, err
	}
	snippet := fields{"playlistId": playlist, "type": "hero"}
	info, _ := probe.File(ctx, picture) // what cannot be opened fails later
	if width, height, ok := info.Size(); ok {
		snippet["width"], snippet["height"] = width, height
	}
	in := &intent{
		op: "playlistImages.insert", method: http.MethodPost, path: uploadPath("playlistImages"), query: url.Values{"part": {"snippet"}},
		body: fields{"snippet": snippet},
	}
	if had != nil {
		in.op, in.method, in.body = "playlistImages.update", http.MethodPut, fields{"id": had.ID, "snippet": snippet}
	}
	made := new(PlaylistImage)
	return made, c.sendFile(ctx, in, picture, made)
}

// isMissingList tells a playlist that does not exist from one without a picture.
func isMissingList(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Code == "playlistNotFound"
}

// RemovePlaylistImage takes the picture of a playlist away; [social.ErrNotFound] if there is none. id is that of the
// picture. See https://developers.google.com/youtube/v3/docs/playlistImages/delete.
func (c *Client) RemovePlaylistImage(ctx context.Context, id ID) error {
	return c.remove(ctx, "playlistImages.delete", data("playlistImages"), id)
}

// sendFile sends a picture that a resource describes, in a session. A repeat replaces it.
func (c *Client) sendFile(ctx context.Context, in *intent, picture *social.Media, out any) error {
	if err := picture.Validate(network, "picture"); err != nil {
		return err
	}
	for try := 1; ; try++ {
		s := new(session)
		if err := c.beginFile(ctx, s, picture, in, "picture"); err != nil {
			return err
		}
		err := c.send(ctx, s, &rest.File{Field: "picture", Media: picture, Type: s.Type, Fetch: c.rest.Fetcher()}, out)
		if err == nil || !errors.Is(err, errGone) || try == begins {
			return err
		}
	}
}
