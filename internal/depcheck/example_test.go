package depcheck_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withoutOutput are the packages whose example is compiled, but does not run.
var withoutOutput = map[string]string{
	"internal/depcheck":       "holds no code",
	"ratelimit/ratelimittest": "its one function needs the *testing.T of a caller's test",
	"internal/bench":          "holds measurements",
	"internal/foreign":        "holds no code",
	"internal/scale":          "holds no code",
	"examples/quickstart":     "is an example",
}

// TestExamples: every package shows how it is used, by code that runs and whose output is checked.
func TestExamples(t *testing.T) {
	t.Parallel()
	packages, shown := map[string]bool{}, map[string]bool{}
	for name, source := range sources(t) {
		dir := path.Dir(name)
		if !strings.HasSuffix(name, "_test.go") {
			packages[dir] = true
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments)
		require.NoError(t, err)
		for _, e := range doc.Examples([]*ast.File{file}...) {
			shown[dir] = shown[dir] || e.Output != "" || e.EmptyOutput
		}
	}
	require.NotEmpty(t, packages)
	for dir := range packages {
		if _, exempt := withoutOutput[dir]; !exempt {
			assert.True(t, shown[dir], "%s has no example with output", dir)
		}
	}
}
