package socialtest_test

import (
	"testing"

	"github.com/relais-go/relais/social/socialtest"
)

func newHarness(t *testing.T) *socialtest.Harness {
	t.Helper()
	return socialtest.NewNetwork("memory", nil).Harness("acme")
}

func TestNetwork(t *testing.T) {
	t.Run("Publisher", func(t *testing.T) { socialtest.TestPublisher(t, newHarness) })
	t.Run("Resumer", func(t *testing.T) { socialtest.TestResumer(t, newHarness) })
	t.Run("Checker", func(t *testing.T) { socialtest.TestChecker(t, newHarness) })
	t.Run("Editor", func(t *testing.T) { socialtest.TestEditor(t, newHarness) })
	t.Run("Deleter", func(t *testing.T) { socialtest.TestDeleter(t, newHarness) })
	t.Run("Replier", func(t *testing.T) { socialtest.TestReplier(t, newHarness) })
	t.Run("Timeline", func(t *testing.T) { socialtest.TestTimeline(t, newHarness) })
	t.Run("Listener", func(t *testing.T) { socialtest.TestListener(t, newHarness) })
	t.Run("Scheduler", func(t *testing.T) { socialtest.TestScheduler(t, newHarness) })
	t.Run("Messenger", func(t *testing.T) { socialtest.TestMessenger(t, newHarness) })
	t.Run("Reactor", func(t *testing.T) { socialtest.TestReactor(t, newHarness) })
	t.Run("Follower", func(t *testing.T) { socialtest.TestFollower(t, newHarness) })
	t.Run("Moderator", func(t *testing.T) { socialtest.TestModerator(t, newHarness) })
	t.Run("Searcher", func(t *testing.T) { socialtest.TestSearcher(t, newHarness) })
	t.Run("Profiler", func(t *testing.T) { socialtest.TestProfiler(t, newHarness) })
	t.Run("Cursorer", func(t *testing.T) { socialtest.TestCursorer(t, newHarness) })
	t.Run("Analyst", func(t *testing.T) { socialtest.TestAnalyst(t, newHarness) })
	t.Run("Thread", func(t *testing.T) { socialtest.TestThread(t, newHarness) })
}
