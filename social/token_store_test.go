package social_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// away is a store that cannot be reached for a while, or whose lock cannot be had.
type away struct {
	*socialtest.Tokens

	load, lock error
	loads      int
}

func (a *away) LoadToken(ctx context.Context, key string) (*oauth2.Token, error) {
	a.loads++
	if a.load != nil {
		return nil, a.load
	}
	return a.Tokens.LoadToken(ctx, key)
}

func (a *away) LockToken(ctx context.Context, key string) (func(), error) {
	if a.lock != nil {
		return nil, a.lock
	}
	return a.Tokens.LockToken(ctx, key)
}

func TestTokenLastsWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	gone := errors.New("store is gone")
	for name, fail := range map[string]func(*away, error){
		"it cannot be read":   func(a *away, err error) { a.load = err },
		"it cannot be locked": func(a *away, err error) { a.lock = err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := &away{Tokens: socialtest.NewTokens()}
				n := login(t, store, 2*time.Minute)
				s := source(t, store, n)
				assert.Equal(t, "access-0", access(t, s))
				pass(t.Context(), 90*time.Second) // it is time to renew, and the token still has half a minute

				fail(store, gone)
				asked := store.loads
				for range 5 {
					assert.Equal(t, "access-0", access(t, s))
				}
				assert.Equal(t, asked+1, store.loads, "a store that is away is not asked for every request")
				pass(t.Context(), 16*time.Second)
				fail(store, nil)
				assert.Equal(t, "access-1", access(t, s), "renewed as soon as it is back")
			})
		})
	}
}

func TestTokenThatHasEndedWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &away{Tokens: socialtest.NewTokens()}
		n := login(t, store, 2*time.Minute)
		s := source(t, store, n)
		assert.Equal(t, "access-0", access(t, s))
		store.load = social.ErrUnavailable
		pass(t.Context(), 3*time.Minute)
		_, err := s.Token()
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.NotErrorIs(t, err, social.ErrAuth, "the login has not ended")
		store.load = nil
		assert.Equal(t, "access-1", access(t, s))
	})
}

func TestTokenThatWasTakenOutOfTheStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &away{Tokens: socialtest.NewTokens()}
		n := login(t, store, 2*time.Minute)
		s := source(t, store, n)
		assert.Equal(t, "access-0", access(t, s))
		pass(t.Context(), 90*time.Second)
		store.load = social.ErrNoToken
		_, err := s.Token()
		require.ErrorIs(t, err, social.ErrAuth, "the caller has logged out")
	})
}
