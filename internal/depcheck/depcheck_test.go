package depcheck_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const modulePath = "github.com/relais-go/relais"

var networks = []string{"facebook", "instagram", "linkedin", "mastodon", "x", "youtube"}

// libraryModules are the third-party modules that an importer of the library may come to carry. A module joins
// the list with its reason in ARCHITECTURE.md.
var libraryModules = []string{
	"github.com/clipperhouse/uax29/v2",
	"github.com/coder/websocket",
	"github.com/dghubble/oauth1",
	"github.com/go-json-experiment/json",
	"github.com/gofrs/flock",
	"github.com/hashicorp/go-cleanhttp", // through go-retryablehttp
	"github.com/hashicorp/go-retryablehttp",
	"golang.org/x/net",
	"golang.org/x/oauth2",
	"golang.org/x/sys", // through flock
	"golang.org/x/text",
	"golang.org/x/time",
}

// socialModules are those that the contract itself may reach.
var socialModules = []string{
	"github.com/clipperhouse/uax29/v2",
	"github.com/gofrs/flock",
	"golang.org/x/oauth2",
	"golang.org/x/sys",
}

// testModules are what the tests and the conformance suites need besides.
var testModules = []string{
	"github.com/stretchr/testify",
	"go.uber.org/goleak",
	"go.yaml.in/yaml/v3", // through testify
}

// contractModules are what holds the tests against the networks' OpenAPI descriptions.
var contractModules = []string{
	"github.com/getkin/kin-openapi",
	"github.com/go-openapi/jsonpointer", // these through kin-openapi
	"github.com/go-openapi/swag/jsonname",
	"github.com/gorilla/mux",
	"github.com/oasdiff/yaml",
	"github.com/oasdiff/yaml3",
	"github.com/santhosh-tekuri/jsonschema/v6",
}

// suites are the packages that a caller's tests run, and which therefore may use testify.
var suites = []string{"social/socialtest", "ratelimit/ratelimittest"}

// pkg is what go list says of one package.
type pkg struct {
	ImportPath string   `json:"ImportPath"`
	Deps       []string `json:"Deps"`
	Standard   bool     `json:"Standard"`
	Module     *struct {
		Path string `json:"Path"`
	} `json:"Module"`
}

// graph holds every package of the root module and all that they reach, by import path.
type graph map[string]*pkg

// own returns the folder of a package of this repository; ok is false for any other package.
func own(importPath string) (dir string, ok bool) {
	if importPath == modulePath {
		return ".", true
	}
	return strings.CutPrefix(importPath, modulePath+"/")
}

// forTests reports whether the package in dir exists for tests: simulators, suites, recorders.
func forTests(dir string) bool {
	within := func(root string) bool { return dir == root || strings.HasPrefix(dir, root+"/") }
	return strings.HasSuffix(path.Base(dir), "test") || within("internal/simulator") || within("internal/replay")
}

// loadGraph lists the dependencies as they are on the operating system goos.
func loadGraph(t *testing.T, goos string) graph {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Deps,Standard,Module", "./...")
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS="+goos, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		require.NoError(t, err, string(exit.Stderr))
	}
	require.NoError(t, err)

	g := graph{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		g[p.ImportPath] = &p
	}
	require.NotEmpty(t, g)
	return g
}

// TestDependencies looks at the whole closure of each package, on every system with code of its own.
func TestDependencies(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"linux", "darwin", "windows"} {
		t.Run(goos, func(t *testing.T) {
			t.Parallel()
			g := loadGraph(t, goos)
			for importPath, p := range g {
				dir, ok := own(importPath)
				if !ok {
					continue
				}
				for _, dep := range p.Deps {
					if reason := g.forbidden(dir, dep); reason != "" {
						t.Errorf("%s reaches %s: %s", dir, dep, reason)
					}
				}
			}
		})
	}
}

// forbidden says why the package in dir must not reach dep, or returns "".
func (g graph) forbidden(dir, dep string) string {
	if p := g[dep]; p != nil && p.Standard {
		if isTestingPackage(dep) && !forTests(dir) {
			return "the library does not link the testing packages"
		}
		return ""
	}
	if depDir, ok := own(dep); ok {
		switch from, to := network(dir), network(depDir); {
		case from != "" && to != "" && from != to:
			return "networks do not import each other"
		case forTests(depDir) && !forTests(dir):
			return "the library does not link code that exists for tests"
		}
		return ""
	}
	allowed := libraryModules
	switch {
	case slices.Contains(suites, dir):
		allowed = slices.Concat(libraryModules, testModules)
	case dir == "social":
		allowed = socialModules
	case strings.HasPrefix(dir, "internal/simulator/"):
		allowed = slices.Concat(libraryModules, contractModules)
	}
	p := g[dep]
	if p == nil || p.Module == nil {
		return "no module is known for it"
	}
	if !slices.Contains(allowed, p.Module.Path) {
		return "module " + p.Module.Path + " is not on the list"
	}
	return ""
}

func isTestingPackage(importPath string) bool {
	return importPath == "testing" || strings.HasPrefix(importPath, "testing/") || importPath == "net/http/httptest"
}

// network returns the network to which the folder dir belongs, or "".
func network(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	if slices.Contains(networks, first) {
		return first
	}
	return ""
}

// TestRequirements keeps everything else out of the module graph of importers: what only examples, benchmarks,
// tools or the Redis store need stands in their own go.mod.
func TestRequirements(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	require.NoError(t, err)
	var mod struct {
		Require []struct {
			Path     string `json:"Path"`
			Indirect bool   `json:"Indirect"`
		} `json:"Require"`
		Replace []any `json:"Replace"`
	}
	require.NoError(t, json.Unmarshal(out, &mod))
	assert.Empty(t, mod.Replace, "an importer does not see a replace directive")
	for _, r := range mod.Require {
		if !r.Indirect {
			assert.Contains(t, slices.Concat(libraryModules, testModules, contractModules), r.Path)
		}
	}
}

// TestRedisStaysOut: the Redis client belongs to a module of its own. Not even the checksums of the root module know it, so
// that no importer downloads it, has it in its module graph, or hears of its vulnerabilities.
func TestRedisStaysOut(t *testing.T) {
	t.Parallel()
	nested, err := os.ReadFile(filepath.Join(root(t), "social", "socialredis", "go.mod"))
	require.NoError(t, err)
	assert.Contains(t, string(nested), "module "+modulePath+"/social/socialredis\n")
	assert.Contains(t, string(nested), "github.com/redis/go-redis/")
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(root(t), name))
		require.NoError(t, err)
		assert.NotContains(t, string(data), "redis", name)
	}
}

// root returns the folder of the root module.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	require.NoError(t, err)
	require.Contains(t, string(data), "module "+modulePath+"\n")
	return dir
}
