package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Upload is a file on its way to an address that Meta gave for it: of a reel, a story or a video container. See
// https://developers.facebook.com/docs/video-api/guides/reels-publishing#step-2--upload-the-video and
// https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads.
type Upload struct {
	Op    string        // "reels.upload"
	URL   string        // as Meta gave it
	Media *social.Media // its size must be known; read anew for each attempt
	Field string        // of the draft, for errors: "Media[0]"
	From  int64         // how much has arrived already

	// Arrived asks how many bytes have arrived, to go on from there after a break: see [Client.VideoStatus].
	Arrived func(ctx context.Context) (int64, error)
}

// Upload sends the bytes, and goes on where Meta is when that breaks off, until as many attempts in a row as the
// options allow have brought nothing. Memory stays constant. Uploading shows nothing to anybody, so a failure is
// never uncertain: [social.ErrUnavailable] means that it can go on later, [social.ErrMedia] that it cannot.
func (c *Client) Upload(ctx context.Context, u *Upload) error {
	if u.Media.Size < 0 || u.Media.Size == 0 && u.Media.Open == nil {
		return social.Invalid(c.cfg.Network, u.Field+".Size", "must be known, as Meta wants to be told it first")
	}
	o := c.rest.Options()
	at := u.From
	for idle := 0; ; idle++ {
		err := c.uploadFrom(ctx, u, at)
		if err == nil {
			return nil
		}
		if !goesOn(err) || u.Arrived == nil || idle >= o.Retries || ctx.Err() != nil {
			return certain(err)
		}
		if rest.Sleep(ctx, min(o.RetryWait<<min(idle, 16), o.RetryWaitMax)) != nil {
			return certain(err)
		}
		there, lookup := u.Arrived(ctx)
		switch {
		case lookup != nil:
			return certain(errors.Join(err, lookup))
		case there >= u.Media.Size:
			return nil
		case there > at:
			idle = -1
		}
		at = there
	}
}

// Pull makes Meta fetch a file from a public address, instead of being sent it.
func (c *Client) Pull(ctx context.Context, op, address, file string) error {
	w, err := c.uploadRequest(op, address)
	if err != nil {
		return err
	}
	w.Header = http.Header{"File_url": {file}}
	return certain(c.sendUpload(ctx, w))
}

// uploadFrom makes one attempt.
func (c *Client) uploadFrom(ctx context.Context, u *Upload, at int64) error {
	w, err := c.uploadRequest(u.Op, u.URL)
	if err != nil {
		return err
	}
	w.Header = http.Header{"Offset": {strconv.FormatInt(at, 10)}, "File_size": {strconv.FormatInt(u.Media.Size, 10)}}
	w.Body = &tail{File: rest.File{Field: u.Field, Media: u.Media, Type: "application/octet-stream", Fetch: c.rest.Fetcher()}, from: at}
	return c.sendUpload(ctx, w)
}

func (c *Client) sendUpload(ctx context.Context, w *rest.Request) error {
	var s Success
	a, err := c.once(asOAuth(ctx), c.rest, w, &s)
	if err != nil {
		return err
	}
	return c.refused(w.Op, a, s)
}

// uploadRequest addresses an upload. The token goes to Meta's servers only, or to the one that stands for them.
func (c *Client) uploadRequest(op, address string) (*rest.Request, error) {
	refuse := func(why string) error { return social.Invalid(c.cfg.Network, "upload_url", why) }
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, refuse("is no address")
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host}
	path := u.EscapedPath()
	meta := u.Scheme == "https" && strings.HasSuffix("."+u.Hostname(), ".facebook.com") && u.Port() == ""
	switch one := c.origins.one; {
	case one == nil && !meta:
		return nil, refuse("is not one of Meta's")
	case one != nil && meta && u.Host != one.Host:
		base = one // a proxy: what goes to Meta goes through it
	case one != nil && (u.Host != one.Host || u.Scheme != one.Scheme):
		return nil, refuse("is not on the server of BaseURL")
	}
	return &rest.Request{
		Op: op, Method: http.MethodPost, Base: base, Path: path, Query: u.Query(), NoAuth: c.cfg.Tokens == nil,
		Class: rest.Unsafe, // what arrived is asked for before more is sent
	}, nil
}

// goesOn reports whether an upload can go on after a failure.
func goesOn(err error) bool {
	return errors.Is(err, social.ErrUncertain) || errors.Is(err, social.ErrUnavailable)
}

// certain makes an upload whose outcome is not known one that failed for now.
func certain(err error) error {
	if e, ok := errors.AsType[*social.Error](err); ok && errors.Is(e.Kind, social.ErrUncertain) {
		own := *e
		own.Kind = social.ErrUnavailable
		return &own
	}
	return err
}
