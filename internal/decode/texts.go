package decode

import (
	"strings"
	"unicode/utf16"

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

// keep takes back the memory that a text was put together in.
func (t *texts) keep(scratch []byte) {
	if cap(scratch) <= maxPooled {
		t.scratch = scratch
	}
}

// unquoted is what a JSON string says, whose form was looked at already; broken UTF-8 is replaced.
func (t *texts) unquoted(quoted []byte) string {
	out, _ := jsontext.AppendUnquote(t.scratch[:0], quoted) // the error is about what was replaced
	t.keep(out)
	return t.text(out)
}

// unescape reads the escape that b begins with. It leaves what is broken, and pairs, to others: size is 0.
func unescape(b []byte) (c rune, size int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'n':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'r':
		return '\r', 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'u':
		c, ok := hex(b[2:])
		if !ok || utf16.IsSurrogate(c) {
			return 0, 0
		}
		return c, 6
	default:
		return 0, 0
	}
}

// hex reads the four digits of an escape.
func hex(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
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
	return r, true
}
