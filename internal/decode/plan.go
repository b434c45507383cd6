package decode

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	jsonv2 "github.com/go-json-experiment/json"
)

// op is how values of a type are read.
type op uint8

const (
	opOther   op = iota // by go-json-experiment
	opMethod            // by their own UnmarshalJSON
	opPointer           // as what they point to
	opSlice
	opMap // with text as its keys
	opStruct
	opString
	opBool
	opInt
	opUint
	opFloat
)

// plan is what is known of a type.
type plan struct {
	op     op
	typ    reflect.Type
	elem   *plan         // of pointers, slices and maps
	empty  reflect.Value // of slices: one without elements
	first  int           // of slices: how many elements the first memory is for
	fields []field       // of structs
	byName map[string]int

	// next is which field, counted from 1, came last time after the one with the same number, or at 0 at the
	// beginning: servers send the members of all objects of a kind in one order.
	next []atomic.Int32
}

// field is a member of a struct.
type field struct {
	name  string
	start string // what the member begins with where there is no white space: the name in quotes, and the colon
	index []int
	plan  *plan
}

// planOf looks a type up, or plans for it. Two goroutines may do so at once, to the same end.
func planOf(t reflect.Type) *plan {
	if known, ok := shared.plans.Load(t); ok {
		return known.(*plan) //nolint:forcetypeassert // nothing else is stored
	}
	seen := map[reflect.Type]*plan{}
	p := planFor(t, seen)
	for t, p := range seen {
		shared.plans.LoadOrStore(t, p)
	}
	return p
}

// planFor plans for a type and all that it is made of. seen ends the recursion of types that contain themselves.
func planFor(t reflect.Type, seen map[reflect.Type]*plan) *plan {
	if p, ok := seen[t]; ok {
		return p
	}
	p := &plan{typ: t}
	seen[t] = p
	if byMethod(t, p) {
		return p
	}
	switch t.Kind() {
	case reflect.String:
		p.op = opString
	case reflect.Bool:
		p.op = opBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.op = opInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.op = opUint
	case reflect.Float64:
		p.op = opFloat
	case reflect.Pointer:
		p.op, p.elem = opPointer, planFor(t.Elem(), seen)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			break // base64
		}
		p.op, p.elem = opSlice, planFor(t.Elem(), seen)
		p.empty = reflect.MakeSlice(t, 0, 0)
		p.first = min(max(1, firstMemory/max(1, int(t.Elem().Size()))), maxFirst)
	case reflect.Map:
		if key := t.Key(); key.Kind() == reflect.String && !byMethod(key, new(plan)) {
			p.op, p.elem = opMap, planFor(t.Elem(), seen)
		}
	case reflect.Struct:
		p.planStruct(seen)
	default: // arrays, interfaces, and what JSON cannot hold
	}
	return p
}

// firstMemory, in bytes, and maxFirst, in elements, bound what is set aside for a list before its length is known.
const (
	firstMemory = 128
	maxFirst    = 16
)

// byMethod sees to types that read themselves, or that go-json-experiment knows by name.
func byMethod(t reflect.Type, p *plan) bool {
	switch ptr := reflect.PointerTo(t); {
	case t.PkgPath() == "time", ptr.Implements(reflect.TypeFor[jsonv2.UnmarshalerFrom]()):
	case ptr.Implements(reflect.TypeFor[json.Unmarshaler]()):
		p.op = opMethod
	case ptr.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
	default:
		return false
	}
	return true
}

// planStruct lists the fields. A struct with anything out of the ordinary stays opOther.
func (p *plan) planStruct(seen map[reflect.Type]*plan) {
	names := map[string]int{}
	fields, ok := p.list(p.typ, nil, names, nil)
	if !ok {
		return
	}
	for i := range fields {
		f := &fields[i]
		f.plan = planFor(p.typ.FieldByIndex(f.index).Type, seen)
	}
	p.op, p.fields, p.byName = opStruct, fields, names
	p.next = make([]atomic.Int32, len(fields)+1)
}

// list adds the fields of a struct, and of those that it embeds; at is where it is in the outermost.
func (p *plan) list(t reflect.Type, fields []field, names map[string]int, at []int) ([]field, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("json")
		if tag == "-" || !f.IsExported() && !f.Anonymous && !tagged {
			continue
		}
		name, ok := memberName(f, tag)
		if !ok {
			return nil, false
		}
		index := append(slices.Clip(at), i)
		if name == "" {
			if fields, ok = p.list(f.Type, fields, names, index); !ok {
				return nil, false
			}
			continue
		}
		if _, twice := names[name]; twice {
			return nil, false
		}
		fields = append(fields, field{name: name, start: `"` + name + `":`, index: index})
		names[name] = len(fields)
	}
	return fields, true
}

// memberName is the name of a field in JSON, or "" for an embedded struct whose fields count as those of the outer
// one. It reports false for what only go-json-experiment knows to read.
func memberName(f reflect.StructField, tag string) (string, bool) {
	name, options, _ := strings.Cut(tag, ",")
	for option := range strings.SplitSeq(options, ",") {
		if option != "" && option != "omitempty" && option != "omitzero" {
			return "", false
		}
	}
	if !f.IsExported() || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("'`\"\\", r) }) {
		return "", false
	}
	switch {
	case name != "":
		return name, true
	case !f.Anonymous:
		return f.Name, true
	default:
		return "", f.Type.Kind() == reflect.Struct && !byMethod(f.Type, new(plan))
	}
}
