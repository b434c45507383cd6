package youtube

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
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
	if s, ok := scalarText(b); ok {
		*id = ID(s)
	}
	return nil
}

// An Int is an integer of at most 32 bits.
type Int int64

// UnmarshalJSON accepts an integer, a number with a fraction (cut off), either of them in quotes, or null; null
// and text leave the value unchanged.
func (v *Int) UnmarshalJSON(b []byte) error {
	if n, ok := parseInt(b); ok {
		*v = Int(n)
	}
	return nil
}

// A Count is an integer of up to 64 bits, which YouTube writes in quotes since JSON numbers lose digits.
type Count int64

// UnmarshalJSON accepts what [Int.UnmarshalJSON] does.
func (v *Count) UnmarshalJSON(b []byte) error {
	if n, ok := parseInt(b); ok {
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

// UnmarshalJSON accepts a boolean, "true", "false" or null; anything else leaves the value unchanged.
func (v *Bool) UnmarshalJSON(b []byte) error {
	switch s, _ := scalarText(b); strings.ToLower(s) {
	case "true":
		*v = true
	case "false":
		*v = false
	}
	return nil
}

// A Time is a moment in UTC. It is the zero Time when YouTube sent null, nothing or something that is not a
// time: ask IsZero.
type Time struct{ time.Time }

// UnmarshalJSON accepts RFC 3339 with or without fraction and zone, a date, "" and null; what cannot be read
// leaves the value unchanged.
func (t *Time) UnmarshalJSON(b []byte) error {
	s, ok := scalarText(b)
	if !ok {
		return nil
	}
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700", time.DateOnly} {
		parsed, err := time.Parse(layout, s)
		if parsed = parsed.UTC(); err == nil && parsed.Year() >= 0 && parsed.Year() <= 9999 { // what RFC 3339 can write
			t.Time = parsed
			return nil
		}
	}
	return nil
}

// MarshalJSON writes RFC 3339, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}

// scalarText is the text of a JSON scalar.
func scalarText(b []byte) (string, bool) {
	if len(b) == 0 || b[0] == 'n' || b[0] == '{' || b[0] == '[' {
		return "", false
	}
	if b[0] != '"' {
		return string(b), true
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return "", false
	}
	return s, true
}

// parseInt reads an integer, with or without quotes.
func parseInt(b []byte) (int64, bool) {
	s, ok := scalarText(b)
	if !ok {
		return 0, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) >= math.MaxInt64 {
		return 0, false
	}
	return int64(f), true
}
