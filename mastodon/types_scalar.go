package mastodon

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// The scalars of this file read what Mastodon-compatible servers really send: numbers in quotes, ids
// without them, timestamps in several forms, null anywhere. A value that makes no sense becomes the
// zero value instead of an error, so that one odd field never costs a whole page of statuses.

// An ID names a status, account, notification or any other entity on one server. It is opaque: never
// parse or compare it by size, because some servers use numbers and others ULIDs. "" means none.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := scalarText(b); ok {
		*id = ID(s)
	}
	return nil
}

// A Scalar is a value that servers send as a string, a number or a boolean, kept as its text.
type Scalar string

// UnmarshalJSON accepts a string, a number, a boolean or null; null leaves the value unchanged.
func (v *Scalar) UnmarshalJSON(b []byte) error {
	if s, ok := scalarText(b); ok {
		*v = Scalar(s)
	}
	return nil
}

// An Int is an integer that some servers send in quotes or with a fraction, as "12" or 12.0.
type Int int64

// UnmarshalJSON accepts an integer, a number with a fraction (cut off), either of them in quotes, or
// null; null and text leave the value unchanged.
func (v *Int) UnmarshalJSON(b []byte) error {
	b = unquote(b)
	if n, ok := parseDigits(b); ok {
		*v = Int(n)
		return nil
	}
	if f, ok := parseFloat(b); ok && math.Abs(f) < math.MaxInt64 {
		*v = Int(f)
	}
	return nil
}

// A Float is a number that some servers send in quotes, as "1.77".
type Float float64

// UnmarshalJSON accepts a number, a number in quotes, or null; null and text leave the value unchanged.
func (v *Float) UnmarshalJSON(b []byte) error {
	if f, ok := parseFloat(unquote(b)); ok {
		*v = Float(f)
	}
	return nil
}

// A Bool is a boolean that some servers send as text or as a number, as "true" or 1.
type Bool bool

// UnmarshalJSON accepts a boolean, a boolean or number in quotes, a number, or null. Null and "" leave
// the value unchanged; the words that count as false are those of the server's own form parser.
func (v *Bool) UnmarshalJSON(b []byte) error {
	switch string(unquote(b)) {
	case "", "null":
	case "false", "False", "FALSE", "0", "f", "F", "off", "OFF":
		*v = false
	default:
		*v = true
	}
	return nil
}

// A Time is a moment in UTC. It is the zero Time when the server sent null, nothing or something that
// is not a time: ask IsZero. Fields documented as dates hold midnight UTC of that day.
type Time struct{ time.Time }

// UnmarshalJSON accepts RFC 3339 with or without fraction and zone, a date, Unix seconds as a number or
// in quotes, "" and null; what cannot be read leaves the value unchanged.
func (t *Time) UnmarshalJSON(b []byte) error {
	b = unquote(b)
	parsed, ok := parseTime(b)
	if parsed = parsed.UTC(); ok && parsed.Year() >= 0 && parsed.Year() <= 9999 { // what RFC 3339 can write
		t.Time = parsed
	}
	return nil
}

func parseTime(b []byte) (time.Time, bool) {
	var t time.Time
	if err := t.UnmarshalText(b); err == nil {
		return t, true
	}
	if sec, ok := parseDigits(b); ok {
		return time.Unix(sec, 0), true
	}
	for _, layout := range [...]string{time.DateOnly, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700", time.DateTime, "2006-01-02 15:04:05 MST"} {
		if t, err := time.Parse(layout, string(b)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// MarshalJSON writes RFC 3339, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}

// scalarText is the text of a JSON scalar; it reports false for null, objects and arrays.
func scalarText(b []byte) (string, bool) {
	if len(b) == 0 || b[0] == 'n' || b[0] == '{' || b[0] == '[' {
		return "", false
	}
	if b[0] != '"' {
		return string(b), true
	}
	if bytes.IndexByte(b, '\\') < 0 && len(b) >= 2 {
		return string(b[1 : len(b)-1]), true
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return "", false
	}
	return s, true
}

// unquote strips the quotes of a JSON string. Escapes stay: no number, boolean or time has any.
func unquote(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		return b[1 : len(b)-1]
	}
	return b
}

// parseDigits reads a decimal integer without allocating.
func parseDigits(b []byte) (int64, bool) {
	neg := len(b) > 1 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if neg {
		n = -n
	}
	return n, true
}

func parseFloat(b []byte) (float64, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}
