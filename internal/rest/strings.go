package rest

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	chunk     = 1 << 10 // what a string may keep in memory beyond itself
	ownMemory = 256     // longer strings share with none
)

// texts makes the strings of decoded answers. A page has a thousand of them, most of a few bytes: they are cut from
// common chunks, which costs one allocation for many.
type texts struct {
	chunk   strings.Builder
	scratch []byte
}

func (t *texts) text(b []byte) string {
	if len(b) > ownMemory {
		return string(b)
	}
	if t.chunk.Cap()-t.chunk.Len() < len(b) {
		t.chunk = strings.Builder{} // the strings that were cut from the old one keep it
		t.chunk.Grow(chunk)
	}
	from := t.chunk.Len()
	t.chunk.Write(b)
	return t.chunk.String()[from:]
}

// unquoted is what a JSON string says.
func (t *texts) unquoted(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 && utf8.Valid(quoted) {
		return t.text(quoted[1 : len(quoted)-1])
	}
	// The decoder has seen that it is a string; the error would be about broken UTF-8, which is replaced.
	t.scratch, _ = jsontext.AppendUnquote(t.scratch[:0], quoted)
	s := t.text(t.scratch)
	if cap(t.scratch) > maxPooled {
		t.scratch = nil
	}
	return s
}

// stringReader makes what decodes plain strings in place of the decoder's own way; all else is left to that.
func stringReader() *jsonv2.Unmarshalers {
	pool := sync.Pool{New: func() any { return new(texts) }}
	return jsonv2.UnmarshalFromFunc(func(dec *jsontext.Decoder, s *string) error {
		if dec.PeekKind() != '"' {
			return errors.ErrUnsupported
		}
		quoted, err := dec.ReadValue()
		if err != nil {
			return err
		}
		t, _ := pool.Get().(*texts)
		*s = t.unquoted(quoted)
		pool.Put(t)
		return nil
	})
}
