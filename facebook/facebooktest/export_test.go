package facebooktest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// A Route is an operation that the server has.
type Route struct {
	Type, Edge, Method string
	Params             []string
}

func (s *Server) nodeTypes() []*graphtest.Type {
	t := s.types
	return []*graphtest.Type{t.page, t.post, t.photo, t.album, t.video, t.comment, t.thread, s.graph.PersonType(), s.graph.AppType()}
}

// Routes are all operations of the node types with lists.
func (s *Server) Routes() []Route {
	var out []Route
	add := func(t *graphtest.Type, edge, method string, op *graphtest.Op) {
		if op != nil {
			out = append(out, Route{t.Name, edge, method, op.Params})
		}
	}
	for _, t := range s.nodeTypes() {
		add(t, "", http.MethodGet, t.Get)
		add(t, "", http.MethodPost, t.Post)
		add(t, "", http.MethodDelete, t.Delete)
		for _, name := range slices.Sorted(maps.Keys(t.Edges)) {
			e := t.Edges[name]
			add(t, name, http.MethodGet, e.Get)
			add(t, name, http.MethodPost, e.Post)
			add(t, name, http.MethodDelete, e.Delete)
		}
	}
	return out
}

// Fields are the fields of the node types with lists.
func (s *Server) Fields() map[string][]string {
	out := map[string][]string{}
	for _, t := range s.nodeTypes() {
		out[t.Name] = slices.Sorted(maps.Keys(t.Fields))
	}
	return out
}
