package openapi_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/openapi"
)

const description = `{
 "openapi": "3.1.0", "info": {"title": "Things", "version": "1"},
 "paths": {
  "/things/{id}": {
   "summary": "things",
   "get": {
    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "limit", "in": "query", "schema": {"type": "integer"}},
     {"name": "fields", "in": "query", "style": "form", "explode": false, "schema": {"type": "array", "items": {"type": "string", "enum": ["id", "at"]}, "uniqueItems": true}}],
    "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
   },
   "put": {
    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
    "responses": {"default": {"content": {"application/json": {"schema": {"type": "object", "required": ["error"]}}}}}
   }
  },
  "/things/special": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "string"}}}}}}}
 },
 "components": {"schemas": {
  "Thing": {
   "type": "object", "required": ["id", "at"],
   "properties": {
    "id": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "n": {"type": ["integer", "null"]},
    "kind": {"type": "string", "enum": ["a", "b"]},
    "parts": {"type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]}}
   }
  }
 }}
}`

func load(t *testing.T) *openapi.Document {
	t.Helper()
	path := filepath.Join(t.TempDir(), "api.json")
	require.NoError(t, os.WriteFile(path, []byte(description), 0o600))
	d, err := openapi.Load(path)
	require.NoError(t, err)
	return d
}

func texts(problems []openapi.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

func TestCheckAnswer(t *testing.T) {
	t.Parallel()
	d := load(t)
	cases := []struct {
		body string
		want []string
	}{
		{`{"id":"1","at":"2026-01-02T03:04:05.678Z","n":null,"kind":"a","parts":[null,{"id":"2","at":"2026-01-02T03:04:05Z"}]}`, nil},
		{`{"at":"yesterday"}`, []string{"at: string doesn't match the format \"date-time\"", "id: property \"id\" is missing"}},
		{`{"id":1,"at":"2026-01-02T03:04:05Z"}`, []string{"id: value must be a string"}},
		{`{"id":null,"at":"2026-01-02T03:04:05Z"}`, []string{"id: Value is not nullable"}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","n":1.5}`, []string{"n: value must be an integer"}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","kind":"c"}`, []string{`kind: value is not one of the allowed values ["a","b"]`}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","colour":"red"}`, []string{"colour: not described"}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","parts":[{"id":"2","at":"2026-01-02T03:04:05Z","colour":"red"}]}`, []string{"parts[].colour: not described"}},
		{`{`, []string{": no JSON"}},
	}
	for _, c := range cases {
		var want []string
		for _, w := range c.want {
			want = append(want, "GET /things/{id}: answer: "+w)
		}
		got := texts(d.CheckAnswer(&openapi.Request{Method: "GET", Path: "/things/7"}, 200, []byte(c.body)))
		require.Len(t, got, len(want), "%s: %v", c.body, got)
		for i := range want {
			assert.Contains(t, got[i], want[i], c.body)
		}
	}
	special := &openapi.Request{Method: "GET", Path: "/things/special"}
	assert.Empty(t, d.CheckAnswer(special, 200, []byte(`"x"`)), "the literal path wins")
	assert.NotEmpty(t, d.CheckAnswer(special, 200, []byte(`{}`)))
	assert.Equal(t, []string{"GET /things/special: call: : an answer 204 is not described"}, texts(d.CheckAnswer(special, 204, nil)))
	assert.NotEmpty(t, d.CheckAnswer(&openapi.Request{Method: "PUT", Path: "/things/7"}, 500, []byte(`{}`)))
	assert.Empty(t, d.CheckAnswer(&openapi.Request{Method: "GET", Path: "/unknown"}, 200, []byte(`{}`)))
}

func TestCheckRequest(t *testing.T) {
	t.Parallel()
	d := load(t)
	const kind, form = "application/json", "application/x-www-form-urlencoded"
	whole := `{"id":"1","at":"2026-01-02T03:04:05Z"}`
	for _, c := range []struct {
		request openapi.Request
		want    []string
	}{
		{openapi.Request{Method: "GET", Path: "/things/7", Query: url.Values{"limit": {"3"}}}, nil},
		{openapi.Request{Method: "GET", Path: "/things/7", Query: url.Values{"page": {"3"}}}, []string{"GET /things/{id}: query: page: not described"}},
		{openapi.Request{Method: "GET", Path: "/things/7", Query: url.Values{"fields": {"at,id"}}}, nil},
		{openapi.Request{Method: "GET", Path: "/things/7", Query: url.Values{"fields": {"at,colour,size"}}}, []string{
			"GET /things/{id}: query: fields=colour: not described", "GET /things/{id}: query: fields=size: not described",
		}},
		{openapi.Request{Method: "GET", Path: "/things/7", Query: url.Values{"fields": {"at,at"}}}, []string{
			"GET /things/{id}: query: fields: duplicate items found",
		}},
		{openapi.Request{Method: "PUT", Path: "/things/7", ContentType: kind, Body: []byte(whole)}, nil},
		{openapi.Request{Method: "PUT", Path: "/things/7", ContentType: kind, Body: []byte(whole[:len(whole)-1] + `,"colour":"red"}`)}, []string{"PUT /things/{id}: body: colour: not described"}},
		{openapi.Request{Method: "PUT", Path: "/things/7", ContentType: form, Body: []byte("id=1&colour=red")}, []string{"PUT /things/{id}: body: colour: not described"}},
		{openapi.Request{Method: "PUT", Path: "/things/7", ContentType: kind, Body: []byte(`{"at":"2026-01-02T03:04:05Z"}`)}, []string{`PUT /things/{id}: body: id: property "id" is missing`}},
		{openapi.Request{Method: "DELETE", Path: "/things/12345"}, []string{"DELETE /things/{id}: call: : not described"}},
	} {
		assert.Equal(t, c.want, texts(d.CheckRequest(&c.request)), "%+v", c.request)
	}
}

func TestChecker(t *testing.T) {
	t.Parallel()
	d := load(t)
	_, err := openapi.NewChecker(d, openapi.Allowance{In: openapi.InQuery, Name: "page"})
	require.Error(t, err, "an allowance needs a source")
	c, err := openapi.NewChecker(d, openapi.Allowance{In: openapi.InQuery, Name: "page", Source: "the guide"},
		openapi.Allowance{In: openapi.InAnswer, Name: ".colour", Source: "the guide"})
	require.NoError(t, err)
	r := &openapi.Request{Method: "GET", Path: "/things/7", Query: url.Values{"page": {"3"}, "size": {"4"}}}
	assert.Equal(t, []string{"GET /things/{id}: query: size: not described"}, texts(c.Request(r)))
	assert.Len(t, c.Unused(), 1)
	assert.Empty(t, c.Answer(r, 200, []byte(`{"id":"1","at":"2026-01-02T03:04:05Z","parts":[{"id":"2","at":"2026-01-02T03:04:05Z","colour":1}]}`)))
	assert.Empty(t, c.Unused())
}

// TestCheckerOfValues allows some values of lists, one list for each call.
func TestCheckerOfValues(t *testing.T) {
	t.Parallel()
	d := load(t)
	_, err := openapi.NewChecker(d, openapi.Allowance{In: openapi.InAnswer, Name: "kind", Values: []string{"c"}, Source: "the guide"})
	require.Error(t, err, "answers have no lists of values")
	c, err := openapi.NewChecker(d,
		openapi.Allowance{Call: "GET /things/{id}", In: openapi.InQuery, Name: "fields", Values: []string{"colour", "size"}, Source: "the guide"},
		openapi.Allowance{Call: "GET /things/{id}", In: openapi.InQuery, Name: "old.fields", Values: []string{"name"}, Source: "the guide"})
	require.NoError(t, err)
	ask := func(method string, query url.Values) []string {
		return texts(c.Request(&openapi.Request{Method: method, Path: "/things/7", Query: query}))
	}
	assert.Empty(t, ask("GET", url.Values{"fields": {"id,colour"}, "old.fields": {"name"}}))
	assert.Equal(t, []string{"GET /things/{id}: query: fields=name: not described"}, ask("GET", url.Values{"fields": {"id,colour,name"}}))
	assert.Equal(t, []string{"GET /things/{id}: query: old.fields=colour: not described"}, ask("GET", url.Values{"old.fields": {"name,colour"}}))
	assert.Equal(t, []string{"PUT /things/{id}: query: old.fields: not described"}, ask("PUT", url.Values{"old.fields": {"name"}}), "another call")
	assert.Equal(t, []string{"GET /things/{id}: query: fields=size: allowed by the guide, but nothing needs it"}, texts(c.Unused()))
}
