package instagramtest

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator"
)

// A Server is Instagram with its accounts, media and messages, and with the two hosts of its API. All its
// methods are safe for concurrent use.
type Server struct {
	opts  Options
	clock simulator.Clock
	hosts [2]*Host // by API

	mu sync.Mutex // guards what follows, and both hosts
	world
	usage
}

// New returns a server without accounts. A nil opts is the zero value.
func New(opts *Options) *Server {
	s := new(Server)
	if opts != nil {
		s.opts = *opts
	}
	s.opts = s.opts.withDefaults()
	s.clock = s.opts.Clock
	s.world = newWorld(s.opts.Seed)
	s.usage = newUsage()
	for _, api := range []API{FacebookLogin, InstagramLogin} {
		s.hosts[api] = newHost(s, api)
	}
	return s
}

// Host is the host of an API.
func (s *Server) Host(api API) *Host { return s.hosts[api] }

// Start listens on free ports of 127.0.0.1, one per host, until [Server.Close]. Further calls do nothing.
func (s *Server) Start() error {
	for _, h := range s.hosts {
		if err := h.start(); err != nil {
			return err
		}
	}
	return nil
}

// Close ends all requests and webhook deliveries and returns once nothing runs any more.
func (s *Server) Close() {
	for _, h := range s.hosts {
		h.close()
	}
	if own, ok := s.opts.Transport.(loopback); ok {
		own.CloseIdleConnections()
	}
}

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.now() }

func (s *Server) now() time.Time { return s.clock.Now().UTC() }

// WaitWebhooks returns when all events have been delivered that can be now, or with the error of ctx.
func (s *Server) WaitWebhooks(ctx context.Context) error {
	for _, h := range s.hosts {
		if err := h.graph.WaitIdle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A Host is one host of the API. It is an [http.Handler] that can be mounted anywhere; [Server.Start] gives
// it a port of its own. What stands on other hosts in reality has its documented path here: the upload of
// videos is /ig-api-upload/…, the login dialogs are /dialog/oauth and /oauth/authorize.
type Host struct {
	API API

	srv   *Server
	graph *graphtest.Server
	kinds types
	app   *graphtest.App

	consenting string // in front of the login dialog
	declined   []string
	codes      map[string]*loginCode
}

func newHost(s *Server, api API) *Host {
	h := &Host{API: api, srv: s, codes: map[string]*loginCode{}}
	h.graph = graphtest.New(&graphtest.Options{
		Clock: s.clock, Seed: s.opts.Seed + uint64(api), //nolint:gosec // not negative
		Lock: &s.mu, Before: s.happen, Transport: s.opts.Transport,
		Lag: s.opts.Lag, Misses: s.opts.Misses, Limits: h.limits(), Traps: s.opts.graphTraps(),
		Tokens:  graphtest.TokenOptions{Code: s.opts.Tokens.Code},
		Webhook: graphtest.WebhookOptions{Array: s.opts.Webhook.Wrapped},
	})
	h.kinds = h.newTypes()
	s.mu.Lock()
	defer s.mu.Unlock()
	h.app = h.graph.Register(graphtest.App{Name: "simulated"})
	h.mount()
	return h
}

// ServeHTTP answers a request.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.graph.ServeHTTP(w, r) }

func (h *Host) start() error {
	if _, err := h.graph.Simulator().Start(); err != nil {
		return fmt.Errorf("instagramtest: %w", err)
	}
	return nil
}

func (h *Host) close() {
	h.graph.Simulator().Close()
	h.graph.Close()
}

// URL is the base address, "http://127.0.0.1:port", in place of https://graph.facebook.com or
// https://graph.instagram.com. It is empty before [Server.Start].
func (h *Host) URL() string { return h.graph.Simulator().URL() }

// RefuseConnections resets the next n new connections before anything is read from them.
func (h *Host) RefuseConnections(n int) { h.graph.Simulator().RefuseConnections(n) }

// Faults is the set of faults that are armed. Patterns are such as "POST /v26.0/*/media_publish" or "GET /**".
func (h *Host) Faults() *simulator.Faults { return h.graph.Simulator().Faults() }

// Requests is the record of all requests. Labels name the account, page or person of the token.
func (h *Host) Requests() *simulator.Log { return h.graph.Simulator().Log() }

// Tap has f look at every request that is served from now on, and at its answer: contract checks hang on to it.
func (h *Host) Tap(f func(simulator.Exchange)) { h.graph.Tap(f) }
