package graphtest

import (
	"maps"
	"net/http"
	"time"
)

// selections asks for fields by name.
func selections(names []string) []*Selection {
	out := make([]*Selection, 0, len(names))
	for _, name := range names {
		out = append(out, &Selection{Name: name})
	}
	return out
}

// Render is a node with the fields of sel, or those of its type if sel is nil.
func (c *Call) render(n *Node, sel []*Selection) (Object, error) {
	out := Object{}
	if n.ID != "" {
		out["id"] = n.ID
	}
	if sel == nil {
		sel = selections(n.Type.Default)
	}
	for _, s := range sel {
		if s.Name == "id" && (n.ID != "" || n.Type.Fields["id"] == nil) {
			continue
		}
		v, err := c.renderField(n, s)
		if err != nil {
			return nil, err
		}
		if v != nil {
			out[s.key()] = v
		}
	}
	return out, nil
}

func (c *Call) renderField(n *Node, s *Selection) (any, error) {
	if v, ok := n.Extra[s.Name]; ok {
		return c.value(v, s.Sub)
	}
	nested := c.nested(n, s)
	if field := n.Type.Fields[s.Name]; field != nil {
		v, err := field(nested, n)
		if err != nil {
			return nil, err
		}
		if l, ok := v.(*List); ok {
			return nested.page(l, &Op{}, s.Sub)
		}
		return nested.value(v, s.Sub)
	}
	edge := n.Type.Edges[s.Name]
	if edge == nil || edge.Get == nil {
		return nil, noField(s.Name, n.Type.Name)
	}
	return nested.runEdge(n, edge.Get, s.Sub)
}

// runEdge reads an edge.
func (c *Call) runEdge(n *Node, op *Op, sel []*Selection) (any, error) {
	if err := c.permit(n, op, http.MethodGet); err != nil {
		return nil, err
	}
	v, err := op.Handle(c, n)
	if err != nil {
		return nil, err
	}
	if l, ok := v.(*List); ok {
		return c.page(l, op, sel)
	}
	return c.answered(v, sel)
}

// answered renders an answer; in one that holds a single object in data, the fields are those of that.
func (c *Call) answered(v any, sel []*Selection) (any, error) {
	o, ok := v.(Object)
	inner, single := o["data"].(Object)
	if !ok || !single || sel == nil {
		return c.value(v, sel)
	}
	data, err := c.object(inner, sel)
	if err != nil {
		return nil, err
	}
	return Object{"data": data}, nil
}

// value renders whatever a field or an operation yields.
func (c *Call) value(v any, sel []*Selection) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		return FormatTime(v), nil
	case *Node:
		if v == nil {
			return nil, nil
		}
		return c.render(v, sel)
	case []*Node:
		return values(c, v, sel)
	case []Object:
		return values(c, v, sel)
	case []any:
		return values(c, v, sel)
	case *List:
		return c.page(v, &Op{}, sel)
	case Object:
		return c.object(v, sel)
	}
	return v, nil
}

func values[T any](c *Call, list []T, sel []*Selection) (any, error) {
	out := make([]any, 0, len(list))
	for _, item := range list {
		v, err := c.value(item, sel)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// object renders an object that is no node. What it does not have cannot be told from what it never has.
func (c *Call) object(o Object, sel []*Selection) (any, error) {
	if sel == nil {
		out := maps.Clone(o)
		for name, v := range o {
			rendered, err := c.value(v, nil)
			if err != nil {
				return nil, err
			}
			if rendered == nil {
				delete(out, name)
				continue
			}
			out[name] = rendered
		}
		return out, nil
	}
	out := Object{}
	for _, s := range sel {
		rendered, err := c.value(o[s.Name], s.Sub)
		if err != nil {
			return nil, err
		}
		if rendered != nil {
			out[s.key()] = rendered
		}
	}
	return out, nil
}
