package youtubetest

import (
	"slices"
)

type watermarkBody struct {
	common
	TargetChannelID any `json:"targetChannelId"`
	ImageBytes      any `json:"imageBytes"`
	ImageURL        any `json:"imageUrl"`
	Timing          *struct {
		Type       string `json:"type"`
		OffsetMs   any    `json:"offsetMs"`
		DurationMs any    `json:"durationMs"`
	} `json:"timing"`
	Position any `json:"position"`
}

// ownChannel checks the channel of a parameter.
func (c *call) ownChannel(parameter, domain string) (*channel, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if c.text(parameter) != me.id {
		return nil, forbidden(domain, "forbidden", "The specified channel does not belong to the authenticated user.").at(parameter)
	}
	return me, nil
}

// beginWatermark is watermarks.set, see https://developers.google.com/youtube/v3/docs/watermarks/set.
func beginWatermark(c *call, metadata []byte) (finisher, error) {
	const domain = "youtube.watermark"
	var b watermarkBody
	if err := decode(metadata, &b); err != nil {
		return nil, err
	}
	me, err := c.ownChannel("channelId", domain)
	if err != nil {
		return nil, err
	}
	if t := b.Timing; t != nil && t.Type != "offsetFromStart" && t.Type != "offsetFromEnd" {
		return nil, badRequest(domain, "invalidTiming", "The timing is not valid.").in("body.timing.type")
	}
	return func(f *blob, _ string) (any, error) {
		switch {
		case f.size == 0:
			return nil, badRequest(domain, "mediaBodyRequired", "The request does not include the image content.")
		case !isImage(f):
			return nil, badRequest(domain, "imageFormatUnsupported", "The specified file is not an image of a supported format.")
		}
		me.Watermark = f.hex()
		return nil, nil //nolint:nilnil // 204
	}, nil
}

// unsetWatermark is watermarks.unset, see https://developers.google.com/youtube/v3/docs/watermarks/unset.
func unsetWatermark(c *call) (any, error) {
	me, err := c.ownChannel("channelId", "youtube.watermark")
	if err != nil {
		return nil, err
	}
	me.Watermark = ""
	return nil, nil //nolint:nilnil // 204
}

// playlistImage is the picture of a playlist.
type playlistImage struct {
	id            string
	list          *playlist
	kind          string
	width, height int
	sha256        string
}

type playlistImageBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		PlaylistID string `json:"playlistId"`
		Type       string `json:"type"`
		Width      int    `json:"width"`
		Height     int    `json:"height"`
	} `json:"snippet"`
}

const imageDomain = "youtube.playlistImage"

func playlistImageNotFound() *apiError {
	return notFound(imageDomain, "playlistImageNotFound", "The playlist image cannot be found.").at("id")
}

func (c *call) playlistImageJSON(i *playlistImage) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = object{"playlistId": i.list.ID, "type": i.kind, "width": i.width, "height": i.height}
	}
	o = resource("playlistImage", i.id, o)
	delete(o, "etag") // which this resource has not
	return o
}

// beginPlaylistImage is playlistImages.insert and playlistImages.update, see
// https://developers.google.com/youtube/v3/docs/playlistImages. A playlist has one picture.
func beginPlaylistImage(c *call, metadata []byte) (finisher, error) {
	var b playlistImageBody
	if err := decode(metadata, &b); err != nil {
		return nil, err
	}
	if b.Snippet == nil || b.Snippet.PlaylistID == "" {
		return nil, badRequest(imageDomain, "playlistIdRequired", "The request must name a playlist.").in("body.snippet.playlistId")
	}
	p, err := c.ownPlaylist(b.Snippet.PlaylistID, imageDomain, "playlistId")
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.srv.images, func(i *playlistImage) bool { return i.list == p })
	if c.r.Method == "PUT" && (at < 0 || c.srv.images[at].id != b.ID) {
		return nil, playlistImageNotFound()
	}
	return func(f *blob, _ string) (any, error) {
		switch {
		case f.size == 0:
			return nil, badRequest(imageDomain, "mediaBodyRequired", "The request does not include the image content.")
		case !isImage(f):
			return nil, badRequest(imageDomain, "invalidImage", "The provided image content is invalid.")
		}
		i := &playlistImage{id: c.srv.ids.text(40), list: p, kind: b.Snippet.Type, width: b.Snippet.Width, height: b.Snippet.Height, sha256: f.hex()}
		if at >= 0 {
			i.id = c.srv.images[at].id
			c.srv.images[at] = i
		} else {
			c.srv.images = append(c.srv.images, i)
		}
		return c.playlistImageJSON(i), nil
	}, nil
}

// listPlaylistImages is playlistImages.list, see https://developers.google.com/youtube/v3/docs/playlistImages/list.
func listPlaylistImages(c *call) (any, error) {
	if c.text("parent") == "" {
		return nil, noFilter("parent")
	}
	p := c.srv.playlists[c.text("parent")]
	if p == nil || !p.visibleTo(c.channel) {
		return nil, playlistNotFound(imageDomain, "parent")
	}
	var found []*playlistImage
	for _, i := range c.srv.images {
		if i.list == p {
			found = append(found, i)
		}
	}
	out, err := listPage(c, "playlistImageListResponse", found, c.playlistImageJSON)
	if err == nil {
		delete(out, "etag") // which this list has not
	}
	return out, err
}

// deletePlaylistImage is playlistImages.delete, see https://developers.google.com/youtube/v3/docs/playlistImages/delete.
func deletePlaylistImage(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.srv.images, func(i *playlistImage) bool { return i.id == c.text("id") && i.list.owner == me })
	if at < 0 {
		return nil, playlistImageNotFound()
	}
	c.srv.images = slices.Delete(c.srv.images, at, at+1)
	return nil, nil //nolint:nilnil // 204
}
