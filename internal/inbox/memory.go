package inbox

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// key stands for an event: 60 bits of a hash of its ID. Two IDs that share one would make one event pass for the
// other, which happens once in 10^14 among those that are remembered.
type key uint64

func keyOf(id string) key {
	sum := sha256.Sum256([]byte(id))
	return key(binary.BigEndian.Uint64(sum[:8]) >> 4)
}

const (
	memorySize = 8192           // events, at least
	memoryAge  = 36 * time.Hour // networks send again for as long
)

// memory remembers what was delivered, in two generations, so that what is old can be forgotten at once.
type memory struct {
	young, old map[key]struct{}
	began      time.Time // of young
}

func (m *memory) has(k key) bool {
	if _, ok := m.young[k]; ok {
		return true
	}
	_, ok := m.old[k]
	return ok
}

// add reports whether the key is new, and remembers it.
func (m *memory) add(k key) bool {
	if m.has(k) {
		return false
	}
	if len(m.young) >= memorySize {
		m.turn()
	}
	if m.young == nil {
		m.young, m.began = map[key]struct{}{}, time.Now()
	}
	m.young[k] = struct{}{}
	return true
}

func (m *memory) turn() { m.old, m.young = m.young, nil }

// age forgets what is old, if it cannot be read again: everything up to a time was read for good.
func (m *memory) age(read time.Time) {
	switch {
	case m.young == nil && m.old == nil, time.Since(m.began) < memoryAge, read.Before(m.began):
	default:
		m.turn()
		m.began = time.Now()
	}
}
