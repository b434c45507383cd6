package x

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// UploadParams begins an upload in segments.
type UploadParams struct {
	MediaType        string        `json:"media_type"`
	TotalBytes       int64         `json:"total_bytes"`
	Category         MediaCategory `json:"media_category,omitempty"`
	AdditionalOwners []ID          `json:"additional_owners,omitempty"` // accounts that may use it, too
	Shared           bool          `json:"shared,omitempty"`            // messages: may go to several people
}

// UploadMedia streams a file to X and returns at once: films and GIFs are processed then, see [Client.WaitUpload].
// "" as the category takes that of posts. Pictures and subtitles go in one request, the rest in segments, of which
// at most one is sent at a time and none is held in memory. Alternative text and subtitles of m are not sent: see
// [Client.SetMediaMetadata] and [Client.AddSubtitles]. A file that no post uses is gone after a day.
// See https://docs.x.com/x-api/media/introduction.
func (c *Client) UploadMedia(ctx context.Context, m *social.Media, category MediaCategory) (*Upload, error) {
	if err := m.Validate(network, "Media"); err != nil {
		return nil, err
	}
	u := newUpload(m, category, false)
	if err := c.transfer(ctx, u, m, "Media"); err != nil {
		return nil, err
	}
	return u.answer, nil
}

// upload is a file on its way. It is part of the state of a [social.Pending].
type upload struct {
	ID        ID            `json:"id,omitempty"`
	Key       string        `json:"key,omitempty"`
	Type      string        `json:"type"`
	Category  MediaCategory `json:"category"`
	Total     int64         `json:"total,omitempty"`
	Segment   int64         `json:"segment,omitempty"` // bytes of each but the last
	Next      int           `json:"next,omitempty"`    // first segment that X has not confirmed
	Sent      bool          `json:"sent,omitempty"`    // all of it is there
	Ready     bool          `json:"ready,omitempty"`   // processed
	Described bool          `json:"described,omitempty"`
	Captions  []ID          `json:"captions,omitempty"` // subtitles that are attached
	Preview   ID            `json:"preview,omitempty"`  // of Media.Thumbnail
	Expires   time.Time     `json:"expires,omitzero"`
	Owners    []ID          `json:"owners,omitempty"`

	answer *Upload
}

func newUpload(m *social.Media, category MediaCategory, message bool) *upload {
	u := &upload{Type: mediaType(m)}
	u.Category = category
	if category == "" {
		u.Category = categoryOf(u.Type, message)
	}
	return u
}

// mediaType is the type as X spells it.
func mediaType(m *social.Media) string {
	switch t := m.Type(); t {
	case "application/x-subrip", "application/srt":
		return "text/srt"
	default:
		return t
	}
}

// categoryOf is what a file of a type is for.
func categoryOf(mediaType string, message bool) MediaCategory {
	switch {
	case strings.HasPrefix(mediaType, "text/"):
		return CategorySubtitles
	case mediaType == "image/gif" && message:
		return CategoryDMGIF
	case mediaType == "image/gif":
		return CategoryPostGIF
	case strings.HasPrefix(mediaType, "video/") && message:
		return CategoryDMVideo
	case strings.HasPrefix(mediaType, "video/"):
		return CategoryPostVideo
	case message:
		return CategoryDMImage
	default:
		return CategoryPostImage
	}
}

// whole reports whether files of a category go in one request.
func (k MediaCategory) whole() bool {
	return k == CategoryPostImage || k == CategoryDMImage || k == CategorySubtitles
}

// transfer brings to X what of a file is not there yet.
func (c *Client) transfer(ctx context.Context, u *upload, m *social.Media, field string) error {
	if u.expired() {
		*u = upload{Type: u.Type, Category: u.Category, Owners: u.Owners}
	}
	if u.Sent {
		return nil
	}
	var err error
	if u.Category.whole() {
		err = c.transferWhole(ctx, u, m, field)
	} else {
		err = c.transferSegments(ctx, u, m, field)
	}
	return draft.InField(err, field)
}

// expired reports an upload that X has forgotten, or will before it can be used.
func (u *upload) expired() bool {
	const margin = time.Minute
	return u.ID != "" && !u.Expires.IsZero() && time.Until(u.Expires) < margin
}

// take notes what X says of an upload.
func (u *upload) take(a *Upload) {
	u.answer = a
	u.ID = a.ID
	if a.MediaKey != "" {
		u.Key = a.MediaKey
	}
	switch {
	case !a.ExpiresAt.IsZero():
		u.Expires = a.ExpiresAt.Time
	case a.ExpiresAfterSecs > 0:
		u.Expires = time.Now().Add(time.Duration(a.ExpiresAfterSecs) * time.Second).UTC()
	}
}

// transferWhole sends a file in one request. A repeat makes a second file that nobody uses.
// See https://docs.x.com/x-api/media/upload-media.
func (c *Client) transferWhole(ctx context.Context, u *upload, m *social.Media, field string) error {
	parts := []rest.Part{{Name: "media_category", Text: string(u.Category)}, {Name: "media_type", Text: u.Type}}
	if len(u.Owners) > 0 {
		parts = append(parts, rest.Part{Name: "additional_owners", Text: joinIDs(u.Owners)})
	}
	file := &rest.File{Field: field, Media: m, Type: u.Type, Fetch: c.rest().Fetcher()}
	parts = append(parts, rest.Part{Name: "media", File: file})
	a, err := one[Upload](ctx, c, &request{
		Op: "media.upload", Method: http.MethodPost, Path: path("media", "upload"), Class: rest.Idempotent, Raw: rest.Multipart(parts...),
	})
	if err != nil {
		return err
	}
	u.take(a.Data)
	u.Sent, u.Ready = true, a.Data.Ready()
	return nil
}

func joinIDs(ids []ID) string {
	q := url.Values{}
	setList(q, "ids", ids)
	return q.Get("ids")
}

// InitUpload begins an upload in segments. See https://docs.x.com/x-api/media/media-upload-initialize.
func (c *Client) InitUpload(ctx context.Context, p *UploadParams) (*Upload, error) {
	if p == nil {
		return nil, social.Invalid(network, "params", "is nil")
	}
	a, err := one[Upload](ctx, c, &request{
		Op: "media.initialize", Method: http.MethodPost, Path: path("media", "upload", "initialize"), Class: rest.Idempotent, Body: p,
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// AppendUpload sends one segment, counted from 0 to 999; sending it again replaces it. It streams part, whose Size
// must be known. See https://docs.x.com/x-api/media/media-upload-append.
func (c *Client) AppendUpload(ctx context.Context, id ID, segment int, part *social.Media) (expires time.Time, err error) {
	if err := part.Validate(network, "part"); err != nil {
		return time.Time{}, err
	}
	file := &rest.File{Field: "part", Media: part, Type: "application/octet-stream", Fetch: c.rest().Fetcher()}
	return c.append(ctx, id, segment, file)
}

func (c *Client) append(ctx context.Context, id ID, segment int, file *rest.File) (expires time.Time, err error) {
	type answer struct {
		ExpiresAt Time `json:"expires_at"`
	}
	body := rest.Multipart(rest.Part{Name: "segment_index", Text: strconv.Itoa(segment)}, rest.Part{Name: "media", File: file})
	r := &request{
		Op: "media.append", Method: http.MethodPost, Path: path("media", "upload", string(id), "append"),
		Raw: body,
	}
	a, err := order[answer](ctx, c, r)
	if err != nil {
		return time.Time{}, err
	}
	return a.ExpiresAt.Time, nil
}

// finalizeTries bounds how often an upload is ended whose answers are lost.
const finalizeTries = 3

// FinalizeUpload ends an upload in segments. When the answer is lost, X is asked for its state before anything is
// sent again. See https://docs.x.com/x-api/media/media-upload-finalize.
func (c *Client) FinalizeUpload(ctx context.Context, id ID) (*Upload, error) {
	for try := 1; ; try++ {
		a, err := one[Upload](ctx, c, &request{
			Op: "media.finalize", Method: http.MethodPost, Path: path("media", "upload", string(id), "finalize"), Class: rest.Lookup,
		})
		if err == nil {
			return a.Data, nil
		}
		if !errors.Is(err, social.ErrUncertain) || try == finalizeTries || ctx.Err() != nil {
			return nil, err
		}
		if u, statusErr := c.UploadStatus(ctx, id); statusErr == nil && u.ID != "" {
			return u, nil
		}
	}
}

// UploadStatus reads how far the processing of an upload is.
// See https://docs.x.com/x-api/media/get-media-upload-status.
func (c *Client) UploadStatus(ctx context.Context, id ID) (*Upload, error) {
	a, err := one[Upload](ctx, c, &request{
		Op: "media.status", Path: path("media", "upload"), Query: url.Values{"command": {"STATUS"}, "media_id": {string(id)}},
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// Bounds of the pauses between looks at an upload that is being processed, where X does not say when to come back.
const (
	firstUploadPause = time.Second
	lastUploadPause  = 30 * time.Second
)

// errProcessing is the cause when X takes longer than Options.MediaWait.
var errProcessing = errors.New("the file is still being processed")

// WaitUpload waits until a file can be used, for Options.MediaWait at most: then the error wraps
// [social.ErrUnavailable]. It asks as often as X wants it. [social.ErrMedia] means that X could not process it.
func (c *Client) WaitUpload(ctx context.Context, id ID) (*Upload, error) {
	return c.wait(ctx, id, nil)
}

// wait goes on from what X said last, if anything.
func (c *Client) wait(ctx context.Context, id ID, last *Upload) (*Upload, error) {
	end := time.Now().Add(c.rest().Options().MediaWait)
	for try := 0; ; try++ {
		if last == nil || try > 0 {
			u, err := c.UploadStatus(ctx, id)
			if err != nil {
				return nil, err
			}
			last = u
		}
		if last.Ready() {
			return last, nil
		}
		if last.Processing.State == ProcessingFailed {
			return nil, last.Processing.failure()
		}
		pause := min(firstUploadPause<<min(try, 5), lastUploadPause)
		if last.Processing.CheckAfterSecs > 0 {
			pause = time.Duration(last.Processing.CheckAfterSecs) * time.Second
		}
		if time.Now().Add(pause).After(end) {
			return nil, &social.Error{Network: network, Op: "media.wait", Kind: social.ErrUnavailable, Err: errProcessing, RetryAfter: pause}
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return nil, &social.Error{Network: network, Op: "media.wait", Err: err}
		}
	}
}

// failure says why a file cannot be used.
func (p *Processing) failure() error {
	e := &social.Error{Network: network, Op: "media.wait", Kind: social.ErrMedia, Message: "X could not process the file"}
	if p.Error != nil {
		e.Code = rest.Clip(p.Error.Name)
		if p.Error.Message != "" {
			e.Message = rest.Clip(p.Error.Message)
		}
	}
	return e
}
