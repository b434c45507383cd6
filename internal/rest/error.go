package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

const (
	maxErrorBody = 64 << 10 // of a failed request
	maxBody      = 64 << 20 // of an answer that is decoded
)

// KindOf is what an HTTP status generally means; nil for none of ours.
func KindOf(status int) error {
	switch {
	case status == http.StatusUnauthorized:
		return social.ErrAuth
	case status == http.StatusPaymentRequired:
		return social.ErrQuota
	case status == http.StatusForbidden:
		return social.ErrPermission
	case status == http.StatusNotFound, status == http.StatusGone:
		return social.ErrNotFound
	case status == http.StatusTooManyRequests:
		return social.ErrRateLimited
	case status == http.StatusNotImplemented, status == http.StatusMethodNotAllowed:
		return errors.ErrUnsupported
	case status >= 500:
		return social.ErrUnavailable
	case status >= 300:
		return social.ErrInvalid
	default:
		return nil
	}
}

// classify turns an answer into an error, with the network's help.
func (c *Client) classify(r *Request, a *Answer) *social.Error {
	var e *social.Error
	if c.cfg.Classify != nil {
		e = c.cfg.Classify(a)
	}
	if e == nil {
		e = &social.Error{}
	}
	e.Network, e.Op, e.Status, e.RequestID = c.cfg.Network, r.Op, a.Status, c.cfg.RequestID(a.Header)
	if e.Kind == nil {
		e.Kind = KindOf(a.Status)
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = retryAfter(a.Header, a.Received)
	}
	if a.Status >= 300 && a.Status < 400 {
		e.Message = "redirects, which a write does not follow; use the address that it redirects to as the base"
		e.Field = "BaseURL"
	}
	if e.Message == "" && e.Err == nil {
		e.Message = Snippet(a)
	}
	return e
}

// Snippet describes an answer that is not in the network's own error form.
func Snippet(a *Answer) string {
	text := http.StatusText(a.Status)
	kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	switch {
	case len(a.Body) == 0:
		return strings.ToLower(text)
	case strings.Contains(kind, "html") || strings.HasPrefix(strings.TrimSpace(string(a.Body)), "<"):
		return strings.ToLower(text) + " (an HTML page, from a proxy perhaps)"
	default:
		return Clip(string(a.Body))
	}
}

// Clip shortens a stranger's text for an error message.
func Clip(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	const most = 300
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// withoutURL unwraps *url.Error, whose text shows the address and what its query may hold.
func withoutURL(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

// kindOf finds the sentinel that an error carries already.
func kindOf(err error) error {
	var e *social.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return nil
}

// fieldError is a failure to read what is to be sent, with the draft's field.
type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return e.field + ": " + e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

// contentError is the error for content of ours that could not be read to its end.
func contentError(err error) *social.Error {
	e := &social.Error{Kind: social.ErrInvalid, Err: err}
	var fe *fieldError
	if errors.As(err, &fe) {
		e.Field, e.Err = fe.field, fe.err
	}
	return e
}

// result is the error of an exchange that has failed for good.
func (x *exchange) result(err error) error {
	var e *social.Error
	switch {
	case x.last != nil:
		e = x.last.err
	case errors.As(err, &e): // the limiter's, the guard's
		own := *e
		e = &own
	default:
		e = contentError(err)
		if isContext(err) {
			e.Kind = nil
		}
	}
	e.Network, e.Op = x.c.cfg.Network, x.req.Op
	phase := NotSent
	if x.last != nil {
		phase = x.last.phase
	}
	if ctxErr := x.ctx.Err(); ctxErr != nil && !errors.Is(e, ctxErr) {
		e.Err = errors.Join(ctxErr, e.Err)
	}
	if x.doubt || doubtful(x.req.Class, phase, e.Status) {
		if e.Message == "" && e.Err == nil {
			e.Message = e.Kind.Error()
		}
		e.Kind = social.ErrUncertain
	} else if x.ctx.Err() != nil && phase != Answered {
		e.Kind = nil
	}
	return e
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// ErrNotJSON is the cause when a success is not in the form of the network's API at all: an HTML page of a
// proxy, or of a server that lacks the route.
var ErrNotJSON = errors.New("the answer is not JSON")
