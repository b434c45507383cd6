package rest

import (
	"errors"

	"github.com/relais-go/relais/social"
)

// Class says what a repeat of an operation would do, and so whether it may be repeated.
type Class int

// Classes of operations.
const (
	Read       Class = iota // changes nothing: repeat at will
	Idempotent              // a repeat leaves the same state: repeat at will
	Lookup                  // not repeatable, but its effect can be looked up: see WriteOnce
	Unsafe                  // neither: an unknown outcome stays unknown
)

// write reports whether the operation changes anything.
func (c Class) write() bool { return c != Read }

// once reports whether the operation must not take effect twice.
func (c Class) once() bool { return c != Read && c != Idempotent }

// Phase is how far an attempt got before it failed.
type Phase int

// Phases.
const (
	NotSent    Phase = iota // the server certainly did not get the whole request
	Unanswered              // it may have got it, but its answer did not arrive whole
	Answered                // it answered
)

// repeatable reports whether an attempt that ended so may be made again, with hope of another end.
func repeatable(c Class, p Phase, kind error) bool {
	switch {
	case p == NotSent:
		return true
	case c.once():
		return false
	default:
		return p == Unanswered || errors.Is(kind, social.ErrUnavailable)
	}
}

// doubtful reports whether an attempt that ended so may have taken effect, and must not do so twice. A server
// that says why it refuses has not executed the request; one that is in trouble may have.
func doubtful(c Class, p Phase, kind error) bool {
	return c.once() && (p == Unanswered || p == Answered && errors.Is(kind, social.ErrUnavailable))
}
