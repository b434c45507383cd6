package youtube

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Upload is a film on its way. It marshals to JSON, so that another process can go on with it by
// [Client.ContinueUpload]. It holds the address of the session, with which anybody can send the film: keep it like a
// token.
type Upload struct {
	session

	// Video is what the film became, "" before.
	Video ID `json:"video,omitempty"`
}

// UploadOptions say more about an upload. nil means all defaults.
type UploadOptions struct {
	NotifySubscribers *bool // nil: yes
}

// StartUpload begins an upload without sending anything of the film: it tells YouTube the properties of the new video,
// of which the title is needed, and pays one of the day's uploads. Nothing exists before [Client.ContinueUpload] has
// sent the last byte. A file whose size is not known is read through.
// See https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
func (c *Client) StartUpload(ctx context.Context, m *social.Media, p *VideoParams, opts *UploadOptions) (*Upload, error) {
	if err := m.Validate(network, "Media"); err != nil {
		return nil, err
	}
	u := new(Upload)
	if err := c.startUpload(ctx, u, m, value(p), value(opts), "Media"); err != nil {
		return nil, err
	}
	return u, nil
}

func (c *Client) startUpload(ctx context.Context, u *Upload, m *social.Media, p VideoParams, opts UploadOptions, field string) error {
	body, parts := p.insertion()
	query := url.Values{}
	setList(query, "part", parts)
	if opts.NotifySubscribers != nil {
		query.Set("notifySubscribers", strconv.FormatBool(*opts.NotifySubscribers))
	}
	in := &intent{op: "videos.insert", method: http.MethodPost, path: uploadPath("videos"), query: query, body: body}
	return c.beginFile(ctx, &u.session, m, in, field)
}

// beginFile measures a file and opens a session for it.
func (c *Client) beginFile(ctx context.Context, s *session, m *social.Media, in *intent, field string) error {
	file := &rest.File{Field: field, Media: m, Fetch: c.rest.Fetcher()}
	total, err := c.rest.Measure(ctx, file)
	if err != nil {
		return err
	}
	if total == 0 {
		return social.Invalid(network, field, "is empty")
	}
	*s = session{Total: total, Type: m.Type()}
	if s.Type == "" {
		s.Type = "application/octet-stream"
	}
	return c.begin(ctx, s, in)
}

// ContinueUpload sends what YouTube does not have yet of a film and returns the video, which is still to be processed:
// see [Client.WaitVideo]. It asks first how far the upload is, and after every cut again; an upload that had ended
// gives the video. m must be the same film. Memory stays constant.
//
// Errors: [social.ErrUnavailable] when the network failed for too long; continue then. [social.ErrNotFound] when
// YouTube has forgotten the upload and certainly made no video of it; start anew then. [social.ErrUncertain] when it
// has forgotten it, or cannot be reached, after the last byte was sent: look among the channel's videos.
// See https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol#Resume_Upload.
func (c *Client) ContinueUpload(ctx context.Context, u *Upload, m *social.Media) (*Video, error) {
	if u == nil || u.URL == "" && u.Video == "" {
		return nil, social.Invalid(network, "upload", "was not started")
	}
	if u.Video != "" {
		return c.Video(ctx, u.Video)
	}
	if err := m.Validate(network, "Media"); err != nil {
		return nil, err
	}
	v, err := c.continueUpload(ctx, u, m, "Media")
	if errors.Is(err, errGone) && !isUncertain(err) {
		e, _ := errors.AsType[*social.Error](err)
		own := *e
		own.Kind = social.ErrNotFound
		return nil, &own
	}
	return v, err
}

// continueUpload is ContinueUpload, with errGone for a session that has been forgotten.
func (c *Client) continueUpload(ctx context.Context, u *Upload, m *social.Media, field string) (*Video, error) {
	if m.Size > 0 && m.Size != u.Total {
		return nil, social.Invalid(network, field+".Size", "is not that of the film that the upload began with")
	}
	v := new(Video)
	file := &rest.File{Field: field, Media: m, Type: u.Type, Fetch: c.rest.Fetcher()}
	if err := c.send(ctx, &u.session, file, v); err != nil {
		return nil, u.doubtful(err)
	}
	u.Video = v.ID
	if v.ID == "" { // it stands, but its answer was of no use
		return nil, &social.Error{Network: network, Op: methodPut, Kind: social.ErrUncertain, Message: "the answer names no video"}
	}
	return v, nil
}

// doubtful says of a failure that the video may stand, if the last byte was sent and nobody knows what came of it.
func (s *session) doubtful(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || s.Full.IsZero() || isVerdict(e) {
		return err
	}
	own := *e
	own.Kind = social.ErrUncertain
	if own.Err == nil || !errors.Is(own.Err, err) {
		own.Err = err
	}
	return &own
}

// isVerdict reports a refusal of the film itself. That somebody may not ask, or asks too often, says nothing about it.
func isVerdict(e *social.Error) bool {
	return e.Status >= 400 && e.Status < 500 && !errors.Is(e, errGone) && e.Status != http.StatusRequestTimeout &&
		!errors.Is(e.Kind, social.ErrAuth) && !errors.Is(e.Kind, social.ErrPermission) &&
		!errors.Is(e.Kind, social.ErrRateLimited) && !errors.Is(e.Kind, social.ErrQuota)
}

// UploadVideo uploads a film from beginning to end: [Client.StartUpload] and [Client.ContinueUpload]. A caller who must
// not lose an upload to a crash uses these, or [Client.Publish].
// See https://developers.google.com/youtube/v3/docs/videos/insert.
func (c *Client) UploadVideo(ctx context.Context, m *social.Media, p *VideoParams, opts *UploadOptions) (*Video, error) {
	u, err := c.StartUpload(ctx, m, p, opts)
	if err != nil {
		return nil, err
	}
	return c.ContinueUpload(ctx, u, m)
}

// Confirmed is how many bytes YouTube has, as far as it said, of how many.
func (u *Upload) Confirmed() (sent, total int64) { return u.Sent, u.Total }

// Started is when the upload began. YouTube keeps one for about a week.
func (u *Upload) Started() time.Time { return u.Since }
