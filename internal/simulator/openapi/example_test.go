package openapi_test

import (
	"fmt"
	"log"
	"net/url"
	"os"
	"path/filepath"

	"github.com/relais-go/relais/internal/simulator/openapi"
)

func ExampleDocument_CheckRequest() {
	dir, err := os.MkdirTemp("", "openapi")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	name := filepath.Join(dir, "api.json")
	const api = `{"openapi": "3.1.0", "info": {"title": "Posts", "version": "1"},
		"paths": {"/posts": {"get": {"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
		"responses": {"200": {"description": "posts"}}}}}}`
	if err := os.WriteFile(name, []byte(api), 0o600); err != nil {
		log.Fatal(err)
	}
	doc, err := openapi.Load(name)
	if err != nil {
		log.Fatal(err)
	}
	for _, query := range []url.Values{{"limit": {"3"}}, {"limit": {"three"}, "colour": {"red"}}} {
		for _, problem := range doc.CheckRequest(&openapi.Request{Method: "GET", Path: "/posts", Query: query}) {
			fmt.Println(problem)
		}
	}
	// Output:
	// GET /posts: query: colour: not described
	// GET /posts: query: limit: value three: an invalid integer: invalid syntax
}
