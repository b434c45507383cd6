package xtest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A Server is the API of X with its accounts, posts, messages and streams. It is an [http.Handler] that can
// be mounted anywhere, and can listen on a loopback port by itself ([Server.Start]). All its methods are
// safe for concurrent use.
type Server struct {
	opts    Options
	clock   simulator.Clock
	sim     *simulator.Server
	mux     *http.ServeMux
	table   []*route
	hub     hub
	nfcData func() *nfcTable

	life       context.Context //nolint:containedctx // ends deliveries that no request waits for
	end        context.CancelFunc
	deliveries sync.WaitGroup

	mu        sync.Mutex // guards what follows
	attempts  []Delivery
	delivered chan struct{} // closed and replaced when a webhook has nothing left to do
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
	s.world = newWorld(s.opts.Credit)
	s.hub.init()
	s.nfcData = sync.OnceValue(newNFCTable)
	s.life, s.end = context.WithCancel(context.Background())
	s.delivered = make(chan struct{})
	s.mux = http.NewServeMux()
	s.mount()
	s.sim = simulator.New(http.HandlerFunc(s.dispatch), &simulator.Options{
		Clock: s.clock, Seed: s.opts.Seed, Label: s.labelOf,
		Unauthorized: func(w http.ResponseWriter, _ *http.Request) { s.writeError(w, unauthorized()) },
	})
	s.RegisterApp(App{Name: "simulated", RedirectURIs: []string{"http://127.0.0.1/callback"}})
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.sim.ServeHTTP(w, r) }

// Start listens on a free port of 127.0.0.1 until [Server.Close] and returns the base URL, without a
// final slash. Further calls return the same URL.
func (s *Server) Start() (string, error) {
	_, err := s.sim.Start()
	return s.sim.URL(), err
}

// Close ends all requests, streams and webhook deliveries and returns once nothing runs any more.
func (s *Server) Close() {
	s.end()
	s.sim.Close()
	s.deliveries.Wait()
}

// A Fault breaks requests; see its fields and the kinds below.
type Fault = simulator.Fault

// The kinds of faults. "Executed" means that the request had its effect.
const (
	Refuse       = simulator.Refuse       // connection reset before the body is read, not executed
	SlowBefore   = simulator.SlowBefore   // waits for Delay, then executes
	SlowAfter    = simulator.SlowAfter    // executes, waits for Delay, then answers
	CutBefore    = simulator.CutBefore    // connection reset, not executed
	CutAfter     = simulator.CutAfter     // connection reset without an answer, executed
	CutBody      = simulator.CutBody      // connection closed in the middle of the answer, executed
	FailBefore   = simulator.FailBefore   // answers Status (503) with a proxy's HTML page, not executed
	FailAfter    = simulator.FailAfter    // answers Status (502) with a proxy's HTML page, executed
	Malformed    = simulator.Malformed    // answers half a body, or Body, with status 200, executed
	Unauthorized = simulator.Unauthorized // answers 401 as for an expired token, not executed

	Forever = simulator.Forever // as Fault.Times: hits every matching request
)

// OverCapacity is a fault that answers 503 with the network's own body, not executed.
func OverCapacity(match string) Fault {
	return Fault{
		Kind: FailBefore, Match: match, Status: http.StatusServiceUnavailable,
		Body: `{"title":"Service Unavailable","detail":"Service Unavailable","type":"about:blank","status":503}`,
	}
}

// Faults is the set of faults that are armed. Patterns are such as "POST /2/tweets" or
// "GET /2/users/*/mentions"; a final "**" stands for any rest.
func (s *Server) Faults() *simulator.Faults { return s.sim.Faults() }

// Requests is the record of all requests. Labels name the account of the token.
func (s *Server) Requests() *simulator.Log { return s.sim.Log() }

// RefuseConnections resets the next n new connections to a started server before anything is read.
func (s *Server) RefuseConnections(n int) { s.sim.RefuseConnections(n) }

// A DisconnectMode says how an open stream ends.
type DisconnectMode = simulator.DisconnectMode

// The ways in which a stream can end; see [Server.EndStreams] for an announced end.
const (
	CloseClean = simulator.CloseClean // in order
	CloseReset = simulator.CloseReset // with a TCP reset
	Stall      = simulator.Stall      // stays open and sends nothing any more, no keep-alive either
)

// DisconnectStreams ends all open streams and returns their number. They do not count as connections any
// more when it returns.
func (s *Server) DisconnectStreams(mode DisconnectMode) int { return s.sim.Streams().Disconnect(mode) }

// Streams is the number of open streams.
func (s *Server) Streams() int { return s.sim.Streams().Len() }

// StreamsOpened is the number of streams that were ever opened.
func (s *Server) StreamsOpened() int { return s.sim.Streams().Opened() }

// WaitStreams returns when at least n streams are open, or with the error of ctx.
func (s *Server) WaitStreams(ctx context.Context, n int) error { return s.sim.Streams().Wait(ctx, n) }

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.clock.Now() }

// Tap has f look at every request that is served from now on, and at its answer: contract checks hang on to it.
func (s *Server) Tap(f func(simulator.Exchange)) { s.sim.Tap(f) }
