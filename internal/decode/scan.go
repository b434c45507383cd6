package decode

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// peek passes over white space and gives the next byte, 0 at the end.
func (r *reader) peek() byte {
	for r.at < len(r.data) {
		c := r.data[r.at]
		if c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		r.at++
	}
	return 0
}

// enter and leave pass over the first and the last byte of an object or a list.
func (r *reader) enter() bool {
	r.at++
	r.depth++
	return r.depth <= maxDepth
}

func (r *reader) leave() bool {
	r.at++
	r.depth--
	return true
}

// literal passes over a word.
func (r *reader) literal(word string) bool {
	end := r.at + len(word)
	if end > len(r.data) || string(r.data[r.at:end]) != word {
		return false
	}
	r.at = end
	return true
}

// raw passes over the next value and gives its text.
func (r *reader) raw() ([]byte, bool) {
	r.peek()
	from := r.at
	ok := r.skip()
	return r.data[from:r.at:r.at], ok
}

// skip passes over the next value, which must be valid.
func (r *reader) skip() bool {
	switch r.peek() {
	case '"':
		return r.skipText()
	case '{':
		return r.skipAll('}')
	case '[':
		return r.skipAll(']')
	case 't':
		return r.literal("true")
	case 'f':
		return r.literal("false")
	case 'n':
		return r.literal("null")
	default:
		return r.skipNumber()
	}
}

// skipAll passes over an object or a list.
func (r *reader) skipAll(end byte) bool {
	if !r.enter() {
		return false
	}
	if r.peek() == end {
		return r.leave()
	}
	for {
		if end == '}' {
			if r.peek() != '"' || !r.skip() || r.peek() != ':' {
				return false
			}
			r.at++
		}
		if !r.skip() {
			return false
		}
		switch r.peek() {
		case ',':
			r.at++
		case end:
			return r.leave()
		default:
			return false
		}
	}
}

// skipNumber passes over a number.
func (r *reader) skipNumber() bool {
	r.pass('-', '-')
	if !r.pass('0', '0') && !r.digits() {
		return false
	}
	if r.pass('.', '.') && !r.digits() {
		return false
	}
	if r.pass('e', 'E') {
		_ = r.pass('+', '-')
		return r.digits()
	}
	return true
}

// pass passes over a byte if it is one of the two.
func (r *reader) pass(a, b byte) bool {
	if r.at < len(r.data) && (r.data[r.at] == a || r.data[r.at] == b) {
		r.at++
		return true
	}
	return false
}

// digits passes over at least one digit.
func (r *reader) digits() bool {
	from := r.at
	for r.at < len(r.data) && isDigit(r.data[r.at]) {
		r.at++
	}
	return r.at > from
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// integer reads a number without fraction and exponent, of no more digits than fit into 64 bits in any case.
func (r *reader) integer() (int64, bool) {
	const most = 18
	neg := r.pass('-', '-')
	from := r.at
	var n int64
	for ; r.at < len(r.data) && isDigit(r.data[r.at]) && r.at-from <= most; r.at++ {
		n = n*10 + int64(r.data[r.at]-'0')
	}
	size := r.at - from
	if size == 0 || size > most || size > 1 && r.data[from] == '0' {
		return 0, false
	}
	if neg {
		n = -n
	}
	return n, true // a fraction, if there is one, is no comma
}

// Eight bytes at a time.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// stop finds the first byte from at on that ends a run of text: a quote, a backslash, a control character, or the end of
// all. wide says that there is something beyond ASCII before it.
func (r *reader) stop(at int) (end int, wide bool) {
	data := r.data
	for at+8 <= len(data) {
		w := binary.LittleEndian.Uint64(data[at:])
		quote, slash := w^(ones*'"'), w^(ones*'\\')
		// Marks may be wrong, but not the lowest.
		found := ((quote-ones)&^quote | (slash-ones)&^slash | (w-ones*' ')&^w) & highs
		if found != 0 {
			bit := bits.TrailingZeros64(found)
			return at + bit/8, wide || w&highs&(1<<bit-1) != 0
		}
		wide = wide || w&highs != 0
		at += 8
	}
	for at < len(data) && data[at] != '"' && data[at] != '\\' && data[at] >= ' ' {
		wide = wide || data[at] >= utf8.RuneSelf
		at++
	}
	return at, wide
}

// text reads a string. Most mean what stands between their quotes.
func (r *reader) text() (string, bool) {
	from := r.at + 1
	at, wide := r.stop(from)
	if at == len(r.data) || wide && !utf8.Valid(r.data[from:at]) {
		return r.rareText()
	}
	if r.data[at] == '"' {
		r.at = at + 1
		return r.texts.text(r.data[from:at]), true
	}
	out := append(r.texts.scratch[:0], r.data[from:at]...)
	for r.data[at] == '\\' {
		c, size := unescape(r.data[at:])
		if size == 0 {
			return r.rareText()
		}
		out = utf8.AppendRune(out, c)
		from = at + size
		at, wide = r.stop(from)
		if at == len(r.data) || wide && !utf8.Valid(r.data[from:at]) {
			return r.rareText()
		}
		out = append(out, r.data[from:at]...)
	}
	r.texts.keep(out)
	if r.data[at] != '"' {
		return "", false
	}
	r.at = at + 1
	return r.texts.text(out), true
}

// rareText reads a string that text gave up: it holds pairs of escapes, or broken UTF-8, or is broken itself.
func (r *reader) rareText() (string, bool) {
	from := r.at
	if !r.skipText() {
		return "", false
	}
	return r.texts.unquoted(r.data[from:r.at]), true
}

// skipText passes over a string.
func (r *reader) skipText() bool {
	at, _ := r.stop(r.at + 1)
	for at < len(r.data) && r.data[at] == '\\' {
		size := escape(r.data[at:])
		if size == 0 {
			return false
		}
		at, _ = r.stop(at + size)
	}
	if at == len(r.data) || r.data[at] != '"' {
		return false
	}
	r.at = at + 1
	return true
}

// name passes over the name of a member and gives it, if it has no escapes.
func (r *reader) name() ([]byte, bool) {
	from := r.at + 1
	at, _ := r.stop(from)
	if at == len(r.data) || r.data[at] != '"' {
		return nil, false
	}
	r.at = at + 1
	return r.data[from:at], true
}

// escape is the length of the escape that b begins with, 0 if it is none.
func escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex(b[2:]); !ok {
			return 0
		}
		return 6
	default:
		return 0
	}
}
