package openapi

import (
	"encoding/json"
	"net/url"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// members reports what of a body is not described: of JSON at any depth, of a form its names.
func (c *check) members(route *routers.Route, r *Request, mediaType string) {
	if r.Body == nil || route.Operation.RequestBody == nil {
		return
	}
	content := route.Operation.RequestBody.Value.Content
	switch mediaType {
	case "application/json":
		var value any
		if schema := schemaOf(content, mediaType); schema != nil && json.Unmarshal(r.Body, &value) == nil {
			c.unknown(InBody, "", []*openapi3.Schema{schema}, value)
		}
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(r.Body))
		if err != nil {
			c.add(InBody, "", "no form")
			return
		}
		form := map[string]any{}
		for name := range values {
			form[stem(name)] = nil
		}
		for _, described := range []string{mediaType, "application/json", "multipart/form-data"} {
			if schema := schemaOf(content, described); schema != nil {
				c.unknown(InBody, "", []*openapi3.Schema{schema}, form)
				return
			}
		}
	}
}

func schemaOf(content openapi3.Content, mediaType string) *openapi3.Schema {
	media := content.Get(mediaType)
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}

// unknown reports members that none of the schemas describes, any of which the value may follow.
func (c *check) unknown(in Place, name string, schemas []*openapi3.Schema, value any) {
	var all []*openapi3.Schema
	for _, s := range schemas {
		all = alternatives(all, s)
	}
	switch v := value.(type) {
	case []any:
		var items []*openapi3.Schema
		for _, s := range all {
			if s.Items != nil {
				items = append(items, s.Items.Value)
			}
		}
		for _, item := range v {
			c.unknown(in, name+"[]", items, item)
		}
	case map[string]any:
		if open(all) {
			return
		}
		for member, inner := range v {
			described := properties(all, member)
			if len(described) == 0 {
				c.add(in, join(name, []string{member}), "not described")
				continue
			}
			c.unknown(in, join(name, []string{member}), described, inner)
		}
	}
}

// alternatives are a schema and those that it is made of.
func alternatives(all []*openapi3.Schema, s *openapi3.Schema) []*openapi3.Schema {
	all = append(all, s)
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, ref := range list {
			all = alternatives(all, ref.Value)
		}
	}
	return all
}

// open reports whether an object may have any members.
func open(schemas []*openapi3.Schema) bool {
	closed := false
	for _, s := range schemas {
		if s.AdditionalProperties.Schema != nil || (s.AdditionalProperties.Has != nil && *s.AdditionalProperties.Has) {
			return true
		}
		closed = closed || len(s.Properties) > 0
	}
	return !closed
}

func properties(schemas []*openapi3.Schema, name string) []*openapi3.Schema {
	var found []*openapi3.Schema
	for _, s := range schemas {
		if p := s.Properties[name]; p != nil {
			found = append(found, p.Value)
		}
	}
	return found
}
