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
type Skew struct{ clock clock }

// clock is what is known of another clock, by when it told its time.
type clock struct {
	mu     sync.Mutex
	lo, hi time.Duration // it is ahead of the local one by lo at least, by hi at most
	known  bool
}

// observe takes in that it is ahead by lo at least, by hi at most.
func (c *clock) observe(lo, hi time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || lo > c.hi || hi < c.lo {
		c.lo, c.hi, c.known = lo, hi, true // first, or a clock has been set
		return
	}
	c.lo, c.hi = max(c.lo, lo), min(c.hi, hi)
}

func (c *clock) bounds() (lo, hi time.Duration, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lo, c.hi, c.known
}

// behind is what to add to a time of the other clock to have it on the local one. While the bounds allow that both
// agree, they do; otherwise it is the most that is possible.
func (c *clock) behind() time.Duration {
	lo, hi, ok := c.bounds()
	if !ok || lo <= 0 && hi > 0 {
		return 0
	}
	return -lo
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
	s.clock.observe(date.Sub(received), date.Add(time.Second).Sub(sent))
}

// Bounds are the limits between which the skew lies; false while no answer has told.
func (s *Skew) Bounds() (lo, hi time.Duration, ok bool) {
	if s == nil {
		return 0, 0, false
	}
	return s.clock.bounds()
}

// Local turns a time of the server's clock into one of the local clock. While the bounds allow that both
// agree, they do: most clocks are set by the network. Otherwise the result is the latest possible, since a
// window that is used before it begins costs a refusal.
func (s *Skew) Local(server time.Time) time.Time {
	if s == nil {
		return server
	}
	return server.Add(s.clock.behind())
}
