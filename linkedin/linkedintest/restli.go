package linkedintest

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
)

// A valueKind is a form that a parameter or a key can have in the Rest.li protocol 2.0.0, see
// https://linkedin.github.io/rest.li/spec/protocol.
type valueKind int

const (
	textValue valueKind = iota
	listValue
	recordValue
)

// A value is what a parameter or a key says.
type value struct {
	kind   valueKind
	text   string
	list   []value
	fields map[string]value
}

// errSyntax says that a text is not in the notation.
var errSyntax = errors.New("linkedintest: not in the notation of Rest.li")

const listPrefix = "List("

// parseValue reads the notation: structure is raw, everything else percent-encoded.
func parseValue(raw string) (value, error) {
	p := parser{rest: raw}
	v, err := p.value()
	if err != nil {
		return value{}, err
	}
	if p.rest != "" {
		return value{}, errSyntax
	}
	return v, nil
}

type parser struct {
	rest  string
	depth int
}

// maxDepth is how deep values may be nested; nothing that the API knows comes near it.
const maxDepth = 16

func (p *parser) value() (value, error) {
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.depth > maxDepth:
		return value{}, errSyntax
	case p.take(listPrefix):
		return p.items()
	case p.take("("):
		return p.record()
	}
	text, err := p.primitive()
	return value{text: text}, err
}

func (p *parser) take(token string) bool {
	rest, found := strings.CutPrefix(p.rest, token)
	p.rest = rest
	return found
}

func (p *parser) items() (value, error) {
	out := value{kind: listValue}
	if p.take(")") {
		return out, nil
	}
	for {
		item, err := p.value()
		if err != nil {
			return value{}, err
		}
		out.list = append(out.list, item)
		if p.take(")") {
			return out, nil
		}
		if !p.take(",") {
			return value{}, errSyntax
		}
	}
}

func (p *parser) record() (value, error) {
	out := value{kind: recordValue, fields: map[string]value{}}
	if p.take(")") {
		return out, nil
	}
	for {
		name, err := p.primitive()
		if err != nil || !p.take(":") {
			return value{}, errSyntax
		}
		field, err := p.value()
		if err != nil {
			return value{}, err
		}
		out.fields[name] = field
		if p.take(")") {
			return out, nil
		}
		if !p.take(",") {
			return value{}, errSyntax
		}
	}
}

// primitive reads up to the next structural character. Two quotes are the empty text; nothing at all is not.
func (p *parser) primitive() (string, error) {
	if p.take("''") {
		return "", nil
	}
	end := strings.IndexAny(p.rest, "(),:'")
	if end < 0 {
		end = len(p.rest)
	}
	raw := p.rest[:end]
	p.rest = p.rest[end:]
	text, err := url.PathUnescape(raw)
	if err != nil || raw == "" {
		return "", errSyntax
	}
	return text, nil
}

// reduced encodes a text as it stands in headers and as a key in bodies: only structural characters are
// escaped.
func reduced(s string) string {
	if s == "" {
		return "''"
	}
	return strings.NewReplacer("(", "%28", ")", "%29", ",", "%2C", ":", "%3A", "'", "%27").Replace(s)
}

// key writes a value as a key in a body or header.
func (v value) key() string {
	switch v.kind {
	case listValue:
		items := make([]string, 0, len(v.list))
		for _, item := range v.list {
			items = append(items, item.key())
		}
		return listPrefix + strings.Join(items, ",") + ")"
	case recordValue:
		return compoundKey(v.texts())
	case textValue:
	}
	return reduced(v.text)
}

// texts are the fields of a record that are texts.
func (v value) texts() map[string]string {
	out := map[string]string{}
	for name, field := range v.fields {
		if field.kind == textValue {
			out[name] = field.text
		}
	}
	return out
}

// compoundKey writes a record in the order of its names.
func compoundKey(fields map[string]string) string {
	names := sortedKeys(fields)
	for i, name := range names {
		names[i] = reduced(name) + ":" + reduced(fields[name])
	}
	return "(" + strings.Join(names, ",") + ")"
}

// integer reads a whole number.
func (v value) integer() (int64, bool) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil && v.kind == textValue
}

// span reads a record (start:…,end:…) of milliseconds. A bound that is left out is 0.
func (v value) span() (start, end int64, ok bool) {
	if v.kind != recordValue {
		return 0, 0, false
	}
	for name, field := range v.fields {
		n, valid := field.integer()
		switch {
		case !valid:
			return 0, 0, false
		case name == "start":
			start = n
		case name == "end":
			end = n
		default:
			return 0, 0, false
		}
	}
	return start, end, true
}
