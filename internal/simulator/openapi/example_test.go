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
		"paths": {"/posts": {"get": {"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}], "responses": {}}}}}`
	if err := os.WriteFile(name, []byte(api), 0o600); err != nil {
		log.Fatal(err)
	}
	doc, err := openapi.Load(name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(doc.CheckRequest("GET", "/posts", url.Values{"limit": {"3"}}, nil)))
	fmt.Println(len(doc.CheckRequest("GET", "/posts", url.Values{"colour": {"red"}}, nil)))
	// Output:
	// 0
	// 1
}
