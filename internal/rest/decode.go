package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"

	"github.com/relais-go/relais/internal/decode"
)

// Decode reads JSON into v. Members that are there twice, broken UTF-8, and fields of another type than v's are no
// error: a field that cannot be read stays as it is, so that one odd value never costs a whole page.
func Decode(data []byte, v any) error { return forgive(decode.Unmarshal(data, v)) }

// DecodeString is [Decode] of a text.
func DecodeString(text string, v any) error { return forgive(decode.UnmarshalString(text, v)) }

// forgive drops the error about a field of another type.
func forgive(err error) error {
	if _, odd := decode.OddField(err); odd {
		return nil
	}
	return err
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
	case len(bytes.TrimLeft(data, " \t\r\n\uFEFF")) == 0:
		return fmt.Errorf("%w but empty", ErrNotJSON)
	}
	reflect.ValueOf(out).Elem().SetZero() // an earlier attempt may have filled half of it
	if x.req.Fold {
		err = decode.UnmarshalFold(data, out)
	} else {
		err = decode.Unmarshal(data, out)
	}
	if field, ok := decode.OddField(err); ok {
		x.c.Log().Warn("an answer has a field that is not as documented",
			slog.String("network", x.c.cfg.Network), slog.String("op", x.req.Op), slog.String("field", field))
		return nil
	}
	switch {
	case err == nil:
		return nil
	case !decode.Valid(data):
		return fmt.Errorf("the answer is broken JSON: %w", err)
	case x.req.Secret: // a decoder may quote what it could not read
		return errMismatch
	default:
		return fmt.Errorf("%w: %w", errMismatch, err)
	}
}
