package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"sync"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// Decode reads JSON into v. It is the one place that chooses a decoder. Members that are there twice, broken
// UTF-8, and fields of another type than v's are no error: a field that cannot be read stays as it is, so that
// one odd value never costs a whole page.
func Decode(data []byte, v any) error {
	err := unmarshal(data, v, false)
	if _, ok := oddField(err); ok {
		return nil
	}
	return err
}

// DecodeString is [Decode] of a text.
func DecodeString(text string, v any) error {
	data, _ := shared.buffers.Get().(*[]byte)
	if data == nil {
		data = new([]byte)
	}
	*data = append((*data)[:0], text...)
	err := Decode(*data, v)
	if cap(*data) <= maxPooled { // what was decoded is a copy
		shared.buffers.Put(data)
	}
	return err
}

// shared is what all decoding has in common.
var shared = struct { //nolint:gochecknoglobals // holds memory, and what is known about types, but nothing of a caller's
	strings *jsonv2.Unmarshalers
	buffers sync.Pool
}{strings: stringReader()}

// unmarshal decodes; with fold, names of members may differ from those of v in case, which costs time.
//
// First it decodes as if all were as documented, which is nearly always so. To go on after a field that is not, the
// decoder has to read everything twice, and begins anew.
func unmarshal(data []byte, v any, fold bool) error {
	usual := jsonv2.JoinOptions(jsonv2.MatchCaseInsensitiveNames(fold), jsonv2.WithUnmarshalers(shared.strings),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if jsonv2.Unmarshal(data, v, usual) == nil {
		return nil
	}
	return jsonv2.Unmarshal(data, v, usual, jsonv1.ReportErrorsWithLegacySemantics(true))
}

// oddField names the first field whose type is not as documented, if that is all that is wrong: the rest of the
// value was read then.
func oddField(err error) (string, bool) {
	e, ok := errors.AsType[*jsonv1.UnmarshalTypeError](err)
	if !ok || e.Field == "" {
		return "", false
	}
	return e.Field, true
}

// errMismatch is the cause when an answer is JSON, whole, and of another shape than the network documents.
var errMismatch = errors.New("the answer is not what the documents say")

const (
	maxRest   = 256 << 10 // of an answer that nobody wants: more costs more than a new connection
	maxPooled = 1 << 20   // of a buffer that is kept for the next answer
)

// decode reads the whole answer and decodes it once.
func (x *exchange) decode(resp *http.Response, out any) error {
	defer func() { _ = resp.Body.Close() }()
	if out == nil || resp.StatusCode == http.StatusNoContent || x.accepts(resp.StatusCode) {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxRest)) // the head has said it all
		return nil
	}
	buf, _ := x.c.buffers.Get().(*bytes.Buffer)
	if buf == nil {
		buf = new(bytes.Buffer)
	}
	defer func() {
		if buf.Cap() <= maxPooled {
			buf.Reset()
			x.c.buffers.Put(buf)
		}
	}()
	n, err := buf.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return err
	case n > maxBody:
		return errTooLong
	}
	data := buf.Bytes()
	if raw, ok := out.(*[]byte); ok {
		*raw = bytes.Clone(data)
		return nil
	}
	switch {
	case isPage(resp.Header, data):
		return fmt.Errorf("%w but %q", ErrNotJSON, Clip(resp.Header.Get("Content-Type")))
	case len(bytes.TrimSpace(data)) == 0:
		return fmt.Errorf("%w but empty", ErrNotJSON)
	}
	reflect.ValueOf(out).Elem().SetZero() // an earlier attempt may have filled half of it
	err = unmarshal(data, out, x.req.Fold)
	if field, ok := oddField(err); ok {
		x.c.Log().Warn("an answer has a field that is not as documented",
			slog.String("network", x.c.cfg.Network), slog.String("op", x.req.Op), slog.String("field", field))
		return nil
	}
	switch {
	case err == nil:
		return nil
	case !json.Valid(data):
		return fmt.Errorf("the answer is broken JSON: %w", err)
	case x.req.Secret: // a decoder may quote what it could not read
		return errMismatch
	default:
		return fmt.Errorf("%w: %w", errMismatch, err)
	}
}
