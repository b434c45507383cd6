package graphtest

import (
	"fmt"
	"strings"
)

// A Selection is one field that a request asks for, see
// https://developers.facebook.com/docs/graph-api/guides/field-expansion.
type Selection struct {
	Name string
	As   string            // the name in the answer; "" is Name
	Args map[string]string // modifiers, such as limit(5)
	Sub  []*Selection      // the fields in braces; nil if there are none
	sub  string            // as they were written
}

func (s *Selection) key() string {
	if s.As != "" {
		return s.As
	}
	return s.Name
}

// ParseFields reads the value of the parameter fields.
func ParseFields(text string) ([]*Selection, error) {
	p := &fieldParser{text: text}
	list, err := p.list()
	if err != nil {
		return nil, err
	}
	if p.at < len(p.text) {
		return nil, p.fail("end of string")
	}
	return list, nil
}

type fieldParser struct {
	text string
	at   int
}

func (p *fieldParser) fail(expected string) error {
	got := "end of string"
	if p.at < len(p.text) {
		got = fmt.Sprintf("%q", p.text[p.at:p.at+1])
	}
	return &Error{Code: 2500, Message: fmt.Sprintf("Syntax error \"Expected %s instead of %s.\" at character %d: %s",
		expected, got, p.at, p.text)}
}

func (p *fieldParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\n\r", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *fieldParser) next(b byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == b {
		p.at++
		return true
	}
	return false
}

func (p *fieldParser) list() ([]*Selection, error) {
	var out []*Selection
	for {
		s, err := p.selection()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		if !p.next(',') {
			return out, nil
		}
	}
}

func nameByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func (p *fieldParser) name() (string, error) {
	p.space()
	from := p.at
	for p.at < len(p.text) && nameByte(p.text[p.at]) {
		p.at++
	}
	if p.at == from {
		return "", p.fail("string")
	}
	return p.text[from:p.at], nil
}

func (p *fieldParser) selection() (*Selection, error) {
	name, err := p.name()
	if err != nil {
		return nil, err
	}
	s := &Selection{Name: name, Args: map[string]string{}}
	for p.next('.') {
		if err := p.modifier(s); err != nil {
			return nil, err
		}
	}
	if !p.next('{') {
		return s, nil
	}
	from := p.at
	if s.Sub, err = p.list(); err != nil {
		return nil, err
	}
	s.sub = p.text[from:p.at]
	if !p.next('}') {
		return nil, p.fail("\"}\"")
	}
	for p.next('.') { // an alias may follow the braces
		if err := p.modifier(s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// modifier reads one of limit(5), as(x), fields(a,b).
func (p *fieldParser) modifier(s *Selection) error {
	name, err := p.name()
	if err != nil {
		return err
	}
	if !p.next('(') {
		return p.fail("\"(\"")
	}
	from, depth := p.at, 1
	for ; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			break
		}
	}
	if depth != 0 {
		return p.fail("\")\"")
	}
	value := p.text[from:p.at]
	p.at++
	switch name {
	case "as":
		s.As = value
	case "fields":
		s.sub = value
		s.Sub, err = ParseFields(value)
	default:
		s.Args[name] = strings.Trim(value, "\"'")
	}
	return err
}
