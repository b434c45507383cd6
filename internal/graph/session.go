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

// SessionOffset asks how much of a file the Resumable Upload API has, of a session "upload:…" that an app began.
// See https://developers.facebook.com/docs/graph-api/guides/upload.
func (c *Client) SessionOffset(ctx context.Context, session string) (int64, error) {
	r, err := c.sessionRequest("uploads.status", session)
	if err != nil {
		return 0, err
	}
	got, err := Ask[struct {
		Offset Int `json:"file_offset"`
	}](ctx, c, r)
	if err != nil {
		return 0, err
	}
	return int64(got.Offset), nil
}

// SendSession sends a file to the Resumable Upload API, from an offset on, and goes on where Meta is when that breaks
// off. It returns the handle by which other calls name the file. The size of m must be known. field is that of the
// draft, for errors. Uploading shows nothing to anybody, so a failure is never uncertain.
// See https://developers.facebook.com/docs/graph-api/guides/upload.
func (c *Client) SendSession(ctx context.Context, session string, m *social.Media, offset int64, field string) (string, error) {
	r, err := c.sessionRequest("uploads.send", session)
	if err != nil {
		return "", err
	}
	r.Method, r.Class = http.MethodPost, rest.Unsafe
	o := c.rest.Options()
	for idle := 0; ; idle++ {
		r.Header = http.Header{"File_offset": {strconv.FormatInt(offset, 10)}}
		r.Body = &rest.File{Field: field, Media: m, Type: "application/octet-stream", Fetch: c.rest.Fetcher(), Offset: offset}
		got, err := Ask[struct {
			Handle string `json:"h"`
		}](ctx, c, r)
		switch {
		case err == nil && got.Handle != "":
			return got.Handle, nil
		case err == nil:
			err = &social.Error{Network: c.cfg.Network, Op: "uploads.send", Kind: social.ErrUnavailable, Message: "the answer names no file"}
		}
		if !goesOn(err) || idle >= o.Retries || ctx.Err() != nil {
			return "", certain(err)
		}
		if rest.Sleep(ctx, min(o.RetryWait<<min(idle, 16), o.RetryWaitMax)) != nil {
			return "", certain(err)
		}
		there, lookup := c.SessionOffset(ctx, session)
		if lookup != nil {
			return "", certain(errors.Join(err, lookup))
		}
		if there > offset {
			idle = -1
		}
		offset = min(there, m.Size)
	}
}

// sessionRequest addresses a session, whose name may end in a query with a signature.
func (c *Client) sessionRequest(op, session string) (*Request, error) {
	name, query, _ := strings.Cut(session, "?")
	params, err := url.ParseQuery(query)
	if err != nil || !strings.HasPrefix(name, "upload:") {
		return nil, social.Invalid(c.cfg.Network, "session", "is no session of an upload")
	}
	return &Request{Op: op, Scheme: "OAuth", Path: rest.Path(name), Params: params, UseCase: UsePlatform}, nil
}
