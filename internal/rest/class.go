package rest

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

// Phase is how far an attempt got before it failed.
type Phase int

// Phases.
const (
	NotSent    Phase = iota // nothing reached the server
	Unanswered              // it may have reached the server, whose answer did not arrive whole
	Answered                // the server answered
)

// repeatable reports whether an attempt of this class that ended so may be sent again.
func repeatable(c Class, p Phase, status int) bool {
	if p == NotSent {
		return true
	}
	unclear := p == Unanswered || status == 502 || status == 503 || status == 504
	switch c {
	case Read, Idempotent:
		return unclear || status == 500
	case Lookup, Unsafe:
		return false
	default:
		return false
	}
}

// doubtful reports whether an attempt of this class that ended so may have taken effect all the same.
func doubtful(c Class, p Phase, status int) bool {
	return c.write() && c != Idempotent && (p == Unanswered || status >= 500)
}
