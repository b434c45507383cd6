// Package openapi checks requests and answers against a network's OpenAPI 3 description. It knows the part
// of JSON Schema that such descriptions use and is meant for tests: it proves that a simulator answers in
// the documented shapes and that a client sends documented parameters.
package openapi

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A Document is an OpenAPI description. It is safe for concurrent use.
type Document struct {
	paths   map[string]map[string]*operation
	schemas map[string]*schema
	params  map[string]*parameter
}

type operation struct {
	Parameters  []*parameter         `json:"parameters"`
	RequestBody *content             `json:"requestBody"`
	Responses   map[string]*response `json:"responses"`
}

type parameter struct {
	Ref    string  `json:"$ref"`
	Name   string  `json:"name"`
	In     string  `json:"in"`
	Schema *schema `json:"schema"`
}

type content struct {
	Content map[string]struct {
		Schema *schema `json:"schema"`
	} `json:"content"`
}

type response struct {
	content
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       typeNames          `json:"type"`
	Nullable   bool               `json:"nullable"`
	Format     string             `json:"format"`
	Enum       []any              `json:"enum"`
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	OneOf      []*schema          `json:"oneOf"`
	AnyOf      []*schema          `json:"anyOf"`
	AllOf      []*schema          `json:"allOf"`
}

// typeNames is a type, or a list of types as OpenAPI 3.1 allows.
type typeNames []string

// UnmarshalJSON reads a name or a list of names.
func (t *typeNames) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		*t = typeNames{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// Load reads a description from a file.
func Load(path string) (*Document, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	var raw struct {
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas    map[string]*schema    `json:"schemas"`
			Parameters map[string]*parameter `json:"parameters"`
		} `json:"components"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", path, err)
	}
	d := &Document{
		paths: map[string]map[string]*operation{}, schemas: raw.Components.Schemas, params: raw.Components.Parameters,
	}
	for template, methods := range raw.Paths {
		d.paths[template] = map[string]*operation{}
		for method, body := range methods {
			op := new(operation)
			if err := json.Unmarshal(body, op); err == nil { // else it is not an operation but a summary or the like
				d.paths[template][strings.ToUpper(method)] = op
			}
		}
	}
	return d, nil
}

// find returns the operation that a request is for; of several templates the most literal one.
func (d *Document) find(method, path string) *operation {
	var best *operation
	bestLiteral := -1
	for template, methods := range d.paths {
		op := methods[method]
		if op == nil {
			continue
		}
		if literal, ok := fits(template, path); ok && literal > bestLiteral {
			best, bestLiteral = op, literal
		}
	}
	return best
}

// fits reports whether a path fits a template and how many of its segments are literal.
func fits(template, path string) (literal int, ok bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return 0, false
	}
	for i, segment := range want {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			continue
		}
		if segment != got[i] {
			return 0, false
		}
		literal++
	}
	return literal, true
}

// Knows reports whether the description has the operation.
func (d *Document) Knows(method, path string) bool { return d.find(method, path) != nil }

// CheckAnswer returns what is wrong with an answer: fields that are missing, and values of another type
// than described. Operations, statuses and contents that are not described have nothing wrong with them.
func (d *Document) CheckAnswer(method, path string, status int, body []byte) []string {
	op := d.find(method, path)
	if op == nil {
		return nil
	}
	described := op.Responses[strconv.Itoa(status)]
	if described == nil {
		described = op.Responses["default"]
	}
	if described == nil {
		return nil
	}
	media, ok := described.Content["application/json"]
	if !ok || media.Schema == nil {
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []string{"body is not JSON: " + err.Error()}
	}
	return d.check(media.Schema, value, "$", answer)
}
