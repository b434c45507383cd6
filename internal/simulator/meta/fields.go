package meta

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// selection is one element of a fields expression:
// name.modifier(argument).as(alias){nested}
// (https://developers.facebook.com/docs/graph-api/guides/field-expansion).
type selection struct {
	name   string
	alias  string
	params Params // modifiers
	nested []selection
}

// answerName is the member under which an answer holds the selection.
func (sel *selection) answerName() string {
	if sel.alias != "" {
		return sel.alias
	}
	return sel.name
}

// maxNesting bounds what an expression may nest; Meta gives up earlier.
const maxNesting = 20

var (
	errNesting  = errors.New("nested too deep")
	errUnclosed = errors.New("a parenthesis is not closed")
)

// parser reads a fields expression from left to right.
type parser struct {
	rest string
}

func parseFields(expression string) ([]selection, error) {
	p := &parser{rest: expression}
	selections, err := p.list(0)
	if err != nil {
		return nil, err
	}
	if p.rest != "" {
		return nil, fmt.Errorf("cannot be read from %q on", p.rest)
	}
	return selections, nil
}

func (p *parser) list(depth int) ([]selection, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	var selections []selection
	for {
		sel, err := p.one(depth)
		if err != nil {
			return nil, err
		}
		selections = append(selections, sel)
		if !p.take(",") {
			return selections, nil
		}
	}
}

func (p *parser) take(token string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(p.rest, " \t\n"), token)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *parser) word() (string, error) {
	p.rest = strings.TrimSpace(p.rest)
	end := strings.IndexFunc(p.rest, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if end < 0 {
		end = len(p.rest)
	}
	if end == 0 {
		return "", fmt.Errorf("a name is missing before %q", p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word, nil
}

func (p *parser) one(depth int) (selection, error) {
	name, err := p.word()
	if err != nil {
		return selection{}, err
	}
	sel := selection{name: name, params: Params{}}
	for {
		switch {
		case p.take("."):
			err = p.modifier(&sel, depth)
		case p.take("{"):
			sel.nested, err = p.list(depth + 1)
			if err == nil && !p.take("}") {
				err = errUnclosed
			}
		default:
			return sel, nil
		}
		if err != nil {
			return selection{}, err
		}
	}
}

func (p *parser) modifier(sel *selection, depth int) error {
	name, err := p.word()
	if err != nil {
		return err
	}
	if !p.take("(") {
		return fmt.Errorf("%s has no argument", name)
	}
	if name == "fields" { // an older way to write braces
		if sel.nested, err = p.list(depth + 1); err == nil && !p.take(")") {
			err = errUnclosed
		}
		return err
	}
	argument, rest, closed := strings.Cut(p.rest, ")")
	if !closed {
		return errUnclosed
	}
	p.rest = rest
	if name == "as" {
		sel.alias = argument
	} else {
		sel.params[name] = argument
	}
	return nil
}

// CheckFields returns what is wrong with a fields expression that is sent for a node type: names that are
// neither a field nor a readable edge, modifiers that an edge does not take, and what is nested in something
// that has no fields. It follows the types that fields and edges have; where one has no list, what is nested
// is unjudged.
func (s *Spec) CheckFields(nodeType, expression string) []Problem {
	selections, err := parseFields(expression)
	if err != nil {
		return []Problem{{Node: nodeType, Method: http.MethodGet, Name: "fields", Reason: err.Error()}}
	}
	return deviation.Tidy(s.checkSelections(nodeType, selections))
}

func (s *Spec) checkSelections(nodeType string, selections []selection) []Problem {
	n := s.nodes[nodeType]
	if n == nil {
		return []Problem{{
			Node: nodeType, Method: http.MethodGet, Unjudged: true, Reason: "fields of a type without a list",
		}}
	}
	var problems []Problem
	for _, sel := range selections {
		problems = append(problems, s.checkSelection(nodeType, n, &sel)...)
	}
	return problems
}

func (s *Spec) checkSelection(nodeType string, n *node, sel *selection) []Problem {
	at := Problem{Node: nodeType, Method: http.MethodGet, Name: sel.name}
	typ, isField := n.fields[sel.name]
	edge := n.calls[callKey{sel.name, http.MethodGet}]
	var problems []Problem
	switch {
	case edge != nil:
		problems = edge.check(Problem{Node: nodeType, Edge: sel.name, Method: http.MethodGet}, sel.params)
	case isField:
		for name := range sel.params {
			if !isPaging(name) {
				at.Reason, at.Unjudged = "arguments of fields are not described: "+name, true
				problems = append(problems, at)
			}
		}
	default:
		at.Reason = "neither a field nor an edge that can be read"
		return []Problem{at}
	}
	if len(sel.nested) == 0 {
		return problems
	}
	if inner := s.inner(typ, edge); isScalar(inner) {
		at.Reason, at.Unjudged = "a "+inner+" has no fields", false
		problems = append(problems, at)
	} else {
		problems = append(problems, s.checkSelections(inner, sel.nested)...)
	}
	return problems
}

// inner is the type of what a field or an edge holds: of the two that may share a name, the one with a list.
func (s *Spec) inner(fieldType string, edge *call) string {
	if typ := element(fieldType); edge == nil || s.Knows(typ) {
		return typ
	}
	return edge.returns
}
