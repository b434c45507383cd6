package simulator

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// Options of a [Server]. The zero value suits most networks.
type Options struct {
	Clock   Clock  // nil: the system's
	Seed    uint64 // of the faults' chance; equal seeds give equal runs
	LogSize int    // requests kept in the log; 0 means 16384

	// Unauthorized writes the network's answer to an expired token. Nil: 401 with an empty JSON object.
	Unauthorized http.HandlerFunc
	// Token finds the credential of a request. Nil: a bearer token, or the parameter access_token of the
	// query.
	Token func(*http.Request) string
	// Label names the owner of a token for the log. Nil: no label.
	Label func(token string) string
}

// A Server stands before the handler of one network: it records requests, applies faults and knows the
// open streams. It is an [http.Handler], safe for concurrent use.
type Server struct {
	opts    Options
	handler http.Handler
	log     *Log
	faults  *Faults
	streams *Streams
	tap     atomic.Pointer[func(Exchange)]

	mu      sync.Mutex // guards what follows
	running *Running   // nil before Start
}

// New returns a server before h. A nil opts is the zero value.
func New(h http.Handler, opts *Options) *Server {
	s := &Server{handler: h}
	if opts != nil {
		s.opts = *opts
	}
	if s.opts.Token == nil {
		s.opts.Token = BearerToken
	}
	if s.opts.Unauthorized == nil {
		s.opts.Unauthorized = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "{}")
		}
	}
	s.log = newLog(s.opts.LogSize)
	s.faults = newFaults(s.opts.Seed)
	s.streams = newStreams()
	return s
}

// Log is the record of requests.
func (s *Server) Log() *Log { return s.log }

// Faults is the set of armed faults.
func (s *Server) Faults() *Faults { return s.faults }

// Streams is the registry of open streams.
func (s *Server) Streams() *Streams { return s.streams }

// BearerToken finds a bearer token in the Authorization header, or else the parameter access_token of
// the query. It returns "" if there is none.
func BearerToken(r *http.Request) string {
	scheme, value, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if found && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(value)
	}
	return r.URL.Query().Get("access_token")
}

type entryKey struct{}

type liveEntry struct {
	log   *Log
	entry *Entry
}

// SetLabel names in the log whom the request of ctx is made for, where the token alone does not tell.
func SetLabel(ctx context.Context, label string) {
	if live, ok := ctx.Value(entryKey{}).(liveEntry); ok {
		live.log.update(live.entry, func(e *Entry) { e.Label, e.HadToken = label, true })
	}
}

// ServeHTTP records the request, and serves it unless a fault says otherwise.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.opts.Clock.Now()
	token, label := s.opts.Token(r), ""
	if token != "" && s.opts.Label != nil {
		label = s.opts.Label(token)
	}
	entry := newEntry(r, start, label, token != "")
	s.log.add(entry)

	body := &countingBody{ReadCloser: r.Body}
	out := &countingWriter{ResponseWriter: w}
	r = r.WithContext(context.WithValue(r.Context(), entryKey{}, liveEntry{s.log, entry}))
	r.Body = body
	fault := s.faults.take(r)
	defer func() {
		s.log.update(entry, func(e *Entry) {
			e.Size, e.Status, e.Sent = body.n.Load(), out.status, out.n
			e.Took = max(s.opts.Clock.Now().Sub(start), 1)
		})
	}()
	serve := func(w http.ResponseWriter, r *http.Request) {
		s.log.update(entry, func(e *Entry) { e.Executed = true })
		s.tapped(w, r)
	}
	if fault == nil {
		serve(out, r)
		return
	}
	s.log.update(entry, func(e *Entry) { e.Fault = fault.Kind })
	s.serveFault(out, r, fault, serve)
}
