package webhook

import (
	"slices"
	"sync"
)

// Seen remembers the keys that were added last, to tell repeats. It is safe for concurrent use.
type Seen struct {
	mu   sync.Mutex
	max  int
	ring []string
	next int // where the next one goes once the ring is full
	set  map[string]struct{}
}

// NewSeen remembers up to limit keys.
func NewSeen(limit int) *Seen {
	return &Seen{max: max(limit, 1), set: map[string]struct{}{}}
}

// Add reports whether the key is new, and remembers it.
func (s *Seen) Add(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, again := s.set[key]; again {
		return false
	}
	s.set[key] = struct{}{}
	if len(s.ring) < s.max {
		s.ring = append(s.ring, key)
		return true
	}
	delete(s.set, s.ring[s.next])
	s.ring[s.next] = key
	s.next = (s.next + 1) % s.max
	return true
}

// Has reports whether the key is remembered.
func (s *Seen) Has(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.set[key]
	return ok
}

// Forget makes the key new again: what it stands for could not be dealt with.
func (s *Seen) Forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.set, key)
	if i := slices.Index(s.ring, key); i >= 0 {
		s.ring[i] = "" // else its old place would push out the new one too early
	}
}
