package simulator

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// A FaultKind says what goes wrong with a request.
type FaultKind string

// The kinds of faults. "Executed" means that the network's handler ran, so that its effect stands.
const (
	// Refuse resets the connection before the body is read: not executed.
	Refuse FaultKind = "refuse"
	// SlowBefore waits for Delay, then executes and answers; a client that goes away in between leaves the
	// request unexecuted.
	SlowBefore FaultKind = "slow before"
	// SlowAfter executes at once and waits for Delay before it answers.
	SlowAfter FaultKind = "slow after"
	// CutBefore reads the whole request, then resets the connection: not executed.
	CutBefore FaultKind = "cut before"
	// CutAfter executes, then resets the connection without any answer.
	CutAfter FaultKind = "cut after"
	// CutBody executes and closes the connection in the middle of the answer's body: after Bytes, or in
	// the half of it if Bytes is 0. On a stream Bytes must be set.
	CutBody FaultKind = "cut body"
	// FailBefore answers Status (503 if 0) without executing.
	FailBefore FaultKind = "fail before"
	// FailAfter executes, then answers Status (502 if 0) instead of the real answer.
	FailAfter FaultKind = "fail after"
	// Malformed executes and answers 200 (or Status) with Body, or with the first half of the real body
	// if Body is empty.
	Malformed FaultKind = "malformed"
	// Unauthorized answers as the network answers an expired token: not executed.
	Unauthorized FaultKind = "unauthorized"
)

// Forever as Times lets a fault hit every matching request.
const Forever = -1

// A Fault breaks requests. The zero values of the selecting fields mean: every request, the first one,
// always.
type Fault struct {
	Kind        FaultKind
	Match       string                   // which requests, see [Match]
	Where       func(*http.Request) bool // further condition; must not read the body
	Skip        int                      // matching requests that pass before the first hit
	Times       int                      // hits before the fault is spent; 0 means 1, [Forever] has no end
	Probability float64                  // chance of a hit per matching request; 0 means certain

	Delay  time.Duration // for the slow kinds
	Bytes  int64         // for CutBody
	Status int           // for FailBefore, FailAfter, Malformed
	Header http.Header   // added to the answer of FailBefore, FailAfter and Malformed
	// Body is the answer's body. If it is empty, FailBefore and FailAfter answer with the HTML page of a
	// proxy. The content type is JSON if the body begins with "{" or "[", else HTML.
	Body string
}

// Faults is the set of faults that are armed. It is safe for concurrent use.
type Faults struct {
	mu    sync.Mutex
	rand  *rand.Rand
	armed []*armedFault
}

type armedFault struct {
	Fault
	seen, hits int
}

func newFaults(seed uint64) *Faults {
	return &Faults{rand: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // reproducible, not secret
}

// Add arms a fault. Of several that fit a request the first added one hits. The function it returns
// disarms the fault and says how often it hit.
func (f *Faults) Add(fault Fault) (remove func() int) {
	if fault.Times == 0 {
		fault.Times = 1
	}
	a := &armedFault{Fault: fault}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = append(f.armed, a)
	return func() int {
		f.mu.Lock()
		defer f.mu.Unlock()
		a.Times = a.hits // spent
		return a.hits
	}
}

// Clear disarms all faults.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = nil
}

// take returns the fault that hits the request, or nil.
func (f *Faults) take(r *http.Request) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.armed {
		if !Match(a.Match, r.Method, r.URL.Path) || a.Where != nil && !a.Where(r) {
			continue
		}
		if a.Times != Forever && a.hits >= a.Times {
			continue
		}
		a.seen++
		if a.seen <= a.Skip || a.Probability > 0 && f.rand.Float64() >= a.Probability {
			continue
		}
		a.hits++
		fault := a.Fault
		return &fault
	}
	return nil
}
