package social_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails if anything of the package is still running once all tests have ended, but for connections that
// net/http keeps for later.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}
