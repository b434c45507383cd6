package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Upload is a file on its way to an address that Meta gave for it: of a reel, a story or a video container. See
// https://developers.facebook.com/docs/video-api/guides/reels-publishing#step-2--upload-the-video and
// https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads.
type Upload struct {
	Op    string        // "reels.upload"
	URL   string        // as Meta gave it
	Media *social.Media // read anew after a break
	Field string        // of the draft, for errors: "Media[0]"
	From  int64         // how much has arrived already

	// Arrived asks how many bytes have arrived, to go on from there after a break: see [Client.VideoStatus].
	Arrived func(ctx context.Context) (int64, error)
}

// Upload sends the bytes, and goes on where Meta is when that breaks off, until as many attempts in a row as the
// options allow have brought nothing. Memory stays constant. Uploading shows nothing to anybody, so a failure is
// never uncertain: [social.ErrUnavailable] means that it can go on later, [social.ErrMedia] that it cannot.
func (c *Client) Upload(ctx context.Context, u *Upload) error {
	f := &rest.File{Field: u.Field, Media: u.Media, Type: "application/octet-stream", Fetch: c.rest.Fetcher()}
	size, err := c.rest.Measure(ctx, f) // Meta wants to be told it first
	if err != nil {
		return err
	}
	parts := f.Parts(ctx, size)
	defer parts.Close()
	o := c.rest.Options()
	at := u.From
	for idle := 0; at < size || size == 0; idle++ {
		err := c.uploadPart(ctx, u, parts.Part(at, 0), size)
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
		if lookup != nil {
			return certain(errors.Join(err, lookup))
		}
		if there > at {
			idle = -1
		}
		at = there
	}
	return nil
}

// uploadPart sends a file from an offset on.
func (c *Client) uploadPart(ctx context.Context, u *Upload, part *rest.File, size int64) error {
	w, err := c.uploadRequest(u.Op, u.URL)
	if err != nil {
		return err
	}
	w.Header = http.Header{"Offset": {strconv.FormatInt(part.Offset, 10)}, "File_size": {strconv.FormatInt(size, 10)}}
	w.Body = part
	return c.sendUpload(ctx, w)
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

func (c *Client) sendUpload(ctx context.Context, w *rest.Request) error {
	var s Success
	a, err := c.once(ctx, c.rest, w, &s)
	if err != nil {
		return err
	}
	return c.refused(w.Op, a, s)
}

// uploadRequest addresses an upload. The token goes to Meta's server for uploads only, or to the one that stands for
// it; anywhere else is refused by the pipeline.
func (c *Client) uploadRequest(op, address string) (*rest.Request, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, social.Invalid(c.cfg.Network, "upload_url", "is no address")
	}
	if one := c.origins.one; one != nil && u.Host == HostUpload.Name() { // what goes to Meta goes through the proxy
		u.Scheme, u.Host, u.Path, u.RawPath = one.Scheme, one.Host, one.Path+u.Path, ""
	}
	return &rest.Request{
		Op: op, Method: http.MethodPost, URL: u, NoAuth: c.cfg.Tokens == nil, Scheme: "OAuth",
		Class: rest.Unsafe, // what has arrived is asked for before more is sent
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
