package capability_test

import (
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/internal/capability"
	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/youtube"
)

var update = flag.Bool("update", false, "write the table into README.md")

const (
	root  = "../.."
	begin = "<!-- capabilities: written by go generate ./internal/capability -->\n"
	end   = "<!-- capabilities end -->\n"
)

// TestReadme compares the README's table with the guards.
func TestReadme(t *testing.T) {
	table, err := capability.Table(os.DirFS(root))
	require.NoError(t, err)
	name := root + "/README.md"
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(data), begin)
	require.True(t, ok, "README.md has lost the line %q", begin)
	have, after, ok := strings.Cut(rest, end)
	require.True(t, ok, "README.md has lost the line %q", end)
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(before+begin+table+end+after), 0o600))
		return
	}
	assert.Equal(t, table, have, "run go generate ./internal/capability")
}

// TestGuardsAreComplete: what a client can do by its methods is guarded, and nothing else is.
func TestGuardsAreComplete(t *testing.T) {
	t.Parallel()
	clients := map[string]reflect.Type{
		"facebook": reflect.TypeFor[*facebook.Client](), "instagram": reflect.TypeFor[*instagram.Client](),
		"linkedin": reflect.TypeFor[*linkedin.Client](), "mastodon": reflect.TypeFor[*mastodon.Client](), "x": reflect.TypeFor[*x.Client](),
		"youtube": reflect.TypeFor[*youtube.Client](),
	}
	interfaces := map[string]reflect.Type{
		"Named": reflect.TypeFor[social.Named](), "Publisher": reflect.TypeFor[social.Publisher](),
		"Resumer": reflect.TypeFor[social.Resumer](), "Checker": reflect.TypeFor[social.Checker](),
		"Editor": reflect.TypeFor[social.Editor](), "Deleter": reflect.TypeFor[social.Deleter](),
		"Scheduler": reflect.TypeFor[social.Scheduler](), "Replier": reflect.TypeFor[social.Replier](),
		"Messenger": reflect.TypeFor[social.Messenger](), "Listener": reflect.TypeFor[social.Listener](),
		"Cursorer": reflect.TypeFor[social.Cursorer](), "Reactor": reflect.TypeFor[social.Reactor](),
		"Follower": reflect.TypeFor[social.Follower](), "Moderator": reflect.TypeFor[social.Moderator](),
		"Searcher": reflect.TypeFor[social.Searcher](), "Timeline": reflect.TypeFor[social.Timeline](),
		"Analyst": reflect.TypeFor[social.Analyst](), "Profiler": reflect.TypeFor[social.Profiler](),
	}
	for _, n := range capability.Networks() {
		assert.Contains(t, clients, n[0])
	}
	for network, client := range clients {
		guards, err := capability.Guards(os.DirFS(root), network)
		require.NoError(t, err)
		for name, contract := range interfaces {
			_, guarded := guards[name]
			assert.Equal(t, client.Implements(contract), guarded, "%s.Client and social.%s", network, name)
		}
		for name := range guards {
			assert.Contains(t, interfaces, name, "guards of %s", network)
		}
	}
}

// TestTable shows what becomes of remarks, of their absence, and of what is no guard of the client.
func TestTable(t *testing.T) {
	t.Parallel()
	source := `package x
import "github.com/relais-go/relais/social"
var (
	_ social.Publisher = (*Client)(nil) // threads
	_ social.Resumer = (*Client)(nil) // later
	_ social.Checker = (*Client)(nil)
	_ social.Searcher = (*Other)(nil)
	_ other.Editor = (*Client)(nil)
	limit = 3
)
var _ social.Timeline = (*Client)(nil) // own
`
	table, err := capability.Table(fstest.MapFS{
		"x/social.go": {Data: []byte(source)}, "x/x_test.go": {Data: []byte("package x; var _ social.Editor = (*Client)(nil)")},
	})
	require.NoError(t, err)
	lines := strings.Split(table, "\n")
	assert.Contains(t, lines[2], "| – | threads; later | – |")
	assert.Contains(t, lines[3], "| – | yes | – |")
	for _, lacking := range []string{"`Searcher`", "`Editor`"} {
		for _, line := range lines {
			if strings.Contains(line, lacking) {
				assert.NotContains(t, line, "yes")
			}
		}
	}
	assert.Contains(t, table, "| own |")

	_, err = capability.Table(fstest.MapFS{"x/social.go": {Data: []byte("package")}})
	require.Error(t, err)
	_, err = capability.Table(fstest.MapFS{"x/social.go": {Data: []byte("package x\nvar _ social.Editor = (*Client)(nil)")}})
	assert.ErrorContains(t, err, "Deleter", "edited, but not deleted: a remark has to say so")
}
