package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/relais-go/relais/social"
)

// build makes the HTTP request.
func (x *exchange) build(ctx context.Context) (*retryablehttp.Request, error) {
	u, err := x.address()
	if err != nil {
		return nil, err
	}
	header, err := x.header()
	if err != nil {
		return nil, err
	}
	plain, err := http.NewRequestWithContext(x.bind(ctx), x.req.Method, "", nil)
	if err != nil {
		return nil, social.Invalid(x.c.cfg.Network, "method", fmt.Sprintf("%q is none", Clip(x.req.Method)))
	}
	plain.URL, plain.Host, plain.Header = u, u.Host, header
	req, err := retryablehttp.FromRequest(plain)
	if err != nil || x.req.Body == nil {
		return req, err
	}
	first := true
	err = req.SetBody(func() (io.Reader, error) {
		if first { // SetBody itself looks for a length, for which no download need start
			first = false
			return http.NoBody, nil
		}
		body, err := x.open(ctx)
		x.stopped = x.stopped || err != nil
		return body, err
	})
	req.ContentLength = x.req.Body.Size()
	return req, err
}

// open starts reading the body. An empty one is read at once, since net/http takes a length of 0 for unknown.
func (x *exchange) open(ctx context.Context) (io.Reader, error) {
	body, err := openBody(ctx, x.req.Body)
	if err != nil || x.req.Body.Size() != 0 {
		return body, err
	}
	_, err = io.Copy(io.Discard, body) // fails if it is not empty
	return http.NoBody, errors.Join(err, body.Close())
}

// openBody opens a body. What opens a stranger's file ends with ctx even if the opening does not, as that of a pipe
// without a writer.
func openBody(ctx context.Context, b Body) (io.ReadCloser, error) {
	if own, ok := b.(memory); ok {
		return own.Open(ctx)
	}
	type result struct {
		body io.ReadCloser
		err  error
	}
	done := make(chan result)
	go func() {
		body, err := b.Open(ctx)
		select {
		case done <- result{body, err}:
		case <-ctx.Done():
			if err == nil {
				_ = body.Close()
			}
		}
	}()
	select {
	case r := <-done:
		return r.body, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Headers by which net/http replays a request of its own accord, under these spellings.
const (
	idempotencyKey  = "Idempotency-Key"
	idempotencyKeyX = "X-Idempotency-Key"
)

// header checks the request's own headers, whose values may come from a caller, and adds those of all requests.
func (x *exchange) header() (http.Header, error) {
	h := make(http.Header, len(x.req.Header)+4)
	h.Set("Accept", "application/json")
	for name, values := range x.req.Header {
		for _, v := range values {
			if !validHeaderValue(v) {
				return nil, social.Invalid(x.c.cfg.Network, name, "holds a line break or another control character")
			}
		}
		h[http.CanonicalHeaderKey(name)] = values
	}
	for _, name := range []string{idempotencyKey, idempotencyKeyX} {
		if key := h[name]; key != nil && x.req.Class.once() {
			// In other letters: servers read it all the same, and only this package repeats such a write.
			delete(h, name)
			h[strings.ToLower(name)] = key
		}
	}
	h.Set("User-Agent", x.c.cfg.Options.UserAgent)
	if b := x.req.Body; b != nil {
		kind := b.ContentType()
		if !validHeaderValue(kind) {
			return nil, social.Invalid(x.c.cfg.Network, "ContentType", "holds a line break or another control character")
		}
		h.Set("Content-Type", kind)
	}
	return h, nil
}
