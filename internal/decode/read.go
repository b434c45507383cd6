package decode

import (
	"encoding/json"
	"reflect"
	"strconv"

	jsonv2 "github.com/go-json-experiment/json"
)

// maxDepth is how deep objects and lists may be nested.
const maxDepth = 1000

// reader reads one JSON text. Its methods report false for anything out of the ordinary, and are of no use after that.
type reader struct {
	data  []byte
	at    int // what comes next
	depth int
	texts texts
}

// read reads all of data into v, whose value is zero and can be set. It reports false, and leaves a part, if that is a
// case for go-json-experiment: because something is wrong, or only rare.
func read(data []byte, v reflect.Value) bool {
	r, _ := shared.readers.Get().(*reader)
	if r == nil {
		r = new(reader)
	}
	r.data, r.at, r.depth = data, 0, 0
	ok := r.value(planOf(v.Type()), v) && r.peek() == 0 && r.at == len(data)
	r.data = nil
	shared.readers.Put(r)
	return ok
}

// value reads the next value into v.
func (r *reader) value(p *plan, v reflect.Value) bool {
	c := r.peek()
	if c == 'n' && p.op > opMethod {
		v.SetZero()
		return r.literal("null")
	}
	switch p.op {
	case opString:
		if c != '"' {
			return false
		}
		s, ok := r.text()
		v.SetString(s)
		return ok
	case opStruct:
		return c == '{' && r.object(p, v)
	case opMethod:
		raw, ok := r.raw()
		if !ok {
			return false
		}
		m, ok := reflect.TypeAssert[json.Unmarshaler](v.Addr())
		return ok && m.UnmarshalJSON(raw) == nil
	case opPointer:
		if v.IsNil() {
			v.Set(reflect.New(p.elem.typ))
		}
		return r.value(p.elem, v.Elem())
	case opSlice:
		return c == '[' && r.list(p, v)
	case opMap:
		return c == '{' && r.pairs(p, v)
	case opBool:
		v.SetBool(c == 't')
		return c == 't' && r.literal("true") || c == 'f' && r.literal("false")
	case opInt, opUint, opFloat:
		return c != 0 && r.number(p, v)
	default:
		raw, ok := r.raw()
		return ok && jsonv2.Unmarshal(raw, v.Addr().Interface(), shared.exact) == nil
	}
}

// object reads the members of a struct.
func (r *reader) object(p *plan, v reflect.Value) bool {
	if !r.enter() {
		return false
	}
	if r.peek() == '}' {
		return r.leave()
	}
	for last := 0; ; {
		i, ok := r.member(p, last)
		if !ok {
			return false
		}
		if i == 0 {
			ok = r.skip()
		} else {
			last = i
			ok = r.value(p.fields[i-1].plan, p.fields[i-1].of(v))
		}
		if !ok {
			return false
		}
		switch r.peek() {
		case ',':
			r.at++
		case '}':
			return r.leave()
		default:
			return false
		}
	}
}

// of finds the field in a struct.
func (f *field) of(v reflect.Value) reflect.Value {
	for _, i := range f.index {
		v = v.Field(i)
	}
	return v
}

// member reads the name of a member and the colon. It gives the field's number, counted from 1, or 0 for a name that is
// not known; last is the field before.
func (r *reader) member(p *plan, last int) (int, bool) {
	i := int(p.next[last].Load())
	if r.peek() != '"' {
		return 0, false
	}
	if i > 0 {
		if start := p.fields[i-1].start; len(r.data)-r.at > len(start) && string(r.data[r.at:r.at+len(start)]) == start {
			r.at += len(start)
			return i, true
		}
	}
	name, plain := r.name()
	if !plain || r.peek() != ':' {
		return 0, false
	}
	r.at++
	i = p.byName[string(name)]
	if i > 0 {
		p.next[last].Store(int32(i)) //nolint:gosec // no struct has so many fields
	}
	return i, true
}

// list reads the elements of a slice.
func (r *reader) list(p *plan, v reflect.Value) bool {
	if !r.enter() {
		return false
	}
	v.Set(p.empty)
	if r.peek() == ']' {
		return r.leave()
	}
	for n, room := 0, 0; ; {
		if n == room {
			v.Grow(max(p.first, n))
			room = v.Cap()
		}
		n++
		v.SetLen(n)
		if !r.value(p.elem, v.Index(n-1)) {
			return false
		}
		switch r.peek() {
		case ',':
			r.at++
		case ']':
			return r.leave()
		default:
			return false
		}
	}
}

// pairs reads the members of a map. One that is there twice is added to, as in a struct.
func (r *reader) pairs(p *plan, v reflect.Value) bool {
	if !r.enter() {
		return false
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(p.typ))
	}
	if r.peek() == '}' {
		return r.leave()
	}
	key, elem := reflect.New(p.typ.Key()).Elem(), reflect.New(p.elem.typ).Elem()
	for {
		if r.peek() != '"' {
			return false
		}
		name, ok := r.text()
		if !ok || r.peek() != ':' {
			return false
		}
		r.at++
		key.SetString(name)
		if known := v.MapIndex(key); known.IsValid() {
			elem.Set(known)
		} else {
			elem.SetZero()
		}
		if !r.value(p.elem, elem) {
			return false
		}
		v.SetMapIndex(key, elem)
		switch r.peek() {
		case ',':
			r.at++
		case '}':
			return r.leave()
		default:
			return false
		}
	}
}

// number reads a number into v. What does not fit, or is written as v's kind is not, is out of the ordinary.
func (r *reader) number(p *plan, v reflect.Value) bool {
	if p.op == opFloat {
		from := r.at
		if !r.skipNumber() {
			return false
		}
		f, err := strconv.ParseFloat(string(r.data[from:r.at]), 64)
		v.SetFloat(f)
		return err == nil
	}
	signed := r.data[r.at] == '-'
	n, ok := r.integer()
	switch {
	case !ok:
		return false
	case p.op == opInt && !v.OverflowInt(n):
		v.SetInt(n)
		return true
	case p.op == opUint && !signed && !v.OverflowUint(uint64(n)): //nolint:gosec // not negative
		v.SetUint(uint64(n)) //nolint:gosec // as above
		return true
	default:
		return false
	}
}
