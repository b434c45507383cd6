package ratelimit

import (
	"encoding/json"
	"fmt"
	"time"
)

// State is what is known about one budget: the calls in flight, what the network said, what was counted
// here. Only this package looks inside; a [Store] keeps it, if need be in the form that MarshalBinary
// gives. The zero State is a budget of which nothing is known.
type State struct {
	d data
}

// data is the stored form of a State.
type data struct {
	Seq     uint64   `json:"seq,omitempty"`     // number of the last flight
	Flights []flight `json:"flights,omitempty"` // oldest first
	Flying  int64    `json:"flying,omitempty"`  // units of all flights
	Slots   []slot   `json:"slots,omitempty"`   // windows that the network spoke of
	Tallies []tally  `json:"tallies,omitempty"` // what was counted here, for allowances and caps
	Gate    gate     `json:"gate,omitzero"`
}

// flight is a call that was admitted and has not ended.
type flight struct {
	ID    uint64    `json:"id"`
	Units int64     `json:"units"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"` // when whoever took it is given up for dead
}

// MarshalBinary gives the state in a form for storage. It implements [encoding.BinaryMarshaler].
func (s *State) MarshalBinary() ([]byte, error) {
	b, err := json.Marshal(&s.d)
	if err != nil {
		return nil, fmt.Errorf("ratelimit: encode state: %w", err)
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary gave; of nothing it makes the zero State. It implements
// [encoding.BinaryUnmarshaler].
func (s *State) UnmarshalBinary(b []byte) error {
	s.d = data{}
	if len(b) == 0 {
		return nil
	}
	if err := json.Unmarshal(b, &s.d); err != nil {
		return fmt.Errorf("ratelimit: decode state: %w", err)
	}
	return nil
}

// memory is for how long the limit of a window is remembered after the window's end, so that a program
// that wakes up once a day need not feel its way again.
const memory = 24 * time.Hour

// Expires is when nothing is lost by forgetting the state; the zero time if at once.
func (s *State) Expires() time.Time {
	var t time.Time
	later := func(u time.Time) {
		if u.After(t) {
			t = u
		}
	}
	for i := range s.d.Flights {
		later(s.d.Flights[i].Until)
	}
	for i := range s.d.Slots {
		later(s.d.Slots[i].Reset.Add(memory))
	}
	for i := range s.d.Tallies {
		for _, k := range s.d.Tallies[i].Ticks {
			later(k.Until)
		}
	}
	later(s.d.Gate.Pause)
	if !s.d.Gate.Seen.IsZero() {
		later(s.d.Gate.Seen.Add(memory))
	}
	return t
}

// advance applies what time alone changes: windows that are full again, flights given up.
func (s *State) advance(now time.Time, r *rules) {
	for len(s.d.Flights) > 0 && !now.Before(s.d.Flights[0].Until) {
		units := s.drop(0)
		s.spend(now, units, r) // it may have been sent
	}
	kept := s.d.Slots[:0]
	for i := range s.d.Slots {
		w := s.d.Slots[i]
		if now.Before(w.Reset) || w.refill(now, s.d.Seq, &s.d.Gate) {
			kept = append(kept, w)
		}
	}
	s.d.Slots = kept
	for i := range s.d.Tallies {
		s.d.Tallies[i].expire(now)
	}
	s.d.Gate.advance(now)
}

// take lets a call out. It returns the number of its flight.
func (s *State) take(now time.Time, units int64, lease time.Duration) uint64 {
	s.d.Seq++
	s.d.Flights = append(s.d.Flights, flight{ID: s.d.Seq, Units: units, At: now, Until: now.Add(lease)})
	s.d.Flying += units
	s.d.Gate.took(now)
	for i := range s.d.Slots {
		s.d.Slots[i].took(now, s.d.Flying)
	}
	return s.d.Seq
}

// find looks a flight up by its number; -1 if it was given up.
func (s *State) find(id uint64) int {
	for i := range s.d.Flights {
		if s.d.Flights[i].ID == id {
			return i
		}
	}
	return -1
}

// drop ends flight i and returns the units that it had reserved.
func (s *State) drop(i int) int64 {
	units := s.d.Flights[i].Units
	s.d.Flights = append(s.d.Flights[:i], s.d.Flights[i+1:]...)
	s.d.Flying -= units
	return units
}

// spend counts units in every window but those that the answer spoke of, which know already.
func (s *State) spend(now time.Time, units int64, r *rules) {
	if units <= 0 {
		return
	}
	for i := range s.d.Slots {
		s.d.Slots[i].Own += units
		if !s.d.Slots[i].told {
			s.d.Slots[i].owe(s.d.Seq, units)
		}
	}
	s.tally(now, units, r)
}
