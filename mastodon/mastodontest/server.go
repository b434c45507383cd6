package mastodontest

import (
	"net/http"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A Server is a Mastodon server with its accounts, posts and streams. It is an [http.Handler] that can be
// mounted anywhere, and can listen on a loopback port by itself ([Server.Start]). All its methods are safe
// for concurrent use.
type Server struct {
	opts    Options
	clock   simulator.Clock
	sim     *simulator.Server
	oauth   *simulator.OAuth
	limiter *simulator.Limiter
	mux     *http.ServeMux
	hub     hub

	mu sync.Mutex // guards what follows
	world
}

// New returns a server without accounts. A nil opts is the zero value.
func New(opts *Options) *Server {
	s := new(Server)
	if opts != nil {
		s.opts = *opts
	}
	s.opts = s.opts.withDefaults()
	s.clock = s.opts.Clock
	s.world = newWorld(s.opts.Flavour == GoToSocial)
	s.hub.init()
	s.limiter = simulator.NewLimiter(s.clock, s.opts.RateLimits.rules()...)
	s.oauth = s.newOAuth()
	s.mux = http.NewServeMux()
	s.routes()
	s.sim = simulator.New(http.HandlerFunc(s.dispatch), &simulator.Options{
		Clock: s.clock, Seed: s.opts.Seed,
		Label: s.labelOf,
		Unauthorized: func(w http.ResponseWriter, _ *http.Request) {
			writeError(w, fail(http.StatusUnauthorized, "The access token expired"))
		},
	})
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.sim.ServeHTTP(w, r) }

func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	if s.opts.Flavour == GoToSocial && r.UserAgent() == "" {
		writeError(w, fail(http.StatusTeapot, "I'm a teapot: no user-agent sent with request"))
		return
	}
	if _, pattern := s.mux.Handler(r); pattern == "" {
		writeError(w, fail(http.StatusNotFound, "Not Found")) // not 405: the router knows no such route
		return
	}
	s.mux.ServeHTTP(w, r)
}

// Start listens on a free port of 127.0.0.1 until [Server.Close] and returns the base URL, without a
// final slash. Further calls return the same URL.
func (s *Server) Start() (string, error) {
	_, err := s.sim.Start()
	return s.sim.URL(), err
}

// Close ends all requests and streams of a started server, resets their connections and returns once
// nothing runs any more.
func (s *Server) Close() {
	s.sim.Close()
}

// ResetRateLimits empties all rate limit windows.
func (s *Server) ResetRateLimits() { s.limiter.Reset() }

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.clock.Now() }

// base is the origin under which the request reached the server.
func (s *Server) base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// linkBase is the origin in Link headers, which may not be the one the client uses.
func (s *Server) linkBase(r *http.Request) string {
	if s.opts.AdvertiseWSS || s.opts.Flavour == GoToSocial {
		return s.web()
	}
	return s.base(r)
}

// web is the origin of everything that people see.
func (s *Server) web() string { return "https://" + s.opts.Domain }
