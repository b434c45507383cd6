package rest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// exchange is one Request under way: what its attempts share, and the state of the current one.
type exchange struct {
	c      *Client
	http   *http.Client
	req    *Request
	origin *url.URL
	ctx    context.Context //nolint:containedctx // lives as long as the one call that it belongs to

	attempts int
	grant    social.Grant
	waited   time.Duration // for the budgets, before the current attempt
	pause    time.Duration // before the next attempt
	secret   string        // the credential that was sent
	forget   func()        // tells the source that the attempt's token was refused; nil: no use
	renewed  bool          // a refused token was dropped once
	lost     bool          // the answer to an attempt was lost, or blurred by a server in trouble
	stopped  bool          // the next attempt could not be made: no budget, or no body

	try     *try
	started time.Time
	seen    bool    // the current attempt's head was looked at
	left    int64   // units in the tightest budget that the answer named, -1 for none
	last    *failed // how the last attempt failed, nil if it did not
	answer  Answer
}

// failed is an attempt that did not succeed.
type failed struct {
	phase Phase
	err   *social.Error
	final bool // no repeat will mend it
}

type exchangeKey struct{}

// exchangeOf finds the exchange that a request belongs to.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// bind puts the exchange where the transports find it.
func (x *exchange) bind(ctx context.Context) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// begin resets the state of the attempt that starts now.
func (x *exchange) begin() {
	x.attempts++
	x.try, x.last, x.seen, x.left, x.forget = &try{}, nil, false, -1, nil
	x.started = time.Now()
	x.answer = Answer{Attempts: x.attempts, Sent: x.started}
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
		x.stopped = true
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
	u.Refused = errors.Is(f.err.Kind, social.ErrRateLimited)
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

// check runs after an attempt, and once more after its body was decoded. It reports whether to try again.
func (x *exchange) check(resp *http.Response, err error) bool {
	if x.last != nil { // go-retryablehttp runs the handler for refusals, too
		return false
	}
	head := !x.seen
	if head {
		x.seen = true
		x.note(resp)
	}
	f := x.judge(resp, err)
	x.last = f
	if head {
		x.settle(x.usage(f))
		if f == nil {
			return false // the body comes next
		}
	}
	again := false
	if f != nil {
		x.lost = x.lost || f.phase == Unanswered || errors.Is(f.err.Kind, social.ErrUnavailable)
		again = x.again(f)
	}
	x.report()
	return again
}

// note keeps what the answer's head says.
func (x *exchange) note(resp *http.Response) {
	if resp != nil {
		x.answer.Status, x.answer.Header, x.answer.Received = resp.StatusCode, resp.Header, time.Now()
	}
}

// judge looks at how an attempt ended; nil means well so far.
func (x *exchange) judge(resp *http.Response, err error) *failed {
	if err != nil {
		return x.judgeError(err)
	}
	switch {
	case resp.StatusCode < http.StatusOK: // the body is a connection without an end
		_ = resp.Body.Close()
		return &failed{phase: Answered, err: x.sign(&social.Error{
			Kind: social.ErrUnavailable, Message: "the server changed to another protocol, which it was not asked to",
		})}
	case resp.StatusCode < http.StatusMultipleChoices, x.accepts(resp.StatusCode):
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	_ = resp.Body.Close()
	if err != nil && !saysEnough(resp.StatusCode) {
		return x.judgeError(err)
	}
	x.answer.Body = x.redact(body)
	return &failed{phase: Answered, err: x.classify()}
}

// saysEnough reports a status that tells what happened even if the body that explains it was cut off. Of the others
// the body may be what matters: some networks answer 400 to what they have done.
func saysEnough(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusGone, http.StatusTooManyRequests:
		return true
	default:
		return status >= http.StatusInternalServerError
	}
}

// accepts reports a status that the request takes for an answer although it is no success.
func (x *exchange) accepts(status int) bool { return slices.Contains(x.req.Accept, status) }

// again decides whether an attempt that failed is repeated, and after which pause. A pause that ctx leaves no
// time for is not begun.
func (x *exchange) again(f *failed) bool {
	if f.final || x.ctx.Err() != nil {
		return false
	}
	switch {
	case errors.Is(f.err.Kind, social.ErrAuth):
		if f.phase != Answered || x.forget == nil || x.renewed {
			return false
		}
		x.renewed, x.pause = true, 0
		x.forget()
		return true
	case x.req.Single, x.repeats() >= x.c.cfg.Options.Retries:
		return false
	case errors.Is(f.err.Kind, social.ErrRateLimited): // refused, so not executed
	case !repeatable(x.req.Class, f.phase, f.err.Kind):
		return false
	}
	x.pause = x.backoff(f.err.RetryAfter)
	deadline, ok := x.ctx.Deadline()
	return !ok || time.Until(deadline) > x.pause
}

// repeats is how often the request was repeated, but for the one time that its token was refused.
func (x *exchange) repeats() int {
	n := x.attempts - 1
	if x.renewed {
		n--
	}
	return n
}

// backoff is how long to wait before the next attempt, with jitter so that many clients do not move as one.
func (x *exchange) backoff(asked time.Duration) time.Duration {
	o := &x.c.cfg.Options
	if asked > 0 {
		return asked + rand.N(o.RetryWait) //nolint:gosec // jitter, not a secret
	}
	d := o.RetryWait
	for n := 1; n < x.attempts && d < o.RetryWaitMax; n++ {
		d *= 2
	}
	d = min(d, o.RetryWaitMax)
	return d/2 + rand.N(d/2+1) //nolint:gosec // as above
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
		Status: x.answer.Status, Sent: x.try.sent.Load(), Received: x.try.received.Load(), Waited: x.waited,
		Duration: time.Since(x.started), Remaining: x.left,
		RequestID: x.c.cfg.RequestID(x.answer.Header), Err: err,
	})
}
