package x

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// maxStreamLine is the longest line that is read, in bytes. Posts with all that they refer to can be far longer
// than 64 KiB.
const maxStreamLine = stream.DefaultMax

// streamConn is one open connection that brings lines of JSON.
type streamConn struct {
	cancel context.CancelCauseFunc
	body   io.Closer
	dog    *stream.Watchdog
	lines  *stream.Lines
	alive  func() // is called for each line, those that are empty included
}

// dial opens a connection. Until it is open, silence is bounded by a deadline of the whole attempt.
func dial(ctx context.Context, c *Client, t timing, build func() (*request, error)) (*streamConn, error) {
	r, err := build()
	if err != nil {
		return nil, err
	}
	r.Single = true // X has rules of its own for coming back to streams
	app, err := c.actor(r)
	if err != nil {
		return nil, err
	}
	w, err := c.wire(r, c.app)
	if err != nil {
		return nil, err
	}
	// Who compresses may hold a post back until more have come.
	w.Header = http.Header{"Accept-Encoding": {"identity"}}
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(t.connect, func() { cancel(stream.ErrSilent) })
	defer timer.Stop()
	resp, err := app.Open(ctx, w)
	if err != nil {
		if errors.Is(context.Cause(ctx), stream.ErrSilent) {
			err = broken("", stream.ErrSilent)
		}
		cancel(nil)
		return nil, refusedStream(err)
	}
	if kind := resp.Header.Get("Content-Type"); strings.Contains(kind, "html") {
		_ = resp.Body.Close()
		cancel(nil)
		return nil, broken("a page instead of a stream, from a proxy perhaps", nil)
	}
	dog := stream.NewWatchdog(t.silence, func() { cancel(stream.ErrSilent) })
	return &streamConn{
		cancel: cancel, body: resp.Body, dog: dog, lines: stream.NewLines(dog.Reader(resp.Body), maxStreamLine),
	}, nil
}

// refusedStream says of a refusal what only streams are refused for.
// See https://docs.x.com/x-api/fundamentals/handling-disconnections.
func refusedStream(err error) error {
	e, known := errors.AsType[*social.Error](err)
	wire, said := errors.AsType[*Error](err)
	if !known || !said {
		return err
	}
	own := *e
	if issue := wire.Main().ConnectionIssue; issue != "" {
		own.Code = string(issue)
	}
	if e.Status == http.StatusConflict { // no rules, or none that are valid
		own.Kind = social.ErrInvalid
	}
	return &own
}

// next waits for the next line that is not empty: the empty ones are signs of life. Its errors are
// *social.Error and final.
func (s *streamConn) next() ([]byte, error) {
	for {
		line, err := s.lines.Next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, broken("X ended the stream", err)
		case err != nil:
			return nil, broken("", err)
		}
		if s.alive != nil {
			s.alive()
		}
		if len(line) > 0 {
			return line, nil
		}
	}
}

// nextOf reads the next line.
func nextOf[T any](s *streamConn, read func([]byte) (*T, error)) (*T, error) {
	line, err := s.next()
	if err != nil {
		return nil, err
	}
	return read(line)
}

func (s *streamConn) close() {
	s.dog.Stop()
	s.cancel(nil)
	_ = s.body.Close()
}
