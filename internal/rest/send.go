package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/relais-go/relais/social"
)

// Do sends the request and decodes its JSON answer into out, a pointer, or nil for an answer that says nothing.
// A *[]byte gets the answer as it is. Repeats that are safe are made. Failures are [*social.Error]; a write
// whose outcome is not known is [social.ErrUncertain].
func (c *Client) Do(ctx context.Context, r *Request, out any) (*Answer, error) {
	if v := reflect.ValueOf(out); out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return nil, social.Invalid(c.cfg.Network, "out", "must be a pointer")
	}
	x, err := c.prepare(ctx, r)
	if err != nil {
		return nil, err
	}
	err = x.run(ctx, func(resp *http.Response) error { return x.decode(resp, out) })
	if r.Gone && x.lost && errors.Is(err, social.ErrNotFound) {
		err = nil // an earlier attempt, whose answer was lost, did it
	}
	if err != nil {
		return nil, err
	}
	return &x.answer, nil
}

// Open sends the request and returns the answer's body to be read as it comes, as a stream. The caller
// closes it. Silence is watched for only if r.Idle is set.
func (c *Client) Open(ctx context.Context, r *Request) (*http.Response, error) {
	own := *r
	if own.Idle == 0 {
		own.Idle = -1
	}
	x, err := c.prepare(ctx, &own)
	if err != nil {
		return nil, err
	}
	var answer *http.Response
	err = x.run(ctx, func(resp *http.Response) error {
		answer = resp
		return nil
	})
	return answer, err
}

// Connect runs dial, which opens a connection of another protocol to the request's address, within the
// rate budget and with a client that adds the token. Failures of dial are returned as they are.
func (c *Client) Connect(ctx context.Context, r *Request, dial func(ctx context.Context, h *http.Client, u *url.URL) error) error {
	own := *r
	own.Idle = -1
	x, err := c.prepare(ctx, &own)
	if err != nil {
		return err
	}
	u, err := x.address()
	if err != nil {
		return x.result(err)
	}
	if err := x.acquire(); err != nil {
		return x.result(err)
	}
	x.begin()
	err = dial(x.bind(ctx), c.http, u)
	x.settle(social.Usage{NotSent: err != nil && x.try.unsent()})
	if err != nil {
		x.last = x.judgeError(err)
	}
	x.report()
	return err
}

// prepare checks what can be checked before anything is sent.
func (c *Client) prepare(ctx context.Context, r *Request) (*exchange, error) {
	if r.Method == "" {
		own := *r
		own.Method = http.MethodGet
		r = &own
	}
	x := &exchange{c: c, http: c.http, req: r, origin: c.cfg.Base, ctx: ctx}
	switch {
	case r.URL != nil:
		if err := c.checkNamed(r.URL); err != nil {
			return nil, x.result(err)
		}
		x.origin = r.URL
	case r.Base != nil:
		x.origin = r.Base
	}
	if err := ctx.Err(); err != nil {
		return nil, x.result(err)
	}
	if !r.Class.write() || r.Free {
		return x, nil
	}
	if c.cfg.Options.DryRun {
		return nil, x.refuse()
	}
	if err := c.checkAccount(ctx); err != nil {
		return nil, x.result(err)
	}
	return x, nil
}

// checkNamed refuses an address that an answer named unless it belongs to the network.
func (c *Client) checkNamed(u *url.URL) error {
	named := func(o *url.URL) bool { return isSameOrigin(u, o) }
	if u.User == nil && u.Opaque == "" && (named(c.cfg.Base) || slices.ContainsFunc(c.cfg.Origins, named)) {
		return nil
	}
	return social.Invalid(c.cfg.Network, "BaseURL", fmt.Sprintf("an answer named an address at %q, where nothing is sent", Clip(u.Host)))
}

// refuse logs what a dry run does not send.
func (x *exchange) refuse() error {
	path := x.req.Path
	if x.req.URL != nil {
		path = x.req.URL.EscapedPath() // without the query, which may be a signature
	}
	attrs := []any{slog.String("network", x.c.cfg.Network), slog.String("op", x.req.Op),
		slog.String("method", x.req.Method), slog.String("path", path)}
	if m, ok := x.req.Body.(memory); ok && !x.req.Secret {
		attrs = append(attrs, slog.String("body", string(m.data)))
	} else if x.req.Body != nil {
		attrs = append(attrs, slog.Int64("bytes", x.req.Body.Size()))
	}
	x.c.Log().Info("dry run: would send", attrs...)
	return &social.Error{Network: x.c.cfg.Network, Op: x.req.Op, Kind: social.ErrDryRun, Message: x.req.Method + " " + path}
}

// run makes the attempts. handler gets the answer of the one that succeeds, with its body open.
func (x *exchange) run(ctx context.Context, handler func(*http.Response) error) error {
	req, err := x.build(ctx)
	if err != nil {
		return x.result(err)
	}
	req.SetResponseHandler(func(resp *http.Response) error {
		if x.last != nil { // a refusal, whose body was read already
			return nil
		}
		return handler(resp)
	})
	if err := x.acquire(); err != nil {
		return x.result(err)
	}
	rc := &retryablehttp.Client{
		HTTPClient:     x.http,
		RetryMax:       x.c.cfg.Options.Retries + 1, // one more for a new token: see again
		RequestLogHook: func(retryablehttp.Logger, *http.Request, int) { x.begin() },
		CheckRetry: func(_ context.Context, resp *http.Response, err error) (bool, error) {
			return x.check(resp, err), nil
		},
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return x.pause },
		PrepareRetry: func(*http.Request) error { return x.acquire() },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := rc.Do(req)
	if x.grant != nil { // no attempt was made with it
		x.settle(social.Usage{NotSent: true})
	}
	if err == nil && x.last == nil {
		return nil
	}
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close()
	}
	return x.result(err)
}
