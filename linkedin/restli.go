package linkedin

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
)

// A valueKind is a form that a key or a parameter has in the Rest.li protocol 2.0.0.
// See https://linkedin.github.io/rest.li/spec/protocol#restli-protocol-20-object-and-listarray-representation.
type valueKind int

const (
	kindText valueKind = iota
	kindList
	kindRecord
)

// value is a key or parameter before it is written: a text, a list or a record.
type value struct {
	kind   valueKind
	text   string
	list   []value
	fields []field // in the order in which they are written
}

type field struct {
	name  string
	value value
}

func textValue[S ~string](s S) value { return value{text: string(s)} }

func numberValue(n int64) value { return value{text: strconv.FormatInt(n, 10)} }

func listValue(items ...value) value { return value{kind: kindList, list: items} }

func recordValue(fields ...field) value { return value{kind: kindRecord, fields: fields} }

// textList is a list of texts, as of URNs.
func textList[S ~string](items []S) value {
	out := value{kind: kindList, list: make([]value, len(items))}
	for i, s := range items {
		out.list[i] = textValue(s)
	}
	return out
}

// field is the value of a record's field.
func (v *value) field(name string) (value, bool) {
	for _, f := range v.fields {
		if f.name == name {
			return f.value, true
		}
	}
	return value{}, false
}

// encode writes the value for a path or a query: structure raw, all else percent-encoded.
func (v *value) encode() string { return v.write(escapeText) }

// reduced writes the value as a key in a body or a header, where only what would be structure is escaped.
func (v *value) reduced() string { return v.write(escapeReduced) }

func (v *value) write(escape func(string) string) string {
	var b strings.Builder
	v.writeTo(&b, escape)
	return b.String()
}

const listPrefix = "List("

func (v *value) writeTo(b *strings.Builder, escape func(string) string) {
	switch v.kind {
	case kindList:
		b.WriteString(listPrefix)
		for i := range v.list {
			if i > 0 {
				b.WriteByte(',')
			}
			v.list[i].writeTo(b, escape)
		}
		b.WriteByte(')')
	case kindRecord:
		b.WriteByte('(')
		for i := range v.fields {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(escape(v.fields[i].name))
			b.WriteByte(':')
			v.fields[i].value.writeTo(b, escape)
		}
		b.WriteByte(')')
	case kindText:
		b.WriteString(escape(v.text))
	}
}

// emptyText is how nothing is written.
const emptyText = "''"

const upperHex = "0123456789ABCDEF"

// escapeText percent-encodes all but letters, digits and what is harmless everywhere.
func escapeText(s string) string {
	return escapeBytes(s, func(c byte) bool {
		return c < '0' && !strings.ContainsRune("-.!*", rune(c)) || c > '9' && c < 'A' || c > 'Z' && c < 'a' && c != '_' || c > 'z' && c != '~'
	})
}

// escapeReduced escapes structure, and the percent sign that would be taken for an escape.
func escapeReduced(s string) string {
	return escapeBytes(s, func(c byte) bool { return c == '%' || strings.IndexByte(structure, c) >= 0 })
}

// structure are the characters that mean something by themselves.
const structure = "(),:'"

func escapeBytes(s string, escaped func(byte) bool) string {
	if s == "" {
		return emptyText
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; escaped(c) {
			b.WriteString(string([]byte{'%', upperHex[c>>4], upperHex[c&15]}))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// errNotation says that a text is not in the notation.
var errNotation = errors.New("not in the notation of Rest.li")

// maxNesting is how deep values may be nested; nothing that LinkedIn writes comes near it.
const maxNesting = 32

// parseValue reads what encode or reduced wrote.
func parseValue(s string) (value, error) {
	p := parser{rest: s}
	v, err := p.value()
	if err == nil && p.rest != "" {
		err = errNotation
	}
	if err != nil {
		return value{}, err
	}
	return v, nil
}

type parser struct {
	rest  string
	depth int
}

func (p *parser) value() (value, error) {
	if p.depth++; p.depth > maxNesting {
		return value{}, errNotation
	}
	defer func() { p.depth-- }()
	switch {
	case p.take(listPrefix):
		v := value{kind: kindList}
		return v, p.items(func() error {
			item, err := p.value()
			v.list = append(v.list, item)
			return err
		})
	case p.take("("):
		v := value{kind: kindRecord}
		return v, p.items(func() error {
			name, err := p.text()
			if err != nil || !p.take(":") {
				return errNotation
			}
			inner, err := p.value()
			v.fields = append(v.fields, field{name, inner})
			return err
		})
	}
	text, err := p.text()
	return value{text: text}, err
}

// items reads up to the closing parenthesis.
func (p *parser) items(item func() error) error {
	if p.take(")") {
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if p.take(")") {
			return nil
		}
		if !p.take(",") {
			return errNotation
		}
	}
}

func (p *parser) take(token string) bool {
	rest, found := strings.CutPrefix(p.rest, token)
	p.rest = rest
	return found
}

func (p *parser) text() (string, error) {
	if p.take(emptyText) {
		return "", nil
	}
	end := strings.IndexAny(p.rest, structure)
	if end < 0 {
		end = len(p.rest)
	}
	raw := p.rest[:end]
	p.rest = p.rest[end:]
	text, err := url.PathUnescape(raw)
	if err != nil || raw == "" {
		return "", errNotation
	}
	return text, nil
}

// plainKey reads a key or an ID of an answer, which may be encoded in either way or not at all.
func plainKey(s string) string {
	if s == emptyText {
		return ""
	}
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}
