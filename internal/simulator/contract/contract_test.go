package contract_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/openapi"
)

const description = `{"openapi": "3.0.0", "info": {"title": "Posts", "version": "1"}, "paths": {"/posts": {"get": {
	"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
	"responses": {"200": {"description": "posts", "content": {"application/json": {"schema": {"type": "object", "properties": {"text": {"type": "string"}}}}}}}
}}}}`

// judge reads the description, with what is allowed.
func judge(dir string, allowed ...openapi.Allowance) (*contract.OpenAPI, error) {
	name := filepath.Join(dir, "api.json")
	if err := os.WriteFile(name, []byte(description), 0o600); err != nil {
		return nil, err
	}
	doc, err := openapi.Load(name)
	if err != nil {
		return nil, err
	}
	checker, err := openapi.NewChecker(doc, allowed...)
	if err != nil {
		return nil, err
	}
	return &contract.OpenAPI{Checker: checker, Covers: func(_, path string) bool { return path != "/login" }}, nil
}

// server is a simulator that says more than the description.
func server(answer string) *simulator.Server {
	return simulator.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}), nil)
}

func ask(s http.Handler, target string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, target, http.NoBody)
	s.ServeHTTP(httptest.NewRecorder(), r)
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer  string
		targets []string
		said    []string
		code    int
	}{
		"kept":              {`{"text":"Hi"}`, []string{"/posts?limit=3", "/login"}, []string{"test: 1 requests and their answers checked, 1 operations"}, 0},
		"unknown parameter": {`{}`, []string{"/posts?page=3"}, []string{"GET /posts: query: page: not described (1 times)"}, 1},
		"unknown member":    {`{"mood":"fine"}`, []string{"/posts", "/posts"}, []string{"GET /posts: answer: mood: not described (2 times)"}, 1},
		"unknown operation": {`{}`, []string{"/people"}, []string{"GET /people: call: : not described (1 times)"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j, err := judge(t.TempDir())
			require.NoError(t, err)
			agreed := contract.New("test", j)
			srv := server(c.answer)
			defer srv.Close()
			agreed.Watch(srv)
			for _, target := range c.targets {
				ask(srv, target)
			}
			var out bytes.Buffer
			assert.Equal(t, c.code, agreed.Finish(&out, 0), out.String())
			assert.Equal(t, 2, agreed.Finish(io.Discard, 2), "a failure of the tests stays what it is")
			for _, line := range c.said {
				assert.Contains(t, out.String(), line)
			}
		})
	}
	var none *contract.Contract
	none.Watch(server(""))
	assert.Equal(t, 0, none.Finish(io.Discard, 0), "without a description there is nothing to keep")
}

// What a description is silent about is allowed by name, with the page that documents it.
func Example() {
	dir, err := os.MkdirTemp("", "contract")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	j, err := judge(dir, openapi.Allowance{In: openapi.InAnswer, Name: "mood", Source: "https://docs.example/changelog"})
	if err != nil {
		log.Fatal(err)
	}
	agreed := contract.New("example", j)
	srv := server(`{"text": "Open on Sunday", "mood": "fine"}`)
	defer srv.Close()
	agreed.Watch(srv)
	ask(srv, "/posts")

	var out strings.Builder
	fmt.Println("exit code", agreed.Finish(&out, 0))
	fmt.Print(out.String())
	// Output:
	// exit code 0
	// contract: example: 1 requests and their answers checked, 1 operations
}
