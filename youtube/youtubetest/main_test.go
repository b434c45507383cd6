package youtubetest_test

import (
	"testing"
)

// TestMain holds what the tests send and get against Google's descriptions.
func TestMain(m *testing.M) { finish(m.Run()) }
