package facebooktest

import (
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
	Unauthorized = simulator.Unauthorized // answers code 190, subcode 463 as to an expired token, not executed

	Forever = simulator.Forever // as Fault.Times: hits every matching request
)

// Faults is the set of faults that are armed. The version is a segment of the path, so patterns are such as
// "POST /*/*/feed" or "POST /video-upload/**".
func (s *Server) Faults() *simulator.Faults { return s.graph.Simulator().Faults() }

// An Error is an answer of the API that says no. Code and Subcode are those of
// https://developers.facebook.com/docs/graph-api/guides/error-handling.
type Error = graphtest.Error

// Failing answers requests that fit match with an error instead of executing them.
func Failing(match string, e Error) Fault { return graphtest.ErrorFault(match, &e, false) }

// FailingAfter answers requests that fit match with an error after they have been executed: what they
// publish is public all the same, as has been seen with codes 1 and 2.
func FailingAfter(match string, e Error) Fault { return graphtest.ErrorFault(match, &e, true) }

// UnknownError is code 1 with HTTP 500.
func UnknownError() Error { return *graphtest.Unknown() }

// ServiceError is code 2 with HTTP 500, which calls itself transient.
func ServiceError() Error { return *graphtest.Unavailable() }

// Blocked is code 368: the network suspects abuse. The subcode 1390008 is "posting too fast"; 0 is none.
func Blocked(subcode int) Error {
	return Error{
		Code: 368, Subcode: subcode, Message: "The action attempted has been deemed abusive or is otherwise disallowed",
		UserTitle: "Temporarily Blocked", UserMsg: "It looks like you were misusing this feature by going too fast.",
	}
}

// RateLimited is the refusal of a call for a code such as 4, 17, 32, 613, 80001 or 80006. Unlike [Server.Throttle]
// a fault with it hits some calls alone, such as those that send messages.
func RateLimited(code int) Error { return *graphtest.RateLimited(code) }

// A Usage is what usage headers tell, in percent, and in Regain minutes until calls are possible again.
type Usage = graphtest.Usage

// SetPageUsage fixes what the header X-Business-Use-Case-Usage says of a page.
func (s *Server) SetPageUsage(page string, u Usage) {
	defer s.lock()()
	s.graph.SetUsage(page, u)
}

// SetAppUsage fixes what the header X-App-Usage says of the app.
func (s *Server) SetAppUsage(u Usage) {
	defer s.lock()()
	s.graph.SetUsage(s.app.ID, u)
}

// Throttle refuses calls with a code such as 4, 17, 32, 613, 80001 or 80006 for a time. The key is a page,
// whose token's calls are meant, or the id of the app; "" means all calls.
func (s *Server) Throttle(key string, code int, d time.Duration) {
	defer s.lock()()
	s.graph.Throttle(key, code, d)
}

// Unthrottle ends all refusals and forgets the calls so far and what was set of usage.
func (s *Server) Unthrottle() {
	defer s.lock()()
	s.graph.Unthrottle()
}

// Obscure makes the next reads of an object answer code 100, subcode 33, as if it did not exist.
func (s *Server) Obscure(id string, reads int) {
	defer s.lock()()
	s.graph.Obscure(id, reads)
}

// BatchNulls lets the end of batches come back as null, as happens to requests that are not finished in
// time.
type BatchNulls = graphtest.BatchNulls

// SetBatchNulls arms it; the zero value disarms it.
func (s *Server) SetBatchNulls(n BatchNulls) {
	defer s.lock()()
	s.graph.SetBatchNulls(n)
}
