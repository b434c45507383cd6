package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// ErrNotJSON is the cause when a success is not in the form of the network's API at all: an HTML page of a
// proxy, or of a server that lacks the route.
var ErrNotJSON = errors.New("the answer is not JSON")

// errTooLong is the cause when a success is longer than anything that is decoded.
var errTooLong = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)

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
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return social.ErrUnavailable
	case status >= 300:
		return social.ErrInvalid
	default:
		return nil
	}
}

// classify turns the current answer into an error, with the network's help.
func (x *exchange) classify() *social.Error {
	a := &x.answer
	e := &social.Error{}
	if own := x.c.cfg.Classify; own != nil {
		if told := own(a); told != nil {
			e = told
		}
	}
	if e.Kind == nil {
		e.Kind = KindOf(a.Status)
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = ratelimit.RetryAfter(a.Header, a.Received, nil)
	}
	if a.Status < 400 && a.Header.Get("Location") != "" {
		e.Message, e.Field = "redirects, which a write does not follow; use the address that it redirects to as the base", "BaseURL"
	}
	if e.Message == "" && e.Err == nil {
		e.Message = Snippet(a)
	}
	return x.sign(e)
}

// judgeError looks at an attempt that got no answer, or none that is whole.
func (x *exchange) judgeError(err error) *failed {
	if strings.Contains(err.Error(), "Location header") { // net/http could not read it, and quotes it
		err = errLocation
	}
	f := &failed{phase: Unanswered, err: &social.Error{Kind: social.ErrUnavailable, Err: withoutURL(err)}}
	e := f.err
	if bodyErr := x.try.bodyErr.Load(); bodyErr != nil { // our own file failed, so the server never had it whole
		return &failed{phase: NotSent, err: x.sign(contentError(*bodyErr)), final: true}
	}
	noToken, isToken := errors.AsType[*tokenError](err)
	switch {
	case isToken:
		f.phase = NotSent
		*e = *noToken.cause
	case errors.Is(err, errCrossOrigin), errors.Is(err, errRedirects), errors.Is(err, errLocation):
		f.phase, f.final = Answered, true
		e.Kind, e.Field = social.ErrInvalid, "BaseURL"
	case x.try.unsent() || isDial(err):
		f.phase, f.final = NotSent, isCertificate(err)
		e.Message = "cannot be reached: " + e.Err.Error()
	default:
		f.final = errors.Is(err, ErrNotJSON) || errors.Is(err, errTooLong) || errors.Is(err, errMismatch)
	}
	f.err = x.sign(e)
	return f
}

// sign adds what all errors of the exchange say, and takes out what none may say.
func (x *exchange) sign(e *social.Error) *social.Error {
	e.Network, e.Op = x.c.cfg.Network, x.req.Op
	if e.Status == 0 {
		e.Status = x.answer.Status
	}
	e.RequestID = x.c.cfg.RequestID(x.answer.Header)
	e.Message, e.Code = x.redactText(e.Message), x.redactText(e.Code)
	if e.Err != nil {
		if text := e.Err.Error(); x.redactText(text) != text {
			e.Err = errors.New(x.redactText(text))
		}
	}
	return e
}

// result is the error of an exchange that has failed for good.
func (x *exchange) result(err error) error {
	var e social.Error // a copy, as an observer may hold the other
	phase := NotSent
	own, known := errors.AsType[*social.Error](err)
	switch {
	case x.last != nil && !x.stopped:
		e, phase = *x.last.err, x.last.phase
	case known: // the limiter's, the guard's
		e = *own
	default:
		e = *contentError(err)
	}
	e.Network, e.Op = x.c.cfg.Network, x.req.Op
	if x.last != nil && x.stopped {
		e.Err = also(e.Err, fmt.Errorf("after %s", x.last.err.Error())) // one kind is enough
	}
	ended := x.ctx.Err()
	if ended != nil && !errors.Is(&e, ended) {
		e.Err = also(ended, e.Err)
	}
	switch {
	case doubtful(x.req.Class, phase, e.Kind):
		e.Kind = social.ErrUncertain
	case ended != nil && phase != Answered:
		e.Kind = nil
	}
	return &e
}

// also adds a second cause.
func also(first, second error) error {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	default:
		return fmt.Errorf("%w; %w", first, second)
	}
}

// fieldError is a failure to read what is to be sent, with the draft's field.
type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return e.field + ": " + e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

// contentError is the error for content of ours that cannot be sent, or not be read to its end.
func contentError(err error) *social.Error {
	e := &social.Error{Kind: social.ErrInvalid, Err: withoutURL(err)}
	if own, ok := errors.AsType[*fieldError](err); ok {
		e.Field, e.Err = own.field, withoutURL(own.err)
	}
	return e
}

// withoutURL unwraps *url.Error, whose text shows the address and what its query may hold.
func withoutURL(err error) error {
	for {
		ue, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = ue.Err
	}
}

// isContext reports that an attempt ended with a context.
func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// isDial reports that there was no connection, for transports that do not tell in another way.
func isDial(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// isCertificate reports a failure that no repeat will mend.
func isCertificate(err error) bool {
	_, verify := errors.AsType[*tls.CertificateVerificationError](err)
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, host := errors.AsType[x509.HostnameError](err)
	return verify || unknown || host
}
