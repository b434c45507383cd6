package xtest_test

import (
	"os"
	"testing"
)

// TestMain says what was held against the description.
func TestMain(m *testing.M) { os.Exit(agreed().Finish(os.Stdout, m.Run())) }
