package xtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

const (
	filteredStream = "filtered_stream"
	activityStream = "activity_stream"
)

// hub knows the connections of streams. Its lock is taken after the server's.
type hub struct {
	mu      sync.Mutex
	conns   []*streamConn // in the order of their opening, ended ones included
	changed chan struct{}
	count   int    // events sent, for stream faults
	held    string // an event that is sent late
}

// streamConn is a connection of a stream with what waits to be written. The queue has no bound: a slow
// client slows down nobody else.
type streamConn struct {
	id        string
	endpoint  string
	app       *app
	ip        string
	connected time.Time
	ended     time.Time // zero: not yet
	reason    string
	call      *call
	open      *simulator.Stream
	queue     []string
	last      bool // the queue ends with a disconnect message
	signal    chan struct{}
}

func (h *hub) init() { h.changed = make(chan struct{}) }

func (h *hub) notify() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// active reports whether a connection still counts.
func (sc *streamConn) active(now time.Time, linger time.Duration) bool {
	if sc.ended.IsZero() {
		if sc.open == nil {
			return true
		}
		select {
		case <-sc.open.Done():
			return false
		default:
			return true
		}
	}
	return linger > 0 && now.Before(sc.ended.Add(linger)) && sc.reason == ""
}

// admit adds a connection, or reports false if there are too many. It waits a moment for connections that
// the client has just closed.
func (s *Server) admit(ctx context.Context, sc *streamConn, limit int) bool {
	grace := time.NewTimer(200 * time.Millisecond)
	defer grace.Stop()
	for {
		s.hub.mu.Lock()
		n := 0
		for _, other := range s.hub.conns {
			if other.endpoint == sc.endpoint && other.app == sc.app && other.active(s.now(), s.opts.Stream.Linger) {
				n++
			}
		}
		if n < limit {
			s.hub.conns = append(s.hub.conns, sc)
			s.hub.notify()
			s.hub.mu.Unlock()
			return true
		}
		changed := s.hub.changed
		s.hub.mu.Unlock()
		if s.opts.Stream.Linger > 0 {
			return false
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		case <-grace.C:
			return false
		}
	}
}

func (s *Server) leave(sc *streamConn, reason string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if sc.ended.IsZero() {
		sc.ended, sc.reason = s.now(), reason
	}
	if len(s.hub.conns) > 4096 { // the history of connections is bounded
		s.hub.conns = slices.DeleteFunc(s.hub.conns, func(c *streamConn) bool { return !c.ended.IsZero() })
	}
	s.hub.notify()
}

// listeners are the connections that get events now.
func (s *Server) listeners(endpoint string) []*streamConn {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	var out []*streamConn
	for _, sc := range slices.Backward(s.hub.conns) {
		if sc.endpoint == endpoint && sc.active(s.now(), 0) {
			out = append(out, sc)
		}
		if len(out) > 16 {
			break
		}
	}
	return out
}

// enqueue queues a line, as the stream faults want it.
func (s *Server) enqueue(sc *streamConn, line string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.count++
	every := func(n int) bool { return n > 0 && s.hub.count%n == 0 }
	lines := []string{line}
	switch {
	case every(s.faults.DropEvery):
		lines = nil
	case every(s.faults.DuplicateEvery):
		lines = []string{line, line}
	}
	if n := s.faults.PadBytes; n > 0 {
		for i, l := range lines {
			lines[i] = strings.TrimSuffix(l, "}") + `,"padding":"` + strings.Repeat("x", n) + `"}`
		}
	}
	if every(s.faults.SwapEvery) && len(lines) > 0 {
		s.hub.held = lines[0]
		return
	}
	if s.hub.held != "" {
		lines = append(lines, s.hub.held)
		s.hub.held = ""
	}
	sc.push(lines...)
}

// push queues lines; the hub is locked.
func (sc *streamConn) push(lines ...string) {
	if sc.last {
		return
	}
	sc.queue = append(sc.queue, lines...)
	select {
	case sc.signal <- struct{}{}:
	default: // the writer has been told already
	}
}

func (s *Server) take(sc *streamConn) (lines []string, last bool) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	lines, sc.queue = sc.queue, nil
	return lines, sc.last
}

// StreamFaults break the delivery of events over streams that are healthy otherwise.
type StreamFaults struct {
	DuplicateEvery int // every n-th event arrives twice; 0 means never
	DropEvery      int // every n-th event is lost; 0 means never
	SwapEvery      int // every n-th event arrives after the one that follows it; 0 means never
	PadBytes       int // events carry an unknown member of this many bytes
}

// SetStreamFaults replaces the faults of streams.
func (s *Server) SetStreamFaults(f StreamFaults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.faults = f
}

// EndStreams sends a disconnect message of a type such as "OperationalDisconnect" to all open streams,
// which then end in order. It returns their number.
func (s *Server) EndStreams(disconnectType string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := s.encode(object{"errors": []object{{
		"title": "operational-disconnect", "disconnect_type": disconnectType, "type": operationalDisconnect,
		"detail": "This stream has been disconnected for operational reasons.",
	}}})
	if err != nil {
		return 0
	}
	n := 0
	for _, endpoint := range []string{filteredStream, activityStream} {
		for _, sc := range s.listeners(endpoint) {
			s.hub.mu.Lock()
			sc.push(string(body))
			sc.last = true
			s.hub.mu.Unlock()
			n++
		}
	}
	return n
}

func clientIP(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}
