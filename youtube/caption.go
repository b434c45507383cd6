package youtube

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Captions lists the caption tracks of a video of the channel's. It costs 50 units.
// See https://developers.google.com/youtube/v3/docs/captions/list.
func (c *Client) Captions(ctx context.Context, video ID) ([]*Caption, error) {
	if err := needID("video", video); err != nil {
		return nil, err
	}
	a, err := get[List[Caption]](ctx, c, &request{
		Op: "captions.list", Path: data("captions"), Query: url.Values{"part": {"snippet"}, "videoId": {string(video)}},
	})
	if err != nil {
		return nil, err
	}
	return present(a.Items), nil
}

// CaptionParams describe a new caption track.
// See https://developers.google.com/youtube/v3/docs/captions/insert.
type CaptionParams struct {
	VideoID  ID     `json:"videoId"`
	Language string `json:"language"`          // BCP 47
	Name     string `json:"name"`              // 150 characters; shown beside the language, and may be ""
	Draft    bool   `json:"isDraft,omitempty"` // shown to nobody
}

// AddCaption gives a video of the channel's a caption track, from a file with times in it (SubRip, WebVTT, …) of at
// most 100 MiB. It costs 400 units. A video has one track of a language and name: [social.ErrDuplicate].
// See https://developers.google.com/youtube/v3/docs/captions/insert.
func (c *Client) AddCaption(ctx context.Context, p *CaptionParams, file *social.Media) (*Caption, error) {
	return c.addCaption(ctx, value(p), file, "file", false)
}

// addCaption makes the one track; sent says that an earlier attempt may have.
func (c *Client) addCaption(ctx context.Context, p CaptionParams, file *social.Media, field string, sent bool) (*Caption, error) {
	if p.VideoID == "" || p.Language == "" {
		return nil, social.Invalid(network, "params", "name no video, or no language")
	}
	in := &intent{
		op: "captions.insert", method: http.MethodPost, path: uploadPath("captions"), query: url.Values{"part": {"snippet"}},
		body: map[string]any{"snippet": p},
	}
	track, doubt, err := c.sendCaption(ctx, in, file, field)
	if !errors.Is(err, social.ErrDuplicate) || !sent && !doubt {
		return track, err
	}
	if had, findErr := c.findCaption(ctx, &p); findErr == nil && had != nil {
		return had, nil
	}
	return nil, err
}

// UpdateCaption replaces the file of a track. It costs 450 units.
// See https://developers.google.com/youtube/v3/docs/captions/update.
func (c *Client) UpdateCaption(ctx context.Context, id ID, draft bool, file *social.Media) (*Caption, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	track, _, err := c.sendCaption(ctx, &intent{
		op: "captions.update", method: http.MethodPut, path: uploadPath("captions"), query: url.Values{"part": {"snippet"}},
		body: map[string]any{"id": id, "snippet": map[string]bool{"isDraft": draft}},
	}, file, "file")
	return track, err
}

// sendCaption sends a file in a session. When its end is not known it is sent anew: doubt says so.
func (c *Client) sendCaption(ctx context.Context, in *intent, file *social.Media, field string) (track *Caption, doubt bool, err error) {
	if err := file.Validate(network, field); err != nil {
		return nil, false, err
	}
	for try := 1; ; try++ {
		s, made := new(session), new(Caption)
		if err := c.beginFile(ctx, s, file, in, field); err != nil {
			return nil, doubt, err
		}
		err := c.send(ctx, s, &rest.File{Field: field, Media: file, Type: s.Type, Fetch: c.rest.Fetcher()}, made)
		if err == nil {
			return made, doubt, nil
		}
		err = s.doubtful(err)
		doubt = doubt || isUncertain(err)
		if !errors.Is(err, errGone) || try == begins {
			return nil, doubt, err
		}
	}
}

// findCaption looks for a track by language and name.
func (c *Client) findCaption(ctx context.Context, p *CaptionParams) (*Caption, error) {
	all, err := c.Captions(ctx, p.VideoID)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if s := t.Snippet; s != nil && strings.EqualFold(s.Language, p.Language) && s.Name == p.Name && s.Kind != CaptionAutomatic {
			return t, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none
}

// DownloadParams choose the form of a caption track. nil means the form in which it was uploaded.
// See https://developers.google.com/youtube/v3/docs/captions/download.
type DownloadParams struct {
	Format   CaptionFormat
	Language string // translates it, by machine; ISO 639-1
}

// DownloadCaption reads the file of a track. It costs 200 units.
// See https://developers.google.com/youtube/v3/docs/captions/download.
func (c *Client) DownloadCaption(ctx context.Context, id ID, p *DownloadParams) ([]byte, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	own, q := value(p), url.Values{}
	setText(q, "tfmt", string(own.Format))
	setText(q, "tlang", own.Language)
	var file []byte
	_, err := c.do(ctx, &request{Op: "captions.download", Path: data("captions", string(id)), Query: q, Header: http.Header{"Accept": {"*/*"}}}, &file)
	return file, err
}

// DeleteCaption deletes a track for good; [social.ErrNotFound] if there is none.
// See https://developers.google.com/youtube/v3/docs/captions/delete.
func (c *Client) DeleteCaption(ctx context.Context, id ID) error {
	return c.remove(ctx, "captions.delete", data("captions"), id)
}
