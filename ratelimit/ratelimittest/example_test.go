package ratelimittest_test

import (
	"testing"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/ratelimit/ratelimittest"
)

// A store of one's own is checked in a test like this one; here it is the store that comes with the library.
func ExampleTestStore() { //nolint:testableexamples // needs the T of a test
	var t *testing.T // that of the test
	ratelimittest.TestStore(t, func(*testing.T) ratelimit.Store { return new(ratelimit.Memory) })
}
