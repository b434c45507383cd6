package ratelimit

import (
	"net/http"
	"sync"
	"time"
)

// Skew estimates by how much a server's clock is ahead of the local one, from the Date headers of its
// answers. Each tells the server's time in whole seconds at some moment between sending and receiving, and
// so bounds the skew; the bounds of many answers together are narrow. Use one Skew per server. The zero
// value is ready for use, a nil pointer corrects nothing, and a Skew is safe for concurrent use.
type Skew struct {
	mu     sync.Mutex
	lo, hi time.Duration // the server is ahead by lo at least, by less than hi
	known  bool
}

// Observe takes in the Date header of an answer, if there is one, between the local times at which the
// request was sent and the answer's header received. Answers out of a cache are left out.
func (s *Skew) Observe(h http.Header, sent, received time.Time) {
	if s == nil {
		return
	}
	date, err := http.ParseTime(h.Get("Date"))
	if age := h.Get("Age"); err != nil || age != "" && age != "0" || received.Before(sent) {
		return
	}
	lo, hi := date.Sub(received), date.Add(time.Second).Sub(sent)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known || lo > s.hi || hi < s.lo {
		s.lo, s.hi, s.known = lo, hi, true // first, or a clock has been set
		return
	}
	s.lo, s.hi = max(s.lo, lo), min(s.hi, hi)
}

// Bounds are the limits between which the skew lies; false while no answer has told.
func (s *Skew) Bounds() (lo, hi time.Duration, ok bool) {
	if s == nil {
		return 0, 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lo, s.hi, s.known
}

// Local turns a time of the server's clock into one of the local clock. While the bounds allow that both
// agree, they do: most clocks are set by the network. Otherwise the result is the latest possible, since a
// window that is used before it begins costs a refusal.
func (s *Skew) Local(server time.Time) time.Time {
	lo, hi, ok := s.Bounds()
	if !ok || lo <= 0 && hi > 0 {
		return server
	}
	return server.Add(-lo)
}
