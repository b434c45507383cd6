package socialtest

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/social"
)

// faults is how a network fails now.
type faults struct {
	next    Fault         // of the next write
	blind   bool          // no request is answered
	passing int           // reads that are still refused
	always  Fault         // FaultDown, FaultAuth or FaultRate
	mended  chan struct{} // ends a hang
}

// errLost is the answer that never came.
var errLost = errors.New("the connection was cut")

// Break makes the network fail for all its clients as f says, and returns what ends it.
func (n *Network) Break(f Fault) (mend func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch f {
	case FaultPassing:
		n.faults.passing = 2
	case FaultDown, FaultAuth, FaultRate:
		n.faults.always = f
	case FaultCut: // listeners look again, as they do after every cut
	default:
		n.faults.next = f
		n.faults.mended = make(chan struct{})
	}
	n.wake()
	return n.mend
}

func (n *Network) mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.faults.mended != nil {
		close(n.faults.mended)
	}
	n.faults = faults{}
	n.wake()
}

// refusal is the answer of a network that fails whatever is asked, nil if it works.
func (n *Network) refusal(write bool) error {
	f := &n.faults
	switch {
	case f.blind:
		return errLost
	case f.always == FaultDown:
		return &social.Error{Kind: social.ErrUnavailable, Status: 503, Message: "down for maintenance"}
	case f.always == FaultAuth:
		return &social.Error{Kind: social.ErrAuth, Status: 401, Message: "the token was revoked"}
	case f.always == FaultRate:
		return &social.Error{Kind: social.ErrRateLimited, Status: 429, RetryAfter: time.Hour}
	case !write && f.passing > 0:
		f.passing--
		return &social.Error{Kind: social.ErrUnavailable, Status: 503, Message: "try again"}
	}
	return nil
}

// execute runs a write, or loses it, as the armed fault says. The lock is held, but not during a hang.
func (n *Network) execute(ctx context.Context, f func() error) error {
	fault := n.faults.next
	n.faults.next = ""
	switch fault {
	case FaultHang:
		mended := n.faults.mended
		n.mu.Unlock()
		defer n.mu.Lock()
		select {
		case <-ctx.Done():
		case <-mended:
		}
		return errLost
	case FaultLostBefore, FaultBlindBefore:
		n.faults.blind = fault == FaultBlindBefore
		return errLost
	case FaultLostAfter, FaultBlindAfter:
		n.faults.blind = fault == FaultBlindAfter
		return errors.Join(errLost, f()) // whatever it said, nobody hears it
	default:
		return f()
	}
}
