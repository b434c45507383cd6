package youtubetest

import (
	"net/http"
	"strconv"
	"time"

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
	Unauthorized = simulator.Unauthorized // answers 401 as for an expired token, not executed

	Forever = simulator.Forever // as Fault.Times: hits every matching request
)

// BackendError is a fault that answers 503 with the network's own body, not executed.
func BackendError(match string) Fault {
	return Refusal(match, http.StatusServiceUnavailable, "youtube.api", "backendError", "Backend Error")
}

// RateLimited is a fault that answers 429 as a burst of queries does, not executed. A retryAfter above zero
// is sent along in whole seconds.
func RateLimited(match string, retryAfter time.Duration) Fault {
	f := fault(match, burstExceeded(http.StatusTooManyRequests))
	if retryAfter > 0 {
		f.Header = http.Header{"Retry-After": {strconv.Itoa(int(retryAfter.Seconds()))}}
	}
	return f
}

// Refusal is a fault that answers an error with a reason, in the form of the Data API, not executed.
func Refusal(match string, status int, domain, reason, message string) Fault {
	return fault(match, refuse(status, domain, reason, message))
}

func fault(match string, e *apiError) Fault {
	return Fault{Kind: FailBefore, Match: match, Status: e.status, Body: string(indent(e.json()))}
}

// An UploadCut breaks an upload request while its body is being read. What has arrived until then stays as
// [UploadOptions].Keep says.
type UploadCut struct {
	After int64 // bytes of the body that are read first
	Skip  int   // requests with a body that pass before
	// Status is answered instead of resetting the connection, for example 503.
	Status     int
	RetryAfter time.Duration // sent along with Status; 0 means none
	Times      int           // requests that are cut; 0 means 1
}

// CutUploads breaks the next upload requests that have a body, those to a session and those that carry all
// in one.
func (s *Server) CutUploads(cut UploadCut) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cut.Times == 0 {
		cut.Times = 1
	}
	s.cuts = append(s.cuts, &cut)
}

// takeCut is the cut that hits an upload request.
func (s *Server) takeCut(r *http.Request) *UploadCut {
	if r.ContentLength == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cut := range s.cuts {
		if cut.Times == 0 {
			continue
		}
		if cut.Skip > 0 {
			cut.Skip--
			return nil
		}
		cut.Times--
		hit := *cut
		return &hit
	}
	return nil
}
