package facebooktest

import (
	"context"
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator"
)

type (
	object = graphtest.Object
	call   = graphtest.Call
	node   = graphtest.Node
)

// A Server is the Graph API with Pages, their posts, comments, messages and metrics. It is an
// [http.Handler] that can be mounted anywhere, and can listen on a loopback port by itself
// ([Server.Start]). All its methods are safe for concurrent use.
type Server struct {
	opts  Options
	graph *graphtest.Server
	types types

	world // guarded by the lock of graph
}

// New returns a server with one app and without pages. A nil opts is the zero value.
func New(opts *Options) *Server {
	s := new(Server)
	if opts != nil {
		s.opts = *opts
	}
	s.opts = s.opts.withDefaults()
	s.world = newWorld()
	g := s.opts.graph()
	g.Before = s.due
	s.graph = graphtest.New(g)
	s.graph.MountLogin()
	s.types = s.newTypes()
	s.graph.Lock()
	defer s.graph.Unlock()
	s.app = s.graph.Register(graphtest.App{Name: "Simulated"})
	s.studio = s.graph.Register(graphtest.App{Name: "Meta Business Suite"})
	s.graph.OnConsent(s.consents)
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.graph.ServeHTTP(w, r) }

// Start listens on a free port of 127.0.0.1 until [Server.Close] and returns the base URL, without a
// final slash. It stands for all hosts of the network. Further calls return the same URL.
func (s *Server) Start() (string, error) {
	_, err := s.graph.Simulator().Start()
	return s.graph.Simulator().URL(), err
}

// Close ends all requests and webhook deliveries and returns once nothing runs any more.
func (s *Server) Close() {
	s.graph.Simulator().Close()
	s.graph.Close()
}

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.graph.Now() }

// Tick lets happen what has become due: scheduled posts go out, processing ends, stories and unpublished
// photos expire. It also happens before every request and with every method that looks at the world.
func (s *Server) Tick() {
	defer s.lock()()
}

// lock takes the lock, brings the world up to date and returns what releases it.
func (s *Server) lock() func() {
	s.graph.Lock()
	s.due()
	return s.graph.Unlock
}

func (s *Server) now() time.Time { return s.graph.Now() }

// Requests is the record of all requests. Labels are the page or person of the token.
func (s *Server) Requests() *simulator.Log { return s.graph.Simulator().Log() }

// RefuseConnections resets the next n new connections to a started server before anything is read.
func (s *Server) RefuseConnections(n int) { s.graph.Simulator().RefuseConnections(n) }

// CutUploads resets the connections of the next uploads of files once so many bytes of each have arrived:
// reels, stories and the Resumable Upload API. What has arrived counts, so that an upload can go on.
func (s *Server) CutUploads(after int64, times int) {
	defer s.lock()()
	s.graph.CutUploads(after, times)
}

// WaitDeliveries returns when no webhook delivery is waiting or under way, or with the error of ctx.
func (s *Server) WaitDeliveries(ctx context.Context) error { return s.graph.WaitIdle(ctx) }

// Tap has f look at every request that is served from now on, and at its answer: contract checks hang on to it.
func (s *Server) Tap(f func(simulator.Exchange)) { s.graph.Tap(f) }
