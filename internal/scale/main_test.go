package scale_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails if anything of the package is still running once all tests have ended.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
