package youtube_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails if anything of the package is still running once all tests have ended. A server that closed a
// connection in the middle of a body lingers for half a second by itself.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*conn).closeWriteAndWait"), goleak.Cleanup(finish))
}
