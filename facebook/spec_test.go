package facebook_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/facebook"
)

// TestEveryCall makes every call that the package has, for the contract with Meta: each edge, parameter and field that
// is sent exists in Meta's lists, or is among the deviations with its source.
func TestEveryCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	driveAll(t, w)
	assert.Greater(t, w.srv.Requests().Total(), 100)
}

// covered fails if the client has a method that was not called.
func covered(t *testing.T, called map[string]bool) {
	t.Helper()
	silent := []string{"Check", "Limits", "Network", "PageID", "Actions", "Listener", "ListenerWith", "Do"}
	for m := range reflect.TypeFor[*facebook.Client]().Methods() {
		assert.True(t, called[m.Name] || slices.Contains(silent, m.Name), "%s is not called", m.Name)
	}
}
