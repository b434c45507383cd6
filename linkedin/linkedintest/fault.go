package linkedintest

import (
	"encoding/json"
	"net/http"

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
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling.
type Error struct {
	Status           int
	ServiceErrorCode int    // 0 leaves it out
	Code             string // "" leaves it out
	Message          string
}

// Answer is a fault that answers with an error; executed says whether the request has its effect all the same.
func Answer(match string, e Error, executed bool) Fault {
	kind := FailBefore
	if executed {
		kind = FailAfter
	}
	body, _ := json.Marshal((&apiError{status: e.Status, service: e.ServiceErrorCode, code: e.Code, message: e.Message}).body(false)) // cannot fail
	return Fault{Kind: kind, Match: match, Status: e.Status, Body: string(body)}
}

// Lost is a fault that executes a request and answers 500 all the same.
func Lost(match string) Fault {
	return Answer(match, Error{
		Status: http.StatusInternalServerError, Code: "INTERNAL_SERVER_ERROR", Message: "Internal Server Error",
	}, true)
}

// Faults is the set of faults that are armed. Patterns are such as "POST /rest/posts" or
// "GET /rest/socialActions/*/comments"; a final "**" stands for any rest.
func (s *Server) Faults() *simulator.Faults { return s.sim.Faults() }

// Requests is the record of all requests. Labels are the URNs of the members whose tokens came.
func (s *Server) Requests() *simulator.Log { return s.sim.Log() }

// RefuseConnections resets the next n new connections to each port of a started server before anything is
// read.
func (s *Server) RefuseConnections(n int) {
	s.startMu.Lock()
	defer s.startMu.Unlock()
	if s.api != nil {
		s.api.RefuseConnections(n)
		s.web.RefuseConnections(n)
	}
}

// SetTraps replaces [Options].Traps.
func (s *Server) SetTraps(t Traps) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Traps = t
}

// SetProcessing replaces [Options].Processing for media that arrive from now on.
func (s *Server) SetProcessing(p Processing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Processing = p
}

// SetLimits replaces [Options].Limits.
func (s *Server) SetLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Limits = l
}

// Tap has f look at every request that is served from now on, and at its answer: contract checks hang on to it.
func (s *Server) Tap(f func(simulator.Exchange)) { s.sim.Tap(f) }
