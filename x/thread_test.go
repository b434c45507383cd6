package x_test

import (
	"testing"

	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestThreadOfShortPosts splits texts for accounts without a subscription; [TestConformance] does it for the others.
func TestThreadOfShortPosts(t *testing.T) {
	t.Parallel()
	socialtest.TestThread(t, func(t *testing.T) *socialtest.Harness {
		t.Helper()
		return newHarness(t, &xtest.Options{Plan: xtest.Enterprise}, x.Config{Plan: x.PlanEnterprise, MaxText: 280})
	})
}
