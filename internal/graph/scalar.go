package graph

import (
	"math"
	"time"

	"github.com/relais-go/relais/internal/scalar"
)

// The scalars of this file read what Meta really sends: numbers in quotes, ids without them, times in four forms,
// null anywhere. A value that makes no sense leaves the old one instead of being an error, so that one odd field
// never costs a whole page of objects.

// An ID names a node of the graph. "" means none. Most are decimal numbers beyond 2^53, and some two of them, as
// "{page}_{post}". Never parse one.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*id = ID(s)
	}
	return nil
}

// An Int is an integer that Meta sometimes sends in quotes or with a fraction.
type Int int64

// UnmarshalJSON accepts an integer, a number with a fraction (cut off), either of them in quotes, or null; null and
// text leave the value unchanged.
func (v *Int) UnmarshalJSON(b []byte) error {
	if n, ok := scalar.Int(b); ok {
		*v = Int(n)
	}
	return nil
}

// A Bool is a truth that Meta sometimes sends as text or as a number.
type Bool bool

// UnmarshalJSON accepts a boolean, a boolean or number in quotes, a number, or null; null leaves the value
// unchanged.
func (v *Bool) UnmarshalJSON(b []byte) error {
	if t, ok := scalar.Bool(b); ok {
		*v = Bool(t)
	}
	return nil
}

// A Time is a moment in UTC. It is the zero Time when Meta sent null, nothing, 0 or something that is not a time:
// ask IsZero.
type Time struct{ time.Time }

// UnmarshalJSON accepts 2019-05-17T16:24:04+0000, RFC 3339 with or without fraction, a date, seconds or
// milliseconds since 1970 as a number or in quotes, with or without fraction; "", null and 0, which Meta writes for
// never, and what cannot be read leave the value unchanged.
func (t *Time) UnmarshalJSON(b []byte) error {
	if f, ok := scalar.Float(b); ok {
		if f != 0 {
			t.setUnix(f)
		}
		return nil
	}
	if at, ok := scalar.Time(b); ok {
		t.Time = at
	}
	return nil
}

// setUnix tells seconds from milliseconds by their size: as seconds, the latter would begin in the year 5138.
func (t *Time) setUnix(f float64) {
	const millis, end = 1e11, 253402300800 // the year 10000
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

// MarshalJSON writes RFC 3339, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) { return scalar.WriteTime(t.Time) }
