package socialredis_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// newKey makes a cipher with a key of n's.
func newKey(tb testing.TB, n byte) cipher.AEAD {
	tb.Helper()
	block, err := aes.NewCipher(bytes.Repeat([]byte{n}, 32))
	require.NoError(tb, err)
	a, err := cipher.NewGCM(block)
	require.NoError(tb, err)
	return a
}

// fake puts a token together at run time.
func fake(n string) *oauth2.Token {
	return &oauth2.Token{AccessToken: "access-" + n, RefreshToken: "refresh-" + n}
}

const login = "x/acme"

// dump is everything that Redis holds of a token.
func dump(t *testing.T, addr, prefix string) string {
	t.Helper()
	c := newClient(t, addr)
	all, err := c.HGetAll(t.Context(), prefix+"token:"+login).Result()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	var b strings.Builder
	for k, v := range all {
		b.WriteString(k + "=" + v + "\n")
	}
	return b.String()
}

func TestSealedTokensAreNotInRedis(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	clear := open(t, addr, prefix, nil)
	require.NoError(t, clear.SaveToken(t.Context(), login, fake("1")))
	assert.Contains(t, dump(t, addr, prefix), "refresh-1", "in clear, as documented")

	sealed := open(t, addr, prefix, func(o *socialredis.Options) { o.AEAD = newKey(t, 1) })
	require.NoError(t, sealed.SaveToken(t.Context(), login, fake("1")))
	first := dump(t, addr, prefix)
	assert.NotContains(t, first, "refresh")
	assert.NotContains(t, first, "access")
	require.NoError(t, sealed.SaveToken(t.Context(), login, fake("1")))
	assert.NotEqual(t, first, dump(t, addr, prefix), "no nonce is used twice")
	got, err := sealed.LoadToken(t.Context(), login)
	require.NoError(t, err)
	assert.Equal(t, "refresh-1", got.RefreshToken)
}

func TestSealedTokensAndOtherKeys(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	store := func(key cipher.AEAD, old ...cipher.AEAD) *socialredis.Store {
		return open(t, addr, prefix, func(o *socialredis.Options) { o.AEAD, o.OldAEADs = key, old })
	}
	refused := func(s *socialredis.Store, why string) {
		t.Helper()
		_, err := s.LoadToken(t.Context(), login)
		require.ErrorContains(t, err, why)
		require.NotErrorIs(t, err, social.ErrNoToken, "something is there")
		assert.NotContains(t, err.Error(), "access-")
	}
	key1, key2 := newKey(t, 1), newKey(t, 2)
	require.NoError(t, store(key1).SaveToken(t.Context(), login, fake("1")))
	refused(store(key2), "another key")
	refused(store(nil), "no key")
	got, err := store(key2, key1).LoadToken(t.Context(), login)
	require.NoError(t, err, "the key was changed")
	assert.Equal(t, "access-1", got.AccessToken)
	require.NoError(t, store(key2, key1).SaveToken(t.Context(), login, got))
	_, err = store(key2).LoadToken(t.Context(), login)
	require.NoError(t, err, "sealed anew")

	require.NoError(t, store(nil).SaveToken(t.Context(), login, fake("planted")))
	refused(store(key1), "in clear")
}

func TestSealedTokensStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	s := open(t, addr, prefix, func(o *socialredis.Options) { o.AEAD = newKey(t, 1) })
	require.NoError(t, s.SaveToken(t.Context(), "x/other", fake("other")))
	require.NoError(t, s.SaveToken(t.Context(), login, fake("1")))
	c := newClient(t, addr)
	stolen, err := c.HGet(t.Context(), prefix+"token:x/other", "token").Result()
	require.NoError(t, err)
	for _, value := range []string{stolen, stolen[:1], stolen[:10], stolen[:len(stolen)-1], "", "\x01", "no token"} {
		require.NoError(t, c.HSet(t.Context(), prefix+"token:"+login, "token", value).Err())
		_, err = s.LoadToken(t.Context(), login)
		require.Error(t, err, "%q", value)
	}
}

func TestDamagedToken(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	s := open(t, addr, prefix, nil)
	c := newClient(t, addr)
	for _, damage := range []string{`{"access_token":"access-1`, `{"expiry":"access-1"}`, "\x00"} {
		require.NoError(t, c.HSet(t.Context(), prefix+"token:"+login, "token", damage).Err())
		_, err := s.LoadToken(t.Context(), login)
		require.Error(t, err)
		require.NotErrorIs(t, err, social.ErrNoToken)
		assert.NotContains(t, err.Error(), "refresh-1")
		assert.NotContains(t, err.Error(), "access-1")
		require.NoError(t, s.SaveToken(t.Context(), login, fake("2")), "a new login repairs it")
	}
}
