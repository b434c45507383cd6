package mastodontest

import (
	"context"

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
	FailBefore   = simulator.FailBefore   // answers Status (503), not executed
	FailAfter    = simulator.FailAfter    // answers Status (502), executed
	Malformed    = simulator.Malformed    // answers half a body, or Body, with status 200, executed
	Unauthorized = simulator.Unauthorized // answers 401 as for an expired token, not executed

	Forever = simulator.Forever // as Fault.Times: hits every matching request
)

// A FaultKind says what goes wrong with a request.
type FaultKind = simulator.FaultKind

// Faults is a set of armed faults: Add arms one, Clear disarms all.
type Faults = simulator.Faults

// A RequestLog is the record of requests: All, Find, Last and Count take patterns as faults do.
type RequestLog = simulator.Log

// A Request is what the log keeps of one request.
type Request = simulator.Entry

// Faults is the set of faults that are armed. Patterns are such as "POST /api/v1/statuses" or
// "GET /api/v1/statuses/*/context"; a final "**" stands for any rest.
func (s *Server) Faults() *Faults { return s.sim.Faults() }

// Requests is the record of all requests. Labels name the account of the token.
func (s *Server) Requests() *RequestLog { return s.sim.Log() }

// RefuseConnections resets the next n new connections to a started server before anything is read.
func (s *Server) RefuseConnections(n int) { s.sim.RefuseConnections(n) }

// A DisconnectMode says how an open stream ends.
type DisconnectMode = simulator.DisconnectMode

// The ways in which a stream can end.
const (
	CloseClean = simulator.CloseClean // in order
	CloseReset = simulator.CloseReset // with a TCP reset
	Stall      = simulator.Stall      // stays open and sends nothing any more, no heartbeat either
)

// DisconnectStreams ends all open streams and returns their number.
func (s *Server) DisconnectStreams(mode DisconnectMode) int { return s.sim.Streams().Disconnect(mode) }

// Streams is the number of open streams.
func (s *Server) Streams() int { return s.sim.Streams().Len() }

// StreamsOpened is the number of streams that were ever opened.
func (s *Server) StreamsOpened() int { return s.sim.Streams().Opened() }

// WaitStreams returns when at least n streams are open, or with the error of ctx.
func (s *Server) WaitStreams(ctx context.Context, n int) error { return s.sim.Streams().Wait(ctx, n) }

// Tap has f look at every request that is served from now on, and at its answer: contract checks hang on to it.
func (s *Server) Tap(f func(simulator.Exchange)) { s.sim.Tap(f) }
