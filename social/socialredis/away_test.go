package socialredis_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// methods are all that a store does, by name.
func methods(s *socialredis.Store) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"Update": func(ctx context.Context) error {
			return s.Update(ctx, []string{"a", "b"}, func(time.Time, []*ratelimit.State) bool { return true })
		},
		"LoadToken": func(ctx context.Context) error {
			_, err := s.LoadToken(ctx, login)
			return err
		},
		"LockToken": func(ctx context.Context) error {
			_, err := s.LockToken(ctx, login)
			return err
		},
		"LoadCursor": func(ctx context.Context) error {
			_, err := s.LoadCursor(ctx, "x")
			return err
		},
		"SaveCursor": func(ctx context.Context) error { return s.SaveCursor(ctx, "x", "", "a") },
		"ClaimEvent": func(ctx context.Context) error {
			_, err := s.ClaimEvent(ctx, "x/1")
			return err
		},
		"SettleEvent":  func(ctx context.Context) error { return s.SettleEvent(ctx, "x/1", "claim") },
		"ReleaseEvent": func(ctx context.Context) error { return s.ReleaseEvent(ctx, "x/1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ") },
		"Check":        s.Check,
	}
}

const (
	patience = 300 * time.Millisecond
	slack    = 20 * time.Second // for a machine that has other things to do; who does not give up waits for minutes
)

// bounded demands that every method gives up in time, and says so.
func bounded(t *testing.T, s *socialredis.Store) {
	t.Helper()
	for name, do := range methods(s) {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			err := do(t.Context())
			require.ErrorIs(t, err, social.ErrUnavailable)
			require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller has set none")
			assert.Less(t, time.Since(start), 2*patience+slack)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			start = time.Now()
			require.ErrorIs(t, do(ctx), context.DeadlineExceeded)
			assert.Less(t, time.Since(start), patience+slack)
		})
	}
	t.Run("SaveToken", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
		defer cancel()
		start := time.Now()
		err := s.SaveToken(ctx, login, fake("1"))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, social.ErrUnavailable)
		assert.GreaterOrEqual(t, time.Since(start), 2*patience, "longer than other methods, as long as its caller lets it")
		assert.NotContains(t, err.Error(), "-1")
	})
}

// nobody is an address at which nothing listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

func TestAway(t *testing.T) {
	t.Parallel()
	bounded(t, open(t, nobody(t), "away", func(o *socialredis.Options) { o.Wait = patience }))
}

// TestWaitIsTheCallers: who sets a longer wait than the default gets it.
func TestWaitIsTheCallers(t *testing.T) {
	t.Parallel()
	const wait = 6 * time.Second
	start := time.Now()
	_, err := open(t, nobody(t), "away", func(o *socialredis.Options) { o.Wait = wait }).LoadCursor(t.Context(), "x")
	require.ErrorIs(t, err, social.ErrUnavailable)
	assert.GreaterOrEqual(t, time.Since(start), wait)
}

// TestHanging has Redis take commands and not answer, with a client that does not honour contexts.
func TestHanging(t *testing.T) {
	t.Parallel()
	s := newServer(t, "--appendonly", "no")
	c := redis.NewClient(&redis.Options{Addr: s.addr, MaxRetries: -1, ReadTimeout: 5 * time.Minute})
	defer func() { _ = c.Close() }()
	store := storeOf(t, c, "hanging", func(o *socialredis.Options) { o.Wait = patience })
	require.NoError(t, store.SaveCursor(t.Context(), "x", "", "a"))
	require.NoError(t, newClient(t, s.addr).ClientPause(t.Context(), time.Minute).Err())
	bounded(t, store)
}

// TestNoCallGoesOutWithoutRedis: without the common count nobody knows what is left, so nothing goes out.
func TestNoCallGoesOutWithoutRedis(t *testing.T) {
	t.Parallel()
	store := open(t, nobody(t), "away", func(o *socialredis.Options) { o.Wait = patience })
	l := ratelimit.New(&ratelimit.Options{Store: store})
	l.Define("x", ratelimit.Allowance{Limit: 100})
	for range 3 {
		start := time.Now()
		_, err := l.Acquire(t.Context(), social.Call{Network: "x", Op: "post", Charges: []social.Charge{{Budget: "x"}}})
		require.ErrorIs(t, err, social.ErrUnavailable)
		assert.Less(t, time.Since(start), patience+slack)
	}
}

// TestManyWaitAtOnce: those who wait for Redis do so side by side.
func TestManyWaitAtOnce(t *testing.T) {
	t.Parallel()
	store := open(t, nobody(t), "away", func(o *socialredis.Options) { o.Wait = patience })
	errs := make(chan error)
	start := time.Now()
	const waiting = 200
	for range waiting {
		go func() {
			errs <- store.Update(t.Context(), []string{"a"}, func(time.Time, []*ratelimit.State) bool { return true })
		}()
	}
	for range waiting {
		require.ErrorIs(t, <-errs, social.ErrUnavailable)
	}
	assert.Less(t, time.Since(start), patience+slack, "not two hundred times as long")
}

// TestRefusalsAreToldAtOnce: what waiting does not mend is not waited for.
func TestRefusalsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	s := open(t, addr, prefix, func(o *socialredis.Options) { o.Wait = time.Minute })
	c := newClient(t, addr)
	require.NoError(t, c.Set(t.Context(), prefix+"token:"+login, "access-1", 0).Err())
	start := time.Now()
	_, err := s.LoadToken(t.Context(), login)
	require.ErrorIs(t, err, social.ErrUnavailable)
	require.ErrorContains(t, err, "WRONGTYPE")
	require.NoError(t, c.Set(t.Context(), prefix+"budget:a", "something else", 0).Err())
	nothing := func(time.Time, []*ratelimit.State) bool { return false }
	require.ErrorIs(t, s.Update(t.Context(), []string{"a"}, nothing), social.ErrUnavailable)
	require.NoError(t, c.Set(t.Context(), prefix+"budget:a", "ABCDEFGHIJKLMNOPQRSTUVWXYZ{", 0).Err())
	require.ErrorIs(t, s.Update(t.Context(), []string{"a"}, nothing), social.ErrUnavailable)

	closed := redis.NewClient(&redis.Options{Addr: addr})
	require.NoError(t, closed.Close())
	_, err = storeOf(t, closed, prefix, func(o *socialredis.Options) { o.Wait = time.Minute }).LoadCursor(t.Context(), "x")
	require.ErrorIs(t, err, social.ErrUnavailable)
	assert.Less(t, time.Since(start), time.Minute, "which is what a single wait takes")
}
