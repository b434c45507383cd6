package x

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// network is the name that refs, errors and drafts use.
const network = "x"

// The scalars of this file read what X really sends in its two dialects, its streams and its webhooks:
// numbers in quotes, ids without them, null anywhere. A value that makes no sense becomes the zero value
// instead of an error, so that one odd field never costs a whole page of posts.

// An ID names a post, a user or any other entity. "" means none. Most ids are decimal numbers that grow
// with time, but not all: media keys, broadcasts and conversations have letters or signs in theirs, and the
// ids of activity events may be negative. See https://docs.x.com/fundamentals/x-ids.
type ID string

// UnmarshalJSON accepts a string, a number or null; null leaves the ID unchanged.
func (id *ID) UnmarshalJSON(b []byte) error {
	if s, ok := scalarText(b); ok {
		*id = ID(s)
	}
	return nil
}

// Compare orders the numeric ids of one kind by age: negative if id is older than other. As text "9" would
// follow "10". Ids that are no plain numbers are ordered too, without a meaning.
func (id ID) Compare(other ID) int {
	return cmp.Or(cmp.Compare(len(id), len(other)), cmp.Compare(id, other))
}

// An Int is an integer that X sometimes sends in quotes, as the caps and counts of its usage reports.
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

// A Time is a moment in UTC. It is the zero Time when X sent null, nothing or something that is
// not a time: ask IsZero.
type Time struct{ time.Time }

// UnmarshalJSON accepts RFC 3339 with or without fraction and zone, a date, seconds or milliseconds since
// 1970 as a number or in quotes, "" and null; what cannot be read leaves the value unchanged.
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
	if n, ok := parseDigits(b); ok {
		const millis = 100_000_000_000 // as seconds, the year 5138
		if n > millis {
			return time.UnixMilli(n), true
		}
		return time.Unix(n, 0), true
	}
	for _, layout := range [...]string{time.DateOnly, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700", time.DateTime, time.RubyDate} {
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
	if bytes.IndexByte(b, '\\') < 0 && len(b) >= 2 && utf8.Valid(b) {
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

// count reads a number that may be absent: it stays nil for null and for text.
type count struct{ n *int64 }

func (c *count) UnmarshalJSON(b []byte) error {
	b = unquote(b)
	if n, ok := parseDigits(b); ok {
		c.n = &n
	} else if f, ok := parseFloat(b); ok && math.Abs(f) < math.MaxInt64 {
		c.n = new(int64(f))
	}
	return nil
}

// either is the value of a field that has another name in each dialect.
func either[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// eitherList is either for lists.
func eitherList[T any](a, b []T) []T {
	if a != nil {
		return a
	}
	return b
}

// forgive drops the error about a value of an unexpected type: the decoder has left that one out and has
// read the rest. An UnmarshalJSON must do so, since an error from there ends the decoding of all that the
// value is a part of.
func forgive(err error) error {
	if mismatch := (*json.UnmarshalTypeError)(nil); errors.As(err, &mismatch) {
		return nil
	}
	return err
}

// forgiveParts is forgive for whole answers: that they are something else altogether, or their data is,
// stays an error.
func forgiveParts(err error) error {
	mismatch := (*json.UnmarshalTypeError)(nil)
	if errors.As(err, &mismatch) && mismatch.Field != "" && mismatch.Field != "data" {
		return nil
	}
	return err
}
