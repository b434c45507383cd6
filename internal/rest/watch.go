package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// errSilent ends an attempt during which the server said nothing for too long.
var errSilent = errors.New("the server went silent")

// defaultIdle is the longest silence that is waited out.
const defaultIdle = time.Minute

// watch ends attempts on which neither side moves, and counts the bytes. An overall timeout would end long
// uploads that do well.
type watch struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (w *watch) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	if x == nil {
		return w.next.RoundTrip(req)
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	alarm := newAlarm(x.req.Idle, cancel)
	req = req.WithContext(ctx)
	if req.Body != nil && req.Body != http.NoBody {
		req.Body = &sending{ReadCloser: req.Body, x: x, alarm: alarm}
	}
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		alarm.stop()
		if errors.Is(context.Cause(ctx), errSilent) {
			err = errSilent
		}
		cancel(nil)
		return nil, err
	}
	alarm.touch()
	if resp.StatusCode == http.StatusSwitchingProtocols { // the body is the connection now
		alarm.stop()
		return resp, nil
	}
	resp.Body = &receiving{ReadCloser: resp.Body, x: x, alarm: alarm, ctx: ctx, cancel: cancel}
	return resp, nil
}

// alarm cancels when it has not been touched for a while.
type alarm struct {
	idle  time.Duration
	timer *time.Timer
}

func newAlarm(idle time.Duration, cancel context.CancelCauseFunc) *alarm {
	if idle == 0 {
		idle = defaultIdle
	}
	a := &alarm{idle: idle}
	if idle > 0 {
		a.timer = time.AfterFunc(idle, func() { cancel(errSilent) })
	}
	return a
}

func (a *alarm) touch() {
	if a.timer != nil {
		a.timer.Reset(a.idle)
	}
}

func (a *alarm) stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
}

// sending is the request's body on its way out.
type sending struct {
	io.ReadCloser
	x     *exchange
	alarm *alarm
}

func (s *sending) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.alarm.touch()
	s.x.sent.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) {
		s.x.bodyErr.CompareAndSwap(nil, &err)
	}
	return n, err
}

// receiving is the answer's body on its way in.
type receiving struct {
	io.ReadCloser
	x      *exchange
	alarm  *alarm
	ctx    context.Context //nolint:containedctx // belongs to this one body
	cancel context.CancelCauseFunc
	closed atomic.Bool
}

func (r *receiving) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.alarm.touch()
	r.x.received.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) && errors.Is(context.Cause(r.ctx), errSilent) {
		err = errSilent
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
