package linkedin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// upload is a file on its way to LinkedIn, or there. It is part of a [social.Pending]: its addresses are good for days,
// and anybody can write to them.
type upload struct {
	Kind    string    `json:"kind"`
	URN     URN       `json:"urn,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	URL     string    `json:"url,omitempty"` // of an image or document
	Video   *video    `json:"video,omitempty"`
	Sent    bool      `json:"sent,omitempty"`  // all of it has arrived
	Ready   bool      `json:"ready,omitempty"` // it is available, or LinkedIn does not tell
}

// newUpload is the upload of a file of the kind that its type says.
func newUpload(m *social.Media) *upload { return &upload{Kind: mediaKind(m)} }

// fileKind is what becomes of a file of a type, "" if nothing.
func fileKind(mimeType string) string {
	switch {
	case strings.HasPrefix(mimeType, "image/"):
		return KindImage
	case strings.HasPrefix(mimeType, "video/"):
		return KindVideo
	case draft.Accepts(documentTypes(), mimeType) && mimeType != "":
		return KindDocument
	default:
		return ""
	}
}

func mediaKind(m *social.Media) string {
	if m == nil {
		return ""
	}
	return fileKind(m.Type())
}

// Upload brings an image, video or document to LinkedIn for the client's author and waits until it can be posted, for
// Options.MediaWait at most. A file of any size is streamed. Where the token may not ask for the state, as with that of
// Share on LinkedIn for images and documents, Upload returns a moment after the last byte.
//
// Errors: [social.ErrMedia] if LinkedIn cannot use the file.
func (c *Client) Upload(ctx context.Context, m *social.Media) (URN, error) {
	const field = "Media"
	if err := m.Validate(network, field); err != nil {
		return "", err
	}
	u := newUpload(m)
	if u.Kind == "" {
		return "", social.Invalid(network, field, "is no image, video or document that LinkedIn takes")
	}
	if err := c.transfer(ctx, u, m, field); err != nil {
		return "", err
	}
	return u.URN, c.await(ctx, u, field)
}

// Asset reads how far an upload is.
func (c *Client) Asset(ctx context.Context, asset URN) (*Asset, error) {
	return c.asset(ctx, asset)
}

func (c *Client) asset(ctx context.Context, asset URN) (*Asset, error) {
	resource := resourceOf(asset.Kind())
	if resource == "" {
		return nil, social.Invalid(network, "asset", "is not the URN of an image, video or document")
	}
	return get[Asset](ctx, c, &request{Op: resource + ".get", Method: MethodGet, Path: "/rest/" + resource + "/" + asset.encoded()})
}

// resourceOf is the resource of a kind of files, "" if there is none.
func resourceOf(kind string) string {
	switch kind {
	case KindImage, KindVideo, KindDocument:
		return kind + "s"
	default:
		return ""
	}
}

// errExpired is the cause when the address of an upload is no longer good.
var errExpired = errors.New("the address of the upload has expired")

// transfer brings a file to LinkedIn, from wherever it stands. An address that has expired is replaced once.
func (c *Client) transfer(ctx context.Context, u *upload, m *social.Media, field string) error {
	for try := 0; !u.Sent; try++ {
		if u.URN != "" && !u.Expires.IsZero() && !c.now().Before(u.Expires) {
			*u = upload{Kind: u.Kind}
		}
		err := c.begin(ctx, u, m, field)
		if err == nil {
			err = c.send(ctx, u, m, field)
		}
		switch {
		case err == nil:
			u.Sent = true
		case errors.Is(err, errExpired) && try == 0:
			*u = upload{Kind: u.Kind}
		default:
			return draft.InField(err, field)
		}
	}
	return nil
}

// begin asks for an address, unless there is one. What is begun twice is an upload that nobody sees.
func (c *Client) begin(ctx context.Context, u *upload, m *social.Media, field string) error {
	if u.URN != "" {
		return nil
	}
	owner, err := c.Author(ctx)
	if err != nil {
		return err
	}
	body := map[string]any{"owner": owner}
	if u.Kind == KindVideo {
		size, err := c.rest.Measure(ctx, c.file(m, field))
		if err != nil {
			return err
		}
		body["fileSizeBytes"], body["uploadCaptions"], body["uploadThumbnail"] = size, len(m.Captions) > 0, m.Thumbnail != nil
		u.Video = &video{Total: size}
	}
	resource := resourceOf(u.Kind)
	var a initialized
	if _, err = c.do(ctx, &request{
		Op: resource + ".initializeUpload", Method: MethodAction, Path: "/rest/" + resource, Query: action("initializeUpload"),
		Body: map[string]any{"initializeUploadRequest": body}, Class: rest.Idempotent,
	}, &a); err != nil {
		return err
	}
	return u.took(&a)
}

// took keeps what LinkedIn answered to the beginning of an upload.
func (u *upload) took(a *initialized) error {
	v := &a.Value
	switch u.Kind {
	case KindImage:
		u.URN = v.Image
	case KindDocument:
		u.URN = v.Document
	case KindVideo:
		u.URN = v.Video
		u.Expires = v.AllExpire.Time
		return u.Video.took(a)
	}
	u.URL, u.Expires = v.URL, v.Expires.Time
	if u.URN == "" || u.URL == "" {
		return incomplete("initializeUpload")
	}
	return nil
}

func incomplete(op string) error {
	return &social.Error{Network: network, Op: op, Kind: social.ErrUnavailable, Message: "the answer lacks the file's name or address"}
}

func (c *Client) file(m *social.Media, field string) *rest.File {
	return &rest.File{Field: field, Media: m, Fetch: c.rest.Fetcher()}
}

// send sends the bytes.
func (c *Client) send(ctx context.Context, u *upload, m *social.Media, field string) error {
	if u.Kind == KindVideo {
		return c.sendVideo(ctx, u, m, field)
	}
	body, err := c.measured(ctx, m, field)
	if err != nil {
		return err
	}
	_, err = c.put(ctx, &sending{op: resourceOf(u.Kind) + ".upload", address: u.URL, body: body, token: true})
	return err
}

// measured is a file whose length goes ahead of it, without which LinkedIn takes none.
func (c *Client) measured(ctx context.Context, m *social.Media, field string) (*rest.File, error) {
	size, err := c.rest.Measure(ctx, c.file(m, field))
	if err != nil {
		return nil, err
	}
	own := *m
	own.Size = size
	return c.file(&own, field), nil
}

// sending is one request that carries bytes of a file.
type sending struct {
	op, method, address string
	header              http.Header
	body                rest.Body
	token               bool // goes with it
}

// put sends bytes to an address that LinkedIn named. The same bytes can be sent twice.
func (c *Client) put(ctx context.Context, s *sending) (*rest.Answer, error) {
	address, err := url.Parse(s.address)
	if err != nil {
		return nil, incomplete(s.op)
	}
	if s.method == "" {
		s.method = http.MethodPut
	}
	a, err := c.rest.Do(ctx, &rest.Request{
		Op: s.op, Method: s.method, URL: address, Header: s.header, Body: s.body, Class: rest.Idempotent, NoAuth: !s.token,
	}, nil)
	if isExpired(err) {
		return nil, expired(err)
	}
	return a, err
}

// isExpired reports that an address is no longer good, which LinkedIn says in two ways.
func isExpired(err error) bool {
	if hasReason(err, reasonExpiredURL) {
		return true
	}
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Status == http.StatusUnauthorized && !strings.HasSuffix(e.Code, "_ACCESS_TOKEN")
}

// expired adds [errExpired] to an error.
func expired(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok {
		return err
	}
	own := *e
	own.Err = errors.Join(errExpired, e.Err)
	return &own
}
