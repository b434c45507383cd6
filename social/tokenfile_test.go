package social_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

func TestFileTokens(t *testing.T) {
	t.Parallel()
	socialtest.TestTokenStore(t, func(t *testing.T) func() social.TokenStore {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "made", "when needed")
		return func() social.TokenStore { return social.NewFileTokens(dir) }
	})
}

// saved makes a store that holds one token.
func saved(t *testing.T, token *oauth2.Token) (*social.FileTokens, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tokens")
	store := social.NewFileTokens(dir)
	require.NoError(t, store.SaveToken(t.Context(), key, token))
	return store, dir
}

func TestFileTokensAreForThisUserOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	store, dir := saved(t, &oauth2.Token{AccessToken: "access-1"})
	unlock, err := store.LockToken(t.Context(), key)
	require.NoError(t, err)
	unlock()
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "the token and its lock")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

func TestFileTokensMapKeysToNames(t *testing.T) {
	t.Parallel()
	store, dir := saved(t, &oauth2.Token{AccessToken: "access-1"})
	require.NoError(t, store.SaveToken(t.Context(), "../X.y", &oauth2.Token{AccessToken: "access-2"}))
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	assert.Equal(t, []string{filepath.Join(dir, "%2e%2e%2f%58%2ey.json"), filepath.Join(dir, "x%2facme.json")}, names)

	_, err = store.LoadToken(t.Context(), "")
	require.ErrorIs(t, err, social.ErrInvalid)
	require.ErrorIs(t, store.SaveToken(t.Context(), "", &oauth2.Token{}), social.ErrInvalid)
	_, err = store.LockToken(t.Context(), "")
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestFileTokensDamaged(t *testing.T) {
	t.Parallel()
	for _, damage := range []string{"", `{"access_token":"access-1`, `{"access_token":17,"refresh_token":"refresh-1"}`, "\x00"} {
		store, dir := saved(t, &oauth2.Token{AccessToken: "access-1"})
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x%2facme.json"), []byte(damage), 0o600))
		_, err := store.LoadToken(t.Context(), key)
		require.ErrorContains(t, err, "is damaged")
		require.NotErrorIs(t, err, social.ErrNoToken, "something is there")
		assert.NotContains(t, err.Error(), "access-1")
		assert.NotContains(t, err.Error(), "refresh-1")
		require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "access-2"}), "a new login repairs it")
	}
}

func TestFileTokensReplaceInOneStep(t *testing.T) {
	t.Parallel()
	store, dir := saved(t, &oauth2.Token{AccessToken: "access-1"})
	name := filepath.Join(dir, "x%2facme.json")
	reader, err := os.Open(name)
	require.NoError(t, err)
	defer func() { _ = reader.Close() }()
	require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "access-2"}))
	old := make([]byte, 100)
	n, err := reader.Read(old)
	require.NoError(t, err)
	assert.Contains(t, string(old[:n]), "access-1", "who has the old file open reads the old token to its end")

	require.NoError(t, os.Remove(name))
	require.NoError(t, os.MkdirAll(filepath.Join(name, "in the way"), 0o700))
	require.Error(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "access-3"}))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		assert.False(t, strings.HasPrefix(f.Name(), ".token-"), "a failed save leaves %s", f.Name())
	}
}

func TestFileTokensWithoutAFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	store := social.NewFileTokens(filepath.Join(file, "tokens"))
	require.Error(t, store.SaveToken(t.Context(), key, &oauth2.Token{}))
	_, err := store.LockToken(t.Context(), key)
	require.Error(t, err)
	_, err = store.LoadToken(t.Context(), key)
	require.Error(t, err)
	require.NotErrorIs(t, err, social.ErrNoToken)
}
