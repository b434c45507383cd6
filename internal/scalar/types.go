package scalar

import (
	"math"
	"time"
)

// The types of this file read what networks really send, into fields of structs. A value that makes no sense leaves the
// old one instead of being an error, so that one odd field never costs a whole page of objects.

// ID names an object of a network. "" means none. Many are decimal numbers beyond 2^53: never parse one.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := Text(b); ok {
		*id = ID(s)
	}
	return nil
}

// Number is an integer that may come in quotes or with a fraction.
type Number int64

// UnmarshalJSON accepts an integer, a number with a fraction (cut off), either of them in quotes, or null; null and
// text leave the value unchanged.
func (v *Number) UnmarshalJSON(b []byte) error {
	if n, ok := Int(b); ok {
		*v = Number(n)
	}
	return nil
}

// Truth is a boolean that may come as text or as a number.
type Truth bool

// UnmarshalJSON accepts a boolean, a boolean or number in quotes, a number, or null; null leaves the value
// unchanged.
func (v *Truth) UnmarshalJSON(b []byte) error {
	if t, ok := Bool(b); ok {
		*v = Truth(t)
	}
	return nil
}

// Moment is a time in UTC. It is the zero time when the network sent null, nothing, 0 or something that is not a time:
// ask IsZero.
type Moment struct{ time.Time }

// UnmarshalJSON accepts what [Time] does, and numbers of milliseconds with a fraction; "", null and 0, which networks
// write for never, and what cannot be read leave the value unchanged.
func (t *Moment) UnmarshalJSON(b []byte) error {
	if f, ok := Float(b); ok {
		if f != 0 {
			t.setUnix(f)
		}
		return nil
	}
	if at, ok := Time(b); ok {
		t.Time = at
	}
	return nil
}

// setUnix tells seconds from milliseconds by their size.
func (t *Moment) setUnix(f float64) {
	const end = 253402300800 // the year 10000
	if math.Abs(f) >= millis {
		f /= 1000
	}
	if math.Abs(f) >= end {
		return
	}
	whole, part := math.Modf(f)
	if at := time.Unix(int64(whole), int64(math.Round(part*1e3))*1e6).UTC(); at.Year() >= 0 {
		t.Time = at
	}
}

// MarshalJSON writes RFC 3339, and null for the zero time.
func (t Moment) MarshalJSON() ([]byte, error) { return WriteTime(t.Time) }
