package social_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// refuse tells a source that the network refused a token.
func refuse(t *testing.T, s oauth2.TokenSource, accessToken string) {
	t.Helper()
	f, ok := s.(social.TokenForgetter)
	require.True(t, ok)
	f.ForgetToken(accessToken)
}

func TestRefusedTokenIsRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, time.Hour)
		s := source(t, store, n)
		assert.Equal(t, "access-0", access(t, s))
		refuse(t, s, "access-0")
		assert.Equal(t, "access-1", access(t, s), "before its end")
		stored, err := store.LoadToken(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, "access-1", stored.AccessToken)

		refuse(t, s, "access-0")
		assert.Equal(t, "access-1", access(t, s), "late news mean nothing")
		refuse(t, s, "access-7")
		assert.Equal(t, "access-1", access(t, s), "nor does a token that is none of ours")
		assert.Equal(t, 1, n.count)
	})
}

// TestRefusalsThatNoRenewalMends: a permission that is missing must not burn one refresh token a request.
func TestRefusalsThatNoRenewalMends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, 24*time.Hour)
		n.life = 24 * time.Hour
		s := source(t, store, n)
		for range 60 { // one request a minute
			token := access(t, s)
			refuse(t, s, token)
			assert.NotEmpty(t, access(t, s), "the repeat of the request")
			time.Sleep(time.Minute)
		}
		assert.Equal(t, 6, n.count, "once in ten minutes")
	})
}

// TestRefusalsInTwoProcesses is the same with two sources that share a store.
func TestRefusalsInTwoProcesses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, 24*time.Hour)
		n.life = 24 * time.Hour
		one, other := source(t, store, n), source(t, store, n)
		assert.Equal(t, access(t, one), access(t, other))
		refuse(t, one, "access-0")
		refuse(t, other, "access-0")
		assert.Equal(t, "access-1", access(t, one))
		assert.Equal(t, "access-1", access(t, other), "what the other process has made is taken")
		assert.Equal(t, 1, n.count)
		for range 60 {
			for _, s := range []oauth2.TokenSource{one, other} {
				refuse(t, s, access(t, s))
				assert.NotEmpty(t, access(t, s))
			}
			time.Sleep(time.Minute)
		}
		assert.Equal(t, 6, n.count, "not more often than one process alone")
	})
}

// TestRefusalsAtOnce: all requests that were under way with a token hear that it was refused.
func TestRefusalsAtOnce(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	n := login(t, store, time.Hour)
	s := source(t, store, n)
	assert.Equal(t, "access-0", access(t, s))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			s.(social.TokenForgetter).ForgetToken("access-0")
			token, err := s.Token()
			if assert.NoError(t, err) {
				assert.Equal(t, "access-1", token.AccessToken)
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 1, n.count)
}

func TestForgetTokenDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, -time.Hour)
		s := social.StoredTokens(t.Context(), store, key, social.Renewal{
			Refresh: func(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
				time.Sleep(30 * time.Second)
				return n.Refresh(ctx, old)
			},
		})
		start := time.Now()
		done := make(chan struct{})
		go func() {
			defer close(done)
			assert.Equal(t, "access-1", access(t, s))
		}()
		synctest.Wait()
		refuse(t, s, "access-0")
		assert.Equal(t, start, time.Now(), "for the renewal that is under way")
		<-done
		assert.Equal(t, "access-1", access(t, s))
	})
}

func TestRefusedTokenThatCannotBeRenewed(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	login(t, store, time.Hour)
	s := social.StoredTokens(t.Context(), store, key, social.Renewal{})
	assert.Equal(t, "access-0", access(t, s))
	require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "new login"}))
	assert.Equal(t, "access-0", access(t, s), "the store is not asked while the token is good")
	for range 3 {
		refuse(t, s, access(t, s))
		assert.Equal(t, "new login", access(t, s), "there is no other")
	}
	require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "another login"}))
	refuse(t, s, "new login")
	assert.Equal(t, "another login", access(t, s), "a new login is noticed at once")
}

func TestRefusedTokenWhileTheNetworkIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, time.Hour)
		asked := 0
		s := social.StoredTokens(t.Context(), store, key, social.Renewal{
			Refresh: func(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
				asked++
				return n.Refresh(ctx, old)
			},
		})
		assert.Equal(t, "access-0", access(t, s))
		n.fail = refusal(503)
		for range 3 {
			refuse(t, s, "access-0")
			assert.Equal(t, "access-0", access(t, s), "it lives, as far as it says")
		}
		assert.Equal(t, 1, asked, "the network is left in peace for a while")
		n.fail = nil
		time.Sleep(16 * time.Second)
		assert.Equal(t, "access-0", access(t, s))
		refuse(t, s, "access-0")
		assert.Equal(t, "access-1", access(t, s), "not only after ten minutes: nothing was spent before")
	})
}

func TestRefusedTokenWhoseRenewalIsRefused(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	n := login(t, store, time.Hour)
	s := source(t, store, n)
	assert.Equal(t, "access-0", access(t, s))
	n.fail = refusal(400)
	refuse(t, s, "access-0")
	_, err := s.Token()
	wantAuth(t, err)
	assert.Equal(t, "access-0", access(t, s), "other requests may still do with it")
}

// TestRefusedTokenIsSavedBeforeUse: what the refresh token was spent for is not left in memory, although the old
// token has not ended.
func TestRefusedTokenIsSavedBeforeUse(t *testing.T) {
	t.Parallel()
	store := &full{Tokens: socialtest.NewTokens()}
	n := login(t, store, time.Hour)
	s := source(t, store, n)
	assert.Equal(t, "access-0", access(t, s))
	refuse(t, s, "access-0")
	store.broken.Store(true)
	for range 3 {
		_, err := s.Token()
		require.ErrorIs(t, err, errFull)
	}
	store.broken.Store(false)
	assert.Equal(t, "access-1", access(t, s))
	assert.Equal(t, 1, n.count)
	assert.Equal(t, "access-1", access(t, source(t, store, n)), "another process has it too")
}

// flaky is a store that cannot be read for a while.
type flaky struct {
	*socialtest.Tokens

	fail error
}

func (f *flaky) LoadToken(ctx context.Context, key string) (*oauth2.Token, error) {
	if f.fail != nil {
		return nil, f.fail
	}
	return f.Tokens.LoadToken(ctx, key)
}

func TestRefusalIsNotLost(t *testing.T) {
	t.Parallel()
	store := &flaky{Tokens: socialtest.NewTokens()}
	n := login(t, store, time.Hour)
	s := source(t, store, n)
	assert.Equal(t, "access-0", access(t, s))
	refuse(t, s, "access-0")
	store.fail = errors.New("share is not mounted")
	_, err := s.Token()
	require.ErrorIs(t, err, store.fail)
	store.fail = nil
	assert.Equal(t, "access-1", access(t, s), "as soon as the store can be read")
}

// TestUnsavedSuccessorComesFirst: a pause that an earlier failure began does not keep a successor from being saved.
func TestUnsavedSuccessorComesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &full{Tokens: socialtest.NewTokens()}
		n := login(t, store, 40*time.Second)
		n.fail = refusal(503)
		s := source(t, store, n)
		assert.Equal(t, "access-0", access(t, s), "for fifteen seconds")
		n.fail = nil
		store.broken.Store(true)
		refuse(t, s, "access-0")
		for range 2 {
			_, err := s.Token()
			require.ErrorIs(t, err, errFull)
			refuse(t, s, "access-7") // news of another
		}
	})
}

// TestRefusalSaysWhatToDo: the network's own advice reaches whoever asked for the token.
func TestRefusalSaysWhatToDo(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "a", Expiry: time.Now().Add(-time.Hour)}))
	s := social.StoredTokens(t.Context(), store, key, social.Renewal{Refresh: func(context.Context, *oauth2.Token) (*oauth2.Token, error) {
		return nil, &social.Error{Kind: social.ErrAuth, Message: "come again on Monday"}
	}})
	_, err := s.Token()
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Contains(t, err.Error(), "come again on Monday")
}
