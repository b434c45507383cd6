// Package scalar reads JSON scalars as networks really send them: numbers in quotes, ids without them, times in
// several forms, null anywhere. A value that makes no sense is reported as absent instead of as an error, so that
// one odd field never costs a whole page of posts.
package scalar

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// Text is the text of a string, number or boolean, digit by digit as it was sent, however many they are. It
// reports false for null, objects and arrays.
func Text(b []byte) (string, bool) {
	if len(b) == 0 || b[0] == 'n' || b[0] == '{' || b[0] == '[' {
		return "", false
	}
	if b[0] != '"' {
		return string(b), true
	}
	if len(b) >= 2 && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b) {
		return string(b[1 : len(b)-1]), true
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return "", false
	}
	return s, true
}

// Int reads an integer or a number with a fraction, which is cut off, either of them in quotes or not. Numbers
// beyond 64 bits are reported as absent, as are null and text.
func Int(b []byte) (int64, bool) {
	b = unquote(b)
	if n, ok := digits(b); ok {
		return n, true
	}
	if f, ok := float(b); ok && math.Abs(f) < math.MaxInt64 {
		return int64(f), true
	}
	return 0, false
}

// Float reads a number, in quotes or not.
func Float(b []byte) (float64, bool) { return float(unquote(b)) }

// Bool reads a boolean, in quotes or not, a number, or the words of HTML forms. Any other word counts as true; null
// and "" are absent.
func Bool(b []byte) (value, ok bool) {
	switch string(unquote(b)) {
	case "", "null":
		return false, false
	case "false", "False", "FALSE", "0", "f", "F", "off", "OFF":
		return false, true
	default:
		return true, true
	}
}

// Time reads a moment and gives it in UTC: RFC 3339 with or without fraction, zone, or the colon in it; a date,
// which is midnight UTC; the form of Unix's date, which begins with the weekday; seconds, with or without fraction, or
// milliseconds since 1970, as a number or in quotes. What RFC 3339 could not write is absent.
func Time(b []byte) (time.Time, bool) {
	t, ok := moment(unquote(b))
	if t = t.UTC(); !ok || t.Year() < 0 || t.Year() > 9999 {
		return time.Time{}, false
	}
	return t, true
}

func moment(b []byte) (time.Time, bool) {
	if !numeric(b) { // absent, or Unix's date
		return parse(b, time.RubyDate)
	}
	if len(b) == len(time.DateOnly) && b[4] == '-' {
		if t, ok := parse(b, time.DateOnly); ok {
			return t, true
		}
	}
	if n, ok := digits(b); ok {
		if n > millis {
			return time.UnixMilli(n), true
		}
		return time.Unix(n, 0), true
	}
	var t time.Time
	if err := t.UnmarshalText(b); err == nil {
		return t, true
	}
	if f, ok := float(b); ok && math.Abs(f) <= millis {
		whole, part := math.Modf(f)
		return time.Unix(int64(whole), int64(part*1e6)*1e3), true // a float holds microseconds
	}
	return parse(b, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", time.DateOnly, time.DateTime, "2006-01-02 15:04:05 MST")
}

const millis = 100_000_000_000 // as seconds, the year 5138

// parse tries layouts. A failure costs much, and null is the most frequent of all times.
func parse(b []byte, layouts ...string) (time.Time, bool) {
	if len(b) == 0 || string(b) == "null" {
		return time.Time{}, false
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, string(b)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// numeric reports whether b may be a number, or a time that begins with one.
func numeric(b []byte) bool {
	return len(b) > 0 && (b[0] >= '0' && b[0] <= '9' || b[0] == '-' || b[0] == '+' || b[0] == '.')
}

// WriteTime is RFC 3339 in JSON, and null for the zero time.
func WriteTime(t time.Time) ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.MarshalJSON()
}

// Count is a counter that may be absent: N stays nil for null and for text, since that is not 0.
type Count struct{ N *int64 }

// UnmarshalJSON reads what [Int] does.
func (c *Count) UnmarshalJSON(b []byte) error {
	if n, ok := Int(b); ok {
		c.N = &n
	}
	return nil
}

// Forgive drops the error about a value of an unexpected type: the decoder has left that one out and has read the
// rest. An UnmarshalJSON must do so, since an error from there ends the decoding of all that the value is a part
// of.
func Forgive(err error) error {
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return nil
	}
	return err
}

// unquote strips the quotes of a JSON string, without allocating unless there are escapes.
func unquote(b []byte) []byte {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return b
	}
	if bytes.IndexByte(b, '\\') >= 0 {
		if s, ok := Text(b); ok {
			return []byte(s)
		}
	}
	return b[1 : len(b)-1]
}

// digits reads a decimal integer without allocating.
func digits(b []byte) (int64, bool) {
	neg := len(b) > 1 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 19 { // of which no sum overflows 64 bits without a sign
		return 0, false
	}
	var n uint64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	if n > math.MaxInt64 {
		return 0, false
	}
	if neg {
		return -int64(n), true
	}
	return int64(n), true
}

func float(b []byte) (float64, bool) {
	if !numeric(b) { // null above all; the error of ParseFloat costs more than a number
		return 0, false
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}
