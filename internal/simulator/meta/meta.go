// Package meta checks requests to Meta's Graph API, and answers of its simulators, against Meta's own
// machine-readable lists of node types, as they are published in
// https://github.com/facebook/facebook-business-sdk-codegen (api_specs/specs). It is meant for tests: it
// proves that a client sends documented parameters to documented edges and asks for documented fields.
//
// The lists do not know everything that Meta's reference pages document. A [Checker] therefore takes a list
// of [Allowance]s, each with the page that documents what the lists lack, and reports those that nothing
// needs any more. What the lists cannot judge, such as a node type without a list, is reported as unjudged,
// which is not a deviation.
package meta

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Spec is a set of node types. It is safe for concurrent use.
type Spec struct {
	nodes map[string]*node
}

// node is one type: what can be called on it and what can be read from it.
type node struct {
	calls  map[callKey]*call
	fields map[string]string // name to type
}

// callKey names a call; the edge is "" for the node itself.
type callKey struct {
	edge, method string
}

type call struct {
	returns string
	params  map[string]param
}

type param struct {
	typ      string
	required bool
}

// list is the form of one file. A call has an endpoint if it is for an edge, and a name such as "#get" if it
// is for the node itself.
type list struct {
	APIs []struct {
		Method   string `json:"method"`
		Endpoint string `json:"endpoint"`
		Return   string `json:"return"`
		Params   []struct {
			Name     string `json:"name"`
			Required bool   `json:"required"`
			Type     string `json:"type"`
		} `json:"params"`
	} `json:"apis"`
	Fields []struct {
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"fields"`
}

// errNoLists says that a folder is not the right one.
var errNoLists = errors.New("no lists of node types")

// Load reads all lists of a folder, "Page.json" being that of the type Page. It fails if a file cannot be
// read or if there is none.
func Load(dir string) (*Spec, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("meta: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("meta: %s: %w", dir, errNoLists)
	}
	s := &Spec{nodes: map[string]*node{}}
	for _, name := range names {
		data, err := os.ReadFile(name) //nolint:gosec // the caller's own folder
		if err != nil {
			return nil, fmt.Errorf("meta: %w", err)
		}
		var l list
		if err := json.Unmarshal(data, &l); err != nil {
			return nil, fmt.Errorf("meta: %s: %w", name, err)
		}
		s.nodes[strings.TrimSuffix(filepath.Base(name), ".json")] = l.node()
	}
	return s, nil
}

func (l *list) node() *node {
	n := &node{calls: map[callKey]*call{}, fields: map[string]string{}}
	for _, api := range l.APIs {
		c := &call{returns: api.Return, params: map[string]param{}}
		for _, p := range api.Params {
			c.params[p.Name] = param{typ: p.Type, required: p.Required}
		}
		n.calls[callKey{api.Endpoint, api.Method}] = c
	}
	for _, f := range l.Fields {
		n.fields[f.Name] = f.Type
	}
	return n
}

// Knows reports whether there is a list for a node type.
func (s *Spec) Knows(nodeType string) bool { return s.nodes[nodeType] != nil }

// A Problem is something that the lists do not describe, or cannot judge.
type Problem struct {
	Node   string // type of the node
	Edge   string // "" for the node itself
	Method string //
	Name   string // parameter or field; "" if it is about the whole call
	Reason string //

	// Unjudged marks what the lists say nothing about, so that it may be right or wrong.
	Unjudged bool
}

// String is the problem in one line.
func (p Problem) String() string {
	at := p.Node
	if p.Edge != "" {
		at += "/" + p.Edge
	}
	text := strings.TrimSpace(p.Method+" "+at) + ": "
	if p.Name != "" {
		text += p.Name + ": "
	}
	if p.Unjudged {
		text += "unjudged: "
	}
	return text + p.Reason
}

// Deviations are the problems without those that are unjudged.
func Deviations(problems []Problem) []Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p Problem) bool { return p.Unjudged })
}
