package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"sync"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// Unmarshal reads JSON into v, a pointer. Errors are those of encoding/json; after one that [OddField] knows, all but
// the fields of another type has been read. Nothing that is read keeps data.
func Unmarshal(data []byte, v any) error {
	data = unmarked(data)
	out := reflect.ValueOf(v)
	if fresh := out.Kind() == reflect.Pointer && !out.IsNil() && out.Elem().IsZero(); !fresh {
		return unmarshal(data, v, shared.exact, func() {}) // what is merged with what, others know
	}
	if read(data, out.Elem()) {
		return nil
	}
	out.Elem().SetZero()
	return unmarshal(data, v, shared.exact, out.Elem().SetZero)
}

// UnmarshalFold is [Unmarshal] for a v whose names of members may differ from those of data in case, as encoding/json
// has it. It is slower.
func UnmarshalFold(data []byte, v any) error {
	return unmarshal(unmarked(data), v, shared.folded, func() {})
}

// Valid reports whether data is whole JSON, of whatever shape.
func Valid(data []byte) bool { return json.Valid(unmarked(data)) }

// unmarked drops the byte order mark that some editors, and so some servers, put before a text.
func unmarked(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\uFEFF")) }

// UnmarshalString is [Unmarshal] of a text.
func UnmarshalString(text string, v any) error {
	data, _ := shared.buffers.Get().(*[]byte)
	if data == nil {
		data = new([]byte)
	}
	*data = append((*data)[:0], text...)
	err := Unmarshal(*data, v)
	if cap(*data) <= maxPooled { // what was decoded is a copy
		shared.buffers.Put(data)
	}
	return err
}

// OddField names the first field whose value is of another type than documented, if that is all that is wrong: the
// rest was read then.
func OddField(err error) (name string, ok bool) {
	if err == nil {
		return "", false
	}
	e, ok := errors.AsType[*jsonv1.UnmarshalTypeError](err)
	if !ok || e.Field == "" {
		return "", false
	}
	return e.Field, true
}

// maxPooled is the largest buffer that is kept for the next text.
const maxPooled = 1 << 20

// shared is what all decoding has in common.
var shared = struct { //nolint:gochecknoglobals // holds memory, and what is known about types, but nothing of a caller's
	buffers sync.Pool // of *[]byte
	readers sync.Pool // of *reader
	plans   sync.Map  // reflect.Type → *plan

	exact, folded jsonv2.Options // how go-json-experiment reads
}{exact: options(false), folded: options(true)}

func options(fold bool) jsonv2.Options {
	return jsonv2.JoinOptions(jsonv2.MatchCaseInsensitiveNames(fold), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// unmarshal leaves the reading to go-json-experiment, which has to read everything twice to go on after a value that is
// not as documented, and so begins anew then, after reset.
func unmarshal(data []byte, v any, o jsonv2.Options, reset func()) error {
	if jsonv2.Unmarshal(data, v, o) == nil {
		return nil
	}
	reset()
	return jsonv2.Unmarshal(data, v, o, jsonv1.ReportErrorsWithLegacySemantics(true))
}
