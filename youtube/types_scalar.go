package youtube

import (
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/scalar"
)

// network is the name that refs, errors and drafts use.
const network = "youtube"

// The scalars of this file read what YouTube really sends: numbers in quotes, null anywhere, times with and
// without fractions, durations in two forms. A value that makes no sense becomes the zero value instead of an
// error, so that one odd field never costs a whole page of videos.

// An ID names a video, channel, playlist, comment or any other resource. It is opaque: never parse it. "" means
// none.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*id = ID(s)
	}
	return nil
}

// An Int is an integer of at most 32 bits.
type Int int64

// UnmarshalJSON accepts an integer, a number with a fraction (cut off), either of them in quotes, or null; null
// and text leave the value unchanged.
func (v *Int) UnmarshalJSON(b []byte) error {
	if n, ok := scalar.Int(b); ok {
		*v = Int(n)
	}
	return nil
}

// A Count is an integer of up to 64 bits, which YouTube writes in quotes since JSON numbers lose digits.
type Count int64

// UnmarshalJSON accepts what [Int.UnmarshalJSON] does.
func (v *Count) UnmarshalJSON(b []byte) error {
	if n, ok := scalar.Int(b); ok {
		*v = Count(n)
	}
	return nil
}

// MarshalJSON writes the number in quotes, as YouTube does.
func (v Count) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, strconv.FormatInt(int64(v), 10)), nil
}

// number is *v as a plain number, nil for nil.
func (v *Count) number() *int64 {
	if v == nil {
		return nil
	}
	return new(int64(*v))
}

// A Bool is a boolean that YouTube also writes as text, as in contentDetails.caption.
type Bool bool

// UnmarshalJSON accepts a boolean, in quotes or not, or null; null and "" leave the value unchanged.
func (v *Bool) UnmarshalJSON(b []byte) error {
	if value, ok := scalar.Bool(b); ok {
		*v = Bool(value)
	}
	return nil
}

// A Time is a moment in UTC. It is the zero Time when YouTube sent null, nothing or something that is not a
// time: ask IsZero.
type Time struct{ time.Time }

// UnmarshalJSON accepts RFC 3339 with or without fraction and zone, a date, "" and null; what cannot be read
// leaves the value unchanged.
func (t *Time) UnmarshalJSON(b []byte) error {
	if at, ok := scalar.Time(b); ok {
		t.Time = at
	}
	return nil
}

// MarshalJSON writes RFC 3339, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) { return scalar.WriteTime(t.Time) }
