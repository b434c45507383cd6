package simulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Running is a server that listens on a loopback port.
type Running struct {
	URL string // "http://127.0.0.1:port", without a final slash

	server   *http.Server
	listener *refusingListener
	streams  *Streams
	cancel   context.CancelFunc
	served   chan struct{}
	once     sync.Once

	mu       sync.Mutex
	closed   bool // no handler begins any more
	handlers sync.WaitGroup
}

// Start listens on a free port of 127.0.0.1 and serves s there until Close. Further calls return the same.
func (s *Server) Start() (*Running, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		return s.running, nil
	}
	var err error
	s.running, err = Start(s, s.streams)
	return s.running, err
}

// URL is where a started server listens, and "" before.
func (s *Server) URL() string {
	if run := s.started(); run != nil {
		return run.URL
	}
	return ""
}

// RefuseConnections is [Running.RefuseConnections] of a started server.
func (s *Server) RefuseConnections(n int) {
	if run := s.started(); run != nil {
		run.RefuseConnections(n)
	}
}

// Close is [Running.Close] of a started server.
func (s *Server) Close() {
	if run := s.started(); run != nil {
		run.Close()
	}
}

func (s *Server) started() *Running {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// Start listens on a free port of 127.0.0.1 and serves h there until Close. The streams, which may be
// nil, are closed with it.
func Start(h http.Handler, streams *Streams) (*Running, error) {
	ctx, cancel := context.WithCancel(context.Background())
	var config net.ListenConfig
	inner, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		cancel()
		return nil, fmt.Errorf("simulator: listen: %w", err)
	}
	run := &Running{
		URL:      "http://" + inner.Addr().String(),
		listener: &refusingListener{Listener: inner},
		streams:  streams,
		cancel:   cancel,
		served:   make(chan struct{}),
	}
	run.server = &http.Server{
		ReadHeaderTimeout: time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !run.enter() {
				panic(http.ErrAbortHandler)
			}
			defer run.handlers.Done()
			h.ServeHTTP(w, r)
		}),
	}
	go func() {
		defer close(run.served)
		_ = run.server.Serve(run.listener) // ends with ErrServerClosed
	}()
	return run, nil
}

// RefuseConnections resets the next n new connections before anything is read from them. A client that
// has idle connections open goes on using those.
func (run *Running) RefuseConnections(n int) { run.listener.refuse.Store(int64(n)) }

// Close ends all requests and streams and returns once no handler runs any more. It may be called more
// than once.
func (run *Running) Close() {
	run.once.Do(func() {
		run.cancel()
		if run.streams != nil {
			run.streams.Disconnect(CloseReset)
		}
		_ = run.server.Close()
		<-run.served
		run.mu.Lock()
		run.closed = true
		run.mu.Unlock()
		run.handlers.Wait()
	})
}

// enter reports whether a handler may begin. A connection that was accepted may have read its request only after Close.
func (run *Running) enter() bool {
	run.mu.Lock()
	defer run.mu.Unlock()
	if !run.closed {
		run.handlers.Add(1)
	}
	return !run.closed
}

type refusingListener struct {
	net.Listener
	refuse atomic.Int64
}

func (l *refusingListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.refuse.Load() <= 0 {
			return conn, nil
		}
		l.refuse.Add(-1)
		ResetConn(conn)
	}
}
