package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
)

// direction says what is being checked: of a request, unknown names are wrong too.
type direction bool

const (
	answer  direction = false
	request direction = true
)

func (d *Document) resolve(s *schema) *schema {
	for range 20 { // no description nests references deeper
		if s == nil || s.Ref == "" {
			return s
		}
		s = d.schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	return s
}

// check returns what is wrong with a value, each with the path to it.
func (d *Document) check(s *schema, value any, at string, dir direction) []string {
	s = d.resolve(s)
	if s == nil {
		return nil
	}
	if value == nil {
		if s.Nullable || d.allowsNull(s) {
			return nil
		}
		return []string{at + ": null is not allowed"}
	}
	if choices := append(slices.Clone(s.OneOf), s.AnyOf...); len(choices) > 0 {
		return d.checkChoice(choices, value, at, dir)
	}
	var wrong []string
	for _, part := range s.AllOf {
		wrong = append(wrong, d.check(part, value, at, answer)...)
	}
	if len(s.Type) > 0 && !slices.ContainsFunc(s.Type, func(name string) bool { return isA(value, name) }) {
		return append(wrong, fmt.Sprintf("%s: %T instead of %s", at, value, strings.Join(s.Type, " or ")))
	}
	switch value := value.(type) {
	case map[string]any:
		wrong = append(wrong, d.checkObject(s, value, at, dir)...)
	case []any:
		for i, item := range value {
			wrong = append(wrong, d.check(s.Items, item, fmt.Sprintf("%s[%d]", at, i), dir)...)
		}
	case string:
		wrong = append(wrong, checkText(s, value, at)...)
	}
	return wrong
}

func (d *Document) allowsNull(s *schema) bool {
	if len(s.Type) == 0 && len(s.OneOf) == 0 && len(s.AnyOf) == 0 && len(s.AllOf) == 0 {
		return true // says nothing
	}
	if slices.Contains(s.Type, "null") {
		return true
	}
	return slices.ContainsFunc(append(slices.Clone(s.OneOf), s.AnyOf...), func(part *schema) bool {
		part = d.resolve(part)
		return part != nil && (part.Nullable || slices.Contains(part.Type, "null"))
	})
}

// checkChoice accepts a value that one of the schemas accepts, and else reports the mistakes of the schema
// that comes closest.
func (d *Document) checkChoice(choices []*schema, value any, at string, dir direction) []string {
	var closest []string
	for _, choice := range choices {
		wrong := d.check(choice, value, at, dir)
		if len(wrong) == 0 {
			return nil
		}
		if closest == nil || len(wrong) < len(closest) {
			closest = wrong
		}
	}
	return closest
}

func (d *Document) checkObject(s *schema, value map[string]any, at string, dir direction) []string {
	var wrong []string
	for _, name := range s.Required {
		if _, ok := value[name]; !ok {
			wrong = append(wrong, at+"."+name+": missing")
		}
	}
	known := d.properties(s)
	for name, item := range value {
		property, ok := known[name]
		if !ok {
			property, ok = known[name+"[]"]
		}
		switch {
		case ok:
			wrong = append(wrong, d.check(property, item, at+"."+name, dir)...)
		case dir == request && len(known) > 0:
			wrong = append(wrong, at+"."+name+": not described")
		}
	}
	slices.Sort(wrong)
	return wrong
}

// properties are those of a schema and of all that it is made of.
func (d *Document) properties(s *schema) map[string]*schema {
	known := map[string]*schema{}
	maps.Copy(known, s.Properties)
	for _, part := range s.AllOf {
		if part = d.resolve(part); part != nil {
			maps.Copy(known, d.properties(part))
		}
	}
	return known
}

func isA(value any, name string) bool {
	switch v := value.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	case map[string]any:
		return name == "object"
	case []any:
		return name == "array"
	}
	return name == "null"
}

func checkText(s *schema, value, at string) []string {
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, any(value)) {
		return []string{fmt.Sprintf("%s: %q is not one of the described values", at, value)}
	}
	var err error
	switch s.Format {
	case "date-time":
		_, err = time.Parse(time.RFC3339Nano, value)
	case "date":
		_, err = time.Parse(time.DateOnly, value)
	case "uri":
		_, err = url.Parse(value)
	}
	if err != nil {
		return []string{fmt.Sprintf("%s: %q is not a %s", at, value, s.Format)}
	}
	return nil
}

// CheckRequest returns what is wrong with a request: an operation or a parameter that is not described,
// and values of a JSON body that have another type. The body is nil if there is none or if it is not JSON.
func (d *Document) CheckRequest(method, path string, query url.Values, body []byte) []string {
	op := d.find(method, path)
	if op == nil {
		return []string{method + " " + path + ": not described"}
	}
	var wrong []string
	for name := range query {
		name, _, _ = strings.Cut(name, "[")
		if !d.describes(op, name) {
			wrong = append(wrong, "query parameter "+name+": not described")
		}
	}
	slices.Sort(wrong)
	if body == nil || op.RequestBody == nil {
		return wrong
	}
	media, ok := op.RequestBody.Content["application/json"]
	if !ok {
		return wrong
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return append(wrong, "body is not JSON: "+err.Error())
	}
	return append(wrong, d.check(media.Schema, value, "$", request)...)
}

func (d *Document) describes(op *operation, name string) bool {
	return slices.ContainsFunc(op.Parameters, func(p *parameter) bool {
		if p.Ref != "" {
			p = d.params[p.Ref[strings.LastIndexByte(p.Ref, '/')+1:]]
		}
		if p == nil || p.In != "query" {
			return false
		}
		described, _, _ := strings.Cut(p.Name, "[")
		return described == name
	})
}
