package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/relais-go/relais/social"
)

// Do sends the request and decodes its JSON answer into out, which may be nil. Repeats that are safe are
// made. Failures are [*social.Error]; a write whose outcome is not known is [social.ErrUncertain].
func (c *Client) Do(ctx context.Context, r *Request, out any) (*Answer, error) {
	x, err := c.prepare(ctx, r)
	if err != nil {
		return nil, err
	}
	handler := func(resp *http.Response) error { return x.decode(resp, out) }
	if _, err := x.run(handler); err != nil {
		if r.Gone && x.lost && errors.Is(err, social.ErrNotFound) {
			return &x.answer, nil // an earlier attempt, whose answer was lost, did it
		}
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
	resp, err := x.run(nil)
	if err != nil {
		return nil, err
	}
	x.report()
	return resp, nil
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
	if err := x.acquire(); err != nil {
		return x.result(err)
	}
	x.begin()
	err = dial(x.bind(ctx), c.http, x.url())
	x.settle(social.Usage{NotSent: !x.connected.Load()})
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
	x := &exchange{c: c, req: r, origin: c.cfg.Base, ctx: ctx}
	if r.Base != nil {
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

// refuse logs what a dry run does not send.
func (x *exchange) refuse() error {
	attrs := []any{slog.String("network", x.c.cfg.Network), slog.String("op", x.req.Op),
		slog.String("method", x.req.Method), slog.String("path", x.req.Path)}
	if m, ok := x.req.Body.(memory); ok && !x.req.Secret {
		attrs = append(attrs, slog.String("body", string(m.data)))
	} else if x.req.Body != nil {
		attrs = append(attrs, slog.Int64("bytes", x.req.Body.Size()))
	}
	x.c.Log().Info("dry run: would send", attrs...)
	return &social.Error{Network: x.c.cfg.Network, Op: x.req.Op, Kind: social.ErrDryRun, Message: x.req.Method + " " + x.req.Path}
}

// run makes the attempts. On success the body is open unless handler closed it.
func (x *exchange) run(handler retryablehttp.ResponseHandlerFunc) (*http.Response, error) {
	req, err := x.build()
	if err != nil {
		return nil, x.result(err)
	}
	if handler != nil {
		req.SetResponseHandler(handler)
	}
	if err := x.acquire(); err != nil {
		return nil, x.result(err)
	}
	rc := &retryablehttp.Client{
		HTTPClient:     x.c.http,
		RetryMax:       x.c.cfg.Options.Retries,
		RequestLogHook: func(_ retryablehttp.Logger, _ *http.Request, _ int) { x.begin() },
		CheckRetry: func(_ context.Context, resp *http.Response, err error) (bool, error) {
			return x.check(resp, err), nil
		},
		Backoff: func(_, _ time.Duration, attempt int, _ *http.Response) time.Duration {
			return x.pause(attempt)
		},
		PrepareRetry: func(*http.Request) error { return x.acquire() },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := rc.Do(req)
	if x.grant != nil { // no attempt was made with it
		x.settle(social.Usage{NotSent: true})
	}
	if err != nil || x.last != nil {
		if resp != nil && resp.Body != nil {
			_ = resp.Body.Close()
		}
		return nil, x.result(err)
	}
	return resp, nil
}

// check runs after an attempt, and once more after its body was decoded. It reports whether to try again.
func (x *exchange) check(resp *http.Response, err error) bool {
	first := !x.seen
	if first {
		x.seen = true
		x.note(resp)
	}
	f := x.judge(resp, err)
	x.last = f
	if first {
		x.settle(x.usage(f))
	}
	if f == nil {
		if !first {
			x.report()
		}
		return false
	}
	x.lost = x.lost || f.phase == Unanswered || f.err.Status >= 500
	x.doubt = x.doubt || doubtful(x.req.Class, f.phase, f.err.Status)
	x.report()
	return x.retry(f)
}

// note keeps what the answer's head says.
func (x *exchange) note(resp *http.Response) {
	if resp == nil {
		return
	}
	x.answer.Status, x.answer.Header = resp.StatusCode, resp.Header
	x.answer.Sent, x.answer.Received = x.started, time.Now()
}

// build makes the HTTP request.
func (x *exchange) build() (*retryablehttp.Request, error) {
	req, err := retryablehttp.NewRequestWithContext(x.bind(x.ctx), x.req.Method, x.url().String(), nil)
	if err != nil {
		return nil, fmt.Errorf("build request: %w", withoutURL(err))
	}
	for k, v := range x.req.Header {
		req.Header[k] = v
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "application/json")
	}
	req.Header.Set("User-Agent", x.c.cfg.Options.UserAgent)
	if b := x.req.Body; b != nil {
		probe := true // SetBody opens the body once, so that a missing file shows before anything is sent
		open := func() (io.Reader, error) {
			if probe && b.Size() < 0 { // a download: starting it twice is not worth that
				return http.NoBody, nil
			}
			return b.Open(x.ctx)
		}
		if err := req.SetBody(open); err != nil {
			return nil, err
		}
		probe = false
		if x.req.Class.write() && x.req.Class != Idempotent {
			req.GetBody = nil // net/http would replay a write by itself if it carries an Idempotency-Key
		}
		req.ContentLength = b.Size()
		req.Header.Set("Content-Type", b.ContentType())
	}
	return req, nil
}

// url is the request's address. Path elements come escaped already.
func (x *exchange) url() *url.URL {
	u := *x.origin
	raw := strings.TrimSuffix(u.EscapedPath(), "/") + x.req.Path
	u.RawPath = raw
	if p, err := url.PathUnescape(raw); err == nil {
		u.Path = p
	}
	u.RawQuery = x.req.Query.Encode()
	return &u
}

// decode reads the whole answer and decodes it once.
func (x *exchange) decode(resp *http.Response, out any) error {
	defer func() { _ = resp.Body.Close() }()
	if out == nil || resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusNotModified {
		_, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody))
		return err
	}
	buf, _ := x.c.buffers.Get().(*bytes.Buffer)
	if buf == nil {
		buf = new(bytes.Buffer)
	}
	defer x.c.buffers.Put(buf)
	buf.Reset()
	n, err := buf.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return err
	}
	if n > maxBody {
		return fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = bytes.Clone(buf.Bytes())
		return nil
	}
	if !x.answer.maybeJSON(buf.Bytes()) {
		return fmt.Errorf("%w but %q", ErrNotJSON, Clip(x.answer.Header.Get("Content-Type")))
	}
	reflect.ValueOf(out).Elem().SetZero() // an earlier attempt may have filled half of it
	if err := Decode(buf.Bytes(), out); err != nil {
		return fmt.Errorf("the answer is not what the documents say: %w", err)
	}
	return nil
}
