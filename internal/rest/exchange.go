package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/social"
)

// exchange is one Request under way: what its attempts share, and the state of the current one.
type exchange struct {
	c      *Client
	req    *Request
	origin *url.URL
	ctx    context.Context //nolint:containedctx // lives as long as the one call that it belongs to

	attempts int
	grant    social.Grant
	waited   time.Duration
	started  time.Time
	seen     bool    // the current attempt's head was looked at
	renewed  bool    // a refused token was dropped once
	lost     bool    // the answer to an attempt was lost, or blurred by a server error
	doubt    bool    // an attempt may have taken effect
	left     int64   // units in the tightest budget that the answer named, -1 for none
	last     *failed // how the last attempt failed, nil if it did not
	answer   Answer

	connected atomic.Bool
	sent      atomic.Int64
	received  atomic.Int64
	bodyErr   atomic.Pointer[error]
}

// failed is an attempt that did not succeed.
type failed struct {
	phase Phase
	err   *social.Error
}

type exchangeKey struct{}

// exchangeOf finds the exchange that a request belongs to.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// bind puts the exchange where the transports find it.
func (x *exchange) bind(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, exchangeKey{}, x)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { x.connected.Store(true) },
	})
}

// mayCarryToken holds the token back from other origins, whatever led there.
func (x *exchange) mayCarryToken(req *http.Request) bool {
	return !x.req.NoAuth && req.URL.Host == x.origin.Host && req.URL.Scheme == x.origin.Scheme
}

// begin resets the state of the attempt that starts now.
func (x *exchange) begin() {
	x.attempts++
	x.last, x.seen, x.left = nil, false, -1
	x.answer = Answer{Attempts: x.attempts}
	x.connected.Store(false)
	x.sent.Store(0)
	x.received.Store(0)
	x.bodyErr.Store(nil)
	x.started = time.Now()
}

// acquire waits for the rate budgets.
func (x *exchange) acquire() error {
	l := x.c.cfg.Limiter
	if l == nil || len(x.req.Charges) == 0 {
		return nil
	}
	before := time.Now()
	g, err := l.Acquire(x.ctx, social.Call{
		Network: x.c.cfg.Network, Op: x.req.Op, Priority: x.req.Priority, Charges: x.req.Charges,
	})
	x.waited = time.Since(before)
	if err != nil {
		return err
	}
	x.grant = g
	return nil
}

// settle tells the budgets how the attempt ended.
func (x *exchange) settle(u social.Usage) {
	if x.grant != nil {
		x.grant.Done(u)
		x.grant = nil
	}
	for _, w := range u.Windows {
		if w.Remaining >= 0 && (x.left < 0 || w.Remaining < x.left) {
			x.left = w.Remaining
		}
	}
}

// usage is what an attempt cost and what its answer says of the budgets.
func (x *exchange) usage(f *failed) social.Usage {
	var u social.Usage
	if x.c.cfg.Windows != nil && x.answer.Status != 0 {
		u.Windows = x.c.cfg.Windows(x.req.Charges, &x.answer)
	}
	if f == nil {
		return u
	}
	u.NotSent = f.phase == NotSent
	u.Refused = errors.Is(f.err, social.ErrRateLimited)
	if u.Refused && f.err.RetryAfter == 0 {
		f.err.RetryAfter = untilReset(u.Windows)
	}
	u.RetryAfter = f.err.RetryAfter
	return u
}

// untilReset is how long the last of the exhausted windows stays so, 0 if not known.
func untilReset(windows []social.Window) time.Duration {
	var wait time.Duration
	for _, w := range windows {
		if w.Remaining == 0 && !w.Reset.IsZero() {
			wait = max(wait, time.Until(w.Reset))
		}
	}
	return wait
}

// judge looks at how an attempt ended; nil means well so far.
func (x *exchange) judge(resp *http.Response, err error) *failed {
	if err != nil {
		return x.judgeError(err)
	}
	if resp.StatusCode < 300 || resp.StatusCode == http.StatusNotModified {
		return nil
	}
	x.answer.Body, _ = io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // the status says enough if this fails
	_ = resp.Body.Close()
	return &failed{Answered, x.c.classify(x.req, &x.answer)}
}

func (x *exchange) judgeError(err error) *failed {
	phase := Unanswered
	e := &social.Error{Kind: social.ErrUnavailable, Err: withoutURL(err)}
	var te *tokenError
	switch bodyErr := x.bodyErr.Load(); {
	case bodyErr != nil: // our own file failed; the server never had the whole request
		return &failed{NotSent, contentError(*bodyErr)}
	case errors.As(err, &te):
		phase, e.Kind, e.Err = NotSent, social.ErrAuth, te.err
		if k := kindOf(te.err); k != nil {
			e.Kind = k
		}
	case errors.Is(err, errCrossOrigin):
		phase, e.Kind = Answered, social.ErrInvalid
		e.Field = "BaseURL"
	case !x.connected.Load():
		phase = NotSent
		e.Message = "cannot be reached"
	}
	return &failed{phase, e}
}

// retry decides whether the attempt that failed is made again.
func (x *exchange) retry(f *failed) bool {
	if x.ctx.Err() != nil {
		return false
	}
	switch {
	case errors.Is(f.err, social.ErrRateLimited):
		return x.affordable(f.err.RetryAfter)
	case errors.Is(f.err, social.ErrAuth):
		if f.phase == Answered && x.c.cfg.Forget != nil && !x.renewed {
			x.renewed = true
			x.c.cfg.Forget()
			return true
		}
		return false
	case f.phase == Answered && f.err.Status < 500:
		return false
	case errors.Is(f.err, ErrNotJSON), errors.Is(f.err, social.ErrInvalid), isCertificate(f.err.Err):
		return false
	default:
		return repeatable(x.req.Class, f.phase, f.err.Status) && x.affordable(f.err.RetryAfter)
	}
}

// affordable reports whether ctx leaves time for a wait.
func (x *exchange) affordable(wait time.Duration) bool {
	deadline, ok := x.ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// pause is how long to wait before the next attempt, with jitter so that many clients do not move as one.
func (x *exchange) pause(attempt int) time.Duration {
	o := &x.c.cfg.Options
	if f := x.last; f != nil {
		if f.err.RetryAfter > 0 {
			return f.err.RetryAfter + rand.N(o.RetryWait)
		}
		if errors.Is(f.err, social.ErrAuth) {
			return 0
		}
	}
	d := min(o.RetryWait<<min(attempt, 20), o.RetryWaitMax)
	if d <= 0 {
		d = o.RetryWaitMax
	}
	return d/2 + rand.N(d/2+1)
}

// report tells observer and log about an attempt that has ended.
func (x *exchange) report() {
	var err error
	if x.last != nil {
		err = x.last.err
		x.c.Log().Debug("attempt failed", slog.String("network", x.c.cfg.Network), slog.String("op", x.req.Op),
			slog.Int("attempt", x.attempts), slog.Int("status", x.answer.Status), slog.Any("error", err))
	}
	if x.c.cfg.Options.Observer == nil {
		return
	}
	x.c.cfg.Options.Observer(social.Observation{
		Network: x.c.cfg.Network, Op: x.req.Op, Method: x.req.Method, Attempt: x.attempts,
		Status: x.answer.Status, Sent: x.sent.Load(), Received: x.received.Load(), Waited: x.waited,
		Duration: time.Since(x.started), Remaining: x.left,
		RequestID: x.c.cfg.RequestID(x.answer.Header), Err: err,
	})
}

// isCertificate reports a failure that no repeat will mend.
func isCertificate(err error) bool {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	return errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &host)
}
