package socialtest

import (
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// suites lists all suites.
func suites() []suite {
	return []suite{
		publisherSuite(), resumerSuite(), checkerSuite(), editorSuite(), deleterSuite(), schedulerSuite(),
		replierSuite(), messengerSuite(), reactorSuite(), followerSuite(), moderatorSuite(), searcherSuite(),
		timelineSuite(), listenerSuite(), cursorerSuite(), analystSuite(), profilerSuite(), tokenStoreSuite(),
		cursorStoreSuite(), seenSetSuite(), threadSuite(),
	}
}

// Names lists the cases of all suites, as "Publisher/stands".
func Names() []string {
	var names []string
	for _, s := range suites() {
		for _, tc := range s.cases {
			names = append(names, s.name+"/"+tc.name)
		}
	}
	return names
}

// Try runs one case, named as in Names, and returns what it objected to, or why it was skipped.
func Try(t *testing.T, name string, newHarness func(t *testing.T) *Harness) (failures []string, skipped string) {
	t.Helper()
	for _, s := range suites() {
		for _, tc := range s.cases {
			if s.name+"/"+tc.name == name {
				return s.try(t, tc, newHarness)
			}
		}
	}
	t.Fatalf("there is no case %s", name)
	return nil, ""
}

// TokenHarness is what TestTokenStore makes of its argument.
func TokenHarness(newStore func(t *testing.T) func() social.TokenStore) func(t *testing.T) *Harness {
	return tokenHarness(newStore)
}

// CursorHarness is what TestCursorStore makes of its argument.
func CursorHarness(newStore func(t *testing.T) func() social.CursorStore) func(t *testing.T) *Harness {
	return cursorHarness(newStore)
}

// SeenHarness is what TestSeenSet makes of its argument.
func SeenHarness(newSet func(t *testing.T, age, claim time.Duration) func() social.SeenSet) func(t *testing.T) *Harness {
	return seenHarness(newSet)
}
