package mastodon

import (
	"time"

	"github.com/relais-go/relais/internal/scalar"
)

// The scalars of this file read what Mastodon-compatible servers really send: numbers in quotes, ids
// without them, timestamps in several forms, null anywhere. A value that makes no sense becomes the
// zero value instead of an error, so that one odd field never costs a whole page of statuses.

// An ID names a status, account, notification or any other entity on one server. It is opaque: never
// parse or compare it by size, because some servers use numbers and others ULIDs. "" means none.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*id = ID(s)
	}
	return nil
}

// A Scalar is a value that servers send as a string, a number or a boolean, kept as its text.
type Scalar string

// UnmarshalJSON accepts a string, a number, a boolean or null; null leaves the value unchanged.
func (v *Scalar) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*v = Scalar(s)
	}
	return nil
}

// An Int is an integer that some servers send in quotes or with a fraction, as "12" or 12.0.
type Int int64

// UnmarshalJSON accepts an integer, a number with a fraction (cut off), either of them in quotes, or
// null; null and text leave the value unchanged.
func (v *Int) UnmarshalJSON(b []byte) error {
	if n, ok := scalar.Int(b); ok {
		*v = Int(n)
	}
	return nil
}

// A Float is a number that some servers send in quotes, as "1.77".
type Float float64

// UnmarshalJSON accepts a number, a number in quotes, or null; null and text leave the value unchanged.
func (v *Float) UnmarshalJSON(b []byte) error {
	if f, ok := scalar.Float(b); ok {
		*v = Float(f)
	}
	return nil
}

// A Bool is a boolean that some servers send as text or as a number, as "true" or 1.
type Bool bool

// UnmarshalJSON accepts a boolean, a boolean or number in quotes, a number, or null. Null and "" leave
// the value unchanged; the words that count as false are those of the server's own form parser.
func (v *Bool) UnmarshalJSON(b []byte) error {
	if yes, ok := scalar.Bool(b); ok {
		*v = Bool(yes)
	}
	return nil
}

// A Time is a moment in UTC. It is the zero Time when the server sent null, nothing or something that
// is not a time: ask IsZero. Fields documented as dates hold midnight UTC of that day.
type Time struct{ time.Time }

// UnmarshalJSON accepts RFC 3339 with or without fraction and zone, a date, seconds or milliseconds since
// 1970 as a number or in quotes, "" and null; what cannot be read leaves the value unchanged.
func (t *Time) UnmarshalJSON(b []byte) error {
	if at, ok := scalar.Time(b); ok {
		t.Time = at
	}
	return nil
}

// MarshalJSON writes RFC 3339, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) { return scalar.WriteTime(t.Time) }
