package meta_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/meta"
)

// shop is a small description in the form of Meta's.
func shop(t *testing.T) *meta.Spec {
	t.Helper()
	spec, err := meta.Load("testdata")
	require.NoError(t, err)
	return spec
}

// texts are the problems as lines.
func texts(problems []meta.Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}

// metas are Meta's own lists.
func metas(t *testing.T) *meta.Spec {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("set SPECS_DIR to the folder that holds meta/Page.json and its siblings")
	}
	spec, err := meta.Load(filepath.Join(dir, "meta"))
	require.NoError(t, err)
	return spec
}
