package simulator

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// The longest bodies that an [Exchange] holds. Films are not for looking at, and must not cost memory in tests that
// measure it.
const (
	tapLimit     = 1 << 20
	tapFileLimit = 64 << 10 // of what may hold a file
)

// An Exchange is a request that the network's handler has served, and its answer, before any fault touches it.
type Exchange struct {
	Method      string
	Path        string
	Query       url.Values
	ContentType string // of the request
	Body        []byte
	BodyWhole   bool // Body is all of it: the handler has read it to its end, and it is at most 1 MiB long, 64 KiB if it may hold a file

	Status      int
	AnswerType  string // the Content-Type of the answer
	Answer      []byte
	AnswerWhole bool // Answer is all of it: no stream, and at most 1 MiB long

	// TypeOf names the type of what an ID names or has named, "" if it is not known; nil: the network has no types.
	TypeOf func(id string) string
}

// Tap has f look at every exchange from now on, on the goroutine that serves it. It is what contract checks hang on
// to. An upgraded connection is reported with status 101, when it has ended.
func (s *Server) Tap(f func(Exchange)) { s.tap.Store(&f) }

// tapped serves a request and shows it.
func (s *Server) tapped(w http.ResponseWriter, r *http.Request) {
	tap := s.tap.Load()
	if tap == nil {
		s.handler.ServeHTTP(w, r)
		return
	}
	e := Exchange{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(), ContentType: r.Header.Get("Content-Type")}
	in := &tappedBody{ReadCloser: r.Body, limit: tapFileLimit}
	if strings.HasPrefix(e.ContentType, "application/json") || strings.HasPrefix(e.ContentType, "application/x-www-form-urlencoded") {
		in.limit = tapLimit
	}
	out := &tappedWriter{ResponseWriter: w, whole: true}
	r.Body = in
	defer func() {
		e.Body, e.BodyWhole = in.data.Bytes(), in.ended && !in.long || r.ContentLength == 0
		e.Status, e.AnswerType = out.status, w.Header().Get("Content-Type")
		e.Answer, e.AnswerWhole = out.data.Bytes(), out.whole
		if e.Status == 0 {
			e.Status = http.StatusOK
		}
		(*tap)(e)
	}()
	s.handler.ServeHTTP(out, r)
}

type tappedBody struct {
	io.ReadCloser
	data        bytes.Buffer
	limit       int
	ended, long bool
}

func (b *tappedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.long = b.long || b.data.Len()+n > b.limit; b.long {
		b.data = bytes.Buffer{}
	} else {
		b.data.Write(p[:n])
	}
	b.ended = b.ended || err == io.EOF
	return n, err
}

type tappedWriter struct {
	http.ResponseWriter
	status int
	data   bytes.Buffer
	whole  bool
}

func (w *tappedWriter) WriteHeader(status int) {
	if w.status < http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *tappedWriter) Write(p []byte) (int, error) {
	if w.data.Len()+len(p) > tapLimit {
		w.whole = false
	} else {
		w.data.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// Flush is what streams do: their answers have no end.
func (w *tappedWriter) Flush() {
	w.whole = false
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

func (w *tappedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
