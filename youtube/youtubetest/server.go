package youtubetest

import (
	"context"
	"net/http"
	"sync"
	"time"
	_ "time/tzdata" // the quota day is Pacific, wherever the tests run

	"github.com/relais-go/relais/internal/simulator"
)

// A Server is YouTube with its channels, videos, comments and chats. It is an [http.Handler] that can be
// mounted anywhere, and can listen on a loopback port by itself ([Server.Start]). All its methods are safe
// for concurrent use.
type Server struct {
	opts    Options
	clock   simulator.Clock
	sim     *simulator.Server
	oauth   *simulator.OAuth
	mux     *http.ServeMux
	table   []*route
	pacific *time.Location
	bursts  *simulator.Limiter

	life       context.Context //nolint:containedctx // ends deliveries that no request waits for
	end        context.CancelFunc
	deliveries sync.WaitGroup

	mu        sync.Mutex // guards what follows
	delivered chan struct{}
	chatted   chan struct{} // closed and replaced with every chat message
	cuts      []*UploadCut
	authState
	world
}

// New returns a server without channels. A nil opts is the zero value.
func New(opts *Options) *Server {
	s := new(Server)
	if opts != nil {
		s.opts = *opts
	}
	s.opts = s.opts.withDefaults()
	s.clock = s.opts.Clock
	s.pacific = pacific()
	s.world = newWorld(s.opts.Seed)
	s.authState = newAuthState()
	s.life, s.end = context.WithCancel(context.Background())
	s.delivered, s.chatted = make(chan struct{}), make(chan struct{})
	s.oauth = simulator.NewOAuth(simulator.OAuthOptions{
		Clock: s.clock, TokenTTL: s.opts.TokenTTL, Refresh: simulator.RefreshStays, Consent: s.consents,
	})
	s.bursts = s.newBursts()
	s.mux = http.NewServeMux()
	s.mount()
	s.sim = simulator.New(http.HandlerFunc(s.dispatch), &simulator.Options{
		Clock: s.clock, Seed: s.opts.Seed, Label: s.labelOf, Token: tokenOf,
		Unauthorized: func(w http.ResponseWriter, _ *http.Request) { s.writeError(w, badToken()) },
	})
	s.RegisterApp(App{Name: "simulated", RedirectURIs: []string{"http://127.0.0.1/callback"}})
	return s
}

// pacific is the time zone of quotas and reports.
func pacific() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil { // cannot happen: the zone is compiled in
		return time.UTC
	}
	return zone
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.sim.ServeHTTP(w, r) }

// Start listens on a free port of 127.0.0.1 until [Server.Close] and returns the base URL, without a
// final slash. It stands for www.googleapis.com, youtube.googleapis.com, youtubeanalytics.googleapis.com,
// oauth2.googleapis.com, accounts.google.com, www.youtube.com and pubsubhubbub.appspot.com alike. Further
// calls return the same URL.
func (s *Server) Start() (string, error) {
	_, err := s.sim.Start()
	return s.sim.URL(), err
}

// Close ends all requests, streams and notifications and returns once nothing runs any more.
func (s *Server) Close() {
	s.end()
	s.sim.Close()
	s.deliveries.Wait()
}

// Faults is the set of faults that are armed. Patterns are such as "GET /youtube/v3/videos",
// "PUT /upload/youtube/v3/videos" or "POST /token"; a final "**" stands for any rest.
func (s *Server) Faults() *simulator.Faults { return s.sim.Faults() }

// Requests is the record of all requests. Labels are the handles of the channels that tokens belong to.
func (s *Server) Requests() *simulator.Log { return s.sim.Log() }

// RefuseConnections resets the next n new connections to a started server before anything is read.
func (s *Server) RefuseConnections(n int) { s.sim.RefuseConnections(n) }

// A DisconnectMode says how an open stream ends.
type DisconnectMode = simulator.DisconnectMode

// The ways in which a stream can end.
const (
	CloseClean = simulator.CloseClean // in order
	CloseReset = simulator.CloseReset // with a TCP reset
	Stall      = simulator.Stall      // stays open and sends nothing any more
)

// DisconnectStreams ends all open streams of live chats and returns their number.
func (s *Server) DisconnectStreams(mode DisconnectMode) int { return s.sim.Streams().Disconnect(mode) }

// WaitStreams returns when at least n streams of live chats are open, or with the error of ctx.
func (s *Server) WaitStreams(ctx context.Context, n int) error { return s.sim.Streams().Wait(ctx, n) }

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.clock.Now() }

func (s *Server) now() time.Time { return s.clock.Now() }

// Tick does what the clock has made due: scheduled videos are published, and announced to the hub's
// subscribers. Requests do the same, so that only a test that waits for a notification needs it.
func (s *Server) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
}

// Tap has f look at every request that is served from now on, and at its answer: contract checks hang on to it.
func (s *Server) Tap(f func(simulator.Exchange)) { s.sim.Tap(f) }
