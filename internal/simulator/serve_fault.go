package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// smallBody bounds what is read ahead so that the server notices a client that goes away: net/http
// watches the connection only once the body has been read.
const smallBody = 1 << 20

func (s *Server) serveFault(w http.ResponseWriter, r *http.Request, f *Fault, serve http.HandlerFunc) {
	switch f.Kind {
	case Refuse:
		Reset(w)
	case CutBefore:
		drain(r)
		Reset(w)
	case CutAfter:
		serve(newBuffer(), r)
		drain(r)
		Reset(w)
	case SlowBefore:
		readAhead(r)
		if wait(r.Context(), f.Delay) {
			serve(w, r)
		}
	case SlowAfter:
		held := newBuffer()
		serve(held, r)
		drain(r)
		if wait(r.Context(), f.Delay) {
			held.sendTo(w)
		}
	case CutBody:
		s.cutBody(w, r, f, serve)
	case FailBefore:
		drain(r)
		f.answer(w, http.StatusServiceUnavailable)
	case FailAfter:
		serve(newBuffer(), r)
		f.answer(w, http.StatusBadGateway)
	case Malformed:
		held := newBuffer()
		serve(held, r)
		if f.Body != "" {
			f.answer(w, http.StatusOK)
			return
		}
		held.body.Truncate(held.body.Len() / 2)
		held.sendTo(w)
	case Unauthorized:
		drain(r)
		s.opts.Unauthorized(w, r)
	default:
		panic(fmt.Sprintf("simulator: unknown fault kind %q", f.Kind))
	}
}

func (s *Server) cutBody(w http.ResponseWriter, r *http.Request, f *Fault, serve http.HandlerFunc) {
	if f.Bytes > 0 {
		serve(&cuttingWriter{ResponseWriter: w, left: f.Bytes}, r)
		return
	}
	held := newBuffer()
	serve(held, r)
	held.header.Set("Content-Length", strconv.Itoa(held.body.Len()))
	held.body.Truncate(held.body.Len() / 2)
	held.sendTo(w)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func (f *Fault) answer(w http.ResponseWriter, status int) {
	if f.Status != 0 {
		status = f.Status
	}
	body := f.Body
	if body == "" {
		text := fmt.Sprintf("%d %s", status, http.StatusText(status))
		body = "<html>\n<head><title>" + text + "</title></head>\n<body><center><h1>" + text +
			"</h1></center></body>\n</html>\n"
	}
	contentType := "text/html; charset=utf-8"
	if strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") {
		contentType = "application/json; charset=utf-8"
	}
	w.Header().Set("Content-Type", contentType)
	for name, values := range f.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func drain(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

func readAhead(r *http.Request) {
	if r.ContentLength < 0 || r.ContentLength > smallBody {
		return
	}
	data, err := io.ReadAll(r.Body)
	if err == nil {
		r.Body = io.NopCloser(bytes.NewReader(data))
	}
}

// wait reports whether d passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// A buffer holds an answer back.
type buffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newBuffer() *buffer { return &buffer{header: http.Header{}} }

func (b *buffer) Header() http.Header { return b.header }

func (b *buffer) WriteHeader(status int) {
	if b.status == 0 {
		b.status = status
	}
}

func (b *buffer) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

func (b *buffer) sendTo(w http.ResponseWriter) {
	maps.Copy(w.Header(), b.header)
	b.WriteHeader(http.StatusOK)
	w.WriteHeader(b.status)
	_, _ = w.Write(b.body.Bytes())
}

// A cuttingWriter aborts the handler once a number of bytes has been sent.
type cuttingWriter struct {
	http.ResponseWriter
	left int64
}

func (c *cuttingWriter) Write(p []byte) (int, error) {
	if int64(len(p)) < c.left {
		c.left -= int64(len(p))
		return c.ResponseWriter.Write(p)
	}
	_, _ = c.ResponseWriter.Write(p[:c.left])
	_ = http.NewResponseController(c.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

func (c *cuttingWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// A countingBody counts what the handler reads. The count is read while a handler that left the body
// unfinished may still be draining it, hence atomic.
type countingBody struct {
	io.ReadCloser
	n atomic.Int64
}

func (c *countingBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n.Add(int64(n))
	return n, err
}

type countingWriter struct {
	http.ResponseWriter
	status int
	n      int64
}

func (c *countingWriter) WriteHeader(status int) {
	if c.status == 0 || c.status < 200 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *countingWriter) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(p)
	c.n += int64(n)
	return n, err
}

func (c *countingWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
