package mastodon

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// MediaParams changes an attachment. nil keeps what is there.
type MediaParams struct {
	Description *string
	Focus       *social.Focus
	Thumbnail   *social.Media // for video and audio
}

// UploadMedia streams a file to the server and returns at once: the attachment may still be processed, with URL
// empty; see [Client.WaitMedia]. Description, focus and thumbnail are taken from m. An attachment that is
// not used within about a day is removed by the server, so a repeat after a lost answer does no harm.
// See https://docs.joinmastodon.org/methods/media/#v2.
func (c *Client) UploadMedia(ctx context.Context, m *social.Media) (*MediaAttachment, error) {
	return c.uploadMedia(ctx, m, "Media")
}

func (c *Client) uploadMedia(ctx context.Context, m *social.Media, field string) (*MediaAttachment, error) {
	if err := m.Validate(network, field); err != nil {
		return nil, err
	}
	parts := []rest.Part{}
	if m.AltText != "" {
		parts = append(parts, rest.Part{Name: "description", Text: m.AltText})
	}
	if m.Focus != nil {
		parts = append(parts, rest.Part{Name: "focus", Text: focusText(m.Focus)})
	}
	if m.Thumbnail != nil {
		if err := m.Thumbnail.Validate(network, field+".Thumbnail"); err != nil {
			return nil, err
		}
		parts = append(parts, c.filePart("thumbnail", m.Thumbnail, field+".Thumbnail"))
	}
	parts = append(parts, c.filePart("file", m, field))
	out := new(MediaAttachment)
	r := &rest.Request{
		Op: "media.upload", Method: http.MethodPost, Path: rest.Path("api", "v2", "media"), Class: rest.Idempotent,
		Body: rest.Multipart(parts...), Idle: c.rest.Options().MediaWait, // some servers process before they answer
	}
	_, err := c.do(ctx, familyMedia, r, out)
	if err != nil {
		return nil, draft.InField(err, field)
	}
	return out, nil
}

func (c *Client) filePart(name string, m *social.Media, field string) rest.Part {
	return rest.Part{Name: name, File: &rest.File{Field: field, Media: m, Fetch: c.rest.Fetcher()}}
}

// Media reads an attachment that is not part of a status yet, and whether it is ready to be.
// [social.ErrMedia] means that the server could not process it.
// See https://docs.joinmastodon.org/methods/media/#get.
func (c *Client) Media(ctx context.Context, id ID) (m *MediaAttachment, ready bool, err error) {
	m = new(MediaAttachment)
	a, err := c.do(ctx, familyAll, &rest.Request{Op: "media.get", Path: mediaPath(id)}, m)
	var e *social.Error
	if errors.As(err, &e) && e.Status == http.StatusUnprocessableEntity {
		e.Kind = social.ErrMedia
	}
	if err != nil {
		return nil, false, err
	}
	return m, a.Status == http.StatusOK, nil
}

// Pauses between looks at media that is being processed.
const (
	firstMediaPause = 500 * time.Millisecond
	lastMediaPause  = 5 * time.Second
)

// errProcessing is the cause when the server takes longer than Options.MediaWait.
var errProcessing = errors.New("the server is still processing the file")

// WaitMedia waits until an attachment is ready, for Options.MediaWait at most: then the error wraps
// [social.ErrUnavailable]. [social.ErrMedia] means that the server could not process it.
func (c *Client) WaitMedia(ctx context.Context, id ID) (*MediaAttachment, error) {
	end := time.Now().Add(c.rest.Options().MediaWait)
	for pause := firstMediaPause; ; pause = min(pause*3/2, lastMediaPause) {
		m, ready, err := c.Media(ctx, id)
		if err != nil || ready {
			return m, err
		}
		if time.Now().Add(pause).After(end) {
			return nil, &social.Error{Network: network, Op: "media.wait", Kind: social.ErrUnavailable, Err: errProcessing}
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return nil, &social.Error{Network: network, Op: "media.wait", Err: err}
		}
	}
}

// UpdateMedia changes an attachment that is not part of a status yet. Params that name nothing are
// [social.ErrInvalid].
// See https://docs.joinmastodon.org/methods/media/#update.
func (c *Client) UpdateMedia(ctx context.Context, id ID, p *MediaParams) (*MediaAttachment, error) {
	if p == nil || *p == (MediaParams{}) {
		return nil, social.Invalid(network, "params", "name nothing to change")
	}
	var parts []rest.Part
	if p.Description != nil {
		parts = append(parts, rest.Part{Name: "description", Text: *p.Description})
	}
	if p.Focus != nil {
		parts = append(parts, rest.Part{Name: "focus", Text: focusText(p.Focus)})
	}
	if p.Thumbnail != nil {
		if err := p.Thumbnail.Validate(network, "Thumbnail"); err != nil {
			return nil, err
		}
		parts = append(parts, c.filePart("thumbnail", p.Thumbnail, "Thumbnail"))
	}
	out := new(MediaAttachment)
	r := &rest.Request{
		Op: "media.update", Method: http.MethodPut, Path: mediaPath(id), Class: rest.Idempotent, Body: rest.Multipart(parts...),
	}
	_, err := c.do(ctx, familyAll, r, out)
	return out, err
}

// DeleteMedia removes an attachment that is not part of a status; Mastodon 4.4.
// See https://docs.joinmastodon.org/methods/media/#delete.
func (c *Client) DeleteMedia(ctx context.Context, id ID) error {
	r := &rest.Request{Op: "media.delete", Method: http.MethodDelete, Path: mediaPath(id), Class: rest.Idempotent, Gone: true}
	_, err := c.do(ctx, familyAll, r, nil)
	return err
}

func mediaPath(id ID) string { return rest.Path("api", "v1", "media", string(id)) }

func focusText(f *social.Focus) string {
	num := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return num(f.X) + "," + num(f.Y)
}
