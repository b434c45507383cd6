package instagramtest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator"
)

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
	Unauthorized = simulator.Unauthorized // answers as to an expired token, not executed

	Forever = simulator.Forever // as Fault.Times: hits every matching request
)

// An Error is what the API answers instead of a result, see
// https://developers.facebook.com/docs/graph-api/guides/error-handling.
type Error = graphtest.Error

// Lost is a fault that executes a request and answers 500 with code 2 all the same, as has been seen of
// publishing and commenting.
func Lost(match string) Fault { return graphtest.ErrorFault(match, graphtest.Unavailable(), true) }

// Answer is a fault that answers with an error; executed says whether the request has its effect.
func Answer(match string, e Error, executed bool) Fault {
	return graphtest.ErrorFault(match, &e, executed)
}

// NotFound is a fault that answers reads with code 100, subcode 33, although what they ask for exists.
func NotFound(match, id string) Fault {
	return graphtest.ErrorFault(match, graphtest.Missing(http.MethodGet, id), false)
}

// Block makes an account's publications fail: with subcode 2207051 as suspected spam or, if restricted is
// set, with 2207050 as a restricted account. [Server.Unblock] ends it.
func (s *Server) Block(account string, restricted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account).shut = &shutter{spam: !restricted, restricted: restricted}
}

// Unblock ends what Block began.
func (s *Server) Unblock(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account).shut = nil
}

// Hide makes the next reads of a container or media fail with code 100, subcode 33, with every token.
func (s *Server) Hide(id string, reads int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.hosts {
		h.graph.Obscure(id, reads)
	}
}

// SetProcessing replaces [Options].Processing for containers that are made from now on.
func (s *Server) SetProcessing(p Processing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Processing = p
}

// SetTraps replaces [Options].Traps, save for those of lists and headers.
func (s *Server) SetTraps(t Traps) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Traps = t
}

// CutUploads resets the connections of the next uploads once so many bytes of each have arrived.
func (s *Server) CutUploads(after int64, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hosts[FacebookLogin].graph.CutUploads(after, times)
}

// SetUsage fixes what the usage header says of an account, in percent, and for how many minutes calls are not
// possible.
func (s *Server) SetUsage(account string, percent, regain int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account)
	for _, h := range s.hosts {
		h.graph.SetUsage(account, graphtest.Usage{
			CallCount: percent, TotalTime: percent / 2, TotalCPUTime: percent / 2, Regain: regain,
		})
	}
}

// Throttle refuses an account's calls with a code such as 80002 or 613 for some time.
func (s *Server) Throttle(account string, code int, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account)
	for _, h := range s.hosts {
		h.graph.Throttle(account, code, d)
	}
}
