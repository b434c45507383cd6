package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// errStalled ends an attempt during which neither side moved for too long.
var errStalled = errors.New("nothing moved for too long")

// defaultIdle is the longest silence that is waited out.
const defaultIdle = time.Minute

// watch ends attempts that stall, and notes how far each got. An overall timeout would end long uploads that do
// well.
type watch struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (w *watch) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	if x == nil {
		return w.next.RoundTrip(req)
	}
	x.keepSecret(req)
	t := x.try
	ctx, cancel := context.WithCancelCause(httptrace.WithClientTrace(req.Context(), t.trace()))
	a := newAlarm(x.req.Idle, cancel)
	req = req.WithContext(ctx)
	t.track(ctx, req, a)
	resp, err := w.forward(req, x.req.Body)
	if err != nil {
		a.stop()
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		cancel(nil)
		return nil, err
	}
	a.touch()
	if resp.StatusCode == http.StatusSwitchingProtocols { // the body is the connection now, and the caller's own
		cancel(nil)
		return resp, nil
	}
	resp.Body = &receiving{ReadCloser: resp.Body, try: t, alarm: a, ctx: ctx, cancel: cancel}
	return resp, nil
}

// forward ends with the request's context, which the transport does not do while it reads a stranger's file: that
// of a Read which even Close does not end keeps a goroutine, but not the caller.
func (w *watch) forward(req *http.Request, from Body) (*http.Response, error) {
	if _, own := from.(memory); own || req.Body == nil {
		return w.next.RoundTrip(req)
	}
	type result struct {
		resp *http.Response
		err  error
	}
	done := make(chan result)
	go func() {
		resp, err := w.next.RoundTrip(req)
		select {
		case done <- result{resp, err}:
		case <-req.Context().Done():
			if err == nil {
				_ = resp.Body.Close()
			}
		}
	}()
	select {
	case r := <-done:
		return r.resp, r.err
	case <-req.Context().Done():
		return nil, context.Cause(req.Context())
	}
}

// try is how far one attempt got. Each has its own, as a late goroutine of the transport may still be at work on
// an earlier one.
type try struct {
	asked, connected atomic.Bool // whether a connection was wanted and there
	sent, received   atomic.Int64
	bodyErr          atomic.Pointer[error] // why the request's body could not be read
}

func (t *try) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) },
	}
}

// unsent reports that certainly nothing reached the server. A transport of the caller's that does not tell
// leaves it open.
func (t *try) unsent() bool { return t.asked.Load() && !t.connected.Load() }

// track puts the watch on the request's body, and on those that the transport makes of it by itself: for a
// connection that turned out dead before anything was written to it.
func (t *try) track(ctx context.Context, req *http.Request, a *alarm) {
	if req.Body == nil || req.Body == http.NoBody {
		return
	}
	wrap := func(src io.ReadCloser) io.ReadCloser {
		s := &sending{src: src, try: t, alarm: a}
		s.settled = context.AfterFunc(ctx, s.abandon)
		return s
	}
	req.Body = wrap(req.Body)
	if again := req.GetBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			src, err := again()
			if err != nil {
				return nil, err
			}
			return wrap(src), nil
		}
	}
}

// alarm cancels when it has not been touched for a while.
type alarm struct {
	idle  time.Duration
	timer *time.Timer // nil: never
	over  atomic.Bool
}

func newAlarm(idle time.Duration, cancel context.CancelCauseFunc) *alarm {
	if idle == 0 {
		idle = defaultIdle
	}
	a := &alarm{idle: idle}
	if idle > 0 {
		a.timer = time.AfterFunc(idle, func() { cancel(errStalled) })
	}
	return a
}

func (a *alarm) touch() {
	if a.timer != nil && !a.over.Load() {
		a.timer.Reset(a.idle)
	}
}

// pause is until the next touch.
func (a *alarm) pause() {
	if a.timer != nil {
		a.timer.Stop()
	}
}

func (a *alarm) stop() {
	if a.timer != nil {
		a.over.Store(true)
		a.timer.Stop()
	}
}

// sending is the request's body on its way out.
type sending struct {
	src     io.ReadCloser
	try     *try
	alarm   *alarm
	settled func() bool // nothing needs to be abandoned any more
	over    atomic.Bool // nobody wants the rest
	closed  atomic.Bool
}

func (s *sending) Read(p []byte) (int, error) {
	n, err := s.src.Read(p)
	s.alarm.touch()
	s.try.sent.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) && !s.over.Load() {
		s.try.bodyErr.CompareAndSwap(nil, &err)
	}
	return n, err
}

func (s *sending) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.settled()
	return s.src.Close()
}

// abandon closes the body when its attempt is over. The transport waits, whatever the context, until a Read has
// returned, and one that waits for data might never.
func (s *sending) abandon() {
	s.over.Store(true)
	if !s.closed.Swap(true) {
		_ = s.src.Close()
	}
}

// receiving is the answer's body on its way in.
type receiving struct {
	io.ReadCloser
	try    *try
	alarm  *alarm
	ctx    context.Context //nolint:containedctx // belongs to this one body
	cancel context.CancelCauseFunc
	closed atomic.Bool
}

func (r *receiving) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.alarm.touch()
	r.try.received.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) && errors.Is(context.Cause(r.ctx), errStalled) {
		err = errStalled
	}
	return n, err
}

func (r *receiving) Close() error {
	if r.closed.Swap(true) {
		return nil
	}
	r.alarm.stop()
	err := r.ReadCloser.Close()
	r.cancel(nil)
	return err
}

// keepSecret remembers the credential of a request, to keep it out of errors even if the server repeats it.
func (x *exchange) keepSecret(req *http.Request) {
	if _, secret, ok := strings.Cut(req.Header.Get("Authorization"), " "); ok {
		x.secret = secret
	}
}
