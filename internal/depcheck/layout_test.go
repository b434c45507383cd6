package depcheck_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// maxLines is the length at which a file has to be split.
const maxLines = 500

// TestRootFolders: a new root folder is a new public area of the library, and so a decision to write down.
func TestRootFolders(t *testing.T) {
	t.Parallel()
	designed := append([]string{"examples", "internal", "ratelimit", "social"}, networks...)
	entries, err := os.ReadDir(root(t))
	require.NoError(t, err)
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			assert.Contains(t, designed, e.Name())
		}
		assert.NotEqual(t, ".go", path.Ext(e.Name()), "the root holds no package: %s", e.Name())
	}
}

// TestFileLength counts the lines of every Go file, tests included.
func TestFileLength(t *testing.T) {
	t.Parallel()
	for name, source := range sources(t) {
		if lines := bytes.Count(source, []byte("\n")); lines > maxLines {
			t.Errorf("%s has %d lines; the limit is %d", name, lines, maxLines)
		}
	}
}

// TestImportDirection reads the import lines of every file outside tests, for all systems and in nested modules
// too, which one go list does not see.
func TestImportDirection(t *testing.T) {
	t.Parallel()
	for name, source := range sources(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		require.NoError(t, err)
		dir := path.Dir(name)
		allowed := importable(dir)
		for _, spec := range file.Imports {
			importPath, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			to, ok := own(importPath)
			if ok && !slices.ContainsFunc(allowed, func(area string) bool { return to == area || strings.HasPrefix(to, area+"/") }) {
				t.Errorf("%s imports %s; %s may import only %v", name, to, dir, allowed)
			}
		}
	}
}

// importable lists the areas of this repository that the package in dir may import.
func importable(dir string) []string {
	public := append([]string{"social", "ratelimit"}, networks...)
	area, _, _ := strings.Cut(dir, "/")
	switch {
	case area == "examples":
		return append(public, "examples") // nothing internal: an example shows what any caller can write
	case strings.HasPrefix(dir, "internal/bench"):
		return append(public, "internal")
	case strings.HasPrefix(dir, "social/socialredis"):
		return []string{"social", "ratelimit"}
	case area == "social":
		return []string{"social"}
	case area == "ratelimit":
		return []string{"ratelimit", "social"}
	case area == "internal":
		return []string{"internal", "ratelimit", "social"}
	default:
		return []string{area, "internal", "ratelimit", "social"}
	}
}

// sources returns the content of every Go file of the repository by its slash-separated name.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	top := os.DirFS(root(t))
	files := map[string][]byte{}
	err := fs.WalkDir(top, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if filepath.Ext(name) == ".go" {
			files[name], err = fs.ReadFile(top, name)
		}
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}
