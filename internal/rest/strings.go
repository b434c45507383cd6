package rest

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"unicode/utf16"
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
	inner := quoted[1 : len(quoted)-1]
	ok := utf8.Valid(inner)
	if ok && bytes.IndexByte(inner, '\\') < 0 {
		return t.text(inner)
	}
	if ok {
		t.scratch, ok = unescape(t.scratch[:0], inner)
	}
	if !ok {
		// The decoder has seen that it is a string; the error would be about broken UTF-8, which is replaced.
		t.scratch, _ = jsontext.AppendUnquote(t.scratch[:0], quoted)
	}
	s := t.text(t.scratch)
	if cap(t.scratch) > maxPooled {
		t.scratch = nil
	}
	return s
}

// unescape copies what stands between the escapes of a valid text in one go, since posts are long and have few. It
// leaves rare escapes to others: ok is false.
func unescape(dst, src []byte) (out []byte, ok bool) {
	for {
		i := bytes.IndexByte(src, '\\')
		if i < 0 || i+1 == len(src) {
			return append(dst, src...), i < 0
		}
		dst = append(dst, src[:i]...)
		c := src[i+1]
		src = src[i+2:]
		switch c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'u':
			r, ok := hex(src)
			if !ok {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
			src = src[4:]
		default:
			return dst, false
		}
	}
}

// hex reads the four digits of an escape; ok is false for half of a pair.
func hex(src []byte) (r rune, ok bool) {
	if len(src) < 4 {
		return 0, false
	}
	for _, c := range src[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, !utf16.IsSurrogate(r)
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
