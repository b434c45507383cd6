package linkedintest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A Server is LinkedIn with its members, Pages and posts. It is an [http.Handler] that can be mounted anywhere,
// and can listen on loopback ports by itself ([Server.Start]). All its methods are safe for concurrent use.
type Server struct {
	opts  Options
	clock simulator.Clock
	sim   *simulator.Server
	table []*route

	startMu  sync.Mutex
	api, web *simulator.Running

	life       context.Context //nolint:containedctx // ends deliveries that no request waits for
	end        context.CancelFunc
	deliveries sync.WaitGroup

	mu sync.Mutex // guards what follows
	world
	auth
	quota
	hooks
}

// New returns a server without members and Pages. A nil opts is the zero value.
func New(opts *Options) *Server {
	s := new(Server)
	if opts != nil {
		s.opts = *opts
	}
	s.opts = s.opts.withDefaults()
	s.clock = s.opts.Clock
	s.world = newWorld(s.opts.Seed)
	s.auth = newAuth()
	s.quota = newQuota()
	s.hooks = newHooks()
	s.life, s.end = context.WithCancel(context.Background())
	s.table = routes()
	s.sim = simulator.New(http.HandlerFunc(s.dispatch), &simulator.Options{
		Clock: s.clock, Seed: s.opts.Seed, Label: s.labelOf, Token: bearer,
		Unauthorized: func(w http.ResponseWriter, _ *http.Request) { s.writeError(w, expiredToken()) },
	})
	callback := []string{"http://127.0.0.1/callback"}
	s.RegisterApp(App{
		Name: "simulated", RedirectURIs: callback, Products: []Product{CommunityManagement}, Refresh: true,
	})
	s.RegisterApp(App{
		Name: "simulated sharing", RedirectURIs: callback, Products: []Product{SignIn, ShareOnLinkedIn},
	})
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.sim.ServeHTTP(w, r) }

// dispatch sends a request to the part of the network that it is for.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Li-Fabric", "prod-simulated")
	w.Header().Set("X-Li-Uuid", uuid())
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/rest/"), strings.HasPrefix(path, "/v2/"):
		s.serveAPI(w, r)
	case strings.HasPrefix(path, uploadPath):
		s.serveUpload(w, r)
	case path == "/oauth/v2/authorization":
		s.serveAuthorization(w, r)
	case path == "/oauth/v2/accessToken":
		s.serveAccessToken(w, r)
	case path == "/oauth/v2/introspectToken":
		s.serveIntrospection(w, r)
	case path == "/oauth/v2/revoke":
		s.serveRevocation(w, r)
	default:
		s.writeError(w, notServed())
	}
}

// Start listens on two free ports of 127.0.0.1 until [Server.Close]: one in place of api.linkedin.com, one in
// place of www.linkedin.com, to which uploads and logins go. Further calls do nothing.
func (s *Server) Start() error {
	s.startMu.Lock()
	defer s.startMu.Unlock()
	if s.api != nil {
		return nil
	}
	api, err := s.sim.Start()
	if err != nil {
		return fmt.Errorf("linkedintest: %w", err)
	}
	web, err := s.sim.Start()
	if err != nil {
		api.Close()
		return fmt.Errorf("linkedintest: %w", err)
	}
	s.api, s.web = api, web
	return nil
}

// Close ends all requests and webhook deliveries and returns once nothing runs any more.
func (s *Server) Close() {
	s.end()
	s.startMu.Lock()
	api, web := s.api, s.web
	s.startMu.Unlock()
	for _, running := range []*simulator.Running{api, web} {
		if running != nil {
			running.Close()
		}
	}
	s.deliveries.Wait()
	if own, ok := s.opts.Webhook.Transport.(*http.Transport); ok {
		own.CloseIdleConnections()
	}
}

// URL is the base address of the API, "http://127.0.0.1:port", in place of https://api.linkedin.com. It is
// empty before [Server.Start].
func (s *Server) URL() string { return s.address(func() *simulator.Running { return s.api }) }

// WebURL is the base address of logins and uploads, in place of https://www.linkedin.com. It is empty before
// [Server.Start].
func (s *Server) WebURL() string { return s.address(func() *simulator.Running { return s.web }) }

func (s *Server) address(of func() *simulator.Running) string {
	s.startMu.Lock()
	defer s.startMu.Unlock()
	if running := of(); running != nil {
		return running.URL
	}
	return ""
}

// webBase is where the URLs of uploads begin that an answer to r names.
func (s *Server) webBase(r *http.Request) string {
	if base := s.WebURL(); base != "" {
		return base
	}
	return "http://" + r.Host
}

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.now() }

func (s *Server) now() time.Time { return s.clock.Now().UTC() }

// bearer finds the token of a request; LinkedIn takes it in the header only.
func bearer(r *http.Request) string {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(value)
}
