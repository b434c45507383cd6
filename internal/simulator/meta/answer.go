package meta

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// CheckAnswer returns what is wrong with a JSON answer: fields that the type does not have, that were not
// asked for, or that have another type. It judges what was read, and what a write was asked to read back;
// other answers of writes, and errors, have nothing wrong with them.
func (s *Spec) CheckAnswer(nodeType, edge, method string, params Params, body []byte) []Problem {
	expression := params.text("fields")
	n := s.nodes[nodeType]
	if n == nil || method != http.MethodGet && expression == "" {
		return nil
	}
	c := n.calls[callKey{edge, method}]
	if c == nil {
		return nil // the request is what deviates
	}
	at := Problem{Node: nodeType, Edge: edge, Method: method}
	value, ok := parseJSON(string(body)).(map[string]any)
	if !ok {
		at.Reason = "the answer is not a JSON object"
		return []Problem{at}
	}
	if value["error"] != nil {
		return nil
	}
	selections, err := parseFields(expression)
	if err != nil {
		selections = nil // none were asked for, or the request is what deviates
	}
	if edge != "" && method == http.MethodGet {
		return deviation.Tidy(s.checkEnvelope(at, c.returns, selections, value))
	}
	return deviation.Tidy(s.checkObject(c.target(at), selections, value))
}

// checkEnvelope checks {"data": …, "paging": …, "summary": …}.
func (s *Spec) checkEnvelope(at Problem, nodeType string, selections []selection, envelope map[string]any) []Problem {
	var problems []Problem
	for name, value := range envelope {
		at.Name = name
		switch name {
		case "paging", "summary":
			if _, ok := value.(map[string]any); !ok {
				at.Reason = "is no object"
				problems = append(problems, at)
			}
		case "data":
			items, ok := value.([]any)
			if !ok {
				items = []any{value} // edges such as picture hold one object
			}
			for _, item := range items {
				problems = append(problems, s.checkItem(at, nodeType, selections, item)...)
			}
		default:
			at.Reason = "the answer of an edge has no such member"
			problems = append(problems, at)
		}
	}
	if _, ok := envelope["data"]; !ok {
		at.Name, at.Reason = "data", "missing"
		problems = append(problems, at)
	}
	return problems
}

func (s *Spec) checkItem(at Problem, nodeType string, selections []selection, item any) []Problem {
	object, ok := item.(map[string]any)
	if !ok {
		at.Reason = fmt.Sprintf("%s is not an object", show(item))
		return []Problem{at}
	}
	return s.checkObject(nodeType, selections, object)
}

func (s *Spec) checkObject(nodeType string, selections []selection, object map[string]any) []Problem {
	n := s.nodes[nodeType]
	if n == nil {
		return []Problem{{
			Node: nodeType, Method: http.MethodGet, Unjudged: true, Reason: "fields of a type without a list",
		}}
	}
	asked := map[string]*selection{}
	for i := range selections {
		asked[selections[i].answerName()] = &selections[i]
	}
	var problems []Problem
	for name, value := range object {
		sel := asked[name]
		at := Problem{Node: nodeType, Method: http.MethodGet, Name: name}
		switch {
		case sel == nil && len(asked) > 0 && name != "id": // the ID always comes along
			at.Reason = "in the answer, though it was not asked for"
			problems = append(problems, at)
			continue
		case sel == nil:
			sel = &selection{name: name}
		}
		at.Name = sel.name
		problems = append(problems, s.checkMember(at, n, sel, value)...)
	}
	return problems
}

// checkMember checks one member of an object, which is a field or an edge that was expanded.
func (s *Spec) checkMember(at Problem, n *node, sel *selection, value any) []Problem {
	typ, isField := n.fields[sel.name]
	edge := n.calls[callKey{sel.name, http.MethodGet}]
	object, isObject := value.(map[string]any)
	switch {
	case edge != nil && isObject && object["data"] != nil:
		at.Edge = sel.name
		return s.checkEnvelope(at, s.inner(typ, edge), sel.nested, object)
	case isField && !fitsAnswer(typ, value):
		at.Reason = fmt.Sprintf("%s is not of the type %s", show(value), typ)
		return []Problem{at}
	case isField && isObject && s.Knows(element(typ)):
		return s.checkObject(element(typ), sel.nested, object)
	case isField && strings.HasPrefix(typ, "list<") && s.Knows(element(typ)):
		var problems []Problem
		items, _ := value.([]any)
		for _, item := range items {
			problems = append(problems, s.checkItem(at, element(typ), sel.nested, item)...)
		}
		return problems
	case isField:
		return nil
	case edge != nil:
		at.Reason = "an edge, but not in the form of one"
		return []Problem{at}
	default:
		at.Reason = "neither a field nor an edge that can be read"
		return []Problem{at}
	}
}
