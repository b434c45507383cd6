package linkedin

import (
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/scalar"
)

// The scalars of this file read what LinkedIn really sends: numbers in quotes and without, null anywhere. A value that
// makes no sense becomes the zero value instead of an error.

// An ID is a number that LinkedIn gives something, or a key that looks like one; it is opaque. "" means none.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*id = ID(s)
	}
	return nil
}

// A Count is a number of things.
type Count int64

// UnmarshalJSON accepts a number, in quotes or not, or null; null and text leave the value unchanged.
func (v *Count) UnmarshalJSON(b []byte) error {
	if n, ok := scalar.Int(b); ok {
		*v = Count(n)
	}
	return nil
}

// Time is a moment, in UTC and to the millisecond. The zero Time means that LinkedIn does not say.
type Time struct{ time.Time }

// UnmarshalJSON accepts milliseconds since 1970, as LinkedIn writes times, and RFC 3339.
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{}
	if ms, ok := scalar.Int(b); ok {
		if ms != 0 {
			t.Time = time.UnixMilli(ms).UTC()
		}
		return nil
	}
	if at, ok := scalar.Time(b); ok {
		t.Time = at
	}
	return nil
}

// MarshalJSON writes milliseconds since 1970, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, t.UnixMilli(), 10), nil
}

// deref is *p, the zero value for nil.
func deref[T any](p *T) T {
	var v T
	if p != nil {
		v = *p
	}
	return v
}
