package socialredis_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

func TestPrefixes(t *testing.T) {
	t.Parallel()
	c := redis.NewClient(&redis.Options{})
	defer func() { _ = c.Close() }()
	for _, bad := range []string{"{}", "a{b", "}a{", "a}", "{}a"} {
		_, err := socialredis.New(c, &socialredis.Options{Prefix: bad})
		require.ErrorIs(t, err, social.ErrInvalid, bad)
	}
	for _, good := range []string{"", "relais", "a:{b}:", "{b}"} {
		_, err := socialredis.New(c, &socialredis.Options{Prefix: good})
		require.NoError(t, err, good)
	}
	_, err := socialredis.New(c, nil)
	require.NoError(t, err)
}

// TestKeysOfOneStore: everything is under the prefix and in one slot, and stores with other prefixes see nothing of it.
func TestKeysOfOneStore(t *testing.T) {
	t.Parallel()
	s := newServer(t, "--appendonly", "no")
	c := newClient(t, s.addr)
	fill := func(store *socialredis.Store) {
		require.NoError(t, store.Update(t.Context(), []string{"{a}", "b"}, func(time.Time, []*ratelimit.State) bool { return true }))
		require.NoError(t, store.SaveToken(t.Context(), "{c}", fake("1")))
		require.NoError(t, store.SaveCursor(t.Context(), "{d}", "", "1"))
		_, err := store.ClaimEvent(t.Context(), "{e}")
		require.NoError(t, err)
	}
	for prefix, begins := range map[string]string{"": "{relais}:", "acme": "{acme}:", "app:{beta}:": "app:{beta}:"} {
		require.NoError(t, c.FlushAll(t.Context()).Err())
		fill(open(t, s.addr, prefix, nil))
		keys, err := c.Keys(t.Context(), "*").Result()
		require.NoError(t, err)
		assert.Len(t, keys, 5)
		for _, k := range keys {
			assert.True(t, strings.HasPrefix(k, begins), k)
		}
		other := open(t, s.addr, "other", nil)
		_, err = other.LoadToken(t.Context(), "{c}")
		require.ErrorIs(t, err, social.ErrNoToken)
		cursor, err := other.LoadCursor(t.Context(), "{d}")
		require.NoError(t, err)
		assert.Empty(t, cursor)
	}
}

func TestEmptyKeys(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	_, err := s.LoadToken(t.Context(), "")
	require.ErrorIs(t, err, social.ErrInvalid)
	require.ErrorIs(t, s.SaveToken(t.Context(), "", fake("1")), social.ErrInvalid)
	_, err = s.LockToken(t.Context(), "")
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := newServer(t, "--appendonly", "yes")
	store := open(t, good.addr, "", nil)
	require.NoError(t, store.Check(t.Context()))
	c := newClient(t, good.addr)
	require.NoError(t, c.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err())
	require.NoError(t, store.Check(t.Context()), "there is no bound at which anything would be evicted")
	require.NoError(t, c.ConfigSet(t.Context(), "maxmemory", "100mb").Err())
	require.NoError(t, c.ConfigSet(t.Context(), "appendonly", "no").Err())
	err := store.Check(t.Context())
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Len(t, social.Problems(err), 2, "all at once: %v", err)
	require.ErrorContains(t, err, "allkeys-lru")
	require.ErrorContains(t, err, "appendonly")
	require.NoError(t, c.ReplicaOf(t.Context(), "127.0.0.1", "1").Err())
	require.ErrorContains(t, store.Check(t.Context()), "replica")
}
