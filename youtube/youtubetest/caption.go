package youtubetest

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

func captionError(reason, message, member string) *apiError {
	return badRequest("youtube.caption", reason, message).in(member)
}

func captionNotFound() *apiError {
	return notFound("youtube.caption", "captionNotFound", "The caption track could not be found. Check the value of the request's id parameter to ensure that it is correct.").at("id")
}

// captionsOf are the tracks of a video, oldest first.
func (s *Server) captionsOf(v *video) []*caption {
	var out []*caption
	for _, track := range s.captions {
		if track.video == v {
			out = append(out, track)
		}
	}
	slices.SortFunc(out, func(a, b *caption) int {
		return strings.Compare(a.Language+"\x00"+a.Name, b.Language+"\x00"+b.Name)
	})
	return out
}

// ownCaption is the track of the parameter id, if its video is the caller's.
func (c *call) ownCaption(id string) (*caption, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	track := c.srv.captions[id]
	if track == nil || track.video.deleted {
		return nil, captionNotFound()
	}
	if track.video.owner != me {
		return nil, forbidden("youtube.caption", "forbidden", "The permissions associated with the request are not sufficient to access the caption track.").at("id")
	}
	return track, nil
}

func (c *call) captionJSON(track *caption) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = object{
			"videoId": track.video.ID, "lastUpdated": fineStamp(track.Updated), "trackKind": "standard", "language": track.Language,
			"name": track.Name, "audioTrackType": "unknown", "isCC": false, "isLarge": false, "isEasyReader": false,
			"isDraft": track.Draft, "isAutoSynced": false, "status": "serving",
		}
	}
	return resource("caption", track.ID, o)
}

// listCaptions is captions.list, see https://developers.google.com/youtube/v3/docs/captions/list.
func listCaptions(c *call) (any, error) {
	v, err := c.ownVideo(c.text("videoId"), "youtube.caption", "videoId")
	if err != nil {
		return nil, err
	}
	wanted, items := c.list("id"), []object{}
	for _, track := range c.srv.captionsOf(v) {
		if len(wanted) == 0 || slices.Contains(wanted, track.ID) {
			items = append(items, c.captionJSON(track))
		}
	}
	return without(fullList("captionListResponse", items), "pageInfo"), nil
}

// beginCaption is captions.insert, see https://developers.google.com/youtube/v3/docs/captions/insert.
func beginCaption(c *call, metadata []byte) (finisher, error) {
	var b captionBody
	if err := decode(metadata, &b); err != nil {
		return nil, err
	}
	if b.Snippet == nil || b.Snippet.VideoID == "" || b.Snippet.Language == "" {
		return nil, captionError("invalidMetadata", "The request contains invalid metadata values, which prevent the track from being created.", "body.snippet")
	}
	if utf8.RuneCountInString(b.Snippet.Name) > 150 {
		return nil, captionError("nameTooLong", "The snippet.name specified in the request is too long.", "body.snippet.name")
	}
	v, err := c.ownVideo(b.Snippet.VideoID, "youtube.caption", "videoId")
	if err != nil {
		return nil, err
	}
	return func(f *blob, _ string) (any, error) {
		if f == nil || f.size == 0 {
			return nil, badRequest("youtube.caption", "contentRequired", "The request does not contain the caption track contents.")
		}
		for _, other := range c.srv.captionsOf(v) {
			if other.Language == b.Snippet.Language && other.Name == b.Snippet.Name {
				return nil, refuse(http.StatusConflict, "youtube.caption", "captionExists", "The specified video already has a caption track with the given snippet.language and snippet.name.")
			}
		}
		track := &caption{video: v, size: f.size, Caption: Caption{
			ID: c.srv.ids.text(39), Video: v.ID, Language: b.Snippet.Language, Name: b.Snippet.Name,
			Draft: b.Snippet.IsDraft != nil && *b.Snippet.IsDraft, Content: f.whole, Updated: c.srv.now(),
		}}
		c.srv.captions[track.ID] = track
		return c.captionJSON(track), nil
	}, nil
}

// beginCaptionUpdate is captions.update, see https://developers.google.com/youtube/v3/docs/captions/update.
func beginCaptionUpdate(c *call, metadata []byte) (finisher, error) {
	var b captionBody
	if err := decode(metadata, &b); err != nil {
		return nil, err
	}
	track, err := c.ownCaption(b.ID)
	if err != nil {
		return nil, err
	}
	return func(f *blob, _ string) (any, error) {
		if b.Snippet != nil && b.Snippet.IsDraft != nil {
			track.Draft = *b.Snippet.IsDraft
		}
		if f != nil && f.size > 0 {
			track.Content, track.size = f.whole, f.size
		}
		track.Updated = c.srv.now()
		return c.captionJSON(track), nil
	}, nil
}

// deleteCaption is captions.delete, see https://developers.google.com/youtube/v3/docs/captions/delete.
func deleteCaption(c *call) (any, error) {
	track, err := c.ownCaption(c.text("id"))
	if err != nil {
		return nil, err
	}
	delete(c.srv.captions, track.ID)
	return nil, nil //nolint:nilnil // 204
}

// downloadCaption is captions.download, see https://developers.google.com/youtube/v3/docs/captions/download.
func downloadCaption(c *call) (any, error) {
	track, err := c.ownCaption(c.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	unable := badRequest("youtube.caption", "couldNotConvert", "The caption track data could not be converted into the requested language and/or format.")
	if language := c.text("tlang"); language != "" && language != track.Language {
		return nil, unable
	}
	content, ok := convertCaption(track.Content, c.text("tfmt"))
	if !ok {
		return nil, unable
	}
	return file{"application/octet-stream", content}, nil
}

// Captions are the caption tracks of a video, by language and name.
func (s *Server) Captions(video string) []Caption {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Caption
	for _, track := range s.captionsOf(s.mustVideo(video)) {
		out = append(out, track.Caption)
	}
	return out
}
