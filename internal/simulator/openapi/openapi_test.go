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
 "paths": {
  "/things/{id}": {
   "summary": "things",
   "get": {
    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
    "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
   },
   "put": {
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

func TestCheckAnswer(t *testing.T) {
	t.Parallel()
	d := load(t)
	cases := []struct {
		body string
		want []string
	}{
		{`{"id":"1","at":"2026-01-02T03:04:05.678Z","n":null,"kind":"a","parts":[null,{"id":"2","at":"2026-01-02T03:04:05Z"}]}`, nil},
		{`{"at":"yesterday"}`, []string{`$.at: "yesterday" is not a date-time`, "$.id: missing"}},
		{`{"id":1,"at":"2026-01-02T03:04:05Z"}`, []string{"$.id: float64 instead of string"}},
		{`{"id":null,"at":"2026-01-02T03:04:05Z"}`, []string{"$.id: null is not allowed"}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","n":1.5}`, []string{"$.n: float64 instead of integer or null"}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","kind":"c"}`, []string{`$.kind: "c" is not one of the described values`}},
		{`{"id":"1","at":"2026-01-02T03:04:05Z","parts":[{"id":"2"}]}`, []string{"$.parts[0].at: missing"}},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, d.CheckAnswer("GET", "/things/7", 200, []byte(c.body)), c.body)
	}
	assert.Empty(t, d.CheckAnswer("GET", "/things/special", 200, []byte(`"x"`)), "the literal path wins")
	assert.Equal(t, []string{"$.error: missing"}, d.CheckAnswer("PUT", "/things/7", 500, []byte(`{}`)))
	assert.Empty(t, d.CheckAnswer("GET", "/unknown", 200, []byte(`{}`)))
}

func TestCheckRequest(t *testing.T) {
	t.Parallel()
	d := load(t)
	assert.Empty(t, d.CheckRequest("GET", "/things/7", url.Values{"limit": {"3"}}, nil))
	assert.Equal(t, []string{"query parameter page: not described"}, d.CheckRequest("GET", "/things/7", url.Values{"page": {"3"}}, nil))
	assert.Equal(t, []string{"$.colour: not described"},
		d.CheckRequest("PUT", "/things/7", nil, []byte(`{"id":"1","at":"2026-01-02T03:04:05Z","colour":"red"}`)))
	assert.Equal(t, []string{"DELETE /things/7: not described"}, d.CheckRequest("DELETE", "/things/7", nil, nil))
}
