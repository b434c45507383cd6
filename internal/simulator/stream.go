package simulator

import (
	"context"
	"sync"
)

// A DisconnectMode says how an open stream ends.
type DisconnectMode string

// The ways in which a stream can end.
const (
	// CloseClean ends the stream as a server does that shuts down in order.
	CloseClean DisconnectMode = "clean"
	// CloseReset breaks the connection with a TCP reset.
	CloseReset DisconnectMode = "reset"
	// Stall keeps the connection open and never sends anything again, no heartbeat either.
	Stall DisconnectMode = "stall"
)

// Streams knows the streams that are open. It is safe for concurrent use.
type Streams struct {
	mu      sync.Mutex
	open    map[*Stream]struct{}
	opened  int
	changed chan struct{} // closed and replaced at every change
}

// A Stream is one open connection over which the server pushes events. Its handler watches Done and then
// does what Mode says.
type Stream struct {
	owner *Streams
	label string
	done  chan struct{}
	mode  DisconnectMode
	onEnd func(DisconnectMode)
}

func newStreams() *Streams {
	return &Streams{open: map[*Stream]struct{}{}, changed: make(chan struct{})}
}

// Open registers a stream. The label is for [Streams.DisconnectLabel]. The function onEnd, if not nil, is
// called by Disconnect before that returns; at a reset it must end a write that is blocked. The handler
// calls Close when it ends.
func (s *Streams) Open(label string, onEnd func(DisconnectMode)) *Stream {
	st := &Stream{owner: s, label: label, done: make(chan struct{}), onEnd: onEnd}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[st] = struct{}{}
	s.opened++
	s.notify()
	return st
}

func (s *Streams) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Done is closed when the stream must end.
func (st *Stream) Done() <-chan struct{} { return st.done }

// Ended reports whether Done is closed. A handler asks before every write, because a select that finds an
// event and the end at once takes either.
func (st *Stream) Ended() bool {
	select {
	case <-st.done:
		return true
	default:
		return false
	}
}

// Mode is how the stream must end; valid once Done is closed.
func (st *Stream) Mode() DisconnectMode { return st.mode }

// Close takes the stream out of the registry.
func (st *Stream) Close() {
	st.owner.mu.Lock()
	defer st.owner.mu.Unlock()
	if _, ok := st.owner.open[st]; ok {
		delete(st.owner.open, st)
		st.owner.notify()
	}
}

// Disconnect ends all open streams and returns their number. They no longer count as open when it
// returns.
func (s *Streams) Disconnect(mode DisconnectMode) int {
	return s.disconnect(mode, func(*Stream) bool { return true })
}

// DisconnectLabel ends the open streams of one label and returns their number.
func (s *Streams) DisconnectLabel(label string, mode DisconnectMode) int {
	return s.disconnect(mode, func(st *Stream) bool { return st.label == label })
}

func (s *Streams) disconnect(mode DisconnectMode, which func(*Stream) bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for st := range s.open {
		if !which(st) {
			continue
		}
		n++
		delete(s.open, st)
		st.mode = mode
		close(st.done)
		if st.onEnd != nil {
			st.onEnd(mode)
		}
	}
	if n > 0 {
		s.notify()
	}
	return n
}

// Len is the number of open streams.
func (s *Streams) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Opened is the number of streams that were ever opened.
func (s *Streams) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Wait returns when at least n streams are open, or with ctx's error.
func (s *Streams) Wait(ctx context.Context, n int) error {
	for {
		s.mu.Lock()
		ready, changed := len(s.open) >= n, s.changed
		s.mu.Unlock()
		if ready {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
