package x

import (
	"cmp"
	"encoding/json"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/scalar"
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
	if s, ok := scalar.Text(b); ok {
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
	if n, ok := scalar.Int(b); ok {
		*v = Int(n)
	}
	return nil
}

// A Time is a moment in UTC. It is the zero Time when X sent null, nothing or something that is
// not a time: ask IsZero.
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

// forgiveParts is [scalar.Forgive] for whole answers: that they are something else altogether, or their data is,
// stays an error.
func forgiveParts(err error) error {
	mismatch := (*json.UnmarshalTypeError)(nil)
	if errors.As(err, &mismatch) && mismatch.Field != "" && mismatch.Field != "data" {
		return nil
	}
	return err
}
